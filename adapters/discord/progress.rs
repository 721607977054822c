//! How far the session of the gateway is: what was told up to there is durable here. Kept, so that the next start goes on with the
//! session and Discord tells again what came in between.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use passerelle_core::store::{Change, Key, Store};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::gateway::Session;
use super::wire::Snowflake;
use crate::post::Post;
use crate::terminal::now;

/// The format of what is kept.
const FORMAT: u8 = 1;

/// Where it stands in the store.
const KEY: &str = "discord/session";

/// How often it is written: what is told again after a kill is known by its id.
const EVERY: Duration = Duration::from_secs(2);

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    format: u8,
    /// When it was written, in seconds of Unix time.
    pub(super) at: i64,
    /// Who we are: a session that is gone on with does not tell it again.
    pub(super) who: Who,
    /// What we asked to be told.
    pub(super) intents: u64,
    pub(super) session: Session,
}

/// Who we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Who {
    /// Our id as somebody who writes.
    pub(super) user: Snowflake,
    /// Our id as what is asked.
    pub(super) application: Snowflake,
}

/// How far we are.
pub(super) struct Progress {
    post: Arc<Post>,
    intents: u64,
    state: Mutex<State>,
    /// Rung when a session has begun: it is kept at once, or a program killed in its first moments could not go on with it.
    begun: Notify,
}

#[derive(Default)]
struct State {
    who: Option<Who>,
    session: Option<Session>,
    /// The highest number that was told.
    told: u64,
    /// Numbers that are not durable yet.
    open: BTreeSet<u64>,
    written: Option<Session>,
}

impl Progress {
    /// Nothing was told yet.
    pub(super) fn new(post: Arc<Post>, intents: u64) -> Progress {
        Progress { post, intents, state: Mutex::default(), begun: Notify::new() }
    }

    /// Who we are, once that was told.
    pub(super) fn who(&self) -> Option<Who> {
        self.state().who
    }

    /// Returns what the last run left. Its session goes on only if we want to be told the same.
    pub(super) fn recall(&self) -> Option<Kept> {
        let key = Key::new(KEY).ok()?;
        // What cannot be read is a session that is begun anew.
        let kept: Kept =
            serde_json::from_slice(&self.post.assistant().store().read(&key).ok()??.value).ok()?;
        let mut state = self.state();
        state.who = Some(kept.who);
        if kept.intents == self.intents {
            state.told = kept.session.seq;
            state.session = Some(kept.session.clone());
        }
        Some(kept)
    }

    /// The session to go on with.
    pub(super) fn session(&self) -> Option<Session> {
        self.state().session.clone()
    }

    /// A session begins.
    pub(super) fn begin(&self, who: Who, session: Session) {
        let mut state = self.state();
        state.who = Some(who);
        state.told = session.seq;
        state.open.clear();
        state.session = Some(session);
        drop(state);
        self.begun.notify_one();
    }

    /// Something was told; it is not durable yet.
    pub(super) fn open(&self, seq: u64) {
        let mut state = self.state();
        state.told = state.told.max(seq);
        state.open.insert(seq);
    }

    /// It is durable, or needs not be.
    pub(super) fn close(&self, seq: u64) {
        self.state().open.remove(&seq);
    }

    /// Writes how far we are, every now and then, for ever.
    pub(super) async fn keep(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = self.begun.notified() => {}
            }
            let this = Arc::clone(&self);
            let _ = tokio::task::spawn_blocking(move || this.write()).await;
        }
    }

    /// Writes how far we are, when that changed.
    pub(super) fn write(&self) {
        let (who, session) = {
            let state = self.state();
            let (Some(mut session), Some(who)) = (state.session.clone(), state.who) else { return };
            session.seq = state.open.first().map_or(state.told, |first| first.saturating_sub(1));
            if state.written.as_ref() == Some(&session) {
                return;
            }
            (who, session)
        };
        let kept = Kept { format: FORMAT, at: now().0, who, intents: self.intents, session: session.clone() };
        let written = Key::new(KEY).and_then(|key| {
            let value = serde_json::to_vec(&kept).unwrap_or_default();
            self.post.assistant().store().commit(&[Change::put(&key, value)], &[])
        });
        match written {
            Ok(_) => self.state().written = Some(session),
            Err(error) => tracing::warn!("how far the session of Discord is could not be kept: {error}"),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
