//! The gateway: sessions, what they are sent, and resuming them. On a raw socket, so that it can be reset.

use std::io::Write;
use std::sync::{PoisonError, Weak};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::faults::Blow;
use super::world::World;
use super::{Inner, Platform};

/// A session of the bot.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) intents: u64,
    pub(crate) seq: u64,
    /// All that was dispatched, to be sent again.
    pub(crate) log: Vec<(u64, String)>,
    pub(crate) socket: Option<UnboundedSender<Order>>,
    /// Whether READY or RESUMED was sent on this connection.
    pub(crate) ready: bool,
}

/// What a connection is told to do.
pub(crate) enum Order {
    Send(String),
    Blow(Blow),
}

const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
/// Members, presences and the content of messages need a permission of Discord's.
const PRIVILEGED: u64 = (1 << 1) | (1 << 8) | (1 << 15);

impl World {
    /// Whether the bot may read messages that do not mention it.
    pub(crate) fn allow_content(&mut self) {
        self.allowed |= 1 << 15;
    }

    /// Sends something to every session that asked for it; `make` is given the session's intents.
    pub(crate) fn dispatch(&mut self, kind: &str, needs: u64, make: impl Fn(&World, u64) -> Value) {
        let ids: Vec<String> = self.sessions.keys().cloned().collect();
        for id in ids {
            let intents = self.sessions[&id].intents;
            if needs != 0 && intents & needs == 0 {
                continue;
            }
            let data = make(self, intents);
            self.sessions.get_mut(&id).unwrap().push(kind, &data);
        }
    }

    /// Does something to the connection of every session.
    pub(crate) fn blow(&mut self, blow: &Blow) {
        for session in self.sessions.values_mut() {
            if let Some(socket) = &session.socket {
                let _ = socket.send(Order::Blow(blow.clone()));
            }
            if !matches!(blow, Blow::Reconnect) {
                session.ready = false;
            }
        }
        if matches!(blow, Blow::Invalid(false)) {
            self.sessions.clear();
        }
    }
}

impl Session {
    fn push(&mut self, kind: &str, data: &Value) {
        self.seq += 1;
        let text = json!({"op": 0, "t": kind, "s": self.seq, "d": data}).to_string();
        self.log.push((self.seq, text.clone()));
        if let Some(socket) = self.socket.as_ref().filter(|_| self.ready) {
            let _ = socket.send(Order::Send(text));
        }
    }
}

impl Platform {
    pub(super) fn dispatch_message(&self, world: &mut World, id: u64) {
        let message = world.messages[&id].clone();
        let needs = match world.channels[&message.channel].guild {
            Some(_) => GUILD_MESSAGES,
            None => DIRECT_MESSAGES,
        };
        world.dispatch("MESSAGE_CREATE", needs, |world, intents| {
            world.message_json(&message, intents & (1 << 15) != 0)
        });
        self.changed();
    }
}

pub(super) async fn serve(mut listener: TcpListener, inner: Weak<Inner>) {
    let address = listener.local_addr().unwrap();
    loop {
        let refusing = |inner: &Weak<Inner>| {
            inner.upgrade().is_none_or(|inner| {
                inner.world.lock().unwrap_or_else(PoisonError::into_inner).gateway_faults.refuse
            })
        };
        // A port that nobody listens at refuses by itself.
        if refusing(&inner) {
            drop(listener);
            while refusing(&inner) {
                if inner.strong_count() == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            listener = loop {
                match TcpListener::bind(address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            };
        }
        let accepted = tokio::time::timeout(Duration::from_millis(20), listener.accept()).await;
        if let Ok(Ok((stream, _))) = accepted
            && !refusing(&inner)
        {
            tokio::spawn(connection(stream, inner.clone()));
        }
    }
}

/// One connection of the bot.
async fn connection(stream: TcpStream, inner: Weak<Inner>) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let Some(platform) = inner.upgrade().map(|inner| Platform { inner }) else { return };
    let faults = platform.world().gateway_faults.clone();
    if !faults.withhold_hello {
        let interval = faults.heartbeat.as_millis() as u64;
        let hello = json!({"op": 10, "d": {"heartbeat_interval": interval}}).to_string();
        if send(&mut socket, hello, false).await.is_err() {
            return;
        }
    }
    let (orders, mut incoming) = unbounded_channel();
    let mut session = None;
    talk(&platform, &mut socket, &orders, &mut incoming, &mut session).await;
    let mut world = platform.world();
    if let Some(session) = session.and_then(|id: String| world.sessions.get_mut(&id)) {
        // Another connection may have taken the session over.
        if session.socket.as_ref().is_some_and(|socket| socket.same_channel(&orders)) {
            session.socket = None;
            session.ready = false;
        }
    }
    drop(world);
    platform.changed();
}

async fn talk(
    platform: &Platform,
    socket: &mut WebSocketStream<TcpStream>,
    orders: &UnboundedSender<Order>,
    incoming: &mut UnboundedReceiver<Order>,
    session: &mut Option<String>,
) {
    loop {
        let compressed = platform.world().gateway_faults.compressed;
        tokio::select! {
            order = incoming.recv() => match order {
                Some(Order::Send(text)) => {
                    if send(socket, text, compressed).await.is_err() {
                        return;
                    }
                }
                Some(Order::Blow(blow)) => {
                    if suffer(socket, &blow).await {
                        return;
                    }
                }
                None => return,
            },
            frame = socket.next() => {
                let Some(Ok(frame)) = frame else { return };
                match frame {
                    Frame::Text(text) => {
                        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
                        if let Some(code) = hear(platform, orders, session, &value) {
                            let _ = socket.close(Some(close(code))).await;
                            return;
                        }
                    }
                    Frame::Close(frame) => {
                        // A session ends with 1000 and 1001; with any other code it can be resumed.
                        let ends = frame.is_some_and(|frame| matches!(u16::from(frame.code), 1000 | 1001));
                        if let Some(id) = session.as_ref().filter(|_| ends) {
                            platform.world().sessions.remove(id);
                        }
                        return;
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Does what a blow says; returns whether the connection is over.
async fn suffer(socket: &mut WebSocketStream<TcpStream>, blow: &Blow) -> bool {
    match blow {
        Blow::Reset => {
            let _ = socket.get_ref().set_zero_linger();
            true
        }
        Blow::Close(code) => {
            let _ = socket.close(Some(close(*code))).await;
            true
        }
        Blow::CloseBare => {
            let _ = socket.close(None).await;
            true
        }
        Blow::Reconnect => send(socket, json!({"op": 7, "d": null}).to_string(), false).await.is_err(),
        Blow::Invalid(resumable) => {
            send(socket, json!({"op": 9, "d": resumable}).to_string(), false).await.is_err()
        }
    }
}

/// Hears a frame of the bot; returns the code to close with.
fn hear(
    platform: &Platform,
    orders: &UnboundedSender<Order>,
    session: &mut Option<String>,
    value: &Value,
) -> Option<u16> {
    let mut world = platform.world();
    let tell = |value: Value| {
        let _ = orders.send(Order::Send(value.to_string()));
    };
    match value["op"].as_u64() {
        Some(1) if world.gateway_faults.withhold_acks => {}
        Some(1) => tell(json!({"op": 11})),
        Some(2) => {
            let data = &value["d"];
            if data["token"] != format!("Bot {}", world.token) && data["token"] != world.token {
                return Some(4004);
            }
            let intents = data["intents"].as_u64()?;
            if intents & PRIVILEGED & !world.allowed != 0 {
                return Some(4014);
            }
            if data["properties"].as_object().is_none_or(|properties| properties.len() < 3) {
                return Some(4002);
            }
            world.identifies += 1;
            world.identified = Some(std::time::Instant::now());
            if world.gateway_faults.withhold_ready {
                return None;
            }
            let id = format!("session-{}", world.identifies);
            let mut new = Session {
                id: id.clone(),
                intents,
                seq: 0,
                log: Vec::new(),
                socket: Some(orders.clone()),
                ready: true,
            };
            let guilds: Vec<Value> =
                world.guilds.keys().map(|id| json!({"id": id.to_string(), "unavailable": true})).collect();
            let me = world.me;
            new.push(
                "READY",
                &json!({
                    "v": 10, "user": world.user_json(me), "guilds": guilds, "session_id": id,
                    "resume_gateway_url": format!("ws://{}/resume", world.gateway), "shard": data["shard"],
                    "application": {"id": me.to_string(), "flags": 0}
                }),
            );
            if intents & GUILDS != 0 || world.members_sent > 0 {
                let all: Vec<Value> = world.guilds.values().map(|guild| world.guild_json(guild)).collect();
                for guild in all {
                    new.push("GUILD_CREATE", &guild);
                }
            }
            world.sessions.insert(id.clone(), new);
            *session = Some(id);
        }
        Some(6) => {
            let data = &value["d"];
            let id = data["session_id"].as_str().unwrap_or("").to_owned();
            let seq = data["seq"].as_u64().unwrap_or(0);
            let known = world.sessions.get_mut(&id).filter(|session| seq <= session.seq);
            let Some(known) = known else {
                tell(json!({"op": 9, "d": false}));
                return None;
            };
            known.socket = Some(orders.clone());
            known.ready = true;
            for (_, text) in known.log.iter().filter(|(at, _)| *at > seq) {
                let _ = orders.send(Order::Send(text.clone()));
            }
            known.push("RESUMED", &json!({}));
            world.resumes += 1;
            *session = Some(id);
        }
        _ => {}
    }
    drop(world);
    platform.changed();
    None
}

fn close(code: u16) -> CloseFrame {
    CloseFrame { code: CloseCode::from(code), reason: "on purpose".into() }
}

async fn send(socket: &mut WebSocketStream<TcpStream>, text: String, compressed: bool) -> Result<(), ()> {
    let frame = if compressed {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        Frame::Binary(encoder.finish().unwrap().into())
    } else {
        Frame::Text(text.into())
    };
    socket.send(frame).await.map_err(|_| ())
}
