//! What stands under a message: inline keyboards, and the request to reply.

use serde_json::Value;

use super::{array, is_address, length, only, string};
use crate::refusal::Refusal;

/// The most bytes that a button carries (Bot API, `InlineKeyboardButton.callback_data`: 1–64 bytes).
pub const LONGEST_DATA: usize = 64;

/// The most buttons that are shown in a row; more are wrapped.
const WIDEST_ROW: usize = 8;

/// The most buttons of a keyboard; more get `REPLY_MARKUP_TOO_LONG`.
const MOST_BUTTONS: usize = 100;

/// The longest words in an empty input field (Bot API, `ForceReply`: 1–64 characters).
pub const LONGEST_PLACEHOLDER: usize = 64;

/// Where a keyboard is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// Under a new message: a reply can be asked for.
    New,
    /// Under a message that is edited: only buttons.
    Edited,
}

/// Checks a `reply_markup`.
///
/// # Errors
/// With the refusal of the platform.
pub fn check(markup: &Value, under: Under) -> Result<(), Refusal> {
    if markup.is_null() {
        return Ok(());
    }
    if markup.get("inline_keyboard").is_some() {
        only(markup, &["inline_keyboard"], "InlineKeyboardMarkup")?;
        return keyboard(array(&markup["inline_keyboard"], "inline_keyboard")?);
    }
    if under == Under::Edited {
        return Err(Refusal::rule("inline keyboard expected"));
    }
    if markup["force_reply"] == true {
        only(markup, &["force_reply", "input_field_placeholder", "selective"], "ForceReply")?;
        let words = &markup["input_field_placeholder"];
        let fits = words.as_str().is_none_or(|words| (1..=LONGEST_PLACEHOLDER).contains(&length(words)));
        return if fits { Ok(()) } else { Err(Refusal::rule("INPUT_FIELD_PLACEHOLDER_INVALID")) };
    }
    Err(Refusal::rule("can't parse reply keyboard markup JSON object"))
}

fn keyboard(rows: &[Value]) -> Result<(), Refusal> {
    let mut count = 0;
    for row in rows {
        let row = array(row, "row of buttons")?;
        if row.is_empty() || row.len() > WIDEST_ROW {
            return Err(Refusal::rule(format!("strict: {} buttons in a row", row.len())));
        }
        count += row.len();
        row.iter().try_for_each(button)?;
    }
    if count > MOST_BUTTONS {
        return Err(Refusal::rule("REPLY_MARKUP_TOO_LONG"));
    }
    Ok(())
}

fn button(button: &Value) -> Result<(), Refusal> {
    const DOES: [&str; 3] = ["callback_data", "url", "switch_inline_query_current_chat"];
    only(button, &["text", DOES[0], DOES[1], DOES[2]], "InlineKeyboardButton")?;
    if string(button, "text")?.trim().is_empty() {
        return Err(Refusal::rule("can't parse inline keyboard button: text must be non-empty"));
    }
    if DOES.iter().filter(|key| button.get(**key).is_some()).count() != 1 {
        return Err(Refusal::rule(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    }
    if let Some(data) = button.get("callback_data") {
        let data = data.as_str().unwrap_or_default();
        if !(1..=LONGEST_DATA).contains(&data.len()) {
            return Err(Refusal::rule("BUTTON_DATA_INVALID"));
        }
    }
    match button.get("url") {
        Some(url) if !is_address(url.as_str().unwrap_or_default()) => {
            Err(Refusal::rule("BUTTON_URL_INVALID"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keyboards_are_taken_and_refused_as_the_real_one_does() {
        let said = |button: Value| {
            let markup = json!({"inline_keyboard": [[button]]});
            check(&markup, Under::New).map_or_else(|refusal| refusal.description, |()| "ok".to_owned())
        };
        assert_eq!(said(json!({"text": "a", "callback_data": "é".repeat(32)})), "ok");
        assert_eq!(said(json!({"text": "a", "url": "https://t.me/x?start=a"})), "ok");
        for (button, words) in [
            (json!({"text": "a", "callback_data": "é".repeat(33)}), "BUTTON_DATA_INVALID"),
            (json!({"text": "a", "callback_data": ""}), "BUTTON_DATA_INVALID"),
            (json!({"text": "", "callback_data": "a"}), "non-empty"),
            (json!({"text": "a"}), "Text buttons"),
            (json!({"text": "a", "url": "x"}), "BUTTON_URL_INVALID"),
            (json!({"text": "a", "callback_data": "a", "style": "x"}), "no field"),
        ] {
            assert!(said(button.clone()).contains(words), "{button}");
        }
    }

    #[test]
    fn a_reply_is_asked_for_only_with_a_new_message() {
        let asked =
            json!({"force_reply": true, "selective": true, "input_field_placeholder": "x".repeat(64)});
        assert_eq!(check(&asked, Under::New), Ok(()));
        assert!(check(&asked, Under::Edited).is_err());
        let long = json!({"force_reply": true, "input_field_placeholder": "x".repeat(65)});
        assert!(check(&long, Under::New).is_err());
    }
}
