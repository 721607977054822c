//! What a server wants: its language, where and how it is answered, who moderates. Kept in the store, one value a server.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Result, bail};
use passerelle_core::language::Language;
use passerelle_core::store::{Change, Key, Store};
use serde::{Deserialize, Serialize};

use super::hear::{self, Review};
use super::wire::Snowflake;
use crate::post::Post;

/// The format of kept settings.
const FORMAT: u8 = 1;

/// What a server wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Server {
    /// The format they were kept in.
    pub(super) format: u8,
    /// The language to begin in.
    pub(super) language: Option<Language>,
    /// The channel set apart for us: there we answer everybody openly, elsewhere quietly.
    pub(super) home: Option<Snowflake>,
    /// Whether an answer opens a thread.
    pub(super) threads: Threads,
    /// The forums whose posts are answered, with the tags of the posts; none means all.
    pub(super) forums: BTreeMap<Snowflake, Vec<Snowflake>>,
    /// Where submissions are announced.
    pub(super) review_channel: Option<Snowflake>,
    /// Who may decide on them.
    pub(super) review_role: Option<Snowflake>,
    /// What is otherwise in some channels.
    pub(super) channels: BTreeMap<Snowflake, InChannel>,
}

/// What a channel wants, where it differs from its server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct InChannel {
    /// The language to begin in.
    pub(super) language: Option<Language>,
    /// Whether an answer opens a thread.
    pub(super) threads: Option<Threads>,
}

/// Whether an answer opens a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Threads {
    /// It stands under its question.
    #[default]
    Off,
    /// It does.
    On,
}

impl Threads {
    /// The other of the two.
    pub(super) fn other(self) -> Threads {
        match self {
            Threads::Off => Threads::On,
            Threads::On => Threads::Off,
        }
    }
}

impl Default for Server {
    fn default() -> Server {
        Server {
            format: FORMAT,
            language: None,
            home: None,
            threads: Threads::Off,
            forums: BTreeMap::new(),
            review_channel: None,
            review_role: None,
            channels: BTreeMap::new(),
        }
    }
}

impl Server {
    /// The language of a channel.
    pub(super) fn language_in(&self, channel: Snowflake) -> Option<Language> {
        self.channels.get(&channel).and_then(|channel| channel.language).or(self.language)
    }

    /// Whether answers in a channel open threads.
    pub(super) fn threads_in(&self, channel: Snowflake) -> Threads {
        self.channels.get(&channel).and_then(|channel| channel.threads).unwrap_or(self.threads)
    }

    /// Whether a post with these tags in a forum is answered.
    pub(super) fn answers_post(&self, forum: Snowflake, tags: &[Snowflake]) -> bool {
        self.forums
            .get(&forum)
            .is_some_and(|wanted| wanted.is_empty() || tags.iter().any(|tag| wanted.contains(tag)))
    }
}

/// The settings of every server: read once, kept in memory and in the store.
pub(super) struct Servers {
    post: Arc<Post>,
    /// Those whose own moderators the host believes.
    believed: BTreeSet<Snowflake>,
    known: RwLock<HashMap<Snowflake, Arc<Server>>>,
}

/// Where the settings of servers stand in the store.
const PREFIX: &str = "guild/";

/// How many are read at a time.
const PAGE: usize = 200;

/// Who changed what, when. Kept beside the settings; holds no words of anybody's.
#[derive(Debug, Serialize)]
struct Audited<'a> {
    format: u8,
    at: i64,
    who: String,
    what: &'a str,
}

impl Servers {
    /// Reads the settings of every server.
    ///
    /// # Errors
    /// When the store fails, or a server's settings are of a newer program.
    pub(super) fn load(post: Arc<Post>, believed: BTreeSet<Snowflake>) -> Result<Servers> {
        let mut known = HashMap::new();
        let mut after = None;
        loop {
            let page = post.assistant().store().scan(PREFIX, after.as_ref(), PAGE)?;
            for (key, kept) in &page.entries {
                let id = key.as_str().trim_start_matches(PREFIX).parse::<Snowflake>();
                let server = serde_json::from_slice::<Server>(&kept.value);
                match (id, server) {
                    (Ok(id), Ok(server)) if server.format <= FORMAT => {
                        known.insert(id, Arc::new(server));
                    }
                    _ => bail!(
                        "the settings of a Discord server kept under `{key}` cannot be read\nhelp: run the program that wrote them, or restore a backup of before"
                    ),
                }
            }
            after = page.entries.last().map(|(key, _)| key.clone()).or(after);
            if !page.more {
                break;
            }
        }
        let servers = Servers { post, believed, known: RwLock::default() };
        servers.open_boards(&known);
        *servers.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(servers)
    }

    /// Whether the host believes the moderators of a server.
    pub(super) fn review(&self, id: Snowflake) -> Review {
        if self.believed.contains(&id) { Review::Here } else { Review::Elsewhere }
    }

    /// Says where submissions are announced, and where those may judge who have a server's role.
    fn open_boards(&self, known: &HashMap<Snowflake, Arc<Server>>) {
        let believed = || known.iter().filter(|(id, _)| self.believed.contains(id)).map(|(_, server)| server);
        let mut boards: Vec<String> = believed()
            .filter_map(|server| server.review_channel)
            .map(|channel| channel.to_string())
            .collect();
        let mut rooms: Vec<String> = believed()
            .filter(|server| server.review_role.is_some())
            .filter_map(|server| server.review_channel)
            .map(hear::room_of)
            .collect();
        boards.sort_unstable();
        rooms.sort_unstable();
        self.post.assistant().set_boards(super::PLATFORM, &boards, &rooms);
    }

    /// The settings of a server.
    pub(super) fn of(&self, id: Snowflake) -> Arc<Server> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).cloned().unwrap_or_default()
    }

    /// The servers that have forums whose posts are answered, with them.
    pub(super) fn forums(&self) -> Vec<(Snowflake, Arc<Server>)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known
            .iter()
            .filter(|(_, server)| !server.forums.is_empty())
            .map(|(id, server)| (*id, Arc::clone(server)))
            .collect()
    }

    /// Changes the settings of a server, and notes who did. `deed` is the id of what was done: a repeat is noted once.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub(super) fn change(
        &self,
        id: Snowflake,
        deed: Snowflake,
        who: Snowflake,
        what: &str,
        change: impl FnOnce(&mut Server),
    ) -> Result<Arc<Server>> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut server = known.get(&id).map(|server| Server::clone(server)).unwrap_or_default();
        change(&mut server);
        let audited =
            Audited { format: FORMAT, at: deed.at().0, who: format!("{}:{who}", super::PLATFORM), what };
        let changes = [
            Change::put(&Key::new(format!("{PREFIX}{id}"))?, serde_json::to_vec(&server)?),
            Change::put(&Key::new(format!("audit/{PREFIX}{id}/{deed:020}"))?, serde_json::to_vec(&audited)?),
        ];
        self.post.assistant().store().commit(&changes, &[])?;
        let server = Arc::new(server);
        known.insert(id, Arc::clone(&server));
        self.open_boards(&known);
        Ok(server)
    }
}
