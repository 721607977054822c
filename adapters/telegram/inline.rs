//! Inline mode: `@bot words` in any chat gives entries to paste, and a button that leads to our private chat.
//!
//! It belongs to no conversation and is answered at once, beside the inbox: an answer that comes late is of no use.

use passerelle_core::find::{entry, find};
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use passerelle_core::reply::{ChoiceId, Reply};
use teloxide::payloads::{AnswerInlineQuery, AnswerInlineQuerySetters};
use teloxide::types::{
    InlineKeyboardButton, InlineKeyboardMarkup, InlineQuery, InlineQueryResult, InlineQueryResultArticle,
    InlineQueryResultsButton, InlineQueryResultsButtonKind, InputMessageContent, InputMessageContentText,
};

use super::hear::Bot;
use super::limits::{LONGEST_BUTTON, LONGEST_RESULT_ID, LONGEST_TEXT, MOST_RESULTS, cut};
use super::link;
use super::say::{Look, Room, no_preview, say};
use super::words;

/// How many entries are shown: what does not fit the height of a telephone is rarely read.
const SHOWN: usize = 10;

/// How long Telegram may show the same answer to the same person again, in seconds.
const CACHED: u32 = 300;

/// The longest line under a title that is worth sending.
const LONGEST_BRIEF: usize = 200;

/// Answers a query.
pub(crate) fn answer(mind: &Mind, bot: &Bot, query: &InlineQuery) -> AnswerInlineQuery {
    let language = words::language(mind, query.from.language_code.as_deref());
    let found = find(mind, language, &query.query, SHOWN.min(MOST_RESULTS));
    let results = found.into_iter().filter_map(|found| {
        let reply = entry(mind, language, &found.id)?;
        let choice = ChoiceId::Open(found.id, None);
        // What opens the entry names it, and is short enough.
        let id = link::start(&choice).filter(|id| id.len() <= LONGEST_RESULT_ID)?;
        let mut article =
            InlineQueryResultArticle::new(id, cut(&found.title, LONGEST_BRIEF), pasted(&reply)?);
        article.description = Some(cut(&found.brief, LONGEST_BRIEF)).filter(|brief| !brief.is_empty());
        article.reply_markup = asks(mind, bot, language, &choice);
        Some(InlineQueryResult::Article(article))
    });
    let label = cut(&mind.wording.say(language, "inline-ask"), LONGEST_BUTTON);
    let button = InlineQueryResultsButton {
        text: label,
        kind: InlineQueryResultsButtonKind::StartParameter("help".to_owned()),
    };
    // Two people may speak different languages: what one gets is not for the other.
    AnswerInlineQuery::new(query.id.clone(), results.collect::<Vec<_>>())
        .cache_time(CACHED)
        .is_personal(true)
        .button(button)
}

/// The message that is pasted: the first of the entry, which is all of it but for the longest.
fn pasted(reply: &Reply) -> Option<InputMessageContent> {
    let said = say(&Reply { choices: Vec::new(), form: None, ..reply.clone() }, Look::Styled, Room::Private);
    let rich = &said.first()?.rich;
    debug_assert!(rich.units <= LONGEST_TEXT);
    let mut content = InputMessageContentText::new(rich.text.clone()).link_preview_options(no_preview());
    content.entities = (!rich.entities.is_empty()).then(|| rich.entities.clone());
    Some(InputMessageContent::Text(content))
}

/// The button under what was pasted: it opens the entry in our private chat.
fn asks(mind: &Mind, bot: &Bot, language: Language, choice: &ChoiceId) -> Option<InlineKeyboardMarkup> {
    let url = reqwest::Url::parse(&link::address(&bot.username, &link::start(choice)?)).ok()?;
    let label = mind.wording.say(language, "inline-ask");
    Some(InlineKeyboardMarkup::new([[InlineKeyboardButton::url(label, url)]]))
}
