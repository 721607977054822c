//! What each method does. All but `getUpdates`, which waits, are here.

mod about;
mod messages;
mod queries;
mod webhook;

pub(crate) use webhook::allow;

use serde_json::{Map, Value, json};

use crate::refusal::Refusal;
use crate::state::State;

/// What was given to a method.
pub(crate) type Given = Map<String, Value>;

/// Does what a method does.
pub(crate) fn act(state: &mut State, method: &str, given: &Given) -> Result<Value, Refusal> {
    match method {
        "getme" => {
            let mut me = State::bot();
            for (key, value) in [
                ("can_join_groups", true),
                ("can_read_all_group_messages", false),
                ("supports_inline_queries", true),
                ("can_connect_to_business", false),
                ("has_main_web_app", false),
            ] {
                me[key] = json!(value);
            }
            Ok(me)
        }
        "sendmessage" => messages::send(state, given),
        "editmessagetext" => messages::edit(state, given),
        "editmessagereplymarkup" => messages::edit_markup(state, given),
        "deletemessage" => messages::delete(state, given),
        "sendchataction" => messages::action(state, given),
        "answercallbackquery" => queries::callback(state, given),
        "answerinlinequery" => queries::inline(state, given),
        "getwebhookinfo" => Ok(webhook::info(state)),
        "setwebhook" => webhook::set(state, given),
        "deletewebhook" => Ok(webhook::delete(state)),
        _ => about::act(state, method, given),
    }
}

/// Returns a text that was given; numbers in forms are texts, too.
fn text(given: &Given, key: &str) -> String {
    match given.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// Returns a number that was given; it may stand as text.
fn number(given: &Given, key: &str) -> Option<i64> {
    let value = given.get(key)?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
