//! What is kept beside an event so that its answer finds its way back, also after a restart.

use passerelle_core::assistant::outbox::Origin;
use serde::{Deserialize, Serialize};

use super::limits::TOKEN_LIFE;
use super::wire::Snowflake;

/// How long before its end a token is no longer trusted, in seconds: a request takes a moment.
const MARGIN: i64 = 15;

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub(super) enum Note {
    /// Under a message.
    Message {
        /// In which channel it stands.
        channel: Snowflake,
        /// Which.
        message: Snowflake,
        /// What kind of place that is.
        place: Place,
    },
    /// To an interaction.
    Interaction {
        /// Its id.
        id: Snowflake,
        /// The bot's application.
        application: Snowflake,
        /// What answers are sent with.
        token: String,
        /// In which channel it happened.
        channel: Snowflake,
        /// The message it was done on.
        on: Option<Snowflake>,
        /// What kind of place that is.
        place: Place,
        /// How it was acknowledged.
        shown: Shown,
    },
}

/// What kind of place a message stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Place {
    /// A talk between two: nobody else reads, nothing needs to be pointed at.
    Direct,
    /// A channel in which the answer stands under its question.
    Channel,
    /// A channel in which the answer opens a thread.
    Opening,
}

/// How an interaction was acknowledged, and so where its answer appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shown {
    /// In a new message for everybody.
    Openly,
    /// In a new message for the person alone.
    Privately,
    /// In the message it was done on, which everybody sees.
    InPlace,
    /// In the message it was done on, which the person alone sees.
    InPrivatePlace,
}

impl Shown {
    /// Whether others see it.
    pub(super) fn is_private(self) -> bool {
        matches!(self, Shown::Privately | Shown::InPrivatePlace)
    }

    /// Whether a message that is there already changes.
    pub(super) fn in_place(self) -> bool {
        matches!(self, Shown::InPlace | Shown::InPrivatePlace)
    }

    /// The body of the acknowledgement.
    pub(super) fn acknowledgement(self) -> serde_json::Value {
        match self {
            Shown::Openly => serde_json::json!({"type": 5}),
            Shown::Privately => serde_json::json!({"type": 5, "data": {"flags": 64}}),
            Shown::InPlace | Shown::InPrivatePlace => serde_json::json!({"type": 6}),
        }
    }
}

impl Note {
    /// Writes it down.
    pub(super) fn write(&self) -> String {
        // Ids and words in memory cannot fail to be written as JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the note of what a reply answers.
    pub(super) fn of(origin: &Origin) -> Option<Note> {
        serde_json::from_str(origin.note.as_deref()?).ok()
    }

    /// Whether the token of an interaction can still be used at a moment, given in seconds of Unix time.
    pub(super) fn lives(interaction: Snowflake, now: i64) -> bool {
        now < interaction.at().0 + TOKEN_LIFE - MARGIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::event::{EventId, Timestamp};

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let notes = [
            Note::Message { channel: Snowflake(1), message: Snowflake(2), place: Place::Opening },
            Note::Interaction {
                id: Snowflake(5),
                application: Snowflake(3),
                token: "t".into(),
                channel: Snowflake(4),
                on: Some(Snowflake(6)),
                place: Place::Channel,
                shown: Shown::InPrivatePlace,
            },
        ];
        for note in notes {
            let origin = Origin { event: EventId("1".into()), at: Timestamp(0), note: Some(note.write()) };
            assert_eq!(Note::of(&origin), Some(note));
        }
        let strange = Origin { event: EventId("1".into()), at: Timestamp(0), note: Some("{}".into()) };
        assert_eq!(Note::of(&strange), None);
    }

    #[test]
    fn a_token_lives_a_quarter_of_an_hour() {
        let id = Snowflake::first_at(1_795_000_000_000);
        assert!(Note::lives(id, 1_795_000_000 + 880));
        assert!(!Note::lives(id, 1_795_000_000 + 890));
    }
}
