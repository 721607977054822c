//! Writes an entry as a file of the content format: what a contribution becomes in the base, and what `check` accepts.

use std::fmt::Write;

use crate::knowledge::entry::Source;
use crate::knowledge::{Entry, fix};

/// Returns the file of an entry: front matter, then each language.
pub fn page(entry: &Entry) -> String {
    let mut page = String::from("+++\n");
    let list = |page: &mut String, key: &str, values: &[String]| {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(page, "{key} = [{}]", values.join(", "));
        }
    };
    let words = |words: &[crate::knowledge::Family]| {
        words.iter().map(|word| word.word().to_owned()).collect::<Vec<_>>()
    };
    list(&mut page, "families", &words(&entry.families));
    list(&mut page, "sectors", &entry.sectors);
    list(&mut page, "populations", &entry.populations);
    list(&mut page, "instruments", &entry.instruments);
    list(&mut page, "organisations", &entry.organisations);
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(page, "{key} = {value}");
        }
    };
    line("place", entry.place.as_deref().map(quoted));
    line("inhabitants", entry.inhabitants.map(|count| count.to_string()));
    line("from", entry.from.map(|year| year.to_string()));
    line("to", entry.to.map(|year| year.to_string()));
    line("checked", entry.checked.map(|day| day.to_string()));
    if let Some(contribution) = &entry.contribution {
        line("contribution", Some(quoted(&contribution.number)));
        line("credit", contribution.credit.as_deref().map(quoted));
    }
    for Source { title, url, language } in &entry.sources {
        let _ = write!(page, "\n[[sources]]\ntitle = {}\n", quoted(title));
        if let Some(url) = url {
            let _ = writeln!(page, "url = {}", quoted(url));
        }
        if let Some(language) = language {
            let _ = writeln!(page, "language = {}", quoted(language));
        }
    }
    page.push_str("+++\n");
    for (language, article) in entry.articles.iter() {
        let _ = write!(page, "\n# {language}: {}\n{}\n", one_line(&article.title), article.summary);
        for (section, text) in &article.sections {
            let _ = write!(page, "\n## {section}\n{text}\n");
        }
        if !article.asks.is_empty() {
            page.push_str("\n## asks\n");
            for ask in &article.asks {
                let _ = writeln!(page, "- {}", one_line(ask));
            }
        }
    }
    fix::french_spaces(&page)
}

/// A value of TOML: its strings in double quotes know every escape that JSON writes.
fn quoted(text: &str) -> String {
    serde_json::Value::String(one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
