//! Things that fail on purpose, for tests: a disk, an index, and deliberate mistakes.
//!
//! Everything follows from one seed: the same seed fails in the same way. Nothing here is used by the program.

mod disk;
mod index;

pub use disk::{FakeDisk, Plan, Rng};
pub use index::{FakeIndexes, IndexCrash};

/// What a trial changes about the store: a mistake, and sizes at which more happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// The mistake.
    pub fault: Fault,
    /// A segment is followed by a new one beyond this many bytes.
    pub segment: u64,
    /// Room is made ahead in steps of this many bytes.
    pub ahead: u64,
    /// The journal is compacted by itself when this many bytes have gathered, and four times what a snapshot takes.
    pub gathered: u64,
}

impl Default for Trial {
    /// Changes nothing: the sizes of the program.
    fn default() -> Trial {
        // A sync is much cheaper when the file need not grow: hence the room ahead.
        Trial { fault: Fault::None, segment: 8 << 20, ahead: 256 << 10, gathered: 16 << 20 }
    }
}

impl Trial {
    /// Small sizes, so that a short history has many segments.
    pub fn small(fault: Fault) -> Trial {
        Trial { fault, segment: 4 << 10, ahead: 2 << 10, gathered: 24 << 10 }
    }
}

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
    /// The index hears of a commit before the journal has it, and is believed when it is ahead.
    IndexFirst,
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
    /// Reads go on while nobody knows how a commit ended.
    ReadInDoubt,
    /// What a failed sync left in memory only is believed to be on the disk.
    BelieveMemory,
}

impl Fault {
    /// Every mistake there is.
    pub const ALL: [Fault; 11] = [
        Fault::AckBeforeSync,
        Fault::TrustIndex,
        Fault::IndexFirst,
        Fault::RenameBeforeSync,
        Fault::RemoveBeforeRename,
        Fault::KeepTornTail,
        Fault::IgnoreChain,
        Fault::CheckOutsideTurn,
        Fault::NoDirSync,
        Fault::ReadInDoubt,
        Fault::BelieveMemory,
    ];
}
