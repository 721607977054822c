//! Where a person stands: what they chose, what was shown, what was last asked. Stored; small on purpose.

use serde::{Deserialize, Serialize};

use crate::event::Timestamp;
use crate::flow::{Draft, State};
use crate::knowledge::{EntryId, Facet};
use crate::language::Language;
use crate::reply::Choice;

/// The format of stored conversations. Since the second, a conversation holds drafts.
pub const FORMAT: u8 = 2;

/// How long what was said is remembered, in seconds: a day.
pub const MEMORY: i64 = 24 * 3600;

/// How many entries of the past are remembered, so that "more" does not repeat.
const MOST_SEEN: usize = 60;

/// The longest question remembered, in characters.
const LONGEST_TOPIC: usize = 600;

/// What is going on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Questions are answered.
    #[default]
    Open,
    /// A flow is filled in.
    Filling(Box<Draft>),
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The format it was stored in.
    pub format: u8,
    /// The language the person chose.
    pub chosen: Option<Language>,
    /// The language of the last message.
    pub spoken: Language,
    /// Whether formatting is off.
    pub plain: bool,
    /// Whether the notice of first contact was given.
    pub greeted: bool,
    /// The entry we are talking about.
    pub focus: Option<EntryId>,
    /// The facet that was shown of it.
    pub facet: Option<Facet>,
    /// The list that was shown last, in its order.
    pub shown: Vec<EntryId>,
    /// What "more" goes on with.
    pub rest: Vec<EntryId>,
    /// What was shown about this topic.
    pub seen: Vec<EntryId>,
    /// The last question that stood on its own, for what follows from it.
    pub topic: String,
    /// Term ids of places that the topic was narrowed to.
    pub places: Vec<String>,
    /// The choices under the last answer, which can be typed.
    pub offered: Vec<Choice>,
    /// What the last answer rested on, for `/why`: message names and percentages.
    pub evidence: Vec<(String, u8)>,
    /// Whether they were asked to slow down, and have not been answered since.
    pub hurried: bool,
    /// What is going on.
    pub stage: Stage,
    /// Drafts that lie aside, the latest last.
    pub drafts: Vec<Draft>,
    /// When a notice of the host was shown last.
    pub noticed: Timestamp,
    /// When the last event was handled.
    pub at: Timestamp,
}

impl Default for Conversation {
    fn default() -> Self {
        Conversation {
            format: FORMAT,
            chosen: None,
            spoken: Language::DEFAULT,
            plain: false,
            greeted: false,
            focus: None,
            facet: None,
            shown: Vec::new(),
            rest: Vec::new(),
            seen: Vec::new(),
            topic: String::new(),
            places: Vec::new(),
            offered: Vec::new(),
            evidence: Vec::new(),
            hurried: false,
            stage: Stage::Open,
            drafts: Vec::new(),
            noticed: Timestamp::default(),
            at: Timestamp::default(),
        }
    }
}

impl Conversation {
    /// Returns the language to answer in.
    pub fn language(&self) -> Language {
        self.chosen.unwrap_or(self.spoken)
    }

    /// Forgets what we were talking about.
    pub fn drop_topic(&mut self) {
        self.focus = None;
        self.facet = None;
        self.shown.clear();
        self.rest.clear();
        self.seen.clear();
        self.topic.clear();
        self.places.clear();
        self.evidence.clear();
    }

    /// Remembers a question that stands on its own.
    pub fn set_topic(&mut self, text: &str) {
        self.topic = text.chars().take(LONGEST_TOPIC).collect();
    }

    /// Remembers that entries were shown.
    pub fn mark_seen<'a>(&mut self, entries: impl IntoIterator<Item = &'a EntryId>) {
        for id in entries {
            if !self.seen.contains(id) {
                self.seen.push(id.clone());
            }
        }
        let over = self.seen.len().saturating_sub(MOST_SEEN);
        self.seen.drain(..over);
    }

    /// Returns what a question without a name is about: what we talk about, else the first of the list shown.
    pub fn about(&self) -> Option<&EntryId> {
        self.focus.as_ref().or(self.shown.first())
    }

    /// Returns the list that "the second one" picks from: the one shown, else what was answered and what comes after it.
    pub fn listed(&self) -> Vec<EntryId> {
        if self.shown.is_empty() {
            self.focus.iter().chain(&self.rest).cloned().collect()
        } else {
            self.shown.clone()
        }
    }

    /// Returns the draft that is being filled in.
    pub fn draft(&self) -> Option<&Draft> {
        match &self.stage {
            Stage::Filling(draft) => Some(draft),
            Stage::Open => None,
        }
    }

    /// Takes the draft that is being filled in out of the conversation.
    pub fn take_draft(&mut self) -> Option<Draft> {
        match std::mem::take(&mut self.stage) {
            Stage::Filling(draft) => Some(*draft),
            Stage::Open => None,
        }
    }

    /// Lays the draft that is being filled in aside, and returns it as it lies there.
    pub fn park(&mut self) -> Option<&Draft> {
        let draft = self.take_draft()?;
        self.lay_aside(draft);
        self.drafts.last()
    }

    /// Lays a draft aside; it takes the place of one with its number.
    pub fn lay_aside(&mut self, draft: Draft) {
        self.drafts.retain(|other| other.ticket != draft.ticket);
        self.drafts.push(draft);
    }

    /// Takes a draft that lies aside.
    pub fn take_aside(&mut self, wanted: impl Fn(&Draft) -> bool) -> Option<Draft> {
        let at = self.drafts.iter().rposition(wanted)?;
        Some(self.drafts.remove(at))
    }

    /// Returns every draft that is not done or given up: the one being filled in first.
    pub fn open_drafts(&self) -> impl Iterator<Item = &Draft> {
        self.draft().into_iter().chain(self.drafts.iter().rev()).filter(|draft| draft.state == State::Open)
    }

    /// Forgets drafts that are too old.
    pub fn drop_old_drafts(&mut self, now: Timestamp) {
        self.drafts.retain(|draft| !draft.is_over(now));
        if self.draft().is_some_and(|draft| draft.is_over(now)) {
            self.stage = Stage::Open;
        }
    }

    /// Returns whether what was said is too old to be gone on with.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.at != Timestamp::default() && now.0.saturating_sub(self.at.0) > MEMORY
    }
}
