//! sled as the index: ordered entries on the disk, served from a small cache. Nothing else names sled.
//!
//! sled syncs nothing by itself here, and need not: the journal is the truth. Its known faults are fenced in: opening
//! may panic or refuse because of a stale snapshot file, iterating over a bad page never ends, a second owner is told
//! so only in words, and writing faster than the disk takes it can stop all of its threads for ever. Each index has a folder of its own, `index-N`; the highest number counts.

use std::fs;
use std::io::ErrorKind;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use xxhash_rust::xxh3::xxh3_64;

use super::index::{Applied, Index, Indexes};
use super::{Key, Page, StoreError, Version, Versioned};

/// The form of what stands in the index; another one is not read but rebuilt.
const FORMAT: u64 = 1;
/// One tree holds everything, so that entries and mark change in one step: `e` and a key is an entry, `d` and a key a
/// derived value.
const ENTRY: u8 = b'e';
const DERIVED: u8 = b'd';
const MARK: &[u8] = b"m";
const FORMAT_KEY: &[u8] = b"f";
/// Version and checksum before each value.
const HEAD: usize = 16;
/// At most about this many bytes are handed to sled before they are flushed.
///
/// Its writer holds a lock while it waits for a task of sled's small pool of threads, and each buffer that is being
/// written occupies one of these until it gets that lock: with more buffers under way than threads, nothing moves any
/// more. That was seen with 64 writers on a slow disk. A buffer has 512 KiB; this leaves most threads free, and costs
/// one flush in some hundred commits.
const UNFLUSHED: usize = 256 << 10;
/// A page of a scan ends beyond this many bytes, whatever its limit.
const PAGE: usize = 8 << 20;

/// The folders `index-N` in a data folder.
#[derive(Debug)]
pub(crate) struct SledFolder {
    path: PathBuf,
}

impl SledFolder {
    pub(crate) fn new(path: &Path) -> SledFolder {
        SledFolder { path: path.to_owned() }
    }

    /// Returns the numbers of the indexes that are there, upwards.
    fn numbers(&self) -> Result<Vec<u64>, StoreError> {
        let listed = fs::read_dir(&self.path)
            .map_err(|error| StoreError::from_io("listing the data folder", &error))?;
        let mut numbers: Vec<u64> = listed
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_prefix("index-")?.parse().ok())
            .collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Whether there is no index.
    pub(crate) fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.numbers()?.is_empty())
    }

    fn folder(&self, number: u64) -> PathBuf {
        self.path.join(format!("index-{number}"))
    }
}

impl Indexes for SledFolder {
    fn open(&self) -> Result<Box<dyn Index>, StoreError> {
        let folder = self.folder(self.numbers()?.last().copied().unwrap_or(1));
        let opened = SledIndex::open(&folder).or_else(|error| match error {
            // A stale or torn snapshot file is the known cause, and sled makes it anew from its log. It is removed and
            // not kept: nothing in it is missing from the journal, and a kept copy could hold what must be forgotten.
            StoreError::Corrupt { .. } => {
                remove_snapshots(&folder);
                SledIndex::open(&folder)
            }
            other => Err(other),
        });
        Ok(Box::new(opened?))
    }

    fn fresh(&self) -> Result<Box<dyn Index>, StoreError> {
        let number = self.numbers()?.last().map_or(1, |number| number + 1);
        Ok(Box::new(SledIndex::open(&self.folder(number))?))
    }

    fn sweep(&self) -> Result<(), StoreError> {
        let mut numbers = self.numbers()?;
        numbers.pop();
        for number in numbers {
            match fs::remove_dir_all(self.folder(number)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(StoreError::from_io("removing an old index", &error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

struct SledIndex {
    db: sled::Db,
    unflushed: AtomicUsize,
}

impl SledIndex {
    #[expect(
        clippy::disallowed_methods,
        reason = "sled's own threads give back its lock, and cannot be waited for otherwise"
    )]
    fn open(folder: &Path) -> Result<SledIndex, StoreError> {
        let config = sled::Config::new()
            .path(folder)
            .cache_capacity(16 << 20)
            // Nothing is gained by its own timer: after a crash the journal says what is missing.
            .flush_every_ms(None);
        // The data folder is locked by this process already, so that a lock still held is that of an index of ours
        // which is being let go of by sled's own threads.
        let mut attempts = 0;
        let db = loop {
            match guarded(|| config.open()) {
                Err(StoreError::InUse { .. }) if attempts < 200 => {
                    attempts += 1;
                    thread::sleep(Duration::from_millis(5));
                }
                Err(StoreError::InUse { .. }) => {
                    return Err(StoreError::InUse { folder: folder.display().to_string() });
                }
                done => break done?,
            }
        };
        match guarded(|| db.get(FORMAT_KEY))? {
            Some(format) if *format == FORMAT.to_be_bytes() => {}
            None if guarded(|| db.get(MARK))?.is_none() => {
                guarded(|| db.insert(FORMAT_KEY, &FORMAT.to_be_bytes()))?;
            }
            _ => return Err(corrupt("the format of the index")),
        }
        Ok(SledIndex { db, unflushed: AtomicUsize::new(0) })
    }
}

impl SledIndex {
    /// Gives a batch to sled, after a flush if too much is under way.
    fn hand_over(&self, batch: sled::Batch, bytes: usize) -> Result<(), StoreError> {
        if self.unflushed.fetch_add(bytes, Ordering::Relaxed) > UNFLUSHED {
            self.flush()?;
        }
        guarded(|| self.db.apply_batch(batch))
    }
}

impl Index for SledIndex {
    fn get(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        let found = guarded(|| self.db.get(name(ENTRY, key.as_str())))?;
        found.map(|bytes| decode(&bytes).ok_or_else(|| corrupt("an entry"))).transpose()
    }

    fn range(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        let start = match after {
            Some(after) if after.as_str() >= prefix => Bound::Excluded(name(ENTRY, after.as_str())),
            _ => Bound::Included(name(ENTRY, prefix)),
        };
        let mut page = Page::default();
        let mut bytes = 0;
        // The iterator repeats an error for ever: the first one ends the walk, by `?`.
        let mut entries = self.db.range::<Vec<u8>, _>((start, Bound::Excluded(vec![ENTRY + 1])));
        while let Some((key, value)) = guarded(|| entries.next().transpose())? {
            let key = std::str::from_utf8(key.get(1..).unwrap_or_default()).ok();
            let key = key.and_then(|key| Key::new(key).ok()).ok_or_else(|| corrupt("a key"))?;
            if !key.as_str().starts_with(prefix) {
                break;
            }
            if page.entries.len() == limit || bytes > PAGE {
                page.more = true;
                break;
            }
            bytes += value.len();
            let found = decode(&value).ok_or_else(|| corrupt("an entry"))?;
            page.entries.push((key, found));
        }
        Ok(page)
    }

    fn apply(&self, changes: &[Applied<'_>], mark: u64) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        let mut bytes = 0;
        for change in changes {
            let key = name(ENTRY, change.key.as_str());
            bytes += key.len() + change.value.map_or(0, <[u8]>::len);
            match change.value {
                Some(value) => batch.insert(key, encode(change.version, value)),
                None => batch.remove(key),
            }
            // In parts: the mark comes with the last one, and nobody reads meanwhile.
            if bytes > UNFLUSHED {
                self.hand_over(std::mem::take(&mut batch), std::mem::take(&mut bytes))?;
            }
        }
        batch.insert(MARK, &mark.to_be_bytes());
        self.hand_over(batch, bytes)
    }

    fn mark(&self) -> Result<u64, StoreError> {
        match guarded(|| self.db.get(MARK))? {
            None => Ok(0),
            Some(mark) => mark.as_ref().try_into().map(u64::from_be_bytes).map_err(|_| corrupt("the mark")),
        }
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.unflushed.store(0, Ordering::Relaxed);
        guarded(|| self.db.flush()).map(|_| ())
    }

    fn cache_put(&self, key: &Key, value: &[u8]) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        batch.insert(name(DERIVED, key.as_str()), encode(Version(0), value));
        self.hand_over(batch, value.len())
    }

    fn cache_get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let found = guarded(|| self.db.get(name(DERIVED, key.as_str())))?;
        // A damaged derived value is as good as none: it is derived again.
        Ok(found.and_then(|bytes| decode(&bytes)).map(|found| found.value))
    }
}

fn name(kind: u8, key: &str) -> Vec<u8> {
    let mut name = Vec::with_capacity(key.len() + 1);
    name.push(kind);
    name.extend_from_slice(key.as_bytes());
    name
}

fn encode(version: Version, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + value.len());
    bytes.extend_from_slice(&version.0.to_le_bytes());
    bytes.extend_from_slice(&xxh3_64(value).to_le_bytes());
    bytes.extend_from_slice(value);
    bytes
}

fn decode(bytes: &[u8]) -> Option<Versioned> {
    let version = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    let hash = u64::from_le_bytes(bytes.get(8..HEAD)?.try_into().ok()?);
    let value = bytes.get(HEAD..)?;
    (xxh3_64(value) == hash).then(|| Versioned { value: value.to_vec(), version: Version(version) })
}

/// Calls sled; a panic of its is damage like any other.
fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Err(_) => Err(corrupt("a page that sled gave up on")),
        Ok(Ok(done)) => Ok(done),
        Ok(Err(sled::Error::Io(error))) if error.to_string().contains("could not acquire lock") => {
            Err(StoreError::InUse { folder: "the index".to_owned() })
        }
        Ok(Err(sled::Error::Io(error))) => match StoreError::from_io("using the index", &error) {
            // sled reports a file that is too short as a failed read.
            StoreError::Unavailable { .. } if error.kind() == ErrorKind::UnexpectedEof => {
                Err(corrupt("a short file"))
            }
            named => Err(named),
        },
        Ok(Err(error)) => Err(corrupt(&error.to_string())),
    }
}

fn corrupt(place: &str) -> StoreError {
    StoreError::Corrupt {
        place: format!("the index: {place}"),
        help: "start again: the index is rebuilt from the journal".to_owned(),
    }
}

fn remove_snapshots(folder: &Path) {
    let Ok(listed) = fs::read_dir(folder) else { return };
    for entry in listed.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            // If it stays, the next attempt to open fails as this one did, and the index is rebuilt.
            let _ = fs::remove_file(entry.path());
        }
    }
}
