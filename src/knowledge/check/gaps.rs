//! Checks what most entries have and one lacks: languages, sections, sources, a recent day of checking.

use super::is_habit;
use crate::diagnostic::{Code, Diagnostic};
use crate::knowledge::parse::EntryOrigin;
use crate::knowledge::{Article, Day, Entry, Knowledge, Origins};
use crate::language::Language;

/// How long a check holds, in days: 18 months.
const CHECK_HOLDS: i64 = 548;

/// Reports gaps.
pub(super) fn check(knowledge: &Knowledge, origins: &Origins, today: Day, found: &mut Vec<Diagnostic>) {
    let entries = &knowledge.entries;
    let habit = |has: &dyn Fn(&Entry) -> bool| {
        is_habit(entries.iter().filter(|entry| has(entry)).count(), entries.len())
    };
    let languages: Vec<Language> =
        Language::all().filter(|language| habit(&|entry| entry.articles.get(*language).is_some())).collect();
    let sources = habit(&|entry| !entry.sources.is_empty());
    let checks = habit(&|entry| entry.checked.is_some());
    for (entry, origin) in entries.iter().zip(&origins.entries) {
        missing_languages(entry, origin, &languages, found);
        sections(entry, origin, found);
        if entry.sources.is_empty() && sources {
            let problem = Diagnostic::whole(Code::NoSource, &origin.file.path, "an entry without a source");
            found.push(problem.help("add `[[sources]]` with `title`, `url` and `language`"));
        }
        http(entry, origin, found);
        checked(entry, origin, today, checks, found);
    }
}

/// Reports languages of the base that an entry lacks.
fn missing_languages(
    entry: &Entry,
    origin: &EntryOrigin,
    languages: &[Language],
    found: &mut Vec<Diagnostic>,
) {
    let missing: Vec<&str> = languages
        .iter()
        .filter(|language| entry.articles.get(**language).is_none())
        .map(|language| language.code())
        .collect();
    if let Some(first) = missing.first() {
        let message = format!("the entry is not written in {}", joined(&missing));
        let problem = Diagnostic::whole(Code::MissingLanguage, &origin.file.path, message);
        found.push(problem.help(format!("most entries are; begin with `# {first}: …`")));
    }
}

/// Reports parts of an article that only other languages of the entry have.
fn sections(entry: &Entry, origin: &EntryOrigin, found: &mut Vec<Diagnostic>) {
    let all: Vec<(Language, Vec<&str>)> =
        entry.articles.iter().map(|(language, article)| (language, parts(article))).collect();
    for (language, have) in &all {
        let mut missing: Vec<&str> = Vec::new();
        for part in all.iter().flat_map(|(_, parts)| parts) {
            if !have.contains(part) && !missing.contains(part) {
                missing.push(part);
            }
        }
        if !missing.is_empty() {
            let title = origin.articles.get(*language).map_or(0..0, |article| article.title.clone());
            let message = format!("`{language}` lacks {}, which another language has", joined(&missing));
            let help = "write it in each language, or in none";
            found.push(origin.file.at(Code::SectionsDiffer, title, message).help(help));
        }
    }
}

/// Returns the words of what an article has.
fn parts(article: &Article) -> Vec<&str> {
    let summary = (!article.summary.is_empty()).then_some("summary");
    let asks = (!article.asks.is_empty()).then_some("asks");
    let sections = article.sections.iter().map(|(section, _)| section.word());
    summary.into_iter().chain(sections).chain(asks).collect()
}

/// Reports addresses of sources that anyone on the way could change.
fn http(entry: &Entry, origin: &EntryOrigin, found: &mut Vec<Diagnostic>) {
    for (source, address) in entry.sources.iter().zip(&origin.addresses) {
        if source.url.as_ref().is_some_and(|url| url.starts_with("http://")) {
            let span = address.clone().unwrap_or(0..0);
            let problem = origin.file.at(Code::HttpSource, span, "a source without `https`");
            found.push(problem.help("most sites answer under `https://` too: try it"));
        }
    }
}

/// Reports an entry that was not checked, or not lately; `wanted` says whether the base has days of checking.
fn checked(entry: &Entry, origin: &EntryOrigin, today: Day, wanted: bool, found: &mut Vec<Diagnostic>) {
    let Some(day) = entry.checked else {
        if wanted {
            let message = "nobody has checked this entry";
            let problem = Diagnostic::whole(Code::NeverChecked, &origin.file.path, message);
            found.push(
                problem
                    .help("write the day its facts were compared with the sources: `checked = 2026-11-24`"),
            );
        }
        return;
    };
    let span = origin.value("checked", 0);
    if day > today {
        let problem = origin.file.at(Code::CheckedLater, span, format!("{day} is after today, {today}"));
        found.push(problem.help("write the day of the check"));
    } else if today.number() - day.number() > CHECK_HOLDS {
        let message = "checked more than 18 months ago";
        let help = "compare the facts with the sources, then write the day";
        found.push(origin.file.at(Code::CheckedLongAgo, span, message).help(help));
    }
}

/// Joins words in backticks.
fn joined(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
