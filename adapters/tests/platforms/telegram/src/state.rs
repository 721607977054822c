//! Everything the platform knows, behind one lock.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::chat::{Chat, Kind, Person, Standing};
use crate::fault::Rule;
use crate::refusal::{Fault, Refusal};

/// The bot that the token belongs to.
pub const BOT: i64 = 7_000_001;

/// Its name.
pub const USERNAME: &str = "passerelle_test_bot";

/// A call that was made.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method, in lower case.
    pub method: String,
    /// What was given.
    pub given: Map<String, Value>,
    /// When it came.
    pub at: Instant,
    /// What it was refused with.
    pub refused: Option<Refusal>,
}

impl Call {
    /// Returns a number that was given.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.given.get(key).and_then(Value::as_i64)
    }
}

/// A button that was pressed.
#[derive(Debug, Clone)]
pub struct Pressed {
    /// When.
    pub at: Instant,
    /// What was answered; none while the button still turns.
    pub answer: Option<Map<String, Value>>,
}

/// A webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Webhook {
    /// Where to.
    pub url: String,
    /// The secret that goes with each delivery.
    pub secret: Option<String>,
}

/// How fast the bot may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it wants.
    Free,
    /// One message a second a chat, 20 a minute a group, 30 a second overall.
    Real,
}

/// Everything the platform knows.
#[derive(Debug)]
pub struct State {
    /// What the bot shows to be itself.
    pub token: String,
    /// The chats.
    pub chats: BTreeMap<i64, Chat>,
    /// Updates that were not confirmed yet, oldest first.
    pub queue: VecDeque<Value>,
    /// Every update that was ever made, so that it can be told again.
    pub made: Vec<Value>,
    /// The id of the next update.
    pub next_update: i64,
    /// The kinds of updates that the bot wants; all when none was told.
    pub allowed: Option<Vec<String>>,
    /// When each update was first handed out.
    pub handed: HashMap<i64, Instant>,
    /// The webhook, if one is set.
    pub webhook: Option<Webhook>,
    /// Counts polls: a new one ends the one before.
    pub polls: u64,
    /// Buttons that were pressed.
    pub pressed: HashMap<String, Pressed>,
    /// Inline queries that wait for results, and the answers to the others.
    pub inline: HashMap<String, Option<Map<String, Value>>>,
    /// Menus by scope and language.
    pub menus: BTreeMap<(String, String), Value>,
    /// Texts about the bot, by method and language.
    pub texts: BTreeMap<(String, String), String>,
    /// The menu button.
    pub menu_button: Value,
    /// Every call, oldest first.
    pub calls: Vec<Call>,
    /// What goes wrong next.
    pub rules: Vec<Rule>,
    /// How fast the bot may send.
    pub pace: Pace,
    /// When messages were taken, for the pace: by chat, and all.
    pub taken: HashMap<Option<i64>, VecDeque<Instant>>,
    /// How long a button waits for its answer.
    pub patience: Duration,
    /// Ids for buttons and inline queries.
    pub counter: u64,
    /// Ids of updates that were delivered and confirmed.
    pub confirmed: BTreeSet<i64>,
}

impl State {
    /// A platform where nothing has happened yet.
    pub fn new(token: &str) -> State {
        State {
            token: token.to_owned(),
            chats: BTreeMap::new(),
            queue: VecDeque::new(),
            made: Vec::new(),
            next_update: 1_000,
            allowed: None,
            handed: HashMap::new(),
            webhook: None,
            polls: 0,
            pressed: HashMap::new(),
            inline: HashMap::new(),
            menus: BTreeMap::new(),
            texts: BTreeMap::new(),
            menu_button: json!({"type": "default"}),
            calls: Vec::new(),
            rules: Vec::new(),
            pace: Pace::Free,
            taken: HashMap::new(),
            // The real one waits about fifteen seconds, and keeps the query for some minutes.
            patience: Duration::from_secs(15),
            counter: 0,
            confirmed: BTreeSet::new(),
        }
    }

    /// The bot as the platform writes it.
    pub fn bot() -> Value {
        json!({"id": BOT, "is_bot": true, "first_name": "Passerelle", "username": USERNAME})
    }

    /// Returns the private chat with a person, which is there from now on.
    pub fn private(&mut self, person: &Person) -> &mut Chat {
        let new = || Chat::new(person.id, Kind::Private(person.clone()), Standing::NeverStarted);
        self.chats.entry(person.id).or_insert_with(new)
    }

    /// Adds an update that the bot wants to the queue, and returns its id.
    pub fn push(&mut self, kind: &str, what: Value) -> i64 {
        let id = self.next_update;
        self.next_update += 1;
        // `chat_member` and reactions come only when asked for; none of them is made here.
        if self.allowed.as_ref().is_none_or(|allowed| allowed.is_empty() || allowed.iter().any(|a| a == kind))
        {
            let update = json!({"update_id": id, kind: what});
            self.made.push(update.clone());
            self.queue.push_back(update);
        }
        id
    }

    /// Makes an id for a button or an inline query.
    pub fn ticket(&mut self) -> String {
        self.counter += 1;
        format!("40000000{}", self.counter)
    }

    /// Forgets updates below an offset: the bot has confirmed them.
    pub fn confirm(&mut self, offset: i64) {
        while let Some(first) = self.queue.front() {
            let id = first["update_id"].as_i64().unwrap_or_default();
            if id >= offset {
                break;
            }
            self.confirmed.insert(id);
            self.queue.pop_front();
        }
    }

    /// Returns the calls that broke a rule of the platform.
    pub fn broken(&self) -> Vec<&Call> {
        let broke =
            |call: &&Call| call.refused.as_ref().is_some_and(|refusal| refusal.fault == Fault::Request);
        self.calls.iter().filter(broke).collect()
    }
}
