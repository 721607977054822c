//! Reads `wording/<code>.ftl`: the assistant's own sentences, in Fluent (<https://projectfluent.org>).

use std::collections::BTreeSet;
use std::ops::Range;

use fluent_syntax::ast;

use crate::diagnostic::Code;
use crate::knowledge::report::Report;
use crate::language::Language;

/// Reads the file `name`; returns its language if it has no error.
pub(super) fn read(report: &mut Report<'_>, name: &str) -> Option<Language> {
    let language = super::language_of(report, name.trim_end_matches(".ftl"))?;
    let text = report.text;
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let message = error.kind.to_string().trim_end_matches('.').to_owned();
                report.add(Code::FluentSyntax, error.pos, lower_first(&message));
            }
            resource
        }
    };
    let mut seen = BTreeSet::new();
    for entry in &resource.body {
        let id = match entry {
            ast::Entry::Message(message) => message.id.name,
            ast::Entry::Term(term) => term.id.name,
            _ => continue,
        };
        if !seen.insert((matches!(entry, ast::Entry::Term(_)), id)) {
            let message = format!("the message `{id}` stands twice");
            report.advise(Code::DoubledMessage, span_within(text, id), message, "keep one of the two");
        }
    }
    (report.errors() == 0).then_some(language)
}

/// Returns where `part`, which is a slice of `text`, stands in it: Fluent gives names without their places.
pub(in crate::knowledge) fn span_within(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

/// Returns the text with its first letter small, as all our messages begin.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}
