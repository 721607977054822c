//! Lets go of what is kept for a while only: reasons of what was set aside, and which message showed a subject.

use super::outbox::{Aside, Card};
use super::{Assistant, ReceiveError, keys};
use crate::event::Timestamp;
use crate::store::{Change, Key, Store};

/// How long the reason of something set aside is kept, in seconds: thirty days.
const ASIDE: i64 = 30 * 86_400;

/// How long it is known which message shows a subject, in seconds: half a year. Platforms refuse to edit older ones.
const CARD: i64 = 180 * 86_400;

/// How many changes one commit makes.
const AT_ONCE: usize = 200;

/// What was let go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Reasons of what was set aside.
    pub aside: usize,
    /// Messages that showed a subject.
    pub cards: usize,
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
        Ok(Swept { aside, cards })
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
