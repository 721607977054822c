//! Where things stand in the store: the one place that knows the names of keys.
//!
//! A place stands for an address ([`super::names::Names::place`]).

use crate::event::EventId;
use crate::store::{Key, StoreError};

/// What was accepted and not yet worked on.
pub(super) const INBOX: &str = "inbox/";
/// What was said and not yet taken by its platform.
pub(super) const OUTBOX: &str = "outbox/";
/// What could not be worked on or delivered, with the reason.
pub(super) const ASIDE: &str = "aside/";
/// Which message of a platform shows a subject.
pub(super) const CARD: &str = "card/";

/// What is kept of an address: the key of each begins so, with its place behind.
pub const PERSONAL: [&str; 9] =
    ["conversation/", "handled/", "heard/", "inbox/", "outbox/", "aside/", "aside/outbox/", "card/", "held/"];

/// The conversation at an address.
pub(super) fn conversation(place: &str) -> Result<Key, StoreError> {
    Key::new(format!("conversation/{place}"))
}

/// The ids of the events of an address that were handled last.
pub(super) fn handled(place: &str) -> Result<Key, StoreError> {
    Key::new(format!("handled/{place}"))
}

/// From which address something was heard, and what last.
pub(super) const HEARD: &str = "heard/";

pub(super) fn heard(place: &str) -> Result<Key, StoreError> {
    Key::new(format!("{HEARD}{place}"))
}

/// The addresses of a platform from which something was heard.
pub(super) fn heard_on(platform: &str) -> String {
    format!("{HEARD}{platform}|")
}

/// An event that was accepted. The keys of an address are in the order in which things happened.
pub(super) fn inbox(place: &str, event: &EventId) -> Result<Key, StoreError> {
    Key::new(format!("{INBOX}{place}/{}", event.ordered()))
}

/// The replies to an event, in their order.
pub(super) fn replies(place: &str, event: &EventId) -> String {
    format!("{OUTBOX}{place}/{}/", event.ordered())
}

/// One of the replies to an event.
pub(super) fn reply(place: &str, event: &EventId, number: usize) -> Result<Key, StoreError> {
    Key::new(format!("{}{number:02}", replies(place, event)))
}

/// An event that was set aside.
pub(super) fn aside(place: &str, event: &EventId) -> Result<Key, StoreError> {
    Key::new(format!("{ASIDE}{place}/{}", event.ordered()))
}

/// The message that shows a subject at an address.
pub(super) fn card(place: &str, subject: &str) -> Result<Key, StoreError> {
    Key::new(format!("{CARD}{place}/{subject}"))
}

/// The new id of a chat that has moved; `chat` is what its places begin with.
pub(super) fn moved(chat: &str) -> Result<Key, StoreError> {
    Key::new(format!("moved/{chat}"))
}

/// That everything of a place is to be erased from every file, once its last reply is taken.
pub(super) const ERASE: &str = "erase/";

pub(super) fn erase(place: &str) -> Result<Key, StoreError> {
    Key::new(format!("{ERASE}{place}"))
}
