//! How the program is: which platforms are connected, and what was counted. No names, no words.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How a platform is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Not yet, or not any more; why.
    #[cfg_attr(not(test), expect(dead_code, reason = "the bridge is always there; a platform need not be"))]
    Away(String),
    /// Connected.
    Connected,
}

/// How the program is.
#[derive(Debug, Default)]
pub(crate) struct Health {
    platforms: Mutex<BTreeMap<&'static str, State>>,
    counters: Mutex<BTreeMap<&'static str, u64>>,
}

impl Health {
    /// Notes how a platform is, and logs a change.
    pub(crate) fn set(&self, platform: &'static str, state: State) {
        let mut platforms = lock(&self.platforms);
        if platforms.get(platform) == Some(&state) {
            return;
        }
        match &state {
            State::Connected => tracing::info!("{platform} is connected"),
            State::Away(why) => tracing::warn!("{platform} is not connected: {why}"),
        }
        platforms.insert(platform, state);
    }

    /// Counts something.
    pub(crate) fn count(&self, what: &'static str, by: usize) {
        *lock(&self.counters).entry(what).or_default() += by as u64;
    }

    /// Returns whether every platform that was started is connected, and what is not.
    pub(crate) fn ready(&self) -> Result<(), String> {
        let platforms = lock(&self.platforms);
        let away: Vec<String> = platforms
            .iter()
            .filter_map(|(platform, state)| match state {
                State::Away(why) => Some(format!("{platform}: {why}")),
                State::Connected => None,
            })
            .collect();
        if away.is_empty() { Ok(()) } else { Err(away.join("\n")) }
    }

    /// Renders the counters in the text format of Prometheus (version 0.0.4).
    pub(crate) fn metrics(&self) -> String {
        let mut text = String::new();
        for (name, value) in lock(&self.counters).iter() {
            let _ = writeln!(text, "# TYPE passerelle_{name}_total counter\npasserelle_{name}_total {value}");
        }
        let _ = writeln!(text, "# TYPE passerelle_connected gauge");
        for (platform, state) in lock(&self.platforms).iter() {
            let connected = u8::from(*state == State::Connected);
            let _ = writeln!(text, "passerelle_connected{{platform=\"{platform}\"}} {connected}");
        }
        text
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_ready_when_every_platform_is_connected() {
        let health = Health::default();
        health.set("a", State::Away("connecting".into()));
        health.set("b", State::Connected);
        assert_eq!(health.ready(), Err("a: connecting".into()));
        health.set("a", State::Connected);
        assert_eq!(health.ready(), Ok(()));
        health.count("events", 2);
        assert!(health.metrics().contains("passerelle_events_total 2\n"));
        assert!(health.metrics().contains("passerelle_connected{platform=\"a\"} 1\n"));
    }
}
