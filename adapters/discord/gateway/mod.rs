//! The gateway: one connection over which Discord tells what happens. Kept up, resumed, begun anew; it ends only by what a person
//! must change.
//!
//! serenity's gateway is not used: it identifies anew where a session could be resumed, waits for answers that never come,
//! cannot be stopped while it reconnects, reads whole servers into memory, and knows neither proxy nor certificates
//! (versions up to 0.12.5). `session` decides without a socket, `socket` opens one.

mod session;
mod socket;

use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow};
use futures_util::{SinkExt, StreamExt};
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message as Frame;

pub(super) use self::session::Session;
use self::session::{After, Told};
use self::socket::Socket;
use super::rest::{Rest, Trouble};
use crate::health::{Health, State};
use crate::terminal::now;

/// How long the first word of a connection may take.
const HELLO: Duration = Duration::from_secs(15);

/// How long a session may take to begin or to be resumed.
const BEGIN: Duration = Duration::from_secs(30);

/// The waits between tries to connect, the last one for ever.
const WAITS: [Duration; 6] = [
    Duration::ZERO,
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// Something that Discord told.
#[derive(Debug)]
pub(super) struct Dispatch {
    /// Its number in the session.
    pub(super) seq: u64,
    /// What it is: `MESSAGE_CREATE`, …
    pub(super) kind: String,
    /// What it says; empty for what nobody here reads.
    pub(super) data: Option<Box<RawValue>>,
}

/// The connection, and what is needed to open the next one.
pub(super) struct Gateway {
    pub(super) rest: Arc<Rest>,
    pub(super) health: Arc<Health>,
    /// What we want to be told.
    pub(super) intents: u64,
    /// The session to go on with.
    pub(super) session: Option<Session>,
    /// Where what is told goes, in order.
    pub(super) out: mpsc::Sender<Dispatch>,
    /// When we were last told anything.
    pub(super) gap: Arc<Gap>,
}

/// The time in which we may have missed something, in seconds of Unix time.
#[derive(Debug, Default)]
pub(super) struct Gap {
    heard: AtomicI64,
    from: AtomicI64,
}

impl Gap {
    /// Something was heard at a moment.
    pub(super) fn hear(&self, now: i64) {
        self.heard.store(now, Ordering::Relaxed);
    }

    /// From now on something may be missed, if we ever heard anything.
    fn open(&self) {
        let heard = self.heard.load(Ordering::Relaxed);
        let _ = self.from.compare_exchange(0, heard, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Nothing was missed.
    fn close(&self) {
        self.from.store(0, Ordering::Relaxed);
    }

    /// From when on something may have been missed, once.
    pub(super) fn take(&self) -> Option<i64> {
        Some(self.from.swap(0, Ordering::Relaxed)).filter(|&from| from > 0)
    }
}

/// How a connection ended.
enum End {
    /// The next one goes on with the session, or begins one, after a while.
    Again(After, String),
    /// Nobody reads what is told any more.
    Done,
    /// Only a person can change it.
    Fatal(u16),
}

impl Gateway {
    /// Keeps a connection up. Dropped, it is closed in a way that leaves the session to the next start.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub(super) async fn run(mut self) -> Result<()> {
        let mut failures = 0;
        self.gap.open();
        loop {
            let end = match self.connect(failures).await? {
                Ok(mut socket) => {
                    let end = self.talk(&mut socket, &mut failures).await;
                    // Without a farewell: a close frame with 1000 would end the session.
                    drop(socket);
                    end
                }
                Err(why) => End::Again(After::Resume, why),
            };
            match end {
                End::Done => return Ok(()),
                End::Fatal(code) => return Err(fatal(code)),
                End::Again(after, why) => {
                    self.away(why);
                    if after == After::Identify {
                        self.session = None;
                    }
                    if let Some(told) = after.told() {
                        // Between one and five seconds, as Discord asks ("Invalid Session").
                        tokio::time::sleep(told.mul_f64(1.0 + 4.0 * chance())).await;
                    }
                    let wait = WAITS[failures.min(WAITS.len() - 1)];
                    failures += 1;
                    tokio::time::sleep(wait.mul_f64(0.75 + 0.5 * chance())).await;
                }
            }
        }
    }

    fn away(&self, why: String) {
        self.gap.open();
        self.health.count("discord_disconnects", 1);
        self.health.set(super::PLATFORM, State::Away(why));
    }

    /// Opens a connection to where the session lives, or to where Discord says.
    async fn connect(&mut self, failures: usize) -> Result<Result<Socket, String>> {
        // The address of a session may be gone with its machine: every other try goes the long way.
        let resume = self
            .session
            .as_ref()
            .filter(|_| failures.is_multiple_of(2))
            .and_then(|session| session.url.clone());
        let url = match resume {
            Some(url) => url,
            None => match self.rest.get("/gateway").await {
                Ok(answer) => match answer["url"].as_str() {
                    Some(url) => url.to_owned(),
                    None => return Ok(Err("GET /gateway names no gateway".to_owned())),
                },
                Err(Trouble::Unauthorised) => return Err(fatal(4004)),
                // Never another address than the one that is named.
                Err(trouble) => return Ok(Err(format!("GET /gateway: {trouble}"))),
            },
        };
        if self.session.is_none()
            && let Err(why) = self.budget().await?
        {
            return Ok(Err(why));
        }
        Ok(socket::open(self.rest.client(), &url).await)
    }

    /// Waits until a session may be begun: Discord allows a thousand a day, and resets the token beyond.
    async fn budget(&self) -> Result<Result<(), String>> {
        match self.rest.get("/gateway/bot").await {
            Ok(answer) => {
                let limit = &answer["session_start_limit"];
                if limit["remaining"].as_u64() == Some(0) {
                    let after = limit["reset_after"].as_u64().unwrap_or(60_000);
                    let why =
                        format!("too many sessions were begun today: the next one in {} s", after / 1_000);
                    self.health.set(super::PLATFORM, State::Away(why));
                    tokio::time::sleep(Duration::from_millis(after)).await;
                }
                Ok(Ok(()))
            }
            Err(Trouble::Unauthorised) => Err(fatal(4004)),
            // A proxy may not know this one.
            Err(Trouble::Refused { .. }) => Ok(Ok(())),
            Err(trouble) => Ok(Err(format!("GET /gateway/bot: {trouble}"))),
        }
    }

    /// Talks over one connection until it ends.
    async fn talk(&mut self, socket: &mut Socket, failures: &mut usize) -> End {
        let again = |why: &str| End::Again(After::Resume, why.to_owned());
        let hello = tokio::time::timeout(HELLO, socket.next()).await;
        let interval = match hello.ok().flatten().map(|frame| session::read(frame, |frame| frame.interval()))
        {
            Some(Ok(Some(interval))) => interval,
            Some(Err(code)) => return ended(code),
            _ => return again("no word came over the connection"),
        };
        let first = match &self.session {
            Some(session) => session.resume(self.rest.token()),
            None => session::identify(self.rest.token(), self.intents),
        };
        if socket.send(Frame::text(first)).await.is_err() {
            return again("the connection broke");
        }
        let mut begun = false;
        let deadline = Instant::now() + BEGIN;
        // The first beat falls anywhere in the first stretch, so that not all bots beat at once.
        let mut beat = Instant::now() + interval.mul_f64(chance());
        let mut answered = true;
        let out = self.out.clone();
        let mut place = None;
        loop {
            tokio::select! {
                // Nothing is read while there is no place for it.
                free = out.reserve(), if place.is_none() => match free {
                    Ok(free) => place = Some(free),
                    Err(_) => return End::Done,
                },
                frame = socket.next(), if place.is_some() => {
                    let Some(frame) = frame else { return again("the connection ended") };
                    if begun && frame.is_ok() {
                        self.gap.hear(now().0);
                    }
                    let told = match session::read(frame, |frame| self.hear(frame)) {
                        Ok(told) => told,
                        Err(code) => return ended(code),
                    };
                    match told {
                        Told::Nothing => {}
                        Told::Beat => beat = Instant::now(),
                        Told::Answer => answered = true,
                        Told::Reconnect => return again("Discord asked to connect again"),
                        Told::Invalid(after) => {
                            return End::Again(after, "the session is no longer valid".to_owned());
                        }
                        Told::Dispatch(dispatch) => {
                            if matches!(dispatch.kind.as_str(), "READY" | "RESUMED") {
                                begun = true;
                                *failures = 0;
                                if dispatch.kind == "RESUMED" {
                                    self.gap.close();
                                }
                            }
                            if let Some(place) = place.take() {
                                place.send(dispatch);
                            }
                        }
                    }
                }
                () = tokio::time::sleep_until(beat) => {
                    if !answered {
                        return again("Discord answers no heartbeat");
                    }
                    let seq = self.session.as_ref().map(|session| session.seq);
                    if socket.send(Frame::text(session::beat(seq))).await.is_err() {
                        return again("the connection broke");
                    }
                    answered = false;
                    beat = Instant::now() + interval;
                }
                () = tokio::time::sleep_until(deadline), if !begun => return again("the session did not begin"),
            }
        }
    }

    /// Hears a frame, and remembers how far the session is.
    fn hear(&mut self, frame: session::Frame<'_>) -> Told {
        let told = frame.told();
        if let Told::Dispatch(dispatch) = &told {
            if let Some(session) = frame.begins() {
                self.session = Some(session);
            }
            if let Some(session) = &mut self.session {
                session.seq = session.seq.max(dispatch.seq);
            }
        }
        told
    }
}

/// How it goes on after a close code.
fn ended(code: Option<u16>) -> End {
    match code {
        Some(code) if session::is_fatal(code) => End::Fatal(code),
        Some(code) => End::Again(session::after(code), format!("Discord closed the connection ({code})")),
        None => End::Again(After::Resume, "the connection ended".to_owned()),
    }
}

/// Says what to change. The codes are those of the documentation ("Gateway Close Event Codes").
pub(super) fn fatal(code: u16) -> anyhow::Error {
    match code {
        4004 => anyhow!(
            "Discord does not accept the token\nhelp: make a new one on the page Bot of your application at https://discord.com/developers/applications, and set PASSERELLE_DISCORD_TOKEN to it"
        ),
        4013 | 4014 => anyhow!(
            "Discord does not let this application read all messages\nhelp: turn on Message Content Intent on the page Bot of your application at https://discord.com/developers/applications, or set discord.read_messages = false"
        ),
        4010 | 4011 => anyhow!(
            "this application is in too many servers for one connection\nhelp: run another application for some of them"
        ),
        code => {
            anyhow!("Discord refuses this version of its gateway ({code})\nhelp: install a newer Passerelle")
        }
    }
}

/// A number from 0 to 1, another each time.
fn chance() -> f64 {
    let random = std::hash::RandomState::new().build_hasher().finish();
    (random >> 11) as f64 / (1_u64 << 53) as f64
}
