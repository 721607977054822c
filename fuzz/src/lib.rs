//! What anybody may send, thrown at what reads it.
//!
//! The parts of the program are taken in by their files, under the names they have there.

#![allow(dead_code, clippy::allow_attributes, reason = "each part brings more than is thrown at")]

pub mod edge;
pub mod inner;

mod terminal {
    use passerelle_core::event::Timestamp;

    /// The program's clock stands still here.
    pub(crate) fn now() -> Timestamp {
        Timestamp(1_795_000_000)
    }
}

mod bridge {
    const PLATFORM: &str = "bridge";

    #[path = "../../../adapters/bridge/hear.rs"]
    mod hear;
    #[path = "../../../adapters/bridge/thrown.rs"]
    pub(crate) mod thrown;
}

mod telegram {
    #[path = "../../../adapters/telegram/hear/mod.rs"]
    mod hear;
    #[path = "../../../adapters/telegram/limits.rs"]
    mod limits;
    #[path = "../../../adapters/telegram/link.rs"]
    mod link;
    #[path = "../../../adapters/telegram/note.rs"]
    mod note;
    #[path = "../../../adapters/telegram/thrown.rs"]
    pub(crate) mod thrown;
}

mod discord {
    #[path = "../../../adapters/discord/ids.rs"]
    mod ids;
    #[path = "../../../adapters/discord/limits.rs"]
    mod limits;
    #[path = "../../../adapters/discord/thrown.rs"]
    pub(crate) mod thrown;
    #[path = "../../../adapters/discord/wire.rs"]
    mod wire;
}

#[path = "../../adapters/settings.rs"]
mod settings;
