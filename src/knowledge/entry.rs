//! An entry: one thing we know, in every language it is written in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::lexicon::Facet;
use super::words::words;
use crate::event::Timestamp;
use crate::language::{Language, PerLanguage};

/// The kind of an entry, from the folder it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// How a municipality can act.
    Mechanism,
    /// Who did it, with what result.
    Case,
    /// A law, guide, study, organisation, model.
    Resource,
}

impl Kind {
    /// Every kind, in the order of the folders in the guide for writers.
    pub const ALL: [Kind; 3] = [Kind::Mechanism, Kind::Case, Kind::Resource];

    /// Returns the name of the folder, which is also the command that browses it.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Mechanism => "mechanisms",
            Kind::Case => "cases",
            Kind::Resource => "resources",
        }
    }
}

/// `<kind folder>/<slug>`, as in `cases/preston-community-wealth`. Made only by parsing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(Box<str>);

/// The longest slug: with its folder, an id fits a button of every platform beside a verb and a section.
pub const LONGEST_SLUG: usize = 56;

impl EntryId {
    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the kind that the folder says.
    pub fn kind(&self) -> Kind {
        let folder = self.0.split('/').next().unwrap_or_default();
        Kind::ALL.into_iter().find(|kind| kind.folder() == folder).unwrap_or(Kind::Resource)
    }

    /// Returns the part behind the folder.
    pub fn slug(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, slug)| slug)
    }
}

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    /// No known folder in front.
    #[error("`{0}` does not start with `mechanisms/`, `cases/` or `resources/`")]
    Folder(String),
    /// The part behind the folder is not a slug.
    #[error("`{0}` is not a slug of at most {LONGEST_SLUG} characters a-z, 0-9 and single hyphens")]
    Slug(String),
}

/// Returns whether `text` is made of words of `a-z0-9` joined by single hyphens.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

impl FromStr for EntryId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let (folder, slug) = text.split_once('/').ok_or_else(|| BadId::Folder(text.to_owned()))?;
        if !Kind::ALL.iter().any(|kind| kind.folder() == folder) {
            return Err(BadId::Folder(text.to_owned()));
        }
        if !is_slug(slug) || slug.len() > LONGEST_SLUG {
            return Err(BadId::Slug(slug.to_owned()));
        }
        Ok(EntryId(text.into()))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for EntryId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EntryId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

words! {
    /// The five ways a municipality can act.
    Family {
        /// Public procurement.
        Procurement = "procurement",
        /// Development structures.
        Structures = "structures",
        /// Sectoral measures.
        Sectoral = "sectoral",
        /// Financial tools.
        Finance = "finance",
        /// Support to target populations.
        Populations = "populations",
    }
}

words! {
    /// One facet of an entry; its heading comes from the wording.
    Section {
        /// What it is, how it works.
        What = "what",
        /// Why it was done.
        Need = "need",
        /// How it was done, step by step.
        How = "how",
        /// Who carried it, who decides.
        Who = "who",
        /// What it cost and who paid.
        Cost = "cost",
        /// Dates and durations.
        When = "when",
        /// Under what conditions.
        Conditions = "conditions",
        /// Law, article, threshold.
        Law = "law",
        /// What came of it.
        Results = "results",
        /// What another municipality would take from it.
        Lessons = "lessons",
        /// What went wrong, what to watch for.
        Pitfalls = "pitfalls",
        /// How a municipality can use it.
        Use = "use",
    }
}

words! {
    /// What sort of resource it is.
    ResourceType {
        /// A law, rule or treaty.
        Law = "law",
        /// A guide or manual.
        Guide = "guide",
        /// A study or report.
        Study = "study",
        /// An organisation one can call.
        Organisation = "organisation",
        /// A network of municipalities or enterprises.
        Network = "network",
        /// A recorded talk.
        Webinar = "webinar",
        /// A tool to work with.
        Tool = "tool",
        /// A framework of analysis.
        Framework = "framework",
        /// A text to reuse: clause, grid, resolution, lease.
        Model = "model",
    }
}

/// A day, as written in front matter (`2026-11-24`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// Reads `2026-11-24`, if there is such a day.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.trim().split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        let day = Day { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        // A day that is not there comes back as another one.
        (Day::from_number(day.number()) == day).then_some(day)
    }

    /// Returns the number of days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    pub fn number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = i64::from(self.month);
        let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// Returns the day of a moment (UTC).
    pub fn of(at: Timestamp) -> Day {
        Day::from_number(at.0.div_euclid(86_400))
    }

    /// Returns the day that is this many days after 1970-01-01 (the inverse of [`Day::number`], from the same source).
    pub fn from_number(number: i64) -> Day {
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Day {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What the page or document is.
    pub title: String,
    /// Its address; a printed document may have none.
    pub url: Option<String>,
    /// The code of its language (of any language, not only ours).
    pub language: Option<String>,
}

/// An entry in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The line shown in lists and as heading.
    pub title: String,
    /// What is said first, in Markdown; may be empty.
    pub summary: String,
    /// The facets it has, in the order of the file, in Markdown.
    pub sections: Vec<(Section, String)>,
    /// Utterances people might say for it; matched, never shown.
    pub asks: Vec<String>,
    /// What some of the asks want to read of it: the place of the ask, and the facet, or none in particular.
    pub wants: Vec<(usize, Option<Facet>)>,
}

impl Article {
    /// Returns the Markdown of a section, if the article has it.
    pub fn section(&self, section: Section) -> Option<&str> {
        self.sections.iter().find(|(have, _)| *have == section).map(|(_, text)| text.as_str())
    }
}

/// That an entry was told by somebody, rather than written for the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The number it was sent under, like `R-7K3F`.
    pub number: String,
    /// Who is credited; none who wants no name.
    pub credit: Option<String>,
}

/// One thing we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, from its place in the folder.
    pub id: EntryId,
    /// The ways of acting it belongs to.
    pub families: Vec<Family>,
    /// Term ids of sectors.
    pub sectors: Vec<String>,
    /// Term ids of populations.
    pub populations: Vec<String>,
    /// Term ids of instruments.
    pub instruments: Vec<String>,
    /// Term ids of organisations it tells of.
    pub organisations: Vec<String>,
    /// What sort of resource it is.
    pub resource_type: Option<ResourceType>,
    /// Term id of the smallest place that fits; none when it is about the world.
    pub place: Option<String>,
    /// Term ids of other places it tells of.
    pub places: Vec<String>,
    /// Inhabitants of the place.
    pub inhabitants: Option<u64>,
    /// First year.
    pub from: Option<u16>,
    /// Last year; none while it goes on.
    pub to: Option<u16>,
    /// Entries a reader would follow, most useful first.
    pub related: Vec<EntryId>,
    /// The day a person last checked it.
    pub checked: Option<Day>,
    /// Where its facts come from.
    pub sources: Vec<Source>,
    /// Who told it, where it is a contribution.
    pub contribution: Option<Contribution>,
    /// The texts, one a language.
    pub articles: PerLanguage<Article>,
}

impl Entry {
    /// Returns an entry that says nothing yet.
    pub fn empty(id: EntryId) -> Entry {
        Entry {
            id,
            families: Vec::new(),
            sectors: Vec::new(),
            populations: Vec::new(),
            instruments: Vec::new(),
            organisations: Vec::new(),
            resource_type: None,
            place: None,
            places: Vec::new(),
            inhabitants: None,
            from: None,
            to: None,
            related: Vec::new(),
            checked: None,
            sources: Vec::new(),
            contribution: None,
            articles: PerLanguage::default(),
        }
    }

    /// Returns the article in this language, else in the first language that has one.
    ///
    /// # Panics
    /// Never for an entry that was read: the reader refuses one without an article.
    pub fn article(&self, language: Language) -> (Language, &Article) {
        self.articles.best(language).expect("an entry without an article is refused when it is read")
    }

    /// Returns the title in this language, else in the first language that has one.
    pub fn title(&self, language: Language) -> &str {
        &self.article(language).1.title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_agree() {
        let day = |year, month, day| Day { year, month, day };
        for (number, date) in [(0, day(1970, 1, 1)), (19_782, day(2024, 2, 29)), (20_781, day(2026, 11, 24))]
        {
            assert_eq!(date.number(), number);
            assert_eq!(Day::from_number(number), date);
        }
        for number in 0..40_000 {
            assert_eq!(Day::from_number(number).number(), number);
        }
    }
}
