//! Discord, from end to end: the real program against a Discord of our own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot start the program has failed"
)]
#![recursion_limit = "256"]

mod bot;
mod faults;
mod forms;
mod kills;
mod load;
#[path = "../platforms/discord/mod.rs"]
mod platform;
mod seen;
#[path = "../support/mod.rs"]
mod support;
mod talking;
