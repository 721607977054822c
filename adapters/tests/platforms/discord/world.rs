//! What the platform knows: servers, channels, messages, interactions, sessions; and what was asked of it.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::faults::Fault;
use super::gateway::Session;

/// Discord's epoch, in milliseconds of Unix time.
pub(crate) const EPOCH: u64 = 1_420_070_400_000;

/// Everything.
pub(crate) struct World {
    pub(crate) me: u64,
    pub(crate) token: String,
    pub(crate) gateway: SocketAddr,
    pub(crate) guilds: BTreeMap<u64, Guild>,
    pub(crate) channels: BTreeMap<u64, Channel>,
    pub(crate) people: BTreeMap<u64, String>,
    pub(crate) messages: BTreeMap<u64, Message>,
    pub(crate) interactions: BTreeMap<u64, Interaction>,
    pub(crate) nonces: HashMap<(u64, String), u64>,
    pub(crate) commands: Value,
    pub(crate) registered: usize,
    pub(crate) ledger: Vec<Request>,
    pub(crate) unhandled: Vec<String>,
    pub(crate) refused: Vec<String>,
    pub(crate) pinged: Vec<String>,
    pub(crate) faults: Vec<Fault>,
    /// Refusals that a test provokes on purpose: codes.
    pub(crate) expected: Vec<u64>,
    pub(crate) gateway_faults: GatewayFaults,
    pub(crate) sessions: BTreeMap<String, Session>,
    pub(crate) identifies: usize,
    /// When the last session began.
    pub(crate) identified: Option<std::time::Instant>,
    pub(crate) resumes: usize,
    /// How long an interaction waits for its first answer.
    pub(crate) first_answer: Duration,
    /// How long its token lives.
    pub(crate) token_life: Duration,
    /// Whether the limits of rate are enforced.
    pub(crate) limits: bool,
    pub(crate) windows: HashMap<String, (Instant, u32)>,
    pub(crate) limited: usize,
    /// The members that each server is said to have, and sent with it: a fault of a platform that ignores intents.
    pub(crate) members_sent: usize,
    /// Privileged intents that were granted.
    pub(crate) allowed: u64,
    last_id: u64,
}

/// What is wrong with the gateway for now.
#[derive(Debug, Clone)]
pub(crate) struct GatewayFaults {
    pub(crate) refuse: bool,
    pub(crate) withhold_hello: bool,
    pub(crate) withhold_acks: bool,
    pub(crate) withhold_ready: bool,
    pub(crate) compressed: bool,
    pub(crate) heartbeat: Duration,
}

/// A server.
#[derive(Debug, Clone)]
pub(crate) struct Guild {
    pub(crate) id: u64,
    pub(crate) locale: String,
    pub(crate) member_count: usize,
}

/// A channel.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: u64,
    pub(crate) guild: Option<u64>,
    pub(crate) kind: ChannelKind,
    pub(crate) name: String,
    /// The channel a thread belongs to.
    pub(crate) parent: Option<u64>,
    /// The person of a direct message.
    pub(crate) person: Option<u64>,
    /// Whether the bot may write here.
    pub(crate) open: bool,
    pub(crate) tags: Vec<u64>,
    /// Who opened a thread.
    pub(crate) owner: Option<u64>,
    /// The tags of a forum.
    pub(crate) available: Vec<(u64, String)>,
}

/// What a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChannelKind {
    Text = 0,
    Direct = 1,
    Thread = 11,
    Forum = 15,
}

/// A message, as it stands now.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: u64,
    pub(crate) channel: u64,
    pub(crate) author: u64,
    pub(crate) body: Value,
    pub(crate) answers: Option<u64>,
    /// Who alone sees it.
    pub(crate) only_for: Option<u64>,
    /// "… is thinking".
    pub(crate) loading: bool,
    pub(crate) deleted: bool,
    /// The interaction it came from.
    pub(crate) interaction: Option<u64>,
    pub(crate) edits: usize,
    /// How many times it was sent or edited, with when.
    pub(crate) at: Instant,
}

/// Something a person did that waits for an answer.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    pub(crate) id: u64,
    pub(crate) token: String,
    pub(crate) kind: u64,
    pub(crate) channel: u64,
    pub(crate) person: u64,
    pub(crate) at: Instant,
    pub(crate) acknowledged: Option<(u64, Instant)>,
    /// The message of the answer, once there is one.
    pub(crate) original: Option<u64>,
    /// The message it stood on.
    pub(crate) source: Option<u64>,
    /// The data of the answer, for modals and autocomplete.
    pub(crate) data: Value,
}

/// A request, in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) at: Instant,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) status: u16,
}

impl World {
    pub(super) fn new(gateway: SocketAddr) -> World {
        World {
            me: 900_000_000_000_000_001,
            token: super::TOKEN.to_owned(),
            gateway,
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            people: BTreeMap::new(),
            messages: BTreeMap::new(),
            interactions: BTreeMap::new(),
            nonces: HashMap::new(),
            commands: Value::Array(Vec::new()),
            registered: 0,
            ledger: Vec::new(),
            unhandled: Vec::new(),
            refused: Vec::new(),
            pinged: Vec::new(),
            faults: Vec::new(),
            expected: Vec::new(),
            gateway_faults: GatewayFaults {
                refuse: false,
                withhold_hello: false,
                withhold_acks: false,
                withhold_ready: false,
                compressed: false,
                heartbeat: Duration::from_millis(41_250),
            },
            sessions: BTreeMap::new(),
            identifies: 0,
            identified: None,
            resumes: 0,
            first_answer: Duration::from_secs(3),
            token_life: Duration::from_secs(15 * 60),
            limits: false,
            windows: HashMap::new(),
            limited: 0,
            members_sent: 0,
            allowed: 0,
            last_id: 0,
        }
    }

    /// A new id, of this moment.
    pub(crate) fn id(&mut self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
        self.last_id = (self.last_id + 1).max((now - EPOCH) << 22);
        self.last_id
    }

    /// Makes a server with one text channel, and returns both ids.
    pub(crate) fn guild(&mut self, locale: &str) -> (u64, u64) {
        let id = self.id();
        self.guilds.insert(id, Guild { id, locale: locale.to_owned(), member_count: 12 });
        (id, self.channel(Some(id), ChannelKind::Text, "general"))
    }

    /// Makes a channel.
    pub(crate) fn channel(&mut self, guild: Option<u64>, kind: ChannelKind, name: &str) -> u64 {
        let id = self.id();
        self.channel_with(id, guild, kind, name);
        id
    }

    pub(super) fn channel_with(
        &mut self,
        id: u64,
        guild: Option<u64>,
        kind: ChannelKind,
        name: &str,
    ) -> &mut Channel {
        let channel = Channel {
            id,
            guild,
            kind,
            name: name.to_owned(),
            parent: None,
            person: None,
            open: true,
            tags: Vec::new(),
            owner: None,
            available: Vec::new(),
        };
        self.channels.entry(id).or_insert(channel)
    }

    /// The channel of direct messages with a person.
    pub(crate) fn direct(&mut self, person: u64) -> u64 {
        let known =
            self.channels.values().find(|channel| channel.person == Some(person)).map(|channel| channel.id);
        known.unwrap_or_else(|| {
            let id = self.id();
            self.channel_with(id, None, ChannelKind::Direct, "").person = Some(person);
            id
        })
    }

    /// Whether a session is connected.
    pub(crate) fn is_connected(&self) -> bool {
        self.sessions.values().any(|session| session.socket.is_some() && session.ready)
    }

    /// The messages of a channel that a person sees, oldest first.
    pub(crate) fn seen_by(&self, channel: u64, person: u64) -> Vec<&Message> {
        self.messages
            .values()
            .filter(|message| message.channel == channel && !message.deleted)
            .filter(|message| message.only_for.is_none_or(|only| only == person))
            .collect()
    }

    /// The messages of the bot in a channel that everybody there can read, oldest first.
    pub(crate) fn said_in(&self, channel: u64) -> Vec<&Message> {
        self.messages
            .values()
            .filter(|message| message.channel == channel && message.author == self.me && !message.deleted)
            .filter(|message| message.only_for.is_none())
            .collect()
    }

    /// How often a request was made.
    pub(crate) fn asked(&self, method: &str, path: &str) -> usize {
        self.ledger.iter().filter(|request| request.method == method && request.path.contains(path)).count()
    }

    /// What went wrong, for a person who reads a failed test.
    pub(crate) fn report(&self) -> String {
        let mut report = String::new();
        for (name, list) in
            [("unhandled", &self.unhandled), ("refused", &self.refused), ("pinged", &self.pinged)]
        {
            for line in list {
                report.push_str(&format!("{name}: {line}\n"));
            }
        }
        let from = self.ledger.len().saturating_sub(15);
        for request in &self.ledger[from..] {
            let body: String = request.body.to_string().chars().take(300).collect();
            report.push_str(&format!("{} {} {} {body}\n", request.status, request.method, request.path));
        }
        report.push_str(&format!(
            "connected: {}, identifies: {}, resumes: {}\n",
            self.is_connected(),
            self.identifies,
            self.resumes
        ));
        report
    }
}
