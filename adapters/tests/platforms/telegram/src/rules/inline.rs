//! Answers to inline queries.

use serde_json::Value;

use super::{array, length, markup, only, string, text};
use crate::refusal::Refusal;

/// The most results of an answer (Bot API, `answerInlineQuery`).
pub const MOST_RESULTS: usize = 50;

/// The most bytes of the id of a result (Bot API, `InlineQueryResultArticle.id`).
pub const LONGEST_ID: usize = 64;

/// Checks the results of an answer.
///
/// # Errors
/// With the refusal of the platform.
pub fn results(results: &Value) -> Result<(), Refusal> {
    let results = array(results, "results")?;
    if results.len() > MOST_RESULTS {
        return Err(Refusal::rule("RESULTS_TOO_MUCH"));
    }
    let mut ids: Vec<&str> = Vec::new();
    for result in results {
        let id = string(result, "id")?;
        if !(1..=LONGEST_ID).contains(&id.len()) {
            return Err(Refusal::rule("RESULT_ID_INVALID"));
        }
        if ids.contains(&id) {
            return Err(Refusal::rule("RESULT_ID_DUPLICATE"));
        }
        ids.push(id);
        article(result)?;
    }
    Ok(())
}

fn article(result: &Value) -> Result<(), Refusal> {
    only(
        result,
        &["type", "id", "title", "description", "input_message_content", "reply_markup", "url", "hide_url"],
        "InlineQueryResult",
    )?;
    if string(result, "type")? != "article" {
        return Err(Refusal::rule("strict: only articles are known here"));
    }
    if string(result, "title")?.trim().is_empty() {
        return Err(Refusal::rule("ARTICLE_TITLE_EMPTY"));
    }
    let content = &result["input_message_content"];
    only(content, &["message_text", "entities", "link_preview_options"], "InputTextMessageContent")?;
    text::check(string(content, "message_text")?, &content["entities"])?;
    markup::check(&result["reply_markup"], markup::Under::Edited)
}

/// Checks the button above the results.
///
/// # Errors
/// With the refusal of the platform.
pub fn button(button: &Value) -> Result<(), Refusal> {
    if button.is_null() {
        return Ok(());
    }
    only(button, &["text", "start_parameter"], "InlineQueryResultsButton")?;
    if !(1..=64).contains(&length(string(button, "text")?)) {
        return Err(Refusal::rule("BUTTON_TEXT_INVALID"));
    }
    let start = string(button, "start_parameter")?;
    if is_start(start) { Ok(()) } else { Err(Refusal::rule("START_PARAM_INVALID")) }
}

/// Returns whether a text can be what stands behind `?start=` (Bot API, deep linking: 1–64 of `A-Za-z0-9_-`).
pub fn is_start(text: &str) -> bool {
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn result(id: &str) -> Value {
        json!({"type": "article", "id": id, "title": "t", "input_message_content": {"message_text": "m"}})
    }

    #[test]
    fn results_are_taken_and_refused_as_the_real_one_does() {
        let fifty: Vec<Value> = (0..50).map(|at| result(&at.to_string())).collect();
        assert_eq!(results(&json!(fifty)), Ok(()));
        let more: Vec<Value> = (0..51).map(|at| result(&at.to_string())).collect();
        assert!(results(&json!(more)).is_err());
        assert!(results(&json!([result("a"), result("a")])).is_err());
        assert!(results(&json!([result(&"a".repeat(65))])).is_err());
        assert!(is_start("o_c-a") && !is_start("") && !is_start("o:c/a") && !is_start(&"a".repeat(65)));
    }
}
