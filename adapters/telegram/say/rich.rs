//! Text with its entities, as Telegram counts: offsets in UTF-16 code units.
//!
//! Entities are given, never a parse mode: nothing that was typed can become markup. What Telegram would cut away or find by
//! itself in typed text is taken out beforehand.

use passerelle_core::text::{Style, Text};
use reqwest::Url;
use teloxide::types::{MessageEntity, MessageEntityKind};

use crate::telegram::limits::length;

/// Text with entities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rich {
    /// The characters.
    pub(crate) text: String,
    /// The length of the text in UTF-16 code units.
    pub(crate) units: usize,
    /// The entities, by their beginning; where they share text, the outer one comes first.
    pub(crate) entities: Vec<MessageEntity>,
}

impl Rich {
    /// Adds words in some styles.
    pub(crate) fn words(&mut self, words: &str, styles: &[MessageEntityKind]) {
        let words = clean(words);
        let start = self.units;
        self.text.push_str(&words);
        self.units += length(&words);
        if !words.trim().is_empty() {
            let entity = |kind: &MessageEntityKind| MessageEntity {
                kind: kind.clone(),
                offset: start,
                length: self.units - start,
            };
            self.entities.extend(styles.iter().map(entity));
        }
    }

    /// Adds text; `base` is how the whole of it looks.
    pub(crate) fn text(&mut self, text: &Text, base: &[MessageEntityKind]) {
        for span in &text.0 {
            let mut styles = base.to_vec();
            match &span.style {
                Style::Plain => {}
                Style::Strong => add(&mut styles, MessageEntityKind::Bold),
                Style::Emphasis => add(&mut styles, MessageEntityKind::Italic),
                // Telegram makes a command something to press; letter by letter it would be something to copy.
                Style::Code if span.text.starts_with('/') => {}
                // Code stands in no other style.
                Style::Code => styles = vec![MessageEntityKind::Code],
                Style::Link(address) => match linked(address) {
                    Some(url) => styles.insert(0, MessageEntityKind::TextLink { url }),
                    // It cannot be linked to, but it can be read.
                    None => {
                        self.words(&format!("{} ({address})", span.text), &styles);
                        continue;
                    }
                },
            }
            self.words(&span.text, &styles);
        }
    }

    /// Adds other text behind.
    pub(crate) fn join(&mut self, other: &Rich) {
        let moved =
            |entity: &MessageEntity| MessageEntity { offset: entity.offset + self.units, ..entity.clone() };
        self.entities.extend(other.entities.iter().map(moved));
        self.text.push_str(&other.text);
        self.units += other.units;
    }

    /// Puts the whole into an entity that may hold others.
    #[must_use]
    pub(crate) fn within(mut self, kind: MessageEntityKind) -> Rich {
        if self.units > 0 {
            self.entities.insert(0, MessageEntity { kind, offset: 0, length: self.units });
        }
        self
    }

    /// Cuts at a place of the text, in bytes, and returns what is before and behind, without the white space between.
    pub(crate) fn split(&self, at: usize) -> (Rich, Rich) {
        let (before, behind) = self.text.split_at(at);
        let (before, behind) = (before.trim_end(), behind.trim_start());
        let skipped = length(&self.text[..self.text.len() - behind.len()]);
        let first = self.part(before, 0);
        let second = self.part(behind, skipped);
        (first, second)
    }

    /// The part with this text, which begins at some unit.
    fn part(&self, text: &str, from: usize) -> Rich {
        let units = length(text);
        let cut = |entity: &MessageEntity| {
            let start = entity.offset.max(from);
            let end = (entity.offset + entity.length).min(from + units);
            (start < end).then(|| MessageEntity {
                kind: entity.kind.clone(),
                offset: start - from,
                length: end - start,
            })
        };
        Rich { text: text.to_owned(), units, entities: self.entities.iter().filter_map(cut).collect() }
    }

    /// Takes white space off both ends.
    #[must_use]
    pub(crate) fn trimmed(&self) -> Rich {
        let from = length(&self.text) - length(self.text.trim_start());
        self.part(self.text.trim(), from)
    }
}

/// The longest address that is made a link; longer ones are not taken.
const LONGEST_ADDRESS: usize = 2_048;

/// Returns an address that can be linked to: one of the web.
fn linked(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let web = matches!(url.scheme(), "https" | "http") && url.has_host();
    (web && url.as_str().len() <= LONGEST_ADDRESS).then_some(url)
}

fn add(styles: &mut Vec<MessageEntityKind>, style: MessageEntityKind) {
    if !styles.contains(&style) {
        styles.push(style);
    }
}

/// The mark that keeps Telegram from finding a name: it joins words and shows nothing (U+2060).
const JOINER: char = '\u{2060}';

/// Takes out what Telegram cuts away itself, which would move the entities, and what turns text around; keeps a typed
/// `@name` from calling anyone.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\n' => clean.push('\n'),
            '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            // Marks that turn the direction around, and the byte order mark.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => {}
            c if c.is_control() => {}
            '@' => {
                clean.push('@');
                let named = letters.peek().is_some_and(char::is_ascii_alphanumeric);
                if named && !before.is_alphanumeric() {
                    clean.push(JOINER);
                }
            }
            c => clean.push(c),
        }
        before = c;
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_counted_in_utf_16_units() {
        let mut rich = Rich::default();
        rich.text(&Text::plain("🙂 ").and("né", Style::Strong).and(" x", Style::Plain), &[]);
        assert_eq!((rich.units, rich.entities[0].offset, rich.entities[0].length), (7, 3, 2));
    }

    #[test]
    fn a_cut_cuts_entities_too() {
        let mut rich = Rich::default();
        rich.text(&Text::strong("one two three"), &[]);
        let (first, second) = rich.split(7);
        assert_eq!((first.text.as_str(), second.text.as_str()), ("one two", "three"));
        assert_eq!(
            (first.entities[0].length, second.entities[0].offset, second.entities[0].length),
            (7, 0, 5)
        );
    }

    #[test]
    fn nothing_typed_turns_text_around_or_calls_anyone() {
        assert_eq!(clean("a\u{202e}b\u{0}c\rd"), "abc d");
        assert_eq!(clean("ask @alice or a.b@town.example"), "ask @\u{2060}alice or a.b@town.example");
        assert_eq!(clean("*b* <i> [x](y) _z_"), "*b* <i> [x](y) _z_");
    }

    #[test]
    fn commands_can_be_pressed_and_code_stands_alone() {
        let mut rich = Rich::default();
        let text = Text::styled("/help", Style::Code).and("R-7K3F", Style::Code);
        rich.text(&text, &[MessageEntityKind::Bold]);
        let kinds: Vec<_> = rich.entities.iter().map(|entity| &entity.kind).collect();
        assert_eq!(kinds, [&MessageEntityKind::Bold, &MessageEntityKind::Code]);
    }
}
