//! What must outlive the process: keys with values, versions, and commits that hold or do not happen.
//!
//! The contract is small enough for an embedded store and for a networked database alike: nothing here names a
//! disk, a file or an engine. It keeps no clock and starts no thread.
//!
//! # Layout
//! `error` says what can go wrong · `memory` keeps everything in memory · `embedded` is the default: a `journal`
//! (the truth, on a `disk`) beside an `index` (`sled`, serves reads), written in `group`s · `sealed` puts a key on any store · `repair`, `backup` and `transfer` are for
//! whoever hosts it · `fake` is a disk and an index that fail on purpose.

mod error;
mod memory;

mod embedded;
mod group;

pub mod disk;
mod journal;

pub mod index;
mod sled;

mod backup;
mod repair;
mod sealed;
mod transfer;

pub mod fake;

use std::fmt;

pub use backup::Backup;
pub use embedded::{EmbeddedStore, Recovery};
pub use error::StoreError;
pub use journal::Damage;
pub use memory::MemoryStore;
pub use repair::{Repaired, Verification};
pub use sealed::{SHORTEST_KEY, Seal, Sealed};
pub use transfer::{export, import};

/// The most bytes of a key.
pub const MAX_KEY: usize = 512;
/// The most bytes of a value. Larger things are kept elsewhere, and their place here.
pub const MAX_VALUE: usize = 16 << 20;
/// The most bytes of all changes of one commit together.
pub const MAX_COMMIT: usize = 64 << 20;

/// Keeps what must not be lost.
///
/// Every implementation passes the same list of tests (`tests/store.rs`).
pub trait Store: Send + Sync {
    /// Returns the value of `key` with its version, or nothing.
    ///
    /// A read sees every commit that has returned, and nothing of one that was refused.
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError>;

    /// Returns at most `limit` entries whose key begins with `prefix`, in the order of the keys' bytes, from the
    /// one that follows `after`.
    ///
    /// A page is of one moment; two pages are not. What stays unchanged between them is met once.
    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError>;

    /// Makes all `changes`, in their order, if every expectation holds; otherwise none.
    ///
    /// When it returns a version, that is the version of each key put, and the changes survive a loss of power.
    /// [`StoreError::Conflict`] means that nothing was changed. [`StoreError::OutcomeUnknown`] means that nobody can
    /// tell yet: read the keys again before deciding, as after a restart. A commit without changes only checks.
    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError>;

    /// Removes everything under the prefixes for good, and with it whatever was deleted before: when it returns, nothing that the
    /// store keeps (logs, snapshots, indexes) holds a byte of it.
    ///
    /// Doing it again is harmless, and needed if it failed half-way. Backups and exports kept elsewhere are out of its reach.
    fn forget(&self, prefixes: &[&str]) -> Result<Forgotten, StoreError>;
}

/// What [`Store::forget`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many keys were removed.
    pub keys: usize,
    /// How many bytes the journal had, where there is one.
    pub before: u64,
    /// How many it has.
    pub after: u64,
}

impl<S: Store + ?Sized> Store for std::sync::Arc<S> {
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        (**self).read(key)
    }

    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        (**self).scan(prefix, after, limit)
    }

    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError> {
        (**self).commit(changes, expectations)
    }

    fn forget(&self, prefixes: &[&str]) -> Result<Forgotten, StoreError> {
        (**self).forget(prefixes)
    }
}

/// The name of a value: text of 1 to [`MAX_KEY`] bytes without control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Parses a key; refuses an empty or overlong one, and control characters, which not every database can keep.
    pub fn new(text: impl Into<String>) -> Result<Key, StoreError> {
        let text = text.into();
        let reason = match () {
            () if text.is_empty() => "a key has at least one character",
            () if text.len() > MAX_KEY => "a key has at most 512 bytes",
            () if text.chars().any(char::is_control) => "a key has no control characters",
            () => return Ok(Key(text)),
        };
        Err(StoreError::BadKey { key: text.chars().take(60).flat_map(char::escape_debug).collect(), reason })
    }

    /// Returns the key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of the commit that last put a key. Commits are numbered upwards from 1; a number may be skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Version(pub u64);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value, and the commit it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// What was put.
    pub value: Vec<u8>,
    /// Which commit put it.
    pub version: Version,
}

/// A stretch of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The entries, in the order of their keys.
    pub entries: Vec<(Key, Versioned)>,
    /// Whether more may follow: scan again after the last key.
    pub more: bool,
}

/// One thing a commit does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets the value of a key.
    Put {
        /// Which key.
        key: Key,
        /// At most [`MAX_VALUE`] bytes.
        value: Vec<u8>,
    },
    /// Removes a key; nothing happens if it is absent.
    Delete {
        /// Which key.
        key: Key,
    },
}

impl Change {
    /// Makes a put.
    pub fn put(key: &Key, value: impl Into<Vec<u8>>) -> Change {
        Change::Put { key: key.clone(), value: value.into() }
    }

    /// Makes a delete.
    pub fn delete(key: &Key) -> Change {
        Change::Delete { key: key.clone() }
    }

    /// Returns the key that is changed.
    pub fn key(&self) -> &Key {
        match self {
            Change::Put { key, .. } | Change::Delete { key } => key,
        }
    }
}

/// What must be true for a commit to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// The key has no value.
    Absent(Key),
    /// The key has the value of this version.
    Version(Key, Version),
}

impl Expectation {
    /// Makes the expectation that `key` is as it was when `read` returned `found`.
    pub fn unchanged(key: &Key, found: Option<&Versioned>) -> Expectation {
        match found {
            None => Expectation::Absent(key.clone()),
            Some(found) => Expectation::Version(key.clone(), found.version),
        }
    }

    /// Returns the key it is about.
    pub fn key(&self) -> &Key {
        match self {
            Expectation::Absent(key) | Expectation::Version(key, _) => key,
        }
    }

    /// Compares with the version that is there, if any.
    fn check(&self, there: Option<Version>) -> Result<(), StoreError> {
        let holds = match self {
            Expectation::Absent(_) => there.is_none(),
            Expectation::Version(_, version) => there == Some(*version),
        };
        if holds { Ok(()) } else { Err(StoreError::Conflict { key: self.key().clone() }) }
    }
}

/// Refuses changes that no store would take; the same limits hold for every implementation.
fn check_sizes(changes: &[Change]) -> Result<(), StoreError> {
    let mut total = 0;
    for change in changes {
        if let Change::Put { key, value } = change {
            if value.len() > MAX_VALUE {
                return Err(StoreError::TooLarge { what: format!("the value of `{key}`"), limit: MAX_VALUE });
            }
            total += value.len();
        }
        total += change.key().as_str().len() + 16;
    }
    if total > MAX_COMMIT {
        return Err(StoreError::TooLarge { what: "this commit".to_owned(), limit: MAX_COMMIT });
    }
    Ok(())
}
