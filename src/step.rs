//! What is to be done with an event, between understanding it and saying something; and what came of it.

use serde::{Deserialize, Serialize};

use crate::answer::{Band, Form, Scope};
use crate::command::Command;
use crate::event::AttachmentKind;
use crate::knowledge::{Act, EntryId, Facet, Family, Kind};
use crate::language::Language;
use crate::reply::ChoiceId;
use crate::search::Findings;
use crate::search::slots::Wanted;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Nothing was said.
    Empty,
    /// Something was sent that cannot be read.
    Attachment(AttachmentKind),
    /// A dialogue act that is no question.
    Act(Act),
    /// A command.
    Command(Command),
    /// A command that we do not have.
    UnknownCommand(String),
    /// A button that was typed.
    Choice(ChoiceId),
    /// A choice that means nothing any more.
    Gone,
    /// Another language from now on.
    Speak(Language),
    /// An entry, at a facet or its summary.
    Open {
        /// Which.
        entry: usize,
        /// At what.
        facet: Option<Facet>,
    },
    /// A pick from a list that is not there.
    NoList,
    /// The next ones of the list.
    More,
    /// Others than those shown, none of which was wanted.
    Others,
    /// Entries like this one.
    Similar(usize),
    /// Two side by side.
    Compare(usize, usize),
    /// Two side by side, but it is not clear which.
    CompareWhich,
    /// A page of a kind.
    Browse(Kind, usize),
    /// The entries of a family.
    Family(Family),
    /// A question, with what was found.
    Answer(Box<Question>),
}

/// A question, with what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What was found, best first.
    pub findings: Findings,
    /// What is wanted besides the words.
    pub wanted: Wanted,
    /// What tells the facet: the findings of this message alone, where `findings` are those of the topic.
    pub asked: Option<Findings>,
    /// How many are asked for.
    pub form: Form,
    /// What its places are to the answer.
    pub scope: Scope,
    /// The topic from now on, when this is a new one.
    pub topic: Option<String>,
}

/// What was made of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The language of the answer.
    pub language: Language,
    /// What the event does.
    pub act: Act,
    /// How sure the answer is; none for acts that are no question.
    pub band: Option<Band>,
    /// The facet that was shown.
    pub facet: Option<Facet>,
    /// The entries spoken of, best first, with the confidence in each.
    pub matches: Vec<(EntryId, f32)>,
}

/// Why an event was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Answering it panicked.
    Panicked,
    /// The program ended each time it was begun.
    EndsTheProgram,
    /// Too many came at once from one person.
    Flood,
}
