//! Reply → messages: pure. Every message is one that Telegram takes, whatever a person typed or a writer wrote.

pub(crate) mod blocks;
pub(crate) mod keyboard;
pub(crate) mod rich;
mod split;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod tests;

use passerelle_core::reply::{Choice, Reply};
use passerelle_core::text::{Block, Style, Text};
use teloxide::payloads::{EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters};
use teloxide::types::{
    ChatId, ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, Recipient, ReplyMarkup,
    ReplyParameters, ThreadId,
};

use super::limits::{LONGEST_PLACEHOLDER, cut};
pub(crate) use blocks::Look;
use rich::{Rich, clean};

/// Where a reply is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room<'a> {
    /// A chat with one person: all they write comes to us.
    Private,
    /// A group: what is no command, mention or reply does not come to us.
    Group(&'a Aside),
}

/// What is said beside a question of a form in a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Aside {
    /// What stands in front of the choices, which have to be typed.
    pub(crate) typed: String,
    /// The words of the link to the private chat.
    pub(crate) private: String,
    /// The address of the private chat.
    pub(crate) link: String,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Its text.
    pub(crate) rich: Rich,
    /// What stands under it.
    pub(crate) under: Under,
}

/// What stands under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Under {
    /// Nothing.
    Nothing,
    /// Buttons.
    Buttons(InlineKeyboardMarkup),
    /// The person is asked to answer this message, in the words of the field.
    Ask(String),
}

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct To {
    /// The chat.
    pub(crate) chat: ChatId,
    /// The topic of a forum.
    pub(crate) thread: Option<ThreadId>,
}

/// Writes a reply as messages, in order; buttons stand under the last one.
pub(crate) fn say(reply: &Reply, look: Look, room: Room<'_>) -> Vec<Said> {
    let mut blocks = reply.blocks.clone();
    let under = match (room, asked(reply)) {
        (Room::Group(aside), Some(placeholder)) => {
            blocks.extend(beside(&reply.choices, aside));
            Under::Ask(placeholder)
        }
        _ => keyboard::keyboard(&reply.choices).map_or(Under::Nothing, Under::Buttons),
    };
    let mut texts = split::messages(&blocks::pieces(&blocks, look));
    if texts.is_empty() && under != Under::Nothing {
        // Buttons need something to stand under.
        let mut rich = Rich::default();
        rich.words("…", &[]);
        texts.push(rich);
    }
    let last = texts.len().saturating_sub(1);
    let said = |(at, rich)| Said { rich, under: if at == last { under.clone() } else { Under::Nothing } };
    texts.into_iter().enumerate().map(said).collect()
}

/// Returns the words for the input field, where the answer must be written.
fn asked(reply: &Reply) -> Option<String> {
    let form = reply.form.as_ref()?;
    let field = form.fields.first()?;
    let words = field.hint.as_deref().filter(|hint| !hint.trim().is_empty()).unwrap_or(&field.label);
    // A line is all that the field shows.
    let words = cut(clean(&words.replace('\n', " ")).trim(), LONGEST_PLACEHOLDER);
    Some(words)
}

/// What a question in a group needs beside: its choices, to be typed, and the way to the private chat.
fn beside(choices: &[Choice], aside: &Aside) -> Vec<Block> {
    let mut said = Vec::new();
    if !choices.is_empty() {
        let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
        let line = Text::plain(format!("{} ", aside.typed)).and(labels.join(" · "), Style::Plain);
        said.push(Block::Paragraph(line));
    }
    if !aside.link.is_empty() {
        said.push(Block::Paragraph(Text::styled(aside.private.clone(), Style::Link(aside.link.clone()))));
    }
    said
}

impl Said {
    /// The request that sends it, as an answer to a message if one is given.
    pub(crate) fn send(&self, to: To, answers: Option<MessageId>) -> SendMessage {
        let mut request = SendMessage::new(Recipient::Id(to.chat), self.rich.text.clone())
            .link_preview_options(no_preview());
        request.message_thread_id = to.thread;
        request.entities = entities(&self.rich);
        // The answer is wanted even where the question was deleted meanwhile.
        request.reply_parameters = answers.map(|id| ReplyParameters::new(id).allow_sending_without_reply());
        request.reply_markup = match &self.under {
            Under::Nothing => None,
            Under::Buttons(keyboard) => Some(ReplyMarkup::InlineKeyboard(keyboard.clone())),
            Under::Ask(words) => {
                let ask = ForceReply::new().selective();
                // Words of no length are refused.
                let ask =
                    if words.is_empty() { ask } else { ask.input_field_placeholder(Some(words.clone())) };
                Some(ReplyMarkup::ForceReply(ask))
            }
        };
        request
    }

    /// The same words without any form.
    pub(crate) fn bare(&self) -> Said {
        let rich = Rich { entities: Vec::new(), ..self.rich.clone() };
        Said { rich, under: Under::Nothing }
    }

    /// The request that puts it in the place of a message; none when it asks for a reply, which only a new message can.
    pub(crate) fn edit(&self, chat: ChatId, message: MessageId) -> Option<EditMessageText> {
        let mut request = EditMessageText::new(Recipient::Id(chat), message, self.rich.text.clone())
            .link_preview_options(no_preview());
        request.entities = entities(&self.rich);
        request.reply_markup = match &self.under {
            Under::Nothing => None,
            Under::Buttons(keyboard) => Some(keyboard.clone()),
            Under::Ask(_) => return None,
        };
        Some(request)
    }
}

fn entities(rich: &Rich) -> Option<Vec<teloxide::types::MessageEntity>> {
    (!rich.entities.is_empty()).then(|| rich.entities.clone())
}

/// Sources are named by their titles; a picture of the first page would push the answer out of sight.
pub(crate) fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
