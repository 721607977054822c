//! What a person did, whatever the platform.

use serde::{Deserialize, Serialize};

use crate::reply::ChoiceId;

/// A moment, in seconds since 1970-01-01 UTC. The core has no clock: the event carries the time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// The id of an event, unique on its platform; a repeat has the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId(pub String);

/// Where a conversation takes place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// `terminal`, `telegram`, `discord`, …
    pub platform: String,
    /// The chat or channel.
    pub chat: String,
    /// The person in it.
    pub person: String,
    /// A thread or topic of the chat.
    pub thread: Option<String>,
}

impl Address {
    /// Returns the key of the conversation: an address is one conversation.
    pub fn key(&self) -> String {
        // The parts are joined by a bar, which is escaped where a platform uses it; no two addresses share a key.
        let escaped = |part: &str| part.replace('%', "%25").replace('|', "%7C");
        let parts = [&self.platform, &self.chat, &self.person].map(|part| escaped(part));
        let thread = self.thread.as_deref().map(escaped).unwrap_or_default();
        format!("{}|{}|{}|{thread}", parts[0], parts[1], parts[2])
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Something was said.
    Say(String),
    /// A command was given, with what stood behind it.
    Command(String, String),
    /// A choice was pressed.
    Press(ChoiceId),
    /// Entries are looked for while one types (inline query, autocomplete).
    Find(String),
}

/// Something a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// Where.
    pub address: Address,
    /// When.
    pub at: Timestamp,
    /// The code of the language the platform says the person uses.
    pub hint: Option<String>,
    /// What.
    pub action: Action,
}
