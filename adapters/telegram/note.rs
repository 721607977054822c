//! What is noted with an event, so that its reply finds its place: small JSON, carried through the core unread.

use serde::{Deserialize, Serialize};

/// Where the reply to an event belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Note {
    /// The message that the event came with: what was written, or what the button that was pressed stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) of: Option<i32>,
    /// How that message is treated.
    pub(crate) how: How,
    /// In a group, the message of the person that ours answers, where a button of ours was pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<i32>,
    /// What the private chat is opened with, to see what is not for the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) open: Option<String>,
}

/// How the message that an event came with is treated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum How {
    /// It is answered; in a group so that everyone sees what is answered.
    #[default]
    Answer,
    /// It was changed after it was sent: its answer changes with it.
    Changed,
    /// It is ours: the reply takes its place.
    Replace,
}

impl Note {
    /// Writes the note.
    pub(crate) fn write(&self) -> Option<String> {
        // Numbers and text in memory cannot fail to be written.
        serde_json::to_string(self).ok()
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
        let note = Note { of: Some(7), how: How::Replace, asked: Some(5), open: Some("share".into()) };
        assert_eq!(Note::read(note.write().as_deref()), note);
        assert_eq!(Note::read(Some("{")), Note::default());
        assert_eq!(Note::read(None), Note::default());
    }
}
