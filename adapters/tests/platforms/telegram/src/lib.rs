//! The Bot API over real HTTP, for tests: as strict as the real one, with faults on purpose, and chats one can look at.
//!
//! It knows no bot. A bot speaks to it at [`Platform::url`] with the token it was started with; a test lets people write
//! ([`Platform::tells`]), press ([`Platform::presses`]) and look ([`Platform::looks_for`]), makes things go wrong
//! ([`Platform::wrong`]), and reads what each chat shows ([`screen`]). What the bot was refused for breaking a rule it could know
//! stands in [`state::State::broken`].
//!
//! The rules and words are those of the Bot API's documentation and of what the real server answers; where it mends in
//! silence, this one refuses (see [`rules`]).

pub mod rules;
pub mod refusal;
pub mod fault;
pub mod chat;
pub mod state;
pub mod people;
pub mod platform;
pub mod screen;
mod call;
mod clock;
mod control;
mod methods;
mod pace;
mod server;
mod updates;
mod wire;

pub use chat::Person;
pub use fault::{Rule, Wrong};
pub use people::{Place, Written};
pub use platform::Platform;
