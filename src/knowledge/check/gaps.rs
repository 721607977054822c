//! Checks what most entries have and one lacks: languages, sections, sources, a recent day of checking.

use super::is_habit;
use crate::diagnostic::Code;
use crate::knowledge::parse::EntryOrigin;
use crate::knowledge::report::Reports;
use crate::knowledge::{Article, Day, Entry, Knowledge, Origins};
use crate::language::Language;

/// How long a check holds, in days: 18 months.
pub(crate) const CHECK_HOLDS: i64 = 548;

/// Reports gaps.
pub(super) fn check<'t>(knowledge: &Knowledge, origins: &'t Origins, today: Day, reports: &mut Reports<'t>) {
    let entries = &knowledge.entries;
    let habit = |has: &dyn Fn(&Entry) -> bool| {
        is_habit(entries.iter().filter(|entry| has(entry)).count(), entries.len())
    };
    let languages: Vec<Language> =
        Language::all().filter(|language| habit(&|entry| entry.articles.get(*language).is_some())).collect();
    let sources = habit(&|entry| !entry.sources.is_empty());
    let checks = habit(&|entry| entry.checked.is_some());
    for (entry, origin) in entries.iter().zip(&origins.entries) {
        missing_languages(entry, origin, &languages, reports);
        sections(entry, origin, reports);
        if entry.sources.is_empty() && sources {
            reports.of(&origin.file).whole(
                Code::NoSource,
                "an entry without a source",
                "add `[[sources]]` with `title`, `url` and `language`",
            );
        }
        http(entry, origin, reports);
        checked(entry, origin, today, checks, reports);
    }
}

/// Reports languages of the base that an entry lacks.
fn missing_languages<'t>(
    entry: &Entry,
    origin: &'t EntryOrigin,
    languages: &[Language],
    reports: &mut Reports<'t>,
) {
    let missing: Vec<&str> = languages
        .iter()
        .filter(|language| entry.articles.get(**language).is_none())
        .map(|language| language.code())
        .collect();
    if let Some(first) = missing.first() {
        let message = format!("the entry is not written in {}", joined(&missing));
        reports.of(&origin.file).whole(
            Code::MissingLanguage,
            message,
            format!("most entries are; begin with `# {first}: …`"),
        );
    }
}

/// Reports parts of an article that only other languages of the entry have.
fn sections<'t>(entry: &Entry, origin: &'t EntryOrigin, reports: &mut Reports<'t>) {
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
            reports.of(&origin.file).advise(Code::SectionsDiffer, title, message, help);
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
fn http<'t>(entry: &Entry, origin: &'t EntryOrigin, reports: &mut Reports<'t>) {
    for (source, address) in entry.sources.iter().zip(&origin.addresses) {
        if source.url.as_ref().is_some_and(|url| url.starts_with("http://")) {
            let span = address.clone().unwrap_or(0..0);
            reports.of(&origin.file).advise(
                Code::HttpSource,
                span,
                "a source without `https`",
                "most sites answer under `https://` too: try it",
            );
        }
    }
}

/// Reports an entry that was not checked, or not lately; `wanted` says whether the base has days of checking.
fn checked<'t>(entry: &Entry, origin: &'t EntryOrigin, today: Day, wanted: bool, reports: &mut Reports<'t>) {
    let Some(day) = entry.checked else {
        if wanted {
            let message = "nobody has checked this entry";
            let help = "write the day its facts were compared with the sources: `checked = 2026-11-24`";
            reports.of(&origin.file).whole(Code::NeverChecked, message, help);
        }
        return;
    };
    let span = origin.value("checked", 0);
    if day > today {
        reports.of(&origin.file).advise(
            Code::CheckedLater,
            span,
            format!("{day} is after today, {today}"),
            "write the day of the check",
        );
    } else if today.number() - day.number() > CHECK_HOLDS {
        let message = "checked more than 18 months ago";
        let help = "compare the facts with the sources, then write the day";
        reports.of(&origin.file).advise(Code::CheckedLongAgo, span, message, help);
    }
}

/// Joins words in backticks.
fn joined(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
