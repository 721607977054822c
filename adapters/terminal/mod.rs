//! The terminal: a first-class place to talk, and the reference for the other adapters.
//!
//! [`hear`] reads lines, [`say`] renders replies. Nothing is decided here.

pub(crate) mod hear;
pub(crate) mod say;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use passerelle_core::assistant::{Assistant, Outgoing};
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::language::Language;
use passerelle_core::reply::ChoiceId;
use passerelle_core::store::Store;

use hear::{Heard, Lines};
use say::Screen;

/// Talks until the person leaves.
pub(crate) fn chat<S: Store>(
    assistant: &Assistant<S>,
    lang: Option<Language>,
    plain: bool,
) -> Result<ExitCode> {
    let mut lines = Lines::open()?;
    let mut screen = Screen::of_stdout(plain);
    let mut conversation = Talk { assistant, screen: &mut screen, count: 0, session: nanoseconds() };
    if let Some(language) = lang {
        conversation.quietly(Action::Press(ChoiceId::Language(language)))?;
    }
    conversation.event(Action::Command("start".to_owned(), String::new()))?;
    loop {
        match lines.next()? {
            Heard::Line(line) => conversation.event(Action::Say(line))?,
            Heard::NotText => {
                conversation.screen.note("That line is not UTF-8 text; set your terminal to UTF-8.")
            }
            Heard::Leave => break,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A conversation that goes on in this terminal.
struct Talk<'a, S> {
    assistant: &'a Assistant<S>,
    screen: &'a mut Screen,
    count: u64,
    session: u128,
}

impl<S: Store> Talk<'_, S> {
    fn event(&mut self, action: Action) -> Result<()> {
        for outgoing in self.ask(action)? {
            self.screen.reply(&outgoing.reply, outgoing.plain);
        }
        Ok(())
    }

    fn quietly(&mut self, action: Action) -> Result<()> {
        self.ask(action).map(drop)
    }

    /// Returns what is said here. What is said to others stays in the outbox, for the program that runs their platforms.
    fn ask(&mut self, action: Action) -> Result<Vec<Outgoing>> {
        self.count += 1;
        let person = std::env::var("USER").unwrap_or_else(|_| "you".to_owned());
        let event = Event {
            // The nanoseconds of the start tell two terminals apart that share a data folder one after the other.
            id: EventId(format!("{}-{}", self.session, self.count)),
            address: Address { platform: "terminal".into(), chat: person.clone(), person, thread: None },
            at: now(),
            hint: std::env::var("LANG").ok(),
            note: None,
            action,
        };
        let said = self.assistant.ask(&event, now())?.0;
        self.assistant.erase_forgotten()?;
        Ok(said)
    }
}

/// Returns the nanoseconds since 1970.
fn nanoseconds() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos()
}

/// Returns the time.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Returns whether both ends are a person's terminal.
pub(crate) fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}
