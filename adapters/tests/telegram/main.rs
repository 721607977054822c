//! The real program against the Bot API of the test platform, over real HTTP.
//!
//! `PASSERELLE_KILLS`, `PASSERELLE_FLOOD` set how much is done of what takes long; more by hand than in CI.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it did, and ends where it is wrong"
)]

mod program;
mod stories;
#[path = "../support/mod.rs"]
mod support;
mod transcripts;
mod asking;
mod groups;
mod forms;
mod looking;
mod menus;
mod faults;
mod webhook;
mod floods;
mod kills;
mod hostile;

/// Reads a number from the environment.
fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}
