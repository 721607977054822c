//! Brings replies to Telegram: in the place of a message, else as a new one; and says what became of it.

use async_trait::async_trait;
use passerelle_core::assistant::Outgoing;
use passerelle_core::assistant::office::{Rates, Verdict};
use passerelle_core::assistant::outlet::{Limits, Rate};
use passerelle_core::event::Address;
use passerelle_core::reply::{Audience, ChoiceId};
use serde_json::Value;
use teloxide::payloads::EditMessageReplyMarkup;
use teloxide::types::{ChatId, MessageId, Recipient, ThreadId};

use super::api::Trouble;
use super::hear::PLATFORM;
use super::limits::{CHAT_PACE, GROUP_PACE, OVERALL_PACE};
use super::note::{How, Note};
use super::recent::Asks;
use super::say::{Look, Room, Said, To, Under, say};
use super::{Telegram, words};
use crate::post::Carrier;

/// What one person gets.
const CHAT: &[Rate] = &[CHAT_PACE];

/// What a group gets.
const GROUP: &[Rate] = &[CHAT_PACE, GROUP_PACE];

/// What all chats together get.
const OVERALL: &[Rate] = &[OVERALL_PACE];

/// One send at a time, so that a kill repeats one at most; one that takes longer than this holds up nobody.
const PATIENCE: u64 = 100;

/// Where a part of a reply goes.
#[derive(Debug, Clone, Copy)]
struct Spot {
    to: To,
    /// The message it takes the place of.
    replace: Option<MessageId>,
    /// The message it answers.
    answers: Option<MessageId>,
}

#[async_trait]
impl Carrier for Telegram {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn limits(&self) -> Limits {
        Limits { overall: OVERALL, at_once: 1, patience: PATIENCE }
    }

    fn rates(&self) -> Rates {
        |to| if is_group(to) { GROUP } else { CHAT }
    }

    async fn carry(&self, outgoing: &Outgoing) -> Verdict {
        let verdict = self.bring(outgoing).await;
        if matches!(verdict, Verdict::Taken { .. } | Verdict::Refused(_)) {
            self.parts().remove(outgoing.key.as_str());
            self.typing.done(&outgoing.to.chat);
        }
        verdict
    }
}

/// Commands whose answer tells of the person alone, whatever can be done with it.
const ALONE: [&str; 2] = ["mine", "export"];

/// Returns whether a group is not to see a reply. What is asked in a form that was begun in a group is asked there: the draft
/// belongs to the group, and the answer could come to us nowhere else.
fn is_apart(outgoing: &Outgoing, note: &Note) -> bool {
    let alone = outgoing.reply.audience == Audience::Person && !outgoing.to.person.is_empty();
    let told = note.open.as_deref().is_some_and(|open| ALONE.contains(&open));
    alone && is_group(&outgoing.to) && (told || !forms(outgoing))
}

/// Returns whether a reply is a question of a form.
fn forms(outgoing: &Outgoing) -> bool {
    let reply = &outgoing.reply;
    reply.form.is_some() || reply.choices.iter().any(|choice| matches!(choice.id, ChoiceId::Form(_)))
}

/// Groups have negative numbers.
fn is_group(to: &Address) -> bool {
    to.chat.starts_with('-')
}

impl Telegram {
    async fn bring(&self, outgoing: &Outgoing) -> Verdict {
        if self.bot.get().is_none() {
            return Verdict::Failed("not connected yet".to_owned());
        }
        let Ok(chat) = outgoing.to.chat.parse() else {
            return Verdict::Refused("the address is no chat of Telegram".to_owned());
        };
        let note = Note::read(outgoing.answers.as_ref().and_then(|origin| origin.note.as_deref()));
        let thread = outgoing.to.thread.as_ref().and_then(|thread| thread.parse().ok());
        let to = To { chat: ChatId(chat), thread: thread.map(|thread| ThreadId(MessageId(thread))) };
        let spot = self.spot(outgoing, &note, to);
        if is_apart(outgoing, &note) {
            return self.bring_apart(outgoing, &note, spot).await;
        }
        let aside = self.aside(outgoing.language, &note);
        let room = if is_group(&outgoing.to) { Room::Group(&aside) } else { Room::Private };
        match self.parts_of(outgoing, room, spot).await {
            Ok(first) => {
                if let (Some(of), How::Answer | How::Changed, Some(first)) = (note.of, note.how, first) {
                    let asks = if forms(outgoing) { Asks::Form } else { Asks::Nothing };
                    self.recent().answered(chat, of, first.0, asks);
                }
                Verdict::Taken { message: first.map(|id| id.0.to_string()) }
            }
            Err(trouble) => verdict(trouble),
        }
    }

    /// Finds where a reply goes: the card of its subject, else the message whose button was pressed, else the answer to the
    /// message that was changed; else it is new.
    fn spot(&self, outgoing: &Outgoing, note: &Note, to: To) -> Spot {
        let card = outgoing.card.as_ref().and_then(|card| card.parse().ok());
        let replace = match (card, note.how) {
            (Some(card), _) => Some(card),
            (None, How::Replace) => note.of,
            (None, How::Changed) => note.of.and_then(|of| self.recent().answer(to.chat.0, of)),
            (None, How::Answer) => None,
        };
        // Alone with a person it is plain what is answered, but for what was changed long ago.
        let shows = is_group(&outgoing.to) || note.how == How::Changed;
        let answers = match note.how {
            // A message that takes the place of another keeps what it answers; a new one that asks for a reply needs it.
            How::Replace => note.asked,
            How::Answer | How::Changed => note.of.filter(|_| shows),
        };
        Spot { to, replace: replace.map(MessageId), answers: answers.map(MessageId) }
    }

    /// Brings every part of a reply that was not brought yet, and returns the first message.
    async fn parts_of(
        &self,
        outgoing: &Outgoing,
        room: Room<'_>,
        spot: Spot,
    ) -> Result<Option<MessageId>, Trouble> {
        let look = if outgoing.plain { Look::Plain } else { Look::Styled };
        let said = say(&outgoing.reply, look, room);
        let brought = self.parts().get(outgoing.key.as_str()).copied().unwrap_or_default();
        let mut first = brought.first;
        for (at, part) in said.iter().enumerate().skip(brought.count) {
            if at > 0 {
                // The pace of a chat holds within a reply as well.
                tokio::time::sleep(std::time::Duration::from_millis(CHAT_PACE.per)).await;
            }
            let spot = if at == 0 { spot } else { Spot { replace: None, answers: None, ..spot } };
            let message = self.part(part, spot).await?;
            first = first.or(message);
            self.parts().insert(outgoing.key.as_str().to_owned(), Brought { count: at + 1, first });
        }
        Ok(first)
    }

    async fn part(&self, part: &Said, spot: Spot) -> Result<Option<MessageId>, Trouble> {
        let edit = spot.replace.and_then(|message| Some((message, part.edit(spot.to.chat, message)?)));
        if let Some((message, edit)) = edit {
            match self.api.raw(&edit).await {
                Ok(_) => return Ok(Some(message)),
                Err(Trouble::Refused { description, .. }) if description.contains("not modified") => {
                    return Ok(Some(message));
                }
                // It is gone, or not ours to change: a new one takes its place.
                Err(Trouble::Refused { code: 400, .. }) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        let sent = match self.api.raw(&part.send(spot.to, spot.answers)).await {
            Err(Trouble::Refused { code: 400, description }) if is_about_form(&description) => {
                // What is said matters more than how it looks. That it was refused is a fault to be found.
                tracing::error!("a message was refused and is sent without form: {description}");
                self.health.count("telegram_refused_forms", 1);
                self.api.raw(&part.bare().send(spot.to, spot.answers)).await
            }
            other => other,
        }?;
        if let (Some(message), Under::Ask(_)) = (spot.replace, &part.under) {
            // Only a new message can ask for a reply; the old one keeps its words and loses its buttons, which are past.
            let strip = EditMessageReplyMarkup::new(Recipient::Id(spot.to.chat), message);
            let _ = self.api.raw(&strip).await;
        }
        Ok(message_id(&sent))
    }

    /// Brings what is for the person alone into their private chat, and tells so in the group.
    async fn bring_apart(&self, outgoing: &Outgoing, note: &Note, spot: Spot) -> Verdict {
        let Ok(person) = outgoing.to.person.parse() else {
            return Verdict::Refused("the address is no person of Telegram".to_owned());
        };
        let alone = Spot { to: To { chat: ChatId(person), thread: None }, replace: None, answers: None };
        let brought = match self.parts_of(outgoing, Room::Private, alone).await {
            Ok(_) => words::Brought::ToThem,
            // They have never spoken to us alone, or do not want to.
            Err(Trouble::Refused { code: 403 | 400, .. }) => words::Brought::ToNobody,
            Err(trouble) => return verdict(trouble),
        };
        let Some(told) = self.told_apart(outgoing.language, note, brought) else {
            return Verdict::Failed("not connected yet".to_owned());
        };
        let answers = note.of.map(MessageId);
        match self.api.raw(&told.send(spot.to, answers)).await {
            Ok(_) => Verdict::Taken { message: None },
            Err(trouble) => verdict(trouble),
        }
    }
}

/// How far a reply of several parts was brought.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Brought {
    count: usize,
    first: Option<MessageId>,
}

fn message_id(message: &Value) -> Option<MessageId> {
    message["message_id"].as_i64().and_then(|id| i32::try_from(id).ok()).map(MessageId)
}

/// Returns whether a refusal is about how a message looks rather than about where it goes.
fn is_about_form(description: &str) -> bool {
    const FORMS: [&str; 6] = ["ENTIT", "entit", "BUTTON", "REPLY_MARKUP", "markup", "keyboard"];
    FORMS.iter().any(|form| description.contains(form))
}

/// What trouble means for a reply.
fn verdict(trouble: Trouble) -> Verdict {
    match trouble {
        Trouble::Wait(wait) => Verdict::Later(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
        Trouble::Moved(chat) => Verdict::Moved(chat.to_string()),
        // The program is about to end, and says why.
        Trouble::Refused { code: 401, .. } => Verdict::Failed("the token is not valid".to_owned()),
        Trouble::Refused { code, description } => Verdict::Refused(format!("{description} ({code})")),
        other => Verdict::Failed(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn trouble_is_taken_for_what_it_is() {
        let refused =
            |code, description: &str| Trouble::Refused { code, description: description.to_owned() };
        assert_eq!(verdict(Trouble::Wait(Duration::from_secs(2))), Verdict::Later(2_000));
        assert_eq!(verdict(Trouble::Moved(-5)), Verdict::Moved("-5".into()));
        assert!(matches!(
            verdict(refused(403, "Forbidden: bot was blocked by the user")),
            Verdict::Refused(_)
        ));
        assert!(matches!(verdict(refused(401, "Unauthorized")), Verdict::Failed(_)));
        for passing in [Trouble::Server(502), Trouble::Unreached, Trouble::Unanswered, Trouble::Strange] {
            assert!(matches!(verdict(passing), Verdict::Failed(_)));
        }
    }

    #[test]
    fn paces_are_those_of_the_platform() {
        assert_eq!((CHAT_PACE.count, CHAT_PACE.per), (1, 1_000));
        assert_eq!((GROUP_PACE.count, GROUP_PACE.per), (20, 60_000));
        assert_eq!((OVERALL_PACE.count, OVERALL_PACE.per), (30, 1_000));
    }
}
