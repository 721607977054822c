//! Things that fail on purpose, for tests: a disk, an index, and deliberate mistakes.
//!
//! Everything follows from one seed: the same seed fails in the same way. Nothing here is used by the program.

mod disk;
mod index;

pub use disk::{FakeDisk, Plan, Rng};
pub use index::{FakeIndexes, IndexCrash};

/// A mistake made on purpose, to prove that the simulator would catch it. The program never makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// No mistake.
    #[default]
    None,
    /// A commit is acknowledged before it is synced.
    AckBeforeSync,
    /// The index is believed without comparing it with the journal.
    TrustIndex,
    /// A snapshot takes its name before its content is synced.
    RenameBeforeSync,
    /// Old segments are removed before the snapshot has its name.
    RemoveBeforeRename,
    /// A torn end is left in place and written after.
    KeepTornTail,
    /// The hash chain is not looked at.
    IgnoreChain,
    /// Expectations are checked before the commit has its turn.
    CheckOutsideTurn,
    /// The folder is not synced after names change.
    NoDirSync,
}

impl Fault {
    /// Every mistake there is.
    pub const ALL: [Fault; 8] = [
        Fault::AckBeforeSync,
        Fault::TrustIndex,
        Fault::RenameBeforeSync,
        Fault::RemoveBeforeRename,
        Fault::KeepTornTail,
        Fault::IgnoreChain,
        Fault::CheckOutsideTurn,
        Fault::NoDirSync,
    ];
}
