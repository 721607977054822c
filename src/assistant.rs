//! The door: receive an event, answer it, and keep what must be kept, in one commit.
//!
//! Only this module touches the store. It knows no platform: an adapter hears, calls [`Assistant::receive`], and says.

use crate::conversation::{Conversation, FORMAT};
use crate::event::{Address, Event};
use crate::mind::Mind;
use crate::reply::Reply;
use crate::store::{Change, Expectation, Key, Store, StoreError};
use crate::step::Outcome;
use crate::turn::turn;

/// How often a commit is tried again when another process was faster.
const TRIES: usize = 5;

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
    /// The conversation kept for the address is not readable.
    #[error("the conversation kept under `{key}` cannot be read: {reason}\nhelp: erase it with `passerelle forget`, or restore a backup")]
    Unreadable {
        /// The key it is kept under.
        key: String,
        /// Why.
        reason: String,
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
            changes.push(match &turn.conversation {
                Some(conversation) => Change::put(&conversation_key, write(conversation)),
                None => Change::delete(&conversation_key),
            });
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
}

fn read(bytes: &[u8], key: &Key) -> Result<Conversation, ReceiveError> {
    let unreadable = |reason: String| ReceiveError::Unreadable { key: key.to_string(), reason };
    let conversation: Conversation =
        serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
    if conversation.format > FORMAT {
        let reason = format!("its format {} is newer than this program's ({FORMAT})", conversation.format);
        return Err(unreadable(reason));
    }
    Ok(conversation)
}

fn write(conversation: &Conversation) -> Vec<u8> {
    // Text, numbers and lists in memory cannot fail to be written as JSON.
    serde_json::to_vec(conversation).unwrap_or_default()
}
