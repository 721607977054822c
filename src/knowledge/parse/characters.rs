//! Finds characters that nobody sees: they come in by copying, and break searching and reading aloud.

use crate::diagnostic::Code;
use crate::knowledge::report::Report;

/// Returns whether a character must not stand in a text.
pub(crate) fn is_unwanted(c: char) -> bool {
    (c.is_control() && c != '\n') || is_direction(c) || is_invisible(c)
}

/// Reports every character that must not stand in the file; `tabs` says whether tabs are among them.
pub(super) fn check(report: &mut Report<'_>, tabs: Tabs) {
    let text = report.text;
    let mut tab_in_line = false;
    for (at, c) in text.char_indices() {
        if c == '\n' {
            tab_in_line = false;
        }
        if !is_unwanted(c) {
            continue;
        }
        let span = at..at + c.len_utf8();
        if c == '\t' {
            // One a line is enough: tabs come in rows.
            if tabs == Tabs::Refused && !tab_in_line {
                report.advise(Code::Tab, span, "a tab", "type spaces");
                tab_in_line = true;
            }
        } else if is_direction(c) {
            let message = format!("{} changes the direction of the text around it", name(c));
            report.advise(Code::DirectionCharacter, span, message, "remove it");
        } else {
            let message = format!("the invisible character {}", name(c));
            report.advise(Code::InvisibleCharacter, span, message, "remove it");
        }
    }
}

/// Whether tabs may stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tabs {
    /// They may: TOML and Fluent have their own rules.
    Allowed,
    /// They may not.
    Refused,
}

/// Returns how a character that cannot be shown is named.
pub(super) fn name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Returns whether a character turns or isolates the direction of text (Unicode Standard Annex 9, section 2).
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns whether a character has no width and no use in our languages.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}' | '\u{fffd}')
}
