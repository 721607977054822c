//! An index in memory that loses what was not flushed, and comes back in the ways sled was seen to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Rng;
use crate::store::index::{Applied, Index, Indexes};
use crate::store::memory::page_of;
use crate::store::{Key, Page, StoreError, Versioned};

/// What a crash leaves of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexCrash {
    /// Everything that was applied, flushed or not.
    Whole,
    /// What was flushed, and some of the steps after it.
    Behind,
    /// Nothing: it is empty.
    Empty,
    /// It refuses to open.
    Refuses,
    /// One entry cannot be read, and a walk stops there.
    BadPage,
    /// It opens, says that it is up to date, and some entries are those of before.
    Stale,
}

/// Indexes in memory. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct FakeIndexes {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default, Clone)]
struct Held {
    entries: BTreeMap<Key, Versioned>,
    mark: u64,
}

#[derive(Debug, Default)]
struct State {
    now: Held,
    /// The state after each step since the last flush, the flushed one first.
    past: Vec<Held>,
    derived: BTreeMap<Key, Vec<u8>>,
    refuses: bool,
    bad: Option<Key>,
    /// How many steps will fail.
    failing: u64,
    /// Handles of before a fresh start are of no use any more.
    generation: u64,
}

impl FakeIndexes {
    /// Loses the power, and comes back as `how` says, the details following from `rng`.
    pub fn crash(&self, how: IndexCrash, rng: &mut Rng) {
        let mut state = self.lock();
        let past = std::mem::take(&mut state.past);
        match how {
            IndexCrash::Whole => {}
            IndexCrash::Behind => {
                let kept = rng.below(past.len() as u64 + 1) as usize;
                if let Some(held) = past.into_iter().nth(kept) {
                    state.now = held;
                }
            }
            IndexCrash::Empty => state.now = Held::default(),
            IndexCrash::Refuses => state.refuses = true,
            IndexCrash::BadPage => {
                let at = rng.below(state.now.entries.len() as u64) as usize;
                state.bad = state.now.entries.keys().nth(at).cloned();
            }
            IndexCrash::Stale => {
                for (_, found) in state.now.entries.iter_mut() {
                    if rng.once_in(3) {
                        found.value = b"of before".to_vec();
                        found.version.0 = found.version.0.saturating_sub(1);
                    }
                }
                let gone: Vec<Key> = state.now.entries.keys().filter(|_| rng.once_in(4)).cloned().collect();
                for key in gone {
                    state.now.entries.remove(&key);
                }
            }
        }
        state.derived.clear();
    }

    /// Makes one entry unreadable while the store runs, and the next steps fail.
    pub fn spoil(&self, steps: u64, rng: &mut Rng) {
        let mut state = self.lock();
        let at = rng.below(state.now.entries.len() as u64) as usize;
        state.bad = state.now.entries.keys().nth(at).cloned();
        state.failing = steps;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Indexes for FakeIndexes {
    fn open(&self) -> Result<Box<dyn Index>, StoreError> {
        if self.lock().refuses {
            return Err(damaged());
        }
        Ok(Box::new(FakeIndex { generation: self.lock().generation, indexes: self.clone() }))
    }

    fn fresh(&self) -> Result<Box<dyn Index>, StoreError> {
        let mut state = self.lock();
        let generation = state.generation + 1;
        *state = State { generation, ..State::default() };
        Ok(Box::new(FakeIndex { generation, indexes: self.clone() }))
    }

    fn sweep(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

struct FakeIndex {
    generation: u64,
    indexes: FakeIndexes,
}

impl FakeIndex {
    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.indexes.lock();
        if state.generation == self.generation { Ok(state) } else { Err(damaged()) }
    }
}

impl Index for FakeIndex {
    fn get(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        let state = self.state()?;
        if state.bad.as_ref() == Some(key) { Err(damaged()) } else { Ok(state.now.entries.get(key).cloned()) }
    }

    fn range(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        let state = self.state()?;
        let page = page_of(&state.now.entries, prefix, after, limit);
        let met_bad = page.entries.iter().any(|(key, _)| state.bad.as_ref() == Some(key));
        if met_bad { Err(damaged()) } else { Ok(page) }
    }

    fn apply(&self, changes: &[Applied<'_>], mark: u64) -> Result<(), StoreError> {
        let mut state = self.state()?;
        if state.failing > 0 {
            state.failing -= 1;
            return Err(damaged());
        }
        let before = state.now.clone();
        // A long past is only memory: a crash may go back this far.
        if state.past.len() < 16 {
            state.past.push(before);
        }
        for change in changes {
            match change.value {
                None => {
                    state.now.entries.remove(change.key);
                }
                Some(value) => {
                    let found = Versioned { value: value.to_vec(), version: change.version };
                    state.now.entries.insert(change.key.clone(), found);
                }
            }
        }
        state.now.mark = mark;
        Ok(())
    }

    fn mark(&self) -> Result<u64, StoreError> {
        Ok(self.state()?.now.mark)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.state()?.past.clear();
        Ok(())
    }

    fn cache_put(&self, key: &Key, value: &[u8]) -> Result<(), StoreError> {
        self.state()?.derived.insert(key.clone(), value.to_vec());
        Ok(())
    }

    fn cache_get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state()?.derived.get(key).cloned())
    }
}

fn damaged() -> StoreError {
    StoreError::Corrupt {
        place: "the index: a page".to_owned(),
        help: "start again: the index is rebuilt from the journal".to_owned(),
    }
}
