//! Answers at once what needs no turn: what one types is completed, a form or a line opens, settings are shown.

use std::sync::Arc;

use passerelle_core::event::Address;
use passerelle_core::find;
use passerelle_core::language::Language;
use passerelle_core::reply::ChoiceId;
use passerelle_core::text::Text;
use serde_json::{Value, json};

use super::hear::Heard;
use super::ids::Owner;
use super::markup::Dress;
use super::note::Place;
use super::say::{self, Page};
use super::wire::Interaction;
use super::{Discord, held, limits};

/// The flag of a message that one person alone sees ("Message Flags", EPHEMERAL).
const EPHEMERAL: u64 = 1 << 6;

/// The kinds of first answers ("Interaction Callback Type").
const MESSAGE: u64 = 4;
const COMPLETIONS: u64 = 8;
const MODAL: u64 = 9;

impl Discord {
    /// Answers at once; what fails is lost to nobody: the person sees that nothing came, and tries again.
    pub(super) async fn at_once(
        self: Arc<Self>,
        interaction: &Interaction,
        heard: Heard,
        hint: Option<&str>,
    ) {
        let language = self.language(hint);
        let body = match heard {
            Heard::Find(text) => self.completions(language, &text),
            Heard::Form(address) => self.form(language, &address).await,
            Heard::Line(owner) => self.line(language, owner),
            Heard::Held(address) => self.held(language, &address).await,
            Heard::Gone => self.note(language, "choice-gone"),
            Heard::NotTheirs => self.note(language, "discord-not-yours"),
            Heard::NotAllowed => self.note(language, "discord-not-allowed"),
            Heard::Panel(panel, values) => self.panel(interaction, language, panel, &values).await,
            Heard::Nothing | Heard::Event(..) => return,
        };
        if let Err(trouble) = self.rest.callback(interaction.id, &interaction.token, body).await {
            self.health.count("discord_late", 1);
            tracing::info!("an interaction was not answered at once: {trouble}");
        }
    }

    fn language(&self, hint: Option<&str>) -> Language {
        let mind = self.post.assistant().mind();
        let host = &mind.host;
        hint.and_then(Language::from_code)
            .filter(|&language| host.speaks(language))
            .or(host.default_language)
            .unwrap_or(Language::DEFAULT)
    }

    /// A few words for the person alone.
    pub(super) fn note(&self, language: Language, message: &str) -> Value {
        private(&Page::of(&Text::plain(self.wording(language, message)), Vec::new()))
    }

    /// Entries that what is typed may mean.
    fn completions(&self, language: Language, text: &str) -> Value {
        let found = find::find(&self.post.assistant().mind(), language, text, limits::COMPLETIONS);
        let choices: Vec<Value> = found
            .into_iter()
            .map(|found| {
                let name = say::shown(&found.title, limits::COMPLETION);
                json!({"name": name, "value": ChoiceId::Open(found.id, None).to_string()})
            })
            .collect();
        json!({"type": COMPLETIONS, "data": {"choices": choices}})
    }

    /// The form that waits in a conversation.
    async fn form(&self, language: Language, address: &Address) -> Value {
        match self.read_held(address).await.and_then(|held| held.reply.form) {
            Some(form) => json!({"type": MODAL, "data": say::modal(&form, say::owner_of(address))}),
            None => self.note(language, "choice-gone"),
        }
    }

    fn line(&self, language: Language, owner: Owner) -> Value {
        let title = self.wording(language, "discord-line-title");
        let label = self.wording(language, "discord-line-label");
        json!({"type": MODAL, "data": say::line(owner, &title, &label)})
    }

    /// What concerns the person alone.
    async fn held(&self, language: Language, address: &Address) -> Value {
        match self.read_held(address).await {
            Some(held) => {
                let dress = if held.plain { Dress::Plain } else { Dress::Styled };
                let words = self.words(held.language, Place::Channel);
                private(&say::reply(&held.reply, dress, say::owner_of(address), &words)[0])
            }
            None => self.note(language, "choice-gone"),
        }
    }

    async fn read_held(&self, address: &Address) -> Option<held::Held> {
        let (post, address) = (Arc::clone(&self.post), address.clone());
        let read = tokio::task::spawn_blocking(move || held::read(post.assistant(), &address)).await;
        read.ok()?.ok()?
    }
}

/// A message for the person alone.
pub(super) fn private(page: &Page) -> Value {
    let mut data = page.body();
    data["flags"] = EPHEMERAL.into();
    json!({"type": MESSAGE, "data": data})
}
