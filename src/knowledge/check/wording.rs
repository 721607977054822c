//! Checks that the assistant says the same in each language: the same messages, with the same things put in.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast;

use crate::diagnostic::{Code, Diagnostic};
use crate::knowledge::Origins;
use crate::knowledge::parse::FileText;
use crate::language::Language;

/// For each message (and attribute, as `message.attribute`), the names of what is put in.
type Messages<'t> = BTreeMap<String, BTreeSet<&'t str>>;

/// Reports messages that one language lacks, or that differ in what is put in.
pub(super) fn check(origins: &Origins, found: &mut Vec<Diagnostic>) {
    let all: Vec<(Language, &FileText, Messages<'_>)> =
        origins.wording.iter().map(|(language, file)| (language, file, messages(&file.text))).collect();
    // Each message is measured by the first language that has it.
    let mut first: BTreeMap<&str, (Language, &BTreeSet<&str>)> = BTreeMap::new();
    for (language, _, messages) in &all {
        for (id, put_in) in messages {
            first.entry(id).or_insert((*language, put_in));
        }
    }
    for (_, file, messages) in &all {
        for (id, (other, expected)) in &first {
            let Some(put_in) = messages.get(*id) else {
                let message = format!("no message `{id}`, which `{other}` has");
                found
                    .push(Diagnostic::whole(Code::MissingMessage, &file.path, message).help("write it here"));
                continue;
            };
            if put_in != *expected {
                let message = format!("`{id}` puts in {}, in `{other}` {}", listed(put_in), listed(expected));
                let help = format!("put in the same as `{other}`; they may stand in another order");
                let problem = file.at(Code::PlaceablesDiffer, place(&file.text, id), message);
                found.push(problem.help(help));
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
        let (id, value, attributes) = match entry {
            ast::Entry::Message(message) => {
                (message.id.name.to_owned(), message.value.as_ref(), &message.attributes)
            }
            ast::Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value), &term.attributes),
            _ => continue,
        };
        for attribute in attributes {
            messages.insert(format!("{id}.{}", attribute.id.name), pattern_variables(&attribute.value));
        }
        messages.insert(id, value.map(pattern_variables).unwrap_or_default());
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

/// Returns where a message begins.
fn place(text: &str, id: &str) -> std::ops::Range<usize> {
    let name = id.split('.').next().unwrap_or(id);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return at..at + name.len();
        }
        at += line.len();
    }
    0..0
}
