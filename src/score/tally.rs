//! Counts of what came of questions, and the measures made of them.

use serde_json::json;

/// A count of cases and of those that are right.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Share {
    pub(super) right: f64,
    pub(super) n: usize,
}

impl Share {
    fn add(&mut self, right: f64) {
        self.right += right;
        self.n += 1;
    }

    pub(super) fn fraction(self) -> f64 {
        if self.n == 0 { 0.0 } else { self.right / self.n as f64 }
    }
}

/// The counts of a set of questions.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) single: Share,
    pub(super) recall3: Share,
    pub(super) section: Share,
    pub(super) recall5: Share,
    pub(super) precision5: Share,
    pub(super) none: Share,
    pub(super) intent: Share,
    pub(super) turns: Share,
    pub(super) turn_section: Share,
    pub(super) refused: Share,
    pub(super) declined: usize,
    pub(super) declined_rightly: usize,
    /// Confidence and rightness of each answer that was given.
    pub(super) confidence: Vec<(f32, bool)>,
    pub(super) sure: Share,
}

/// What a question came to, for one tally.
pub(super) enum Result {
    Single { first: bool, third: bool, section: Option<bool>, outcome: Judged },
    List { recall: f64, precision: f64, declined: bool },
    None { declined: bool },
    Intent { right: bool },
    Turn { right: bool, section: Option<bool> },
}

/// What is counted of an answer.
pub(super) struct Judged {
    pub(super) declined: bool,
    pub(super) sure: bool,
    pub(super) confidence: f32,
}

impl Tally {
    pub(super) fn add(&mut self, result: &Result) {
        let share = |right: bool| if right { 1.0 } else { 0.0 };
        match result {
            Result::Single { first, third, section, outcome } => {
                self.single.add(share(*first));
                self.recall3.add(share(*third));
                if let Some(section) = section {
                    self.section.add(share(*section));
                }
                self.refused.add(share(outcome.declined));
                self.declined += usize::from(outcome.declined);
                if !outcome.declined {
                    self.confidence.push((outcome.confidence, *first));
                }
                if outcome.sure {
                    self.sure.add(share(*first));
                }
            }
            Result::List { recall, precision, declined } => {
                self.recall5.add(*recall);
                self.precision5.add(*precision);
                self.refused.add(share(*declined));
                self.declined += usize::from(*declined);
            }
            Result::None { declined } => {
                self.none.add(share(*declined));
                self.declined += usize::from(*declined);
                self.declined_rightly += usize::from(*declined);
            }
            Result::Intent { right } => self.intent.add(share(*right)),
            Result::Turn { right, section } => {
                self.turns.add(share(*right));
                if let Some(section) = section {
                    self.turn_section.add(share(*section));
                }
            }
        }
    }

    pub(super) fn json(&self) -> serde_json::Value {
        let precision =
            if self.declined == 0 { 0.0 } else { self.declined_rightly as f64 / self.declined as f64 };
        json!({
            "single": {
                "n": self.single.n, "accuracy": self.single.fraction(), "recall3": self.recall3.fraction(),
                "section": self.section.fraction(),
            },
            "list": {
                "n": self.recall5.n, "recall5": self.recall5.fraction(), "precision5": self.precision5.fraction(),
            },
            "none": { "n": self.none.n, "recall": self.none.fraction(), "precision": precision },
            "intent": { "n": self.intent.n, "accuracy": self.intent.fraction() },
            "turns": {
                "n": self.turns.n, "accuracy": self.turns.fraction(), "section": self.turn_section.fraction(),
            },
            "false_refusals": self.refused.fraction(),
            "confidence": {
                "ece": calibration_error(&self.confidence),
                "sure_right": self.sure.fraction(),
                "sure_share": if self.single.n == 0 { 0.0 } else { self.sure.n as f64 / self.single.n as f64 },
            },
        })
    }
}

/// Expected calibration error over ten equal bins (Guo et al., "On calibration of modern neural networks", 2017).
pub(super) fn calibration_error(answers: &[(f32, bool)]) -> f64 {
    let mut bins = [(0.0f64, 0.0f64, 0usize); 10];
    for &(confidence, right) in answers {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += f64::from(confidence);
        bin.1 += f64::from(u8::from(right));
        bin.2 += 1;
    }
    let total = answers.len().max(1) as f64;
    bins.iter().map(|(confidence, right, _)| (confidence - right).abs() / total).sum()
}
