//! Whom we know: the addresses that something was heard from lately, for platforms that must be asked whether more was said there
//! while we were away.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::inbox::json;
use super::{Assistant, ReceiveError, keys};
use crate::event::{Address, Event, Timestamp};
use crate::store::{Change, Store, StoreError};

/// An address as it is kept. It is let go after a week: see `sweep`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Heard {
    format: u8,
    address: Address,
    last: String,
    pub(super) at: Timestamp,
}

impl<S: Store> Assistant<S> {
    /// Remembers from now on from which addresses of a platform something is heard.
    pub fn get_acquainted(&self, platform: &str) {
        self.acquainted.write().unwrap_or_else(PoisonError::into_inner).insert(platform.to_owned());
    }

    /// Returns the addresses of a platform from which something was heard, each with the number of its last event; 0 when
    /// that is no number.
    ///
    /// # Errors
    /// When the store fails.
    pub fn heard_from(&self, platform: &str) -> Result<Vec<(Address, u64)>, ReceiveError> {
        let mut heard: BTreeMap<Address, u64> = BTreeMap::new();
        self.each(&keys::heard_on(platform), |_, value| {
            if let Ok(known) = serde_json::from_slice::<Heard>(value) {
                heard.insert(known.address, known.last.parse().unwrap_or(0));
            }
            Ok(())
        })?;
        Ok(heard.into_iter().collect())
    }

    /// The change that remembers where an event came from, if its platform is one of those.
    pub(super) fn acquaintance(&self, event: &Event) -> Result<Option<Change>, StoreError> {
        let acquainted = self.acquainted.read().unwrap_or_else(PoisonError::into_inner);
        if !acquainted.contains(&event.address.platform) {
            return Ok(None);
        }
        let heard =
            Heard { format: 1, address: event.address.clone(), last: event.id.0.clone(), at: event.at };
        Ok(Some(Change::put(&keys::heard(&self.place(event))?, json(&heard))))
    }
}
