//! The store on a disk of its own: a journal that is the truth, and an index that serves reads, behind one door.
//!
//! A commit is durable in the journal before the index hears of it, and is answered when both have it. One process
//! owns the folder; it holds `lock`, `journal/` and `index-N/`. It starts no thread: who commits does the work.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::disk::{Disk, Folder};
use super::fake::{Fault, Trial};
use super::group::{Queue, Ticket, Turn, Waiting};
use super::index::{Applied, Index, Indexes, reconcile};
use super::journal::{Damage, Failed, Journal, Replay, encode_commit, place, replay};
use super::sled::SledFolder;
use super::{Change, Expectation, Forgotten, Key, Page, Store, StoreError, Version, Versioned, check_sizes};

/// What had to be put right when a store was opened. Each is a sentence for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// A crash tore the end of the journal; it was never acknowledged.
    TornEnd {
        /// The file and the byte.
        place: String,
        /// How much was cut off.
        bytes: u64,
    },
    /// The index was behind the journal, as after a crash.
    IndexCaughtUp {
        /// How many entries were put right.
        entries: usize,
    },
    /// The index could not be used, and was made anew from the journal.
    IndexRebuilt {
        /// How many entries it holds.
        entries: usize,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recovery::TornEnd { place, bytes } => {
                write!(
                    f,
                    "the end of the journal was torn by a crash: {bytes} bytes, never acknowledged, were cut off at {place}"
                )
            }
            Recovery::IndexCaughtUp { entries } => {
                write!(f, "the index was behind the journal: {entries} entries were put right")
            }
            Recovery::IndexRebuilt { entries, reason } => {
                write!(f, "the index was rebuilt from the journal with {entries} entries, because {reason}")
            }
        }
    }
}

/// The store on a disk of its own.
pub struct EmbeddedStore {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) indexes: Box<dyn Indexes>,
    /// Nothing while it cannot be used.
    pub(super) index: RwLock<Option<Box<dyn Index>>>,
    journal: Mutex<Journal>,
    queue: Queue,
    /// Held for reading by whoever reads old segments at leisure, for writing by whoever removes them.
    pub(super) segments: RwLock<()>,
    in_doubt: AtomicBool,
    trial: Trial,
    _lock: Option<File>,
}

impl EmbeddedStore {
    /// Opens the store in `folder`, and makes it if there is none. Says what had to be put right.
    pub fn open(folder: &Path) -> Result<(EmbeddedStore, Vec<Recovery>), StoreError> {
        let lock = lock_folder(folder)?;
        let disk = Folder::create(folder.join("journal"));
        let disk = disk.map_err(|error| StoreError::from_io("making the journal's folder", &error))?;
        let indexes = Box::new(SledFolder::new(folder));
        let (mut store, recoveries) = EmbeddedStore::open_on(Arc::new(disk), indexes, Trial::default())?;
        store._lock = Some(lock);
        Ok((store, recoveries))
    }

    /// Opens a store on any disk, with any index, and possibly a deliberate mistake: for the simulator.
    #[doc(hidden)]
    pub fn open_on(
        disk: Arc<dyn Disk>,
        indexes: Box<dyn Indexes>,
        trial: Trial,
    ) -> Result<(EmbeddedStore, Vec<Recovery>), StoreError> {
        let found = replay(&*disk, trial.fault)?;
        if let Some(damage) = found.damage.first() {
            return Err(damage.refusal());
        }
        let mut recoveries = Vec::new();
        let opened = match indexes.open().and_then(|index| Ok((index.mark()?, index))) {
            Ok((mark, index)) => {
                if trial.fault != Fault::IndexFirst {
                    refuse_cut_journal(mark, &found)?;
                }
                Ok((mark, index))
            }
            Err(error @ (StoreError::Full | StoreError::ReadOnly | StoreError::InUse { .. })) => {
                return Err(error);
            }
            Err(error) => Err(error),
        };
        let journal = Journal::open(disk.clone(), &found, trial)?;
        if let Some(cut) = &found.cut {
            recoveries.push(Recovery::TornEnd { place: place(cut.segment, cut.at), bytes: cut.bytes });
        }
        let compared = opened.and_then(|(mark, index)| {
            if matches!(trial.fault, Fault::TrustIndex | Fault::IndexFirst) && mark >= found.last {
                return Ok((index, 0));
            }
            let count = reconcile(&*index, &*disk, &found.entries, found.last)?;
            Ok((index, count))
        });
        let index = match compared {
            Ok((index, count)) => {
                if count > 0 {
                    recoveries.push(Recovery::IndexCaughtUp { entries: count });
                }
                index
            }
            Err(error @ (StoreError::Full | StoreError::ReadOnly)) => return Err(error),
            Err(error) => {
                let index = indexes.fresh()?;
                let entries = reconcile(&*index, &*disk, &found.entries, found.last)?;
                let reason = error.to_string().lines().next().unwrap_or_default().to_owned();
                recoveries.push(Recovery::IndexRebuilt { entries, reason });
                index
            }
        };
        index.flush()?;
        indexes.sweep()?;
        let store = EmbeddedStore {
            queue: Queue::after(journal.last()),
            disk,
            indexes,
            index: RwLock::new(Some(index)),
            journal: Mutex::new(journal),
            segments: RwLock::new(()),
            in_doubt: AtomicBool::new(false),
            trial,
            _lock: None,
        };
        Ok((store, recoveries))
    }

    /// Keeps a value that can be derived again, outside journal, backup and export. It may be gone at any time.
    pub fn cache_put(&self, key: &Key, value: &[u8]) -> Result<(), StoreError> {
        self.with_index(|index| index.cache_put(key, value))
    }

    /// Returns a derived value, if it is still there.
    pub fn cache_get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.with_index(|index| index.cache_get(key))
    }

    /// Rewrites the journal as the state it stands for, without what was overwritten or deleted.
    ///
    /// A commit does it by itself when enough has gathered. Commits wait while it runs; reads go on.
    pub fn compact(&self) -> Result<(), StoreError> {
        let _segments = self.segments.write().unwrap_or_else(PoisonError::into_inner);
        let _turn = self.queue.turn();
        self.journal().compact()
    }

    /// Commits several at once, as if each came from a thread of its own in this order: for the simulator.
    #[doc(hidden)]
    pub fn commit_together(
        &self,
        commits: &[(Vec<Change>, Vec<Expectation>)],
    ) -> Vec<Result<Version, StoreError>> {
        let entered: Vec<_> =
            commits.iter().map(|(changes, expectations)| self.enter(changes, expectations)).collect();
        entered.into_iter().map(|ticket| self.await_outcome(&ticket?)).collect()
    }

    fn enter(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Ticket, StoreError> {
        check_sizes(changes)?;
        let stored = |key: &Key| Ok(self.with_index(|index| index.get(key))?.map(|found| found.version));
        let look_ahead = self.trial.fault != Fault::CheckOutsideTurn;
        self.queue.enter(changes, expectations, encode_commit(changes), stored, look_ahead)
    }

    fn await_outcome(&self, ticket: &Ticket) -> Result<Version, StoreError> {
        while let Some(turn) = self.queue.wait(ticket) {
            self.write_group(&turn);
        }
        // The queue returns without a turn only when the ticket is settled.
        ticket.get().cloned().unwrap_or_else(|| {
            Err(StoreError::OutcomeUnknown { reason: "the commit was lost from the queue".to_owned() })
        })
    }

    /// Writes for all that wait.
    fn write_group(&self, turn: &Turn<'_>) {
        let group = self.queue.next_group();
        if self.trial.fault == Fault::IndexFirst {
            self.apply(&group);
        }
        let mut journal = self.journal();
        let written = journal.append(group.iter().map(|waiting| waiting.payload.as_slice()));
        self.in_doubt.store(journal.in_doubt(), Ordering::SeqCst);
        if let Err(Failed::Not(error) | Failed::Unknown(error)) = written {
            self.queue.failed(&group, &error, journal.last());
            return;
        }
        let wants_compaction = journal.wants_compaction();
        drop(journal);
        if !self.apply(&group) {
            // It is durable all the same. If the index cannot be had at all, reads say so until the next start.
            let _ = self.rebuild_index(turn);
        }
        self.queue.done(&group);
        if wants_compaction && let Ok(_segments) = self.segments.try_write() {
            // What failed leaves the journal as it was; it is tried again when more has gathered.
            let _ = self.journal().compact();
        }
    }

    /// Brings a durable group into the index; says whether that worked.
    fn apply(&self, group: &[Waiting]) -> bool {
        let changes = group.iter().flat_map(|waiting| {
            waiting.changes.iter().map(|change| match change {
                Change::Put { key, value } => Applied { key, value: Some(value), version: waiting.version },
                Change::Delete { key } => Applied { key, value: None, version: waiting.version },
            })
        });
        let changes: Vec<_> = changes.collect();
        let Some(mark) = group.last().map(|waiting| waiting.version.0) else { return true };
        // Scans wait: sled's batches are whole after a crash, but a walk can meet a half of one.
        let slot = self.index.write().unwrap_or_else(PoisonError::into_inner);
        slot.as_deref().is_some_and(|index| index.apply(&changes, mark).is_ok())
    }

    /// Reads from the index; one that turns out damaged is made anew from the journal, once.
    pub(super) fn with_index<T>(
        &self,
        read: impl Fn(&dyn Index) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        match index.as_deref() {
            Some(index) => read(index),
            None => Err(StoreError::Unavailable { reason: "the index could not be rebuilt".to_owned() }),
        }
    }

    fn healed<T>(&self, act: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.settle_doubt()?;
        match act() {
            Err(StoreError::Corrupt { .. } | StoreError::Unavailable { .. }) => {
                self.rebuild_index(&self.queue.turn())?;
                act()
            }
            done => done,
        }
    }

    /// After an outcome that nobody knows, finds out before anything is read.
    fn settle_doubt(&self) -> Result<(), StoreError> {
        if self.in_doubt.load(Ordering::SeqCst) && self.trial.fault != Fault::ReadInDoubt {
            self.standstill()?;
        }
        Ok(())
    }

    /// Makes the index anew from the journal, and removes the old one with every byte in it.
    fn rebuild_index(&self, _turn: &Turn<'_>) -> Result<(), StoreError> {
        let mut slot = self.index.write().unwrap_or_else(PoisonError::into_inner);
        // Let go of before the new one is made: reads wait, and never see a half.
        *slot = None;
        let found = replay(&*self.disk, self.trial.fault)?;
        if let Some(damage) = found.damage.first() {
            return Err(damage.refusal());
        }
        let index = self.indexes.fresh()?;
        reconcile(&*index, &*self.disk, &found.entries, found.last)?;
        index.flush()?;
        self.indexes.sweep()?;
        *slot = Some(index);
        Ok(())
    }

    /// Removes what a repair put aside.
    fn remove_set_aside(&self) -> Result<(), StoreError> {
        let remove = || {
            for name in self.disk.list()?.iter().filter(|name| name.ends_with(".damaged")) {
                self.disk.remove(name)?;
            }
            self.disk.sync_dir()
        };
        remove().map_err(|error| StoreError::from_io("removing damaged segments", &error))
    }

    /// Takes the turn, so that the journal stands still as long as the result is held, and holds nothing doubtful.
    pub(super) fn standstill(&self) -> Result<Turn<'_>, StoreError> {
        let turn = self.queue.turn();
        let mut journal = self.journal();
        journal.pay().map_err(|error| StoreError::from_io("finding out what was kept", &error))?;
        self.in_doubt.store(journal.in_doubt(), Ordering::SeqCst);
        Ok(turn)
    }

    /// Reads the journal, which must stand still; refuses damage.
    pub(super) fn replayed(&self) -> Result<Replay, StoreError> {
        replay(&*self.disk, self.trial.fault)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for EmbeddedStore {
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        self.healed(|| self.with_index(|index| index.get(key)))
    }

    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        self.healed(|| self.with_index(|index| index.range(prefix, after, limit)))
    }

    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError> {
        let ticket = self.healed(|| self.enter(changes, expectations))?;
        self.await_outcome(&ticket)
    }

    /// The journal is rewritten without it and the index made anew.
    fn forget(&self, prefixes: &[&str]) -> Result<Forgotten, StoreError> {
        let mut keys = 0;
        for prefix in prefixes {
            loop {
                let page = self.scan(prefix, None, 500)?;
                if page.entries.is_empty() {
                    break;
                }
                let changes: Vec<Change> = page.entries.iter().map(|(key, _)| Change::delete(key)).collect();
                self.commit(&changes, &[])?;
                keys += changes.len();
            }
        }
        let before = self.journal().bytes();
        self.compact()?;
        let _segments = self.segments.write().unwrap_or_else(PoisonError::into_inner);
        let turn = self.queue.turn();
        self.remove_set_aside()?;
        self.rebuild_index(&turn)?;
        Ok(Forgotten { keys, before, after: self.journal().bytes() })
    }
}

impl Drop for EmbeddedStore {
    fn drop(&mut self) {
        self.journal().close();
        // Not needed for safety: the next opening has less to catch up with, and notices a cut journal.
        let _ = self.with_index(|index| index.flush());
    }
}

impl fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedStore").finish_non_exhaustive()
    }
}

/// Refuses a journal that lacks commits which the index has seen: they were durable, and are gone.
fn refuse_cut_journal(mark: u64, found: &Replay) -> Result<(), StoreError> {
    if mark <= found.last {
        return Ok(());
    }
    let what = format!("the commits {} to {mark} were kept and are missing", found.last + 1);
    let place = found.segments.last().map_or("journal/".to_owned(), |last| place(last.number, last.end));
    Err(Damage { place, what }.refusal())
}

/// Makes the folder, and takes it for this process alone. The kernel gives it back whatever happens.
pub(super) fn lock_folder(folder: &Path) -> Result<File, StoreError> {
    fs::create_dir_all(folder).map_err(|error| StoreError::from_io("making the data folder", &error))?;
    let path: PathBuf = folder.join("lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    let file = file.map_err(|error| StoreError::from_io("opening the data folder", &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { folder: folder.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(StoreError::from_io("locking the data folder", &error)),
    }
}
