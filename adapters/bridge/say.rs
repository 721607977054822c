//! Replies → lines for the other program: the plain rendering, and the parts for those who draw their own.

use passerelle_core::assistant::Outgoing;
use serde_json::json;

/// A reply.
pub(super) fn reply(outgoing: &Outgoing) -> String {
    line(&json!({ "reply": {
        "key": outgoing.key.as_str(),
        "chat": outgoing.to.chat,
        "person": outgoing.to.person,
        "thread": outgoing.to.thread,
        "answers": outgoing.answers.as_ref().map(|origin| &origin.event),
        "language": outgoing.language,
        "plain": outgoing.plain,
        "replaces": outgoing.card,
        "text": outgoing.reply.to_string(),
        "reply": outgoing.reply,
    }}))
}

/// An event is durable.
pub(super) fn kept(id: &str) -> String {
    line(&json!({ "kept": id }))
}

/// An event could not be kept; it is to be given again later.
pub(super) fn not_kept(id: &str) -> String {
    line(&json!({ "not_kept": id }))
}

/// A line was not understood.
pub(super) fn error(problem: &str) -> String {
    line(&json!({ "error": problem }))
}

fn line(value: &serde_json::Value) -> String {
    format!("{value}\n")
}
