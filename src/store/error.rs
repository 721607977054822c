//! What a store can answer instead of doing what it was asked.
//!
//! Each message is a sentence for whoever hosts Passerelle, with the next action; it never quotes a value.

use std::io;

use super::Key;

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// An expectation did not hold. Nothing was changed.
    #[error("`{key}` has changed since it was read\nhelp: read it again and decide anew")]
    Conflict {
        /// The first key that was not as expected.
        key: Key,
    },
    /// Not now. Nothing was changed.
    #[error(
        "the store cannot be reached: {reason}\nhelp: nothing was changed; try again, or start again if it lasts"
    )]
    Unavailable {
        /// What stood in the way.
        reason: String,
    },
    /// What is kept is sealed with another key than the one given, or with one and none was given.
    #[error(
        "what is kept was sealed with another key than the one given\nhelp: give the key it was sealed with in PASSERELLE_KEY, or in the file that PASSERELLE_KEY_FILE names"
    )]
    WrongKey,
    /// Nobody can tell whether the commit happened.
    #[error(
        "it is not known whether the last change was kept: {reason}\nhelp: start again, then read what is there before repeating it"
    )]
    OutcomeUnknown {
        /// What stood in the way.
        reason: String,
    },
    /// What is stored is damaged.
    #[error("the store is damaged at {place}\nhelp: {help}")]
    Corrupt {
        /// The file and the byte, or what was being read.
        place: String,
        /// Which command repairs it.
        help: String,
    },
    /// There is no room left. Nothing was changed.
    #[error("the disk of the data folder is full\nhelp: nothing was changed; make room, then try again")]
    Full,
    /// Nothing can be written. Nothing was changed.
    #[error(
        "the data folder cannot be written to\nhelp: nothing was changed; give this user write permission, or choose another folder with `--data DIR`"
    )]
    ReadOnly,
    /// Another process holds the folder.
    #[error(
        "another Passerelle is using the data folder `{folder}`\nhelp: stop it first, or choose another folder with `--data DIR`"
    )]
    InUse {
        /// Which folder.
        folder: String,
    },
    /// A later program wrote it.
    #[error(
        "the {what} has format {format}, and this program reads formats up to {known}\nhelp: nothing was changed; use the newer program that wrote it"
    )]
    TooNew {
        /// Store, backup or export.
        what: &'static str,
        /// The format found.
        format: u32,
        /// The newest format this program reads.
        known: u32,
    },
    /// A key that cannot be.
    #[error("`{key}` cannot be a key: {reason}")]
    BadKey {
        /// Its beginning.
        key: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// More than a store takes. Nothing was changed.
    #[error(
        "{what} is larger than {limit} bytes\nhelp: keep large things in files, and their place in the store"
    )]
    TooLarge {
        /// A value or a commit.
        what: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// A backup or an export that cannot be taken in. Nothing was changed.
    #[error("{place}: {reason}\nhelp: nothing was changed; {help}")]
    Refused {
        /// The line or the byte.
        place: String,
        /// What is wrong there.
        reason: String,
        /// The next action.
        help: &'static str,
    },
}

impl StoreError {
    /// Names an error of the disk, met before anything was changed.
    pub(crate) fn from_io(step: &str, error: &io::Error) -> StoreError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => StoreError::ReadOnly,
            _ => StoreError::Unavailable { reason: format!("{step}: {error}") },
        }
    }
}
