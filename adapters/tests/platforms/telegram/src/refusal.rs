//! What the platform says no with: the error code and the words of the real one.

use serde_json::{Value, json};

/// A request that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status, and the error code of the answer.
    pub code: u16,
    /// The words, as the real platform has them.
    pub description: String,
    /// Seconds to wait, of a 429.
    pub retry_after: Option<u64>,
    /// The new id of a group that became a supergroup.
    pub migrate_to: Option<i64>,
    /// Whether the request itself broke a rule: a bot that knows the rules never sends it.
    pub fault: Fault,
}

/// Who is to blame for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request breaks a rule that a bot can know beforehand.
    Request,
    /// The world is not as the bot thought: a person blocked it, a message is gone, a limit of rate is reached.
    World,
}

impl Refusal {
    /// A 400 for a request that breaks a rule.
    pub fn rule(description: impl Into<String>) -> Refusal {
        Refusal {
            fault: Fault::Request,
            ..Refusal::world(400, format!("Bad Request: {}", description.into()))
        }
    }

    /// A refusal for how the world is.
    pub fn world(code: u16, description: impl Into<String>) -> Refusal {
        Refusal {
            code,
            description: description.into(),
            retry_after: None,
            migrate_to: None,
            fault: Fault::World,
        }
    }

    /// A 429.
    pub fn too_many(seconds: u64) -> Refusal {
        Refusal {
            retry_after: Some(seconds),
            ..Refusal::world(429, format!("Too Many Requests: retry after {seconds}"))
        }
    }

    /// A group that has another id now.
    pub fn moved(to: i64) -> Refusal {
        let words = "Bad Request: group chat was upgraded to a supergroup chat";
        Refusal { migrate_to: Some(to), ..Refusal::world(400, words) }
    }

    /// The answer as the platform writes it.
    pub fn envelope(&self) -> Value {
        let mut answer = json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(seconds) = self.retry_after {
            answer["parameters"] = json!({"retry_after": seconds});
        }
        if let Some(chat) = self.migrate_to {
            answer["parameters"] = json!({"migrate_to_chat_id": chat});
        }
        answer
    }
}
