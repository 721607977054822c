//! Any text to the normal form in which pieces are sought. It keeps every sign that may mean something.
//!
//! The steps give what the normaliser of the original model gives (`nmt_nfkc`, whose map need not be carried).

use unicode_normalization::UnicodeNormalization;

/// Stands for a space within pieces, and before the first word.
pub(super) const SPACE: char = '▁';

/// Whether capitals and apostrophes are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// They are not: the keys of the model are folded as the text is.
    Folded,
    /// They are, as in the original model.
    AsWritten,
}

/// Returns the normal form of a text: empty, or words with [`SPACE`] before each.
pub(super) fn tidy(text: &str, case: Case) -> String {
    let mut tidy = String::with_capacity(text.len() + text.len() / 4 + SPACE.len_utf8());
    let mut between = true;
    let mut take = |c: char| match c {
        ' ' => between = true,
        _ => {
            if between {
                tidy.push(SPACE);
                between = false;
            }
            match case {
                Case::AsWritten => tidy.push(c),
                Case::Folded => tidy.extend(straight(c).to_lowercase()),
            }
        }
    };
    // The wide tilde is the one character that the map leaves alone and compatibility forms would not.
    for (at, part) in text.split('\u{FF5E}').enumerate() {
        if at > 0 {
            take('\u{FF5E}');
        }
        part.chars().map(blank).nfkc().for_each(&mut take);
    }
    tidy
}

/// Makes a space of what only separates, or shows nothing.
fn blank(c: char) -> char {
    match c {
        '\t' | '\n' | '\u{C}' | '\r' | '\u{1680}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'
        | '\u{2029}' | SPACE | '\u{FEFF}' | '\u{FFFD}' => ' ',
        _ => c,
    }
}

/// Curled apostrophes are the rarest of pieces, and always meant as this one.
fn straight(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_normal() {
        for (text, as_written) in [
            ("", ""),
            (" \t\u{200B} ", ""),
            ("Un  mot\n", "▁Un▁mot"),
            ("1\u{A0}000 ½…", "▁1▁000▁1⁄2..."),
            ("ﬁn▁a～b", "▁fin▁a～b"),
            ("e\u{301}te\u{301}", "▁été"),
            ("a\u{AD}b\u{85}c", "▁a\u{AD}b\u{85}c"),
        ] {
            assert_eq!(tidy(text, Case::AsWritten), as_written, "{text:?}");
        }
    }

    #[test]
    fn case_and_apostrophes_fold() {
        assert_eq!(tidy("L’ŒUVRE d‘İ", Case::Folded), "▁l'œuvre▁d'i\u{307}");
    }
}
