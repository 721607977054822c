//! Reads the sources of an entry: `[[sources]]` in its front matter.

use toml::de::DeValue;

use super::entry;
use super::markdown::is_web;
use super::values::{self, Value};
use crate::diagnostic::Code;
use crate::knowledge::Source;
use crate::knowledge::report::Report;

/// Every key of a source.
const KEYS: &[&str] = &["title", "url", "language"];

/// Reads the sources into the entry.
pub(super) fn read(report: &mut Report<'_>, value: &Value<'_>, into: &mut entry::Read) {
    let DeValue::Array(items) = value.get_ref() else {
        values::wrong_type(report, "sources", value, "a list of tables `[[sources]]`");
        return;
    };
    for item in items {
        let DeValue::Table(table) = item.get_ref() else {
            values::wrong_type(report, "sources", item, "a list of tables `[[sources]]`");
            continue;
        };
        let mut source = Source { title: String::new(), url: None, language: None };
        let mut address = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "title" => source.title = values::text(report, "title", value).unwrap_or_default(),
                "url" => {
                    source.url = url(report, value);
                    address = Some(value.span());
                }
                "language" => source.language = language(report, value),
                other => values::unknown_key(report, other, key.span(), KEYS),
            }
        }
        if !table.contains_key("title") {
            let help = "write what the page or document is: `title = \"…\"`";
            report.advise(Code::MissingKey, item.span(), "a source without `title`", help);
        }
        into.entry.sources.push(source);
        into.origin.addresses.push(address);
    }
}

/// Reads the address of a source.
fn url(report: &mut Report<'_>, value: &Value<'_>) -> Option<String> {
    let url = values::text(report, "url", value)?;
    if is_web(&url) {
        return Some(url);
    }
    let message = format!("`{url}` is not an address of the web");
    report.advise(
        Code::BadAddress,
        value.span(),
        message,
        "write it whole, from `https://` on, without spaces",
    );
    None
}

/// Reads the code of the language of a source: any language, so only its form is known.
fn language(report: &mut Report<'_>, value: &Value<'_>) -> Option<String> {
    let code = values::text(report, "language", value)?;
    if (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some(code);
    }
    let message = format!("`{code}` is not the code of a language");
    report.advise(Code::BadLanguageCode, value.span(), message, "write two letters: `fr`, `en`, `es`, `pt`");
    None
}
