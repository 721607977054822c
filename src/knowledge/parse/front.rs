//! Reads the front matter of an entry: TOML between two lines `+++`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::entry::Read;
use super::sources;
use super::values::{self, Value};
use crate::diagnostic::Code;
use crate::knowledge::entry::Contribution;
use crate::knowledge::entry::{BadId, LONGEST_SLUG, is_slug};
use crate::knowledge::report::Report;
use crate::knowledge::{Day, Entry, EntryId, Family, Kind, ResourceType};
use crate::ticket::Ticket;

/// The line that opens and closes front matter.
const FENCE: &str = "+++";

/// Every key of front matter, in the order of the guide for writers.
const KEYS: &[&str] = &[
    "families",
    "sectors",
    "populations",
    "instruments",
    "organisations",
    "type",
    "place",
    "places",
    "inhabitants",
    "from",
    "to",
    "related",
    "checked",
    "contribution",
    "credit",
    "sources",
];

/// The years that can be meant.
const YEARS: std::ops::RangeInclusive<i64> = 1000..=2200;

/// The most related entries: those beyond would not be shown.
const MOST_RELATED: usize = 8;

/// Reads the front matter into the entry and returns where the text begins, if there is front matter.
pub(super) fn read(report: &mut Report<'_>, into: &mut Read) -> Option<usize> {
    let text = report.text;
    let (inner, start) = fences(report)?;
    // Blanks in place of the first fence keep the places of the reader those of the file.
    let padded = format!("{}{}", " ".repeat(inner.start), &text[inner]);
    if let Some(table) = values::document(report, &padded) {
        for (key, value) in &table {
            one_key(report, key, value, into);
        }
        years(report, &table, into);
        if let Some(value) = table.get("credit").filter(|_| !table.contains_key("contribution")) {
            let message = "`credit` without `contribution`";
            report.advise(
                Code::MissingKey,
                value.span(),
                message,
                "write the number of what was told: `contribution = \"R-7K3F\"`",
            );
        }
    }
    Some(start)
}

/// Returns where the front matter stands between its fences, and where the text after it begins.
fn fences(report: &mut Report<'_>) -> Option<(Range<usize>, usize)> {
    let text = report.text;
    let mut lines = lines(text);
    let (_, first) = lines.next().unwrap_or((0, ""));
    if first.trim_end() != FENCE {
        report.advise(
            Code::NoFrontMatter,
            0..first.len(),
            "no front matter",
            "begin the file with two lines `+++`; what stands between them may be empty",
        );
        return None;
    }
    let start = first.len();
    for (at, line) in lines {
        if line.trim_end() == FENCE {
            return Some((start..at, at + line.len()));
        }
        // A title can only stand after the front matter: what follows it is no TOML.
        if super::body::title_of(line).is_some_and(|(code, _)| super::language_from(code).is_some()) {
            break;
        }
    }
    report.advise(
        Code::OpenFrontMatter,
        0..FENCE.len(),
        "the front matter is not closed",
        "write a line `+++` between the front matter and the first title",
    );
    None
}

/// Returns the lines with their places, without `\n`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// Reads one key into the entry.
fn one_key(
    report: &mut Report<'_>,
    key: &Spanned<toml::de::DeString<'_>>,
    value: &Value<'_>,
    into: &mut Read,
) {
    let Some(&name) = KEYS.iter().find(|known| **known == key.get_ref().as_ref()) else {
        values::unknown_key(report, key.get_ref(), key.span(), KEYS);
        return;
    };
    let entry = &mut into.entry;
    let mut spans = None;
    match name {
        "families" => {
            let list = values::list(report, name, value, |report, key, value| {
                values::word(report, key, value, Family::ALL, Family::word)
            });
            let (values, places) = values::once(report, name, list);
            (entry.families, spans) = (values, Some(places));
        }
        "related" => {
            let list = values::list(report, name, value, entry_id);
            let (values, places) = values::once(report, name, list);
            if let Some(first) = places.get(MOST_RELATED) {
                let message = format!("more than {MOST_RELATED} related entries");
                report.advise(Code::TooManyRelated, first.clone(), message, "keep the most useful ones");
            }
            (entry.related, spans) = (values, Some(places));
        }
        "sectors" | "populations" | "instruments" | "organisations" | "places" => {
            let list = values::list(report, name, value, term_id);
            let (values, places) = values::once(report, name, list);
            *match name {
                "sectors" => &mut entry.sectors,
                "populations" => &mut entry.populations,
                "instruments" => &mut entry.instruments,
                "organisations" => &mut entry.organisations,
                _ => &mut entry.places,
            } = values;
            spans = Some(places);
        }
        "place" => {
            entry.place = term_id(report, name, value);
            spans = Some(vec![value.span()]);
        }
        "type" if entry.id.kind() != Kind::Resource => report.advise(
            Code::TypeOutsideResources,
            key.span(),
            "only a resource has a `type`",
            "leave it out, or move the entry to `resources/`",
        ),
        "type" => {
            entry.resource_type = values::word(report, name, value, ResourceType::ALL, ResourceType::word);
        }
        "inhabitants" => entry.inhabitants = inhabitants(report, name, value),
        "from" => entry.from = year(report, name, value),
        "to" => entry.to = year(report, name, value),
        "checked" => {
            entry.checked = day(report, name, value);
            spans = Some(vec![value.span()]);
        }
        "contribution" => contribution(report, name, value, entry),
        // Who is credited stands with the number of what they told; the order of the keys is the writer's.
        "credit" => {
            let credit = values::text(report, name, value);
            entry.contribution.get_or_insert_with(none).credit = credit;
            spans = Some(vec![value.span()]);
        }
        _ => sources::read(report, value, into),
    }
    if let Some(spans) = spans {
        into.origin.values.insert(name, spans);
    }
}

/// A contribution without a number yet.
fn none() -> Contribution {
    Contribution { number: String::new(), credit: None }
}

/// Reads the number that a contribution was sent under.
fn contribution(report: &mut Report<'_>, key: &str, value: &Value<'_>, entry: &mut Entry) {
    let Some(number) = values::text(report, key, value) else { return };
    if number.parse::<Ticket>().is_err() {
        let message = format!("`{number}` is not the number of a contribution");
        report.advise(Code::BadNumber, value.span(), message, "write it as it was given: `R-7K3F`");
        return;
    }
    entry.contribution.get_or_insert_with(none).number = number;
}

/// Reads the id of a term.
pub(super) fn term_id(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<String> {
    let id = values::text(report, key, value)?;
    if is_slug(&id) {
        return Some(id);
    }
    let message = format!("`{id}` is not the id of a term");
    report.advise(
        Code::BadSlug,
        value.span(),
        message,
        "ids are words of a-z and 0-9 joined by single hyphens",
    );
    None
}

/// Reads the id of an entry.
pub(super) fn entry_id(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<EntryId> {
    let id = values::text(report, key, value)?;
    let problem: BadId = match id.parse() {
        Ok(id) => return Some(id),
        Err(problem) => problem,
    };
    let help = match problem {
        BadId::Folder(_) => {
            let folders: Vec<&str> = Kind::ALL.iter().map(|kind| kind.folder()).collect();
            let folder = id.split('/').next().unwrap_or_default();
            values::choose(folder, &folders)
        }
        BadId::Slug(_) if id.ends_with(".md") => "leave out `.md`".to_owned(),
        BadId::Slug(_) => format!("ids have at most {LONGEST_SLUG} characters a-z, 0-9 and single hyphens"),
    };
    report.advise(Code::BadId, value.span(), problem.to_string(), help);
    None
}

fn inhabitants(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<u64> {
    let number = values::number(report, key, value)?;
    if number < 1 {
        let message = format!("a place with {number} inhabitants");
        report.advise(Code::NoInhabitants, value.span(), message, "leave it out when no source gives it");
        return None;
    }
    u64::try_from(number).ok()
}

fn year(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<u16> {
    let number = values::number(report, key, value)?;
    if !YEARS.contains(&number) {
        let message = format!("`{key}` is not a year from {} to {}", YEARS.start(), YEARS.end());
        report.add(Code::BadYear, value.span(), message);
        return None;
    }
    u16::try_from(number).ok()
}

/// Reports an end before the beginning.
fn years(report: &mut Report<'_>, table: &DeTable<'_>, into: &Read) {
    if let (Some(from), Some(to), Some(value)) = (into.entry.from, into.entry.to, table.get("to"))
        && from > to
    {
        let message = format!("`to` ({to}) is before `from` ({from})");
        report.advise(Code::YearsReversed, value.span(), message, "leave out `to` while it goes on");
    }
}

fn day(report: &mut Report<'_>, key: &str, value: &Value<'_>) -> Option<Day> {
    if let DeValue::Datetime(found) = value.get_ref()
        && let (Some(date), None) = (found.date, found.time)
        && YEARS.contains(&i64::from(date.year))
    {
        return Some(Day { year: date.year, month: date.month, day: date.day });
    }
    let message = format!("`{key}` is not a day");
    report.advise(Code::BadDate, value.span(), message, "write year-month-day without quotes: `2026-11-24`");
    None
}
