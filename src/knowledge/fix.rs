//! Puts no-break spaces where writers type plain ones: beside the marks of French, in the figures of French and Spanish.
//!
//! Front matter, asks and addresses are never touched: they are compared, not read by people.

use std::ops::Range;

use crate::knowledge::parse::title_of;
use crate::language::{Language, Marks};

/// Narrow, between groups of digits and before `; ! ?`.
const NARROW: char = '\u{202f}';

/// As wide as a plain space, before `: » % $ €` and after `«`.
const NO_BREAK: char = '\u{a0}';

/// Returns the whole text of an entry's file with no-break spaces in its French and Spanish articles.
///
/// Doing it twice changes nothing more.
pub fn french_spaces(text: &str) -> String {
    let mut fixed = String::with_capacity(text.len() + text.len() / 50);
    let mut language = None;
    let mut in_front = text.trim_start_matches('\u{feff}').starts_with("+++");
    let mut in_asks = false;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if in_front {
            in_front = number == 0 || line.trim_end() != "+++";
        } else if let Some((code, _)) = title_of(line) {
            language = Language::from_code(code);
            in_asks = false;
        } else if line.starts_with("##") {
            in_asks = line.trim_start_matches('#').trim() == "asks";
        }
        match language {
            Some(language) if !in_front && !in_asks => push_line(&mut fixed, line, language),
            _ => fixed.push_str(line),
        }
    }
    fixed
}

/// Adds a line of an article with its spaces changed.
fn push_line(fixed: &mut String, line: &str, language: Language) {
    let mut done = 0;
    for Space { span, right } in spaces(line, language) {
        fixed.push_str(&line[done..span.start]);
        fixed.push(right);
        done = span.end;
    }
    fixed.push_str(&line[done..]);
}

/// A space that the typography of a language wants otherwise.
pub(super) struct Space {
    /// Its bytes.
    pub(super) span: Range<usize>,
    /// The space that belongs there.
    right: char,
}

/// Returns every space of a text that is not the one its language wants there.
pub(super) fn spaces(text: &str, language: Language) -> Vec<Space> {
    let figures = language.info().separators.0 == NARROW;
    let marks = language.info().marks == Marks::Spaced;
    if !figures && !marks {
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in outside_addresses(text) {
        let inner = &text[part.clone()];
        for (at, c) in inner.char_indices().filter(|(_, c)| matches!(*c, ' ' | NO_BREAK | NARROW)) {
            let (before, after) = (&inner[..at], &inner[at + c.len_utf8()..]);
            let figure = if figures { figure_space(before, after) } else { None };
            let wanted = figure.or_else(|| if marks { mark_space(before, after) } else { None });
            if let Some(right) = wanted.filter(|right| *right != c) {
                let start = part.start + at;
                found.push(Space { span: start..start + c.len_utf8(), right });
            }
        }
    }
    found
}

/// Returns the space that belongs between these two texts for the sake of a mark.
fn mark_space(before: &str, after: &str) -> Option<char> {
    // A mark at the beginning of a line has nothing to stay with.
    let stays = before.ends_with(|c: char| !c.is_whitespace());
    match after.chars().next() {
        Some(';' | '!' | '?') if stays => Some(NARROW),
        Some(':' | '»') if stays => Some(NO_BREAK),
        _ if before.ends_with('«') => Some(NO_BREAK),
        _ => None,
    }
}

/// Returns the space that belongs between these two texts for the sake of a figure.
fn figure_space(before: &str, after: &str) -> Option<char> {
    if !before.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if after.starts_with('%') || is_currency(after) {
        return Some(NO_BREAK);
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let group = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let head = &before[..before.len() - group];
    // A longer group is a year or a number of another form; letters in front make a code.
    let stands_alone = !head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | '-' | '/'));
    (digits(after) == 3 && group <= 3 && stands_alone).then_some(NARROW)
}

/// Returns whether a text begins with a currency, as in `$`, `M$`, `k€`.
fn is_currency(text: &str) -> bool {
    text.strip_prefix(['M', 'k', 'G']).unwrap_or(text).starts_with(['$', '€', '£'])
}

/// Returns the parts of a text outside addresses: those of links and those that stand alone.
pub(super) fn outside_addresses(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(at) = text[start..].find("http").map(|at| start + at) {
        let rest = &text[at..];
        let is_address = rest.starts_with("https://") || rest.starts_with("http://");
        let length = if is_address { rest.find(char::is_whitespace).unwrap_or(rest.len()) } else { 0 };
        // The address of a link ends with it, though text may follow without a space.
        let length = match rest[..length].find(')') {
            Some(end) if text[..at].ends_with("](") => end,
            _ => length,
        };
        let length = length.max("http".len());
        parts.push(start..if is_address { at } else { at + length });
        start = at + length;
    }
    parts.push(start..text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows U+202F as `_` and U+00A0 as `~`, so that the expectation can be read.
    fn check(text: &str, expected: &str) {
        let fixed = french_spaces(text);
        assert_eq!(french_spaces(&fixed), fixed, "twice is once");
        assert_eq!(fixed.replace(NARROW, "_").replace(NO_BREAK, "~"), expected);
    }

    #[test]
    fn french_marks_get_no_break_spaces() {
        check("# fr: Preston : quoi ?\n", "# fr: Preston~: quoi_?\n");
        check("# fr: T\n« Oui » ; non ! Et : rien.\n", "# fr: T\n«~Oui~»_; non_! Et~: rien.\n");
        check("# fr: T\nQuoi? Non.\n- : x\n", "# fr: T\nQuoi? Non.\n-~: x\n");
    }

    #[test]
    fn figures_stay_together_in_french_and_spanish() {
        check(
            "# fr: T\n12 000 $, 1 250 000 habitants, 8,3 M$, 45 %, 20 k€ en 2021 100 fois\n",
            "# fr: T\n12_000~$, 1_250_000 habitants, 8,3~M$, 45~%, 20~k€ en 2021 100 fois\n",
        );
        check("# es: T\n12 000 personas, 45 %: ¿sí ?\n", "# es: T\n12_000 personas, 45~%: ¿sí ?\n");
        check("# en: T\n12 000 people : 45 %\n", "# en: T\n12 000 people : 45 %\n");
    }

    #[test]
    fn front_matter_asks_and_addresses_are_left_alone() {
        let text = "+++\ntitle = \"a : b\"\n+++\n# fr: T\nVoir [a](https://x.org/a?b) ou https://x.org/12 et\n## asks\n- quoi ?\n";
        check(text, text);
    }

    #[test]
    fn line_ends_of_windows_stay() {
        check("+++\r\n+++\r\n# fr: A : b\r\nC !\r\n", "+++\r\n+++\r\n# fr: A~: b\r\nC_!\r\n");
    }
}
