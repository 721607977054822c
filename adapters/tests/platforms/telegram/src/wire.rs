//! Writes messages as the platform sends them.

use serde_json::{Value, json};

use crate::chat::{Chat, Message};
use crate::state::State;

/// A message, with the one it answers.
pub(crate) fn message(chat: &Chat, message: &Message) -> Value {
    let mut value = bare(chat, message);
    if let Some(answered) = message.reply_to.and_then(|id| chat.messages.get(&id)) {
        value["reply_to_message"] = bare(chat, answered);
    }
    value
}

fn bare(chat: &Chat, message: &Message) -> Value {
    let from = message.from.as_ref().map_or_else(State::bot, |person| person.json());
    let mut value =
        json!({"message_id": message.id, "date": message.date, "chat": chat.json(), "from": from});
    if let Some(thread) = message.thread {
        value["message_thread_id"] = json!(thread);
        value["is_topic_message"] = json!(true);
    }
    if message.edits > 0 {
        value["edit_date"] = json!(message.date);
    }
    if !message.text.is_empty() {
        value["text"] = json!(message.text);
        if message.entities.as_array().is_some_and(|entities| !entities.is_empty()) {
            value["entities"] = message.entities.clone();
        }
    }
    // A request to reply is nothing that a message shows.
    if message.markup.get("inline_keyboard").is_some() {
        value["reply_markup"] = message.markup.clone();
    }
    for (key, more) in message.more.as_object().into_iter().flatten() {
        value[key] = more.clone();
    }
    value
}
