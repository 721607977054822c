//! Checks that the assistant says the same in each language: the same messages, with the same things put in.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fluent_syntax::ast;

use crate::diagnostic::Code;
use crate::knowledge::Origins;
use crate::knowledge::parse::{FileText, span_within};
use crate::knowledge::report::Reports;
use crate::language::Language;

/// A message, or an attribute of one.
struct Message<'t> {
    /// Where its name stands.
    span: Range<usize>,
    /// The names of what is put in.
    put_in: BTreeSet<&'t str>,
}

/// The messages of a language by name; attributes as `message.attribute`.
type Messages<'t> = BTreeMap<String, Message<'t>>;

/// Reports messages that one language lacks, or that differ in what is put in.
pub(super) fn check<'t>(origins: &'t Origins, reports: &mut Reports<'t>) {
    let all: Vec<(Language, &FileText, Messages<'_>)> =
        origins.wording.iter().map(|(language, file)| (language, file, messages(&file.text))).collect();
    // Each message is measured by the first language that has it.
    let mut first: BTreeMap<&str, (Language, &BTreeSet<&str>)> = BTreeMap::new();
    for (language, _, messages) in &all {
        for (id, message) in messages {
            first.entry(id).or_insert((*language, &message.put_in));
        }
    }
    for (_, file, messages) in &all {
        let report = reports.of(file);
        for (id, (other, expected)) in &first {
            let Some(message) = messages.get(*id) else {
                let message = format!("no message `{id}`, which `{other}` has");
                report.whole(Code::MissingMessage, message, "write it here");
                continue;
            };
            if message.put_in != **expected {
                let (have, want) = (listed(&message.put_in), listed(expected));
                let help = format!("put in the same as `{other}`; they may stand in another order");
                report.advise(
                    Code::PlaceablesDiffer,
                    message.span.clone(),
                    format!("`{id}` puts in {have}, in `{other}` {want}"),
                    help,
                );
            }
        }
    }
}

/// Returns the messages and terms of a Fluent file.
fn messages(text: &str) -> Messages<'_> {
    // A file with errors was refused; what is left of it is enough here.
    let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(resource, _)| resource);
    let mut messages = Messages::new();
    for entry in &resource.body {
        let (sign, id, value, attributes) = match entry {
            ast::Entry::Message(message) => ("", &message.id, message.value.as_ref(), &message.attributes),
            ast::Entry::Term(term) => ("-", &term.id, Some(&term.value), &term.attributes),
            _ => continue,
        };
        let name = format!("{sign}{}", id.name);
        for attribute in attributes {
            let put_in = pattern_variables(&attribute.value);
            let span = span_within(text, attribute.id.name);
            messages.insert(format!("{name}.{}", attribute.id.name), Message { span, put_in });
        }
        let put_in = value.map(pattern_variables).unwrap_or_default();
        messages.insert(name, Message { span: span_within(text, id.name), put_in });
    }
    messages
}

/// Returns the variables of a pattern.
fn pattern_variables<'t>(pattern: &ast::Pattern<&'t str>) -> BTreeSet<&'t str> {
    let mut variables = BTreeSet::new();
    in_pattern(pattern, &mut variables);
    variables
}

fn in_pattern<'t>(pattern: &ast::Pattern<&'t str>, variables: &mut BTreeSet<&'t str>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            in_expression(expression, variables);
        }
    }
}

fn in_expression<'t>(expression: &ast::Expression<&'t str>, variables: &mut BTreeSet<&'t str>) {
    match expression {
        ast::Expression::Inline(inline) => in_inline(inline, variables),
        ast::Expression::Select { selector, variants } => {
            in_inline(selector, variables);
            for variant in variants {
                in_pattern(&variant.value, variables);
            }
        }
    }
}

fn in_inline<'t>(inline: &ast::InlineExpression<&'t str>, variables: &mut BTreeSet<&'t str>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            variables.insert(id.name);
        }
        ast::InlineExpression::Placeable { expression } => in_expression(expression, variables),
        ast::InlineExpression::FunctionReference { arguments, .. }
        | ast::InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            for argument in &arguments.positional {
                in_inline(argument, variables);
            }
            for argument in &arguments.named {
                in_inline(&argument.value, variables);
            }
        }
        _ => {}
    }
}

/// Names variables as they stand in messages.
fn listed(variables: &BTreeSet<&str>) -> String {
    if variables.is_empty() {
        return "nothing".to_owned();
    }
    variables.iter().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(", ")
}
