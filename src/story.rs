//! Stories: conversations as Markdown transcripts, played as tests and readable by anyone.
//!
//! A line that begins with `> ` is what the person does; what follows, up to the next one, is what is said, in the plain
//! rendering. `> [label]` presses the choice with that label. Text before the first `> ` is for the reader; a line
//! `lang: fr` in it sets the language that the platform tells.

use std::fmt::Write;

use crate::conversation::Conversation;
use crate::event::{Action, Address, Event, EventId, Timestamp};
use crate::mind::Mind;
use crate::turn::turn;

/// A transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What stands before the first turn.
    pub preface: String,
    /// The language that the platform tells.
    pub hint: Option<String>,
    /// What the person does, and what is expected to be said.
    pub turns: Vec<(String, String)>,
}

impl Story {
    /// Reads a transcript.
    pub fn parse(markdown: &str) -> Story {
        let mut story = Story { preface: String::new(), hint: None, turns: Vec::new() };
        for line in markdown.lines() {
            if let Some(said) = line.strip_prefix("> ").or_else(|| (line == ">").then_some("")) {
                story.turns.push((said.to_owned(), String::new()));
            } else if let Some((_, expected)) = story.turns.last_mut() {
                expected.push_str(line);
                expected.push('\n');
            } else {
                if let Some(code) = line.strip_prefix("lang: ") {
                    story.hint = Some(code.trim().to_owned());
                }
                story.preface.push_str(line);
                story.preface.push('\n');
            }
        }
        story
    }

    /// Plays the story and returns it as it went: the same text when everything was as expected.
    pub fn play(&self, mind: &Mind) -> String {
        let mut conversation = Conversation::default();
        let mut told = self.preface.clone();
        for (at, (said, _)) in self.turns.iter().enumerate() {
            let event = event(said, &conversation, self.hint.clone(), at);
            let turn = turn(mind, &conversation, &event);
            conversation = turn.conversation.unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(told, "> {said}\n");
            for (_, reply) in turn.replies {
                let _ = writeln!(told, "{}", reply.to_string().trim_end());
            }
            told.push('\n');
        }
        format!("{}\n", told.trim_end())
    }
}

/// Makes the event of a turn.
fn event(said: &str, conversation: &Conversation, hint: Option<String>, at: usize) -> Event {
    let label = said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let choice = label.and_then(|label| conversation.offered.iter().find(|choice| choice.label == label));
    let person = "someone".to_owned();
    Event {
        id: EventId(at.to_string()),
        address: Address { platform: "story".to_owned(), chat: person.clone(), person, thread: None },
        at: Timestamp(1_795_000_000 + at as i64),
        hint,
        note: None,
        action: match choice {
            Some(choice) => Action::Press(choice.id.clone()),
            None => Action::Say(said.to_owned()),
        },
    }
}
