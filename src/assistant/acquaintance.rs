//! Whom we know: the addresses that something was heard from, for adapters that look whether more was said there.

use super::handled::Handled;
use super::{Assistant, ReceiveError, keys};
use crate::event::Address;
use crate::store::Store;

impl<S: Store> Assistant<S> {
    /// Returns the addresses of a platform from which something was heard, each with the number of its last event; 0 when
    /// that is no number.
    ///
    /// # Errors
    /// When the store fails.
    pub fn heard_from(&self, platform: &str) -> Result<Vec<(Address, u64)>, ReceiveError> {
        let mut heard = Vec::new();
        self.each(&keys::handled_on(platform), |key, value| {
            let known = key.as_str().split_once('/').and_then(|(_, place)| Address::of_key(place));
            heard.extend(known.map(|address| (address, Handled::read(value).last())));
            Ok(())
        })?;
        Ok(heard)
    }
}
