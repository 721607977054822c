//! What people do on the platform. Each makes the update that the real one makes of it.

use serde_json::{Value, json};

use crate::chat::{Chat, Kind, Message, Person, Standing};
use crate::clock;
use crate::platform::Platform;
use crate::state::{BOT, Pressed, State, USERNAME};
use crate::wire;

/// Where something is said: a chat, and a topic in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The chat.
    pub chat: i64,
    /// The topic.
    pub thread: Option<i64>,
}

impl From<i64> for Place {
    fn from(chat: i64) -> Place {
        Place { chat, thread: None }
    }
}

/// A message that a person writes.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The words.
    pub text: String,
    /// The message it answers.
    pub reply_to: Option<i64>,
    /// Everything else of it: a picture, a place.
    pub more: Value,
}

impl From<&str> for Written {
    fn from(text: &str) -> Written {
        Written { text: text.to_owned(), ..Written::default() }
    }
}

impl Platform {
    /// A person writes to the bot alone. Returns the update and the message.
    pub fn tells(&self, person: &Person, written: impl Into<Written>) -> (i64, i64) {
        self.with(|state| {
            let chat = state.private(person);
            // Who writes starts the bot, or takes it back.
            if matches!(chat.standing, Standing::NeverStarted | Standing::Blocked) {
                chat.standing = Standing::Open;
            }
        });
        self.writes(person, person.id.into(), written)
    }

    /// A person writes somewhere. Returns the update and the message.
    pub fn writes(&self, person: &Person, place: Place, written: impl Into<Written>) -> (i64, i64) {
        let written = written.into();
        self.with(|state| {
            let Some(chat) = state.chats.get_mut(&place.chat) else { return (0, 0) };
            let entities = found(&written.text);
            let message = Message {
                id: 0,
                date: clock::now(),
                from: Some(person.clone()),
                thread: place.thread,
                reply_to: written.reply_to,
                text: written.text,
                entities,
                markup: Value::Null,
                edits: 0,
                touched: 0,
                more: written.more,
            };
            let id = chat.add(message);
            let value = wire::message(chat, &chat.messages[&id]);
            (state.push("message", value), id)
        })
    }

    /// A person changes what they wrote.
    pub fn rewrites(&self, chat: i64, message: i64, text: &str) -> Option<i64> {
        self.with(|state| {
            let chat = state.chats.get_mut(&chat)?;
            let written = chat.messages.get_mut(&message)?;
            text.clone_into(&mut written.text);
            written.entities = found(text);
            written.edits += 1;
            let value = wire::message(chat, &chat.messages[&message]);
            Some(state.push("edited_message", value))
        })
    }

    /// A person presses the button with this label on the newest message that has it.
    pub fn presses(&self, person: &Person, chat: i64, label: &str) -> Option<i64> {
        let message = self.with(|state| {
            let said = state.chats.get(&chat)?.said();
            said.rev().find(|message| message.button(label).is_some()).map(|message| message.id)
        })?;
        self.presses_on(person, chat, message, label)
    }

    /// A person presses a button of a message.
    pub fn presses_on(&self, person: &Person, chat: i64, message: i64, label: &str) -> Option<i64> {
        self.with(|state| {
            let chat = state.chats.get(&chat)?;
            let shown = chat.messages.get(&message)?;
            let data = shown.button(label)?["callback_data"].clone();
            let value = wire::message(chat, shown);
            Some(press(state, person, value, &data))
        })
    }

    /// A person presses a button with any data, as a forged app can.
    pub fn forges(&self, person: &Person, chat: i64, message: i64, data: &str) -> Option<i64> {
        self.with(|state| {
            let chat = state.chats.get(&chat)?;
            let value = wire::message(chat, chat.messages.get(&message)?);
            Some(press(state, person, value, &json!(data)))
        })
    }

    /// A person types behind the bot's name in any chat. Returns the query.
    pub fn looks_for(&self, person: &Person, text: &str) -> String {
        self.with(|state| {
            let ticket = state.ticket();
            state.inline.insert(ticket.clone(), None);
            let query =
                json!({"id": ticket, "from": person.json(), "query": text, "offset": "", "chat_type": "group"});
            state.push("inline_query", query);
            ticket
        })
    }

    /// A group is there, with the bot in it. With topics it is a forum.
    pub fn group(&self, id: i64, title: &str, topics: &[i64]) {
        let kind = Kind::Group { title: title.to_owned(), topics: topics.to_vec() };
        self.with(|state| state.chats.insert(id, Chat::new(id, kind, Standing::Open)));
    }

    /// A person brings the bot into a group.
    pub fn brings_in(&self, person: &Person, chat: i64) {
        self.with(|state| {
            let Some(chat) = state.chats.get(&chat).map(Chat::json) else { return };
            let change = json!({
                "chat": chat,
                "from": person.json(),
                "date": clock::now(),
                "old_chat_member": {"user": State::bot(), "status": "left"},
                "new_chat_member": {"user": State::bot(), "status": "member"},
            });
            state.push("my_chat_member", change);
        });
    }

    /// A group becomes another one, as when it grows.
    pub fn moves(&self, from: i64, to: i64) {
        self.with(|state| {
            let Some(chat) = state.chats.get_mut(&from) else { return };
            chat.standing = Standing::Moved(to);
            let (kind, old) = (chat.kind.clone(), chat.json());
            state.chats.insert(to, Chat::new(to, kind, Standing::Open));
            let told =
                json!({"message_id": 9_999, "date": clock::now(), "chat": old, "migrate_to_chat_id": to});
            state.push("message", told);
        });
    }

    /// The bot is blocked, put out, or taken back.
    pub fn stands(&self, chat: i64, standing: Standing) {
        self.with(|state| {
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.standing = standing;
            }
        });
    }

    /// Any update, as it is.
    pub fn raw(&self, kind: &str, what: Value) -> i64 {
        self.with(|state| state.push(kind, what))
    }
}

fn press(state: &mut State, person: &Person, message: Value, data: &Value) -> i64 {
    let ticket = state.ticket();
    state.pressed.insert(ticket.clone(), Pressed { at: std::time::Instant::now(), answer: None });
    let query = json!({
        "id": ticket,
        "from": person.json(),
        "message": message,
        "chat_instance": "1",
        "data": data,
    });
    state.push("callback_query", query)
}

/// Finds what the platform finds in text by itself: commands and names.
fn found(text: &str) -> Value {
    let mut entities = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '_'));
        let kind = match bare.chars().next() {
            Some('/') => Some("bot_command"),
            Some('@') => Some("mention"),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| bare.len() > 1) {
            entities.push(json!({"type": kind, "offset": at, "length": crate::rules::length(bare)}));
        }
        at += crate::rules::length(word);
    }
    json!(entities)
}

/// Returns the words that begin with the bot's name.
pub fn mention(text: &str) -> String {
    format!("@{USERNAME} {text}")
}

/// The bot as a person: who is answered when one answers it.
pub fn bot() -> Person {
    Person { id: BOT, name: "Passerelle".to_owned(), language: None }
}
