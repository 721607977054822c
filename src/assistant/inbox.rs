//! The inbox: events are durable before their platform is told that we have them.

use serde::{Deserialize, Serialize};

use super::handled::Handled;
use super::{Assistant, ReceiveError, Received, keys};
use crate::event::Event;
use crate::step::Reason;
use crate::store::{Change, Expectation, Key, Store, StoreError};

/// The format of kept events.
const FORMAT: u8 = 1;

/// How many keys are read at a time.
pub(super) const PAGE: usize = 500;

/// How often an event is begun again after the program ended while it was worked on. An event that ends the program each time
/// must not do so for ever; a machine that loses power may well do so twice.
const BEGINNINGS: u8 = 5;

/// An event as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Accepted {
    format: u8,
    /// How often it was begun again.
    begun: u8,
    pub(super) event: Event,
}

impl<S: Store> Assistant<S> {
    /// Keeps events until they are handled. When this returns, the platform may be told that we have them.
    ///
    /// An event that was accepted or handled before changes nothing.
    ///
    /// # Errors
    /// When the store fails. Nothing or all may be kept then; giving the events again is safe.
    pub fn accept(&self, events: &[Event]) -> Result<(), ReceiveError> {
        let mut changes = Vec::new();
        for event in events {
            let key = keys::inbox(&self.place(event), &event.id)?;
            if self.was_handled(event)? || self.store.read(&key)?.is_some() {
                continue;
            }
            let accepted = Accepted { format: FORMAT, begun: 0, event: event.clone() };
            changes.push(Change::put(&key, json(&accepted)));
        }
        if !changes.is_empty() {
            // Without expectations: whoever else accepts the same event writes the same.
            self.store.commit(&changes, &[])?;
        }
        Ok(())
    }

    /// Returns the events that were accepted and not handled, in the order of each conversation.
    ///
    /// # Errors
    /// When the store fails.
    pub fn waiting(&self) -> Result<Vec<Event>, ReceiveError> {
        let mut waiting = Vec::new();
        self.each(keys::INBOX, |key, value| {
            match serde_json::from_slice::<Accepted>(value) {
                Ok(accepted) => waiting.push(accepted.event),
                Err(_) => return Err(ReceiveError::Unreadable { key: key.to_string() }),
            }
            Ok(())
        })?;
        Ok(waiting)
    }

    /// Handles an event that was accepted before the program ended. One that has ended the program too often is set aside.
    ///
    /// # Errors
    /// As [`Assistant::receive`].
    pub fn receive_again(&self, event: &Event) -> Result<Received, ReceiveError> {
        let key = keys::inbox(&self.place(event), &event.id)?;
        if let Some(kept) = self.store.read(&key)?
            && let Ok(mut accepted) = serde_json::from_slice::<Accepted>(&kept.value)
        {
            if accepted.begun >= BEGINNINGS {
                return self.set_aside(event, Reason::EndsTheProgram);
            }
            accepted.begun += 1;
            let expected = [Expectation::unchanged(&key, Some(&kept))];
            match self.store.commit(&[Change::put(&key, json(&accepted))], &expected) {
                // Somebody else is at it.
                Ok(_) | Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.receive(event)
    }

    /// Returns whether an event was handled.
    pub(super) fn was_handled(&self, event: &Event) -> Result<bool, StoreError> {
        let kept = self.store.read(&keys::handled(&self.place(event))?)?;
        Ok(kept.is_some_and(|kept| Handled::read(&kept.value).contains(&event.id)))
    }

    /// Visits every key with a prefix, a page at a time.
    pub(super) fn each(
        &self,
        prefix: &str,
        mut visit: impl FnMut(&Key, &[u8]) -> Result<(), ReceiveError>,
    ) -> Result<(), ReceiveError> {
        let mut after = None;
        loop {
            let page = self.store.scan(prefix, after.as_ref(), PAGE)?;
            for (key, kept) in &page.entries {
                visit(key, &kept.value)?;
            }
            after = page.entries.last().map(|(key, _)| key.clone()).or(after);
            if !page.more {
                return Ok(());
            }
        }
    }
}

/// Writes a kept value.
pub(super) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    // Text, numbers and lists in memory cannot fail to be written as JSON.
    serde_json::to_vec(value).unwrap_or_default()
}
