//! Brings replies to Discord: to the interaction or under the message they answer, to a person, to a moderators' channel.
//!
//! What can be repeated is: an answer that is changed, a message with a nonce. Where a token has ended, the answer goes to where
//! the person can see it.

use std::sync::Arc;

use async_trait::async_trait;
use passerelle_core::assistant::Outgoing;
use passerelle_core::assistant::office::{Rates, Verdict};
use passerelle_core::assistant::outlet::Limits;
use passerelle_core::language::Language;
use passerelle_core::reply::Audience;
use passerelle_core::text::Text;
use serde_json::Value;
use serenity::all::{ButtonStyle, CreateActionRow};
use xxhash_rust::xxh3::xxh3_128;

use super::ids::CustomId;
use super::markup::Dress;
use super::note::{Note, Place, Shown};
use super::rest::{self, Trouble};
use super::say::{self, Page, Words};
use super::wire::Snowflake;
use super::{Discord, held, limits};
use crate::post::Carrier;
use crate::terminal::now;

/// The flag of a message that one person alone sees ("Message Flags", EPHEMERAL).
const EPHEMERAL: u64 = 1 << 6;

/// An interaction to answer.
struct Asked<'a> {
    id: Snowflake,
    application: Snowflake,
    token: &'a str,
    channel: Snowflake,
    on: Option<Snowflake>,
    shown: Shown,
}

#[async_trait]
impl Carrier for Discord {
    fn platform(&self) -> &'static str {
        super::PLATFORM
    }

    fn limits(&self) -> Limits {
        // Our own pace keeps Discord's limits, which its answers tell.
        Limits { overall: &[], at_once: 32, patience: 1_000 }
    }

    fn rates(&self) -> Rates {
        |_| &[]
    }

    async fn carry(&self, outgoing: &Outgoing) -> Verdict {
        match self.bring(outgoing).await {
            Ok(message) => Verdict::Taken { message },
            Err(Trouble::Wait(wait)) if wait.everywhere => Verdict::Hold(wait.long),
            Err(Trouble::Wait(wait)) => Verdict::Later(wait.long),
            Err(trouble @ Trouble::Refused { .. }) => Verdict::Refused(trouble.to_string()),
            Err(trouble) => Verdict::Failed(trouble.to_string()),
        }
    }
}

impl Discord {
    /// Brings a reply, and returns how Discord names the message.
    async fn bring(&self, outgoing: &Outgoing) -> Result<Option<String>, Trouble> {
        let note = outgoing.answers.as_ref().and_then(Note::of);
        if !outgoing.to.person.is_empty() {
            self.hold(outgoing).await?;
        }
        match note {
            Some(Note::Interaction { id, application, token, channel, on, place, shown }) => {
                let asked = Asked { id, application, token: &token, channel, on, shown };
                let pages = self.pages(outgoing, place);
                self.answer(outgoing, &asked, &pages).await
            }
            Some(Note::Message { channel, message, place }) => {
                self.under(outgoing, channel, message, place).await
            }
            None if outgoing.to.person.is_empty() => self.announce(outgoing).await,
            None => self.alone(outgoing).await,
        }
    }

    /// Keeps what a button opens.
    async fn hold(&self, outgoing: &Outgoing) -> Result<(), Trouble> {
        let (post, kept) = (Arc::clone(&self.post), outgoing.clone());
        let held = tokio::task::spawn_blocking(move || held::keep(post.assistant(), &kept)).await;
        match held {
            Ok(Ok(())) => Ok(()),
            // It is tried again; nothing was sent.
            Ok(Err(_)) | Err(_) => Err(Trouble::Unanswered),
        }
    }

    /// The pages of a reply.
    pub(super) fn pages(&self, outgoing: &Outgoing, place: Place) -> Vec<Page> {
        let dress = if outgoing.plain { Dress::Plain } else { Dress::Styled };
        let owner = say::owner_of(&outgoing.to);
        let words = self.words(outgoing.language, place);
        say::reply(&outgoing.reply, dress, owner, &words)
    }

    /// What stands on buttons of our own.
    pub(super) fn words(&self, language: Language, place: Place) -> Words {
        // Alone with us one can type.
        let follow = (place != Place::Direct).then(|| self.wording(language, "discord-follow"));
        Words { choose: self.wording(language, "discord-choose"), follow }
    }

    pub(super) fn wording(&self, language: Language, message: &str) -> String {
        self.post.assistant().mind().wording.say(language, message)
    }

    /// Answers an interaction.
    async fn answer(
        &self,
        outgoing: &Outgoing,
        asked: &Asked<'_>,
        pages: &[Page],
    ) -> Result<Option<String>, Trouble> {
        self.acknowledgements.wait(asked.id).await;
        let alone = asked.shown.is_private() || outgoing.reply.audience == Audience::Person;
        if Note::lives(asked.id, now().0) {
            match self.with_token(outgoing, asked, pages, alone).await {
                Err(trouble) if is_over(&trouble) => {}
                other => return other,
            }
            // It may have been heard by a program that ended before it could acknowledge it.
            match self.rest.callback(asked.id, asked.token, asked.shown.acknowledgement()).await {
                Ok(()) => return self.with_token(outgoing, asked, pages, alone).await,
                Err(Trouble::Refused { .. }) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        if alone {
            return self.alone(outgoing).await;
        }
        let there = match asked.on {
            Some(message) if asked.shown.in_place() => {
                self.rest.change(asked.channel, message, pages[0].body()).await.map(|value| name_of(&value))
            }
            _ => self.write(asked.channel, outgoing, pages, None).await,
        };
        match there {
            // Where we may not write, the person alone can still be told.
            Err(Trouble::Refused { .. }) => self.alone(outgoing).await,
            other => other,
        }
    }

    /// Answers an interaction with its token.
    async fn with_token(
        &self,
        outgoing: &Outgoing,
        asked: &Asked<'_>,
        pages: &[Page],
        alone: bool,
    ) -> Result<Option<String>, Trouble> {
        let (application, token) = (asked.application, asked.token);
        // The first reply takes the place that the acknowledgement made; others follow.
        let first = outgoing.key.as_str().ends_with("/00");
        let fits = alone == asked.shown.is_private();
        let mut rest = pages;
        let mut name = None;
        if first && fits {
            let value = self.rest.change_answer(application, token, pages[0].body()).await?;
            name = name_of(&value);
            rest = &pages[1..];
        } else if first && !asked.shown.in_place() {
            // Everybody would see what is for one.
            match self.rest.take_back(application, token).await {
                Ok(_) | Err(Trouble::Refused { code: rest::UNKNOWN_MESSAGE, .. }) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        for (at, page) in rest.iter().enumerate() {
            let value = if alone {
                let mut body = page.body();
                body["flags"] = EPHEMERAL.into();
                self.rest.follow(application, token, body).await?
            } else {
                // A message of the channel has a nonce, what follows an answer has none.
                let number = at + usize::from(rest.len() < pages.len());
                match self.rest.write(asked.channel, page.body(), &nonce(outgoing, number)).await {
                    Err(Trouble::Refused { .. }) => self.rest.follow(application, token, page.body()).await?,
                    written => written?,
                }
            };
            name = name.or_else(|| name_of(&value));
        }
        Ok(name)
    }

    /// Answers a message.
    async fn under(
        &self,
        outgoing: &Outgoing,
        channel: Snowflake,
        message: Snowflake,
        place: Place,
    ) -> Result<Option<String>, Trouble> {
        let pages = self.pages(outgoing, place);
        match place {
            Place::Direct => self.write(channel, outgoing, &pages, None).await,
            _ if outgoing.reply.audience == Audience::Person => {
                let page = self.curtain(outgoing);
                self.write(channel, outgoing, &[page], Some(message)).await
            }
            Place::Channel => self.write(channel, outgoing, &pages, Some(message)).await,
            Place::Opening => {
                match self.rest.open_thread(channel, message, &say::thread_name(&outgoing.reply)).await {
                    Ok(()) => self.write(message, outgoing, &pages, None).await,
                    // Without leave to open threads, the answer stands in the channel.
                    Err(Trouble::Refused { .. }) => {
                        self.places.close(channel);
                        self.write(channel, outgoing, &pages, Some(message)).await
                    }
                    Err(trouble) => Err(trouble),
                }
            }
        }
    }

    /// What everybody sees in the place of what concerns one person: a button that shows it to them.
    fn curtain(&self, outgoing: &Outgoing) -> Page {
        let language = outgoing.language;
        let open = CustomId::Held(say::owner_of(&outgoing.to)).to_string();
        let button = say::button(open, &self.wording(language, "discord-see"), ButtonStyle::Primary);
        let text = Text::plain(self.wording(language, "discord-for-you"));
        Page::of(&text, vec![CreateActionRow::Buttons(vec![button])])
    }

    /// Tells a person something where nobody else sees it.
    async fn alone(&self, outgoing: &Outgoing) -> Result<Option<String>, Trouble> {
        let person = say::owner_of(&outgoing.to).ok_or(Trouble::Refused { status: 404, code: 0 })?;
        let channel = self.rest.direct(person).await?;
        self.write(channel, outgoing, &self.pages(outgoing, Place::Direct), None).await
    }

    /// Shows something in a moderators' channel: a message for each subject, which changes, and a thread for what happens to it.
    async fn announce(&self, outgoing: &Outgoing) -> Result<Option<String>, Trouble> {
        let channel: Snowflake = outgoing
            .to
            .chat
            .parse()
            .map_err(|_| Trouble::Refused { status: 404, code: rest::UNKNOWN_CHANNEL })?;
        let pages = self.pages(outgoing, Place::Direct);
        let Some((_, card)) = outgoing.card.as_deref().and_then(read_name) else {
            let name = self.write(channel, outgoing, &pages, None).await?;
            if let Some((channel, message)) =
                name.as_deref().and_then(read_name).filter(|_| outgoing.reply.subject.is_some())
                && let Err(trouble) =
                    self.rest.open_thread(channel, message, &say::thread_name(&outgoing.reply)).await
            {
                // The card stands; where threads are not allowed, it stands alone.
                tracing::info!("a submission has no thread: {trouble}");
            }
            return Ok(name);
        };
        match self.rest.change(channel, card, pages[0].body()).await {
            Ok(_) => {}
            // Somebody took it away: it is shown again.
            Err(Trouble::Refused { code: rest::UNKNOWN_MESSAGE, .. }) => {
                return self.write(channel, outgoing, &pages, None).await;
            }
            Err(trouble) => return Err(trouble),
        }
        // The thread has the id of the card.
        match self.write(card, outgoing, &pages, None).await {
            Ok(_) | Err(Trouble::Refused { .. }) => Ok(outgoing.card.clone()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Writes pages into a channel, and returns the name of the first.
    async fn write(
        &self,
        channel: Snowflake,
        outgoing: &Outgoing,
        pages: &[Page],
        under: Option<Snowflake>,
    ) -> Result<Option<String>, Trouble> {
        let mut name = None;
        for (at, page) in pages.iter().enumerate() {
            let mut body = page.body();
            if let Some(message) = under.filter(|_| at == 0) {
                body["message_reference"] =
                    serde_json::json!({"message_id": message, "fail_if_not_exists": false});
            }
            let value = self.rest.write(channel, body, &nonce(outgoing, at)).await?;
            name = name.or_else(|| name_of(&value));
        }
        Ok(name)
    }
}

/// Whether an interaction's token, or its answer, is gone.
fn is_over(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Refused {
            code: rest::UNKNOWN_WEBHOOK
                | rest::INVALID_TOKEN
                | rest::UNKNOWN_INTERACTION
                | rest::UNKNOWN_MESSAGE,
            ..
        }
    )
}

/// How a message is named in the store.
fn name_of(message: &Value) -> Option<String> {
    Some(format!("{}:{}", message["channel_id"].as_str()?, message["id"].as_str()?))
}

fn read_name(name: &str) -> Option<(Snowflake, Snowflake)> {
    let (channel, message) = name.split_once(':')?;
    Some((channel.parse().ok()?, message.parse().ok()?))
}

/// The nonce of a page: the same for a repeat, and for nothing else.
fn nonce(outgoing: &Outgoing, page: usize) -> String {
    let mut number = xxh3_128(format!("{}#{page}", outgoing.key).as_bytes());
    let mut nonce = String::new();
    while nonce.len() < limits::NONCE {
        nonce.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize]));
        number /= 36;
    }
    nonce
}
