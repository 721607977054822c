//! What was written lately, so that an answer can change when its question is changed. In memory only, and little: after a
//! restart a changed question gets a new answer.

use std::collections::{HashMap, VecDeque};

use xxhash_rust::xxh3::xxh3_64;

/// How many messages are known.
const MOST: usize = 2_000;

/// Returns a fingerprint of words.
pub(crate) fn fingerprint(words: &str) -> u64 {
    xxh3_64(words.as_bytes())
}

/// A message: its chat and its number.
type Place = (i64, i32);

/// What was written lately.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    order: VecDeque<Place>,
    known: HashMap<Place, Known>,
}

/// What is known of a message.
#[derive(Debug, Default, Clone, Copy)]
struct Known {
    /// A fingerprint of its words, not the words.
    words: u64,
    /// Our answer to it.
    answer: Option<i32>,
    /// What the answer asked.
    asks: Asks,
}

/// What an answer of ours asked.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Nothing: it said something.
    #[default]
    Nothing,
    /// The next question of a form: the message it answers was taken as an answer.
    Form,
}

impl Recent {
    /// Notes the words of a message.
    pub(crate) fn wrote(&mut self, chat: i64, message: i32, words: u64) {
        self.entry((chat, message)).words = words;
    }

    /// Returns whether a message has these words already: Telegram also tells of changes that are none in the words, such as
    /// a preview that was loaded.
    pub(crate) fn has(&self, chat: i64, message: i32, words: u64) -> bool {
        self.known.get(&(chat, message)).is_some_and(|known| known.words == words)
    }

    /// Notes our answer to a message.
    pub(crate) fn answered(&mut self, chat: i64, message: i32, answer: i32, asks: Asks) {
        let known = self.entry((chat, message));
        (known.answer, known.asks) = (Some(answer), asks);
    }

    /// Returns whether a message was taken as an answer in a form: what it is changed to would be taken for the next one.
    pub(crate) fn was_filled_in(&self, chat: i64, message: i32) -> bool {
        self.known.get(&(chat, message)).is_some_and(|known| known.asks == Asks::Form)
    }

    /// Returns our answer to a message.
    pub(crate) fn answer(&self, chat: i64, message: i32) -> Option<i32> {
        self.known.get(&(chat, message)).and_then(|known| known.answer)
    }

    fn entry(&mut self, place: Place) -> &mut Known {
        if !self.known.contains_key(&place) {
            self.order.push_back(place);
            if self.order.len() > MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
        self.known.entry(place).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_answers_are_known_and_little_is_kept() {
        let mut recent = Recent::default();
        recent.wrote(1, 1, fingerprint("a"));
        assert!(recent.has(1, 1, fingerprint("a")));
        assert!(!recent.has(1, 1, fingerprint("b")) && !recent.has(1, 2, fingerprint("a")));
        recent.answered(1, 1, 9, Asks::Form);
        assert!(recent.was_filled_in(1, 1) && !recent.was_filled_in(1, 2));
        assert_eq!(recent.answer(1, 1), Some(9));
        for message in 2..3_000 {
            recent.answered(1, message, message, Asks::Nothing);
        }
        assert_eq!((recent.answer(1, 1), recent.known.len()), (None, MOST));
    }
}
