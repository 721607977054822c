//! Where things stand in the store: the one place that knows the names of keys.
//!
//! A place stands for an address ([`super::names::Names::place`]).

use super::names::Names;
use crate::event::EventId;
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

/// What is known of a person who sends things; the key names nobody.
pub(super) fn person(names: &Names, person: &Person) -> Result<Key, StoreError> {
    Key::new(format!("person/{}", plain(names, person)))
}

/// Why a person cannot send anything. Whom it concerns stands in the value, for the moderators.
pub(super) fn block(names: &Names, person: &Person) -> Result<Key, StoreError> {
    Key::new(format!("{BLOCK}{}", plain(names, person)))
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

/// Something that was done with a submission: the so-many-th.
pub(super) fn log(ticket: Ticket, number: usize) -> Result<Key, StoreError> {
    Key::new(format!("{}{number:012}", log_of(Some(ticket))))
}

/// Something that was done, and with no submission.
pub(super) fn log_of_nothing(at: i64, event: &EventId, number: usize) -> Result<Key, StoreError> {
    let event = xxhash_rust::xxh3::xxh3_64(event.0.as_bytes());
    Key::new(format!("{}{at:012}-{event:016x}-{number:02}", log_of(None)))
}

/// A person as a part of a key.
fn plain(names: &Names, person: &Person) -> String {
    format!(
        "{}|{}",
        person.platform.replace(['|', '/', '%'], "_"),
        names.someone(&person.platform, &person.person)
    )
}
