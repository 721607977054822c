//! Where a person stands: what they chose, what was shown, what was last asked. Stored; small on purpose.

use serde::{Deserialize, Serialize};

use crate::event::Timestamp;
use crate::knowledge::{EntryId, Facet};
use crate::language::Language;
use crate::reply::Choice;

/// The format of stored conversations.
pub const FORMAT: u8 = 1;

/// How long what was said is remembered, in seconds: a day.
pub const MEMORY: i64 = 24 * 3600;

/// How many entries of the past are remembered, so that "more" does not repeat.
const MOST_SEEN: usize = 60;

/// The longest question remembered, in characters.
const LONGEST_TOPIC: usize = 600;

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

    /// Returns whether what was said is too old to be gone on with.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.at != Timestamp::default() && now.0.saturating_sub(self.at.0) > MEMORY
    }
}
