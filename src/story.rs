//! Stories: conversations as Markdown transcripts, played as tests and readable by anyone.
//!
//! A line that begins with `> ` is what the person does; what follows, up to the next one, is what is said, in the plain
//! rendering. `> [label]` presses the button with that label. `louise> …` is what somebody else does; what is said to others than
//! who did something stands under `to louise:`. A line `wait: 3 days` lets time pass.
//!
//! Text before the first of them is for the reader; in it, a line `lang: fr` sets the language that the platform tells,
//! `moderators: louise omar` who judges, `approvals: 2` how many must accept, `deployment: en` the language it begins in. What is
//! new is announced to `moderators`.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::assistant::names::Names;
use crate::assistant::{Assistant, ReceiveError, Received};
use crate::desk::Moderation;
use crate::event::{Action, Address, Event, EventId, Timestamp};
use crate::language::Language;
use crate::mind::{Host, Mind};
use crate::reply::{Choice, Reply};
use crate::store::MemoryStore;
use crate::submission::Person;

/// The platform on which stories happen.
const PLATFORM: &str = "story";

/// Who a line `> ` speaks for.
const SOMEONE: &str = "someone";

/// Where the moderators are told.
const CHAT: &str = "moderators";

/// When stories begin: 18 November 2026.
const BEGIN: i64 = 1_795_000_000;

/// Something that somebody does, and what is expected to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who does it.
    pub who: String,
    /// How long after the line before, in days; a second when it is 0.
    pub days: i64,
    /// What they do.
    pub said: String,
    /// What is expected.
    pub expected: String,
}

/// A transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What stands before the first line.
    pub preface: String,
    /// The language that the platform tells.
    pub hint: Option<String>,
    /// The language of the deployment.
    pub language: Option<Language>,
    /// Who judges.
    pub moderation: Moderation,
    /// What is done, and what is expected to be said.
    pub lines: Vec<Line>,
}

/// What came of a line: for each reply, whom it went to; none is who did something.
pub type Went = Vec<(Option<String>, Reply)>;

impl Story {
    /// Reads a transcript.
    pub fn parse(markdown: &str) -> Story {
        let mut story = Story {
            preface: String::new(),
            hint: None,
            language: None,
            moderation: Moderation::default(),
            lines: Vec::new(),
        };
        let mut days = 0;
        for line in markdown.lines() {
            if let Some((who, said)) = done(line) {
                let who = if who.is_empty() { SOMEONE } else { who };
                let (who, said) = (who.to_owned(), said.to_owned());
                story.lines.push(Line {
                    who,
                    days: std::mem::take(&mut days),
                    said,
                    expected: String::new(),
                });
            } else if let Some(wait) = line.strip_prefix("wait: ") {
                days = wait.split(' ').next().and_then(|days| days.parse().ok()).unwrap_or(0);
            } else if let Some(last) = story.lines.last_mut() {
                last.expected.push_str(line);
                last.expected.push('\n');
            } else {
                story.preface(line);
            }
        }
        story
    }

    fn preface(&mut self, line: &str) {
        if let Some(code) = line.strip_prefix("lang: ") {
            self.hint = Some(code.trim().to_owned());
        }
        if let Some(code) = line.strip_prefix("deployment: ") {
            self.language = Language::from_code(code.trim());
        }
        let person = |name: &str| Person { platform: PLATFORM.to_owned(), person: name.to_owned() };
        if let Some(names) = line.strip_prefix("moderators: ") {
            self.moderation.moderators = names.split_whitespace().map(person).collect();
            self.moderation.chats = vec![person(CHAT)];
        }
        if let Some(count) = line.strip_prefix("approvals: ") {
            self.moderation.approvals = count.trim().parse().unwrap_or(1);
        }
        self.preface.push_str(line);
        self.preface.push('\n');
    }

    /// Plays the story, and returns what is said to each line.
    ///
    /// # Errors
    /// Never for a store in memory that nobody else uses.
    pub fn went(&self, mind: &Mind) -> Result<Vec<Went>, ReceiveError> {
        let default_language = self.language.or(mind.host.default_language);
        let host = Host { moderation: self.moderation.clone(), default_language, ..mind.host.clone() };
        let assistant = Assistant::new(Arc::new(mind.of(host)), MemoryStore::default(), Names::default());
        let mut offered: HashMap<String, Vec<Choice>> = HashMap::new();
        let mut at = BEGIN;
        let mut all = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            at += 1 + line.days * 24 * 3600;
            // Whoever judges sees the buttons of the announcements as well as their own.
            let moderates = self.moderation.moderators.iter().any(|person| person.person == line.who);
            let own = offered.get(&line.who).into_iter().flatten();
            let chat = offered.get(CHAT).into_iter().flatten().filter(|_| moderates);
            let buttons: Vec<Choice> = own.chain(chat).cloned().collect();
            let event = event(line, &buttons, self.hint.clone(), number, at);
            let Received::Answered { replies, .. } = assistant.receive(&event)? else { continue };
            let mut went = Went::new();
            for outgoing in replies {
                let to = if outgoing.to.person.is_empty() { &outgoing.to.chat } else { &outgoing.to.person };
                let others = outgoing.to != event.address;
                if !outgoing.reply.choices.is_empty() || !others {
                    offered.insert(to.clone(), outgoing.reply.choices.clone());
                }
                went.push((others.then(|| to.clone()), outgoing.reply));
            }
            all.push(went);
        }
        Ok(all)
    }

    /// Plays the story and returns it as it went: the same text when everything was as expected.
    ///
    /// # Errors
    /// As [`Story::went`].
    pub fn play(&self, mind: &Mind) -> Result<String, ReceiveError> {
        let mut told = self.preface.clone();
        for (line, went) in self.lines.iter().zip(self.went(mind)?) {
            // Writing to a string cannot fail.
            if line.days > 0 {
                let _ = writeln!(told, "wait: {} days\n", line.days);
            }
            let who = if line.who == SOMEONE { "" } else { &line.who };
            let _ = writeln!(told, "{who}> {}\n", line.said);
            for (to, reply) in went {
                if let Some(to) = to {
                    let _ = writeln!(told, "\nto {to}:");
                }
                let _ = writeln!(told, "{}", reply.to_string().trim_end());
            }
            told.push('\n');
        }
        Ok(format!("{}\n", told.trim_end()))
    }
}

/// Returns who does something in a line, and what.
fn done(line: &str) -> Option<(&str, &str)> {
    let (who, said) = line.split_once('>')?;
    let name = who.chars().all(|c| c.is_ascii_lowercase());
    (name && who.len() < 16).then(|| (who, said.strip_prefix(' ').unwrap_or(said)))
}

/// Makes the event of a line.
fn event(line: &Line, buttons: &[Choice], hint: Option<String>, number: usize, at: i64) -> Event {
    let label = line.said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let choice = label.and_then(|label| buttons.iter().find(|choice| choice.label == label));
    let who = line.who.clone();
    Event {
        id: EventId(number.to_string()),
        address: Address { platform: PLATFORM.to_owned(), chat: who.clone(), person: who, thread: None },
        at: Timestamp(at),
        hint,
        note: None,
        action: match choice {
            Some(choice) => Action::Press(choice.id.clone()),
            None => Action::Say(line.said.clone()),
        },
    }
}
