//! Logistic regression over a handful of features: turns evidence into a probability that can be believed.
//!
//! Platt, "Probabilistic outputs for support vector machines" (1999), with several features instead of one score;
//! fitted by gradient descent on standardised features, with a small L2 penalty.

use serde::{Deserialize, Serialize};

/// A fitted model of `N` features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    weights: Vec<f32>,
    bias: f32,
}

impl Logistic {
    /// Fits to examples: features, whether true, and how much each counts.
    pub fn fit<const N: usize>(examples: &[([f32; N], bool, f32)]) -> Logistic {
        let total: f32 = examples.iter().map(|(_, _, weight)| weight).sum::<f32>().max(1e-6);
        let mut mean = [0f32; N];
        let mut deviation = [0f32; N];
        for (features, _, weight) in examples {
            for at in 0..N {
                mean[at] += weight * features[at] / total;
            }
        }
        for (features, _, weight) in examples {
            for at in 0..N {
                deviation[at] += weight * (features[at] - mean[at]).powi(2) / total;
            }
        }
        deviation.iter_mut().for_each(|value| *value = value.sqrt().max(1e-3));
        let (mut weights, mut bias) = ([0f32; N], 0f32);
        let (mut momentum, mut bias_momentum) = ([0f32; N], 0f32);
        for _ in 0..1_500 {
            let (mut gradient, mut bias_gradient) = ([0f32; N], 0f32);
            for (features, label, weight) in examples {
                let mut score = bias;
                for at in 0..N {
                    score += weights[at] * (features[at] - mean[at]) / deviation[at];
                }
                let error = (sigmoid(score) - f32::from(u8::from(*label))) * weight / total;
                bias_gradient += error;
                for at in 0..N {
                    gradient[at] += error * (features[at] - mean[at]) / deviation[at];
                }
            }
            for at in 0..N {
                momentum[at] = 0.9 * momentum[at] + gradient[at] + 1e-3 * weights[at];
                weights[at] -= 0.3 * momentum[at];
            }
            bias_momentum = 0.9 * bias_momentum + bias_gradient;
            bias -= 0.3 * bias_momentum;
        }
        let mut plain = Vec::with_capacity(N);
        for at in 0..N {
            plain.push(weights[at] / deviation[at]);
            bias -= weights[at] * mean[at] / deviation[at];
        }
        Logistic { weights: plain, bias }
    }

    /// Returns the probability for these features.
    pub fn probability(&self, features: &[f32]) -> f32 {
        let score: f32 = self.weights.iter().zip(features).map(|(weight, value)| weight * value).sum();
        sigmoid(score + self.bias)
    }
}

impl Default for Logistic {
    /// A model that knows nothing: one half for everything.
    fn default() -> Self {
        Logistic { weights: Vec::new(), bias: 0.0 }
    }
}

/// The logistic function.
pub fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// The logarithm of the odds, kept within ±8.
pub fn logit(probability: f32) -> f32 {
    let probability = probability.clamp(3.4e-4, 1.0 - 3.4e-4);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_match_shares() {
        // Of the examples with x = 1 three quarters are true, of those with x = 0 one quarter.
        let examples: Vec<([f32; 1], bool, f32)> = (0..400)
            .map(|at| {
                let x = at % 2;
                let often = (at / 2) % 4 != 0;
                ([x as f32], if x == 1 { often } else { !often }, 1.0)
            })
            .collect();
        let model = Logistic::fit(&examples);
        assert!((model.probability(&[1.0]) - 0.75).abs() < 0.02);
        assert!((model.probability(&[0.0]) - 0.25).abs() < 0.02);
    }
}
