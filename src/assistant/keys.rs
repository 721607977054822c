//! Where things stand in the store: the one place that knows the names of keys.
//!
//! A place is the key of an address ([`Address::key`]); `forget` on the command line names the same prefixes.

use crate::event::{Address, EventId};
use crate::store::{Key, StoreError};
use crate::submission::Person;
use crate::ticket::Ticket;

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

/// Submissions that wait for somebody.
pub(super) const OPEN: &str = "open/";
/// Submissions that were accepted.
pub(super) const ACCEPTED: &str = "accepted/";
/// People who cannot send anything.
pub(super) const BLOCK: &str = "block/";

/// A submission.
pub(super) fn submission(ticket: Ticket) -> Result<Key, StoreError> {
    Key::new(format!("submission/{ticket}"))
}

/// That a submission waits for somebody.
pub(super) fn open(ticket: Ticket) -> Result<Key, StoreError> {
    Key::new(format!("{OPEN}{ticket}"))
}

/// That a submission was accepted.
pub(super) fn accepted(ticket: Ticket) -> Result<Key, StoreError> {
    Key::new(format!("{ACCEPTED}{ticket}"))
}

/// The submission with these very words.
pub(super) fn content(hash: &str) -> Result<Key, StoreError> {
    Key::new(format!("content/{hash}"))
}

/// What is known of a person who sends things.
pub(super) fn person(person: &Person) -> Result<Key, StoreError> {
    Key::new(format!("person/{}", plain(person)))
}

/// Why a person cannot send anything.
pub(super) fn block(person: &Person) -> Result<Key, StoreError> {
    Key::new(format!("{BLOCK}{}", plain(person)))
}

/// How much was sent lately, by all.
pub(super) fn lately() -> Result<Key, StoreError> {
    Key::new("lately")
}

/// What was done with a submission: the keys are in the order in which it was done.
pub(super) fn log_of(ticket: Option<Ticket>) -> String {
    match ticket {
        Some(ticket) => format!("log/{ticket}/"),
        None => "log/-/".to_owned(),
    }
}

/// Something that was done.
pub(super) fn log(
    ticket: Option<Ticket>,
    at: i64,
    event: &EventId,
    number: usize,
) -> Result<Key, StoreError> {
    Key::new(format!("{}{at:012}-{:016x}-{number:02}", log_of(ticket), xxhash_rust::xxh3::xxh3_64(event.0.as_bytes())))
}

/// A person as a part of a key: as addresses are written.
fn plain(person: &Person) -> String {
    let escaped = |part: &str| part.replace('%', "%25").replace('|', "%7C");
    format!("{}|{}", escaped(&person.platform), escaped(&person.person))
}
