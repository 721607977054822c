//! A linear classifier over sparse features: multinomial logistic regression by stochastic gradient descent.
//!
//! Bottou, "Stochastic Gradient Descent Tricks" (2012): decaying step, weights shrunk by their norm (L2).
//! Learning is deterministic: the order of the examples comes from a fixed sequence.

use serde::{Deserialize, Serialize};

use super::features::Sparse;
use crate::encode::{DIMENSIONS, Vector};

/// An example to learn from.
#[derive(Debug, Clone)]
pub struct Example {
    /// The features.
    pub features: Sparse,
    /// What it means, where that is known and wanted.
    pub meaning: Option<Vector>,
    /// The class.
    pub class: u32,
    /// How much it counts.
    pub weight: f32,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Passes over the examples.
    pub epochs: usize,
    /// The first step.
    pub step: f32,
    /// How much weights shrink, by step and example.
    pub shrink: f32,
}

/// A learnt classifier, its weights in eight bits with one scale a row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    classes: usize,
    weights: Vec<i8>,
    scales: Vec<f32>,
    /// A row of dimensions for each class; empty without meanings.
    dense: Vec<f32>,
    bias: Vec<f32>,
}

/// How much a meaning counts beside words.
const MEANING: f32 = 1.0;

/// Gradients smaller than this move nothing: most classes are out of question for most examples.
const STILL: f32 = 2e-4;

impl Linear {
    /// Learns from examples over `rows` features and `classes` classes.
    pub fn learn(examples: &[Example], rows: usize, classes: usize, settings: Settings) -> Linear {
        let mut weights = vec![0f32; rows * classes];
        let meanings = examples.iter().any(|example| example.meaning.is_some());
        let mut dense = vec![0f32; if meanings { classes * DIMENSIONS } else { 0 }];
        let mut bias = vec![0f32; classes];
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        let mut random = 0x9e37_79b9_7f4a_7c15u64;
        let mut scores = vec![0f32; classes];
        let mut seen = 0usize;
        let total = (settings.epochs * examples.len()).max(1);
        // Shrinking every weight at every step would touch the whole table: one factor stands for all of them.
        let mut factor = 1f32;
        for _ in 0..settings.epochs {
            for at in (1..order.len()).rev() {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                order.swap(at, (random % (at as u64 + 1)) as usize);
            }
            for &example in &order {
                let Example { features, meaning, class, weight } = &examples[example as usize];
                let step = settings.step * (1.0 - seen as f32 / total as f32) * weight;
                seen += 1;
                scores.copy_from_slice(&bias);
                for &(row, value) in features {
                    let row = &weights[row as usize * classes..][..classes];
                    let value = value * factor;
                    for (score, weight) in scores.iter_mut().zip(row) {
                        *score += value * weight;
                    }
                }
                let numbers = meaning.as_ref().map(scaled);
                if let Some(numbers) = &numbers {
                    for (score, row) in scores.iter_mut().zip(dense.chunks_exact(DIMENSIONS)) {
                        *score += factor * product(numbers, row);
                    }
                }
                softmax(&mut scores);
                scores[*class as usize] -= 1.0;
                factor *= 1.0 - step * settings.shrink;
                for (class, gradient) in scores.iter().enumerate() {
                    if gradient.abs() > STILL {
                        bias[class] -= 0.1 * step * gradient;
                        let move_by = step * gradient / factor;
                        for &(row, value) in features {
                            weights[row as usize * classes + class] -= move_by * value;
                        }
                        if let Some(numbers) = &numbers {
                            let row = &mut dense[class * DIMENSIONS..][..DIMENSIONS];
                            for (weight, number) in row.iter_mut().zip(numbers) {
                                *weight -= move_by * number;
                            }
                        }
                    }
                }
            }
        }
        weights.iter_mut().chain(&mut dense).for_each(|weight| *weight *= factor);
        Linear { dense, ..Linear::quantise(&weights, bias, classes) }
    }

    fn quantise(weights: &[f32], bias: Vec<f32>, classes: usize) -> Linear {
        let mut quantised = Vec::with_capacity(weights.len());
        let mut scales = Vec::with_capacity(weights.len() / classes.max(1));
        for row in weights.chunks_exact(classes.max(1)) {
            let largest = row.iter().fold(0f32, |largest, weight| largest.max(weight.abs()));
            let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
            scales.push(scale);
            quantised.extend(row.iter().map(|weight| (weight / scale).round() as i8));
        }
        Linear { classes, weights: quantised, scales, dense: Vec::new(), bias }
    }

    /// Returns whether nothing was learnt.
    pub fn is_empty(&self) -> bool {
        self.classes == 0
    }

    /// Writes the score of each class (before softmax) for a text, and, where that was learnt from, what it means.
    pub fn scores(&self, features: &Sparse, meaning: Option<&Vector>, scores: &mut Vec<f32>) {
        scores.clear();
        scores.extend_from_slice(&self.bias);
        for &(row, value) in features {
            let value = value * self.scales[row as usize];
            let row = &self.weights[row as usize * self.classes..][..self.classes];
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += value * f32::from(*weight);
            }
        }
        if let Some(numbers) = meaning.filter(|_| !self.dense.is_empty()).map(scaled) {
            for (score, row) in scores.iter_mut().zip(self.dense.chunks_exact(DIMENSIONS)) {
                *score += product(&numbers, row);
            }
        }
    }
}

/// Returns the numbers of a meaning, as they are weighed against words.
fn scaled(vector: &Vector) -> [f32; DIMENSIONS] {
    let mut numbers = [0.0; DIMENSIONS];
    numbers.iter_mut().zip(vector.numbers()).for_each(|(to, number)| *to = MEANING * number);
    numbers
}

/// Returns the product of two rows, added up in eight lanes, so that it is fast and the same on every processor.
fn product(one: &[f32; DIMENSIONS], other: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    for (one, other) in one.chunks_exact(8).zip(other.chunks_exact(8)) {
        for ((lane, one), other) in lanes.iter_mut().zip(one).zip(other) {
            *lane += one * other;
        }
    }
    lanes.iter().sum()
}

/// Turns scores into probabilities, in place, and returns the logarithm of their sum (the energy, without its sign).
pub fn softmax(scores: &mut [f32]) -> f32 {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - largest).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
    largest + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_what_can_be_learnt_and_always_the_same() {
        let examples: Vec<Example> = (0..90)
            .map(|at| Example {
                features: vec![(at % 3, 1.0), (3 + at % 7, 0.3)],
                meaning: None,
                class: at % 3,
                weight: 1.0,
            })
            .collect();
        let settings = Settings { epochs: 10, step: 0.5, shrink: 1e-4 };
        let model = Linear::learn(&examples, 10, 3, settings);
        let mut scores = Vec::new();
        for example in &examples {
            model.scores(&example.features, None, &mut scores);
            softmax(&mut scores);
            assert!(scores[example.class as usize] > 0.8, "{scores:?}");
        }
        assert_eq!(model, Linear::learn(&examples, 10, 3, settings));
    }
}
