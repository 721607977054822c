//! Commits that wait for the disk together.
//!
//! Each commit has its expectations checked in its turn, against everything that stands before it in the queue, and
//! is given its number then. One of those that wait writes for all: a sync is paid once a group, not once a commit.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use super::{Change, Expectation, Key, StoreError, Version};

/// A group ends beyond this many bytes.
const GROUP: usize = 4 << 20;

/// How a commit ended. Empty while it waits.
pub(crate) type Ticket = Arc<OnceLock<Result<Version, StoreError>>>;

/// A commit that waits.
pub(crate) struct Waiting {
    pub(crate) version: Version,
    pub(crate) payload: Vec<u8>,
    pub(crate) changes: Vec<Change>,
    ticket: Ticket,
}

/// The queue, and whose turn it is.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    turned: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// The versions that keys will have when all that waits is done; nothing for a deleted one.
    ahead: HashMap<Key, (Option<Version>, Version)>,
    /// The last number given.
    last: u64,
    /// Somebody writes, compacts or repairs.
    taken: bool,
}

/// The right to use the journal. Given back when dropped.
pub(crate) struct Turn<'a>(&'a Queue);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().taken = false;
        self.0.turned.notify_all();
    }
}

impl Queue {
    /// Makes an empty queue after the commit `last`.
    pub(crate) fn after(last: u64) -> Queue {
        let queue = Queue::default();
        queue.lock().last = last;
        queue
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks the expectations and takes a place in the queue. `stored` tells the version of a key that nothing in
    /// the queue changes; `look_ahead` is true but for a deliberate mistake.
    pub(crate) fn enter(
        &self,
        changes: &[Change],
        expectations: &[Expectation],
        payload: Vec<u8>,
        stored: impl Fn(&Key) -> Result<Option<Version>, StoreError>,
        look_ahead: bool,
    ) -> Result<Ticket, StoreError> {
        let mut state = self.lock();
        for expectation in expectations {
            let there = match state.ahead.get(expectation.key()).filter(|_| look_ahead) {
                Some((version, _)) => *version,
                None => stored(expectation.key())?,
            };
            expectation.check(there)?;
        }
        let ticket = Ticket::default();
        if changes.is_empty() {
            let _ = ticket.set(Ok(Version(state.last)));
            return Ok(ticket);
        }
        state.last += 1;
        let version = Version(state.last);
        for change in changes {
            let put = matches!(change, Change::Put { .. });
            state.ahead.insert(change.key().clone(), (put.then_some(version), version));
        }
        let changes = changes.to_vec();
        state.waiting.push_back(Waiting { version, payload, changes, ticket: ticket.clone() });
        Ok(ticket)
    }

    /// Waits until the ticket is settled, or it is this thread's turn to work for all.
    pub(crate) fn wait(&self, ticket: &Ticket) -> Option<Turn<'_>> {
        let mut state = self.lock();
        while ticket.get().is_none() {
            if !state.taken {
                state.taken = true;
                return Some(Turn(self));
            }
            state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    /// Waits for the turn, whatever stands in the queue.
    pub(crate) fn turn(&self) -> Turn<'_> {
        let mut state = self.lock();
        while state.taken {
            state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken = true;
        Turn(self)
    }

    /// Takes the commits that are to be written next.
    pub(crate) fn next_group(&self) -> Vec<Waiting> {
        let mut state = self.lock();
        let mut bytes = 0;
        let mut group = Vec::new();
        while bytes < GROUP
            && let Some(next) = state.waiting.pop_front()
        {
            bytes += next.payload.len();
            group.push(next);
        }
        group
    }

    /// Tells a group that it is durable and can be read.
    pub(crate) fn done(&self, group: &[Waiting]) {
        let Some(last) = group.last().map(|waiting| waiting.version) else { return };
        self.lock().ahead.retain(|_, (_, changed)| *changed > last);
        for waiting in group {
            let _ = waiting.ticket.set(Ok(waiting.version));
        }
        self.turned.notify_all();
    }

    /// Tells a group that it failed, and all behind it that they were not tried: they were checked against it.
    pub(crate) fn failed(&self, group: &[Waiting], error: &StoreError, last: u64) {
        let mut state = self.lock();
        for waiting in group {
            let _ = waiting.ticket.set(Err(error.clone()));
        }
        let behind = match error {
            StoreError::OutcomeUnknown { reason } => StoreError::Unavailable { reason: reason.clone() },
            other => other.clone(),
        };
        for waiting in std::mem::take(&mut state.waiting) {
            let _ = waiting.ticket.set(Err(behind.clone()));
        }
        state.ahead.clear();
        state.last = last;
        drop(state);
        self.turned.notify_all();
    }
}
