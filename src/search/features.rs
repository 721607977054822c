//! What a text is made of, for the parts of the engine that compare or learn: hashed words, pairs, letters, concepts.

use std::collections::HashMap;

use rust_stemmers::Stemmer;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::understand::normal::Token;
use crate::understand::{Mention, stemmer};
use crate::{knowledge::Terms, language::Language};

/// A feature: the hash of its kind and content.
pub type Feature = u64;

/// The kinds of feature, which are the seeds of the hash.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
enum Kind {
    Word = 1,
    Pair = 2,
    Gram = 3,
    Concept = 4,
}

/// Makes features from words; keeps a stemmer a language.
pub struct Extractor {
    stemmers: Vec<Stemmer>,
}

impl std::fmt::Debug for Extractor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Extractor").field("languages", &self.stemmers.len()).finish()
    }
}

impl Default for Extractor {
    fn default() -> Self {
        Extractor { stemmers: Language::all().map(stemmer).collect() }
    }
}

impl Extractor {
    /// Returns the stem of each word, as its language has it.
    pub fn stems(&self, tokens: &[Token], language: Language) -> Vec<String> {
        let stemmer = &self.stemmers[language.index()];
        tokens.iter().map(|token| stemmer.stem(&token.word).into_owned()).collect()
    }
}

/// Returns the feature of a stem.
pub fn word(stem: &str) -> Feature {
    xxh3_64_with_seed(stem.as_bytes(), Kind::Word as u64)
}

/// Adds a feature for each stem, and for each two neighbours.
pub fn words(stems: &[String], out: &mut Vec<Feature>) {
    out.extend(stems.iter().map(|stem| word(stem)));
    out.extend(stems.windows(2).map(|pair| {
        let joined = format!("{} {}", pair[0], pair[1]);
        xxh3_64_with_seed(joined.as_bytes(), Kind::Pair as u64)
    }));
}

/// The lengths of the pieces of words.
const GRAMS: std::ops::RangeInclusive<usize> = 3..=5;

/// Adds a feature for each piece of 3 to 5 letters of each word, its ends marked.
pub fn grams(tokens: &[Token], out: &mut Vec<Feature>) {
    let mut padded = String::new();
    for token in tokens {
        padded.clear();
        padded.push(' ');
        padded.push_str(&token.word);
        padded.push(' ');
        for length in GRAMS {
            // Folded words are ASCII but for other scripts, whose letters may be cut: as features these serve as well.
            out.extend(
                padded.as_bytes().windows(length).map(|gram| xxh3_64_with_seed(gram, Kind::Gram as u64)),
            );
        }
    }
}

/// Adds a feature for each term that is named, and for the terms one step wider.
pub fn concepts<'a>(mentions: impl IntoIterator<Item = &'a Mention>, terms: &Terms, out: &mut Vec<Feature>) {
    for mention in mentions {
        let term = terms.at(mention.term);
        out.push(xxh3_64_with_seed(term.id.as_bytes(), Kind::Concept as u64));
        out.extend(term.broader.iter().map(|wide| xxh3_64_with_seed(wide.as_bytes(), Kind::Concept as u64)));
    }
}

/// The features that were seen in learning, each with its row and its weight by rarity.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Sorted; the row of a feature is its place.
    features: Vec<Feature>,
    idf: Vec<f32>,
    /// The largest of `idf`.
    rarest: f32,
}

/// A text as weighted rows of a [`Vocabulary`].
pub type Sparse = Vec<(u32, f32)>;

impl Vocabulary {
    /// Learns the features that stand in at least `least` of the texts.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a [Feature]>, least: u32) -> Vocabulary {
        let mut seen: HashMap<Feature, (u32, usize)> = HashMap::new();
        let mut count = 0usize;
        for features in texts {
            count += 1;
            for feature in features {
                let (texts, last) = seen.entry(*feature).or_insert((0, 0));
                if *last != count {
                    (*texts, *last) = (*texts + 1, count);
                }
            }
        }
        let mut kept: Vec<(Feature, u32)> = seen
            .into_iter()
            .filter(|(_, (texts, _))| *texts >= least)
            .map(|(f, (texts, _))| (f, texts))
            .collect();
        // The order of a hash map is not the same in two runs; what is learnt must be.
        kept.sort_unstable();
        let idf: Vec<f32> =
            kept.iter().map(|&(_, texts)| ((1 + count) as f32 / (1 + texts) as f32).ln() + 1.0).collect();
        let rarest = idf.iter().copied().fold(0.0, f32::max);
        Vocabulary { features: kept.into_iter().map(|(feature, _)| feature).collect(), idf, rarest }
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.idf.len()
    }

    /// Returns whether nothing was learnt.
    pub fn is_empty(&self) -> bool {
        self.idf.is_empty()
    }

    /// Returns the row of a feature.
    pub fn row(&self, feature: Feature) -> Option<u32> {
        self.features.binary_search(&feature).ok().map(|row| row as u32)
    }

    /// Returns how rare the feature of a row is (the logarithm of one over its share of the texts, and one more).
    pub fn rarity(&self, row: u32) -> f32 {
        self.idf[row as usize]
    }

    /// Returns the rarity of a feature that stands in a single text.
    pub fn rarest(&self) -> f32 {
        self.rarest
    }

    /// Returns the known features of a text as rows, weighted by rarity, of length one (times `weight`).
    /// Repeats count by their logarithm.
    pub fn vector(&self, features: &[Feature], weight: f32, out: &mut Sparse) {
        let start = out.len();
        out.extend(features.iter().filter_map(|feature| Some((self.row(*feature)?, 1.0))));
        add_up(out, start);
        let mut square = 0.0;
        for (row, value) in &mut out[start..] {
            *value = (1.0 + value.ln()) * self.idf[*row as usize];
            square += *value * *value;
        }
        if square > 0.0 {
            let scale = weight / square.sqrt();
            out[start..].iter_mut().for_each(|(_, value)| *value *= scale);
        }
    }
}

/// Sorts what stands from `start` on by row, and adds up what stands on one row.
pub(super) fn add_up(sparse: &mut Sparse, start: usize) {
    sparse[start..].sort_unstable_by_key(|&(row, _)| row);
    let mut kept = start;
    for at in start..sparse.len() {
        if kept > start && sparse[kept - 1].0 == sparse[at].0 {
            sparse[kept - 1].1 += sparse[at].1;
        } else {
            sparse[kept] = sparse[at];
            kept += 1;
        }
    }
    sparse.truncate(kept);
}
