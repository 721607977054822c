//! Reads `language/<code>.toml`: the words of a language that are not about the subject.

use toml::de::DeValue;

use super::values;
use crate::diagnostic::Code;
use crate::knowledge::report::Report;
use crate::knowledge::{Kind, Lexicon};
use crate::language::Language;

/// Reads the file `name`; returns nothing if it has an error.
pub(super) fn read(report: &mut Report<'_>, name: &str) -> Option<(Language, Lexicon)> {
    let language = super::language_of(report, name.trim_end_matches(".toml"))?;
    let document = values::document(report, report.text)?;
    if let Some(DeValue::Table(kinds)) = document.get("kinds").map(|value| value.get_ref()) {
        let folders: Vec<&str> = Kind::ALL.iter().map(|kind| kind.folder()).collect();
        for key in kinds.keys().filter(|key| !folders.contains(&key.get_ref().as_ref())) {
            values::unknown_key(report, key.get_ref(), key.span(), &folders);
        }
    }
    for value in document.values() {
        empty(report, value);
    }
    // The form is that of the struct: a new list of words needs no line here.
    match toml::from_str::<Lexicon>(report.text) {
        Ok(lexicon) => (report.errors() == 0).then_some((language, lexicon)),
        Err(error) => {
            form(report, error.message(), error.span().unwrap_or(0..0));
            None
        }
    }
}

/// Reports what does not have the form of the struct.
pub(super) fn form(report: &mut Report<'_>, message: &str, span: std::ops::Range<usize>) {
    // The message names the word, then what is allowed, each in backticks.
    let mut quoted = message.split('`').skip(1).step_by(2);
    let word = quoted.next().unwrap_or_default();
    let allowed: Vec<&str> = quoted.collect();
    if message.starts_with("unknown field") {
        values::unknown_key(report, word, span, &allowed);
    } else if message.starts_with("unknown variant") {
        report.advise(
            Code::UnknownWord,
            span,
            format!("unknown word `{word}`"),
            values::choose(word, &allowed),
        );
    } else if message.ends_with("is not a language of this program") {
        report.advise(
            Code::UnknownLanguage,
            span,
            format!("`{word}` is not a language of this program"),
            values::choose(word, &super::language_codes()),
        );
    } else if message.starts_with("missing field") {
        report.add(Code::MissingKey, span, format!("no `{word}`"));
    } else {
        report.add(
            Code::WrongType,
            span,
            values::one_line(message).replace("a sequence", "a list").replace("a map", "a table"),
        );
    }
}

/// Reports every text that is empty.
pub(super) fn empty(report: &mut Report<'_>, value: &values::Value<'_>) {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => {
            report.advise(Code::EmptyText, value.span(), "an empty phrase", "write it, or leave it out");
        }
        DeValue::Array(items) => items.iter().for_each(|item| empty(report, item)),
        DeValue::Table(table) => table.values().for_each(|value| empty(report, value)),
        _ => {}
    }
}
