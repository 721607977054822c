//! Takes what Discord tells, in order: what a person did becomes durable, then it is acknowledged. What needs no turn is answered at
//! once.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use passerelle_core::event::Event;
use tokio::sync::mpsc;

use super::Discord;
use super::acknowledge::Pending;
use super::gateway::{Dispatch, Session};
use super::hear::{self, Around, Channel, Heard, Review};
use super::note::Shown;
use super::progress::Who;
use super::wire::{Interaction, Message, Snowflake, User};
use crate::health::State;

/// How much is taken at a time; what comes together is made durable together.
const AT_ONCE: usize = 256;

/// How long to wait when the store refuses.
const PAUSE: Duration = Duration::from_millis(250);

/// What is taken in one go.
#[derive(Default)]
struct Batch {
    events: Vec<Event>,
    /// Numbers of the session that are durable with it.
    seqs: Vec<u64>,
    acknowledge: Vec<(Pending, String, Shown)>,
}

#[derive(serde::Deserialize)]
struct Ready {
    user: User,
    #[serde(default)]
    application: Option<Application>,
}

#[derive(serde::Deserialize)]
struct Application {
    id: Snowflake,
}

impl Discord {
    /// Takes what is told until nobody tells any more.
    pub(super) async fn attend(self: Arc<Self>, mut told: mpsc::Receiver<Dispatch>) {
        let mut dispatches = Vec::new();
        while told.recv_many(&mut dispatches, AT_ONCE).await > 0 {
            let mut batch = Batch::default();
            for dispatch in dispatches.drain(..) {
                self.progress.open(dispatch.seq);
                self.take(dispatch, &mut batch);
            }
            self.finish(batch).await;
        }
    }

    /// Makes a batch durable, then acknowledges what is to be acknowledged.
    async fn finish(self: &Arc<Self>, batch: Batch) {
        if !batch.events.is_empty() {
            self.keep(batch.events).await;
        }
        for (pending, token, shown) in batch.acknowledge {
            let this = Arc::clone(self);
            tokio::spawn(async move {
                this.acknowledgements.send(&this.rest, &this.health, pending, &token, shown).await;
            });
        }
        for seq in batch.seqs {
            self.progress.close(seq);
        }
    }

    /// Makes events durable, as long as it takes: until then Discord is told nothing.
    pub(super) async fn keep(&self, events: Vec<Event>) {
        while let Err(error) = self.post.deliver(events.clone()).await {
            tracing::error!("what was told on Discord could not be kept yet: {error}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn take(self: &Arc<Self>, dispatch: Dispatch, batch: &mut Batch) {
        let Dispatch { seq, kind, data } = dispatch;
        let text = data.as_ref().map(|data| data.get()).unwrap_or_default();
        match kind.as_str() {
            "READY" => match serde_json::from_str::<Ready>(text) {
                Ok(ready) => self.begun(&ready, text, seq),
                Err(_) => self.unread("READY"),
            },
            "RESUMED" => self.connected(),
            "MESSAGE_CREATE" => match serde_json::from_str::<Message>(text) {
                Ok(message) => return self.message(message, seq, batch),
                Err(_) => self.unread("MESSAGE_CREATE"),
            },
            "INTERACTION_CREATE" => match serde_json::from_str::<Interaction>(text) {
                Ok(interaction) => self.interaction(interaction, batch),
                Err(_) => self.unread("INTERACTION_CREATE"),
            },
            _ => {}
        }
        batch.seqs.push(seq);
    }

    /// Discord changed something that we cannot read any more: whoever watches must know.
    fn unread(&self, kind: &str) {
        tracing::error!("a {kind} of Discord's could not be read");
        self.health.count("discord_unread", 1);
    }

    /// We are told again; the first time, Discord is told our commands.
    fn connected(self: &Arc<Self>) {
        self.health.set(super::PLATFORM, State::Connected);
        self.post.retry_now(super::PLATFORM);
        if let Some(who) = self.progress.who().filter(|_| !self.introduced.swap(true, Ordering::Relaxed)) {
            let this = Arc::clone(self);
            tokio::spawn(async move { this.register(who.application).await });
        }
    }

    /// A session began: who we are, and what was said while we were away.
    fn begun(self: &Arc<Self>, ready: &Ready, text: &str, seq: u64) {
        let application = ready.application.as_ref().map_or(ready.user.id, |application| application.id);
        let who = Who { user: ready.user.id, application };
        if let Some(session) = Session::begun(text) {
            self.progress.begin(who, Session { seq, ..session });
        }
        let since = self.gap.take();
        self.connected();
        if let Some(since) = since {
            let this = Arc::clone(self);
            tokio::spawn(async move { this.catch_up(since).await });
        }
    }

    /// Our own id.
    pub(super) fn me(&self) -> Option<Snowflake> {
        self.progress.who().map(|who| who.user)
    }

    fn message(self: &Arc<Self>, message: Message, seq: u64, batch: &mut Batch) {
        let Some(me) = self.me() else { return batch.seqs.push(seq) };
        let server = message.guild_id.map(|guild| self.servers.of(guild));
        // What a channel is must be asked where that can matter.
        if let Some(server) = server.as_deref().filter(|server| self.wants_place(&message, server)) {
            match self.places.known(message.channel_id, &message, server) {
                Some(channel) => {
                    let heard = hear::message(
                        &message,
                        Around { me, server: Some(server), channel: &channel, review: Review::Elsewhere },
                    );
                    put(heard, batch);
                }
                None => {
                    let this = Arc::clone(self);
                    tokio::spawn(async move {
                        this.heard_late(message, me).await;
                        this.progress.close(seq);
                    });
                    return;
                }
            }
        } else {
            let around =
                Around { me, server: server.as_deref(), channel: &Channel::Any, review: Review::Elsewhere };
            put(hear::message(&message, around), batch);
        }
        batch.seqs.push(seq);
    }

    /// Hears a message whose channel had to be asked about first.
    pub(super) async fn heard_late(self: &Arc<Self>, message: Message, me: Snowflake) {
        let server = message.guild_id.map(|guild| self.servers.of(guild)).unwrap_or_default();
        let channel = self.places.find(&self.rest, message.channel_id, &message, &server, me).await;
        let heard = hear::message(
            &message,
            Around { me, server: Some(&server), channel: &channel, review: Review::Elsewhere },
        );
        let mut batch = Batch::default();
        put(heard, &mut batch);
        self.finish(batch).await;
    }

    fn interaction(self: &Arc<Self>, interaction: Interaction, batch: &mut Batch) {
        let me = self.me().unwrap_or(interaction.application_id);
        let server = interaction.guild_id.map(|guild| self.servers.of(guild));
        let review = interaction.guild_id.map_or(Review::Elsewhere, |guild| self.servers.review(guild));
        let around = Around { me, server: server.as_deref(), channel: &Channel::Any, review };
        match hear::interaction(&interaction, around) {
            Heard::Event(event, Some(shown)) => {
                batch.events.push(*event);
                let pending = self.acknowledgements.announce(interaction.id);
                batch.acknowledge.push((pending, interaction.token, shown));
            }
            Heard::Event(event, None) => batch.events.push(*event),
            Heard::Nothing => {}
            other => {
                let hint = hear::hint(&interaction, around);
                let this = Arc::clone(self);
                tokio::spawn(async move { this.at_once(&interaction, other, hint.as_deref()).await });
            }
        }
    }
}

fn put(heard: Heard, batch: &mut Batch) {
    if let Heard::Event(event, _) = heard {
        batch.events.push(*event);
    }
}
