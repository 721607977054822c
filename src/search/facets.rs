//! Which facet of a thing a message asks for: a linear classifier over its words, its letters and the cues found in it, learnt
//! from utterances about all sorts of subjects, so that the subject says nothing.

use serde::{Deserialize, Serialize};

use super::features::{self, Extractor, Feature, Sparse, Vocabulary};
use super::linear::{Example, Linear, Settings, softmax};
use super::query;
use super::signals::Query;
use crate::knowledge::{Facet, Knowledge};
use crate::understand::Reader;

/// The learnt classifier.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facets {
    features: Vocabulary,
    classifier: Linear,
}

/// The classes: no facet in particular, then each facet.
fn classes() -> impl ExactSizeIterator<Item = Option<Facet>> {
    (0..1 + Facet::ALL.len()).map(|at| at.checked_sub(1).map(|at| Facet::ALL[at]))
}

impl Facets {
    /// Learns from the utterances of a base.
    pub fn learn(knowledge: &Knowledge, reader: &Reader, extractor: &Extractor) -> Facets {
        let mut texts: Vec<(Vec<Feature>, u32)> = Vec::new();
        for (facet, utterances) in &knowledge.acts.facets {
            let Some(class) = classes().position(|class| class == *facet) else { continue };
            for (language, utterances) in utterances.iter() {
                for text in utterances {
                    let message = reader.read(text, language);
                    let query = query(&message, knowledge, extractor);
                    texts.push((evidence(&query, message.facet), class as u32));
                }
            }
        }
        let features = Vocabulary::new(texts.iter().map(|(features, _)| features.as_slice()), 2);
        let examples: Vec<Example> = texts
            .iter()
            .map(|(text, class)| {
                let mut sparse = Sparse::new();
                features.vector(text, 1.0, &mut sparse);
                Example { features: sparse, class: *class, weight: 1.0 }
            })
            .collect();
        let settings = Settings { epochs: 8, step: 6.0, shrink: 1e-6 };
        let classifier = Linear::learn(&examples, features.len(), classes().len(), settings);
        Facets { features, classifier }
    }

    /// Returns how likely each facet is asked for; `cue` is the one that a phrase of the lexicon told.
    ///
    /// A base without such utterances has only the cue.
    pub fn probabilities(&self, query: &Query, cue: Option<Facet>) -> Vec<(Option<Facet>, f32)> {
        if self.features.is_empty() {
            return vec![(cue, 1.0)];
        }
        let mut sparse = Sparse::new();
        self.features.vector(&evidence(query, cue), 1.0, &mut sparse);
        let mut scores = Vec::new();
        self.classifier.scores(&sparse, &mut scores);
        softmax(&mut scores);
        classes().zip(scores).collect()
    }
}

/// What the classifier sees.
fn evidence(query: &Query, cue: Option<Facet>) -> Vec<Feature> {
    let mut evidence: Vec<Feature> = query.words.iter().chain(&query.grams).copied().collect();
    // The cue counts as much as several words.
    if let Some(cue) = cue {
        for weight in 0..3 {
            evidence.push(features::word(&format!("\u{0}{weight}{cue}")));
        }
    }
    evidence
}
