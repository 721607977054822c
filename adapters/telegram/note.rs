//! What is noted with an event, so that its reply finds its place: small JSON, carried through the core unread.

use serde::{Deserialize, Serialize};

/// Where the reply to an event belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Note {
    /// The message to put the reply in the place of: the one whose button was pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) edit: Option<i32>,
    /// The message that the reply answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<i32>,
    /// The message of the person that was changed after it was sent: its answer changes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changed: Option<i32>,
    /// What the private chat is opened with, to see what is not for the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) open: Option<String>,
}

impl Note {
    /// Writes the note; none when there is nothing to note.
    pub(crate) fn write(&self) -> Option<String> {
        // Numbers and text in memory cannot fail to be written.
        (*self != Note::default()).then(|| serde_json::to_string(self).ok()).flatten()
    }

    /// Reads a note; one that cannot be read says nothing.
    pub(crate) fn read(note: Option<&str>) -> Note {
        note.and_then(|note| serde_json::from_str(note).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_back_and_strange_ones_say_nothing() {
        let note = Note { edit: Some(7), ..Note::default() };
        assert_eq!(Note::read(note.write().as_deref()), note);
        assert_eq!(Note::default().write(), None);
        assert_eq!(Note::read(Some("{")), Note::default());
    }
}
