//! What Discord allows, each with its source. Lengths are counted in UTF-16 units, the strictest count Discord may use.
//!
//! Sources: the developer documentation of Discord (docs.discord.com), as of August 2026.

/// The most characters of a message's content ("Create Message").
pub(super) const CONTENT: usize = 2_000;
/// The most characters of an embed's description ("Embed Limits").
pub(super) const DESCRIPTION: usize = 4_096;
/// The most characters of an embed's title ("Embed Limits").
pub(super) const TITLE: usize = 256;
/// The most fields of an embed ("Embed Limits").
pub(super) const FIELDS: usize = 25;
/// The most characters of a field's name ("Embed Limits").
pub(super) const FIELD_NAME: usize = 256;
/// The most characters of a field's value ("Embed Limits").
pub(super) const FIELD_VALUE: usize = 1_024;
/// The most characters of all embeds of a message together ("Embed Limits").
pub(super) const EMBEDS: usize = 6_000;
/// The most characters of a custom id ("Component Reference").
pub(super) const CUSTOM_ID: usize = 100;
/// The most rows of components ("Component Reference", before components v2).
pub(super) const ROWS: usize = 5;
/// The most buttons in a row ("Action Row").
pub(super) const BUTTONS: usize = 5;
/// The most characters on a button ("Button").
pub(super) const BUTTON: usize = 80;
/// The most options of a select ("String Select").
pub(super) const OPTIONS: usize = 25;
/// The most characters of an option's label, value and description ("Select Option Structure").
pub(super) const OPTION: usize = 100;
/// The most inputs of a modal ("Modal").
pub(super) const INPUTS: usize = 5;
/// The most characters of a modal's title ("Modal").
pub(super) const MODAL_TITLE: usize = 45;
/// The most characters of an input's label ("Text Input").
pub(super) const INPUT_LABEL: usize = 45;
/// The most characters of an input's placeholder ("Text Input").
pub(super) const INPUT_HINT: usize = 100;
/// The most characters typed into an input ("Text Input").
pub(super) const INPUT: usize = 4_000;
/// The most choices of an autocomplete ("Autocomplete").
pub(super) const COMPLETIONS: usize = 25;
/// The most characters of a completion's name and value ("Application Command Option Choice").
pub(super) const COMPLETION: usize = 100;
/// The most characters of a command's description ("Application Command Object").
pub(super) const COMMAND_TEXT: usize = 100;
/// The most characters of a command's name ("Application Command Naming").
pub(super) const COMMAND_NAME: usize = 32;
/// The most characters of a thread's name ("Start Thread from Message").
pub(super) const THREAD_NAME: usize = 100;
/// The most characters of a nonce ("Create Message").
pub(super) const NONCE: usize = 25;
/// How long an interaction waits for its first answer, in milliseconds ("Receiving and Responding").
pub(super) const FIRST_ANSWER: u64 = 3_000;
/// How long an interaction can be answered, in seconds ("Receiving and Responding").
pub(super) const TOKEN_LIFE: i64 = 15 * 60;
/// How many requests a bot may make in a second, answers to interactions apart ("Rate Limits", "Global Rate Limit").
pub(super) const REQUESTS: u32 = 50;
/// How many requests that are refused (401, 403, 429) an address may make in ten minutes before it is shut out
/// ("Rate Limits", "Invalid Request Limit").
pub(super) const INVALID_REQUESTS: u32 = 10_000;
/// The most messages read at a time ("Get Channel Messages").
pub(super) const PAGE: usize = 100;

/// Returns the length as Discord may count it.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Cuts a text at a length, and says so with "…".
pub(super) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.len_utf16();
        if used > most {
            break;
        }
        cut.push(c);
    }
    let mut cut = cut.trim_end().to_owned();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_fits_and_says_so() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer text", 7), "longer…");
        assert_eq!(cut("😀😀😀", 4), "😀…");
        assert!(length(&cut(&"é😀 ".repeat(500), CONTENT)) <= CONTENT);
    }
}
