//! Corrects typing errors against the words that the base knows.
//!
//! The neighbourhood of deletions (Garbe, "SymSpell", 2012): two words at one edit share a word with one letter deleted (at two edits, with two),
//! so that a look-up costs some hashes and no scan of the vocabulary.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// The shortest word that is corrected: shorter ones have too many neighbours.
const SHORTEST: usize = 4;

/// The shortest word for which two errors are forgiven.
const SHORTEST_TWICE: usize = 8;

/// How often the base uses a word that two errors are forgiven in: the pairs of letters of all words would fill the memory.
const OFTEN: u32 = 12;

/// The longest word that is corrected.
const LONGEST: usize = 24;

/// The words the base knows, with what each is worth as a correction.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Spelling {
    /// The words, sorted, and how often each is used.
    words: Vec<(Box<str>, u32)>,
    /// Hashes of the words with up to two letters deleted, sorted, each with its word.
    deletions: Vec<(u32, u32)>,
}

impl Spelling {
    /// Learns words (folded) with their counts. A count of zero is of a word that the base does not use but that is one: it is
    /// neither known nor mended.
    pub fn new(counts: HashMap<String, u32>) -> Spelling {
        let mut words: Vec<(Box<str>, u32)> =
            counts.into_iter().map(|(word, count)| (word.into_boxed_str(), count)).collect();
        words.sort_unstable();
        let mut deletions = Vec::new();
        for (at, &(ref word, count)) in words.iter().enumerate() {
            if count > 0 && correctable(word) {
                neighbourhood(word, count >= OFTEN, |short| deletions.push((hash(short), at as u32)));
            }
        }
        deletions.sort_unstable();
        deletions.dedup();
        Spelling { words, deletions }
    }

    fn place(&self, word: &str) -> Option<usize> {
        self.words.binary_search_by(|(known, _)| (**known).cmp(word)).ok()
    }

    /// Returns whether the base knows this word.
    pub fn knows(&self, word: &str) -> bool {
        self.count(word) > 0
    }

    /// Returns how often the base uses this word.
    pub fn count(&self, word: &str) -> u32 {
        self.place(word).map_or(0, |at| self.words[at].1)
    }

    /// Returns the known word that was probably meant, if the word is unknown and one is near enough.
    pub fn correct(&self, word: &str) -> Option<&str> {
        if self.place(word).is_some() || !correctable(word) || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut best: Option<(usize, u32, &str)> = None;
        let mut look = |short: &str| {
            let key = hash(short);
            let from = self.deletions.partition_point(|&(hash, _)| hash < key);
            for &(_, at) in self.deletions[from..].iter().take_while(|&&(hash, _)| hash == key) {
                let (candidate, count) = &self.words[at as usize];
                let distance = strsim::osa_distance(word, candidate);
                // The first letter is rarely wrong; a correction that changes it must be the only one.
                let cost = 2 * distance + usize::from(first(word) != first(candidate));
                let within = if word.len() >= SHORTEST_TWICE { 2 } else { 1 };
                if distance <= within
                    && best.is_none_or(|(least, uses, _)| (cost, u32::MAX - count) < (least, u32::MAX - uses))
                {
                    best = Some((cost, *count, candidate));
                }
            }
        };
        neighbourhood(word, true, &mut look);
        best.map(|(_, _, word)| word)
    }

    /// Returns where an unknown word falls into two known ones that were written together, both in common use.
    pub fn split<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if self.place(word).is_some() || word.len() < 6 {
            return None;
        }
        word.char_indices()
            .map(|(at, _)| word.split_at(at))
            .filter(|(left, right)| !left.is_empty() && right.len() >= 3 && (left.len() >= 2 || *left == "a"))
            .map(|(left, right)| (self.count(left).min(self.count(right)), left, right))
            .filter(|&(uses, _, _)| uses >= 20)
            .max()
            .map(|(_, left, right)| (left, right))
    }
}

/// Returns whether a word is long enough and not too long to be corrected.
fn correctable(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.len())
}

/// Calls `each` with the word, with each of its letters left out in turn, and, if `twice`, each two of a long word.
fn neighbourhood(word: &str, twice: bool, mut each: impl FnMut(&str)) {
    each(word);
    for short in shortened(word) {
        each(&short);
        if twice && word.len() >= SHORTEST_TWICE {
            shortened(&short).for_each(|shorter| each(&shorter));
        }
    }
}

/// Returns the word with each of its letters left out in turn.
fn shortened(word: &str) -> impl Iterator<Item = String> + '_ {
    word.char_indices().map(|(at, c)| {
        let mut short = String::with_capacity(word.len());
        short.push_str(&word[..at]);
        short.push_str(&word[at + c.len_utf8()..]);
        short
    })
}

fn first(word: &str) -> Option<char> {
    word.chars().next()
}

fn hash(word: &str) -> u32 {
    xxh3_64(word.as_bytes()) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        let words = [("cooperative", 90), ("municipalite", 50), ("marche", 30), ("marcher", 2), ("partir", 40), ("a", 99)];
        Spelling::new(words.map(|(word, count)| (word.to_owned(), count)).into())
    }

    #[test]
    fn one_error_is_corrected_to_the_most_used_word() {
        let spelling = spelling();
        for (typed, meant) in [
            ("coperative", "cooperative"),
            ("coopertaive", "cooperative"),
            ("cooprative", "cooperative"),
            ("xooperative", "cooperative"),
            ("marchr", "marche"),
            ("municpalote", "municipalite"),
        ] {
            assert_eq!(spelling.correct(typed), Some(meant), "{typed}");
        }
    }

    #[test]
    fn known_short_and_distant_words_stay() {
        let spelling = spelling();
        for typed in ["marcher", "mar", "zzzzzzz", "coop", "2021", ""] {
            assert_eq!(spelling.correct(typed), None, "{typed}");
        }
    }

    #[test]
    fn glued_words_come_apart() {
        assert_eq!(spelling().split("apartir"), Some(("a", "partir")));
        assert_eq!(spelling().split("cooperative"), None);
    }
}
