//! Whether a message is meant for us, and what of it are the words.
//!
//! Alone with a person, everything is. In a group, with the privacy mode on, we are told commands, mentions and replies to us;
//! with it off we would be told everything, so each is looked at here: silent unless we were addressed.

use passerelle_core::command;
use passerelle_core::event::Address;
use teloxide::types::{Chat, Message, MessageEntity, MessageEntityKind, MessageKind, ThreadId, User};

use super::{Bot, PLATFORM};

/// The account through which Telegram forwards the posts of a linked channel into a group.
const CHANNEL_FORWARDER: u64 = 777_000;

/// The account that stands for administrators who write as the group itself.
const ANONYMOUS_ADMINISTRATOR: u64 = 1_087_968_824;

/// A message that is meant for us.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Addressed {
    /// The conversation.
    pub(super) address: Address,
    /// Who wrote it.
    pub(super) from: User,
    /// The words, without our name; none when there are none.
    pub(super) text: Option<String>,
}

/// Returns what a message says to us; none when it is not meant for us.
pub(super) fn to_us(message: &Message, bot: &Bot) -> Option<Addressed> {
    let from = message.from.as_ref()?;
    let a_person = !from.is_bot || from.id.0 == ANONYMOUS_ADMINISTRATOR;
    // What was pasted with our help is an answer of ours already.
    let ours = message.via_bot.as_ref().is_some_and(|via| via.id.0 == bot.id);
    if !a_person
        || from.id.0 == CHANNEL_FORWARDER
        || message.is_automatic_forward()
        || ours
        || is_service(message)
    {
        return None;
    }
    let address = address(&message.chat, from, topic(message));
    let words = message.text().or(message.caption()).map(str::to_owned);
    if message.chat.is_private() {
        return Some(Addressed { address, from: from.clone(), text: words });
    }
    if message.chat.is_channel() {
        return None;
    }
    let addressed = |text| Some(Addressed { address, from: from.clone(), text });
    let text = words.unwrap_or_default();
    if let Some((name, _)) = command::split(&text) {
        // One that names us, or one of ours that names nobody.
        let ours = named_bot(&text).map_or_else(|| command::named(name).is_some(), |named| is(bot, named));
        return if ours { addressed(Some(text)) } else { None };
    }
    let replied = message.reply_to_message();
    let to_us = replied.and_then(|to| to.from.as_ref()).is_some_and(|to| to.id.0 == bot.id)
        && replied.is_some_and(|to| to.forum_topic_created().is_none());
    match without_name(&text, message.entities().or(message.caption_entities()), bot) {
        // Our name alone, under something that was said: that is the question.
        Some(rest) if rest.is_empty() && !to_us => {
            let asked = replied.and_then(|to| to.text().or(to.caption())).map(str::to_owned);
            addressed(Some(asked.unwrap_or_else(|| "/help".to_owned())))
        }
        Some(rest) => addressed(Some(rest)),
        None if to_us => addressed((!text.is_empty()).then_some(text)),
        None => None,
    }
}

/// The conversation of a person in a chat.
pub(super) fn address(chat: &Chat, person: &User, topic: Option<ThreadId>) -> Address {
    Address {
        platform: PLATFORM.to_owned(),
        chat: chat.id.0.to_string(),
        person: person.id.0.to_string(),
        thread: topic.map(|topic| topic.0.0.to_string()),
    }
}

/// The topic of a forum that a message stands in. Threads of replies elsewhere have numbers, too, but are no topics.
pub(super) fn topic(message: &Message) -> Option<ThreadId> {
    message.thread_id.filter(|_| message.is_topic_message)
}

/// Returns whether a command names another bot.
pub(super) fn other_bot(text: &str, bot: &Bot) -> bool {
    named_bot(text).is_some_and(|named| !is(bot, named))
}

/// The bot that a command names: `/help@this_bot`.
fn named_bot(text: &str) -> Option<&str> {
    let command = text.trim_start().split(char::is_whitespace).next()?;
    command.split_once('@').map(|(_, named)| named)
}

fn is(bot: &Bot, name: &str) -> bool {
    name.eq_ignore_ascii_case(&bot.username)
}

/// Returns the text without our name in it; none when we are not named.
fn without_name(text: &str, entities: Option<&[MessageEntity]>, bot: &Bot) -> Option<String> {
    let start = text.match_indices('@').map(|(at, _)| at).find(|&at| {
        let name: &str =
            text[at + 1..].split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or("");
        is(bot, name) && !text[..at].ends_with(|c: char| c.is_alphanumeric())
    });
    if let Some(at) = start {
        return Some(joined(&text[..at], &text[at + 1 + bot.username.len()..]));
    }
    // A person without a name is mentioned by their id; a bot can be, too.
    let entity = entities?.iter().find(
        |entity| matches!(&entity.kind, MessageEntityKind::TextMention { user } if user.id.0 == bot.id),
    )?;
    let units: Vec<u16> = text.encode_utf16().collect();
    let before = units.get(..entity.offset)?;
    let behind = units.get(entity.offset + entity.length..)?;
    Some(joined(&String::from_utf16_lossy(before), &String::from_utf16_lossy(behind)))
}

/// Joins what stands before and behind a name that is left out.
fn joined(before: &str, behind: &str) -> String {
    let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':'));
    let (before, behind) = (before.trim(), behind.trim());
    if before.is_empty() || behind.is_empty() || behind.starts_with(['?', '.', '!']) {
        format!("{before}{behind}")
    } else {
        format!("{before} {behind}")
    }
}

/// Returns whether a message tells what happened in the chat rather than what someone said.
fn is_service(message: &Message) -> bool {
    !matches!(message.kind, MessageKind::Common(_) | MessageKind::Dice(_) | MessageKind::Empty {})
}
