//! Answers to pressed buttons and to inline queries: once each, and in time.

use serde_json::{Value, json};

use super::{Given, text};
use crate::refusal::Refusal;
use crate::rules;
use crate::state::State;

fn too_old() -> Refusal {
    let words = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    Refusal::world(400, words)
}

pub(super) fn callback(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    rules::commands::about(&text(given, "text"), rules::commands::LONGEST_NOTICE)?;
    let patience = state.patience;
    let pressed = state.pressed.get_mut(&text(given, "callback_query_id")).ok_or_else(too_old)?;
    if pressed.answer.is_some() || pressed.at.elapsed() > patience {
        return Err(too_old());
    }
    pressed.answer = Some(given.clone());
    Ok(json!(true))
}

pub(super) fn inline(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    rules::inline::results(given.get("results").unwrap_or(&Value::Null))?;
    rules::inline::button(given.get("button").unwrap_or(&Value::Null))?;
    let answer = state.inline.get_mut(&text(given, "inline_query_id")).ok_or_else(too_old)?;
    if answer.is_some() {
        return Err(too_old());
    }
    *answer = Some(given.clone());
    Ok(json!(true))
}
