//! Flows: a form or a check as a list of steps, and what people say to find their way in one.
//!
//! One flow, one file, all its languages: `knowledge/flows/<id>.toml`. A flow is a list, not a graph: its steps come in the order of
//! the file, a condition looks only at choices made before. What is said in a flow stands in its file; what is said in every flow
//! stands in the wording.

use std::collections::BTreeMap;

use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use super::acts::{Act, Utterances};
use super::entry::{EntryId, Section};
use super::words::words;
use crate::language::PerLanguage;

/// A text in every language of the flow.
pub type Words = PerLanguage<String>;

/// The longest id of a flow, a step or an option: together with a number they fit a button of every platform.
pub const LONGEST_NAME: usize = 18;

/// The longest label of a step: the title of a field in Discord's forms.
pub const LONGEST_LABEL: usize = 45;

/// The longest label of an option: a button of Discord's.
pub const LONGEST_OPTION: usize = 80;

/// The most characters of an answer in prose: with a heading it fits one message of every platform.
pub const LONGEST_ANSWER: usize = 1_900;

words! {
    /// What comes of a flow that was answered to its end.
    Ending {
        /// What was told is sent to the moderators.
        Submission = "submission",
        /// What was answered is weighed and told.
        Outcome = "outcome",
        /// A moderator asks the contributor again.
        AskChanges = "ask-changes",
        /// A moderator declines.
        Decline = "decline",
        /// A moderator changes an answer.
        Edit = "edit",
    }
}

words! {
    /// What a flow is about, besides what is told in it.
    About {
        /// An entry of the base.
        Entry = "entry",
        /// What somebody sent.
        Submission = "submission",
    }
}

words! {
    /// How a step is answered.
    AnswerKind {
        /// A few words.
        Line = "line",
        /// Prose.
        Paragraph = "paragraph",
        /// One of the options.
        Choice = "choice",
        /// Some of the options.
        Choices = "choices",
        /// A whole number.
        Number = "number",
        /// A year.
        Year = "year",
        /// A place, by its name.
        Place = "place",
        /// Addresses of the web.
        Links = "links",
        /// Pictures and documents, which stay where they are.
        Files = "files",
        /// Yes or no.
        YesNo = "yes-no",
        /// Yes, no, or not known.
        YesNoUnknown = "yes-no-unknown",
    }
}

words! {
    /// Options that are not written in the flow.
    OptionsFrom {
        /// The terms of the sectors.
        Sector = "sector",
        /// The five families.
        Family = "family",
        /// The terms of the populations.
        Population = "population",
        /// The answers of the submission that the flow is about.
        Answers = "answers",
    }
}

words! {
    /// What an answer becomes in an entry, besides a section.
    Fact {
        /// The title.
        Title = "title",
        /// The place.
        Place = "place",
        /// The number of inhabitants.
        Inhabitants = "inhabitants",
        /// The families.
        Families = "families",
        /// The sectors.
        Sectors = "sectors",
        /// The populations.
        Populations = "populations",
        /// The first year.
        From = "from",
        /// The last year.
        To = "to",
        /// The sources.
        Links = "links",
        /// How the contributor is credited: `name`, `organisation` or `anonymous`.
        Credit = "credit",
        /// The name that is credited.
        Name = "name",
        /// How to reach the contributor; for moderators only.
        Contact = "contact",
    }
}

/// What an answer becomes in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Fills {
    /// A fact of the front matter.
    Fact(Fact),
    /// A section, or a part of one.
    Section(Section),
}

/// A condition: for each step that it looks at, the options of which one must have been chosen.
pub type When = BTreeMap<String, Vec<String>>;

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choosable {
    /// Its id, unique in the step.
    pub id: String,
    /// What stands on its button.
    pub label: Words,
    /// Other ways to say it.
    #[serde(default)]
    pub words: Utterances,
}

/// A step of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// Its id, unique in the flow.
    pub id: String,
    /// How it is answered.
    pub kind: AnswerKind,
    /// Whether it can be skipped.
    #[serde(default)]
    pub optional: bool,
    /// What it is called, short: in summaries, in forms.
    pub label: Words,
    /// The question.
    pub ask: Words,
    /// An example of an answer.
    #[serde(default)]
    pub hint: Words,
    /// Why it is asked, and what helps to answer.
    #[serde(default)]
    pub why: Words,
    /// What people call it when they want to change it.
    #[serde(default)]
    pub names: Utterances,
    /// Later steps that its answer may answer as well.
    #[serde(default)]
    pub reads: Vec<String>,
    /// The step that it belongs to: it is asked only for what that one left open, and is not counted.
    #[serde(default)]
    pub follows: Option<String>,
    /// When it is asked.
    #[serde(default)]
    pub when: When,
    /// The options.
    #[serde(default, rename = "option")]
    pub options: Vec<Choosable>,
    /// Where the options come from, if they are not written here.
    #[serde(default)]
    pub options_from: Option<OptionsFrom>,
    /// What its answer becomes in an entry.
    #[serde(default)]
    pub fills: Option<Fills>,
    /// The most characters of its answer.
    #[serde(default)]
    pub longest: Option<usize>,
    /// The entries that the question is drawn from.
    #[serde(default)]
    pub sources: Vec<EntryId>,
    /// For each option, what the outcome says of it.
    #[serde(default)]
    pub says: BTreeMap<String, Words>,
    /// The cases in which this was missing.
    #[serde(default)]
    pub gap: Vec<EntryId>,
}

/// What is said at the end of a flow that is weighed; the first whose condition holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// When it is said.
    #[serde(default)]
    pub when: When,
    /// What is said.
    pub text: Words,
}

/// What people agree to when they send something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its version, which is kept with what is sent.
    pub version: u32,
    /// It, in one sentence.
    pub short: Words,
    /// It, whole.
    pub text: Words,
}

/// A form or a check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Flow {
    /// Its id, the name of its file.
    #[serde(skip)]
    pub id: String,
    /// The act that opens it; none for those of moderators.
    #[serde(default)]
    pub act: Option<Act>,
    /// What comes of it.
    pub ends: Ending,
    /// What it is about.
    #[serde(default)]
    pub about: Option<About>,
    /// Its name.
    pub title: Words,
    /// What is said when it begins.
    #[serde(default)]
    pub opening: Words,
    /// What is agreed to.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// How people ask for it, rather than for another one of the same act.
    #[serde(default)]
    pub asks: Utterances,
    /// Entries to read beside it.
    #[serde(default)]
    pub see: Vec<EntryId>,
    /// The steps, in order.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
    /// What is said at the end.
    #[serde(default, rename = "outcome")]
    pub outcomes: Vec<Outcome>,
}

impl Flow {
    /// Returns the step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Returns the step whose answer becomes this fact.
    pub fn filling(&self, fact: Fact) -> Option<&Step> {
        self.steps.iter().find(|step| step.fills == Some(Fills::Fact(fact)))
    }

    /// Returns whether a step only decides which others are asked: it tells nothing of itself.
    pub fn steers(&self, step: &Step) -> bool {
        step.fills.is_none()
            && step.kind.has_options()
            && self.steps.iter().any(|other| other.when.contains_key(&step.id))
    }

    /// Returns a number that changes with what the flow asks for, not with how it is worded.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Xxh3::new();
        let mut part = |text: &str| {
            hash.update(text.as_bytes());
            hash.update(&[0]);
        };
        for step in &self.steps {
            part(&step.id);
            part(step.kind.word());
            step.options.iter().for_each(|option| part(&option.id));
            part(step.options_from.map_or("", OptionsFrom::word));
            for (other, options) in &step.when {
                part(other);
                options.iter().for_each(|option| part(option));
            }
        }
        hash.digest()
    }
}

impl AnswerKind {
    /// Returns whether it is answered by options.
    pub fn has_options(self) -> bool {
        self.options_are_written() || matches!(self, AnswerKind::YesNo | AnswerKind::YesNoUnknown)
    }

    /// Returns whether its options are written in the flow, or come from a list that the flow names.
    pub fn options_are_written(self) -> bool {
        matches!(self, AnswerKind::Choice | AnswerKind::Choices)
    }

    /// Returns the options that it has of itself.
    pub fn own_options(self) -> &'static [&'static str] {
        match self {
            AnswerKind::YesNo => &["yes", "no"],
            AnswerKind::YesNoUnknown => &["yes", "no", "unknown"],
            _ => &[],
        }
    }

    /// Returns whether it is answered by prose, in which anything may stand.
    pub fn is_prose(self) -> bool {
        matches!(self, AnswerKind::Line | AnswerKind::Paragraph)
    }
}

words! {
    /// What a message does within a flow when it is no answer (`knowledge/repairs/`).
    Repair {
        /// Goes back to the step before.
        Back = "back",
        /// Leaves this step out.
        Skip = "skip",
        /// Stops here, to go on another time.
        Later = "later",
        /// Stops for good.
        Cancel = "cancel",
        /// Wants to change an answer, or takes back what was just said.
        Change = "change",
        /// Asks what this step wants.
        Help = "help",
        /// Begins again from the first step.
        StartOver = "start-over",
        /// Does not know.
        Unknown = "unknown",
        /// Keeps what was answered before.
        Keep = "keep",
        /// Sends what was told.
        Send = "send",
        /// Says that what was taken for a question was an answer.
        Mine = "mine",
        /// Says yes.
        Yes = "yes",
        /// Says no.
        No = "no",
    }
}

/// What people say within a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repairs {
    /// Utterances of each repair.
    pub of: Vec<(Repair, Utterances)>,
    /// Answers (`answer.toml`): what repairs are told apart from.
    pub answers: Utterances,
}
