//! The content: entries, terms, wording and the words of each language, read from a folder and checked.
//!
//! Nothing is said that does not stand here. Only [`mod@read`] opens files.

mod report;
mod words;

pub mod acts;
pub mod check;
pub mod entry;
pub mod fix;
pub mod flow;
pub mod lexicon;
pub mod parse;
pub mod read;
pub mod term;

pub use acts::{Act, Acts, Utterances};
pub use check::check;
pub use entry::{Article, Day, Entry, EntryId, Family, Kind, ResourceType, Section, Source};
pub use flow::{Flow, Repair, Repairs};
pub use lexicon::{Cue, Facet, Lexicon};
pub(crate) use parse::is_unwanted;
pub use parse::{Origins, Parsed, parse};
pub use read::{ReadError, SourceFile, read};
pub use term::{PlaceLevel, Scheme, Term, Terms};

use crate::language::PerLanguage;

/// Everything that is known and said, ready to be served.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// The entries, sorted by id; behind them those that were added while the program ran, sorted as well.
    pub entries: Vec<Entry>,
    /// How many were added.
    pub added: usize,
    /// Concepts and places.
    pub terms: Terms,
    /// What people say that is not a question.
    pub acts: Acts,
    /// Forms and checks, sorted by id.
    pub flows: Vec<Flow>,
    /// What people say within them.
    pub repairs: Repairs,
    /// The words of each language.
    pub lexicons: PerLanguage<Lexicon>,
    /// The assistant's own sentences: the Fluent source of each language.
    pub wording: PerLanguage<String>,
    /// Changes whenever a file of the content changes.
    pub fingerprint: u128,
}

impl Knowledge {
    /// Returns the position of the entry with this id in [`Knowledge::entries`].
    pub fn position(&self, id: &EntryId) -> Option<usize> {
        let base = self.entries.len() - self.added;
        let within = |entries: &[Entry]| entries.binary_search_by(|entry| entry.id.cmp(id)).ok();
        within(&self.entries[..base]).or_else(|| Some(base + within(&self.entries[base..])?))
    }

    /// Returns the flow with this id.
    pub fn flow(&self, id: &str) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.id == id)
    }

    /// Returns the entry with this id.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.position(id).map(|at| &self.entries[at])
    }
}
