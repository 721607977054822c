//! Reads a call: the method, and what was given as JSON, as a form or in parts.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// The methods that are known, with what each takes. In forms, numbers and objects come as text.
pub(crate) const METHODS: &[(&str, &[&str])] = &[
    ("getme", &[]),
    ("getupdates", &["offset", "limit", "timeout", "allowed_updates"]),
    ("getwebhookinfo", &[]),
    (
        "setwebhook",
        &["url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates", "ip_address"],
    ),
    ("deletewebhook", &["drop_pending_updates"]),
    (
        "sendmessage",
        &[
            "chat_id",
            "message_thread_id",
            "text",
            "entities",
            "link_preview_options",
            "disable_notification",
            "reply_parameters",
            "reply_markup",
        ],
    ),
    (
        "editmessagetext",
        &[
            "chat_id",
            "message_id",
            "inline_message_id",
            "text",
            "entities",
            "link_preview_options",
            "reply_markup",
        ],
    ),
    ("editmessagereplymarkup", &["chat_id", "message_id", "reply_markup"]),
    ("deletemessage", &["chat_id", "message_id"]),
    ("answercallbackquery", &["callback_query_id", "text", "show_alert", "url", "cache_time"]),
    (
        "answerinlinequery",
        &["inline_query_id", "results", "cache_time", "is_personal", "next_offset", "button"],
    ),
    ("sendchataction", &["chat_id", "message_thread_id", "action"]),
    ("getmycommands", &["scope", "language_code"]),
    ("setmycommands", &["commands", "scope", "language_code"]),
    ("deletemycommands", &["scope", "language_code"]),
    ("getmyname", &["language_code"]),
    ("setmyname", &["name", "language_code"]),
    ("getmydescription", &["language_code"]),
    ("setmydescription", &["description", "language_code"]),
    ("getmyshortdescription", &["language_code"]),
    ("setmyshortdescription", &["short_description", "language_code"]),
    ("getchatmenubutton", &["chat_id"]),
    ("setchatmenubutton", &["chat_id", "menu_button"]),
];

/// Reads what was given, whatever the form of the body.
pub(crate) async fn read(request: Request) -> Result<Map<String, Value>, Refusal> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bad = || Refusal::rule("the body cannot be read");
    let mut given = pairs(&query);
    if kind.starts_with("multipart/form-data") {
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| bad())?;
        while let Some(part) = parts.next_field().await.map_err(|_| bad())? {
            let name = part.name().unwrap_or_default().to_owned();
            given.insert(name, loose(part.text().await.map_err(|_| bad())?));
        }
        return Ok(given);
    }
    let form = kind.starts_with("application/x-www-form-urlencoded");
    let body = Bytes::from_request(request, &()).await.map_err(|_| bad())?;
    if form {
        given.extend(pairs(&String::from_utf8_lossy(&body)));
    } else if !body.is_empty() {
        let Ok(Value::Object(object)) = serde_json::from_slice(&body) else {
            return Err(Refusal::rule("can't parse JSON object"));
        };
        // Objects may stand as text in JSON as well.
        let read = |(key, value): (String, Value)| match value {
            Value::String(text)
                if matches!(key.as_str(), "reply_markup" | "entities" | "scope" | "commands") =>
            {
                (key, loose(text))
            }
            value => (key, value),
        };
        given.extend(object.into_iter().map(read));
    }
    Ok(given)
}

fn pairs(encoded: &str) -> Map<String, Value> {
    let query = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(
        &format!("/?{encoded}").parse().unwrap_or_default(),
    );
    let pairs = query.map(|query| query.0).unwrap_or_default();
    pairs.into_iter().map(|(key, text)| (key, loose(text))).collect()
}

/// Reads a value that came as text: an object, a number, a truth, else the text itself.
fn loose(text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(value @ (Value::Object(_) | Value::Array(_) | Value::Bool(_) | Value::Number(_))) => value,
        _ => Value::String(text),
    }
}

/// Refuses what a method does not take: it would be dropped without a word.
pub(crate) fn known(method: &str, given: &Map<String, Value>) -> Result<(), Refusal> {
    let Some((_, takes)) = METHODS.iter().find(|(name, _)| *name == method) else {
        return Err(Refusal::world(404, "Not Found: method not found"));
    };
    match given.keys().find(|key| !takes.contains(&key.as_str())) {
        Some(key) => Err(Refusal::rule(format!("strict: {method} takes no \"{key}\""))),
        None => Ok(()),
    }
}
