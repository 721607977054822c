//! A disk in memory that keeps what was written apart from what was synced.
//!
//! A crash keeps every synced byte, and of the rest whatever the seed says: nothing, all, or any mixture of sectors in
//! any order; names made, changed or removed likewise until the folder is synced. A failed sync keeps any part and
//! calls the rest clean, as Linux does.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::disk::Disk;

/// The smallest piece that is written whole.
const SECTOR: usize = 512;

/// A stream of numbers that follows from its seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// Begins a stream.
    pub fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// Returns the next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `limit`, or 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.draw() % limit }
    }

    /// Returns true once in `of` times.
    pub fn once_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }
}

/// What goes wrong, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plan {
    /// The power goes at this call (from 0): it and every later one fail until [`FakeDisk::crash`].
    pub crash_at: Option<u64>,
    /// This call fails with an error of the device.
    pub error_at: Option<u64>,
    /// Every call that writes fails from this one on, as on a disk that became read-only.
    pub read_only_from: Option<u64>,
    /// No file may grow beyond this many bytes in all.
    pub capacity: Option<u64>,
}

/// A disk in memory. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct FakeDisk {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<u64, Content>,
    names: BTreeMap<String, u64>,
    synced_names: BTreeMap<String, u64>,
    renamings: Vec<Naming>,
    next_file: u64,
    plan: Plan,
    calls: u64,
    dead: bool,
    rng: Option<Rng>,
    trace: Vec<String>,
}

#[derive(Debug, Clone, Default)]
struct Content {
    seen: Vec<u8>,
    synced: Vec<u8>,
    unsynced: Vec<Step>,
}

#[derive(Debug, Clone)]
enum Step {
    Write { at: usize, bytes: Vec<u8> },
    Cut(usize),
}

#[derive(Debug, Clone)]
enum Naming {
    Make(String, u64),
    Change(String, String, u64),
    Remove(String),
}

impl FakeDisk {
    /// Makes an empty disk whose failures follow from `seed`.
    pub fn new(seed: u64) -> FakeDisk {
        let disk = FakeDisk::default();
        disk.lock().rng = Some(Rng::new(seed));
        disk
    }

    /// Sets what goes wrong from now on; calls are counted anew.
    pub fn plan(&self, plan: Plan) {
        let mut state = self.lock();
        (state.plan, state.calls, state.dead) = (plan, 0, false);
    }

    /// Returns how many calls there were since the plan was set.
    pub fn calls(&self) -> u64 {
        self.lock().calls
    }

    /// Returns the last calls, and forgets them.
    pub fn take_trace(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().trace)
    }

    /// Loses the power and comes back: what was synced is there, and of the rest what the seed says.
    pub fn crash(&self) {
        let mut state = self.lock();
        let mut rng = state.rng.clone().unwrap_or_else(|| Rng::new(0));
        let mode = rng.below(4);
        for content in state.files.values_mut() {
            content.settle(mode, &mut rng);
        }
        let namings = std::mem::take(&mut state.renamings);
        let stop = rng.below(namings.len() as u64 + 1) as usize;
        for (index, naming) in namings.into_iter().enumerate() {
            let kept = match mode {
                0 => false,
                1 => true,
                2 => index < stop,
                _ => rng.once_in(2),
            };
            if kept {
                naming.apply(&mut state.synced_names);
            }
        }
        state.names = state.synced_names.clone();
        let used: BTreeSet<u64> = state.names.values().copied().collect();
        state.files.retain(|id, _| used.contains(id));
        (state.rng, state.plan, state.calls, state.dead) = (Some(rng), Plan::default(), 0, false);
        state.trace.push(format!("— crash, mode {mode} —"));
    }

    /// Returns a copy of everything, for a second history.
    #[must_use]
    pub fn fork(&self) -> FakeDisk {
        let state = self.lock();
        let fork = FakeDisk::default();
        {
            let mut other = fork.lock();
            other.files = state.files.clone();
            other.names = state.names.clone();
            other.synced_names = state.synced_names.clone();
            other.renamings = state.renamings.clone();
            other.next_file = state.next_file;
            other.rng = state.rng.clone();
        }
        fork
    }

    /// Returns the whole content of a file, as a reader sees it.
    pub fn content(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.lock();
        state.names.get(name).and_then(|id| state.files.get(id)).map(|content| content.seen.clone())
    }

    /// Replaces the whole content of a file, synced, whatever the plan says.
    pub fn set_content(&self, name: &str, bytes: Vec<u8>) {
        let mut state = self.lock();
        state.next_file += 1;
        let id = state.next_file;
        state.files.insert(id, Content { seen: bytes.clone(), synced: bytes, unsynced: Vec::new() });
        state.names.insert(name.to_owned(), id);
        state.synced_names.insert(name.to_owned(), id);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call, and fails it if the plan says so.
    fn call(&self, what: &str, name: &str, grows: u64) -> Result<MutexGuard<'_, State>, (io::Error, bool)> {
        let mut state = self.lock();
        let call = state.calls;
        state.calls += 1;
        if state.trace.len() > 400 {
            state.trace.drain(..200);
        }
        let plan = state.plan;
        let writes = !matches!(what, "list" | "size" | "read");
        let was_dead = state.dead;
        state.dead |= plan.crash_at == Some(call);
        let failure = if state.dead {
            Some(io::Error::other("the power is gone"))
        } else if plan.error_at == Some(call) {
            Some(io::Error::other("the device reports an error"))
        } else if writes && plan.read_only_from.is_some_and(|from| call >= from) {
            Some(ErrorKind::ReadOnlyFilesystem.into())
        } else if grows > 0 && plan.capacity.is_some_and(|capacity| state.used() + grows > capacity) {
            Some(ErrorKind::StorageFull.into())
        } else {
            None
        };
        let outcome = failure.as_ref().map_or(String::new(), |error| format!(": {error}"));
        state.trace.push(format!("{call} {what} {name}{outcome}"));
        match failure {
            None => Ok(state),
            // An error in the middle of a write or a sync leaves a part of it done, a refusal nothing.
            Some(error) => Err((error, writes && !was_dead && plan.read_only_from.is_none())),
        }
    }
}

impl State {
    fn used(&self) -> u64 {
        self.files.values().map(|content| content.seen.len() as u64).sum()
    }

    fn content(&mut self, name: &str) -> io::Result<&mut Content> {
        let id = self.names.get(name).copied().ok_or(ErrorKind::NotFound)?;
        self.files.get_mut(&id).ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn made(&mut self, name: &str) -> &mut Content {
        let id = match self.names.get(name) {
            Some(id) => *id,
            None => {
                self.next_file += 1;
                self.names.insert(name.to_owned(), self.next_file);
                self.renamings.push(Naming::Make(name.to_owned(), self.next_file));
                self.next_file
            }
        };
        self.files.entry(id).or_default()
    }
}

impl Naming {
    fn apply(self, names: &mut BTreeMap<String, u64>) {
        match self {
            Naming::Make(name, id) => {
                names.insert(name, id);
            }
            Naming::Change(from, to, id) => {
                names.remove(&from);
                names.insert(to, id);
            }
            Naming::Remove(name) => {
                names.remove(&name);
            }
        }
    }
}

impl Content {
    fn write(&mut self, at: usize, bytes: &[u8]) {
        put(&mut self.seen, at, bytes);
        self.unsynced.push(Step::Write { at, bytes: bytes.to_vec() });
    }

    fn sync(&mut self) {
        // What is seen may be more than what the steps make, after a failed sync: only the steps reach the disk.
        for step in std::mem::take(&mut self.unsynced) {
            match step {
                Step::Write { at, bytes } => put(&mut self.synced, at, &bytes),
                Step::Cut(len) => self.synced.truncate(len),
            }
        }
    }

    /// Keeps a part of what was not synced. Modes: 0 nothing, 1 all, 2 up to some moment, 3 any mixture of sectors.
    fn settle(&mut self, mode: u64, rng: &mut Rng) {
        self.partly_sync(mode, rng);
        self.seen = self.synced.clone();
    }

    fn partly_sync(&mut self, mode: u64, rng: &mut Rng) {
        let steps = std::mem::take(&mut self.unsynced);
        let sectors: u64 = steps.iter().map(Step::sectors).sum();
        let stop = rng.below(sectors + 1);
        let mut seen = 0;
        for step in steps {
            match step {
                Step::Cut(len) => {
                    if mode == 1 || (mode == 2 && seen < stop) || (mode == 3 && rng.once_in(2)) {
                        self.synced.truncate(len);
                    }
                    seen += 1;
                }
                Step::Write { mut at, bytes } => {
                    let mut rest = bytes.as_slice();
                    while !rest.is_empty() {
                        let (piece, later) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
                        if mode == 1 || (mode == 2 && seen < stop) || (mode == 3 && rng.once_in(2)) {
                            put(&mut self.synced, at, piece);
                        }
                        at += piece.len();
                        rest = later;
                        seen += 1;
                    }
                }
            }
        }
    }
}

impl Step {
    fn sectors(&self) -> u64 {
        match self {
            Step::Cut(_) => 1,
            Step::Write { at, bytes } => ((at % SECTOR + bytes.len()).div_ceil(SECTOR)) as u64,
        }
    }
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if content.len() < at + bytes.len() {
        content.resize(at + bytes.len(), 0);
    }
    content[at..at + bytes.len()].copy_from_slice(bytes);
}

impl Disk for FakeDisk {
    fn list(&self) -> io::Result<BTreeSet<String>> {
        let state = self.call("list", "", 0).map_err(|(error, _)| error)?;
        Ok(state.names.keys().cloned().collect())
    }

    fn size(&self, name: &str) -> io::Result<u64> {
        let mut state = self.call("size", name, 0).map_err(|(error, _)| error)?;
        Ok(state.content(name)?.seen.len() as u64)
    }

    fn read(&self, name: &str, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut state = self.call("read", name, 0).map_err(|(error, _)| error)?;
        let seen = &state.content(name)?.seen;
        let from = (at as usize).min(seen.len());
        Ok(seen[from..(from + len).min(seen.len())].to_vec())
    }

    fn write(&self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        let there = self.lock().content(name).map_or(0, |content| content.seen.len() as u64);
        let grows = (at + bytes.len() as u64).saturating_sub(there);
        match self.call("write", name, grows) {
            Ok(mut state) => {
                state.made(name).write(at as usize, bytes);
                Ok(())
            }
            Err((error, partly)) => {
                if partly {
                    let mut state = self.lock();
                    let mut rng = state.rng.clone().unwrap_or_else(|| Rng::new(0));
                    let done = rng.below(bytes.len() as u64 + 1) as usize;
                    state.rng = Some(rng);
                    state.made(name).write(at as usize, &bytes[..done]);
                }
                Err(error)
            }
        }
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        let mut state = self.call("truncate", name, 0).map_err(|(error, _)| error)?;
        let content = state.content(name)?;
        content.seen.truncate(len as usize);
        content.unsynced.push(Step::Cut(len as usize));
        Ok(())
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        match self.call("sync", name, 0) {
            Ok(mut state) => {
                state.content(name)?.sync();
                Ok(())
            }
            Err((error, partly)) => {
                let mut state = self.lock();
                if partly && !state.dead {
                    let mut rng = state.rng.clone().unwrap_or_else(|| Rng::new(0));
                    let mode = rng.below(4);
                    if let Ok(content) = state.content(name) {
                        content.partly_sync(mode, &mut rng);
                    }
                    state.rng = Some(rng);
                }
                Err(error)
            }
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.call("rename", from, 0).map_err(|(error, _)| error)?;
        let id = state.names.remove(from).ok_or(ErrorKind::NotFound)?;
        state.names.insert(to.to_owned(), id);
        state.renamings.push(Naming::Change(from.to_owned(), to.to_owned(), id));
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.call("remove", name, 0).map_err(|(error, _)| error)?;
        if state.names.remove(name).is_some() {
            state.renamings.push(Naming::Remove(name.to_owned()));
        }
        Ok(())
    }

    fn sync_dir(&self) -> io::Result<()> {
        let mut state = self.call("sync_dir", "", 0).map_err(|(error, _)| error)?;
        state.synced_names = state.names.clone();
        state.renamings.clear();
        Ok(())
    }
}
