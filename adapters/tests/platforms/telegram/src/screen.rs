//! Shows a chat as a person sees it, as Markdown: what is bold is bold, quotes are quotes, buttons stand in brackets.

use std::fmt::Write;

use serde_json::Value;

use crate::chat::{Chat, Message};
use crate::rules::length;

/// Shows every message of a chat.
pub fn chat(chat: &Chat) -> String {
    let mut shown = String::new();
    for one in chat.messages.values() {
        shown.push_str(&message(one));
        shown.push('\n');
    }
    shown
}

/// Shows a message: who, what, and what stands under it.
pub fn message(message: &Message) -> String {
    let mut shown = String::new();
    let who = message.from.as_ref().map_or("Passerelle", |person| person.name.as_str());
    let edited = if message.edits > 0 { " (edited)" } else { "" };
    let answers = message.reply_to.map(|id| format!(" ↩ {id}")).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = writeln!(shown, "— {who} · {}{answers}{edited}", message.id);
    for line in styled(&message.text, &message.entities).lines() {
        let _ = writeln!(shown, "{line}");
    }
    for row in message.buttons() {
        let _ =
            writeln!(shown, "{}", row.iter().map(|label| format!("[{label}]")).collect::<Vec<_>>().join(" "));
    }
    if message.markup["force_reply"] == true {
        let words = message.markup["input_field_placeholder"].as_str().unwrap_or("…");
        let _ = writeln!(shown, "⟨reply: {words}⟩");
    }
    shown
}

/// Sets the marks of entities into a text.
pub fn styled(text: &str, entities: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut marks: Vec<(usize, isize, String)> = Vec::new();
    let mut quotes: Vec<(usize, usize)> = Vec::new();
    for entity in entities.as_array().into_iter().flatten() {
        let start = entity["offset"].as_u64().unwrap_or(0) as usize;
        let long = entity["length"].as_u64().unwrap_or(0) as usize;
        let (open, close) = match entity["type"].as_str().unwrap_or_default() {
            "bold" => ("**".to_owned(), "**".to_owned()),
            "italic" => ("_".to_owned(), "_".to_owned()),
            "code" | "pre" => ("`".to_owned(), "`".to_owned()),
            "text_link" => ("[".to_owned(), format!("]({})", entity["url"].as_str().unwrap_or_default())),
            "blockquote" | "expandable_blockquote" => {
                quotes.push((start, start + long));
                continue;
            }
            _ => continue,
        };
        // Inner marks stand inside: the longer opens first and closes last.
        marks.push((start, -(long as isize), open));
        marks.push((start + long, isize::MIN + long as isize, close));
    }
    marks.sort_by_key(|mark| (mark.0, mark.1));
    let mut shown = String::new();
    let mut marks = marks.into_iter().peekable();
    let mut at = 0;
    let quoted = |at: usize| quotes.iter().any(|&(start, end)| (start..end).contains(&at));
    if quoted(0) {
        shown.push_str("│ ");
    }
    for c in String::from_utf16_lossy(&units).chars() {
        while let Some((_, _, mark)) = marks.next_if(|(place, ..)| *place <= at) {
            shown.push_str(&mark);
        }
        shown.push(c);
        at += c.len_utf16();
        if c == '\n' && quoted(at) {
            shown.push_str("│ ");
        }
    }
    marks.for_each(|(_, _, mark)| shown.push_str(&mark));
    debug_assert_eq!(at, length(text));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_stand_where_the_entities_say() {
        let entities = json!([
            {"type": "bold", "offset": 3, "length": 4},
            {"type": "italic", "offset": 3, "length": 2},
            {"type": "blockquote", "offset": 8, "length": 3},
        ]);
        assert_eq!(styled("😀 bold\na\nb", &entities), "😀 **_bo_ld**\n│ a\n│ b");
    }
}
