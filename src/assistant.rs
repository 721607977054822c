//! The door: receive an event, answer it, and keep what must be kept, in one commit.
//!
//! Only this module touches the store. It knows no platform: an adapter hears, calls [`Assistant::receive`], and says.

use crate::conversation::{Conversation, FORMAT};
use crate::event::{Address, Event};
use crate::mind::Mind;
use crate::reply::Reply;
use crate::step::Outcome;
use crate::store::{Change, Expectation, Key, Store, StoreError};
use crate::turn::turn;

/// How often a commit is tried again when another process was faster.
const TRIES: usize = 5;

/// How many keys are read at a time.
const PAGE: usize = 500;

/// Answers events and keeps conversations.
#[derive(Debug)]
pub struct Assistant<S> {
    mind: Mind,
    store: S,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// It was answered, and all that follows from it is kept.
    Answered {
        /// What is said, and to whom.
        replies: Vec<(Address, Reply)>,
        /// What was made of it.
        outcome: Box<Outcome>,
        /// Whether the person wants no formatting.
        plain: bool,
    },
    /// It was answered before; nothing is done twice.
    Repeated,
}

/// Why an event could not be handled.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The conversation kept for the address is of a newer program.
    #[error(
        "the conversation kept under `{key}` has the format {format}, which is newer than this program's ({FORMAT})\nhelp: run the newer program, or restore a backup of before"
    )]
    TooNew {
        /// The key it is kept under.
        key: String,
        /// Its format.
        format: u64,
    },
}

impl<S: Store> Assistant<S> {
    /// Puts a mind and a store together.
    pub fn new(mind: Mind, store: S) -> Assistant<S> {
        Assistant { mind, store }
    }

    /// Returns what is known.
    pub fn mind(&self) -> &Mind {
        &self.mind
    }

    /// Returns where things are kept.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Answers an event: loads the conversation, takes the turn, and commits what follows from it together with the fact
    /// that the event was handled.
    ///
    /// # Errors
    /// When the store fails. The event was then not handled, or its outcome is unknown; giving it again is safe.
    pub fn receive(&self, event: &Event) -> Result<Received, ReceiveError> {
        let address = event.address.key();
        let conversation_key = Key::new(format!("conversation/{address}"))?;
        let handled_key = Key::new(format!("handled/{address}/{}", event.id.0))?;
        let mut tries = 0;
        loop {
            if self.store.read(&handled_key)?.is_some() {
                return Ok(Received::Repeated);
            }
            let kept = self.store.read(&conversation_key)?;
            let before = match &kept {
                Some(kept) => read(&kept.value, &conversation_key)?,
                None => Conversation::default(),
            };
            let turn = turn(&self.mind, &before, event);
            let mut changes = vec![Change::put(&handled_key, event.at.0.to_string())];
            match &turn.conversation {
                Some(conversation) => changes.push(Change::put(&conversation_key, write(conversation))),
                None => {
                    changes.push(Change::delete(&conversation_key));
                    changes.extend(self.handled(&address)?.iter().map(Change::delete));
                }
            }
            let expectations = [
                Expectation::Absent(handled_key.clone()),
                Expectation::unchanged(&conversation_key, kept.as_ref()),
            ];
            match self.store.commit(&changes, &expectations) {
                Ok(_) => {
                    let plain = turn.conversation.as_ref().is_some_and(|conversation| conversation.plain);
                    let outcome = Box::new(turn.outcome);
                    return Ok(Received::Answered { replies: turn.replies, outcome, plain });
                }
                Err(StoreError::Conflict { .. }) if tries < TRIES => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Returns the keys of the events of an address that were handled.
    fn handled(&self, address: &str) -> Result<Vec<Key>, StoreError> {
        let prefix = format!("handled/{address}/");
        let mut keys: Vec<Key> = Vec::new();
        loop {
            let page = self.store.scan(&prefix, keys.last(), PAGE)?;
            keys.extend(page.entries.into_iter().map(|(key, _)| key));
            if !page.more {
                return Ok(keys);
            }
        }
    }
}

/// Reads a kept conversation. One that cannot be read any more begins anew rather than to shut its person out; one of a newer
/// program is left as it is.
fn read(bytes: &[u8], key: &Key) -> Result<Conversation, ReceiveError> {
    let format = serde_json::from_slice::<serde_json::Value>(bytes)
        .ok()
        .and_then(|value| value.get("format").and_then(serde_json::Value::as_u64));
    if let Some(format) = format.filter(|format| *format > u64::from(FORMAT)) {
        return Err(ReceiveError::TooNew { key: key.to_string(), format });
    }
    Ok(serde_json::from_slice(bytes).unwrap_or_default())
}

fn write(conversation: &Conversation) -> Vec<u8> {
    // Text, numbers and lists in memory cannot fail to be written as JSON.
    serde_json::to_vec(conversation).unwrap_or_default()
}
