//! Puts the evidence together: one score an entry, and two probabilities a question.
//!
//! The score is a weighted sum whose parts can be read. The weights are learnt list by list (ListNet's top-one loss, Cao et
//! al., "Learning to rank: from pairwise approach to listwise approach", 2007); the two probabilities answer "is there an
//! answer here?" and "is the first one right?", which are different questions.

use serde::{Deserialize, Serialize};

use super::corpus::Label;
use super::linear::softmax;
use super::logistic::{Logistic, logit};
use super::signals::{Signals, gate_class};
use super::slots::Agreement;
use crate::knowledge::Act;

/// How many parts the score of an entry has.
pub const PARTS: usize = 17;

/// What each part is called in `/why` and in reports.
pub const PART_NAMES: [&str; PARTS] = [
    "classifier",
    "classifier-odds",
    "letters",
    "nearest-ask",
    "near-asks",
    "full-text",
    "meaning",
    "meaning-share",
    "meaning-nearest",
    "meaning-near",
    "place",
    "elsewhere",
    "subject",
    "family",
    "kind",
    "type",
    "size",
];

/// The parts of the score of one entry.
pub type Parts = [f32; PARTS];

/// Reads the parts of entry `at` out of the evidence.
pub fn parts(signals: &Signals, agreement: &Agreement, at: usize) -> Parts {
    [
        signals.classifier[at],
        logit(signals.classifier[at]) / 2.0,
        signals.letters[at],
        signals.nearest[at],
        signals.near[at],
        signals.fulltext[at],
        signals.meaning[at],
        signals.meaning_share[at],
        signals.meaning_nearest[at],
        signals.meaning_near[at],
        agreement.place,
        agreement.elsewhere,
        agreement.subject,
        agreement.family,
        agreement.kind,
        agreement.resource_type,
        agreement.size,
    ]
}

/// The learnt weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fusion {
    /// The weight of each part.
    pub weights: Parts,
    /// Is there an answer here?
    pub covered: Logistic,
    /// Is the first one right?
    pub first: Logistic,
    /// How much what the two say together is to be believed of questions that are ours.
    pub said: Logistic,
}

/// The weights to start from, and towards which learning is drawn.
const PRIOR: Parts = [0.5, 0.5, 4.0, 1.0, 2.0, 5.0, 1.2, 0.5, 1.2, 1.2, 2.0, -1.3, 1.0, 0.5, 0.2, 0.4, 0.5];

/// How far the weights are drawn to those to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pull {
    /// Where the utterances are what people said, they have the last word.
    Weak,
    /// Where writers thought of them, they resemble one another more than they do what strangers ask.
    Strong,
}

impl Pull {
    fn strength(self) -> f32 {
        match self {
            Pull::Weak => 5e-4,
            Pull::Strong => 3e-2,
        }
    }
}

impl Default for Fusion {
    fn default() -> Self {
        Fusion {
            weights: PRIOR,
            covered: Logistic::default(),
            first: Logistic::default(),
            said: Logistic::default(),
        }
    }
}

impl Fusion {
    /// Returns the score of an entry.
    pub fn score(&self, parts: &Parts) -> f32 {
        self.weights.iter().zip(parts).map(|(weight, part)| weight * part).sum()
    }

    /// Returns the confidence in the first one.
    pub fn confidence(&self, covered: f32, first: f32) -> f32 {
        self.said.probability(&[logit(covered * first)])
    }

    /// Learns the weights from lists: the parts of the candidates of a question, and which of them was right.
    pub fn learn_weights(&mut self, lists: &[(Vec<Parts>, usize)], pull: Pull) {
        let strength = pull.strength();
        let mut momentum = [0f32; PARTS];
        let count = lists.len().max(1) as f32;
        let mut scores = Vec::new();
        for _ in 0..300 {
            let mut gradient = [0f32; PARTS];
            for (candidates, right) in lists {
                scores.clear();
                scores.extend(candidates.iter().map(|parts| self.score(parts)));
                softmax(&mut scores);
                scores[*right] -= 1.0;
                for (error, parts) in scores.iter().zip(candidates) {
                    for (sum, part) in gradient.iter_mut().zip(parts) {
                        *sum += error * part / count;
                    }
                }
            }
            for at in 0..PARTS {
                // Drawn to the prior: a part that the base's own asks do not exercise keeps a sensible weight.
                let pull = strength * (self.weights[at] - PRIOR[at]);
                momentum[at] = 0.9 * momentum[at] + gradient[at] + pull;
                self.weights[at] -= 1.0 * momentum[at];
            }
        }
    }
}

/// What the two probabilities are told.
pub const COVERED: usize = 16;
/// What the second is told.
pub const FIRST: usize = 11;

/// What there is to judge a question by, once its entries are ranked.
#[derive(Debug, Clone, Copy)]
pub struct Overview {
    /// Features of "is there an answer here?".
    pub covered: [f32; COVERED],
    /// Features of "is the first one right?".
    pub first: [f32; FIRST],
}

/// Reads the overview of a ranked question. `ranked` holds entries and scores, best first; `words` counts subject words.
pub fn overview(
    signals: &Signals,
    ranked: &[(usize, f32)],
    top: &Parts,
    words: usize,
    unknown: f32,
) -> Overview {
    let mut shares: Vec<f32> = ranked.iter().take(50).map(|(_, score)| *score).collect();
    let best_score = shares.first().copied().unwrap_or(0.0);
    let energy = softmax(&mut shares);
    let (first, second) = (shares.first().copied().unwrap_or(0.0), shares.get(1).copied().unwrap_or(0.0));
    let best = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    let agrees = |values: &[f32]| {
        ranked
            .first()
            .is_some_and(|&(at, _)| values.get(at).is_some_and(|value| *value >= best(values) - 1e-6))
    };
    let gate = |label| signals.gate.get(gate_class(label)).copied().unwrap_or(0.0);
    let asks = logit(gate(Label::Act(Act::Ask)));
    let outside = logit(gate(Label::Outside));
    let nearest = best(&signals.nearest);
    let unknown_share = unknown / words.max(1) as f32;
    Overview {
        covered: [
            energy,
            nearest,
            signals.outside,
            nearest - signals.outside,
            asks,
            outside,
            signals.known,
            best(&signals.fulltext),
            unknown_share,
            best(&signals.letters),
            // Long messages touch many entries a little.
            (1.0 + words as f32).ln(),
            signals.meaning_energy,
            best(&signals.meaning_nearest) - signals.meaning_outside,
            best(&signals.meaning_near),
            signals.classifier_energy,
            logit(best(&signals.classifier)),
        ],
        first: [
            logit(first),
            logit(second),
            best_score,
            f32::from(u8::from(agrees(&signals.classifier))),
            f32::from(u8::from(agrees(&signals.nearest))),
            f32::from(u8::from(agrees(&signals.fulltext))),
            top[3],
            signals.known,
            // How far behind by meaning alone, how likely, how near.
            top[6],
            logit(top[7]),
            top[9],
        ],
    }
}
