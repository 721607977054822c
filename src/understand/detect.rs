//! The language of a message, from the letters and words that the base itself uses in each.
//!
//! Naive Bayes over character trigrams and whole words (Cavnar & Trenkle 1994; Lui & Baldwin 2012), learnt from the
//! content, so that a new language needs nothing but its texts.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::normal::Token;
use crate::language::{LANGUAGES, Language};

/// What a single word must tell more, shared out among the words.
const ALONE: f32 = 4.0;

/// Hashed features; a power of two.
const BUCKETS: usize = 1 << 15;

/// The most letters with marks that are looked at.
const LONGEST: usize = 400;

/// How sure one must be to change from the language that is spoken, as a difference of log-probabilities.
const ENOUGH: f32 = 1.5;

/// What each feature says for each language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Detector {
    /// Log-probabilities, a row of languages for each bucket.
    table: Vec<[f32; LANGUAGES.len()]>,
}

/// Counts what is needed to make a [`Detector`].
#[derive(Debug, Clone)]
pub struct DetectorBuilder {
    counts: Vec<[u32; LANGUAGES.len()]>,
}

impl Default for DetectorBuilder {
    fn default() -> Self {
        DetectorBuilder { counts: vec![[0; LANGUAGES.len()]; BUCKETS] }
    }
}

impl DetectorBuilder {
    /// Learns from words of a language.
    pub fn learn(&mut self, language: Language, text: &str, tokens: &[Token], weight: u32) {
        features(text, tokens, |bucket| self.counts[bucket][language.index()] += weight);
    }

    /// Makes the detector.
    pub fn build(self) -> Detector {
        let mut totals = [0f64; LANGUAGES.len()];
        for row in &self.counts {
            for (total, count) in totals.iter_mut().zip(row) {
                *total += f64::from(*count);
            }
        }
        let smoothing = 0.5;
        let table = self
            .counts
            .iter()
            .map(|row| {
                std::array::from_fn(|at| {
                    let share = (f64::from(row[at]) + smoothing) / (totals[at] + smoothing * BUCKETS as f64);
                    share.ln() as f32
                })
            })
            .collect();
        Detector { table }
    }
}

impl Detector {
    /// Returns the language of the words, or `None` when they do not tell it from `spoken`, the language used so far.
    pub fn detect(&self, text: &str, tokens: &[Token], spoken: Option<Language>) -> Option<Language> {
        let mut scores = [0f32; LANGUAGES.len()];
        features(text, tokens, |bucket| {
            for (score, weight) in scores.iter_mut().zip(&self.table[bucket]) {
                *score += weight;
            }
        });
        let (best, score) = Language::all()
            .map(|language| (language, scores[language.index()]))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let rival = match spoken {
            Some(spoken) if spoken != best => scores[spoken.index()],
            _ => Language::all()
                .filter(|&language| language != best)
                .map(|language| scores[language.index()])
                .fold(f32::NEG_INFINITY, f32::max),
        };
        // A word or two tell little: "lessons" is nearly French.
        let enough = ENOUGH + ALONE / tokens.len().max(1) as f32;
        (score - rival >= enough).then_some(best)
    }
}

/// Calls `each` with the bucket of every trigram and word, and of every letter with a mark, which folding takes away.
fn features(text: &str, tokens: &[Token], mut each: impl FnMut(usize)) {
    let mut utf8 = [0; 4];
    for c in text.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase).take(LONGEST) {
        each(bucket(c.encode_utf8(&mut utf8).as_bytes(), 3));
    }
    let mut padded = String::new();
    for token in tokens {
        if token.word.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        padded.clear();
        padded.push(' ');
        padded.push_str(&token.word);
        padded.push(' ');
        each(bucket(padded.as_bytes(), 1));
        // A window of bytes may cut a letter of a script we do not know; as a feature it is as good as another.
        for gram in padded.as_bytes().windows(3) {
            each(bucket(gram, 2));
        }
    }
}

fn bucket(bytes: &[u8], seed: u64) -> usize {
    xxh3_64_with_seed(bytes, seed) as usize & (BUCKETS - 1)
}
