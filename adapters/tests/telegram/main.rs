//! The real program against the Bot API of the test platform, over real HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;
mod stories;
mod faults;
mod groups;
mod asking;
