//! One turn, pure: what is known + where the person stands + what they did → where they stand then, and what we say.
//!
//! No clock, no store, no randomness: the same event on the same state gets the same words. Bad input is a reply.

mod compare;
mod follow;
mod resolve;

use crate::command::{self, Command};
use crate::conversation::Conversation;
use crate::event::{Action, Address, Event};
use crate::knowledge::{Act, EntryId, Facet};
use crate::language::Language;
use crate::mind::Mind;
use crate::reply::{ChoiceId, Reply};
use crate::say::{self, Speaker};
use crate::step::{Outcome, Step};

/// What a turn came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Where the person stands now; none when they asked to be forgotten.
    pub conversation: Option<Conversation>,
    /// What is said, and to whom.
    pub replies: Vec<(Address, Reply)>,
    /// What was made of the event, for scores and reports.
    pub outcome: Outcome,
}

/// The most characters of a message that are read; platforms send less.
pub const LONGEST_MESSAGE: usize = 4_096;

/// Answers an event.
pub fn turn(mind: &Mind, before: &Conversation, event: &Event) -> Turn {
    let mut conversation = before.clone();
    if conversation.is_stale(event.at) {
        conversation.drop_topic();
        conversation.offered.clear();
    }
    if before.at == Default::default() {
        conversation.spoken = first_language(mind, event);
    }
    conversation.at = event.at;
    conversation.hurried = false;
    let step = match &event.action {
        Action::Say(text) => said(mind, &mut conversation, text),
        Action::Command(name, argument) => commanded(mind, &mut conversation, name, argument),
        Action::Press(choice) => pressed(mind, choice),
        // Outside a form, a line that was filled in is a line that was said.
        Action::Fill(fields) => {
            let texts: Vec<&str> = fields.iter().map(|field| field.text.as_str()).collect();
            said(mind, &mut conversation, &texts.join("\n"))
        }
        // A shared place is "my town": its name and address are read as words.
        Action::Attach(attached) if !attached.caption.trim().is_empty() => {
            said(mind, &mut conversation, &attached.caption)
        }
        Action::Attach(attached) => Step::Attachment(attached.kind),
        Action::Find(text) => resolve::say(mind, &mut conversation, cut(text)),
    };
    let mut speaker = Speaker::new(mind, conversation);
    let forget = matches!(step, Step::Command(Command::Forget));
    let (mut reply, outcome) = say::step(&mut speaker, step);
    if matches!(&event.action, Action::Say(text) if cut(text).len() < text.len()) {
        reply.blocks.insert(0, speaker.too_long());
    }
    let mut conversation = speaker.into_conversation();
    conversation.offered.clone_from(&reply.choices);
    // Looking while one types changes nothing.
    let looked = matches!(event.action, Action::Find(_));
    let after = if looked { Some(before.clone()) } else { (!forget).then_some(conversation) };
    Turn { conversation: after, replies: vec![(event.address.clone(), reply)], outcome }
}

/// Returns the language to begin in: the platform's hint if we speak it, else the deployment's.
fn first_language(mind: &Mind, event: &Event) -> Language {
    let spoken = |language: &Language| mind.host.speaks(*language);
    event
        .hint
        .as_deref()
        .and_then(Language::from_code)
        .filter(spoken)
        .or(mind.host.default_language)
        .unwrap_or(Language::DEFAULT)
}

fn said(mind: &Mind, conversation: &mut Conversation, text: &str) -> Step {
    match command::split(text) {
        Some((name, argument)) => commanded(mind, conversation, name, cut(argument)),
        None => resolve::say(mind, conversation, cut(text)),
    }
}

fn commanded(mind: &Mind, conversation: &mut Conversation, name: &str, argument: &str) -> Step {
    match command::named(name) {
        None => Step::UnknownCommand(name.chars().take(32).collect()),
        Some(Command::Act(Act::Language)) => match resolve::named_language(mind, argument) {
            Some(language) => Step::Speak(language),
            None => Step::Act(Act::Language),
        },
        Some(Command::Start) if !argument.is_empty() => {
            // A deep link: `/start <choice>` opens what it names.
            match argument.parse() {
                Ok(choice) => pressed(mind, &choice),
                Err(_) => Step::Command(Command::Start),
            }
        }
        Some(command) => {
            // A command with words behind it is a question of that kind: `/cases Spain`.
            if let Command::Browse(kind) = command
                && !argument.is_empty()
            {
                return resolve::of_kind(mind, conversation, kind, argument);
            }
            Step::Command(command)
        }
    }
}

fn pressed(mind: &Mind, choice: &ChoiceId) -> Step {
    let entry = |id: &EntryId| mind.knowledge.position(id);
    match choice {
        ChoiceId::Open(id, section) => {
            entry(id).map_or(Step::Gone, |entry| Step::Open { entry, facet: section.map(Facet::of) })
        }
        ChoiceId::Sources(id) => {
            entry(id).map_or(Step::Gone, |entry| Step::Open { entry, facet: Some(Facet::Source) })
        }
        ChoiceId::Similar(id) => entry(id).map_or(Step::Gone, Step::Similar),
        ChoiceId::Browse(kind, from) => Step::Browse(*kind, *from),
        ChoiceId::Family(family) => Step::Family(*family),
        ChoiceId::More => Step::More,
        ChoiceId::Help => Step::Act(Act::Help),
        ChoiceId::Human => Step::Act(Act::Human),
        ChoiceId::Language(language) => Step::Speak(*language),
        ChoiceId::Privacy => Step::Act(Act::Privacy),
        ChoiceId::Why => Step::Command(Command::Why),
    }
}

/// Cuts a message at the most that is read.
fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
