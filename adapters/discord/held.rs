//! The last reply of a conversation that a button opens: a form to fill in, or what concerns the person alone. Kept, so that the
//! button works after a restart.

use passerelle_core::assistant::{Assistant, Outgoing};
use passerelle_core::event::Address;
use passerelle_core::language::Language;
use passerelle_core::reply::{Audience, Reply};
use passerelle_core::store::{Change, Key, Store, StoreError};
use serde::{Deserialize, Serialize};

/// The format of what is kept.
const FORMAT: u8 = 1;

/// A reply that a button opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Held {
    format: u8,
    pub(super) reply: Reply,
    pub(super) plain: bool,
    pub(super) language: Language,
}

fn key<S: Store>(assistant: &Assistant<S>, address: &Address) -> Result<Key, StoreError> {
    Key::new(format!("held/{}", assistant.names().place(address)))
}

/// Returns the reply of a conversation that is kept.
///
/// # Errors
/// When the store fails.
pub(super) fn read<S: Store>(
    assistant: &Assistant<S>,
    address: &Address,
) -> Result<Option<Held>, StoreError> {
    let kept = assistant.store().read(&key(assistant, address)?)?;
    Ok(kept.and_then(|kept| serde_json::from_slice(&kept.value).ok()))
}

/// Keeps a reply that a button opens, in the place of the one before; takes that away when this one needs no button.
///
/// # Errors
/// When the store fails.
pub(super) fn keep<S: Store>(assistant: &Assistant<S>, outgoing: &Outgoing) -> Result<(), StoreError> {
    let key = key(assistant, &outgoing.to)?;
    let known = assistant.store().read(&key)?;
    let opens = outgoing.reply.form.is_some() || outgoing.reply.audience == Audience::Person;
    let change = if opens {
        let held = Held {
            format: FORMAT,
            reply: outgoing.reply.clone(),
            plain: outgoing.plain,
            language: outgoing.language,
        };
        // Text in memory cannot fail to be written as JSON.
        let value = serde_json::to_vec(&held).unwrap_or_default();
        if known.is_some_and(|known| known.value == value) {
            return Ok(());
        }
        Change::put(&key, value)
    } else if known.is_some() {
        Change::delete(&key)
    } else {
        return Ok(());
    };
    assistant.store().commit(&[change], &[])?;
    Ok(())
}
