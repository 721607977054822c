//! Which facet of a thing a message asks for, by its wording alone: a linear classifier over its words, its letters and the cues
//! found in it, learnt from utterances about all sorts of subjects, so that the subject says nothing.

use serde::{Deserialize, Serialize};

use super::discriminant::{Discriminant, Sums};
use super::features::{self, Feature, Sparse, Vocabulary};
use super::linear::{Example, Linear, Settings, softmax};
use super::sight::Sight;
use super::signals::Query;
use crate::encode::Vector;
use crate::knowledge::{Facet, Knowledge};
use crate::language::Language;
use crate::understand::Reader;

/// The learnt classifier.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facets {
    features: Vocabulary,
    classifier: Linear,
    meanings: Discriminant,
}

/// The classes: no facet in particular, then each facet.
pub(super) fn classes() -> impl ExactSizeIterator<Item = Option<Facet>> {
    (0..CLASSES).map(|at| at.checked_sub(1).map(|at| Facet::ALL[at]))
}

/// How many classes there are.
pub(super) const CLASSES: usize = 1 + Facet::ALL.len();

/// Returns the place of a facet among the classes.
pub(super) fn class(facet: Option<Facet>) -> usize {
    facet.and_then(|facet| Facet::ALL.iter().position(|&other| other == facet)).map_or(0, |at| at + 1)
}

/// An ask of which the writer says what it wants to read.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    /// The entry it is an ask of.
    pub entry: usize,
    /// The language it stands in.
    pub language: Language,
    /// The place of its facet among the classes.
    pub class: usize,
    /// What it says.
    pub query: Query,
    /// The facet that a phrase of it tells.
    pub cue: Option<Facet>,
}

/// Reads the marked asks of a base.
pub(super) fn marked(knowledge: &Knowledge, reader: &Reader, sight: &Sight<'_>) -> Vec<Marked> {
    let mut marked = Vec::new();
    for (entry, of) in knowledge.entries.iter().enumerate() {
        for (language, article) in of.articles.iter() {
            for &(ask, facet) in &article.wants {
                let message = reader.read(&article.asks[ask], language);
                let query = sight.query(&message, knowledge);
                marked.push(Marked { entry, language, class: class(facet), query, cue: message.facet });
            }
        }
    }
    marked
}

/// What there is to learn from: features and meaning, with the place of the facet among the classes.
pub(super) type Texts = Vec<(Evidence, usize)>;

/// What the classifier sees: features, and what the text means.
pub(super) type Evidence = (Vec<Feature>, Option<Vector>);

/// How much flatter the scores by meaning are taken than the discriminant has them: it is not as sure as it says.
const FLAT: f32 = 2.0;

/// How much an ask counts whose writer says what it wants, beside an utterance about any subject, by meaning.
const MARKED: f32 = 3.0;

/// Reads the utterances that ask for facets of anything.
pub(super) fn utterances(knowledge: &Knowledge, reader: &Reader, sight: &Sight<'_>) -> Texts {
    let mut texts = Texts::new();
    for (facet, utterances) in &knowledge.acts.facets {
        for (language, utterances) in utterances.iter() {
            for text in utterances {
                let message = reader.read(text, language);
                let query = sight.query(&message, knowledge);
                texts.push((evidence(&query, message.facet), class(*facet)));
            }
        }
    }
    texts
}

impl Facets {
    /// Learns from utterances, and from marked asks.
    pub(super) fn learn<'a>(texts: &Texts, marked: impl Iterator<Item = &'a Marked>) -> Facets {
        let marked: Texts = marked.map(|ask| (evidence(&ask.query, ask.cue), ask.class)).collect();
        let mut sums = Sums::new(CLASSES);
        sums.add(texts.iter().filter_map(|((_, meaning), class)| Some((*class, meaning.as_ref()?, 1.0))));
        sums.add(marked.iter().filter_map(|((_, meaning), class)| Some((*class, meaning.as_ref()?, MARKED))));
        let meanings = if sums.is_empty() { Discriminant::default() } else { sums.discriminant() };
        let texts = || texts.iter().chain(&marked);
        let features = Vocabulary::new(texts().map(|((features, _), _)| features.as_slice()), 2);
        let examples: Vec<Example> = texts()
            .map(|((text, _), class)| {
                let mut sparse = Sparse::new();
                features.vector(text, 1.0, &mut sparse);
                Example { features: sparse, class: *class as u32, weight: 1.0 }
            })
            .collect();
        let settings = Settings { epochs: 8, step: 6.0, shrink: 1e-6 };
        let classifier = Linear::learn(&examples, features.len(), CLASSES, settings);
        Facets { features, classifier, meanings }
    }

    /// Returns how likely each facet is asked for; `cue` is the one that a phrase of the lexicon told.
    ///
    /// A base without such utterances has only the cue.
    pub fn probabilities(&self, query: &Query, cue: Option<Facet>) -> Vec<(Option<Facet>, f32)> {
        if self.features.is_empty() {
            return classes().map(|facet| (facet, if facet == cue { 1.0 } else { 0.0 })).collect();
        }
        let mut sparse = Sparse::new();
        let (features, meaning) = evidence(query, cue);
        self.features.vector(&features, 1.0, &mut sparse);
        let mut scores = Vec::new();
        self.classifier.scores(&sparse, &mut scores);
        if let Some(meaning) = meaning.filter(|_| !self.meanings.is_empty()) {
            let mut by_meaning = Vec::new();
            self.meanings.scores(&meaning, &mut by_meaning);
            scores.iter_mut().zip(by_meaning).for_each(|(score, more)| *score += more / FLAT);
        }
        softmax(&mut scores);
        classes().zip(scores).collect()
    }
}

/// What the classifier sees.
fn evidence(query: &Query, cue: Option<Facet>) -> Evidence {
    let mut evidence: Vec<Feature> = query.words.iter().chain(&query.grams).copied().collect();
    // The cue counts as much as several words.
    if let Some(cue) = cue {
        for weight in 0..3 {
            evidence.push(features::word(&format!("\u{0}{weight}{cue}")));
        }
    }
    (evidence, query.meaning.clone())
}
