//! One turn, pure: what is known + where the person stands + what they did → where they stand then, and what we say.
//!
//! No clock, no store, no randomness: the same event on the same state gets the same words. Bad input is a reply.

mod compare;
mod follow;
mod form;
mod resolve;
mod review;
mod send;

use crate::command::{self, Command};
use crate::conversation::{Conversation, MEMORY};
use crate::desk::{Desk, Effect};
use crate::event::{Action, Address, Event};
use crate::flow::Subject;
use crate::flow::draft::State;
use crate::knowledge::flow::About;
use crate::knowledge::{Act, EntryId, Facet, Repair};
use crate::language::Language;
use crate::mind::Mind;
use crate::reply::{ChoiceId, Does, Press, Reply};
use crate::say::{self, Speaker};
use crate::step::{Outcome, Step};
use crate::text::{Block, Text};
use crate::ticket::Ticket;

/// What a turn came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Where the person stands now; none when they asked to be forgotten.
    pub conversation: Option<Conversation>,
    /// What is said, and to whom.
    pub replies: Vec<(Address, Reply)>,
    /// What was made of the event, for scores and reports.
    pub outcome: Outcome,
    /// What is to be kept besides the conversation.
    pub effects: Vec<Effect>,
}

/// What is said, and what follows from it, in the middle of a turn.
#[derive(Debug)]
struct Said {
    reply: Reply,
    outcome: Outcome,
    /// What is said to others.
    others: Vec<(Address, Reply)>,
    effects: Vec<Effect>,
}

impl Said {
    fn reply(reply: Reply, outcome: Outcome) -> Said {
        Said { reply, outcome, others: Vec::new(), effects: Vec::new() }
    }
}

/// What an event asks for.
enum Wish {
    /// Something of the base, or a word about the service.
    Step(Step),
    /// Whatever a message means, in a form or outside one.
    Say(String),
    /// A flow, from its beginning or from where it was left.
    Begin(String, Option<Subject>),
    /// A form is filled in, by a button.
    Press(Press),
    /// One's way in a form, by a command.
    Repair(Repair, Step),
    /// What was sent, by a button.
    Deal(crate::reply::Deal),
    /// What was sent, by a moderator's command.
    Review(String),
    /// One's own.
    Mine,
}

/// The most characters of a message that are read; platforms send less.
pub const LONGEST_MESSAGE: usize = 4_096;

/// Answers an event that needs nothing of what was sent by people.
pub fn turn(mind: &Mind, before: &Conversation, event: &Event) -> Turn {
    at_desk(mind, &Desk::default(), before, event)
}

/// Answers an event; `desk` holds what it may need of what was sent (see [`crate::desk::Wants`]).
pub fn at_desk(mind: &Mind, desk: &Desk, before: &Conversation, event: &Event) -> Turn {
    let mut conversation = before.clone();
    if conversation.is_stale(event.at) {
        conversation.drop_topic();
        conversation.offered.clear();
    }
    if before.at == Default::default() {
        conversation.spoken = first_language(mind, event);
    }
    conversation.drop_old_drafts(event.at);
    // Who comes back after a day does not expect to be in the middle of a form: it waits, and is named.
    let parked = conversation.draft().is_some_and(|draft| event.at.0.saturating_sub(draft.at.0) > MEMORY);
    if parked {
        conversation.park();
    }
    conversation.at = event.at;
    conversation.hurried = false;
    let mut speaker = Speaker::new(mind, conversation);
    let mut forget = false;
    let mut said = match &event.action {
        Action::Fill(fields) => match form::fill(&mut speaker, desk, event, fields) {
            Some(said) => said,
            // Outside a form, a line that was filled in is a line that was said.
            None => {
                let texts: Vec<&str> = fields.iter().map(|field| field.text.as_str()).collect();
                fulfil(&mut speaker, desk, event, Wish::Say(texts.join("\n")), &mut forget)
            }
        },
        Action::Attach(attached) => match form::attach(&mut speaker, desk, event, attached) {
            Some(said) => said,
            None => {
                // A shared place is "my town": its name and address are read as words.
                let words = attached.caption.trim();
                let wish = if words.is_empty() {
                    Wish::Step(Step::Attachment(attached.kind))
                } else {
                    Wish::Say(words.to_owned())
                };
                fulfil(&mut speaker, desk, event, wish, &mut forget)
            }
        },
        Action::Say(text) => {
            let wish = said_wish(&mut speaker, text);
            fulfil(&mut speaker, desk, event, wish, &mut forget)
        }
        Action::Command(name, argument) => {
            let wish = commanded(&mut speaker, name, argument);
            fulfil(&mut speaker, desk, event, wish, &mut forget)
        }
        Action::Press(choice) => {
            let wish = pressed(mind, choice);
            fulfil(&mut speaker, desk, event, wish, &mut forget)
        }
        Action::Find(text) => {
            let step = resolve::say(mind, &mut speaker.conversation, cut(text));
            let (reply, outcome) = say::step(&mut speaker, step);
            Said::reply(reply, outcome)
        }
    };
    if matches!(&event.action, Action::Say(text) if cut(text).len() < text.len()) {
        said.reply.blocks.insert(0, speaker.too_long());
    }
    if parked && speaker.conversation.draft().is_none() {
        remind(&mut speaker, &mut said);
    }
    let mut conversation = speaker.into_conversation();
    conversation.offered.clone_from(&said.reply.choices);
    // Looking while one types changes nothing.
    let looked = matches!(event.action, Action::Find(_));
    let after = if looked { Some(before.clone()) } else { (!forget).then_some(conversation) };
    let mut replies = vec![(event.address.clone(), said.reply)];
    replies.append(&mut said.others);
    Turn { conversation: after, replies, outcome: said.outcome, effects: said.effects }
}

/// Does what an event asks for.
fn fulfil(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, wish: Wish, forget: &mut bool) -> Said {
    let mind: &Mind = speaker.mind;
    let step = match wish {
        Wish::Begin(flow, about) => return form::begin(speaker, desk, event, &flow, about),
        Wish::Press(press) => return form::press(speaker, desk, event, &press),
        Wish::Deal(deal) => return review::deal(speaker, desk, event, deal),
        Wish::Review(text) => return review::command(speaker, desk, event, &text),
        Wish::Mine => return review::mine(speaker, desk),
        Wish::Repair(repair, otherwise) => match form::repair(speaker, desk, event, repair) {
            Some(said) => return said,
            None => otherwise,
        },
        Wish::Say(text) => {
            if let Some(said) = form::say(speaker, desk, event, &text) {
                return said;
            }
            if speaker.conversation.draft().is_none()
                && let Some(said) = form::after(speaker, desk, event, &text)
            {
                return said;
            }
            if let Some(ticket) = alone(&text)
                && let Some(said) = review::typed(speaker, desk, event, ticket)
            {
                return said;
            }
            match resolve::say(mind, &mut speaker.conversation, cut(&text)) {
                // Whoever wants to tell something, or to check, begins at once.
                Step::Act(Act::Share) => match share(speaker, &text) {
                    Some((flow, about)) => return form::begin(speaker, desk, event, &flow, about),
                    None => Step::Act(Act::Share),
                },
                Step::Act(Act::Check) => match flow_of(mind, Act::Check) {
                    Some(flow) => return form::begin(speaker, desk, event, &flow, None),
                    None => Step::Act(Act::Check),
                },
                // A button that was typed: its letter, or its words.
                Step::Choice(choice) => {
                    return match pressed(mind, &choice) {
                        Wish::Say(_) => gone(speaker),
                        wish => fulfil(speaker, desk, event, wish, forget),
                    };
                }
                step => step,
            }
        }
        Wish::Step(step) => step,
    };
    if matches!(step, Step::Command(Command::Forget)) {
        *forget = true;
        let (reply, outcome) = say::step(speaker, step);
        return Said { effects: review::forget(mind, desk, event), ..Said::reply(reply, outcome) };
    }
    let exports = matches!(step, Step::Command(Command::Export));
    let (reply, outcome) = say::step(speaker, step);
    let mut said = Said::reply(reply, outcome);
    // What was sent, and what is being written, is kept as well.
    if exports && (speaker.conversation.open_drafts().next().is_some() || !desk.own.is_empty()) {
        said.reply.blocks.append(&mut review::mine(speaker, desk).reply.blocks);
        said.reply.audience = crate::reply::Audience::Person;
    }
    form::ask_again(speaker, desk, event, &mut said);
    said
}

fn gone(speaker: &mut Speaker<'_>) -> Said {
    let (reply, outcome) = say::step(speaker, Step::Gone);
    Said::reply(reply, outcome)
}

/// Returns the number that a text is, if it is nothing else.
fn alone(text: &str) -> Option<Ticket> {
    Ticket::within(text).filter(|_| text.split_whitespace().count() <= 3)
}

/// Says that a draft waits.
fn remind(speaker: &mut Speaker<'_>, said: &mut Said) {
    let mind: &Mind = speaker.mind;
    let draft = speaker.conversation.drafts.iter().rev().find(|draft| draft.state == State::Open);
    let Some((draft, flow)) =
        draft.and_then(|draft| Some((draft.clone(), mind.knowledge.flow(&draft.flow)?)))
    else {
        return;
    };
    let title = say::form::words(speaker, &flow.title);
    let values = [("ticket", draft.ticket.to_string().into()), ("title", title.into())];
    said.reply.blocks.push(Block::Note(Text::plain(speaker.say_with("form-waits", &values))));
    if said.reply.choices.len() < crate::reply::MOST_CHOICES {
        let id = ChoiceId::Form(Press { ticket: draft.ticket, does: Does::Resume });
        said.reply.choices.push(speaker.choice(id, "choice-resume"));
    }
}

/// Returns the first flow that an act opens.
fn flow_of(mind: &Mind, act: Act) -> Option<String> {
    mind.knowledge.flows.iter().find(|flow| flow.act == Some(act)).map(|flow| flow.id.clone())
}

/// Returns which flow a message that wants to tell something asks for, and the entry it is about.
fn share(speaker: &Speaker<'_>, text: &str) -> Option<(String, Option<Subject>)> {
    let mind = speaker.mind;
    let id = mind.chooser.choose(Act::Share, text)?.to_owned();
    let flow = mind.knowledge.flow(&id)?;
    let about = (flow.about == Some(About::Entry)).then(|| about(speaker, text)).flatten();
    Some((id, about))
}

/// Returns the entry that a message names by its place, else the one that is looked at.
fn about(speaker: &Speaker<'_>, text: &str) -> Option<Subject> {
    let mind = speaker.mind;
    let message = mind.reader.read(text, speaker.conversation.spoken);
    let wanted = crate::search::slots::Wanted::of(&message, &mind.knowledge);
    let named = || {
        let found = mind.engine.find(&mind.knowledge, &message, &wanted);
        let lies =
            |entry: usize| wanted.places.iter().any(|&place| mind.engine.profiles().lies_in(entry, place));
        let first = found.matches.first().map(|first| first.entry).filter(|&entry| lies(entry))?;
        Some(mind.knowledge.entries[first].id.clone())
    };
    let looked_at = || speaker.conversation.focus.clone();
    let id = if wanted.places.is_empty() { looked_at() } else { named().or_else(looked_at) };
    id.map(Subject::Entry)
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

fn said_wish(speaker: &mut Speaker<'_>, text: &str) -> Wish {
    match command::split(text) {
        Some((name, argument)) => commanded(speaker, name, cut(argument)),
        // What is too long is cut where it is looked up; a form wants to see how long it is.
        None => Wish::Say(text.to_owned()),
    }
}

fn commanded(speaker: &mut Speaker<'_>, name: &str, argument: &str) -> Wish {
    let mind: &Mind = speaker.mind;
    let conversation = &mut speaker.conversation;
    let step = match command::named(name) {
        None => Step::UnknownCommand(name.chars().take(32).collect()),
        Some(Command::Act(Act::Language)) => match resolve::named_language(mind, argument) {
            Some(language) => Step::Speak(language),
            None => Step::Act(Act::Language),
        },
        Some(Command::Act(act @ (Act::Share | Act::Check))) => {
            // `/share report`, `/share a suggestion`: which one, by its name or in words.
            let named = mind.knowledge.flow(argument.trim()).filter(|flow| flow.act == Some(act));
            let flow = match named {
                Some(flow) => Some(flow.id.clone()),
                None if argument.trim().is_empty() || act == Act::Check => default_flow(mind, act),
                None => mind.chooser.choose(act, argument).map(str::to_owned),
            };
            match flow {
                Some(flow) => {
                    let entry =
                        mind.knowledge.flow(&flow).is_some_and(|flow| flow.about == Some(About::Entry));
                    let subject = entry.then(|| about(speaker, argument)).flatten();
                    return Wish::Begin(flow, subject);
                }
                None => Step::Act(act),
            }
        }
        Some(Command::Mine) => return Wish::Mine,
        Some(Command::Review) => return Wish::Review(argument.to_owned()),
        Some(Command::Act(Act::Cancel)) => return Wish::Repair(Repair::Cancel, Step::Act(Act::Cancel)),
        Some(Command::Back) => return Wish::Repair(Repair::Back, Step::Command(Command::Back)),
        Some(Command::Skip) => return Wish::Repair(Repair::Skip, Step::Command(Command::Skip)),
        Some(Command::Start) if !argument.is_empty() => {
            // A deep link: `/start <choice>` opens what it names.
            match argument.parse() {
                Ok(choice) => return pressed(mind, &choice),
                Err(_) => Step::Command(Command::Start),
            }
        }
        // A command with words behind it is a question of that kind: `/cases Spain`.
        Some(Command::Browse(kind)) if !argument.is_empty() => {
            resolve::of_kind(mind, conversation, kind, argument)
        }
        Some(command) => Step::Command(command),
    };
    Wish::Step(step)
}

/// Returns the flow that a bare command opens: the one with the name of its act, else the first.
fn default_flow(mind: &Mind, act: Act) -> Option<String> {
    let named = mind.knowledge.flow(act.word()).filter(|flow| flow.act == Some(act));
    named.map(|flow| flow.id.clone()).or_else(|| flow_of(mind, act))
}

fn pressed(mind: &Mind, choice: &ChoiceId) -> Wish {
    let entry = |id: &EntryId| mind.knowledge.position(id);
    let step = match choice {
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
        ChoiceId::Start(flow) => {
            let opens = mind.knowledge.flow(flow).is_some_and(|flow| flow.act.is_some());
            return if opens { Wish::Begin(flow.clone(), None) } else { Wish::Step(Step::Gone) };
        }
        ChoiceId::Add(id) => return begin_about(mind, "add", id),
        ChoiceId::Report(id) => return begin_about(mind, "report", id),
        ChoiceId::Form(press) => return Wish::Press(press.clone()),
        ChoiceId::Deal(deal) => return Wish::Deal(*deal),
    };
    Wish::Step(step)
}

/// Begins a flow about an entry, if both are there.
fn begin_about(mind: &Mind, flow: &str, id: &EntryId) -> Wish {
    if mind.knowledge.flow(flow).is_none() || mind.knowledge.position(id).is_none() {
        return Wish::Step(Step::Gone);
    }
    Wish::Begin(flow.to_owned(), Some(Subject::Entry(id.clone())))
}

/// Cuts a message at the most that is read.
fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
