//! A copy of the whole store in one stream, while it runs, and its way back.
//!
//! A backup is a snapshot in the journal's own form: every record with its checksum and chained to those before, and an
//! end that says how many entries there are. One that is cut short, changed or of another kind is refused whole.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::PoisonError;

use super::disk::{Disk, Folder};
use super::embedded::lock_folder;
use super::journal::{
    BadHead, FORMAT, HEAD, Head, Kind, log_name, replay_backup, with_values, write_snapshot,
};
use super::sled::SledFolder;
use super::{EmbeddedStore, StoreError};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// How many entries.
    pub entries: usize,
    /// The last commit in it.
    pub last: u64,
    /// Its bytes.
    pub bytes: u64,
}

impl EmbeddedStore {
    /// Writes the state of one moment to `out`. Commits and reads go on; only the removal of old segments waits.
    pub fn backup(&self, out: &mut dyn Write) -> Result<Backup, StoreError> {
        let _segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let turn = self.standstill()?;
        let found = self.replayed()?;
        drop(turn);
        if let Some(damage) = found.damage.first() {
            return Err(damage.refusal());
        }
        let mut bytes = 0;
        let head = Head::snapshot(Kind::Backup, 0, found.last);
        write_snapshot(head, &mut with_values(&*self.disk, &found.entries), &mut |piece| {
            bytes += piece.len() as u64;
            out.write_all(piece).map_err(|error| StoreError::from_io("writing the backup", &error))
        })?;
        out.flush().map_err(|error| StoreError::from_io("writing the backup", &error))?;
        Ok(Backup { entries: found.entries.len(), last: found.last, bytes })
    }

    /// Makes a store in `folder` from a backup. A folder that holds a store already is refused.
    ///
    /// The backup is read to its end and checked before the store is there.
    pub fn restore(folder: &Path, backup: &mut dyn Read) -> Result<Backup, StoreError> {
        let _lock = lock_folder(folder)?;
        // An index without a journal can be all that is left of a store: it is not for us to write over it.
        if !SledFolder::new(folder).is_empty()? {
            return Err(occupied());
        }
        let disk = Folder::create(folder.join("journal"));
        let disk = disk.map_err(|error| StoreError::from_io("making the journal's folder", &error))?;
        let restored = restore_on(&disk, backup);
        if restored.is_err() {
            // What cannot be removed now is removed by the next opening: it never was a part of the store.
            let _ = disk.remove(TEMPORARY);
        }
        restored
    }
}

const TEMPORARY: &str = "restore.tmp";
const AGAIN: &str = "take another backup, or this one's original";

fn restore_on(disk: &dyn Disk, backup: &mut dyn Read) -> Result<Backup, StoreError> {
    let named = |error: io::Error| StoreError::from_io("restoring the backup", &error);
    if disk.list().map_err(named)?.iter().any(|name| name.ends_with(".log")) {
        return Err(occupied());
    }
    let mut head = Vec::new();
    (&mut *backup).take(HEAD as u64).read_to_end(&mut head).map_err(named)?;
    let head = check_head(&head)?;
    // It becomes the first segment of a journal: only the head differs.
    let first = Head::snapshot(Kind::Snapshot, 1, head.base);
    disk.remove(TEMPORARY).map_err(named)?;
    disk.write(TEMPORARY, 0, &first.encode()).map_err(named)?;
    let mut at = HEAD as u64;
    let mut piece = vec![0; 1 << 20];
    loop {
        let len = backup.read(&mut piece).map_err(named)?;
        if len == 0 {
            break;
        }
        disk.write(TEMPORARY, at, piece.get(..len).unwrap_or_default()).map_err(named)?;
        at += len as u64;
    }
    let found = replay_backup(disk, TEMPORARY)?;
    if let Some(damage) = found.damage.first() {
        // The place names a segment, which a backup has none of: only the byte counts.
        let byte = damage.place.rsplit(", ").next().unwrap_or_default();
        return Err(StoreError::Refused {
            place: format!("backup, {byte}"),
            reason: damage.what.clone(),
            help: AGAIN,
        });
    }
    disk.sync(TEMPORARY).map_err(named)?;
    disk.rename(TEMPORARY, &log_name(1)).map_err(named)?;
    disk.sync_dir().map_err(named)?;
    Ok(Backup { entries: found.entries.len(), last: found.last, bytes: at })
}

fn occupied() -> StoreError {
    StoreError::Refused {
        place: "the data folder".to_owned(),
        reason: "there is a store already".to_owned(),
        help: "move it away first, or choose another folder with `--data DIR`",
    }
}

fn check_head(bytes: &[u8]) -> Result<Head, StoreError> {
    let reason = match Head::decode(bytes) {
        Ok(head) if head.kind == Kind::Backup => return Ok(head),
        Ok(_) => "this is a piece of a journal, not a backup",
        Err(BadHead::TooNew(format)) => {
            return Err(StoreError::TooNew { what: "backup", format, known: FORMAT });
        }
        Err(BadHead::Damaged) => "the beginning of the backup is damaged",
        Err(BadHead::Foreign) => "this is not a backup of Passerelle",
    };
    Err(StoreError::Refused { place: "backup, byte 0".to_owned(), reason: reason.to_owned(), help: AGAIN })
}
