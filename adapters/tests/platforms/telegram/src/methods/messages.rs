//! Messages: sent, edited, deleted.

use serde_json::{Value, json};

use super::{Given, number, text};
use crate::chat::{Chat, Kind, Message, Standing};
use crate::clock;
use crate::refusal::Refusal;
use crate::rules::{self, markup};
use crate::state::State;
use crate::{pace, wire};

/// Returns the chat that was given, if the bot can write into it.
fn chat<'a>(state: &'a mut State, given: &Given) -> Result<&'a mut Chat, Refusal> {
    let id = number(given, "chat_id").ok_or_else(|| Refusal::rule("chat_id is empty"))?;
    let chat = state.chats.get_mut(&id).ok_or_else(|| Refusal::world(400, "Bad Request: chat not found"))?;
    let words = match chat.standing {
        Standing::Open => return Ok(chat),
        Standing::Moved(to) => return Err(Refusal::moved(to)),
        Standing::Blocked => "Forbidden: bot was blocked by the user",
        Standing::NeverStarted => "Forbidden: bot can't initiate conversation with a user",
        Standing::Kicked => "Forbidden: bot was kicked from the supergroup chat",
        Standing::Deactivated => "Forbidden: user is deactivated",
    };
    Err(Refusal::world(403, words))
}

fn content(given: &Given, under: markup::Under) -> Result<(String, Value, Value), Refusal> {
    let text = text(given, "text");
    let entities = given.get("entities").cloned().unwrap_or_default();
    rules::text::check(&text, &entities)?;
    let markup = given.get("reply_markup").cloned().unwrap_or_default();
    markup::check(&markup, under)?;
    if let Some(preview) = given.get("link_preview_options") {
        let known = ["is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"];
        rules::only(preview, &known, "LinkPreviewOptions")?;
    }
    Ok((text, entities, markup))
}

pub(super) fn send(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    let (text, entities, markup) = content(given, markup::Under::New)?;
    let chat = chat(state, given)?;
    let thread = number(given, "message_thread_id");
    let topics = match &chat.kind {
        Kind::Group { topics, .. } => topics.as_slice(),
        Kind::Private(_) => &[],
    };
    if thread.is_some_and(|thread| !topics.contains(&thread)) {
        return Err(Refusal::world(400, "Bad Request: message thread not found"));
    }
    let reply = given.get("reply_parameters").cloned().unwrap_or_default();
    let mut reply_to = reply["message_id"].as_i64();
    if !reply.is_null() {
        let known = ["message_id", "chat_id", "allow_sending_without_reply", "quote"];
        rules::only(&reply, &known, "ReplyParameters")?;
        if !reply_to.is_some_and(|id| chat.messages.contains_key(&id)) {
            reply_to = None;
            if reply["allow_sending_without_reply"] != true {
                return Err(Refusal::world(400, "Bad Request: message to be replied not found"));
            }
        }
    }
    let (id, group) = (chat.id, chat.is_group());
    pace::count(state, id, group)?;
    let Some(chat) = state.chats.get_mut(&id) else {
        return Err(Refusal::world(400, "Bad Request: chat not found"));
    };
    let message = Message {
        id: 0,
        date: clock::now(),
        from: None,
        thread,
        reply_to,
        text,
        entities,
        markup,
        edits: 0,
        touched: 0,
        more: Value::Null,
    };
    let at = chat.add(message);
    Ok(wire::message(chat, &chat.messages[&at]))
}

pub(super) fn edit(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    let (text, entities, markup) = content(given, markup::Under::Edited)?;
    if given.contains_key("inline_message_id") {
        return Err(Refusal::world(400, "Bad Request: MESSAGE_ID_INVALID"));
    }
    let chat = chat(state, given)?;
    chat.touches += 1;
    let touches = chat.touches;
    let message = own(chat, given)?;
    let same = |one: &Value, other: &Value| one == other || (is_empty(one) && is_empty(other));
    if message.text == text && same(&message.entities, &entities) && same(&message.markup, &markup) {
        let words = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
        return Err(Refusal::world(400, format!("Bad Request: {words}")));
    }
    message.edits += 1;
    message.touched = touches;
    (message.text, message.entities, message.markup) = (text, entities, markup);
    let id = message.id;
    Ok(wire::message(chat, &chat.messages[&id]))
}

pub(super) fn edit_markup(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    let markup = given.get("reply_markup").cloned().unwrap_or_default();
    markup::check(&markup, markup::Under::Edited)?;
    let chat = chat(state, given)?;
    let message = own(chat, given)?;
    if message.markup == markup || (is_empty(&message.markup) && is_empty(&markup)) {
        return Err(Refusal::world(400, "Bad Request: message is not modified"));
    }
    message.markup = markup;
    let id = message.id;
    Ok(wire::message(chat, &chat.messages[&id]))
}

/// Returns the message that was given, if it is there and the bot's own.
fn own<'a>(chat: &'a mut Chat, given: &Given) -> Result<&'a mut Message, Refusal> {
    let id =
        number(given, "message_id").ok_or_else(|| Refusal::rule("message identifier is not specified"))?;
    let gone = || Refusal::world(400, "Bad Request: message to edit not found");
    let message = chat.messages.get_mut(&id).ok_or_else(gone)?;
    if message.from.is_some() {
        return Err(Refusal::world(400, "Bad Request: message can't be edited"));
    }
    Ok(message)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        other => other["inline_keyboard"].as_array().is_some_and(Vec::is_empty),
    }
}

pub(super) fn delete(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    let chat = chat(state, given)?;
    let id = number(given, "message_id").unwrap_or_default();
    match chat.messages.remove(&id) {
        Some(_) => Ok(json!(true)),
        None => Err(Refusal::world(400, "Bad Request: message to delete not found")),
    }
}

pub(super) fn action(state: &mut State, given: &Given) -> Result<Value, Refusal> {
    chat(state, given)?;
    if text(given, "action") == "typing" {
        Ok(json!(true))
    } else {
        Err(Refusal::rule("wrong parameter action in request"))
    }
}
