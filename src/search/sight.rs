//! How a message is seen: cut into features, and, with an encoder, as a meaning from the centre of the asks.

use super::features::{self, Extractor};
use super::meaning::Meanings;
use super::signals::Query;
use crate::encode::{Encoder, Vector};
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
        let stems = self.extractor.stems(&message.tokens, message.language);
        let mut query = Query::default();
        features::words(&stems, &mut query.words);
        features::concepts(&message.terms, &knowledge.terms, &mut query.words);
        features::grams(&message.tokens, &mut query.grams);
        let told = stems.iter().zip(&message.roles).filter(|(_, role)| !matches!(role, Role::Stop));
        query.stems.extend(told.map(|(stem, _)| features::word(stem)));
        query.meaning = self.meaning(&message.text);
        query
    }

    /// Returns what a text means, seen from the centre of the asks; none without an encoder.
    pub fn meaning(&self, text: &str) -> Option<Vector> {
        let vector = self.encoder?.encode(text)?;
        self.meanings.seen(&vector)
    }
}
