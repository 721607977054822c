//! Styled text as data: spans, never markup, so that what a person typed can never become markup on a platform.
//!
//! Content is written in a small Markdown (see `knowledge/README.md`); [`blocks`] reads it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// How they look.
    pub style: Style,
}

/// How a span looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// As the rest.
    Plain,
    /// Important.
    Strong,
    /// Stressed.
    Emphasis,
    /// Typed letter by letter: commands.
    Code,
    /// Leads to an address.
    Link(String),
}

/// A line of spans. `Display` is the plain rendering: links show their address behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub Vec<Span>);

impl Text {
    /// Makes plain text.
    pub fn plain(text: impl Into<String>) -> Text {
        Text::styled(text, Style::Plain)
    }

    /// Makes strong text.
    pub fn strong(text: impl Into<String>) -> Text {
        Text::styled(text, Style::Strong)
    }

    /// Makes text of one style.
    pub fn styled(text: impl Into<String>, style: Style) -> Text {
        Text(vec![Span { text: text.into(), style }])
    }

    /// Adds a span.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, style: Style) -> Text {
        self.0.push(Span { text: text.into(), style });
        self
    }

    /// Returns the characters without style or addresses.
    pub fn bare(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    /// Reads the inline part of the small Markdown: `**strong**`, `*emphasis*`, `` `code` ``, `[text](address)`.
    /// What is not closed stands as it is.
    pub fn inline(markdown: &str) -> Text {
        let mut spans = Vec::new();
        let mut plain = String::new();
        let mut rest = markdown;
        while let Some(at) = rest.find(['*', '`', '[']) {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some((span, behind)) = span(rest) {
                if !plain.is_empty() {
                    spans.push(Span { text: std::mem::take(&mut plain), style: Style::Plain });
                }
                spans.push(span);
                rest = behind;
            } else {
                plain.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            spans.push(Span { text: plain, style: Style::Plain });
        }
        Text(spans)
    }
}

/// Reads a styled span at the start of `text`, and returns it with what is behind.
fn span(text: &str) -> Option<(Span, &str)> {
    let enclosed = |mark: &str, style: Style| {
        let inner = text.strip_prefix(mark)?;
        let end = inner.find(mark).filter(|&end| end > 0)?;
        // As in Markdown, a mark beside a space stands for itself: "2 * 3".
        let hugs = |c: char| c.is_whitespace() || c == '*';
        if inner.starts_with(hugs)
            || inner[..end].ends_with(hugs)
            || inner[end + mark.len()..].starts_with('*')
        {
            return None;
        }
        Some((Span { text: inner[..end].to_owned(), style }, &inner[end + mark.len()..]))
    };
    enclosed("**", Style::Strong)
        .or_else(|| enclosed("*", Style::Emphasis))
        .or_else(|| enclosed("`", Style::Code))
        .or_else(|| {
            let (label, behind) = text.strip_prefix('[')?.split_once("](")?;
            let (address, behind) = behind.split_once(')')?;
            let web = address.starts_with("https://") || address.starts_with("http://");
            let one_line = !label.is_empty() && !label.contains(['[', ']', '\n']) && !address.contains(' ');
            (web && one_line)
                .then(|| (Span { text: label.to_owned(), style: Style::Link(address.to_owned()) }, behind))
        })
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for span in &self.0 {
            f.write_str(&span.text)?;
            if let Style::Link(address) = &span.style
                && *address != span.text
            {
                write!(f, " ({address})")?;
            }
        }
        Ok(())
    }
}

/// A part of what is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A line that names what follows.
    Heading(Text),
    /// Sentences.
    Paragraph(Text),
    /// Items, with or without numbers.
    List {
        /// Whether the items are steps, or can be picked by their number.
        numbered: bool,
        /// The items.
        items: Vec<Text>,
    },
    /// Facts side by side: a row for each fact, a column for each thing.
    Table {
        /// What the columns are about.
        heads: Vec<Text>,
        /// The name of each row, and its cells.
        rows: Vec<(Text, Vec<Text>)>,
    },
    /// Where it comes from.
    Source(Text),
    /// Something said beside.
    Note(Text),
}

/// Reads content: paragraphs, `- ` and `1. ` lists.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut paragraph = String::new();
    let close = |paragraph: &mut String, blocks: &mut Vec<Block>| {
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(Text::inline(&std::mem::take(paragraph))));
        }
    };
    let mut in_list = false;
    for line in markdown.lines() {
        let line = line.trim();
        if line.is_empty() {
            close(&mut paragraph, &mut blocks);
            in_list = false;
        } else if let Some((numbered, item)) = item(line) {
            close(&mut paragraph, &mut blocks);
            match blocks.last_mut() {
                Some(Block::List { numbered: same, items }) if in_list && *same == numbered => {
                    items.push(Text::inline(item));
                }
                _ => blocks.push(Block::List { numbered, items: vec![Text::inline(item)] }),
            }
            in_list = true;
        } else {
            // A line that goes on an item belongs to it.
            if in_list && let Some(Block::List { items, .. }) = blocks.last_mut() {
                if let Some(last) = items.last_mut() {
                    last.0.push(Span { text: " ".to_owned(), style: Style::Plain });
                    last.0.extend(Text::inline(line).0);
                }
                continue;
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    close(&mut paragraph, &mut blocks);
    blocks
}

/// Returns whether a line is an item of a list, numbered or not, and its text.
pub fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(item) = line.strip_prefix("- ") {
        return Some((false, item));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let item = line[digits..].strip_prefix(". ")?;
    (1..=2).contains(&digits).then_some((true, item))
}

/// Cuts a paragraph after its first sentence. A full stop that ends an abbreviation or a number does not end a sentence.
pub fn first_sentence(text: &str) -> (&str, &str) {
    let mut before = ' ';
    let mut word = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '.' | '!' | '?' | '…') {
            let end = at + c.len_utf8();
            let rest = &text[end..];
            let next = rest.trim_start_matches(['"', '”', ')', '*']);
            // A French closing mark has a space in front.
            let next = next.trim_start().strip_prefix('»').unwrap_or(next);
            let closes = rest.len() - next.len();
            let long = word > 2 || before.is_ascii_digit() || matches!(before, ')' | '%' | '$' | '€' | '»');
            let upper = next
                .trim_start()
                .chars()
                .next()
                .is_none_or(|c| !c.is_lowercase() && (word > 3 || !c.is_ascii_digit()));
            if (next.is_empty() || (next.starts_with(' ') && upper)) && (c != '.' || long) {
                return text.split_at(end + closes);
            }
        }
        word = if c.is_alphanumeric() { word + 1 } else { 0 };
        before = c;
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_markdown_becomes_spans_and_the_rest_stays_as_typed() {
        let text = Text::inline("a **b** *c* [d](https://e.org/f) `g` [x](javascript:y) 2*3 **open");
        let styles: Vec<_> = text.0.iter().map(|span| (span.text.as_str(), span.style.clone())).collect();
        assert_eq!(
            styles,
            [
                ("a ", Style::Plain),
                ("b", Style::Strong),
                (" ", Style::Plain),
                ("c", Style::Emphasis),
                (" ", Style::Plain),
                ("d", Style::Link("https://e.org/f".into())),
                (" ", Style::Plain),
                ("g", Style::Code),
                (" [x](javascript:y) 2*3 **open", Style::Plain),
            ]
        );
        assert_eq!(text.to_string(), "a b c d (https://e.org/f) g [x](javascript:y) 2*3 **open");
    }

    #[test]
    fn content_becomes_blocks() {
        let found = blocks("One\ntwo.\n\n1. First\n2. Second\n   goes on\n- other\n\nLast.");
        assert_eq!(
            found,
            [
                Block::Paragraph(Text::plain("One two.")),
                Block::List {
                    numbered: true,
                    items: vec![
                        Text::plain("First"),
                        Text::plain("Second").and(" ", Style::Plain).and("goes on", Style::Plain)
                    ]
                },
                Block::List { numbered: false, items: vec![Text::plain("other")] },
                Block::Paragraph(Text::plain("Last.")),
            ]
        );
    }

    #[test]
    fn the_first_sentence_ends_where_a_reader_would_stop() {
        for (first, rest) in [
            ("Oui : 46 % en 2019.", " Mais pas tous."),
            ("The city paid $8.3 million.", " It rose."),
            ("Est-ce permis ?", " Oui."),
            ("L'art. 938 s'applique.", " Voir le texte."),
            ("Un seul", ""),
            ("« C'est fait. »", " Puis rien."),
        ] {
            let whole = format!("{first}{rest}");
            assert_eq!(first_sentence(&whole), (first, rest), "{whole}");
        }
    }
}
