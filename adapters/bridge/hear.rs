//! Lines of the other program → events and verdicts.

use passerelle_core::assistant::office::Verdict;
use passerelle_core::event::{Action, Address, Event, EventId, Filled, Timestamp};
use serde::Deserialize;

use super::PLATFORM;
use crate::terminal::now;

/// What a line says.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// Something happened.
    Event(Box<Event>),
    /// What became of the reply with this key.
    Verdict(String, Verdict),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Event(Happened),
    Taken { key: String, message: Option<String> },
    Refused { key: String, reason: String },
    Later { key: String, milliseconds: u64 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Happened {
    id: String,
    chat: String,
    person: String,
    #[serde(default)]
    thread: Option<String>,
    /// Seconds since 1970; now, when it is left out.
    #[serde(default)]
    at: Option<i64>,
    #[serde(default)]
    language: Option<String>,
    #[serde(flatten)]
    done: Done,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Say(String),
    Command(String, String),
    Press(String),
    Fill(Vec<Filled>),
}

/// Reads a line.
pub(super) fn line(bytes: &[u8]) -> Result<Heard, String> {
    let line =
        serde_json::from_slice(bytes).map_err(|error| format!("this line is not understood: {error}"))?;
    Ok(match line {
        Line::Event(happened) => Heard::Event(Box::new(event(happened)?)),
        Line::Taken { key, message } => Heard::Verdict(key, Verdict::Taken { message }),
        Line::Refused { key, reason } => Heard::Verdict(key, Verdict::Refused(reason)),
        Line::Later { key, milliseconds } => Heard::Verdict(key, Verdict::Later(milliseconds)),
    })
}

fn event(happened: Happened) -> Result<Event, String> {
    let Happened { id, chat, person, thread, at, language, done } = happened;
    if id.is_empty() || chat.is_empty() || person.is_empty() {
        return Err("an event needs an id, a chat and a person".to_owned());
    }
    let action = match done {
        Done::Say(text) => Action::Say(text),
        Done::Command(name, argument) => Action::Command(name, argument),
        Done::Press(choice) => Action::Press(choice.parse().map_err(|error| format!("{error}"))?),
        Done::Fill(fields) => Action::Fill(fields),
    };
    Ok(Event {
        id: EventId(id),
        address: Address { platform: PLATFORM.to_owned(), chat, person, thread },
        at: at.map_or_else(now, Timestamp),
        hint: language,
        note: None,
        action,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_events_or_verdicts_and_the_rest_is_refused_with_a_reason() {
        let heard = line(br#"{"event":{"id":"1","chat":"c","person":"p","at":5,"say":"bonjour"}}"#).unwrap();
        let Heard::Event(event) = heard else { panic!("{heard:?}") };
        assert_eq!((event.at, &event.action), (Timestamp(5), &Action::Say("bonjour".into())));
        assert_eq!(
            line(br#"{"taken":{"key":"k","message":"7"}}"#),
            Ok(Heard::Verdict("k".into(), Verdict::Taken { message: Some("7".into()) }))
        );
        for bad in [
            &b"{}"[..],
            b"not json",
            b"\xff\xfe",
            br#"{"event":{"id":"","chat":"c","person":"p","say":"x"}}"#,
            br#"{"event":{"id":"1","chat":"c","person":"p","press":"nothing of ours"}}"#,
            br#"{"event":{"id":"1","chat":"c","person":"p"}}"#,
        ] {
            assert!(line(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }
}
