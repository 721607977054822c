//! Reads values of TOML, each with its place, into what the content needs.
//!
//! Each function reports what is wrong at the value itself and returns nothing then.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::characters;
use crate::diagnostic::{Code, did_you_mean};
use crate::knowledge::report::Report;

/// A value with its place.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Reads a TOML document; reports every place that is not TOML, and returns nothing then.
pub(super) fn document<'i>(report: &mut Report<'_>, text: &'i str) -> Option<DeTable<'i>> {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    let place = |error: &toml::de::Error| error.span().unwrap_or(0..0);
    errors.sort_by_key(|error| place(error).start);
    let mut read = 0;
    for error in &errors {
        let span = place(error);
        // What follows a mistake in its line is mostly said because of it.
        if span.start >= read {
            read = text[span.start..].find('\n').map_or(text.len() + 1, |end| span.start + end + 1);
            syntax(report, span, one_line(error.message()));
        }
    }
    errors.is_empty().then(|| table.into_inner())
}

/// Reports a place that is not TOML.
fn syntax(report: &mut Report<'_>, span: Range<usize>, message: String) {
    let rest = &report.text[span.start.min(report.text.len())..];
    if message.starts_with("invalid date") {
        report.advise(Code::BadDate, span, message, "write year-month-day without quotes: `2026-11-24`");
    } else if rest.starts_with(':') {
        report.advise(Code::TomlSyntax, span, message, "write `key = value`, text in quotes");
    } else {
        report.add(Code::TomlSyntax, span, message);
    }
}

/// Reads text that is not empty, without the spaces around it.
pub(super) fn text(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<String> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(report, key, value, "text in quotes");
        return None;
    };
    if text.trim().is_empty() {
        report.advise(
            Code::EmptyText,
            value.span(),
            format!("`{key}` is empty"),
            "write it, or leave it out",
        );
        return None;
    }
    if let Some(c) = text.chars().find(|&c| characters::is_unwanted(c)) {
        let message = format!("`{key}` holds the invisible character {}", characters::name(c));
        report.advise(Code::InvisibleCharacter, value.span(), message, "remove it");
        return None;
    }
    Some(text.trim().to_owned())
}

/// Reads a list, each item with `item`.
pub(super) fn list<T>(
    report: &mut Report<'_>,
    key: &str,
    value: &Value<'_>,
    mut item: impl FnMut(&mut Report<'_>, &str, &Value<'_>) -> Option<T>,
) -> Vec<(T, Range<usize>)> {
    let DeValue::Array(items) = value.get_ref() else {
        wrong_type(report, key, value, "a list in brackets");
        return Vec::new();
    };
    items.iter().filter_map(|value| Some((item(report, key, value)?, value.span()))).collect()
}

/// Takes out of a list what stands in it twice, with a warning.
pub(super) fn once<T: Ord + Clone + fmt::Display>(
    report: &mut Report<'_>,
    key: &str,
    list: Vec<(T, Range<usize>)>,
) -> (Vec<T>, Vec<Range<usize>>) {
    let mut seen = BTreeSet::new();
    let (mut values, mut spans) = (Vec::new(), Vec::new());
    for (value, span) in list {
        if seen.insert(value.clone()) {
            values.push(value);
            spans.push(span);
        } else {
            let message = format!("`{value}` stands twice in `{key}`");
            report.advise(Code::DoubledValue, span, message, "remove it");
        }
    }
    (values, spans)
}

/// Reads a word of a closed list.
pub(super) fn word<T: Copy>(
    report: &mut Report<'_>,
    key: &str,
    value: &Value<'_>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Option<T> {
    let text = text(report, key, value)?;
    if let Some(found) = all.iter().find(|&&one| name(one) == text) {
        return Some(*found);
    }
    let allowed: Vec<&str> = all.iter().map(|&one| name(one)).collect();
    report.advise(
        Code::UnknownWord,
        value.span(),
        format!("unknown word `{text}` in `{key}`"),
        choose(&text, &allowed),
    );
    None
}

/// Reads a whole number.
pub(super) fn number(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<i64> {
    if let DeValue::Integer(digits) = value.get_ref() {
        let plain = digits.as_str().replace('_', "");
        if let Ok(number) = i64::from_str_radix(&plain, digits.radix()) {
            return Some(number);
        }
    }
    wrong_type(report, key, value, "a whole number without quotes");
    None
}

/// Reports a key that is not one of `allowed`.
pub(super) fn unknown_key(report: &mut Report<'_>, key: &str, span: Range<usize>, allowed: &[&str]) {
    report.advise(Code::UnknownKey, span, format!("unknown key `{key}`"), choose(key, allowed));
}

/// Reports a value of another type than `key` has.
pub(super) fn wrong_type(report: &mut Report<'_>, key: &str, value: &Value<'_>, wanted: &str) {
    let found = match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    report.add(Code::WrongType, value.span(), format!("`{key}` is {wanted}, not {found}"));
}

/// Says which of `allowed` was meant, else what there is to choose from.
pub(super) fn choose(word: &str, allowed: &[&str]) -> String {
    match did_you_mean(word, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", quoted(allowed)),
    }
}

/// Joins words in backticks.
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Makes one line of a message of the TOML reader.
pub(super) fn one_line(message: &str) -> String {
    message.trim().replace('\n', ", ")
}
