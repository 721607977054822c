//! Spans as Discord's Markdown, in pieces that fit. What people or sources wrote is escaped: it can neither style, nor link, nor
//! mention.

use passerelle_core::text::{Span, Style, Text};

use super::limits::length;

/// Whether styles are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// As Discord shows it best.
    Styled,
    /// As the person asked: words and addresses alone.
    Plain,
}

/// Renders spans as lines of at most `most` units each; nearly always one.
pub(super) fn pieces(text: &Text, dress: Dress, most: usize) -> Vec<String> {
    let mut pieces = Pieces { most, done: Vec::new(), open: String::new() };
    for span in &text.0 {
        match (&span.style, dress) {
            (Style::Link(address), _) => pieces.link(&span.text, address, dress),
            (Style::Strong, Dress::Styled) => pieces.words(span, "**"),
            (Style::Emphasis, Dress::Styled) => pieces.words(span, "*"),
            (Style::Code, Dress::Styled) => pieces.code(&span.text),
            _ => pieces.words(span, ""),
        }
    }
    pieces.close();
    pieces.done
}

/// Pieces that are being filled.
struct Pieces {
    most: usize,
    done: Vec<String>,
    open: String,
}

impl Pieces {
    /// Adds words within marks; where they do not fit, they go on in the next piece, marked again.
    fn words(&mut self, span: &Span, marks: &str) {
        let text = clean(&span.text);
        // A mark beside a space would stand for itself.
        let inner = text.trim();
        let lead = &text[..text.len() - text.trim_start().len()];
        let trail = if inner.is_empty() { "" } else { &text[text.trim_end().len()..] };
        self.put(lead);
        for (at, word) in words(inner).enumerate() {
            let space = if at == 0 { "" } else { word.0 };
            let mut word = escaped(word.1);
            if self.open.is_empty() && marks.is_empty() {
                word = begun(&word);
            }
            for part in fitting(&word, self.most.saturating_sub(2 * marks.len())) {
                // A run in one style is marked once: the end of the last word's mark is taken back.
                let mut goes_on = at > 0 && !marks.is_empty() && self.open.ends_with(marks);
                let whole = length(space) + length(&part) + if goes_on { 0 } else { 2 * marks.len() };
                if length(&self.open) + whole > self.most {
                    self.close();
                    goes_on = false;
                }
                if goes_on {
                    self.open.truncate(self.open.len() - marks.len());
                    self.open.push_str(space);
                } else {
                    self.put(space);
                    self.open.push_str(marks);
                }
                self.open.push_str(&part);
                self.open.push_str(marks);
            }
        }
        self.put(trail);
    }

    fn code(&mut self, text: &str) {
        // Within a code span nothing can be escaped, so what would close it is replaced by what looks like it.
        let text = clean(text).replace('`', "'");
        for part in fitting(&text, self.most.saturating_sub(2)) {
            if !part.trim().is_empty() {
                self.whole(&format!("`{part}`"));
            }
        }
    }

    fn link(&mut self, text: &str, address: &str, dress: Dress) {
        let address = encoded(address);
        let words = clean(text);
        let bare = words.trim().is_empty() || words == address || words.contains("://");
        let shown = match dress {
            _ if bare => format!("<{address}>"),
            // Brackets in a link's words end it, even escaped, on some of Discord's clients.
            Dress::Styled => {
                let words: String = words
                    .chars()
                    .map(|c| {
                        if c == '[' {
                            '('
                        } else if c == ']' {
                            ')'
                        } else {
                            c
                        }
                    })
                    .collect();
                format!("[{}]({address})", escaped(&words))
            }
            Dress::Plain => format!("{} (<{address}>)", escaped(&words)),
        };
        if length(&shown) <= self.most {
            self.whole(&shown);
        } else {
            // An address that fits nowhere is left out; its words stay.
            self.words(&Span { text: words, style: Style::Plain }, "");
        }
    }

    /// Adds what cannot be cut.
    fn whole(&mut self, text: &str) {
        if length(&self.open) + length(text) > self.most {
            self.close();
        }
        self.open.push_str(text);
    }

    fn put(&mut self, space: &str) {
        if length(&self.open) + length(space) <= self.most {
            self.open.push_str(space);
        }
    }

    fn close(&mut self) {
        let piece = self.open.trim();
        if !piece.is_empty() {
            self.done.push(piece.to_owned());
        }
        self.open.clear();
    }
}

/// The words of a text, each with the space in front of it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let start = rest.len() - rest.trim_start().len();
        let (space, word) = rest.split_at(start);
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        rest = &word[end..];
        Some((space, &word[..end]))
    })
}

/// Cuts a word that fits nowhere.
fn fitting(word: &str, most: usize) -> Vec<String> {
    if length(word) <= most {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut used = 0;
    for c in word.chars() {
        // A backslash stays with what it escapes.
        let keeps = parts.last().is_some_and(|part| part.ends_with('\\'));
        if used + c.len_utf16() + 1 > most && !keeps {
            parts.push(String::new());
            used = 0;
        }
        used += c.len_utf16();
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// Escapes what Discord would take for markup. An address of the web is kept whole, so that it can be followed, and shown
/// without a preview.
fn escaped(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, address) = rest.split_at(at);
        escape(before, &mut out);
        let end =
            address.find(|c: char| c.is_whitespace() || "<>\"`|\\".contains(c)).unwrap_or(address.len());
        let address = &address[..end];
        let trimmed = address.trim_end_matches(|c: char| ".,;:!?)]}*_~'’»”".contains(c));
        // A scheme with nothing behind it is no address.
        let kept = if trimmed.ends_with("//") { "" } else { trimmed };
        if kept.is_empty() {
            escape(address, &mut out);
            rest = &rest[at + address.len()..];
        } else {
            out.push('<');
            out.push_str(&encoded(kept));
            out.push('>');
            rest = &rest[at + kept.len()..];
        }
    }
    escape(rest, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let calls = c == '@' && (rest.starts_with("everyone") || rest.starts_with("here"));
        if calls || "\\*_~`|<[]".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Escapes what Discord would take for a heading, a quote, small print or an item where it begins a line.
fn begun(word: &str) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = word.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        format!("{number}\\{rest}")
    } else if word.starts_with(['#', '>', '-', '+']) {
        format!("\\{word}")
    } else {
        word.to_owned()
    }
}

/// Writes an address so that nothing in it ends a link.
fn encoded(address: &str) -> String {
    let mut out = String::new();
    for c in address.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            '"' => out.push_str("%22"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            '|' => out.push_str("%7C"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// Takes out what would turn the text around, end a line, or not be shown at all.
pub(super) fn clean(text: &str) -> String {
    let harmful = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    text.chars()
        .filter(|&c| !harmful(c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styled(text: &Text) -> String {
        pieces(text, Dress::Styled, 400).join("⏎")
    }

    #[test]
    fn styles_are_marked_and_words_are_not_markup() {
        for (text, shown) in [
            (Text::strong("Oui : c'est permis."), "**Oui : c'est permis.**"),
            (
                Text::plain("a *b* _c_ ~~d~~ `e` ||f||"),
                "a \\*b\\* \\_c\\_ \\~\\~d\\~\\~ \\`e\\` \\|\\|f\\|\\|",
            ),
            (Text::plain("<@123> @everyone <#4> <t:1>"), "\\<@123> \\@everyone \\<#4> \\<t:1>"),
            (Text::plain("# titre"), "\\# titre"),
            (Text::plain("2019. Puis - rien @ 3 h"), "2019\\. Puis - rien @ 3 h"),
            (Text::styled("/aide `x`", Style::Code), "`/aide 'x'`"),
            (
                Text::plain("Source : ").and("L'[Hebdo]", Style::Link("https://x.ca/a_(b)".into())),
                "Source : [L'(Hebdo)](https://x.ca/a_%28b%29)",
            ),
            (Text::styled("https://x.ca/a_b", Style::Link("https://x.ca/a_b".into())), "<https://x.ca/a_b>"),
            (Text::plain("voir https://x.ca/a_b."), "voir <https://x.ca/a_b>."),
            (Text::plain("[a](https://evil.example)"), "\\[a\\](<https://evil.example>)"),
            (Text::plain("a\u{202e}b\u{0}c\nd"), "ab c d"),
            (Text::strong("deux").and(" mots", Style::Emphasis), "**deux** *mots*"),
        ] {
            assert_eq!(styled(&text), shown);
        }
    }

    #[test]
    fn plain_means_words_and_addresses() {
        let text = Text::strong("a*b").and(" ", Style::Plain).and("ici", Style::Link("https://x.ca".into()));
        assert_eq!(pieces(&text, Dress::Plain, 100), ["a\\*b ici (<https://x.ca>)"]);
    }

    #[test]
    fn what_does_not_fit_goes_on_in_its_style() {
        let text = Text::strong("one two three four five six").and(" seven", Style::Plain);
        let cut = pieces(&text, Dress::Styled, 16);
        assert_eq!(cut, ["**one two**", "**three four**", "**five six**", "seven"]);
        let word = Text::plain("*".repeat(50));
        for piece in pieces(&word, Dress::Styled, 10) {
            assert!(length(&piece) <= 10 && !piece.ends_with("\\\\"), "{piece}");
        }
    }
}
