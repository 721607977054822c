//! A linear discriminant over meanings: each class is a cloud of one shape around its own centre (Fisher, "The use of multiple
//! measurements in taxonomic problems", 1936), the shape drawn to a ball as far as the data are few (Friedman, "Regularized
//! discriminant analysis", 1989).
//!
//! The shape that clouds share is mostly what does not matter: the language, the length, the manner. Taking it off lets few
//! examples do, and costs one pass over them. The sums run in a fixed order, so the outcome is the same on every processor.

use serde::{Deserialize, Serialize};

use crate::encode::{DIMENSIONS, Kernel, Vector};

/// How far the shape is drawn to a ball.
const SHRINK: f32 = 0.3;

/// A learnt discriminant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Discriminant {
    /// For each class, which way a meaning speaks for it.
    directions: Vec<Vector>,
    /// How strongly.
    lengths: Vec<f32>,
    bias: Vec<f32>,
}

/// What is summed up over examples; sums of parts of the examples can be added.
#[derive(Debug, Clone)]
pub struct Sums {
    /// The sum of each class, weighted, a row a class.
    classes: Vec<[f32; DIMENSIONS]>,
    /// The weight of each class.
    weights: Vec<f32>,
    /// The lower triangle of the sum of squares, row by row.
    squares: Vec<f32>,
}

impl Sums {
    /// Begins with nothing.
    pub fn new(classes: usize) -> Sums {
        Sums {
            classes: vec![[0.0; DIMENSIONS]; classes],
            weights: vec![0.0; classes],
            squares: vec![0.0; DIMENSIONS * DIMENSIONS],
        }
    }

    /// Takes in examples: class, meaning and how much it counts.
    pub fn add<'a>(&mut self, examples: impl IntoIterator<Item = (usize, &'a Vector, f32)>) {
        // Several at once: the table of squares is larger than what is near the processor.
        const TOGETHER: usize = 8;
        let mut batch: Vec<[f32; DIMENSIONS]> = Vec::with_capacity(TOGETHER);
        for (class, vector, weight) in examples {
            let mut numbers = [0.0; DIMENSIONS];
            let root = weight.sqrt();
            for ((number, sum), scaled) in vector.numbers().zip(&mut self.classes[class]).zip(&mut numbers) {
                *sum += weight * number;
                *scaled = root * number;
            }
            self.weights[class] += weight;
            batch.push(numbers);
            if batch.len() == TOGETHER {
                square(&mut self.squares, &batch);
                batch.clear();
            }
        }
        square(&mut self.squares, &batch);
    }

    /// Returns whether there was no example.
    pub fn is_empty(&self) -> bool {
        self.weights.iter().all(|weight| *weight == 0.0)
    }

    /// Adds the sums of other examples.
    pub fn join(&mut self, other: &Sums) {
        for (sum, more) in self.classes.iter_mut().zip(&other.classes) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        self.weights.iter_mut().zip(&other.weights).for_each(|(sum, more)| *sum += more);
        self.squares.iter_mut().zip(&other.squares).for_each(|(sum, more)| *sum += more);
    }

    /// Finds the discriminant.
    pub fn discriminant(&self) -> Discriminant {
        let classes = self.classes.len();
        let total: f32 = self.weights.iter().sum::<f32>().max(1e-6);
        let mut centres = self.classes.clone();
        for (centre, weight) in centres.iter_mut().zip(&self.weights) {
            let share = 1.0 / weight.max(1e-6);
            centre.iter_mut().for_each(|number| *number *= share);
        }
        // What is left of the squares when each class is moved to its centre.
        let mut shape = self.squares.clone();
        let moved: Vec<[f32; DIMENSIONS]> = centres
            .iter()
            .zip(&self.weights)
            .map(|(centre, weight)| centre.map(|number| number * weight.sqrt()))
            .collect();
        let mut between = vec![0.0; DIMENSIONS * DIMENSIONS];
        moved.chunks(8).for_each(|batch| square(&mut between, batch));
        shape.iter_mut().zip(&between).for_each(|(all, between)| *all = (*all - between) / total);
        let mean = (0..DIMENSIONS).map(|at| shape[at * DIMENSIONS + at]).sum::<f32>() / DIMENSIONS as f32;
        shape.iter_mut().for_each(|value| *value *= 1.0 - SHRINK);
        for at in 0..DIMENSIONS {
            // Never nothing, however few the examples.
            shape[at * DIMENSIONS + at] += SHRINK * mean + 1e-6;
        }
        decompose(&mut shape);
        // One column a class, so that the inner loops run over classes.
        let mut weights = vec![0.0; DIMENSIONS * classes];
        for (class, centre) in centres.iter().enumerate() {
            for (dimension, number) in centre.iter().enumerate() {
                weights[dimension * classes + class] = *number;
            }
        }
        solve(&shape, &mut weights, classes);
        let mut found = Discriminant::default();
        for (class, (centre, weight)) in centres.iter().zip(&self.weights).enumerate() {
            let direction: [f32; DIMENSIONS] = std::array::from_fn(|at| weights[at * classes + class]);
            let own: f32 = centre.iter().zip(&direction).map(|(one, other)| one * other).sum();
            found.lengths.push(direction.iter().map(|number| number * number).sum::<f32>().sqrt());
            found.directions.push(Vector::of(&direction));
            // A class without examples is never the one.
            found.bias.push(if *weight > 0.0 { -0.5 * own } else { f32::MIN / 4.0 });
        }
        found
    }
}

impl Discriminant {
    /// Returns whether nothing was learnt.
    pub fn is_empty(&self) -> bool {
        self.directions.is_empty()
    }

    /// Writes how likely each class makes a meaning: logarithms, but for a number that all share.
    pub fn scores(&self, vector: &Vector, scores: &mut Vec<f32>) {
        scores.clear();
        let cosines = vector.cosines(&self.directions, Kernel::best());
        let weighed = cosines.iter().zip(&self.lengths).zip(&self.bias);
        scores.extend(weighed.map(|((cosine, length), bias)| cosine * length + bias));
    }
}

/// Adds the squares of some rows to a lower triangle.
fn square(squares: &mut [f32], rows: &[[f32; DIMENSIONS]]) {
    for at in 0..DIMENSIONS {
        let line = &mut squares[at * DIMENSIONS..][..=at];
        for row in rows {
            let factor = row[at];
            for (sum, number) in line.iter_mut().zip(row) {
                *sum += factor * number;
            }
        }
    }
}

/// Cholesky's decomposition of a positive matrix, of which the lower triangle is given, in place.
fn decompose(matrix: &mut [f32]) {
    for column in 0..DIMENSIONS {
        let (above, below) = matrix.split_at_mut((column + 1) * DIMENSIONS);
        let row = &mut above[column * DIMENSIONS..];
        let own: f32 = row[..column].iter().map(|value| value * value).sum();
        let pivot = (row[column] - own).max(1e-9).sqrt();
        row[column] = pivot;
        for later in below.chunks_exact_mut(DIMENSIONS) {
            let shared: f32 = later[..column].iter().zip(&row[..column]).map(|(a, b)| a * b).sum();
            later[column] = (later[column] - shared) / pivot;
        }
    }
}

/// Solves the equations of a decomposed matrix for many right sides, a row of them for each dimension, in place.
fn solve(lower: &[f32], sides: &mut [f32], count: usize) {
    if count == 0 {
        return;
    }
    for row in 0..DIMENSIONS {
        let (before, here) = sides.split_at_mut(row * count);
        eliminate(&mut here[..count], before.chunks_exact(count), |at| lower[row * DIMENSIONS + at]);
        let pivot = lower[row * DIMENSIONS + row];
        here[..count].iter_mut().for_each(|value| *value /= pivot);
    }
    for row in (0..DIMENSIONS).rev() {
        let (before, after) = sides.split_at_mut((row + 1) * count);
        let here = &mut before[row * count..];
        eliminate(here, after.chunks_exact(count), |at| lower[(row + 1 + at) * DIMENSIONS + row]);
        let pivot = lower[row * DIMENSIONS + row];
        here.iter_mut().for_each(|value| *value /= pivot);
    }
}

/// Takes multiples of other rows off a row.
fn eliminate<'a>(row: &mut [f32], others: impl Iterator<Item = &'a [f32]>, factor: impl Fn(usize) -> f32) {
    for (at, other) in others.enumerate() {
        let factor = factor(at);
        for (value, other) in row.iter_mut().zip(other) {
            *value -= factor * other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A meaning near the axis of its class, with much of a direction that says nothing.
    fn example(class: usize, turn: usize) -> Vector {
        let noise = |at: usize| ((at * 37 + turn * 101) % 17) as f32 / 17.0 - 0.5;
        Vector::of(&std::array::from_fn(|at| match at {
            0 => 4.0 * (turn as f32 % 5.0 - 2.0),
            at if at == class + 1 => 2.0,
            at => 0.2 * noise(at),
        }))
    }

    #[test]
    fn classes_are_told_apart_across_what_they_share() {
        let examples: Vec<(usize, Vector)> = (0..60).map(|at| (at % 3, example(at % 3, at))).collect();
        let (left, right) = examples.split_at(30);
        let sums = |part: &[(usize, Vector)]| {
            let mut sums = Sums::new(4);
            sums.add(part.iter().map(|(class, vector)| (*class, vector, 1.0)));
            sums
        };
        let mut both = sums(left);
        both.join(&sums(right));
        let model = both.discriminant();
        let mut scores = Vec::new();
        for turn in 100..130 {
            model.scores(&example(turn % 3, turn), &mut scores);
            let best = (0..4).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
            assert_eq!(best, Some(turn % 3), "{scores:?}");
        }
    }
}
