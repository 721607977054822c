//! Looking at a store, and keeping what can be read of a damaged one.
//!
//! Looking changes nothing. A repair removes nothing: damaged segments stay beside the new journal, under another
//! name, until something is forgotten.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::PoisonError;

use super::disk::{Disk, Folder};
use super::embedded::lock_folder;
use super::fake::Fault;
use super::index::{Index, Indexes, differences};
use super::journal::{
    Damage, Entry, FORMAT, Head, Kind, Replay, log_name, replay, with_values, write_snapshot,
};
use super::sled::SledFolder;
use super::{EmbeddedStore, Key, Page, StoreError};

/// What is there, and whether it agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The newest format of a segment.
    pub format: u32,
    /// The last commit.
    pub last: u64,
    /// How many entries the journal stands for.
    pub entries: usize,
    /// How many segments it has.
    pub segments: usize,
    /// How many records.
    pub records: u64,
    /// Its bytes.
    pub bytes: u64,
    /// How many entries of the index differ from the journal.
    pub differences: usize,
    /// What cannot be read.
    pub damage: Vec<Damage>,
}

impl Verification {
    /// Whether store, journal and checksums agree.
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty() && self.differences == 0
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "format {}, {} entries after commit {}; journal: {} segments, {} records, {} bytes",
            self.format, self.entries, self.last, self.segments, self.records, self.bytes
        )?;
        for damage in &self.damage {
            writeln!(f, "damaged at {}: {}", damage.place, damage.what)?;
        }
        match (self.damage.len(), self.differences) {
            (0, 0) => f.write_str("journal, index and checksums agree"),
            (0, count) => write!(
                f,
                "{count} entries of the index differ\nhelp: start again: the index is put right by itself"
            ),
            _ => write!(f, "help: {}", super::journal::REPAIR),
        }
    }
}

/// What a repair kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// How many entries there are now.
    pub entries: usize,
    /// What could not be read in the journal.
    pub damage: Vec<Damage>,
    /// Whether the index still held everything, so that nothing acknowledged is lost.
    pub whole: bool,
}

impl fmt::Display for Repaired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for damage in &self.damage {
            writeln!(f, "could not be read: {}: {}", damage.place, damage.what)?;
        }
        let loss = match (self.damage.is_empty(), self.whole) {
            (true, _) => "the journal is sound",
            (_, true) => "nothing is lost: the index still held it",
            _ => "what stood in the damaged places is lost, and older values may have come back in its stead",
        };
        write!(f, "{} entries kept; {loss}", self.entries)
    }
}

impl EmbeddedStore {
    /// Reads the whole journal and the whole index and compares them. Commits wait meanwhile.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        let _segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let _turn = self.standstill()?;
        let found = self.replayed()?;
        // A damaged index is not the end of a verification: everything in it differs then.
        let differing =
            self.with_index(|index| differences(index, &found.entries)).unwrap_or(found.entries.len().max(1));
        Ok(Verification {
            format: FORMAT,
            last: found.last,
            entries: found.entries.len(),
            segments: found.segments.len(),
            records: found.segments.iter().map(|segment| segment.records).sum(),
            bytes: found.segments.iter().map(|segment| segment.end).sum(),
            differences: differing,
            damage: found.damage,
        })
    }

    /// Keeps what can be read of a damaged store: `restore --from-journal`. The store must not be open.
    pub fn repair(folder: &Path) -> Result<Repaired, StoreError> {
        let _lock = lock_folder(folder)?;
        let disk = Folder::create(folder.join("journal"));
        let disk = disk.map_err(|error| StoreError::from_io("opening the journal", &error))?;
        EmbeddedStore::repair_on(&disk, &SledFolder::new(folder))
    }

    /// The same on any disk.
    #[doc(hidden)]
    pub fn repair_on(disk: &dyn Disk, indexes: &dyn Indexes) -> Result<Repaired, StoreError> {
        let found = replay(disk, Fault::None)?;
        let held = indexes.open().and_then(|index| Ok((index.mark()?, everything(&*index)?)));
        // An index that was read to its end, and has seen every commit that the journal knows of, is the whole state.
        let held = held.ok().filter(|(mark, _)| *mark >= found.last && *mark > 0);
        let cut_short = held.as_ref().is_some_and(|(mark, _)| *mark > found.last);
        let mut damage = found.damage.clone();
        if cut_short {
            let place = found.segments.last().map_or("journal/".to_owned(), |last| {
                format!("the end of journal/{}", log_name(last.number))
            });
            damage.push(Damage { place, what: "commits that were kept are missing".to_owned() });
        }
        if damage.is_empty() {
            return Ok(Repaired { entries: found.entries.len(), damage, whole: true });
        }
        let number = found.highest + 1;
        let last = held.as_ref().map_or(0, |(mark, _)| *mark).max(found.last);
        let whole = held.is_some();
        let entries = match held {
            Some((_, entries)) => write_new(disk, number, last, &mut entries.into_iter().map(Ok))?,
            None => write_new(disk, number, last, &mut with_values(disk, &found.entries))?,
        };
        set_aside(disk, &found, number)
            .map_err(|error| StoreError::from_io("setting damaged segments aside", &error))?;
        Ok(Repaired { entries, damage, whole })
    }
}

fn everything(index: &dyn Index) -> Result<Vec<Entry>, StoreError> {
    let mut all = BTreeMap::new();
    let mut after: Option<Key> = None;
    loop {
        let Page { entries, more } = index.range("", after.as_ref(), 1000)?;
        after = entries.last().map(|(key, _)| key.clone());
        all.extend(entries);
        if !more || after.is_none() {
            return Ok(all.into_iter().map(|(key, found)| (key, found.version.0, found.value)).collect());
        }
    }
}

/// Writes the state as a new first segment, and returns how many entries it has.
fn write_new(
    disk: &dyn Disk,
    number: u64,
    last: u64,
    entries: &mut dyn Iterator<Item = Result<Entry, StoreError>>,
) -> Result<usize, StoreError> {
    let named = |error| StoreError::from_io("writing the repaired journal", &error);
    let temporary = format!("{number:08}.tmp");
    disk.remove(&temporary).map_err(named)?;
    let (mut at, mut count) = (0, 0);
    let mut counted = entries.inspect(|_| count += 1);
    write_snapshot(Head::snapshot(Kind::Snapshot, number, last), &mut counted, &mut |bytes| {
        disk.write(&temporary, at, bytes).map_err(named)?;
        at += bytes.len() as u64;
        Ok(())
    })?;
    disk.sync(&temporary).map_err(named)?;
    disk.rename(&temporary, &log_name(number)).map_err(named)?;
    disk.sync_dir().map_err(named)?;
    Ok(count)
}

/// Renames every older segment, so that somebody can look at it.
fn set_aside(disk: &dyn Disk, found: &Replay, number: u64) -> std::io::Result<()> {
    for segment in &found.segments {
        if segment.number < number {
            let name = log_name(segment.number);
            disk.rename(&name, &format!("{name}.damaged"))?;
        }
    }
    disk.sync_dir()
}
