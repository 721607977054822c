//! Hands updates out: to the one who polls, or to a webhook.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::timeout_at;

use crate::methods::Given;
use crate::platform::Shared;
use crate::refusal::Refusal;

/// The most updates that are handed out at once (Bot API, `getUpdates`).
const MOST_UPDATES: usize = 100;

/// How long the platform waits before it delivers an update again.
const AGAIN: Duration = Duration::from_millis(150);

/// Answers `getUpdates`: at once when there is something, else when there is, or the time is over.
pub(crate) async fn poll(shared: &Shared, given: &Given) -> Result<Value, Refusal> {
    let number = |key: &str| given.get(key).and_then(|v| v.as_i64().or_else(|| v.as_str()?.parse().ok()));
    let limit = number("limit").unwrap_or(100).clamp(1, MOST_UPDATES as i64) as usize;
    let wait = Duration::from_secs(number("timeout").unwrap_or(0).clamp(0, 50) as u64);
    let mine = {
        let mut state = shared.lock();
        if state.webhook.is_some() {
            let words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
            return Err(Refusal::world(409, words));
        }
        crate::methods::allow(&mut state, given)?;
        if let Some(offset) = number("offset").filter(|offset| *offset > 0) {
            state.confirm(offset);
        }
        state.polls += 1;
        state.polls
    };
    // The poll before ends.
    shared.changed.notify_waiters();
    let deadline = tokio::time::Instant::now() + wait;
    loop {
        let changed = shared.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        {
            let mut state = shared.lock();
            if state.polls != mine {
                let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
                return Err(Refusal::world(409, words));
            }
            if !state.queue.is_empty() {
                let updates: Vec<Value> = state.queue.iter().take(limit).cloned().collect();
                for update in &updates {
                    let id = update["update_id"].as_i64().unwrap_or_default();
                    state.handed.entry(id).or_insert_with(Instant::now);
                }
                return Ok(json!(updates));
            }
        }
        if timeout_at(deadline, changed).await.is_err() {
            return Ok(json!([]));
        }
    }
}

/// Delivers updates to the webhook, in order, again and again until each is taken.
pub(crate) async fn deliver(shared: Arc<Shared>) {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap_or_default();
    loop {
        let changed = shared.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let next = {
            let state = shared.lock();
            state.webhook.clone().zip(state.queue.front().cloned())
        };
        let Some((webhook, update)) = next else {
            changed.await;
            continue;
        };
        let id = update["update_id"].as_i64().unwrap_or_default();
        shared.lock().handed.entry(id).or_insert_with(Instant::now);
        let target = shared.target(&webhook.url);
        let mut request = client.post(target).json(&update);
        if let Some(secret) = &webhook.secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let taken = request.send().await.is_ok_and(|answer| answer.status().is_success());
        if taken {
            shared.lock().confirm(id + 1);
        } else {
            tokio::time::sleep(AGAIN).await;
        }
    }
}
