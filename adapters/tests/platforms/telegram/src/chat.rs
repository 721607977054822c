//! Chats, and what each one shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A person who uses the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id, positive.
    pub id: i64,
    /// Their first name.
    pub name: String,
    /// The language of their app.
    pub language: Option<String>,
}

impl Person {
    /// A person with a language.
    pub fn new(id: i64, name: &str, language: &str) -> Person {
        Person { id, name: name.to_owned(), language: Some(language.to_owned()) }
    }

    /// The person as the platform writes them.
    pub fn json(&self) -> Value {
        let mut user = json!({"id": self.id, "is_bot": false, "first_name": self.name});
        if let Some(language) = &self.language {
            user["language_code"] = json!(language);
        }
        user
    }
}

/// What a chat is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// With one person.
    Private(Person),
    /// A group; a forum has topics.
    Group {
        /// Its title.
        title: String,
        /// Its topics, by id; none of a group that is no forum.
        topics: Vec<i64>,
    },
}

/// Whether the bot can write into a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// The person blocked the bot.
    Blocked,
    /// The person has never written to it.
    NeverStarted,
    /// The bot was put out of the group.
    Kicked,
    /// The account is deleted.
    Deactivated,
    /// The group has another id now.
    Moved(i64),
}

/// A message as it stands in a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id in the chat.
    pub id: i64,
    /// When, in seconds since 1970.
    pub date: i64,
    /// Who wrote it: a person, or the bot.
    pub from: Option<Person>,
    /// The topic of a forum.
    pub thread: Option<i64>,
    /// The message it answers.
    pub reply_to: Option<i64>,
    /// The text.
    pub text: String,
    /// Its entities.
    pub entities: Value,
    /// What stands under it.
    pub markup: Value,
    /// How often it was edited.
    pub edits: usize,
    /// Counts what happens in the chat: the greater, the later it was written or edited.
    pub touched: u64,
    /// Everything else of it: a picture, a place.
    pub more: Value,
}

impl Message {
    /// Returns the labels of its buttons, row by row.
    pub fn buttons(&self) -> Vec<Vec<&str>> {
        let rows = self.markup["inline_keyboard"].as_array();
        rows.into_iter()
            .flatten()
            .map(|row| row.as_array().into_iter().flatten().filter_map(|b| b["text"].as_str()).collect())
            .collect()
    }

    /// Returns a button by its label.
    pub fn button(&self, label: &str) -> Option<&Value> {
        let rows = self.markup["inline_keyboard"].as_array()?;
        rows.iter().filter_map(Value::as_array).flatten().find(|button| button["text"] == label)
    }
}

/// A chat.
#[derive(Debug, Clone)]
pub struct Chat {
    /// Its id: that of the person, or negative.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// Whether the bot can write into it.
    pub standing: Standing,
    /// What it shows, oldest first.
    pub messages: BTreeMap<i64, Message>,
    /// The id of the last message that was ever there.
    pub last: i64,
    /// How often something was written or edited in it.
    pub touches: u64,
}

impl Chat {
    /// An empty chat.
    pub fn new(id: i64, kind: Kind, standing: Standing) -> Chat {
        Chat { id, kind, standing, messages: BTreeMap::new(), last: 0, touches: 0 }
    }

    /// The chat as the platform writes it.
    pub fn json(&self) -> Value {
        match &self.kind {
            Kind::Private(person) => json!({"id": self.id, "type": "private", "first_name": person.name}),
            Kind::Group { title, topics } => {
                let mut chat = json!({"id": self.id, "type": "supergroup", "title": title});
                if !topics.is_empty() {
                    chat["is_forum"] = json!(true);
                }
                chat
            }
        }
    }

    /// Returns whether it is a group.
    pub fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Group { .. })
    }

    /// Puts a message into the chat and returns its id.
    pub fn add(&mut self, message: Message) -> i64 {
        self.last += 1;
        self.touches += 1;
        self.messages.insert(self.last, Message { id: self.last, touched: self.touches, ..message });
        self.last
    }

    /// Returns what the bot wrote, oldest first.
    pub fn said(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values().filter(|message| message.from.is_none())
    }
}
