//! An answer to a step: what was told, read by the kind of the step; and why it was refused.

use serde::{Deserialize, Serialize};

use crate::event::{Attachment, AttachmentKind};

/// The most links of an answer.
pub const MOST_LINKS: usize = 5;

/// The most files of an answer.
pub const MOST_FILES: usize = 5;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Words.
    Text(String),
    /// Ids of options.
    Options(Vec<String>),
    /// A number.
    Number(u64),
    /// A year.
    Year(u16),
    /// A place: its name as it was typed, and the term it names, if the base knows it.
    Place(String, Option<String>),
    /// Addresses.
    Links(Vec<String>),
    /// Pictures and documents, where they are.
    Files(Vec<Attachment>),
    /// The step was left out.
    Skipped,
}

/// Why an answer was refused; each is a sentence of the wording (`refused-…`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing can be read in it.
    Empty,
    /// It is longer than fits.
    TooLong {
        /// Its characters.
        count: usize,
        /// The most that fit.
        longest: usize,
    },
    /// No number stands in it.
    NoNumber,
    /// It holds several numbers, or one that nothing has.
    OddNumber,
    /// No year stands in it.
    NoYear,
    /// A year that cannot be meant.
    OddYear {
        /// The latest that can be.
        latest: u16,
    },
    /// None of the options.
    NoOption,
    /// Several options where one is asked for.
    OneOption,
    /// Neither yes nor no.
    NotYesNo,
    /// No address stands in it.
    NoLink,
    /// An address that is not `https://`.
    UnsafeLink,
    /// More than are taken.
    TooMany {
        /// The most that are taken.
        most: usize,
    },
    /// Something other than text.
    NotText(AttachmentKind),
    /// Text where a file is asked for.
    NoFile,
    /// It cannot be sent yet.
    NotYet,
    /// The question was closed.
    Closed,
    /// It must be answered.
    Required,
}

impl Answer {
    /// Returns it as text, but for options, whose labels are the flow's.
    pub fn plain(&self) -> String {
        match self {
            Answer::Text(text) | Answer::Place(text, _) => text.clone(),
            Answer::Options(options) => options.join(", "),
            Answer::Number(number) => number.to_string(),
            Answer::Year(year) => year.to_string(),
            Answer::Links(links) => links.join(" "),
            Answer::Files(files) => {
                files.iter().map(|file| file.reference.as_str()).collect::<Vec<_>>().join(" ")
            }
            Answer::Skipped => String::new(),
        }
    }

    /// Returns it as a value of JSON: text, a number, or a list.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Answer::Text(text) | Answer::Place(text, _) => text.clone().into(),
            Answer::Options(list) | Answer::Links(list) => list.clone().into(),
            Answer::Number(number) => (*number).into(),
            Answer::Year(year) => (*year).into(),
            Answer::Files(files) => {
                files.iter().map(|file| file.reference.clone()).collect::<Vec<_>>().into()
            }
            Answer::Skipped => serde_json::Value::Null,
        }
    }
}
