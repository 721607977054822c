//! Discord: a good member of the servers it is in.
//!
//! serenity gives the words (builders, permissions); the connection is our own, because serenity's loses events, waits for ever
//! and knows no proxy (see [`gateway`] and [`rest`]).
//!
//! # Layout
//! `limits` what Discord allows · `wire` what it sends · `ids` what stands behind buttons · `note` where an answer goes ·
//! `hear` and `markup`, `say`, pure · `menu` the commands · `server` and `panel` what a server wants · `places` what a channel is ·
//! `pace` and `rest` asking over HTTP · `gateway` being told · `progress` how far we were told · `desk` what is told becomes
//! events · `acknowledge` within three seconds · `at_once` what needs no turn · `held` what a button opens · `carry` replies
//! go out · `catch_up` what was missed.

mod acknowledge;
mod at_once;
mod carry;
mod catch_up;
mod desk;
mod gateway;
mod hear;
mod held;
mod ids;
mod limits;
mod markup;
mod menu;
mod note;
mod pace;
mod panel;
mod places;
mod progress;
mod rest;
mod say;
mod server;
#[cfg(test)]
pub(crate) mod thrown;
#[cfg(test)]
mod trial;
mod wire;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, anyhow};
use serenity::all::GatewayIntents;
use tokio::sync::mpsc;

use self::acknowledge::Acknowledgements;
use self::gateway::{Gap, Gateway};
use self::places::Places;
use self::progress::Progress;
use self::rest::Rest;
use self::server::{Server, Servers};
use self::wire::{Message, Snowflake};
use crate::health::{Health, State};
use crate::post::Post;
use crate::settings::Settings;
use crate::stop::Stop;
use crate::{network, secret};

/// The platform, as addresses name it.
const PLATFORM: &str = "discord";

/// Where the token of the bot comes from.
const TOKEN: &str = "PASSERELLE_DISCORD_TOKEN";

/// How much may be told before it is taken; then nothing more is read.
const TOLD: usize = 1_024;

/// How long what was told may take to become durable when the program stops.
const LAST_CALL: Duration = Duration::from_secs(2);

/// Whether Discord shows us messages that do not name us; the host allows it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// Only those that name or answer us.
    Named,
    /// All.
    All,
}

/// The bot.
pub(crate) struct Discord {
    post: Arc<Post>,
    health: Arc<Health>,
    rest: Arc<Rest>,
    reads: Reads,
    /// Whether Discord was told our commands.
    introduced: AtomicBool,
    servers: Servers,
    places: Places,
    progress: Arc<Progress>,
    acknowledgements: Arc<Acknowledgements>,
    gap: Arc<Gap>,
}

impl Discord {
    /// Makes the bot, if there is a token for it.
    ///
    /// # Errors
    /// When a setting is wrong, or the settings of servers cannot be read.
    pub(crate) fn open(
        settings: &Settings,
        post: &Arc<Post>,
        health: &Arc<Health>,
    ) -> Result<Option<Discord>> {
        let Some(token) = secret::named(TOKEN)? else { return Ok(None) };
        let client = rest::client(network::client(&settings.network)?)?;
        let rest = Rest::new(client, settings.discord.api_url.as_deref(), &token)?;
        let (post, health) = (Arc::clone(post), Arc::clone(health));
        // What was said while we were away is asked for, where something was said before.
        post.assistant().get_acquainted(PLATFORM);
        let reads = if settings.discord.read_messages { Reads::All } else { Reads::Named };
        Ok(Some(Discord {
            servers: Servers::load(Arc::clone(&post), believed(&settings.discord.review_servers)?)?,
            progress: Arc::new(Progress::new(Arc::clone(&post), intents(reads))),
            post,
            health,
            rest: Arc::new(rest),
            reads,
            introduced: AtomicBool::new(false),
            places: Places::default(),
            acknowledgements: Arc::default(),
            gap: Arc::default(),
        }))
    }

    /// Serves until the program stops.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub(crate) async fn run(self: Arc<Self>, mut stop: Stop) -> Result<()> {
        self.health.set(PLATFORM, State::Away("connecting".to_owned()));
        let kept = self.progress.recall();
        if let Some(kept) = &kept {
            self.gap.hear(kept.at);
        }
        let (out, told) = mpsc::channel(TOLD);
        let gateway = Gateway {
            rest: Arc::clone(&self.rest),
            health: Arc::clone(&self.health),
            intents: intents(self.reads),
            session: self.progress.session(),
            out,
            gap: Arc::clone(&self.gap),
        };
        let desk = tokio::spawn(Arc::clone(&self).attend(told));
        let keeping = tokio::spawn(Arc::clone(&self.progress).keep());
        let ended = tokio::select! {
            ended = gateway.run() => ended,
            () = self.rest.revoked() => Err(gateway::fatal(4004)),
            () = stop.wait() => Ok(()),
        };
        // The gateway is gone; what it told is finished, and the rest is told to the next start.
        let _ = tokio::time::timeout(LAST_CALL, desk).await;
        keeping.abort();
        let progress = Arc::clone(&self.progress);
        let _ = tokio::task::spawn_blocking(move || progress.write()).await;
        self.health.set(PLATFORM, State::Away("stopped".to_owned()));
        ended
    }

    /// Whether it matters what the channel of a message is: it is the first of a post in a forum, or words in what may be our
    /// thread, or asks for a thread.
    fn wants_place(&self, message: &Message, server: &Server) -> bool {
        if message.author.bot || message.webhook_id.is_some() {
            return false;
        }
        let first = message.id == message.channel_id && !server.forums.is_empty();
        let opens = hear::opens_thread(message.channel_id, server)
            && self.me().is_some_and(|me| hear::is_to(message, me));
        first || opens || self.reads == Reads::All
    }
}

/// The servers whose own moderators the host believes.
fn believed(ids: &[String]) -> Result<BTreeSet<Snowflake>> {
    let read = |id: &String| {
        id.trim().parse().map_err(|_| {
            anyhow!(
                "the setting `discord.review_servers` names `{id}`, which is no server\nhelp: give its number: in Discord, with developer mode on, its menu has Copy Server ID"
            )
        })
    };
    ids.iter().map(read).collect()
}

/// What we want to be told: messages, and, where the host has it allowed, what they say. None tells who the members are.
fn intents(reads: Reads) -> u64 {
    let named = GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    match reads {
        Reads::Named => named.bits(),
        Reads::All => (named | GatewayIntents::MESSAGE_CONTENT).bits(),
    }
}
