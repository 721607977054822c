//! The evidence of meanings: how near a question's vector is to those of the asks of each entry, and to what is outside.
//!
//! `classes` says which entry such a meaning is asked of, as a whole ([`super::discriminant`]); `nearest` and `near` go by single
//! asks. Vectors are compared from the centre of all asks: what they share says nothing. Without an encoder there is no
//! evidence of this sort, and the rest does its work.

use serde::{Deserialize, Serialize};

use super::corpus::{Corpus, Field, Label, Part};
use super::discriminant::{Discriminant, Sums};
use super::linear::softmax;
use super::signals::{OUTSIDE, Signals, three_best};
use crate::encode::{DIMENSIONS, Kernel, Vector};

/// How much a paragraph of a summary counts beside an ask.
const PASSAGE: f32 = 0.3;

/// How much flatter the probabilities of classes are than the discriminant has them: clouds are not quite of one shape.
const FLAT: f32 = 6.0;

/// What the meanings of a base taught.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meanings {
    /// The mean of all asks.
    centre: Vec<f32>,
    /// The asks and what is outside, from the centre.
    asks: Vec<Vector>,
    /// The entry of each; [`OUTSIDE`] for what is outside the subject.
    ask_entry: Vec<u32>,
    classes: Discriminant,
}

/// The vectors of a corpus from their centre, with what can be summed up once for all hands.
#[derive(Debug, Default)]
pub struct Space {
    centre: Vec<f32>,
    /// For each utterance.
    utterances: Vec<Option<Vector>>,
    /// For each passage, where it counts.
    passages: Vec<Option<Vector>>,
}

impl Space {
    /// Moves the vectors of a corpus to the centre of its asks.
    pub fn new(corpus: &Corpus) -> Space {
        let asks = || {
            corpus
                .utterances
                .iter()
                .filter(|(label, _)| matches!(label, Label::Entry(_)))
                .filter_map(|(_, text)| text.meaning.as_ref())
        };
        let count = asks().count();
        if count == 0 {
            return Space::default();
        }
        let mut centre = vec![0f32; DIMENSIONS];
        for vector in asks() {
            centre.iter_mut().zip(vector.numbers()).for_each(|(sum, number)| *sum += number / count as f32);
        }
        let moved = |vector: &Option<Vector>| vector.as_ref().map(|vector| from(&centre, vector));
        Space {
            utterances: corpus.utterances.iter().map(|(_, text)| moved(&text.meaning)).collect(),
            passages: corpus.passages.iter().map(|(_, _, text)| moved(&text.meaning)).collect(),
            centre,
        }
    }
}

impl Space {
    /// Returns what an utterance means, seen from the centre.
    pub fn utterance(&self, at: usize) -> Option<&Vector> {
        self.utterances.get(at).and_then(Option::as_ref)
    }
}

/// Returns a vector as seen from a centre.
fn from(centre: &[f32], vector: &Vector) -> Vector {
    let mut numbers = [0.0; DIMENSIONS];
    for ((moved, number), centre) in numbers.iter_mut().zip(vector.numbers()).zip(centre) {
        *moved = number - centre;
    }
    Vector::of(&numbers)
}

impl Meanings {
    /// Learns from a part of a corpus.
    pub fn learn(corpus: &Corpus, space: &Space, part: Part) -> Meanings {
        if space.centre.is_empty() {
            return Meanings::default();
        }
        let (mut asks, mut ask_entry) = (Vec::new(), Vec::new());
        let mut sums = Sums::new(corpus.entries);
        let kept =
            corpus.utterances.iter().zip(&space.utterances).filter(|(utterance, _)| part.has(utterance));
        for ((label, _), vector) in kept {
            let Some(vector) = vector else { continue };
            match label {
                Label::Entry(entry) => {
                    asks.push(vector.clone());
                    ask_entry.push(*entry);
                }
                Label::Outside => {
                    asks.push(vector.clone());
                    ask_entry.push(OUTSIDE);
                }
                Label::Act(_) => {}
            }
        }
        sums.add(
            asks.iter()
                .zip(&ask_entry)
                .filter(|(_, entry)| **entry != OUTSIDE)
                .map(|(vector, entry)| (*entry as usize, vector, 1.0)),
        );
        let passages = corpus.passages.iter().zip(&space.passages);
        let passages = passages.filter(|((entry, _, _), _)| part.has_entry(*entry));
        sums.add(passages.filter_map(|((entry, field, _), vector)| {
            let weight = if *field == Field::Title { 1.0 } else { PASSAGE };
            Some((*entry as usize, vector.as_ref()?, weight))
        }));
        Meanings { centre: space.centre.clone(), asks, ask_entry, classes: sums.discriminant() }
    }

    /// Returns whether nothing was learnt.
    pub fn is_empty(&self) -> bool {
        self.centre.is_empty()
    }

    /// Returns a question's vector as it is compared; nothing when nothing was learnt.
    pub fn seen(&self, vector: &Vector) -> Option<Vector> {
        (!self.centre.is_empty()).then(|| from(&self.centre, vector))
    }

    /// Adds the evidence for a question, seen from the centre; without it, nothing speaks for any entry.
    pub fn add(&self, seen: Option<&Vector>, entries: usize, signals: &mut Signals) {
        let Some(seen) = seen.filter(|_| !self.classes.is_empty()) else {
            signals.meaning = vec![0.0; entries];
            signals.meaning_share = vec![0.0; entries];
            signals.meaning_nearest = vec![0.0; entries];
            signals.meaning_near = vec![0.0; entries];
            return;
        };
        self.classes.scores(seen, &mut signals.meaning);
        signals.meaning_share = signals.meaning.iter().map(|score| score / FLAT).collect();
        signals.meaning_energy = FLAT * softmax(&mut signals.meaning_share) / SCALE;
        let most = signals.meaning.iter().copied().fold(f32::MIN, f32::max);
        // The root: among those far behind, how far does not matter.
        signals.meaning.iter_mut().for_each(|score| *score = -((most - *score) / SCALE).min(FARTHEST).sqrt());
        let cosines = seen.cosines(&self.asks, Kernel::best());
        let (best, outside) = three_best(&self.ask_entry, &cosines, entries);
        signals.meaning_nearest = best.iter().map(|three| three[0]).collect();
        signals.meaning_near = best.iter().map(|three| three.iter().sum::<f32>() / 3.0).collect();
        signals.meaning_outside = outside;
    }
}

/// What scores of the discriminant are divided by, so that they are of the size of the other parts.
const SCALE: f32 = 10.0;

/// How far behind the first an entry can be: what is out of question is so alike.
const FARTHEST: f32 = 8.0;
