//! Finds known phrases among the words of a text: labels of terms, cues, ordinals. The longest match wins.

use std::collections::HashMap;

use super::normal::{Token, fold};

/// The longest phrase that is found, in words.
const LONGEST_PHRASE: usize = 9;

/// Phrases, each with what it stands for. One phrase may stand for several things.
#[derive(Debug, Clone)]
pub struct Phrases<T> {
    by_words: HashMap<Box<str>, Vec<T>>,
    longest: usize,
}

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a, T> {
    /// What it stands for.
    pub meanings: &'a [T],
    /// The first word.
    pub start: usize,
    /// The word behind the last.
    pub end: usize,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_words: HashMap::new(), longest: 0 }
    }
}

impl<T: Clone + PartialEq> Phrases<T> {
    /// Adds a phrase; one without a word is left out.
    pub fn insert(&mut self, phrase: &str, meaning: T) {
        let folded = fold(phrase);
        let words = folded.split(' ').count();
        if folded.is_empty() || words > LONGEST_PHRASE {
            return;
        }
        self.longest = self.longest.max(words);
        let key: Vec<&str> = folded.split(' ').map(singular).collect();
        let meanings = self.by_words.entry(key.join(" ").into()).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    /// Finds the phrases of a text, from left to right, the longest at each place, none across a comma or full stop.
    pub fn find<'a>(&'a self, tokens: &[Token]) -> Vec<Found<'a, T>> {
        let mut found = Vec::new();
        let mut key = String::new();
        let mut start = 0;
        while start < tokens.len() {
            let mut best = None;
            key.clear();
            for (length, token) in tokens[start..].iter().take(self.longest).enumerate() {
                if length > 0 {
                    if token.starts {
                        break;
                    }
                    key.push(' ');
                }
                key.push_str(singular(&token.word));
                if let Some(meanings) = self.by_words.get(key.as_str()) {
                    best = Some(Found { meanings: meanings.as_slice(), start, end: start + length + 1 });
                }
            }
            start = best.as_ref().map_or(start + 1, |found: &Found<'_, T>| found.end);
            found.extend(best);
        }
        found
    }
}

/// Cuts the plural ending that the languages of the base share, so that a label is found in its plural.
fn singular(word: &str) -> &str {
    match word.as_bytes() {
        // Spanish and French both make "es" of a final consonant; English does of s, x, ch.
        [.., b'l' | b'r' | b'n' | b'd' | b'z', b'e', b's'] if word.len() > 5 => &word[..word.len() - 2],
        [.., b'l' | b'r' | b'n' | b'd' | b'z', b'e'] if word.len() > 4 => &word[..word.len() - 1],
        [.., before, b's' | b'x'] if word.len() > 3 && *before != b's' => &word[..word.len() - 1],
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::normal::tokens;

    #[test]
    fn the_longest_phrase_wins_and_plurals_match() {
        let mut phrases = Phrases::default();
        phrases.insert("coopérative", 1);
        phrases.insert("coopérative de solidarité", 2);
        phrases.insert("municipalidad", 3);
        let text = tokens("Les coopératives de solidarité, une coopérative; las municipalidades");
        let found: Vec<_> =
            phrases.find(&text).into_iter().map(|f| (f.meanings[0], f.start, f.end)).collect();
        assert_eq!(found, [(2, 1, 4), (1, 5, 6), (3, 7, 8)]);
    }

    #[test]
    fn no_phrase_runs_across_a_comma() {
        let mut phrases = Phrases::default();
        phrases.insert("new york", 1);
        assert!(phrases.find(&tokens("something new, York")).is_empty());
        assert_eq!(phrases.find(&tokens("to New York")).len(), 1);
    }
}
