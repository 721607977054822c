//! What a base holds and what it lacks, counted for those who write it. Nothing here is wrong: what is wrong, [`check`] says.
//!
//! [`check`]: crate::knowledge::check()

mod held_out;

pub use held_out::{Confused, Found, HeldOut};

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::knowledge::check::CHECK_HOLDS;
use crate::knowledge::{Article, Day, Entry, EntryId, Kind, Knowledge, PlaceLevel, Section, Terms};

/// How many ids of a list are shown to a person; the JSON holds all.
const MOST_SHOWN: usize = 12;

/// How much of an entry's knowledge there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Entries.
    pub entries: usize,
    /// Asks of these entries.
    pub asks: usize,
}

/// What a base holds and lacks.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// All of it.
    pub all: Written,
    /// By the folder of the entries.
    pub kinds: BTreeMap<String, Written>,
    /// By family; an entry of two counts in both.
    pub families: BTreeMap<String, Written>,
    /// By the id of the country, or of what is wider; `world` where no place is told.
    pub countries: BTreeMap<String, Written>,
    /// By language, with the asks of that language.
    pub languages: BTreeMap<String, Written>,
    /// Of resources, by type.
    pub types: BTreeMap<String, Written>,
    /// By the age of the newest fact: how many years lie between the latest year that the entry tells of and the day of the
    /// report.
    pub ages: BTreeMap<u16, Written>,
    /// Entries that tell of no year.
    pub without_year: Vec<EntryId>,
    /// Entries whose summary, results and cost hold no number but years.
    pub without_figures: Vec<EntryId>,
    /// Entries that tell of nothing to watch for.
    pub without_pitfalls: Vec<EntryId>,
    /// Entries to be compared with their sources again: checked more than 18 months ago, or never.
    pub overdue: Vec<EntryId>,
    /// What the engine takes for what, if that was tried.
    pub held_out: Option<HeldOut>,
}

impl Report {
    /// Counts a base on a day.
    pub fn new(knowledge: &Knowledge, today: Day) -> Report {
        let mut report = Report::default();
        for entry in &knowledge.entries {
            report.entry(entry, &knowledge.terms, today);
        }
        report
    }

    fn entry(&mut self, entry: &Entry, terms: &Terms, today: Day) {
        let asks = entry.articles.iter().map(|(_, article)| article.asks.len()).sum();
        self.all.add(asks);
        let count = |map: &mut BTreeMap<String, Written>, key: &str| {
            map.entry(key.to_owned()).or_default().add(asks);
        };
        count(&mut self.kinds, entry.id.kind().folder());
        for family in &entry.families {
            count(&mut self.families, family.word());
        }
        count(&mut self.countries, country(entry, terms));
        if let Some(resource_type) = entry.resource_type {
            count(&mut self.types, resource_type.word());
        } else if entry.id.kind() == Kind::Resource {
            count(&mut self.types, "none");
        }
        for (language, article) in entry.articles.iter() {
            self.languages.entry(language.code().to_owned()).or_default().add(article.asks.len());
        }
        match newest(entry, today) {
            Some(year) => self.ages.entry(today.year - year).or_default().add(asks),
            None => self.without_year.push(entry.id.clone()),
        }
        let any = |has: &dyn Fn(&Article) -> bool| entry.articles.iter().any(|(_, article)| has(article));
        if !any(&has_figure) {
            self.without_figures.push(entry.id.clone());
        }
        if !any(&|article| article.section(Section::Pitfalls).is_some()) {
            self.without_pitfalls.push(entry.id.clone());
        }
        if entry.checked.is_none_or(|day| today.number() - day.number() > CHECK_HOLDS) {
            self.overdue.push(entry.id.clone());
        }
    }
}

impl Written {
    fn add(&mut self, asks: usize) {
        self.entries += 1;
        self.asks += asks;
    }
}

/// Returns the id of the country an entry lies in, else of its place, else `world`.
fn country<'a>(entry: &'a Entry, terms: &'a Terms) -> &'a str {
    let Some(place) = &entry.place else { return "world" };
    let line = terms.lineage(place);
    let country = line.iter().find(|term| term.level == Some(PlaceLevel::Country));
    country.map_or(place, |term| &term.id)
}

/// Returns the latest year, up to this one, that an entry tells of in any language.
fn newest(entry: &Entry, today: Day) -> Option<u16> {
    let told = entry.articles.iter().flat_map(|(_, article)| {
        let sections = article.sections.iter().map(|(_, text)| text.as_str());
        [article.title.as_str(), &article.summary].into_iter().chain(sections)
    });
    told.flat_map(numbers).filter_map(year).filter(|year| *year <= today.year).max()
}

/// Returns whether the summary, the results or the cost hold a number that is no year.
fn has_figure(article: &Article) -> bool {
    let sections =
        [Section::Results, Section::Cost].into_iter().filter_map(|section| article.section(section));
    std::iter::once(article.summary.as_str())
        .chain(sections)
        .flat_map(numbers)
        .any(|number| year(number).is_none())
}

/// Returns the runs of digits of a Markdown text, but for the numbers of list items.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let item = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        let line = if item.starts_with(". ") { item } else { line };
        line.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty())
    })
}

/// Returns the year that a run of digits is, if it looks like one of ours.
fn year(digits: &str) -> Option<u16> {
    let year = digits.parse().ok().filter(|year| (1800..2100).contains(year));
    year.filter(|_| digits.len() == 4)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Written { entries, asks } = self.all;
        writeln!(f, "{entries} entries, {asks} asks")?;
        table(f, "kind", &self.kinds)?;
        table(f, "family", &self.families)?;
        table(f, "type", &self.types)?;
        table(f, "language", &self.languages)?;
        table(f, "country", &self.countries)?;
        writeln!(f, "\nnewest fact")?;
        for (age, written) in &self.ages {
            writeln!(f, "  {:<24} {:>6}", format!("{age} year(s) ago"), written.entries)?;
        }
        list(f, "tells of no year", &self.without_year)?;
        list(f, "no figures", &self.without_figures)?;
        list(f, "no pitfalls", &self.without_pitfalls)?;
        list(f, "to compare with the sources again", &self.overdue)?;
        self.held_out.as_ref().map_or(Ok(()), |held_out| confused(f, held_out))
    }
}

/// Shows counts, the largest first.
fn table(f: &mut fmt::Formatter<'_>, name: &str, counts: &BTreeMap<String, Written>) -> fmt::Result {
    let mut rows: Vec<_> = counts.iter().collect();
    rows.sort_by_key(|(_, written)| std::cmp::Reverse(written.entries));
    writeln!(f, "\n{name:<26} {:>6} {:>6}", "entries", "asks")?;
    rows.into_iter()
        .try_for_each(|(key, written)| writeln!(f, "  {key:<24} {:>6} {:>6}", written.entries, written.asks))
}

/// Shows ids, the first of them.
fn list(f: &mut fmt::Formatter<'_>, name: &str, ids: &[EntryId]) -> fmt::Result {
    writeln!(f, "\n{name}: {}", ids.len())?;
    ids.iter().take(MOST_SHOWN).try_for_each(|id| writeln!(f, "  {id}"))?;
    let more = ids.len().saturating_sub(MOST_SHOWN);
    if more > 0 { writeln!(f, "  … and {more} more") } else { Ok(()) }
}

/// Shows how often asks lead to their own entry, and which entries are taken for which.
fn confused(f: &mut fmt::Formatter<'_>, held_out: &HeldOut) -> fmt::Result {
    writeln!(f, "\nasks that lead to their own entry first, each tried on what is learnt without it")?;
    for (language, Found { tried, first }) in &held_out.languages {
        writeln!(f, "  {language:<24} {first:>6} of {tried}")?;
    }
    writeln!(f, "\nentries whose asks lead to another: {} pairs", held_out.confused.len())?;
    for Confused { written, found, times, ask } in held_out.confused.iter().take(MOST_SHOWN) {
        writeln!(f, "  {times} of {written} to {found}, as in `{ask}`")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{SourceFile, parse};

    const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

    const TERMS: &str = r#"
        [[term]]
        id = "canada"
        scheme = "place"
        level = "country"
        en = ["Canada"]

        [[term]]
        id = "moonbeam"
        scheme = "place"
        level = "city"
        broader = "canada"
        en = ["Moonbeam"]
    "#;

    /// Counts one entry that has this front matter and this text.
    fn report(front: &str, text: &str) -> Report {
        let file = |path: &str, text: String| SourceFile { path: path.to_owned(), bytes: text.into_bytes() };
        let entry = format!("+++\n{front}\n+++\n\n# en: Title\n{text}\n");
        let parsed = parse(&[file("cases/a.md", entry), file("terms.toml", TERMS.to_owned())]);
        assert_eq!(parsed.diagnostics, []);
        Report::new(&parsed.knowledge, TODAY)
    }

    #[test]
    fn an_entry_counts_in_each_family_and_in_the_country_around_its_place() {
        let front = "families = [\"finance\", \"sectoral\"]\nplace = \"moonbeam\"";
        let report = report(front, "Said.\n\n## asks\n- one\n- two");
        let one = Written { entries: 1, asks: 2 };
        let keys = |map: &BTreeMap<String, Written>| map.keys().cloned().collect::<Vec<_>>();
        assert_eq!(report.all, one);
        assert_eq!(keys(&report.families), ["finance", "sectoral"]);
        assert_eq!(report.countries, BTreeMap::from([("canada".to_owned(), one)]));
        assert_eq!(report.languages, BTreeMap::from([("en".to_owned(), one)]));
    }

    #[test]
    fn an_entry_without_a_place_is_about_the_world() {
        assert!(report("", "Said.").countries.contains_key("world"));
    }

    #[test]
    fn the_newest_fact_is_the_latest_year_told_but_no_plan() {
        let report = report("", "Begun in 1998, closed in 2024.\n\n## results\nMore is planned for 2030.");
        assert_eq!(report.ages.keys().collect::<Vec<_>>(), [&2]);
        assert_eq!(report.without_year, []);
    }

    #[test]
    fn a_year_and_the_number_of_an_item_are_no_figures() {
        let bare = report("", "Since 2011.\n\n## results\n1. It lasts.\n\n## how\nIn 3 steps.");
        assert_eq!(bare.without_figures.len(), 1);
        assert_eq!(report("", "Said.\n\n## cost\n- 45% of it").without_figures, []);
    }

    #[test]
    fn what_nobody_checked_lately_is_to_be_checked_again() {
        for (checked, overdue) in [("2025-01-01", 1), ("2026-11-24", 0)] {
            assert_eq!(report(&format!("checked = {checked}"), "Said.").overdue.len(), overdue, "{checked}");
        }
        assert_eq!(report("", "Said.").overdue.len(), 1);
    }

    #[test]
    fn a_person_is_shown_what_is_lacking() {
        let shown = report("", "Said.").to_string();
        assert!(shown.contains("no pitfalls: 1\n  cases/a\n"), "{shown}");
    }
}
