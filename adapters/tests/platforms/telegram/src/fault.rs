//! What goes wrong on purpose.

use std::time::Duration;

/// A rule: the next calls of a method go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The method in lower case, or `*`.
    pub method: String,
    /// The chat concerned; any when none.
    pub chat: Option<i64>,
    /// How many calls.
    pub times: usize,
    /// What happens to them.
    pub what: Wrong,
}

impl Rule {
    /// A rule for the next calls of a method, in any chat.
    pub fn new(method: &str, times: usize, what: Wrong) -> Rule {
        Rule { method: method.to_lowercase(), chat: None, times, what }
    }

    /// The same rule for one chat.
    #[must_use]
    pub fn of(self, chat: i64) -> Rule {
        Rule { chat: Some(chat), ..self }
    }
}

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It is refused with a code and words; nothing is done.
    Status {
        /// The HTTP status and error code.
        code: u16,
        /// The words.
        description: String,
        /// Seconds to wait, of a 429.
        retry_after: Option<u64>,
    },
    /// A page of HTML comes, as from a gateway in between; nothing is done.
    Page(u16),
    /// It takes longer, and is done.
    Late(Duration),
    /// It is not answered within the time, and not done.
    Silent(Duration),
    /// The connection is cut; nothing is done.
    Cut,
    /// It is done, and the connection is cut before the answer.
    DoneThenCut,
}
