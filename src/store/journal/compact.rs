//! Writing the whole state as one segment, so that those before it can go.
//!
//! Order is everything: the snapshot is written under a temporary name and synced, takes its name, the folder is
//! synced; only then are older segments removed. A crash before leaves the old account, a crash after it the new one.
//!
//! This is also how a person is forgotten. The other way, sealing what is personal under a key that can be destroyed,
//! needs a key file that must itself never be lost nor copied into a backup, leaves the sealed bytes behind for ever, and
//! leaves the keys' names in the clear. Rewriting needs no secret, leaves nothing, and is tested by looking at every
//! byte. It costs a tenth of a second for ten thousand conversations. The chain begins anew at a snapshot, so that not
//! even a hash of what was forgotten stays.

use std::collections::BTreeMap;
use std::io;

use super::record::{Head, Kind, Record, begin_part, encode_end, put_entry};
use super::replay::{Place, log_name, replay, value_at};
use super::{Debt, Journal};
use crate::store::disk::Disk;
use crate::store::fake::Fault;
use crate::store::{Key, StoreError};

/// A stretch of a snapshot is closed beyond this many bytes.
const PART: usize = 256 << 10;

impl Journal {
    /// Replaces the journal by a snapshot of its own state. No byte of what was deleted or overwritten remains.
    pub(crate) fn compact(&mut self) -> Result<(), StoreError> {
        self.pay().map_err(|error| StoreError::from_io("compacting the journal", &error))?;
        let found = replay(&*self.disk, self.trial.fault)?;
        if let Some(damage) = found.damage.first() {
            return Err(damage.refusal());
        }
        let snapshot = self.number + 1;
        let temporary = format!("{snapshot:08}.tmp");
        let head = Head::snapshot(Kind::Snapshot, snapshot, self.last);
        let (size, chain) = match self.write_aside(&temporary, head, &found.entries) {
            Ok(done) => done,
            Err(error) => {
                // Not tried again at once: on a full disk every commit would otherwise pay for a vain attempt.
                self.compacted = self.bytes;
                // What is left of it is removed at the next opening, if it cannot be removed now.
                let _ = self.disk.remove(&temporary);
                return Err(error);
            }
        };
        if self.trial.fault == Fault::RemoveBeforeRename {
            self.remove_before(snapshot)
                .map_err(|error| StoreError::from_io("compacting the journal", &error))?;
        }
        self.debt = Debt::Settle { snapshot, chain };
        self.pay().map_err(|error| StoreError::from_io("compacting the journal", &error))?;
        self.compacted = size;
        Ok(())
    }

    fn write_aside(
        &self,
        name: &str,
        head: Head,
        entries: &BTreeMap<Key, Place>,
    ) -> Result<(u64, u128), StoreError> {
        let named = |error: io::Error| StoreError::from_io("compacting the journal", &error);
        self.disk.remove(name).map_err(named)?;
        let mut at = 0;
        let chain = write_snapshot(head, &mut with_values(&*self.disk, entries), &mut |bytes| {
            self.disk.write(name, at, bytes).map_err(named)?;
            at += bytes.len() as u64;
            Ok(())
        })?;
        if self.trial.fault != Fault::RenameBeforeSync {
            self.disk.sync(name).map_err(named)?;
        }
        Ok((at, chain))
    }

    /// Makes a finished snapshot the beginning of the journal. Every step can be done again.
    pub(super) fn settle(&mut self, snapshot: u64, chain: u128) -> io::Result<()> {
        let temporary = format!("{snapshot:08}.tmp");
        if self.disk.list()?.contains(&temporary) {
            self.disk.rename(&temporary, &log_name(snapshot))?;
        }
        self.sync_dir()?;
        self.remove_before(snapshot)?;
        self.sync_dir()?;
        // From here on the snapshot is the newest segment, and it takes no records.
        (self.number, self.end, self.allocated, self.chain) = (snapshot, 0, 0, chain);
        self.bytes = self.disk.size(&log_name(snapshot))?;
        self.begin_segment()
    }

    fn remove_before(&self, snapshot: u64) -> io::Result<()> {
        for name in self.disk.list()? {
            if name.ends_with(".log") && name < log_name(snapshot) {
                self.disk.remove(&name)?;
            }
        }
        Ok(())
    }
}

/// Returns the entries with their values, read from the journal one at a time.
pub(crate) fn with_values<'a>(
    disk: &'a dyn Disk,
    entries: &'a BTreeMap<Key, Place>,
) -> impl Iterator<Item = Result<Entry, StoreError>> + 'a {
    entries.iter().map(|(key, found)| Ok((key.clone(), found.version, value_at(disk, found)?)))
}

/// A key, the version of its value, and the value.
pub(crate) type Entry = (Key, u64, Vec<u8>);

/// Writes a snapshot of `entries`, piece by piece, and returns the chain at its end.
pub(crate) fn write_snapshot(
    head: Head,
    entries: &mut dyn Iterator<Item = Result<Entry, StoreError>>,
    write: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<u128, StoreError> {
    write(&head.encode())?;
    let (mut chain, mut part, mut bytes, mut count) = (head.chain, begin_part(), Vec::new(), 0);
    let empty = part.len();
    for entry in entries {
        let (key, version, value) = entry?;
        put_entry(&mut part, &key, version, &value);
        count += 1;
        if part.len() > PART {
            chain = Record::encode(&mut bytes, head.base, head.base, chain, &part);
            write(&bytes)?;
            bytes.clear();
            part.truncate(empty);
        }
    }
    if part.len() > empty {
        chain = Record::encode(&mut bytes, head.base, head.base, chain, &part);
    }
    chain = Record::encode(&mut bytes, head.base, head.base, chain, &encode_end(count));
    write(&bytes)?;
    Ok(chain)
}
