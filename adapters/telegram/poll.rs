//! Long polling: updates are durable before the next question confirms them to Telegram.
//!
//! teloxide's own loop confirms first and handles later, which loses what is in memory when the program dies.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::Value;
use teloxide::payloads::{DeleteWebhook, GetUpdates, GetUpdatesSetters};

use super::api::Trouble;
use super::hear::PLATFORM;
use super::limits::MOST_UPDATES;
use super::{ALLOWED, Telegram, UNAUTHORIZED};
use crate::health::State;
use crate::stop::Stop;

/// How long a question waits for updates, in seconds. Twice as long without a word, and the connection is taken for dead.
const HOLD: u32 = 10;

/// The waits after trouble: the first, and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// Polls until the program stops.
pub(super) async fn run(telegram: &Arc<Telegram>, mut stop: Stop) -> Result<()> {
    let mut offset: Option<i64> = None;
    let mut wait = WAITS.0;
    // The first question does not wait, so that we know at once whether we are heard.
    let mut hold = 0;
    loop {
        let mut request =
            GetUpdates::new().timeout(hold).limit(MOST_UPDATES).allowed_updates(ALLOWED.to_vec());
        request.offset = offset.and_then(|offset| i32::try_from(offset).ok());
        let answer = tokio::select! {
            answer = telegram.api.raw(&request) => answer,
            () = stop.wait() => return Ok(()),
        };
        let trouble = match answer {
            Ok(updates) => {
                telegram.connected();
                let updates = updates.as_array().map(Vec::as_slice).unwrap_or_default();
                match telegram.take(updates).await {
                    Ok(()) => {
                        let last = updates.iter().filter_map(number).max();
                        offset = last.map(|last| last + 1).or(offset);
                        (hold, wait) = (HOLD, WAITS.0);
                        continue;
                    }
                    // Not kept, so not confirmed: the same ones come again.
                    Err(error) => {
                        tracing::error!("updates could not be kept and are asked for again: {error}");
                        None
                    }
                }
            }
            Err(trouble) => Some(trouble),
        };
        let asked = match &trouble {
            None => wait,
            Some(Trouble::Refused { code: 401 | 404, .. }) => bail!(UNAUTHORIZED),
            Some(Trouble::Wait(long)) => *long,
            Some(Trouble::Refused { code: 409, description }) if description.contains("webhook") => {
                // We were told to ask, so nobody is to be told.
                tracing::info!("a webhook was set; it is taken away, since the setting is to poll");
                let _ = telegram.api.raw(&DeleteWebhook::new()).await;
                wait
            }
            Some(Trouble::Refused { code: 409, .. }) => {
                telegram.away("another program polls with the same token; stop one of the two");
                wait
            }
            Some(other) => {
                telegram.away(&other.to_string());
                wait
            }
        };
        wait = (wait * 2).min(WAITS.1);
        hold = 0;
        tokio::select! {
            () = tokio::time::sleep(asked) => {}
            () = stop.wait() => return Ok(()),
        }
    }
}

/// The number of an update, also of one that is otherwise not understood.
fn number(update: &Value) -> Option<i64> {
    update["update_id"].as_i64()
}

impl Telegram {
    /// Notes that Telegram is there, and tries again what waited for it.
    pub(super) fn connected(&self) {
        if self.health.set(PLATFORM, State::Connected) {
            self.post.retry_now(PLATFORM);
        }
    }

    /// Notes that Telegram is not there, and why.
    pub(super) fn away(&self, why: &str) {
        self.health.set(PLATFORM, State::Away(why.to_owned()));
    }
}
