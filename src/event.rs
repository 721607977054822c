//! What a person did, whatever the platform.

use serde::{Deserialize, Serialize};

use crate::reply::ChoiceId;

/// A moment, in seconds since 1970-01-01 UTC. The core has no clock: the event carries the time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// The id of an event, unique on its platform; a repeat has the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId(pub String);

impl EventId {
    /// Returns the id so that the order of texts is the order of numbers: platforms number what happens upwards.
    pub fn ordered(&self) -> String {
        format!("{:02}{}", self.0.len(), self.0)
    }
}

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

    /// Reads what [`Address::key`] wrote.
    pub fn of_key(key: &str) -> Option<Address> {
        let plain = |part: &str| part.replace("%7C", "|").replace("%25", "%");
        let parts: Vec<&str> = key.split('|').collect();
        let [platform, chat, person, thread] = parts.as_slice() else { return None };
        Some(Address {
            platform: plain(platform),
            chat: plain(chat),
            person: plain(person),
            thread: (!thread.is_empty()).then(|| plain(thread)),
        })
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
    /// The fields of a form were filled in.
    Fill(Vec<Filled>),
    /// Something other than text was sent.
    Attach(Attachment),
    /// Entries are looked for while one types (inline query, autocomplete).
    Find(String),
}

/// A field of a form, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The id of the field, as the form gave it.
    pub field: String,
    /// What was typed.
    pub text: String,
}

/// Something other than text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// How its platform names it, so that a moderator can look at it there; it is never fetched.
    pub reference: String,
    /// The words that came with it; of a shared place, its name and address.
    pub caption: String,
}

/// What something other than text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttachmentKind {
    /// A picture.
    Picture,
    /// A file.
    Document,
    /// A voice message, or music.
    Voice,
    /// A film.
    Video,
    /// A sticker, or a picture that moves.
    Sticker,
    /// A place on the map.
    Place,
    /// Anything else.
    Other,
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
    /// What the adapter wants to find again when it says the reply: the message a button stands on, a token. It is carried
    /// through, never read by the core.
    pub note: Option<String>,
    /// What.
    pub action: Action,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_from_its_key() {
        for (chat, thread) in [("a|b", None), ("100%", Some("%7C")), ("é 1", Some("7")), ("", None)] {
            let address = Address {
                platform: "p".into(),
                chat: chat.into(),
                person: "|%|".into(),
                thread: thread.map(str::to_owned),
            };
            assert_eq!(Address::of_key(&address.key()), Some(address));
        }
        assert_eq!(Address::of_key("a|b"), None);
    }
}
