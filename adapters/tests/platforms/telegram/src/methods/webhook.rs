//! Where updates are delivered.

use serde_json::{Value, json};

use super::{Given, text};
use crate::refusal::Refusal;
use crate::rules;
use crate::state::{State, Webhook};

pub(super) fn info(state: &State) -> Value {
    let url = state.webhook.as_ref().map_or("", |webhook| &webhook.url);
    json!({"url": url, "has_custom_certificate": false, "pending_update_count": state.queue.len()})
}

pub(super) fn set(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    let url = text(given, "url");
    if url.is_empty() {
        return Ok(delete(state));
    }
    // Loopback is let through: the tests deliver to the program on this machine.
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1:") {
        return Err(Refusal::rule("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret = given.get("secret_token").map(|_| text(given, "secret_token"));
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if secret
        .as_ref()
        .is_some_and(|s| !(1..=rules::LONGEST_SECRET).contains(&s.len()) || !s.bytes().all(letters))
    {
        return Err(Refusal::rule("secret token contains unallowed characters"));
    }
    allow(state, given)?;
    state.webhook = Some(Webhook { url, secret });
    // A poll that goes on ends.
    state.polls += 1;
    Ok(json!(true))
}

pub(super) fn delete(state: &mut State) -> Value {
    state.webhook = None;
    json!(true)
}

/// Remembers which kinds of updates are wanted; without a word, what was told before holds.
pub(crate) fn allow(state: &mut State, given: &Given) -> Result<(), Refusal> {
    let Some(kinds) = given.get("allowed_updates") else { return Ok(()) };
    let kinds = rules::array(kinds, "allowed_updates")?;
    state.allowed = Some(kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    Ok(())
}
