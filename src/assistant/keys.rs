//! Where things stand in the store: the one place that knows the names of keys.
//!
//! A place is the key of an address ([`Address::key`]); `forget` on the command line names the same prefixes.

use crate::event::{Address, EventId};
use crate::store::{Key, StoreError};

/// What was accepted and not yet worked on.
pub(super) const INBOX: &str = "inbox/";
/// What was said and not yet taken by its platform.
pub(super) const OUTBOX: &str = "outbox/";
/// What could not be worked on or delivered, with the reason.
pub(super) const ASIDE: &str = "aside/";
/// Which message of a platform shows a subject.
pub(super) const CARD: &str = "card/";

/// What is kept of an address: the key of each begins so, with the key of the address behind it.
pub const PERSONAL: [&str; 7] =
    ["conversation/", "handled/", "inbox/", "outbox/", "aside/", "aside/outbox/", "card/"];

/// The conversation at an address.
pub(super) fn conversation(address: &Address) -> Result<Key, StoreError> {
    Key::new(format!("conversation/{}", address.key()))
}

/// The ids of the events of an address that were handled last.
pub(super) fn handled(address: &Address) -> Result<Key, StoreError> {
    Key::new(format!("handled/{}", address.key()))
}

/// An event that was accepted. The keys of an address are in the order in which things happened.
pub(super) fn inbox(address: &Address, event: &EventId) -> Result<Key, StoreError> {
    Key::new(format!("{INBOX}{}/{}", address.key(), event.ordered()))
}

/// The replies to an event, in their order.
pub(super) fn replies(address: &Address, event: &EventId) -> String {
    format!("{OUTBOX}{}/{}/", address.key(), event.ordered())
}

/// One of the replies to an event.
pub(super) fn reply(address: &Address, event: &EventId, number: usize) -> Result<Key, StoreError> {
    Key::new(format!("{}{number:02}", replies(address, event)))
}

/// An event that was set aside.
pub(super) fn aside(address: &Address, event: &EventId) -> Result<Key, StoreError> {
    Key::new(format!("{ASIDE}{}/{}", address.key(), event.ordered()))
}

/// The message that shows a subject at an address.
pub(super) fn card(address: &Address, subject: &str) -> Result<Key, StoreError> {
    Key::new(format!("{CARD}{}/{subject}", address.key()))
}

/// The new id of a chat that has moved.
pub(super) fn moved(platform: &str, chat: &str) -> Result<Key, StoreError> {
    Key::new(format!("moved/{platform}|{chat}"))
}
