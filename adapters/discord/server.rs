//! What a server wants: its language, where and how it is answered, who moderates. Kept in the store, one value a server.

use std::collections::BTreeMap;

use passerelle_core::language::Language;
use serde::{Deserialize, Serialize};

use super::wire::Snowflake;

/// The format of kept settings.
const FORMAT: u8 = 1;

/// What a server wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Server {
    /// The format they were kept in.
    pub(super) format: u8,
    /// The language to begin in.
    pub(super) language: Option<Language>,
    /// The channel set apart for us: there we answer everybody openly, elsewhere quietly.
    pub(super) home: Option<Snowflake>,
    /// Whether an answer opens a thread.
    pub(super) threads: Threads,
    /// The forums whose posts are answered, with the tags of the posts; none means all.
    pub(super) forums: BTreeMap<Snowflake, Vec<Snowflake>>,
    /// Where submissions are announced.
    pub(super) review_channel: Option<Snowflake>,
    /// Who may decide on them.
    pub(super) review_role: Option<Snowflake>,
    /// What is otherwise in some channels.
    pub(super) channels: BTreeMap<Snowflake, InChannel>,
}

/// What a channel wants, where it differs from its server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct InChannel {
    /// The language to begin in.
    pub(super) language: Option<Language>,
    /// Whether an answer opens a thread.
    pub(super) threads: Option<Threads>,
}

/// Whether an answer opens a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Threads {
    /// It stands under its question.
    #[default]
    Off,
    /// It does.
    On,
}

impl Default for Server {
    fn default() -> Server {
        Server {
            format: FORMAT,
            language: None,
            home: None,
            threads: Threads::Off,
            forums: BTreeMap::new(),
            review_channel: None,
            review_role: None,
            channels: BTreeMap::new(),
        }
    }
}

impl Server {
    /// The language of a channel.
    pub(super) fn language_in(&self, channel: Snowflake) -> Option<Language> {
        self.channels.get(&channel).and_then(|channel| channel.language).or(self.language)
    }

    /// Whether answers in a channel open threads.
    pub(super) fn threads_in(&self, channel: Snowflake) -> Threads {
        self.channels.get(&channel).and_then(|channel| channel.threads).unwrap_or(self.threads)
    }

    /// Whether a post with these tags in a forum is answered.
    pub(super) fn answers_post(&self, forum: Snowflake, tags: &[Snowflake]) -> bool {
        self.forums.get(&forum).is_some_and(|wanted| wanted.is_empty() || tags.iter().any(|tag| wanted.contains(tag)))
    }
}
