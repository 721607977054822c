//! The truth: an append-only list of commits, each checked by itself and by the chain of all before it.
//!
//! Segments `00000001.log`, … hold a head and records (`record`). A commit is acknowledged when its record is synced.
//! Compaction (`compact`) writes the whole state as one more segment and then removes those before it, so that at
//! every moment the disk holds at least one complete account. It never asks the index what the state is.
//!
//! After an error the journal owes the disk some steps (`Debt`); it takes no commit before they are done.

mod compact;
mod record;
mod replay;

use std::io;
use std::sync::Arc;

pub(crate) use compact::{Entry, with_values, write_snapshot};
pub(crate) use record::{BadHead, FORMAT, HEAD, Head, Kind, encode_commit};
pub use replay::Damage;
pub(crate) use replay::{Place, REPAIR, Replay, log_name, place, replay, replay_backup, value_at};

use super::StoreError;
use super::disk::Disk;
use super::fake::{Fault, Trial};
use record::Record;

/// What must be done on the disk before the next commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Debt {
    None,
    /// The segment has bytes after its end of which nobody knows whether they are on the disk.
    Cut,
    /// A new segment must be begun.
    Begin,
    /// A snapshot has, or may have, its name: old segments go, and a new one is begun.
    Settle {
        snapshot: u64,
        chain: u128,
    },
}

/// Why a group of commits was not kept.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Certainly not kept.
    Not(StoreError),
    /// Nobody knows.
    Unknown(StoreError),
}

/// The open journal: knows where the next record goes.
pub(crate) struct Journal {
    disk: Arc<dyn Disk>,
    trial: Trial,
    number: u64,
    end: u64,
    allocated: u64,
    /// The last commit that is durable.
    last: u64,
    chain: u128,
    debt: Debt,
    /// Whether a commit may be there of which its sender was told that nobody knows.
    doubt: bool,
    /// Bytes of all segments, and of those the last compaction left.
    bytes: u64,
    compacted: u64,
}

impl Journal {
    /// Takes over what `replay` found: cuts a torn end, makes certain what was read, removes what is obsolete.
    ///
    /// Refuses if anything is damaged, and changes nothing then.
    pub(crate) fn open(disk: Arc<dyn Disk>, found: &Replay, trial: Trial) -> Result<Journal, StoreError> {
        if let Some(damage) = found.damage.first() {
            return Err(damage.refusal());
        }
        let mut journal = Journal {
            disk,
            trial,
            number: 0,
            end: 0,
            allocated: 0,
            last: found.last,
            chain: found.chain,
            debt: Debt::Begin,
            doubt: false,
            bytes: found.segments.iter().map(|segment| segment.end).sum(),
            compacted: 0,
        };
        journal.compacted = found.segments.iter().filter(|s| s.kind == Kind::Snapshot).map(|s| s.end).sum();
        let opened = journal.take_over(found);
        opened.map_err(|error| StoreError::from_io("opening the journal", &error))?;
        Ok(journal)
    }

    fn take_over(&mut self, found: &Replay) -> io::Result<()> {
        if let Some(segment) = found.segments.last() {
            self.number = segment.number;
            let name = log_name(segment.number);
            if segment.kind == Kind::Live {
                (self.end, self.allocated, self.debt) = (segment.end, segment.end, Debt::None);
                if segment.size > segment.end && self.trial.fault != Fault::KeepTornTail {
                    self.disk.truncate(&name, segment.end)?;
                }
                // After a failed sync some systems hold bytes in memory that they will never write. What was read but
                // is not known to be on the disk is therefore written once more, in its place; the head too, while no
                // record after it is known to be there.
                let from = found.doubtful.unwrap_or(HEAD as u64);
                let from = if from == HEAD as u64 { 0 } else { from };
                if from < segment.end && self.trial.fault != Fault::BelieveMemory {
                    let bytes = self.disk.read(&name, from, (segment.end - from) as usize)?;
                    self.disk.write(&name, from, &bytes)?;
                }
            }
            self.disk.sync(&name)?;
        }
        self.sync_dir()?;
        for name in &found.obsolete {
            self.disk.remove(name)?;
        }
        if !found.obsolete.is_empty() {
            self.sync_dir()?;
        }
        self.pay()
    }

    /// Returns the last durable commit.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Whether a commit may be there whose sender was told that nobody knows.
    pub(crate) fn in_doubt(&self) -> bool {
        self.doubt
    }

    /// Whether so much was overwritten since the last compaction that the next one is worth its while.
    pub(crate) fn wants_compaction(&self) -> bool {
        self.bytes > self.trial.gathered + 4 * self.compacted
    }

    /// Returns the bytes of all segments.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Keeps a group of commits, numbered on from [`last`](Journal::last): all are durable, or it fails.
    pub(crate) fn append<'p>(&mut self, payloads: impl Iterator<Item = &'p [u8]>) -> Result<(), Failed> {
        self.pay().map_err(|error| Failed::Not(StoreError::from_io("writing the journal", &error)))?;
        let (mut group, mut chain, mut commit) = (Vec::new(), self.chain, self.last);
        for payload in payloads {
            commit += 1;
            chain = Record::encode(&mut group, commit, self.last, chain, payload);
        }
        let single = commit == self.last + 1;
        if self.end > HEAD as u64 && self.end + group.len() as u64 > self.trial.segment {
            self.debt = Debt::Begin;
            self.pay().map_err(|error| Failed::Not(StoreError::from_io("writing the journal", &error)))?;
        }
        let end = self.end + group.len() as u64;
        let mut room = self.allocated;
        if end > room {
            room = end.next_multiple_of(self.trial.ahead);
            group.resize((room - self.end) as usize, 0);
        }
        let name = log_name(self.number);
        if let Err(error) = self.disk.write(&name, self.end, &group) {
            return Err(self.failed("writing the journal", &error, single));
        }
        if self.trial.fault != Fault::AckBeforeSync
            && let Err(error) = self.disk.sync(&name)
        {
            return Err(self.failed("syncing the journal", &error, false));
        }
        self.bytes += end - self.end;
        (self.end, self.allocated, self.last, self.chain) = (end, room, commit, chain);
        Ok(())
    }

    /// Cuts off what a failed write or sync may have left. If that works, the group is certainly not there.
    fn failed(&mut self, step: &str, error: &io::Error, torn: bool) -> Failed {
        self.debt = Debt::Cut;
        let named = StoreError::from_io(step, error);
        // A single record whose write failed is torn: no reading takes it for whole, whatever happens now. Only if
        // the failure came from the room made ahead could it be complete, and then a full disk let the cut succeed.
        let refused = matches!(named, StoreError::ReadOnly);
        if self.pay().is_ok() || (torn && refused) {
            return Failed::Not(named);
        }
        self.doubt = true;
        Failed::Unknown(StoreError::OutcomeUnknown { reason: format!("{step}: {error}") })
    }

    /// Does what is owed to the disk.
    pub(crate) fn pay(&mut self) -> io::Result<()> {
        match self.debt {
            Debt::None => {}
            Debt::Cut => {
                let name = log_name(self.number);
                self.disk.truncate(&name, self.end)?;
                self.disk.sync(&name)?;
                self.allocated = self.end;
            }
            Debt::Begin => self.begin_segment()?,
            Debt::Settle { snapshot, chain } => self.settle(snapshot, chain)?,
        }
        self.debt = Debt::None;
        self.doubt = false;
        Ok(())
    }

    /// Begins the segment after the current one. Its head is on the disk before a record follows.
    fn begin_segment(&mut self) -> io::Result<()> {
        if self.allocated > self.end && self.end > 0 {
            let name = log_name(self.number);
            self.disk.truncate(&name, self.end)?;
            self.disk.sync(&name)?;
            self.allocated = self.end;
        }
        let number = self.number + 1;
        let name = log_name(number);
        self.disk.remove(&name)?;
        let head = Head { kind: Kind::Live, number, base: self.last, chain: self.chain };
        self.disk.write(&name, 0, &head.encode())?;
        self.disk.sync(&name)?;
        self.sync_dir()?;
        (self.number, self.end, self.allocated) = (number, HEAD as u64, HEAD as u64);
        self.bytes += HEAD as u64;
        Ok(())
    }

    fn sync_dir(&self) -> io::Result<()> {
        if self.trial.fault == Fault::NoDirSync { Ok(()) } else { self.disk.sync_dir() }
    }

    /// Gives back the room made ahead; what is left is exactly what was written.
    pub(crate) fn close(&mut self) {
        if self.debt == Debt::None && self.allocated > self.end {
            // Nothing depends on it: the next opening cuts what this one could not.
            let cut = self.disk.truncate(&log_name(self.number), self.end);
            self.allocated = if cut.is_ok() { self.end } else { self.allocated };
        }
    }
}
