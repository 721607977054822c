//! What may be sent: the rules of the Bot API, as functions of the request alone.
//!
//! Where the real platform mends in silence what would be lost (white space at the ends, characters it cuts away, entities
//! past the hundredth), this one refuses: a bot should not rely on being mended.

pub mod commands;
pub mod inline;
pub mod markup;
pub mod text;

use serde_json::Value;

use crate::refusal::Refusal;

/// The most characters of a webhook's secret (Bot API, `setWebhook.secret_token`: 1–256 of `A-Za-z0-9_-`).
pub const LONGEST_SECRET: usize = 256;

/// Returns the length that the platform counts: in UTF-16 code units.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Returns whether an address can be linked to.
pub(crate) fn is_address(url: &str) -> bool {
    let web =
        ["https://", "http://", "tg://", "mailto:", "tel:"].iter().find_map(|start| url.strip_prefix(start));
    web.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) && url.len() <= 2_048
}

/// Returns an array, or refuses.
pub(crate) fn array<'a>(value: &'a Value, what: &str) -> Result<&'a [Value], Refusal> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| Refusal::rule(format!("{what} must be an Array")))
}

/// Returns the text of a key, or refuses.
pub(crate) fn string<'a>(value: &'a Value, key: &str) -> Result<&'a str, Refusal> {
    value[key].as_str().ok_or_else(|| Refusal::rule(format!("field \"{key}\" must be of type String")))
}

/// Refuses keys that the platform does not know: they would be dropped without a word.
pub(crate) fn only(value: &Value, known: &[&str], what: &str) -> Result<(), Refusal> {
    let Some(object) = value.as_object() else {
        return Err(Refusal::rule(format!("{what} must be an Object")));
    };
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(Refusal::rule(format!("{what} has no field \"{key}\""))),
        None => Ok(()),
    }
}
