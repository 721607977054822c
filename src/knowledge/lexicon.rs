//! The words of a language that are not about the subject: stop words, spellings of the phone, cues of what is asked.
//!
//! One file a language, `knowledge/language/<code>.toml`. Cues are phrases, compared after normalisation (case, accents and
//! punctuation folded), so `où ça` and `OU CA` are one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::entry::{Kind, ResourceType, Section};
use super::words::words;

words! {
    /// What a message asks about an entry: one of its sections, or its sources.
    Facet {
        /// A section of the entry.
        What = "what",
        /// Why it was done.
        Need = "need",
        /// How it was done.
        How = "how",
        /// Who carried it.
        Who = "who",
        /// What it cost.
        Cost = "cost",
        /// Dates.
        When = "when",
        /// Conditions.
        Conditions = "conditions",
        /// The law.
        Law = "law",
        /// Results.
        Results = "results",
        /// Lessons.
        Lessons = "lessons",
        /// Pitfalls.
        Pitfalls = "pitfalls",
        /// Use.
        Use = "use",
        /// Where to read on: the sources.
        Source = "source",
    }
}

impl Facet {
    /// Returns the section that answers, if it is a section.
    pub fn section(self) -> Option<Section> {
        Section::from_word(self.word())
    }

    /// Returns the facet of a section.
    pub fn of(section: Section) -> Facet {
        Facet::from_word(section.word()).unwrap_or(Facet::What)
    }
}

words! {
    /// What a phrase tells of the way something is asked.
    Cue {
        /// Asks for several entries ("which towns", "examples", "all").
        Several = "several",
        /// Goes on from the last turn ("and", "what about", "over there").
        Onward = "onward",
        /// Takes back what was understood ("no, the one in …").
        Correction = "correction",
        /// Asks for the next ones of a list.
        More = "more",
        /// Wants none of those that were shown.
        Nothing = "nothing",
        /// Asks to compare two things.
        Compare = "compare",
        /// Asks for towns like one's own.
        Similar = "similar",
        /// Speaks of a small municipality.
        Small = "small",
        /// Speaks of a large municipality.
        Large = "large",
        /// Asks for the most recent.
        Newest = "newest",
        /// Asks for the oldest.
        Oldest = "oldest",
    }
}

/// The words of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lexicon {
    /// Words that say nothing of the subject.
    pub stop: Vec<String>,
    /// What is typed on a phone, and what it stands for.
    pub spelling: BTreeMap<String, String>,
    /// For each facet, phrases that ask for it.
    pub facets: BTreeMap<Facet, Vec<String>>,
    /// For each kind of entry, phrases that ask for it.
    pub kinds: BTreeMap<String, Vec<String>>,
    /// For each type of resource, phrases that ask for it.
    pub types: BTreeMap<ResourceType, Vec<String>>,
    /// For each cue, its phrases.
    pub cues: BTreeMap<Cue, Vec<String>>,
    /// For the first, second, third … of a list: its words.
    pub ordinals: Vec<Vec<String>>,
    /// Words for the last of a list.
    pub last: Vec<String>,
    /// Words behind a number of inhabitants ("inhabitants", "souls").
    pub inhabitants: Vec<String>,
    /// Words that make a number an upper bound ("under", "fewer than").
    pub under: Vec<String>,
    /// Words that make a number a lower bound ("over", "more than").
    pub over: Vec<String>,
    /// Words in front of the name of a place ("in", "à").
    pub locative: Vec<String>,
    /// Words that stand between two things to compare ("and", "with", "or").
    pub joiners: Vec<String>,
    /// Words that stand for what was spoken of before ("it", "they", "those").
    pub pronouns: Vec<String>,
    /// Words in front of a year that begins a time ("since", "after").
    pub since: Vec<String>,
    /// Words in front of a year that ends a time ("before", "until").
    pub until: Vec<String>,
    /// Words for a thousand behind a number.
    pub thousands: Vec<String>,
    /// Words for a million behind a number.
    pub millions: Vec<String>,
    /// For the code of each language, what it is called.
    pub languages: BTreeMap<String, Vec<String>>,
    /// How a question begins ("what", "is there").
    pub asking: Vec<String>,
    /// What one says before a question that has nothing to do with what goes on ("by the way").
    pub aside: Vec<String>,
    /// What makes a request polite and changes nothing of it ("please").
    pub polite: Vec<String>,
    /// What one says before taking back what one said ("wait", "sorry, I meant").
    pub retract: Vec<String>,
    /// What stands between a thing and what it is ("is", "is called").
    pub copula: Vec<String>,
}

impl Lexicon {
    /// Returns the phrases that ask for a kind of entry.
    pub fn kind_phrases(&self, kind: Kind) -> &[String] {
        self.kinds.get(kind.folder()).map_or(&[], Vec::as_slice)
    }
}
