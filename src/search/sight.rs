//! How a message is seen: cut into features, and, with an encoder, as a meaning from the centre of the asks.

use std::ops::Range;

use super::features::{self, Extractor};
use super::meaning::Meanings;
use super::signals::Query;
use crate::encode::{DIMENSIONS, Encoder, Vector};
use crate::knowledge::Knowledge;
use crate::understand::{Role, Understanding};

/// What is needed to make a query of a message.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// Cuts words.
    pub extractor: &'a Extractor,
    /// Knows what words mean, where there is one.
    pub encoder: Option<&'a Encoder>,
    /// Where meanings are seen from.
    pub meanings: &'a Meanings,
}

impl Sight<'_> {
    /// Makes the query of a message.
    pub fn query(&self, message: &Understanding, knowledge: &Knowledge) -> Query {
        let mut query = self.words(message, 0..message.tokens.len(), knowledge);
        query.meaning = self.meaning(&message.text);
        query
    }

    /// Makes the query of the part of a message that asks, if that is a part: how something is asked is told by it alone.
    pub fn asked(&self, message: &Understanding, knowledge: &Knowledge) -> Option<Query> {
        let asking = message.asking.as_ref()?;
        let mut query = self.words(message, asking.words.clone(), knowledge);
        query.meaning = self.meaning(&asking.text);
        Some(query)
    }

    /// Makes the query of some words of a message, but for what they mean.
    fn words(&self, message: &Understanding, words: Range<usize>, knowledge: &Knowledge) -> Query {
        let stems = self.extractor.stems(&message.tokens[words.clone()], message.language);
        let mut query = Query::default();
        features::words(&stems, &mut query.words);
        let named = message.terms.iter().filter(|term| words.contains(&term.words.start));
        features::concepts(named, &knowledge.terms, &mut query.words);
        features::grams(&message.tokens[words.clone()], &mut query.grams);
        let told = stems.iter().zip(&message.roles[words]).filter(|(_, role)| !matches!(role, Role::Stop));
        query.stems.extend(told.map(|(stem, _)| features::word(stem)));
        query
    }

    /// Returns what a text means, seen from the centre of the asks; none without an encoder.
    pub fn meaning(&self, text: &str) -> Option<Vector> {
        let vector = meant(self.encoder?, text)?;
        self.meanings.seen(&vector)
    }
}

/// Returns what a message means: as a whole, and, when it is long, each of its sentences as much as the whole, so that one that
/// names the thing is not drowned by those that tell how one came to it.
fn meant(encoder: &Encoder, text: &str) -> Option<Vector> {
    let whole = encoder.encode(text)?;
    let sentences: Vec<&str> = text
        .split_inclusive(['.', '!', '?', '…', '\n', ';'])
        .filter(|sentence| sentence.split_whitespace().count() >= WORDS)
        .take(SENTENCES)
        .collect();
    if sentences.len() < 2 || text.split_whitespace().count() < LONG {
        return Some(whole);
    }
    let mut sum = [0f32; DIMENSIONS];
    for vector in encoder.encode_all(sentences).into_iter().flatten().chain([whole]) {
        sum.iter_mut().zip(vector.numbers()).for_each(|(sum, number)| *sum += number);
    }
    Some(Vector::of(&sum))
}

/// From how many words on a message is long.
const LONG: usize = 45;

/// The fewest words of a sentence that is looked at by itself.
const WORDS: usize = 4;

/// The most sentences that are.
const SENTENCES: usize = 8;
