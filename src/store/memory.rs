//! A store that lives and dies with the process: for tests, for `ask`, and as the plainest reading of the contract.
//!
//! Never used where something must outlive the process.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock};

use super::{Change, Expectation, Forgotten, Key, Page, Store, StoreError, Version, Versioned, check_sizes};

/// Keeps everything in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    entries: BTreeMap<Key, Versioned>,
    last: u64,
}

impl Store for MemoryStore {
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Ok(state.entries.get(key).cloned())
    }

    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Ok(page_of(&state.entries, prefix, after, limit))
    }

    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError> {
        check_sizes(changes)?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        for expectation in expectations {
            expectation.check(state.entries.get(expectation.key()).map(|found| found.version))?;
        }
        if changes.is_empty() {
            return Ok(Version(state.last));
        }
        state.last += 1;
        let version = Version(state.last);
        for change in changes {
            match change {
                Change::Put { key, value } => {
                    state.entries.insert(key.clone(), Versioned { value: value.clone(), version });
                }
                Change::Delete { key } => {
                    state.entries.remove(key);
                }
            }
        }
        Ok(version)
    }

    fn forget(&self, prefixes: &[&str]) -> Result<Forgotten, StoreError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let before = state.entries.len();
        state.entries.retain(|key, _| !prefixes.iter().any(|prefix| key.as_str().starts_with(prefix)));
        Ok(Forgotten { keys: before - state.entries.len(), ..Forgotten::default() })
    }
}

/// Returns a page of an ordered map, as [`Store::scan`] describes it.
pub(crate) fn page_of(
    entries: &BTreeMap<Key, Versioned>,
    prefix: &str,
    after: Option<&Key>,
    limit: usize,
) -> Page {
    let start = match after {
        Some(after) if after.as_str() >= prefix => Bound::Excluded(after.clone()),
        _ => Bound::Included(Key(prefix.to_owned())),
    };
    let mut rest = entries
        .range((start, Bound::Unbounded))
        .take_while(|(key, _)| key.as_str().starts_with(prefix))
        .map(|(key, value)| (key.clone(), value.clone()));
    let entries = rest.by_ref().take(limit).collect();
    Page { entries, more: rest.next().is_some() }
}
