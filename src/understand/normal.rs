//! Text as it is compared: compatibility forms, case, accents and punctuation folded, cut into words with their places.
//!
//! What is shown is never taken from here.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word, folded.
    pub word: String,
    /// Its bytes in the text it was cut from.
    pub span: Range<usize>,
    /// Whether it began with a capital that does not begin a sentence.
    pub capital: bool,
    /// Whether a sentence, a clause or a list item begins with it: no phrase runs across.
    pub starts: bool,
}

/// The most words of one message that are looked at; what follows is not read.
pub const MOST_TOKENS: usize = 400;

/// The longest word that is looked at, in characters; a longer one is cut.
const LONGEST_WORD: usize = 40;

/// Cuts a text into folded words.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = Word::default();
    let mut starts = true;
    let mut sentence = true;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || is_combining_mark(c) {
            word.push(at, c);
            continue;
        }
        if word.close(text, &mut tokens, starts, sentence) {
            starts = false;
            sentence = false;
            if tokens.len() >= MOST_TOKENS {
                return tokens;
            }
        }
        match c {
            '.' | '!' | '?' | '\n' | '¿' | '¡' | '…' => (starts, sentence) = (true, true),
            ',' | ';' | ':' | '(' | ')' | '«' | '»' | '"' | '“' | '”' => starts = true,
            _ => {}
        }
    }
    word.close(text, &mut tokens, starts, sentence);
    tokens
}

/// A word being read.
#[derive(Default)]
struct Word {
    folded: String,
    start: usize,
    end: usize,
    letters: usize,
}

impl Word {
    fn push(&mut self, at: usize, c: char) {
        if self.letters == 0 {
            self.start = at;
        }
        self.end = at + c.len_utf8();
        self.letters += 1;
        if self.letters <= LONGEST_WORD {
            fold_char(c, &mut self.folded);
        }
    }

    /// Ends the word, if there is one, and returns whether there was.
    fn close(&mut self, text: &str, tokens: &mut Vec<Token>, starts: bool, sentence: bool) -> bool {
        self.letters = 0;
        if self.folded.is_empty() {
            return false;
        }
        let capital = !sentence && text[self.start..].chars().next().is_some_and(char::is_uppercase);
        let word = std::mem::take(&mut self.folded);
        tokens.push(Token { word, span: self.start..self.end, capital, starts });
        true
    }
}

/// Folds one character: compatibility form, lower case, without marks; letters of two are spelt out.
fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in std::iter::once(c).nfkd().filter(|&c| !is_combining_mark(c)) {
        match c {
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            'ß' | 'ẞ' => out.push_str("ss"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'ı' => out.push('i'),
            c => out.extend(c.to_lowercase().nfkd().filter(|c| c.is_alphanumeric())),
        }
    }
}

/// The fewest words of a sentence that asks by itself.
const ASKS: usize = 3;

/// Returns where, in a text of several sentences, the one stands that asks: the last that is a question, else the last; nothing when
/// there is but one.
pub(super) fn asking(text: &str) -> Option<Range<usize>> {
    let mut sentences: Vec<(Range<usize>, bool)> = Vec::new();
    let mut start = 0;
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '\n' | '…');
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next = at + c.len_utf8();
        // "3.000" and "www.a.org" are no ends.
        let closes = ends(c) && (c == '\n' || letters.peek().is_none_or(|(_, after)| after.is_whitespace()));
        if closes || next == text.len() {
            if text[start..next].split_whitespace().count() >= ASKS {
                sentences.push((start..next, c == '?'));
            }
            start = next;
        }
    }
    if sentences.len() < 2 {
        return None;
    }
    let question = sentences.iter().rev().find(|(_, question)| *question);
    question.or(sentences.last()).map(|(span, _)| span.clone())
}

/// Folds one word into a text that is cleared first.
pub(super) fn fold_into(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars().filter(|&c| !is_combining_mark(c)).take(LONGEST_WORD) {
        fold_char(c, out);
    }
}

/// Returns the folded words joined by one space: two texts with the same folding are the same to us.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for token in tokens(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&token.word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text:?}");
    }

    #[test]
    fn case_accents_and_punctuation_are_folded() {
        check("Où l'œuvre ÉTAIT-elle ?", "ou l oeuvre etait elle");
        check("¿Qué año?", "que ano");
        check("N\u{303}an\u{303}a", "nana");
        check("ﬁducie …", "fiducie");
        check("İstanbul Łódź Straße", "istanbul lodz strasse");
        check("  \u{200b}\t\n ", "");
        check("12 000 $ (2021)", "12 000 2021");
    }

    #[test]
    fn a_word_knows_its_place_and_whether_its_capital_says_something() {
        let text = "Bonjour, à Évry. Que faire ?";
        let tokens = tokens(text);
        let seen: Vec<_> = tokens.iter().map(|t| (&text[t.span.clone()], t.capital, t.starts)).collect();
        assert_eq!(
            seen,
            [
                ("Bonjour", false, true),
                ("à", false, true),
                ("Évry", true, false),
                ("Que", false, true),
                ("faire", false, false)
            ]
        );
    }

    #[test]
    fn the_last_question_asks() {
        let asks = |text: &'static str| asking(text).map(|span| text[span].trim());
        assert_eq!(
            asks("Our shop closes. What have others done? We are 3.000."),
            Some("What have others done?")
        );
        assert_eq!(asks("The roof leaks again. We need to know the cost"), Some("We need to know the cost"));
        assert_eq!(asks("What did it cost?"), None);
        assert_eq!(asks("Hi. What did it cost?"), None);
        assert_eq!(asks(""), None);
    }

    #[test]
    fn endless_input_is_cut() {
        assert_eq!(tokens(&"a ".repeat(100_000)).len(), MOST_TOKENS);
        assert_eq!(tokens(&"é".repeat(100_000))[0].word.len(), LONGEST_WORD);
    }
}
