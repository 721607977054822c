//! The notice as it is kept: one for the whole service.

use super::inbox::json;
use super::{Assistant, ReceiveError};
use crate::event::Timestamp;
use crate::notice::Notice;
use crate::store::{Change, Key, Store, StoreError};

/// Where it stands.
const KEY: &str = "notice/current";

/// Returns the notice that is kept, whether it is over or not.
///
/// # Errors
/// When the store fails, or the notice is of a newer program.
pub fn kept_notice(store: &impl Store) -> Result<Option<Notice>, ReceiveError> {
    let Some(kept) = store.read(&Key::new(KEY)?)? else { return Ok(None) };
    let notice = serde_json::from_slice(&kept.value);
    notice.map(Some).map_err(|_| ReceiveError::Unreadable { key: KEY.to_owned() })
}

/// Keeps a notice in the place of the one before, or ends it.
///
/// # Errors
/// When the store fails.
pub fn keep_notice(store: &impl Store, notice: Option<&Notice>) -> Result<(), ReceiveError> {
    store.commit(&[change(notice)?], &[])?;
    Ok(())
}

/// The change that keeps a notice, or ends it.
pub(super) fn change(notice: Option<&Notice>) -> Result<Change, StoreError> {
    let key = Key::new(KEY)?;
    Ok(match notice {
        Some(notice) => Change::put(&key, json(notice)),
        None => Change::delete(&key),
    })
}

impl<S: Store> Assistant<S> {
    /// Returns the notice that is in force.
    ///
    /// # Errors
    /// As [`kept_notice`].
    pub fn notice(&self, now: Timestamp) -> Result<Option<Notice>, ReceiveError> {
        Ok(kept_notice(&self.store)?.filter(|notice| !notice.is_over(now)))
    }
}
