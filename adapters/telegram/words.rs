//! What this adapter says of its own, in the words of the wording.

use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::hear::Bot;
use super::link;
use super::note::Note;
use super::say::rich::Rich;
use super::say::{Aside, Said, Under};

/// What is said beside a question of a form in a group.
pub(crate) fn aside(mind: &Mind, language: Language, bot: &Bot, note: &Note) -> Aside {
    let say = |message| mind.wording.say(language, message);
    Aside {
        typed: say("chat-typed"),
        private: say("chat-private"),
        // The draft stays here: only where a form begins is there something to begin elsewhere.
        link: note.open.as_deref().map(|open| link::address(&bot.username, open)).unwrap_or_default(),
    }
}

/// What a group is told where the reply is for the person alone; `brought` if it was written to them in private.
pub(crate) fn apart(mind: &Mind, language: Language, bot: &Bot, note: &Note, brought: Brought) -> Said {
    let say = |message| mind.wording.say(language, message);
    let (message, payload) = match brought {
        Brought::ToThem => ("chat-apart", ""),
        Brought::ToNobody => ("chat-apart-open", note.open.as_deref().unwrap_or_default()),
    };
    let mut rich = Rich::default();
    rich.words(&say(message), &[]);
    let Ok(url) = reqwest::Url::parse(&link::address(&bot.username, payload)) else {
        return Said { rich, under: Under::Nothing };
    };
    let button = InlineKeyboardButton::url(say("chat-open"), url);
    Said { rich, under: Under::Buttons(InlineKeyboardMarkup::new([[button]])) }
}

/// What is said to someone who changes a message that was an answer in a form.
pub(crate) fn late(mind: &Mind, language: Language) -> Said {
    let mut rich = Rich::default();
    rich.words(&mind.wording.say(language, "changed-late"), &[]);
    Said { rich, under: Under::Nothing }
}

/// Whether a reply for one person came to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brought {
    /// It stands in their private chat.
    ToThem,
    /// They have not opened one.
    ToNobody,
}

/// The language of a person's app if we speak it, else the deployment's.
pub(crate) fn language(mind: &Mind, hint: Option<&str>) -> Language {
    hint.and_then(Language::from_code)
        .filter(|&language| mind.host.speaks(language))
        .or(mind.host.default_language)
        .unwrap_or(Language::DEFAULT)
}
