//! The outbox: what is said stays here from the commit that says it until its platform has taken it.

use serde::{Deserialize, Serialize};

use super::inbox::json;
use super::{Assistant, ReceiveError, keys};
use crate::event::{Address, Event, EventId, Timestamp};
use crate::language::Language;
use crate::reply::Reply;
use crate::store::{Change, Key, Store, StoreError};

/// The format of kept replies.
const FORMAT: u8 = 1;

/// A reply on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Where it is kept until it is taken; unique for ever.
    pub key: Key,
    /// Whom it goes to.
    pub to: Address,
    /// What is said.
    pub reply: Reply,
    /// Whether the person wants no formatting.
    pub plain: bool,
    /// The language it is said in.
    pub language: Language,
    /// What it answers, when it goes back to where that came from.
    pub answers: Option<Origin>,
    /// The message that shows the same subject already, as its platform names it.
    pub card: Option<String>,
}

/// What a reply answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The event.
    pub event: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// What the adapter wanted to find again.
    pub note: Option<String>,
}

/// A reply as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    format: u8,
    to: Address,
    reply: Reply,
    plain: bool,
    language: Language,
    answers: Option<Origin>,
}

/// A message that shows a subject.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Card {
    format: u8,
    message: String,
    pub(super) at: Timestamp,
}

/// What was set aside, and why. No text of anyone's.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Aside {
    pub(super) format: u8,
    pub(super) reason: String,
    pub(super) at: Timestamp,
}

impl Outgoing {
    /// Makes what goes out of a reply to an event.
    pub(super) fn new(
        place: &str,
        event: &Event,
        number: usize,
        to: Address,
        reply: Reply,
        plain: bool,
        language: Language,
    ) -> Result<Outgoing, StoreError> {
        let back = to == event.address;
        let origin = || Origin { event: event.id.clone(), at: event.at, note: event.note.clone() };
        Ok(Outgoing {
            key: keys::reply(place, &event.id, number)?,
            to,
            reply,
            plain,
            language,
            answers: back.then(origin),
            card: None,
        })
    }

    /// The change that keeps it.
    pub(super) fn kept(&self) -> Change {
        let kept = Kept {
            format: FORMAT,
            to: self.to.clone(),
            reply: self.reply.clone(),
            plain: self.plain,
            language: self.language,
            answers: self.answers.clone(),
        };
        Change::put(&self.key, json(&kept))
    }

    fn read(key: &Key, value: &[u8]) -> Option<Outgoing> {
        let kept: Kept = serde_json::from_slice(value).ok()?;
        Some(Outgoing {
            key: key.clone(),
            to: kept.to,
            reply: kept.reply,
            plain: kept.plain,
            language: kept.language,
            answers: kept.answers,
            card: None,
        })
    }
}

/// Returns whom a kept reply goes to, and its subject.
pub(super) fn address(value: &[u8]) -> Option<(Address, Option<String>)> {
    let kept: Kept = serde_json::from_slice(value).ok()?;
    Some((kept.to, kept.reply.subject))
}

impl<S: Store> Assistant<S> {
    /// Returns every reply that no platform has taken yet.
    ///
    /// # Errors
    /// When the store fails, or a reply was kept by a newer program.
    pub fn unsent(&self) -> Result<Vec<Outgoing>, ReceiveError> {
        self.outgoing(keys::OUTBOX)
    }

    /// Returns the replies to an event that were not taken yet.
    ///
    /// # Errors
    /// As [`Assistant::unsent`].
    pub fn replies_to(&self, event: &Event) -> Result<Vec<Outgoing>, ReceiveError> {
        self.outgoing(&keys::replies(&self.place(event), &event.id))
    }

    fn outgoing(&self, prefix: &str) -> Result<Vec<Outgoing>, ReceiveError> {
        let mut found = Vec::new();
        self.each(prefix, |key, value| match Outgoing::read(key, value) {
            Some(outgoing) => {
                found.push(outgoing);
                Ok(())
            }
            None => Err(ReceiveError::Unreadable { key: key.to_string() }),
        })?;
        Ok(found)
    }

    /// Makes a reply ready to be sent now: finds the message that it takes the place of, and where its chat has moved.
    ///
    /// # Errors
    /// When the store fails.
    pub fn dress(&self, outgoing: &mut Outgoing) -> Result<(), ReceiveError> {
        if let Some(moved) =
            self.store.read(&keys::moved(&self.names.chat(&outgoing.to.platform, &outgoing.to.chat))?)?
        {
            outgoing.to.chat = String::from_utf8_lossy(&moved.value).into_owned();
        }
        if let Some(subject) = &outgoing.reply.subject {
            let kept = self.store.read(&keys::card(&self.names.place(&outgoing.to), subject)?)?;
            outgoing.card = kept
                .and_then(|kept| serde_json::from_slice::<Card>(&kept.value).ok())
                .map(|card| card.message);
        }
        Ok(())
    }

    /// Strikes a reply that its platform has taken, and remembers which message shows its subject.
    ///
    /// # Errors
    /// When the store fails; then it may be sent once more.
    pub fn taken(
        &self,
        outgoing: &Outgoing,
        message: Option<&str>,
        at: Timestamp,
    ) -> Result<(), ReceiveError> {
        let mut changes = vec![Change::delete(&outgoing.key)];
        if let (Some(subject), Some(message)) = (&outgoing.reply.subject, message) {
            let card = Card { format: FORMAT, message: message.to_owned(), at };
            changes.push(Change::put(&keys::card(&self.names.place(&outgoing.to), subject)?, json(&card)));
        }
        self.store.commit(&changes, &[])?;
        Ok(())
    }

    /// Sets aside a reply that can never be delivered.
    ///
    /// # Errors
    /// When the store fails.
    pub fn undeliverable(
        &self,
        outgoing: &Outgoing,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), ReceiveError> {
        let aside = Aside { format: FORMAT, reason: reason.chars().take(200).collect(), at };
        let key = Key::new(format!("{}{}", keys::ASIDE, outgoing.key))?;
        self.store.commit(&[Change::delete(&outgoing.key), Change::put(&key, json(&aside))], &[])?;
        Ok(())
    }

    /// Remembers that a chat has another id from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub fn moved(&self, platform: &str, from: &str, to: &str) -> Result<(), ReceiveError> {
        self.store.commit(&[Change::put(&keys::moved(&self.names.chat(platform, from))?, to)], &[])?;
        Ok(())
    }
}
