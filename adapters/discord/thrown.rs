//! Any bytes, thrown at what reads Discord's frames and the ids of its buttons: for fuzzing, and for the test of its corpus.

use super::ids::CustomId;
use super::wire::{Interaction, Message};

/// Reads a message, an interaction and the id of a button.
pub(crate) fn at(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = serde_json::from_str::<Message>(text);
    let _ = serde_json::from_str::<Interaction>(text);
    if let Some(id) = CustomId::read(text) {
        assert_eq!(CustomId::read(&id.to_string()), Some(id), "{text:?}");
    }
}
