//! The log: on the standard error, as sentences or as JSON, never with what people typed.
//!
//! Our own code keeps to that rule at every level. Libraries do not know it: below a warning they may tell what travels, so
//! they are not heard there, whatever `RUST_LOG` asks for; and those that speak with the platforms are not heard at all, since
//! what went wrong there is told by our own code.

use std::panic::PanicHookInfo;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

use crate::cli::Command;
use crate::settings::LogFormat;

/// What belongs to us: the targets of our own crates begin so.
const OURS: &str = "passerelle";

/// Libraries that hold payloads, addresses or tokens in their hands.
const SILENT: [&str; 8] =
    ["serenity", "teloxide", "reqwest", "hyper", "h2", "rustls", "tokio_tungstenite", "tungstenite"];

/// Begins to log, and drops from panics what may hold a person's words.
pub(crate) fn start(command: &Command, format: LogFormat) {
    // Who hosts a service wants to see that it runs; who talks in the terminal does not.
    let default = if matches!(command, Command::Run) { "warn,passerelle=info" } else { "warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| default.into());
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    registry().with(lines.with_filter(filter_fn(may_be_heard))).with(filter).init();
    std::panic::set_hook(Box::new(panicked));
}

/// Returns whether a line or span may be written at all.
fn may_be_heard(about: &Metadata<'_>) -> bool {
    let is_of = |name: &str| {
        about.target().strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '_']))
    };
    is_of(OURS) || (*about.level() <= Level::WARN && !SILENT.iter().any(|name| is_of(name)))
}

/// What a panic says may hold a person's words: only where it happened is told.
fn panicked(panic: &PanicHookInfo<'_>) {
    match panic.location() {
        Some(place) => tracing::error!("a panic at {}:{}:{}", place.file(), place.line(), place.column()),
        None => tracing::error!("a panic"),
    }
}
