//! Telegram: private chats, groups and topics, inline mode, over the durable inbox and outbox.
//!
//! # Layout
//! `limits` what Telegram takes · `link` deep links · `note` what an event carries for its reply · `hear` update → event ·
//! `say` reply → messages · `words` what the adapter says of its own · `api` calls · `menu` commands and texts about the bot ·
//! `recent` questions that may be changed · `typing` · `inline` entries while one types · `carry` replies out · `poll` and `webhook` updates in.
//!
//! Nothing is decided here about a conversation, and nothing is sent while someone waits for another's answer.

pub(crate) mod limits;
pub(crate) mod link;
pub(crate) mod note;
pub(crate) mod hear;
#[cfg(test)]
pub(crate) mod thrown;
pub(crate) mod say;
mod words;
mod api;
mod menu;
mod recent;
mod typing;
mod inline;
mod carry;
mod poll;
mod webhook;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use passerelle_core::assistant::ReceiveError;
use passerelle_core::event::{Action, Event};
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use serde_json::Value;
use teloxide::payloads::{AnswerCallbackQuery, AnswerCallbackQuerySetters, GetMe};
use teloxide::types::{AllowedUpdate, CallbackQueryId, ChatId, InlineQuery, MessageId};

use crate::health::{Health, State};
use crate::post::Post;
use crate::settings;
use crate::stop::Stop;
use crate::terminal::now;
use crate::{network, secret};
use api::{Api, Trouble};
use carry::Brought;
use hear::{Bot, Heard, PLATFORM, hear};
use limits::{LONGEST_NOTICE, cut};
use note::{How, Note};
use recent::Recent;
use say::{Aside, Said, To};
use typing::Typing;
use webhook::Webhook;

/// Telegram's own server.
const SERVER: &str = "https://api.telegram.org";

/// The environment variable that holds the token.
const TOKEN: &str = "PASSERELLE_TELEGRAM_TOKEN";

/// The updates that are asked for; the others would be thrown away.
const ALLOWED: [AllowedUpdate; 5] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::InlineQuery,
    AllowedUpdate::MyChatMember,
];

/// What is said when the token is none.
const UNAUTHORIZED: &str = "Telegram does not know this token\nhelp: see PASSERELLE_TELEGRAM_TOKEN; @BotFather tells the token, and makes a new one";

/// The waits before Telegram is greeted again: the first, and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// How updates come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mode {
    /// We ask.
    Polling,
    /// We are told.
    Webhook(Box<Webhook>),
}

/// Telegram.
pub(crate) struct Telegram {
    api: Api,
    mode: Mode,
    /// The chats of moderators, which get their commands.
    moderators: Vec<i64>,
    post: Arc<Post>,
    health: Arc<Health>,
    bot: OnceLock<Bot>,
    recent: Mutex<Recent>,
    /// Replies of which a part was brought.
    parts: Mutex<HashMap<String, Brought>>,
    typing: Typing,
}

impl Telegram {
    /// Sets Telegram up, if there is a token for it.
    ///
    /// # Errors
    /// When a setting is missing or cannot be.
    pub(crate) fn open(
        settings: &settings::Settings,
        post: &Arc<Post>,
        health: &Arc<Health>,
    ) -> Result<Option<Telegram>> {
        let Some(token) = secret::named(TOKEN)? else { return Ok(None) };
        // A token that holds other characters would change the address that is called.
        if !token.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-')) {
            bail!(UNAUTHORIZED);
        }
        let telegram = &settings.telegram;
        let mode = match telegram.mode {
            settings::TelegramMode::Polling => Mode::Polling,
            settings::TelegramMode::Webhook => {
                let secret = secret::named("PASSERELLE_WEBHOOK_SECRET")?;
                let webhook = Webhook::new(telegram.public_url.as_deref(), telegram.listen, secret)?;
                Mode::Webhook(Box::new(webhook))
            }
        };
        let server = telegram.api_url.as_deref().unwrap_or(SERVER);
        let review = settings.review.moderators.iter().chain(&settings.review.chats);
        let moderators = review.filter_map(|name| name.strip_prefix("telegram:")?.parse().ok()).collect();
        health.set(PLATFORM, State::Away("connecting".to_owned()));
        Ok(Some(Telegram {
            api: Api::new(network::client(&settings.network)?, server, &token)?,
            mode,
            moderators,
            post: Arc::clone(post),
            health: Arc::clone(health),
            bot: OnceLock::new(),
            recent: Mutex::default(),
            parts: Mutex::default(),
            typing: Typing::default(),
        }))
    }

    /// Runs until the program stops.
    ///
    /// # Errors
    /// When the token or the webhook is refused, with what to change.
    pub(crate) async fn run(self: Arc<Self>, mut stop: Stop) -> Result<()> {
        let met = tokio::select! {
            met = self.meet() => met?,
            () = stop.wait() => return Ok(()),
        };
        let bot = self.bot.get_or_init(|| met);
        tracing::info!("on Telegram as @{}", bot.username);
        self.post.retry_now(PLATFORM);
        let menus = async {
            menu::set(&self.api, &self.mind(), &self.moderators).await;
            std::future::pending::<()>().await
        };
        let updates = async {
            match &self.mode {
                Mode::Polling => poll::run(&self, stop.clone()).await,
                Mode::Webhook(webhook) => webhook::run(&self, webhook, stop.clone()).await,
            }
        };
        tokio::select! {
            ended = updates => ended,
            () = menus => Ok(()),
        }
    }

    /// Finds out who we are.
    async fn meet(&self) -> Result<Bot> {
        let mut wait = WAITS.0;
        loop {
            let asked = match self.api.raw(&GetMe::new()).await {
                Ok(me) => {
                    if let (Some(id), Some(username)) = (me["id"].as_u64(), me["username"].as_str()) {
                        return Ok(Bot { id, username: username.to_owned() });
                    }
                    self.away("the server does not say who we are");
                    wait
                }
                Err(Trouble::Refused { code: 401 | 404, .. }) => bail!(UNAUTHORIZED),
                Err(Trouble::Wait(long)) => long,
                Err(trouble) => {
                    self.away(&trouble.to_string());
                    wait
                }
            };
            tokio::time::sleep(asked).await;
            wait = (wait * 2).min(WAITS.1);
        }
    }

    /// Takes updates. When this returns, what they hold is durable.
    ///
    /// # Errors
    /// When it could not be kept; the same updates are to come again.
    async fn take(self: &Arc<Self>, updates: &[Value]) -> Result<(), ReceiveError> {
        let Some(bot) = self.bot.get() else { return Ok(()) };
        let mut events = Vec::new();
        for update in updates {
            let heard = hear::read(update).map_or(Heard::Unknown, |update| hear(&update, bot, now()));
            match heard {
                Heard::Event(event) if self.is_stale(&event) => {}
                Heard::Event(event) if self.is_late(&event) => self.tell_late(&event),
                Heard::Event(event) => events.push(*event),
                Heard::Pressed { query, hint, event } => {
                    // The button stops turning at once; what it does may take a moment.
                    self.stop_turning(query, hint.as_deref(), event.is_none());
                    events.extend(event.map(|event| *event));
                }
                Heard::Looks(query) => self.show(*query),
                Heard::Nothing => {}
                Heard::Unknown => self.health.count("telegram_updates_unknown", 1),
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        for event in &events {
            self.typing.begin(&self.api, &event.address.chat, event.address.thread.as_deref());
        }
        let written: Vec<_> = events.iter().filter_map(written).collect();
        self.post.deliver(events).await?;
        let mut recent = self.recent();
        for (chat, message, words, _) in written {
            recent.wrote(chat, message, words);
        }
        Ok(())
    }

    /// Returns whether an event changes a message without changing its words.
    fn is_stale(&self, event: &Event) -> bool {
        written(event).is_some_and(|(chat, message, words, how)| {
            how == How::Changed && self.recent().has(chat, message, words)
        })
    }

    /// Returns whether an event changes an answer that was given in a form: there the words are corrected, not the message.
    fn is_late(&self, event: &Event) -> bool {
        written(event).is_some_and(|(chat, message, _, how)| {
            how == How::Changed && self.recent().was_filled_in(chat, message)
        })
    }

    /// Says how an answer in a form is corrected.
    fn tell_late(self: &Arc<Self>, event: &Event) {
        let Some((chat, message, ..)) = written(event) else { return };
        let said = words::late(&self.mind(), words::language(&self.mind(), event.hint.as_deref()));
        let to = To { chat: ChatId(chat), thread: None };
        let telegram = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(trouble) = telegram.api.raw(&said.send(to, Some(MessageId(message)))).await {
                tracing::debug!("how to correct an answer could not be told: {trouble}");
            }
        });
    }

    /// Answers a pressed button.
    fn stop_turning(self: &Arc<Self>, query: CallbackQueryId, hint: Option<&str>, gone: bool) {
        let mut answer = AnswerCallbackQuery::new(query);
        if gone {
            let language = words::language(&self.mind(), hint);
            answer = answer.text(cut(&self.mind().wording.say(language, "choice-gone"), LONGEST_NOTICE));
        }
        let telegram = Arc::clone(self);
        tokio::spawn(async move {
            match telegram.api.raw(&answer).await {
                // Too old, or answered before: there is nothing left to stop.
                Ok(_) | Err(Trouble::Refused { .. }) => {}
                Err(trouble) => tracing::debug!("a button was not answered: {trouble}"),
            }
        });
    }

    /// Shows entries to someone who types.
    fn show(self: &Arc<Self>, query: InlineQuery) {
        let telegram = Arc::clone(self);
        tokio::spawn(async move {
            let Some(bot) = telegram.bot.get() else { return };
            // To look a thing up takes a moment of a processor; updates are not to wait for it.
            let looking = Arc::clone(&telegram);
            let bot = bot.clone();
            let made =
                tokio::task::spawn_blocking(move || inline::answer(&looking.mind(), &bot, &query)).await;
            let Ok(answer) = made else { return };
            match telegram.api.raw(&answer).await {
                Ok(_) => telegram.health.count("telegram_looks", 1),
                Err(trouble) => tracing::debug!("a query while typing was not answered: {trouble}"),
            }
        });
    }

    fn mind(&self) -> Arc<Mind> {
        self.post.assistant().mind()
    }

    fn aside(&self, language: Language, note: &Note) -> Aside {
        self.bot.get().map(|bot| words::aside(&self.mind(), language, bot, note)).unwrap_or_default()
    }

    fn told_apart(&self, language: Language, note: &Note, brought: words::Brought) -> Option<Said> {
        self.bot.get().map(|bot| words::apart(&self.mind(), language, bot, note, brought))
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn parts(&self) -> MutexGuard<'_, HashMap<String, Brought>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an event wrote: the chat, the message, a fingerprint of the words, and whether it was changed.
fn written(event: &Event) -> Option<(i64, i32, u64, How)> {
    let note = Note::read(event.note.as_deref());
    let words = match &event.action {
        Action::Say(text) => recent::fingerprint(text),
        Action::Command(name, argument) => recent::fingerprint(&format!("/{name} {argument}")),
        _ => return None,
    };
    Some((event.address.chat.parse().ok()?, note.of?, words, note.how))
}
