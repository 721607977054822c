//! Lets go of what is kept for a while only: reasons of what was set aside, and which message showed a subject.

use super::acquaintance::Heard;
use super::outbox::{Aside, Card};
use super::{Assistant, ReceiveError, keys};
use crate::event::Timestamp;
use crate::store::{Change, Key, Store};

/// How long the reason of something set aside is kept, in seconds: thirty days.
const ASIDE: i64 = 30 * 86_400;

/// How long it is known which message shows a subject, in seconds: half a year. Platforms refuse to edit older ones.
const CARD: i64 = 180 * 86_400;

/// How long it is known from where something was heard, in seconds: a week.
const HEARD: i64 = 7 * 86_400;

/// How many changes one commit makes.
const AT_ONCE: usize = 200;

/// What was let go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Reasons of what was set aside.
    pub aside: usize,
    /// Messages that showed a subject.
    pub cards: usize,
    /// Addresses that nothing was heard from for long.
    pub heard: usize,
}

impl<S: Store> Assistant<S> {
    /// Lets go of what has been kept long enough at `now`.
    ///
    /// # Errors
    /// When the store fails; what was swept until then is swept.
    pub fn sweep(&self, now: Timestamp) -> Result<Swept, ReceiveError> {
        let old = |at: Timestamp, age: i64| now.0.saturating_sub(at.0) > age;
        let aside = self.sweep_of(keys::ASIDE, |value| {
            serde_json::from_slice::<Aside>(value).is_ok_and(|aside| old(aside.at, ASIDE))
        })?;
        let cards = self.sweep_of(keys::CARD, |value| {
            serde_json::from_slice::<Card>(value).is_ok_and(|card| old(card.at, CARD))
        })?;
        let heard = self.sweep_of(keys::HEARD, |value| {
            serde_json::from_slice::<Heard>(value).is_ok_and(|heard| old(heard.at, HEARD))
        })?;
        Ok(Swept { aside, cards, heard })
    }

    /// Erases, from every file of the store, everything of those who asked to be forgotten and have been told that it is done.
    ///
    /// # Errors
    /// When the store fails; what was not erased is erased the next time.
    pub fn erase_forgotten(&self) -> Result<usize, ReceiveError> {
        let mut places: Vec<String> = Vec::new();
        self.each(keys::ERASE, |key, _| {
            places.extend(key.as_str().strip_prefix(keys::ERASE).map(str::to_owned));
            Ok(())
        })?;
        // The receipt is on its way yet: it holds the address.
        let mut waiting = Vec::new();
        for place in &places {
            if !self.store.scan(&format!("{}{place}/", keys::OUTBOX), None, 1)?.entries.is_empty() {
                waiting.push(place.clone());
            }
        }
        places.retain(|place| !waiting.contains(place));
        if places.is_empty() {
            return Ok(0);
        }
        let prefixes: Vec<String> = places
            .iter()
            .flat_map(|place| keys::PERSONAL.iter().map(move |kind| format!("{kind}{place}")))
            .chain(places.iter().map(|place| format!("{}{place}", keys::ERASE)))
            .collect();
        self.store.forget(&prefixes.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(places.len())
    }

    fn sweep_of(&self, prefix: &str, is_old: impl Fn(&[u8]) -> bool) -> Result<usize, ReceiveError> {
        let mut going: Vec<Key> = Vec::new();
        self.each(prefix, |key, value| {
            if is_old(value) {
                going.push(key.clone());
            }
            Ok(())
        })?;
        for some in going.chunks(AT_ONCE) {
            let changes: Vec<Change> = some.iter().map(Change::delete).collect();
            self.store.commit(&changes, &[])?;
        }
        Ok(going.len())
    }
}
