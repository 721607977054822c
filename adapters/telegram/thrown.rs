//! Any bytes, thrown at what hears Telegram: for fuzzing, and for the test of its corpus.

use passerelle_core::event::Timestamp;

use super::hear::{Bot, Heard, hear, read};
use super::link;
use super::note::Note;

/// Hears an update, a link or a note.
pub(crate) fn at(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let bot = Bot { id: 7, username: "a_bot".to_owned() };
    if let Some(update) = serde_json::from_str(text).ok().as_ref().and_then(read)
        && let Heard::Event(event) = hear(&update, &bot, Timestamp(1_795_000_000))
    {
        assert!(!event.address.chat.is_empty() && !event.address.person.is_empty(), "{event:?}");
    }
    let _ = link::read(text);
    let _ = Note::read(Some(text));
}
