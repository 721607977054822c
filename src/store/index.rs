//! The state that serves reads, kept beside the journal, and brought in step with it.
//!
//! An index may lag, lose what was not flushed, or be lost altogether: it is compared with the journal entry by entry
//! whenever the store is opened, and what differs is put right. Nothing is ever believed because an index says so;
//! only one thing it says is a warning: if it has seen a later commit than the journal, the journal was cut.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::disk::Disk;
use super::journal::{Place, value_at};
use super::{Key, Page, StoreError, Version, Versioned};

/// A change that is durable in the journal.
#[derive(Debug, Clone, Copy)]
pub struct Applied<'a> {
    /// Which key.
    pub key: &'a Key,
    /// Its value, or nothing if it was deleted.
    pub value: Option<&'a [u8]>,
    /// The commit.
    pub version: Version,
}

/// Ordered entries, and beside them a cache of derived things that are in no journal.
pub trait Index: Send + Sync {
    /// Returns an entry.
    fn get(&self, key: &Key) -> Result<Option<Versioned>, StoreError>;
    /// Returns entries as [`Store::scan`](super::Store::scan) does.
    fn range(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError>;
    /// Makes all changes and sets the mark, in one step. They are flushed some time later.
    fn apply(&self, changes: &[Applied<'_>], mark: u64) -> Result<(), StoreError>;
    /// Returns the mark: the last commit that was applied.
    fn mark(&self) -> Result<u64, StoreError>;
    /// Hands what was applied to the operating system.
    fn flush(&self) -> Result<(), StoreError>;
    /// Keeps a derived value.
    fn cache_put(&self, key: &Key, value: &[u8]) -> Result<(), StoreError>;
    /// Returns a derived value, if it is still there.
    fn cache_get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Where indexes live.
pub trait Indexes: Send + Sync {
    /// Opens the index that is there, or makes one.
    fn open(&self) -> Result<Box<dyn Index>, StoreError>;
    /// Makes an empty one beside it.
    fn fresh(&self) -> Result<Box<dyn Index>, StoreError>;
    /// Removes all but the newest, with every byte in them.
    fn sweep(&self) -> Result<(), StoreError>;
}

/// How much is applied at a time while an index is filled.
const STRIDE: usize = 1 << 20;

/// Makes an index equal to the journal, and returns how many entries differed.
pub(crate) fn reconcile(
    index: &dyn Index,
    disk: &dyn Disk,
    entries: &BTreeMap<Key, Place>,
    last: u64,
) -> Result<usize, StoreError> {
    let mark = index.mark()?;
    let mut pending = Pending { index, mark, changes: Vec::new(), bytes: 0, count: 0 };
    let mut wanted = entries.iter().peekable();
    let mut after: Option<Key> = None;
    loop {
        let page = index.range("", after.as_ref(), 1000)?;
        for (key, found) in &page.entries {
            while let Some((missing, place)) = wanted.next_if(|(wanted, _)| *wanted < key) {
                pending.put(missing, place, disk)?;
            }
            match wanted.next_if(|(wanted, _)| *wanted == key) {
                None => pending.change(key, None, 0)?,
                Some((_, place)) if is_same(found, place) => {}
                Some((_, place)) => pending.put(key, place, disk)?,
            }
        }
        after = page.entries.last().map(|(key, _)| key.clone()).or(after);
        if !page.more || page.entries.is_empty() {
            break;
        }
    }
    for (missing, place) in wanted {
        pending.put(missing, place, disk)?;
    }
    pending.mark = last;
    pending.apply()?;
    Ok(pending.count)
}

/// Counts the entries that differ between an index and the journal, and changes nothing.
pub(crate) fn differences(index: &dyn Index, entries: &BTreeMap<Key, Place>) -> Result<usize, StoreError> {
    let (mut same, mut seen, mut after) = (0, 0, None);
    loop {
        let page = index.range("", after.as_ref(), 1000)?;
        seen += page.entries.len();
        same += page
            .entries
            .iter()
            .filter(|(key, found)| entries.get(key).is_some_and(|p| is_same(found, p)))
            .count();
        after = page.entries.last().map(|(key, _)| key.clone()).or(after);
        if !page.more || page.entries.is_empty() {
            return Ok(entries.len().max(seen) - same);
        }
    }
}

fn is_same(found: &Versioned, place: &Place) -> bool {
    found.version.0 == place.version && found.value.len() == place.len && xxh3_64(&found.value) == place.hash
}

/// Changes that wait to be applied together.
struct Pending<'a> {
    index: &'a dyn Index,
    mark: u64,
    changes: Vec<(Key, Option<Vec<u8>>, u64)>,
    bytes: usize,
    count: usize,
}

impl Pending<'_> {
    fn put(&mut self, key: &Key, place: &Place, disk: &dyn Disk) -> Result<(), StoreError> {
        self.change(key, Some(value_at(disk, place)?), place.version)
    }

    fn change(&mut self, key: &Key, value: Option<Vec<u8>>, version: u64) -> Result<(), StoreError> {
        self.bytes += key.as_str().len() + value.as_ref().map_or(0, Vec::len);
        self.count += 1;
        self.changes.push((key.clone(), value, version));
        if self.bytes > STRIDE { self.apply() } else { Ok(()) }
    }

    fn apply(&mut self) -> Result<(), StoreError> {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|(key, value, version)| Applied { key, value: value.as_deref(), version: Version(*version) })
            .collect();
        self.index.apply(&changes, self.mark)?;
        (self.changes, self.bytes) = (Vec::new(), 0);
        Ok(())
    }
}
