//! Text and its entities: bounds in UTF-16 units, nesting, and what would be cut away.

use serde_json::Value;

use super::{array, is_address, length, only, string};
use crate::refusal::Refusal;

/// The longest text of a message, in UTF-16 units after entities (Bot API, `sendMessage`).
pub const LONGEST_TEXT: usize = 4_096;

/// The most entities that are kept (Bot API, `MessageEntity`: more are ignored).
pub const MOST_ENTITIES: usize = 100;

/// Entities that say nothing but how text looks.
const STYLES: [&str; 8] = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
];

/// Entities that are found by the platform itself, and may be given as well.
const FOUND: [&str; 8] =
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card"];

/// Checks the text of a message.
///
/// # Errors
/// With the refusal of the platform.
pub fn check(text: &str, entities: &Value) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::rule("message text is empty"));
    }
    if length(text) > LONGEST_TEXT {
        return Err(Refusal::rule("message is too long"));
    }
    if text.trim() != text {
        return Err(Refusal::rule("strict: white space at the ends of the text would be cut off"));
    }
    if let Some(c) = text.chars().find(|&c| is_cut_away(c)) {
        return Err(Refusal::rule(format!("strict: the character U+{:04X} would be cut away", c as u32)));
    }
    if entities.is_null() { Ok(()) } else { self::entities(text, array(entities, "entities")?) }
}

/// Returns whether the platform takes a character out of texts: controls, and what turns the direction around.
fn is_cut_away(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{2028}'..='\u{202e}')
}

/// A stretch of text.
struct Stretch<'a> {
    kind: &'a str,
    start: usize,
    end: usize,
}

fn entities(text: &str, entities: &[Value]) -> Result<(), Refusal> {
    if entities.len() > MOST_ENTITIES {
        return Err(Refusal::rule(format!(
            "strict: of {} entities only {MOST_ENTITIES} are kept",
            entities.len()
        )));
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut stretches = Vec::new();
    for entity in entities {
        only(
            entity,
            &["type", "offset", "length", "url", "user", "language", "custom_emoji_id"],
            "MessageEntity",
        )?;
        let kind = string(entity, "type")?;
        let (Some(start), Some(length)) = (entity["offset"].as_u64(), entity["length"].as_u64()) else {
            return Err(Refusal::rule("can't parse MessageEntity: offset and length must be Numbers"));
        };
        let (start, end) = (start as usize, (start + length) as usize);
        let splits = |at: usize| units.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
        if length == 0 || end > units.len() || splits(start) || splits(end) {
            return Err(Refusal::rule(format!(
                "ENTITY_BOUNDS_INVALID: {kind} at {start}..{end} of {}",
                units.len()
            )));
        }
        match kind {
            "text_link" if !is_address(string(entity, "url")?) => {
                return Err(Refusal::rule("ENTITY_URL_INVALID"));
            }
            "text_link" | "pre" => {}
            kind if STYLES.contains(&kind) || FOUND.contains(&kind) => {}
            _ => {
                return Err(Refusal::rule(format!("can't parse MessageEntity: unsupported type \"{kind}\"")));
            }
        }
        stretches.push(Stretch { kind, start, end });
    }
    nesting(&stretches)
}

fn nesting(stretches: &[Stretch<'_>]) -> Result<(), Refusal> {
    let quotes = |kind: &str| kind.ends_with("blockquote");
    let letters = |kind: &str| matches!(kind, "code" | "pre");
    for (at, one) in stretches.iter().enumerate() {
        for other in &stretches[at + 1..] {
            if one.end <= other.start || other.end <= one.start {
                continue;
            }
            let within = (one.start <= other.start && other.end <= one.end)
                || (other.start <= one.start && one.end <= other.end);
            let same = one.kind == other.kind;
            if !within || same || (quotes(one.kind) && quotes(other.kind)) {
                return Err(Refusal::rule(format!("ENTITIES_CROSS: {} and {}", one.kind, other.kind)));
            }
            // Code holds no other entity and is held by none but quotes.
            let quoted = quotes(one.kind) || quotes(other.kind);
            if (letters(one.kind) || letters(other.kind)) && !quoted {
                return Err(Refusal::rule(format!("ENTITIES_NEST: {} and {}", one.kind, other.kind)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(text: &str, entities: Value) -> String {
        check(text, &entities).map_or_else(|refusal| refusal.description, |()| "ok".to_owned())
    }

    #[test]
    fn texts_are_taken_and_refused_as_the_real_one_does() {
        assert_eq!(said("a", Value::Null), "ok");
        assert_eq!(said(&"😀".repeat(2_048), Value::Null), "ok");
        for (text, words) in [
            ("", "empty"),
            (" \n", "empty"),
            (&"😀".repeat(2_049), "too long"),
            (" a", "white space"),
            ("a\u{202e}b", "U+202E"),
            ("a\rb", "U+000D"),
        ] {
            assert!(said(text, Value::Null).contains(words), "{text}");
        }
    }

    #[test]
    fn entities_are_bounded_in_utf_16_units_and_nest() {
        let entity = |kind: &str, offset: usize, length: usize| json!({"type": kind, "offset": offset, "length": length});
        let ok = |entities: &[Value]| said("😀 bold", json!(entities));
        assert_eq!(ok(&[entity("bold", 0, 2), entity("italic", 3, 4), entity("bold", 3, 4)]), "ok");
        assert_eq!(ok(&[entity("blockquote", 0, 7), entity("code", 3, 4)]), "ok");
        assert!(ok(&[entity("bold", 1, 2)]).contains("BOUNDS"));
        assert!(ok(&[entity("bold", 3, 5)]).contains("BOUNDS"));
        assert!(ok(&[entity("bold", 3, 0)]).contains("BOUNDS"));
        assert!(ok(&[entity("bold", 0, 4), entity("italic", 3, 4)]).contains("CROSS"));
        assert!(ok(&[entity("bold", 0, 7), entity("code", 3, 4)]).contains("NEST"));
        assert!(ok(&[entity("loud", 0, 2)]).contains("unsupported"));
        let link = json!([{"type": "text_link", "offset": 0, "length": 2, "url": "javascript:x"}]);
        assert!(said("ab", link).contains("URL"));
    }
}
