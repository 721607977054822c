//! Corrects typing errors against the words that the base knows.
//!
//! The neighbourhood of deletions (Garbe, "SymSpell", 2012): two words at one edit share a word with one letter deleted (at two edits, with two),
//! so that a look-up costs some hashes and no scan of the vocabulary.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// The shortest word that is corrected: shorter ones have too many neighbours.
const SHORTEST: usize = 4;

/// The shortest name that is corrected.
const SHORTEST_NAME: usize = 6;

/// The shortest word for which two errors are forgiven.
const SHORTEST_TWICE: usize = 8;

/// How often the base uses a word that two errors are forgiven in: the pairs of letters of all words would fill the memory.
const OFTEN: u32 = 12;

/// How often the base uses each of two words that were written together.
const GLUED: u32 = 20;

/// The longest word that is corrected.
const LONGEST: usize = 24;

/// How a base uses a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// How often, with what counts more counted more.
    pub count: u32,
    /// How often it stands in the middle of a sentence, with a small letter or a capital.
    pub middle: u32,
    /// How often with a capital there.
    pub capital: u32,
}

impl Use {
    /// Returns whether it is the name of something: hardly ever written small.
    pub fn is_name(self) -> bool {
        self.capital > 0 && 10 * self.capital >= 9 * self.middle
    }
}

/// How a word was written that may hold an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Small, or at the beginning of a sentence.
    Plain,
    /// With a capital that says something.
    Capital,
}

/// The words the base knows, with what each is worth as a correction.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Spelling {
    /// The words, sorted, and how each is used.
    words: Vec<(Box<str>, Use)>,
    /// Hashes of the words with up to two letters deleted, sorted, each with its word.
    deletions: Vec<(u32, u32)>,
}

impl Spelling {
    /// Learns words (folded) with their counts. A count of zero is of a word that the base does not use but that is one: it is
    /// neither known nor mended.
    pub fn new(uses: HashMap<String, Use>) -> Spelling {
        let mut words: Vec<(Box<str>, Use)> =
            uses.into_iter().map(|(word, of)| (word.into_boxed_str(), of)).collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut deletions = Vec::new();
        for (at, &(ref word, Use { count, .. })) in words.iter().enumerate() {
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
        self.place(word).map_or(0, |at| self.words[at].1.count)
    }

    /// Returns the known word that was probably meant, if the word is unknown and one is near enough.
    ///
    /// A name that we do not know is more likely another name than one of ours with an error, and a short word written small
    /// is more likely no name at all.
    pub fn correct(&self, word: &str, written: Written) -> Option<&str> {
        if self.place(word).is_some() || !correctable(word) || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut best: Option<(usize, u32, &str)> = None;
        let mut look = |short: &str| {
            let key = hash(short);
            let from = self.deletions.partition_point(|&(hash, _)| hash < key);
            for &(_, at) in self.deletions[from..].iter().take_while(|&&(hash, _)| hash == key) {
                let (candidate, used) = &self.words[at as usize];
                let count = used.count;
                let distance = strsim::osa_distance(word, candidate);
                let unlike = match written {
                    Written::Capital => distance > 1 || word.len() < SHORTEST_NAME,
                    Written::Plain => used.is_name() && word.len() <= SHORTEST_NAME,
                };
                if unlike {
                    continue;
                }
                // The first letter is rarely wrong; a correction that changes it must be the only one.
                let cost = 2 * distance + usize::from(first(word) != first(candidate));
                let within = if word.len() >= SHORTEST_TWICE { 2 } else { 1 };
                if distance <= within
                    && best.is_none_or(|(least, uses, _)| (cost, u32::MAX - count) < (least, u32::MAX - uses))
                {
                    best = Some((cost, count, candidate));
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
            // One letter in front is as often a typing error: what is left must be very common.
            .filter(|&(uses, left, _)| uses >= if left.len() > 1 { GLUED } else { 10 * GLUED })
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

    fn own((word, of): (&str, Use)) -> (String, Use) {
        (word.to_owned(), of)
    }

    fn spelling() -> Spelling {
        let words = [
            ("cooperative", 90),
            ("municipalite", 50),
            ("marche", 30),
            ("marcher", 2),
            ("partir", 240),
            ("a", 999),
        ];
        let of = |count| Use { count, ..Use::default() };
        let names = [("bremen", Use { count: 30, middle: 10, capital: 10 })];
        Spelling::new(
            words.map(|(word, count)| (word, of(count))).into_iter().chain(names).map(own).collect(),
        )
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
            assert_eq!(spelling.correct(typed, Written::Plain), Some(meant), "{typed}");
        }
    }

    #[test]
    fn known_short_and_distant_words_stay() {
        let spelling = spelling();
        for typed in ["marcher", "mar", "zzzzzzz", "coop", "2021", ""] {
            assert_eq!(spelling.correct(typed, Written::Plain), None, "{typed}");
        }
    }

    #[test]
    fn a_name_is_taken_for_one_only_where_it_may_be() {
        let spelling = spelling();
        assert_eq!(spelling.correct("abreme", Written::Plain), None);
        assert_eq!(spelling.correct("bremem", Written::Capital), Some("bremen"));
        assert_eq!(spelling.correct("coperativo", Written::Capital), None);
    }

    #[test]
    fn glued_words_come_apart() {
        assert_eq!(spelling().split("apartir"), Some(("a", "partir")));
        assert_eq!(spelling().split("cooperative"), None);
    }
}
