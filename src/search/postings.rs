//! An inverted index over short texts: which of them hold a row, and how much it weighs there.

use serde::{Deserialize, Serialize};

use super::features::Sparse;

/// For each row, the texts that hold it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Postings {
    /// Where the postings of each row start; one more than there are rows.
    starts: Vec<u32>,
    texts: Vec<u32>,
    /// Weights in sixteen bits, of which `unit` is one: postings are most of the memory.
    weights: Vec<u16>,
    unit: f32,
}

impl Postings {
    /// Indexes texts over `rows` rows. Texts are numbered in their order.
    pub fn new(texts: &[Sparse], rows: usize) -> Postings {
        let mut starts = vec![0u32; rows + 1];
        for (row, _) in texts.iter().flatten() {
            starts[*row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let total = starts[rows] as usize;
        let most = texts.iter().flatten().map(|(_, weight)| *weight).fold(0f32, f32::max);
        let unit = if most > 0.0 { most / f32::from(u16::MAX) } else { 1.0 };
        let mut next = starts.clone();
        let (mut ids, mut weights) = (vec![0u32; total], vec![0u16; total]);
        for (text, sparse) in texts.iter().enumerate() {
            for &(row, weight) in sparse {
                let at = next[row as usize] as usize;
                next[row as usize] += 1;
                (ids[at], weights[at]) = (text as u32, (weight / unit).round() as u16);
            }
        }
        Postings { starts, texts: ids, weights, unit }
    }

    /// Adds to each text's score the product of its weights with the query's.
    pub fn add(&self, query: &Sparse, scores: &mut [f32]) {
        for &(row, weight) in query {
            let range = self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize;
            let weight = weight * self.unit;
            for (text, held) in self.texts[range.clone()].iter().zip(&self.weights[range]) {
                scores[*text as usize] += weight * f32::from(*held);
            }
        }
    }
}
