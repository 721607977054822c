//! The REST side: routes, refusals, limits of rate, and the ledger.

use std::sync::Weak;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::faults::Failing;
use super::validate::{self, Purpose};
use super::world::{ChannelKind, Message, Request, World};
use super::{Inner, Platform};

/// A refusal: status, Discord's code, and what is wrong.
struct Refusal(u16, u64, String);

type Answer = Result<Value, Refusal>;

/// No content.
const NOTHING: Value = Value::Null;

pub(super) async fn serve(listener: TcpListener, inner: Weak<Inner>) {
    let router =
        axum::Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let inner = inner.clone();
            async move {
                match inner.upgrade() {
                    Some(inner) => handle(Platform { inner }, method, uri, headers, body).await,
                    None => Response::builder().status(503).body(Body::empty()).unwrap(),
                }
            }
        });
    axum::serve(listener, router).await.unwrap();
}

async fn handle(
    platform: Platform,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let path = uri.path().to_owned();
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let fault = {
        let mut world = platform.world();
        let at = world.faults.iter().position(|fault| {
            fault.times > 0
                && (fault.method.is_empty() || fault.method == method.as_str())
                && path.contains(fault.path)
        });
        at.map(|at| {
            world.faults[at].times -= 1;
            world.faults[at].how.clone()
        })
    };
    let mut dropped_after = false;
    match fault {
        Some(Failing::Limited(after)) => {
            return limited(&platform, method.as_str(), &path, asked, after, false);
        }
        Some(Failing::LimitedGlobally(after)) => {
            return limited(&platform, method.as_str(), &path, asked, after, true);
        }
        Some(Failing::Status(status)) => {
            note(&platform, method.as_str(), &path, asked, status);
            return Response::builder().status(status).body(Body::from("<html>upstream</html>")).unwrap();
        }
        Some(Failing::Refused(status, code)) => {
            note(&platform, method.as_str(), &path, asked, status);
            return json_response(status, &json!({"message": "refused on purpose", "code": code}));
        }
        Some(Failing::Delayed(long)) => tokio::time::sleep(long).await,
        Some(Failing::Hanging(long)) => {
            tokio::time::sleep(long).await;
            return cut();
        }
        Some(Failing::Dropped) => return cut(),
        Some(Failing::DroppedAfter) => dropped_after = true,
        None => {}
    }
    let response = answer(&platform, method.as_str(), &path, uri.query().unwrap_or(""), &headers, &asked);
    platform.changed();
    if dropped_after { cut() } else { response }
}

fn answer(
    platform: &Platform,
    method: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    asked: &Value,
) -> Response<Body> {
    let mut world = platform.world();
    let parts: Vec<&str> = path.trim_start_matches("/api/v10/").split('/').collect();
    let open = matches!(parts[0], "gateway" | "interactions" | "webhooks") && parts.get(1) != Some(&"bot");
    let authorised = headers.get("authorization").and_then(|value| value.to_str().ok())
        == Some(&format!("Bot {}", world.token));
    if !path.starts_with("/api/v10/") {
        world.unhandled.push(format!("{method} {path}"));
    }
    let (status, body, limit) = if !open && !authorised {
        (401, json!({"message": "401: Unauthorized", "code": 0}), None)
    } else {
        let limit = rate(&mut world, method, &parts);
        match limit {
            Some((after, _)) if after > 0.0 => {
                world.limited += 1;
                (
                    429,
                    json!({"message": "You are being rate limited.", "retry_after": after, "global": false}),
                    limit,
                )
            }
            _ => match route(platform, &mut world, method, &parts, query, asked) {
                Ok(Value::Null) => (204, Value::Null, limit),
                Ok(value) => (200, value, limit),
                Err(Refusal(status, code, message)) => {
                    if !world.expected.contains(&code) {
                        world.refused.push(format!("{method} {path}: {code} {message}: {asked}"));
                    }
                    (status, json!({"message": message, "code": code}), limit)
                }
            },
        }
    };
    let request =
        Request { at: Instant::now(), method: method.into(), path: path.into(), body: asked.clone(), status };
    world.ledger.push(request);
    let mut response = if status == 204 {
        Response::builder().status(204).body(Body::empty()).unwrap()
    } else {
        json_response(status, &body)
    };
    if let Some((after, left)) = limit {
        let headers = response.headers_mut();
        let mut set = |name: &'static str, value: String| headers.insert(name, value.parse().unwrap());
        set("x-ratelimit-limit", LIMIT.to_string());
        set("x-ratelimit-remaining", left.to_string());
        set("x-ratelimit-reset-after", WINDOW.as_secs_f64().to_string());
        set("x-ratelimit-bucket", "messages".to_owned());
        if after > 0.0 {
            set("retry-after", format!("{after}"));
            set("x-ratelimit-scope", "user".to_owned());
        }
    }
    response
}

/// How many messages a channel takes in a [`WINDOW`], where limits are enforced.
const LIMIT: u32 = 5;
const WINDOW: Duration = Duration::from_secs(5);

/// Counts a request against its limit: how long to wait, and how many are left.
fn rate(world: &mut World, method: &str, parts: &[&str]) -> Option<(f64, u32)> {
    let ["channels", channel, "messages", ..] = parts else { return None };
    if !world.limits || method == "GET" {
        return None;
    }
    let window = world.windows.entry(format!("{method} {channel}")).or_insert((Instant::now(), 0));
    if window.0.elapsed() > WINDOW {
        *window = (Instant::now(), 0);
    }
    window.1 += 1;
    if window.1 > LIMIT {
        return Some(((WINDOW - window.0.elapsed()).as_secs_f64().max(0.001), 0));
    }
    Some((0.0, LIMIT - window.1))
}

fn route(
    platform: &Platform,
    world: &mut World,
    method: &str,
    parts: &[&str],
    query: &str,
    asked: &Value,
) -> Answer {
    match (method, parts) {
        ("GET", ["gateway"]) => Ok(json!({"url": format!("ws://{}/gw", world.gateway)})),
        ("GET", ["gateway", "bot"]) => Ok(json!({
            "url": format!("ws://{}/gw", world.gateway), "shards": 1,
            "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        })),
        ("GET", ["users", "@me"]) => Ok(world.user_json(world.me)),
        ("GET", ["applications", _, "commands"]) => Ok(world.commands.clone()),
        ("PUT", ["applications", application, "commands"]) => {
            let problems = validate::commands(asked);
            if !problems.is_empty() || *application != world.me.to_string() {
                return Err(invalid(&problems));
            }
            let mut list = asked.clone();
            for command in list.as_array_mut().unwrap() {
                command["id"] = world.id().to_string().into();
                command["application_id"] = world.me.to_string().into();
                command["version"] = "1".into();
                if command["type"].is_null() {
                    command["type"] = 1.into();
                }
            }
            world.registered += 1;
            world.commands = list.clone();
            Ok(list)
        }
        ("POST", ["users", "@me", "channels"]) => {
            let person = number(asked["recipient_id"].as_str().unwrap_or(""))?;
            if !world.people.contains_key(&person) {
                return Err(Refusal(400, 50_033, "Invalid Recipient(s)".into()));
            }
            let id = world.direct(person);
            Ok(world.channel_json(&world.channels[&id]))
        }
        ("GET", ["guilds", guild, "threads", "active"]) => {
            let guild = number(guild)?;
            let threads: Vec<Value> = world
                .channels
                .values()
                .filter(|channel| channel.guild == Some(guild) && channel.kind == ChannelKind::Thread)
                .map(|channel| world.channel_json(channel))
                .collect();
            Ok(json!({"threads": threads, "members": []}))
        }
        ("GET", ["channels", channel]) => {
            let channel = channel_of(world, channel)?;
            Ok(world.channel_json(&world.channels[&channel]))
        }
        ("POST", ["channels", channel, "messages"]) => post(platform, world, channel, asked),
        ("GET", ["channels", channel, "messages"]) => {
            let channel = channel_of(world, channel)?;
            let value = |name: &str| {
                query
                    .split('&')
                    .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse::<u64>().ok())
            };
            let (after, limit) = (value("after").unwrap_or(0), value("limit").unwrap_or(50));
            if limit > 100 {
                return Err(Refusal(400, 50_035, "limit: at most 100".into()));
            }
            let readable = world.sessions.values().any(|session| session.intents & (1 << 15) != 0);
            let mut found: Vec<Value> = world
                .messages
                .values()
                .filter(|message| {
                    message.channel == channel
                        && message.id > after
                        && message.only_for.is_none()
                        && !message.deleted
                })
                .take(limit as usize)
                .map(|message| {
                    let mut value = world.message_json(message, readable);
                    // REST does not tell the server, nor the member.
                    value.as_object_mut().unwrap().remove("guild_id");
                    value.as_object_mut().unwrap().remove("member");
                    value
                })
                .collect();
            found.reverse();
            Ok(found.into())
        }
        ("GET" | "PATCH" | "DELETE", ["channels", channel, "messages", message]) => {
            let channel = channel_of(world, channel)?;
            let id = number(message)?;
            let known = world.messages.get(&id).is_some_and(|message| {
                message.channel == channel && message.only_for.is_none() && !message.deleted
            });
            if !known {
                return Err(Refusal(404, 10_008, "Unknown Message".into()));
            }
            if method != "GET" && world.messages[&id].author != world.me {
                return Err(Refusal(403, 50_005, "Cannot edit a message authored by another user".into()));
            }
            match method {
                "PATCH" => edit(world, id, asked),
                "DELETE" => {
                    world.messages.get_mut(&id).unwrap().deleted = true;
                    Ok(NOTHING)
                }
                _ => Ok(world.message_json(&world.messages[&id], true)),
            }
        }
        ("POST", ["channels", channel, "messages", message, "threads"]) => {
            thread(world, channel, message, asked)
        }
        ("POST", ["channels", channel, "typing"]) => channel_of(world, channel).map(|_| NOTHING),
        ("POST", ["interactions", id, token, "callback"]) => callback(platform, world, id, token, asked),
        (_, ["webhooks", application, token, rest @ ..]) => {
            if *application != world.me.to_string() {
                return Err(Refusal(404, 10_015, "Unknown Webhook".into()));
            }
            webhook(world, method, token, rest, asked)
        }
        _ => {
            world.unhandled.push(format!("{method} {}", parts.join("/")));
            Err(Refusal(404, 0, "404: Not Found".into()))
        }
    }
}

fn number(text: &str) -> Result<u64, Refusal> {
    text.parse().map_err(|_| Refusal(400, 50_035, format!("Invalid Form Body: `{text}` is not a snowflake")))
}

fn channel_of(world: &World, channel: &str) -> Result<u64, Refusal> {
    let id = number(channel)?;
    match world.channels.get(&id) {
        Some(channel) if channel.open => Ok(id),
        Some(channel) if channel.person.is_some() => {
            Err(Refusal(403, 50_007, "Cannot send messages to this user".into()))
        }
        Some(_) => Err(Refusal(403, 50_001, "Missing Access".into())),
        None => Err(Refusal(404, 10_003, "Unknown Channel".into())),
    }
}

fn invalid(problems: &[String]) -> Refusal {
    let code = if problems == ["Cannot send an empty message"] { 50_006 } else { 50_035 };
    Refusal(400, code, format!("Invalid Form Body: {}", problems.join("; ")))
}

/// Refuses a message that breaks a limit, and notes whom it would ping.
fn checked(world: &mut World, body: &Value, purpose: Purpose) -> Result<(), Refusal> {
    let problems = validate::message(body, purpose);
    if !problems.is_empty() {
        return Err(invalid(&problems));
    }
    for pinged in validate::pings(body) {
        world.pinged.push(format!("{pinged}: {body}"));
    }
    Ok(())
}

fn post(platform: &Platform, world: &mut World, channel: &str, asked: &Value) -> Answer {
    let channel = channel_of(world, channel)?;
    if world.channels[&channel].kind == ChannelKind::Forum {
        return Err(Refusal(400, 50_008, "Cannot send messages in a non-text channel".into()));
    }
    checked(world, asked, Purpose::Channel)?;
    let nonce = asked["nonce"].as_str().map(|nonce| (channel, nonce.to_owned()));
    if let Some(known) =
        nonce.as_ref().filter(|_| asked["enforce_nonce"] == true).and_then(|key| world.nonces.get(key))
    {
        // What was sent before is given again; nothing new appears.
        return Ok(world.message_json(&world.messages[known], true));
    }
    let answers = match &asked["message_reference"] {
        Value::Null => None,
        reference => {
            let id = number(reference["message_id"].as_str().unwrap_or(""))?;
            let there =
                world.messages.get(&id).is_some_and(|message| message.channel == channel && !message.deleted);
            if !there && reference["fail_if_not_exists"] != false {
                return Err(Refusal(400, 50_035, "message_reference: Unknown message".into()));
            }
            there.then_some(id)
        }
    };
    let id = world.id();
    let message = Message {
        id,
        channel,
        author: world.me,
        body: asked.clone(),
        answers,
        only_for: None,
        loading: false,
        deleted: false,
        interaction: None,
        edits: 0,
        at: Instant::now(),
    };
    world.messages.insert(id, message);
    if let Some(key) = nonce {
        world.nonces.insert(key, id);
    }
    platform.dispatch_message(world, id);
    Ok(world.message_json(&world.messages[&id], true))
}

fn edit(world: &mut World, id: u64, asked: &Value) -> Answer {
    checked(world, asked, Purpose::Edit)?;
    let message = world.messages.get_mut(&id).unwrap();
    if !message.body.is_object() {
        message.body = json!({});
    }
    for (key, value) in asked.as_object().into_iter().flatten() {
        message.body[key] = value.clone();
    }
    let empty = |key: &str| {
        message.body[key].is_null()
            || message.body[key] == ""
            || message.body[key].as_array().is_some_and(Vec::is_empty)
    };
    if empty("content") && empty("embeds") {
        return Err(Refusal(400, 50_006, "Cannot send an empty message".into()));
    }
    message.loading = false;
    message.edits += 1;
    message.at = Instant::now();
    Ok(world.message_json(&world.messages[&id], true))
}

fn thread(world: &mut World, channel: &str, message: &str, asked: &Value) -> Answer {
    let parent = channel_of(world, channel)?;
    let id = number(message)?;
    if world.messages.get(&id).is_none_or(|message| message.channel != parent || message.deleted) {
        return Err(Refusal(404, 10_008, "Unknown Message".into()));
    }
    let name = asked["name"].as_str().unwrap_or("");
    if !(1..=100).contains(&validate::length(name)) || name.trim().is_empty() {
        return Err(Refusal(400, 50_035, format!("name: Must be between 1 and 100 in length: {name}")));
    }
    if !matches!(asked["auto_archive_duration"].as_u64(), None | Some(60 | 1_440 | 4_320 | 10_080)) {
        return Err(Refusal(400, 50_035, "auto_archive_duration: not one of them".into()));
    }
    if world.channels[&parent].kind != ChannelKind::Text {
        return Err(Refusal(400, 50_024, "Cannot execute action on this channel type".into()));
    }
    if world.channels.contains_key(&id) {
        return Err(Refusal(400, 160_004, "A thread has already been created for this message".into()));
    }
    let guild = world.channels[&parent].guild;
    world.channel_with(id, guild, ChannelKind::Thread, name).parent = Some(parent);
    Ok(world.channel_json(&world.channels[&id]))
}

fn callback(platform: &Platform, world: &mut World, id: &str, token: &str, asked: &Value) -> Answer {
    let id = number(id)?;
    let Some(interaction) =
        world.interactions.get(&id).filter(|interaction| interaction.token == token).cloned()
    else {
        return Err(Refusal(404, 10_062, "Unknown interaction".into()));
    };
    if interaction.acknowledged.is_some() {
        return Err(Refusal(400, 40_060, "Interaction has already been acknowledged.".into()));
    }
    if interaction.at.elapsed() > world.first_answer {
        return Err(Refusal(404, 10_062, "Unknown interaction".into()));
    }
    let kind = asked["type"].as_u64().unwrap_or(0);
    let component = interaction.source.is_some();
    let fits = match kind {
        4 | 5 => interaction.kind != 4,
        6 | 7 => matches!(interaction.kind, 3 | 5) && component,
        8 => interaction.kind == 4,
        9 => matches!(interaction.kind, 2 | 3),
        _ => false,
    };
    if !fits {
        return Err(Refusal(
            400,
            50_035,
            format!("type: {kind} is no answer to an interaction of type {}", interaction.kind),
        ));
    }
    let data = asked["data"].clone();
    let problems = match kind {
        8 => validate::autocomplete(&data),
        9 => validate::modal(&data),
        _ => Vec::new(),
    };
    if !problems.is_empty() {
        return Err(invalid(&problems));
    }
    match kind {
        4 => checked(world, &data, Purpose::Answer)?,
        7 => checked(world, &data, Purpose::Edit)?,
        _ => {}
    }
    let ephemeral = data["flags"].as_u64().unwrap_or(0) & 64 != 0;
    let original = match kind {
        4 | 5 => {
            let message = world.id();
            let body = if kind == 4 { data.clone() } else { json!({}) };
            world.messages.insert(
                message,
                Message {
                    id: message,
                    channel: interaction.channel,
                    author: world.me,
                    body,
                    answers: None,
                    only_for: ephemeral.then_some(interaction.person),
                    loading: kind == 5,
                    deleted: false,
                    interaction: Some(id),
                    edits: 0,
                    at: Instant::now(),
                },
            );
            Some(message)
        }
        6 | 7 => interaction.source,
        _ => None,
    };
    let known = world.interactions.get_mut(&id).unwrap();
    known.acknowledged = Some((kind, Instant::now()));
    known.original = original;
    known.data = data.clone();
    if kind == 7 {
        edit(world, original.unwrap(), &data)?;
    }
    if kind == 4 && !ephemeral {
        platform.dispatch_message(world, original.unwrap());
    }
    Ok(NOTHING)
}

fn webhook(world: &mut World, method: &str, token: &str, rest: &[&str], asked: &Value) -> Answer {
    let life = world.token_life;
    let Some(interaction) =
        world.interactions.values().find(|interaction| interaction.token == token).cloned()
    else {
        return Err(Refusal(404, 10_015, "Unknown Webhook".into()));
    };
    if interaction.at.elapsed() > life {
        return Err(Refusal(401, 50_027, "Invalid Webhook Token".into()));
    }
    let Some((kind, _)) = interaction.acknowledged else {
        return Err(Refusal(404, 10_015, "Unknown Webhook".into()));
    };
    let id = match rest {
        ["messages", "@original"] => interaction.original,
        ["messages", id] => Some(number(id)?),
        _ => None,
    };
    match (method, rest) {
        ("POST", []) => {
            checked(world, asked, Purpose::Answer)?;
            let ephemeral = asked["flags"].as_u64().unwrap_or(0) & 64 != 0;
            // The first message that follows a deferred answer takes its place.
            let loading = interaction.original.filter(|id| world.messages[id].loading);
            if let Some(id) = loading.filter(|_| kind == 5) {
                return edit(world, id, &without_flags(asked));
            }
            let id = world.id();
            world.messages.insert(
                id,
                Message {
                    id,
                    channel: interaction.channel,
                    author: world.me,
                    body: asked.clone(),
                    answers: None,
                    only_for: ephemeral.then_some(interaction.person),
                    loading: false,
                    deleted: false,
                    interaction: Some(interaction.id),
                    edits: 0,
                    at: Instant::now(),
                },
            );
            Ok(world.message_json(&world.messages[&id], true))
        }
        (_, ["messages", _]) => {
            let Some(id) = id.filter(|id| world.messages.get(id).is_some_and(|message| !message.deleted))
            else {
                return Err(Refusal(404, 10_008, "Unknown Message".into()));
            };
            match method {
                "PATCH" => edit(world, id, asked),
                "DELETE" => {
                    world.messages.get_mut(&id).unwrap().deleted = true;
                    Ok(NOTHING)
                }
                "GET" => Ok(world.message_json(&world.messages[&id], true)),
                _ => Err(Refusal(405, 0, "405: Method Not Allowed".into())),
            }
        }
        _ => {
            world.unhandled.push(format!("{method} webhooks/…/{}", rest.join("/")));
            Err(Refusal(404, 0, "404: Not Found".into()))
        }
    }
}

fn without_flags(body: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().map(|object| object.remove("flags"));
    body
}

fn limited(
    platform: &Platform,
    method: &str,
    path: &str,
    asked: Value,
    after: f64,
    global: bool,
) -> Response<Body> {
    note(platform, method, path, asked, 429);
    let body = json!({"message": "You are being rate limited.", "retry_after": after, "global": global});
    let mut response = json_response(429, &body);
    let headers = response.headers_mut();
    headers.insert("retry-after", format!("{after}").parse().unwrap());
    headers.insert("x-ratelimit-scope", if global { "global" } else { "user" }.parse().unwrap());
    if global {
        headers.insert("x-ratelimit-global", "true".parse().unwrap());
    }
    response
}

fn note(platform: &Platform, method: &str, path: &str, body: Value, status: u16) {
    let request = Request { at: Instant::now(), method: method.into(), path: path.into(), body, status };
    platform.world().ledger.push(request);
    platform.changed();
}

fn json_response(status: u16, body: &Value) -> Response<Body> {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// An answer that breaks off: the connection ends.
fn cut() -> Response<Body> {
    let broken = futures_util::stream::iter([Err::<Bytes, _>(std::io::Error::other("cut off"))]);
    Response::builder().status(200).header("content-length", "64").body(Body::from_stream(broken)).unwrap()
}
