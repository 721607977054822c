//! What a message asks for, by its wording alone: which facet of a thing, and whether of one thing or of several. A linear
//! classifier over its words, its letters and the cues found in it, with a discriminant over what it means, both learnt from
//! utterances about all sorts of subjects, so that the subject says nothing.

use serde::{Deserialize, Serialize};

use super::discriminant::{Discriminant, Sums};
use super::features::{self, Feature, Sparse, Vocabulary};
use super::linear::{Example, Linear, Settings, softmax};
use super::sight::Sight;
use super::signals::Query;
use crate::encode::Vector;
use crate::knowledge::{Cue, Facet, Knowledge};
use crate::language::Language;
use crate::understand::{Reader, Understanding};

/// What was learnt of wording.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facets {
    /// The facets.
    facets: Wording,
    /// One, or several.
    several: Wording,
}

/// A learnt classifier.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Wording {
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
                // The wording is that of the part that asks.
                let query =
                    sight.asked(&message, knowledge).unwrap_or_else(|| sight.query(&message, knowledge));
                marked.push(Marked { entry, language, class: class(facet), query, cue: message.facet });
            }
        }
    }
    marked
}

/// What there is to learn from: features and meaning, and the class.
pub(super) type Texts = Vec<(Evidence, usize)>;

/// What a classifier sees: features, and what the text means.
pub(super) type Evidence = (Vec<Feature>, Option<Vector>);

/// How much flatter the scores by meaning are taken than the discriminant has them: it is not as sure as it says.
const FLAT: f32 = 2.0;

/// How much an ask counts whose writer says what it wants, beside an utterance about any subject, by meaning.
const MARKED: f32 = 3.0;

/// The utterances of a base that tell of wording.
#[derive(Debug, Default)]
pub(super) struct Utterances {
    /// With the place of the facet among the classes.
    pub facets: Texts,
    /// With 1 where several are asked for, 0 where one is.
    pub several: Texts,
}

/// Reads the utterances that ask for facets of anything, and those that ask for several things.
pub(super) fn utterances(knowledge: &Knowledge, reader: &Reader, sight: &Sight<'_>) -> Utterances {
    let mut read = Utterances::default();
    for (facet, utterances) in &knowledge.acts.facets {
        for (language, utterances) in utterances.iter() {
            for text in utterances {
                let message = reader.read(text, language);
                let query = sight.query(&message, knowledge);
                read.facets.push((evidence(&query, message.facet), class(*facet)));
                // "Examples of towns that" asks for no facet, and for several: it is no example of asking for one.
                if !says_several(&message) {
                    read.several.push((counted(&query, &message), 0));
                }
            }
        }
    }
    for (language, utterances) in knowledge.acts.several.iter() {
        for text in utterances {
            let message = reader.read(text, language);
            let query = sight.query(&message, knowledge);
            read.several.push((counted(&query, &message), 1));
        }
    }
    read
}

/// Returns whether a phrase says that several are asked for.
fn says_several(message: &Understanding) -> bool {
    message.cues.contains(&Cue::Several)
}

impl Facets {
    /// Learns facets from utterances, and from marked asks.
    pub(super) fn learn<'a>(texts: &Texts, marked: impl Iterator<Item = &'a Marked>) -> Facets {
        let marked: Texts = marked.map(|ask| (evidence(&ask.query, ask.cue), ask.class)).collect();
        let all = || texts.iter().map(|text| (text, 1.0)).chain(marked.iter().map(|text| (text, MARKED)));
        Facets { facets: Wording::learn(&all, CLASSES), several: Wording::default() }
    }

    /// The same, with how several things are asked for.
    pub(super) fn with_several(self, texts: &Texts) -> Facets {
        // A base without such utterances goes by phrases alone.
        let both = texts.iter().any(|(_, several)| *several == 1);
        let all = || texts.iter().map(|text| (text, 1.0));
        Facets { several: if both { Wording::learn(&all, 2) } else { Wording::default() }, ..self }
    }

    /// Returns how likely each facet is asked for; `cue` is the one that a phrase of the lexicon told.
    ///
    /// A base without such utterances has only the cue.
    pub fn probabilities(&self, query: &Query, cue: Option<Facet>) -> Vec<(Option<Facet>, f32)> {
        let known = self.facets.probabilities(&evidence(query, cue));
        let known =
            known.unwrap_or_else(|| classes().map(|facet| f32::from(u8::from(facet == cue))).collect());
        classes().zip(known).collect()
    }

    /// Returns how likely several things are asked for.
    pub fn several(&self, query: &Query, message: &Understanding) -> f32 {
        match self.several.probabilities(&counted(query, message)) {
            Some(known) => known[1],
            None => f32::from(u8::from(says_several(message))),
        }
    }
}

impl Wording {
    /// Learns from texts, each with how much it counts by meaning.
    fn learn<'a, I: Iterator<Item = (&'a (Evidence, usize), f32)>>(
        all: &dyn Fn() -> I,
        classes: usize,
    ) -> Wording {
        let mut sums = Sums::new(classes);
        sums.add(
            all().filter_map(|(((_, meaning), class), weight)| Some((*class, meaning.as_ref()?, weight))),
        );
        let meanings = if sums.is_empty() { Discriminant::default() } else { sums.discriminant() };
        let features = Vocabulary::new(all().map(|(((features, _), _), _)| features.as_slice()), 2);
        let examples: Vec<Example> = all()
            .map(|(((text, _), class), _)| {
                let mut sparse = Sparse::new();
                features.vector(text, 1.0, &mut sparse);
                Example { features: sparse, meaning: None, class: *class as u32, weight: 1.0 }
            })
            .collect();
        let settings = Settings { epochs: 8, step: 6.0, shrink: 1e-6 };
        let classifier = Linear::learn(&examples, features.len(), classes, settings);
        Wording { features, classifier, meanings }
    }

    /// Returns how likely each class is; nothing when nothing was learnt.
    fn probabilities(&self, (features, meaning): &Evidence) -> Option<Vec<f32>> {
        if self.features.is_empty() {
            return None;
        }
        let mut sparse = Sparse::new();
        self.features.vector(features, 1.0, &mut sparse);
        let mut scores = Vec::new();
        self.classifier.scores(&sparse, None, &mut scores);
        if let Some(meaning) = meaning.as_ref().filter(|_| !self.meanings.is_empty()) {
            let mut by_meaning = Vec::new();
            self.meanings.scores(meaning, &mut by_meaning);
            scores.iter_mut().zip(by_meaning).for_each(|(score, more)| *score += more / FLAT);
        }
        softmax(&mut scores);
        Some(scores)
    }
}

/// What tells the facet.
fn evidence(query: &Query, cue: Option<Facet>) -> Evidence {
    seen(query, cue.map(Facet::word))
}

/// What tells how many.
fn counted(query: &Query, message: &Understanding) -> Evidence {
    seen(query, says_several(message).then(|| Cue::Several.word()))
}

/// The words and letters of a text; a phrase that tells something counts as much as several of them.
fn seen(query: &Query, phrase: Option<&str>) -> Evidence {
    let mut evidence: Vec<Feature> = query.words.iter().chain(&query.grams).copied().collect();
    if let Some(phrase) = phrase {
        evidence.extend((0..3).map(|weight| features::word(&format!("\u{0}{weight}{phrase}"))));
    }
    (evidence, query.meaning.clone())
}
