//! What whoever hosts the service tells everybody: that it is paused, or something beside the answers.
//!
//! Pure, like a turn. The words of a notice are the host's own; where they give none, those of the wording are said. While the
//! service is paused, every event is answered with the notice and nothing else happens; only moderators are heard, so that they
//! can end it.

use serde::{Deserialize, Serialize};

use crate::command;
use crate::conversation::Conversation;
use crate::event::{Action, Event, Timestamp};
use crate::knowledge::{Act, Day};
use crate::language::Language;
use crate::mind::Mind;
use crate::reply::Reply;
use crate::step::Outcome;
use crate::text::{Block, Text};
use crate::turn::Turn;

/// The format of kept notices.
pub const FORMAT: u8 = 1;

/// The longest notice in a language, in characters.
pub const LONGEST: usize = 1_000;

/// The commands of moderators, the same in every language.
const PAUSE: &str = "pause";
const RESUME: &str = "resume";
const NOTICE: &str = "notice";

/// How a notice reaches people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// In the place of every answer.
    Paused,
    /// Before an answer, once a day in each conversation.
    Beside,
}

/// What is told to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The format it was kept in.
    pub format: u8,
    /// How it reaches people.
    pub reach: Reach,
    /// The host's words, in the languages in which there are some.
    pub texts: Vec<(Language, String)>,
    /// The last day on which it holds (UTC); without one, until it is ended.
    pub until: Option<Day>,
    /// When it was given.
    pub since: Timestamp,
}

impl Notice {
    /// Returns whether its last day is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until < Day::of(now))
    }

    /// Says it in a language: in the host's words if there are some in it; a notice that does not pause, in any they have.
    fn blocks(&self, mind: &Mind, language: Language) -> Vec<Block> {
        let own = self.texts.iter().find(|(there, _)| *there == language);
        let any = self.texts.first().filter(|_| self.reach == Reach::Beside);
        let said = match own.or(any) {
            Some((_, text)) => text.clone(),
            None => mind.wording.say(language, "paused"),
        };
        let mut blocks = vec![Block::Paragraph(Text::plain(said))];
        if let Some(until) = self.until {
            let date = mind.wording.day(language, until);
            let said = mind.wording.say_with(language, "paused-until", &[("date", date.into())]);
            blocks.push(Block::Note(Text::plain(said)));
        }
        if self.reach == Reach::Paused
            && let Some(contact) = &mind.host.contact
        {
            let values = [("contact", contact.as_str().into())];
            let said = mind.wording.say_with(language, "human-contact", &values);
            blocks.push(Block::Note(Text::plain(said)));
        }
        blocks
    }
}

/// A turn that is taken in the place of the usual one.
#[derive(Debug)]
pub(crate) struct Instead {
    pub(crate) turn: Turn,
    /// What the notice is from now on, if that changes.
    pub(crate) sets: Option<Option<Notice>>,
}

/// Takes the turn of an event that a notice, or an order of a moderator about one, takes out of the usual way.
pub(crate) fn instead(
    notice: Option<&Notice>,
    mind: &Mind,
    conversation: &Conversation,
    event: &Event,
) -> Option<Instead> {
    let language = language(mind, conversation, event);
    let turn = |blocks| Turn {
        conversation: Some(conversation.clone()),
        replies: vec![(event.address.clone(), Reply::new(blocks, Vec::new()))],
        outcome: Outcome { language, act: Act::About, band: None, facet: None, matches: Vec::new() },
        effects: Vec::new(),
    };
    if mind.host.moderation.is_moderator(&event.address) {
        let (name, argument) = ordered(&event.action)?;
        let line = |message| Block::Paragraph(Text::plain(mind.wording.say(language, message)));
        let new = |reach| written(reach, language, argument, event.at);
        let (message, sets) = match name {
            PAUSE => ("pause-done", Some(Some(new(Reach::Paused)))),
            RESUME => ("resume-done", Some(None)),
            NOTICE if argument.is_empty() => {
                (if notice.is_some() { "notice-now" } else { "notice-none" }, None)
            }
            NOTICE => ("notice-done", Some(Some(new(Reach::Beside)))),
            _ => return None,
        };
        let mut blocks = vec![line(message)];
        let shown = sets.as_ref().map_or(notice, Option::as_ref);
        blocks.extend(shown.into_iter().flat_map(|notice| notice.blocks(mind, language)));
        return Some(Instead { turn: turn(blocks), sets });
    }
    let notice = notice.filter(|notice| notice.reach == Reach::Paused)?;
    Some(Instead { turn: turn(notice.blocks(mind, language)), sets: None })
}

/// Adds to a turn the notice that is shown beside answers, once a day in a conversation.
pub(crate) fn beside(notice: Option<&Notice>, mind: &Mind, event: &Event, mut turn: Turn) -> Turn {
    let Some(notice) = notice.filter(|notice| notice.reach == Reach::Beside) else { return turn };
    let Some(conversation) = &mut turn.conversation else { return turn };
    // A notice that was given since is new to who saw another today.
    let seen = conversation.noticed >= notice.since && Day::of(conversation.noticed) == Day::of(event.at);
    let first = turn.replies.iter_mut().find(|(to, _)| *to == event.address);
    if let Some((_, reply)) = first
        && !seen
        && !matches!(event.action, Action::Find(_))
    {
        conversation.noticed = event.at;
        reply.blocks.splice(0..0, notice.blocks(mind, turn.outcome.language));
    }
    turn
}

/// The language to answer in; who is new is answered in the one their platform tells, if we speak it.
fn language(mind: &Mind, conversation: &Conversation, event: &Event) -> Language {
    if conversation.at != Timestamp::default() {
        return conversation.language();
    }
    let told = event.hint.as_deref().and_then(Language::from_code);
    told.filter(|language| mind.host.speaks(*language))
        .or(mind.host.default_language)
        .unwrap_or(Language::DEFAULT)
}

/// Returns the command that an action is, and what stands behind it.
fn ordered(action: &Action) -> Option<(&str, &str)> {
    match action {
        Action::Command(name, argument) => Some((name, argument.trim())),
        Action::Say(text) => command::split(text),
        _ => None,
    }
}

/// Makes the notice of an order: a date in front is its last day, the rest its words in the moderator's language.
fn written(reach: Reach, language: Language, argument: &str, since: Timestamp) -> Notice {
    let (first, rest) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    let until = Day::parse(first);
    let text = if until.is_some() { rest } else { argument };
    let text: String = text.trim().chars().take(LONGEST).collect();
    let texts = if text.is_empty() { Vec::new() } else { vec![(language, text)] };
    Notice { format: FORMAT, reach, texts, until, since }
}
