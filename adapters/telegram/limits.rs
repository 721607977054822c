//! The limits and conventions of Telegram that this program keeps, each with its source: the Bot API's documentation
//! (core.telegram.org/bots/api) and its questions and answers (core.telegram.org/bots/faq).

use std::time::Duration;

use passerelle_core::assistant::outlet::Rate;

/// The longest text of a message, in UTF-16 code units after entities (Bot API, `sendMessage.text`).
pub(crate) const LONGEST_TEXT: usize = 4_096;

/// The most entities of a message; more are ignored (Bot API, `MessageEntity`).
pub(crate) const MOST_ENTITIES: usize = 100;

/// The most bytes that a button carries (Bot API, `InlineKeyboardButton.callback_data`).
pub(crate) const LONGEST_DATA: usize = 64;

/// The most characters behind `?start=`, of `A-Za-z0-9_-` (Bot features, deep linking).
pub(crate) const LONGEST_START: usize = 64;

/// The longest name of a command, of `a-z0-9_` (Bot API, `BotCommand.command`).
pub(crate) const LONGEST_COMMAND: usize = 32;

/// The longest text of a command in a menu (Bot API, `BotCommand.description`).
pub(crate) const LONGEST_COMMAND_TEXT: usize = 256;

/// The longest description, shown in an empty chat (Bot API, `setMyDescription`).
pub(crate) const LONGEST_DESCRIPTION: usize = 512;

/// The longest short description, shown on the bot's page and with shared links (Bot API, `setMyShortDescription`).
pub(crate) const LONGEST_SHORT_DESCRIPTION: usize = 120;

/// The most results of an inline query (Bot API, `answerInlineQuery`).
pub(crate) const MOST_RESULTS: usize = 50;

/// The most bytes of the id of an inline result (Bot API, `InlineQueryResultArticle.id`).
pub(crate) const LONGEST_RESULT_ID: usize = 64;

/// The longest words on the button above inline results (Bot API, `InlineQueryResultsButton.text`; 64 is what is taken).
pub(crate) const LONGEST_BUTTON: usize = 64;

/// The longest words in the input field when a reply is asked for (Bot API, `ForceReply.input_field_placeholder`).
pub(crate) const LONGEST_PLACEHOLDER: usize = 64;

/// The longest notice over a chat (Bot API, `answerCallbackQuery.text`).
pub(crate) const LONGEST_NOTICE: usize = 200;

/// How fast one chat gets messages (FAQ: "avoid sending more than one message per second").
pub(crate) const CHAT_PACE: Rate = Rate { count: 1, per: 1_000 };

/// How many messages a group takes (FAQ: "not be able to send more than 20 messages per minute").
pub(crate) const GROUP_PACE: Rate = Rate { count: 20, per: 60_000 };

/// How many messages go out overall (FAQ: "no more than about 30 messages per second").
pub(crate) const OVERALL_PACE: Rate = Rate { count: 30, per: 1_000 };

/// How long typing is shown after it was told once (Bot API, `sendChatAction`: "5 seconds or less").
pub(crate) const TYPING_LASTS: Duration = Duration::from_secs(5);

/// The most updates that come at once (Bot API, `getUpdates.limit`).
pub(crate) const MOST_UPDATES: u8 = 100;

/// The most characters of a webhook's secret, of `A-Za-z0-9_-` (Bot API, `setWebhook.secret_token`).
pub(crate) const LONGEST_SECRET: usize = 256;

/// Returns the length that Telegram counts: in UTF-16 code units.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Cuts a text so that it is at most so long in UTF-16 code units, with an ellipsis where something is left out.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    if length(text) <= longest {
        return text.to_owned();
    }
    let mut room = longest.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::command::{COMMANDS, menu};
    use passerelle_core::reply::{LONGEST_CHOICE, MOST_CHOICES};
    use telegram_platform::rules;

    #[test]
    fn limits_are_those_of_the_platform() {
        assert_eq!(LONGEST_TEXT, rules::text::LONGEST_TEXT);
        assert_eq!(MOST_ENTITIES, rules::text::MOST_ENTITIES);
        assert_eq!(LONGEST_DATA, rules::markup::LONGEST_DATA);
        assert_eq!(LONGEST_PLACEHOLDER, rules::markup::LONGEST_PLACEHOLDER);
        assert_eq!(MOST_RESULTS, rules::inline::MOST_RESULTS);
        assert_eq!(LONGEST_RESULT_ID, rules::inline::LONGEST_ID);
        assert_eq!(LONGEST_NOTICE, rules::commands::LONGEST_NOTICE);
        assert_eq!(LONGEST_DESCRIPTION, rules::commands::LONGEST_DESCRIPTION);
        assert_eq!(LONGEST_SHORT_DESCRIPTION, rules::commands::LONGEST_SHORT_DESCRIPTION);
        assert_eq!(LONGEST_COMMAND, rules::commands::LONGEST_COMMAND);
        assert_eq!(LONGEST_COMMAND_TEXT, rules::commands::LONGEST_COMMAND_TEXT);
        assert_eq!(LONGEST_SECRET, rules::LONGEST_SECRET);
        assert!(rules::inline::is_start(&"a".repeat(LONGEST_START)));
        assert!(!rules::inline::is_start(&"a".repeat(LONGEST_START + 1)));
    }

    #[test]
    fn the_core_keeps_within_them() {
        assert_eq!(LONGEST_CHOICE, LONGEST_DATA);
        const { assert!(MOST_CHOICES <= 8, "a row of buttons is never wrapped") };
        let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        for (name, ..) in COMMANDS {
            assert!((1..=LONGEST_COMMAND).contains(&name.len()) && name.bytes().all(letters), "{name}");
        }
        assert!(menu().count() <= 100);
    }

    #[test]
    fn a_cut_counts_as_telegram_does_and_leaves_whole_letters() {
        assert_eq!(cut("🙂🙂🙂", 6), "🙂🙂🙂");
        assert_eq!(cut("🙂🙂🙂", 5), "🙂🙂…");
        assert_eq!(cut("mot mot", 5), "mot…");
        assert_eq!(length("🙂é"), 3);
    }
}
