//! Which of the flows of an act somebody asks for: tell an experience, add to an entry, report a mistake, suggest.

use crate::knowledge::{Act, Knowledge};
use crate::search::features::{self, Feature, Sparse, Vocabulary};
use crate::understand::normal::tokens;

/// Below this nearness to every example, the flow with the name of the act is taken.
const LEAST: f32 = 0.18;

/// The examples of every flow.
#[derive(Debug, Default)]
pub struct Chooser {
    vocabulary: Vocabulary,
    examples: Vec<(Act, String, Sparse)>,
}

impl Chooser {
    /// Reads the examples of a base.
    pub fn new(knowledge: &Knowledge) -> Chooser {
        let mut texts: Vec<(Act, &str, Vec<Feature>)> = Vec::new();
        for flow in &knowledge.flows {
            let Some(act) = flow.act else { continue };
            let asks = flow.asks.iter().flat_map(|(_, asks)| asks);
            let title = flow.title.iter().map(|(_, title)| title);
            texts.extend(asks.chain(title).map(|text| (act, flow.id.as_str(), evidence(text))));
        }
        let vocabulary = Vocabulary::new(texts.iter().map(|(_, _, features)| features.as_slice()), 1);
        let examples = texts
            .into_iter()
            .map(|(act, flow, features)| {
                let mut sparse = Sparse::new();
                vocabulary.vector(&features, 1.0, &mut sparse);
                (act, flow.to_owned(), sparse)
            })
            .collect();
        Chooser { vocabulary, examples }
    }

    /// Returns the id of the flow that a message asks for, among those that an act opens.
    pub fn choose(&self, act: Act, text: &str) -> Option<&str> {
        let mut sparse = Sparse::new();
        self.vocabulary.vector(&evidence(text), 1.0, &mut sparse);
        let ours = || self.examples.iter().filter(|(of, _, _)| *of == act);
        let nearest = ours()
            .map(|(_, flow, example)| (product(&sparse, example), flow))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(near, _)| *near >= LEAST);
        match nearest {
            Some((_, flow)) => Some(flow),
            None => {
                let named = ours().find(|(_, flow, _)| flow == act.word());
                named.or_else(|| ours().next()).map(|(_, flow, _)| flow.as_str())
            }
        }
    }
}

fn evidence(text: &str) -> Vec<Feature> {
    let tokens = tokens(text);
    let words: Vec<String> = tokens.iter().map(|token| token.word.clone()).collect();
    let mut evidence = Vec::new();
    features::words(&words, &mut evidence);
    features::grams(&tokens, &mut evidence);
    evidence
}

/// The product of two vectors whose rows are sorted.
fn product(a: &Sparse, b: &Sparse) -> f32 {
    let mut sum = 0.0;
    let mut at = 0;
    for (row, value) in a {
        while at < b.len() && b[at].0 < *row {
            at += 1;
        }
        if at < b.len() && b[at].0 == *row {
            sum += value * b[at].1;
        }
    }
    sum
}
