//! Update → event: pure. What is not meant for us is nothing; nothing is decided about the conversation.

mod addressed;
mod attachment;
#[cfg(test)]
mod tests;

use passerelle_core::command::{self, COMMANDS};
use passerelle_core::event::{Action, Address, Attachment, Event, EventId, Timestamp};
use passerelle_core::reply::ChoiceId;
use serde_json::Value;
use teloxide::types::{
    CallbackQuery, CallbackQueryId, Chat, InlineQuery, MaybeInaccessibleMessage, Message, Update, UpdateKind,
    User,
};

use super::link::{self, Start};
use super::note::{How, Note};
use addressed::Addressed;

/// The name of the platform in addresses.
pub(crate) const PLATFORM: &str = "telegram";

/// Who we are on Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bot {
    /// Our id.
    pub(crate) id: u64,
    /// Our name, without `@`.
    pub(crate) username: String,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    /// Something was done.
    Event(Box<Event>),
    /// A button was pressed. It turns until it is answered, at once; one that is not ours means nothing any more.
    Pressed {
        /// The query to answer.
        query: CallbackQueryId,
        /// The language of the person's app.
        hint: Option<String>,
        /// What it does; none when the button is no button of ours.
        event: Option<Box<Event>>,
    },
    /// Someone looks for entries while they type.
    Looks(Box<InlineQuery>),
    /// Nothing for us.
    Nothing,
    /// An update that this program does not understand.
    Unknown,
}

/// Reads an update from JSON; none when it is no update that teloxide knows.
pub(crate) fn read(update: &Value) -> Option<Update> {
    let mut update = update.clone();
    mend(&mut update);
    // teloxide reads updates from text alone: from a value every one of them is of no known kind.
    serde_json::from_str(&update.to_string()).ok()
}

/// Names a kind for files that have none. Telegram leaves it out where it does not know it; teloxide 0.17 wants it, and takes
/// the whole message for empty without. Nothing here reads it.
fn mend(update: &mut Value) {
    const FILES: [&str; 5] = ["voice", "audio", "document", "video", "animation"];
    for place in
        ["/message", "/edited_message", "/message/reply_to_message", "/edited_message/reply_to_message"]
    {
        let Some(message) = update.pointer_mut(place) else { continue };
        for file in FILES {
            if let Some(Value::Object(file)) = message.get_mut(file) {
                file.insert("mime_type".to_owned(), "application/octet-stream".into());
            }
        }
    }
}

/// Hears an update.
pub(crate) fn hear(update: &Update, bot: &Bot, now: Timestamp) -> Heard {
    // The number of the update is the same however often it comes.
    let make = |address: Address, from: &User, note: Note, action: Action| Event {
        id: EventId(update.id.0.to_string()),
        address,
        at: now,
        hint: from.language_code.clone(),
        note: note.write(),
        action,
    };
    match &update.kind {
        UpdateKind::Message(message) => wrote(message, bot, How::Answer, make),
        UpdateKind::EditedMessage(message) => wrote(message, bot, How::Changed, make),
        UpdateKind::CallbackQuery(query) => Heard::Pressed {
            query: query.id.clone(),
            hint: query.from.language_code.clone(),
            event: pressed(query, make).map(Box::new),
        },
        UpdateKind::InlineQuery(query) => Heard::Looks(Box::new(query.clone())),
        UpdateKind::MyChatMember(change) => {
            let comes = !change.old_chat_member.is_present() && change.new_chat_member.is_present();
            if !comes || change.chat.is_private() || change.chat.is_channel() || change.from.is_bot {
                return Heard::Nothing;
            }
            // Brought into a group: a word about what we do, as for anyone who begins.
            let address = addressed::address(&change.chat, &change.from, None);
            Heard::Event(Box::new(make(address, &change.from, Note::default(), given("start", ""))))
        }
        UpdateKind::Error(_) => Heard::Unknown,
        _ => Heard::Nothing,
    }
}

/// Hears a message, or what it was changed to.
fn wrote(
    message: &Message,
    bot: &Bot,
    how: How,
    make: impl Fn(Address, &User, Note, Action) -> Event,
) -> Heard {
    let Some(Addressed { address, from, text }) = addressed::to_us(message, bot) else {
        return Heard::Nothing;
    };
    let action = match (attachment::of(message), text) {
        (None, Some(text)) => said(&text, &message.chat, bot),
        // A place that moves is told again and again; what came with it was heard the first time.
        (Some(_), _) if how == How::Changed => None,
        (Some(attachment), words) => Some(Action::Attach(Attachment {
            caption: words.unwrap_or(attachment.caption.clone()),
            ..attachment
        })),
        (None, None) => None,
    };
    let Some(action) = action else { return Heard::Nothing };
    let note = Note { of: Some(message.id.0), how, asked: None, open: opened(&action, &message.chat) };
    Heard::Event(Box::new(make(address, &from, note, action)))
}

/// Reads what was said: a command for us, or words. A command for another bot is nothing.
fn said(text: &str, chat: &Chat, bot: &Bot) -> Option<Action> {
    let Some((name, argument)) = command::split(text) else {
        return Some(Action::Say(text.to_owned()));
    };
    if addressed::other_bot(text, bot) {
        return None;
    }
    if name == "start"
        && chat.is_private()
        && let Some(start) = link::read(argument)
    {
        return Some(match start {
            Start::Choice(choice) => Action::Press(choice),
            Start::Command(name) => given(name, ""),
        });
    }
    Some(given(name, argument))
}

/// What the private chat is opened with to see what a group is not shown.
fn opened(action: &Action, chat: &Chat) -> Option<String> {
    match action {
        _ if chat.is_private() => None,
        Action::Command(name, _) => {
            // In whatever language it was typed, a link has the command's own name.
            let meant = command::named(name)?;
            let (name, ..) = COMMANDS.iter().find(|(.., command)| *command == meant)?;
            link::read(name).is_some().then(|| (*name).to_owned())
        }
        Action::Press(choice) => link::start(choice),
        _ => None,
    }
}

fn given(name: &str, argument: &str) -> Action {
    Action::Command(name.to_owned(), argument.to_owned())
}

/// Hears a button.
fn pressed(query: &CallbackQuery, make: impl Fn(Address, &User, Note, Action) -> Event) -> Option<Event> {
    let choice = query.data.as_deref()?.parse().ok()?;
    let (chat, id, message) = match query.message.as_ref()? {
        MaybeInaccessibleMessage::Regular(message) => (&message.chat, message.id, Some(message)),
        MaybeInaccessibleMessage::Inaccessible(gone) => (&gone.chat, gone.message_id, None),
    };
    let thread = message.and_then(|message| addressed::topic(message));
    let address = addressed::address(chat, &query.from, thread);
    // In a group the message is the answer to someone: another person's press gets an answer of its own.
    let asked = message.and_then(|message| message.reply_to_message());
    let asker = asked.and_then(|asked| asked.from.as_ref());
    let theirs = chat.is_private() || asker.is_none_or(|asker| asker.id == query.from.id);
    // The card of what was sent stays a card: what a moderator wants to see of it stands below.
    let judges = matches!(choice, ChoiceId::Deal(deal) if deal.moderates());
    let action = Action::Press(choice);
    let open = opened(&action, chat);
    let how = if theirs && !judges { How::Replace } else { How::Answer };
    let note = Note { of: Some(id.0), how, asked: asked.filter(|_| theirs).map(|asked| asked.id.0), open };
    Some(make(address, &query.from, note, action))
}
