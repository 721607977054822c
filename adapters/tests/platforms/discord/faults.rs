//! What goes wrong on purpose.

use std::time::Duration;

/// A rule: which requests fail, how often, and how.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// The method; empty means any.
    pub(crate) method: &'static str,
    /// What the path holds.
    pub(crate) path: &'static str,
    /// How many requests it still meets.
    pub(crate) times: usize,
    /// How they fail.
    pub(crate) how: Failing,
}

impl Fault {
    /// Makes a rule.
    pub(crate) fn new(method: &'static str, path: &'static str, times: usize, how: Failing) -> Fault {
        Fault { method, path, times, how }
    }
}

/// How a request fails.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failing {
    /// 429 for the route, to be tried again after so many seconds.
    Limited(f64),
    /// 429 for everything.
    LimitedGlobally(f64),
    /// A status, with a page that is not JSON.
    Status(u16),
    /// A status, with the error that Discord sends.
    Refused(u16, u64),
    /// Handled, but later.
    Delayed(Duration),
    /// The connection ends before it is handled.
    Dropped,
    /// It is handled, and the connection ends before the answer.
    DroppedAfter,
    /// It is not handled, and no answer comes for so long.
    Hanging(Duration),
}

/// What happens to the gateway's connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Blow {
    /// The connection is reset.
    Reset,
    /// A close frame with this code.
    Close(u16),
    /// A close frame without a code.
    CloseBare,
    /// Op 7: reconnect.
    Reconnect,
    /// Op 9: the session is invalid; whether it can be resumed.
    Invalid(bool),
}
