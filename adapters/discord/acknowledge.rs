//! Acknowledges interactions within the three seconds that Discord gives, once what was done is durable.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;

use super::limits::FIRST_ANSWER;
use super::note::Shown;
use super::rest::{self, Rest, Trouble};
use super::wire::Snowflake;
use crate::health::Health;

/// How many acknowledgements are under way: more connections would only wait for one another.
const AT_ONCE: usize = 64;

/// The acknowledgements that are under way.
pub(super) struct Acknowledgements {
    open: Mutex<HashMap<Snowflake, watch::Receiver<()>>>,
    places: Semaphore,
}

impl Default for Acknowledgements {
    fn default() -> Acknowledgements {
        Acknowledgements { open: Mutex::default(), places: Semaphore::new(AT_ONCE) }
    }
}

/// An acknowledgement that answers wait for, until it is dropped.
pub(super) struct Pending {
    all: Arc<Acknowledgements>,
    id: Snowflake,
    _sender: watch::Sender<()>,
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.all.open().remove(&self.id);
    }
}

impl Acknowledgements {
    /// Announces an acknowledgement, before anything can answer.
    pub(super) fn announce(self: &Arc<Self>, id: Snowflake) -> Pending {
        let (sender, receiver) = watch::channel(());
        self.open().insert(id, receiver);
        Pending { all: Arc::clone(self), id, _sender: sender }
    }

    /// Waits until an acknowledgement is no longer under way.
    pub(super) async fn wait(&self, id: Snowflake) {
        let pending = self.open().get(&id).cloned();
        if let Some(mut pending) = pending {
            // It ends with an error when the acknowledgement does.
            while pending.changed().await.is_ok() {}
        }
    }

    /// Acknowledges an interaction; tries again while there is time.
    pub(super) async fn send(
        &self,
        rest: &Rest,
        health: &Health,
        pending: Pending,
        token: &str,
        shown: Shown,
    ) {
        let end = Instant::now() + Duration::from_millis(FIRST_ANSWER);
        let Ok(_place) = self.places.acquire().await else { return };
        loop {
            let wait = match rest.callback(pending.id, token, shown.acknowledgement()).await {
                Ok(()) | Err(Trouble::Refused { code: rest::ACKNOWLEDGED, .. }) => return,
                Err(Trouble::Wait(wait)) => Duration::from_millis(wait.long),
                Err(Trouble::Server(_) | Trouble::Unanswered) => Duration::from_millis(50),
                Err(Trouble::Refused { .. } | Trouble::Unauthorised) => break,
            };
            if Instant::now() + wait >= end {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        // The person is answered all the same, where they can see it.
        health.count("discord_late", 1);
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Snowflake, watch::Receiver<()>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
