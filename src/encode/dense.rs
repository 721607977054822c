//! The end of the way: from the sum of a text's tokens to its vector, through layers that look at all numbers.

use super::floats::{add_scaled, quantise, rectify};
use super::kernel::{Arithmetic, Matrix, Rows};
use super::layers::{DENSE, FEATURES, Layers};
use super::pieces::Pieces;
use super::vector::{DIMENSIONS, Vector};

/// Room for what comes between, a row a text.
#[derive(Default)]
pub(super) struct Dense {
    sums: Vec<f32>,
    meanings: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    third: Vec<f32>,
    last: Vec<f32>,
    rounding: Rounding,
}

/// Room for the inputs of a product, rounded, and for what comes of it.
#[derive(Default)]
struct Rounding {
    codes: Vec<i8>,
    scales: Vec<f32>,
    starts: Vec<usize>,
    products: Vec<i32>,
}

impl Dense {
    /// Makes room for the sums of some texts, and clears it.
    pub(super) fn sums_of(&mut self, texts: usize) -> &mut [f32] {
        zeros(&mut self.sums, texts * FEATURES)
    }

    /// Makes vectors of the sums.
    #[inline(always)]
    pub(super) fn finish<A: Arithmetic>(
        &mut self,
        arithmetic: A,
        layers: &Layers,
        texts: &[&Pieces],
    ) -> Vec<Vector> {
        let Dense { sums, meanings, first, second, third, last, rounding } = self;
        let mut add =
            |from: &[f32], matrix: &Matrix, to: &mut [f32]| rounding.add(arithmetic, from, matrix, to);

        add(sums, &layers.pool, zeros(meanings, texts.len() * DIMENSIONS));
        for (meaning, text) in meanings.chunks_exact_mut(DIMENSIONS).zip(texts) {
            let count = text.rows().len() as f32;
            let share = 1.0 / count.sqrt();
            for (number, bias) in meaning.iter_mut().zip(&layers.pool_bias) {
                *number = (*number + count * bias) * share;
            }
        }
        add(meanings, &layers.d0, zeros(first, texts.len() * DENSE));
        rectify(first);
        add(meanings, &layers.p1, zeros(second, texts.len() * DENSE));
        add(first, &layers.d1, second);
        rectify(second);
        add(second, &layers.d2, zeros(third, texts.len() * DIMENSIONS));
        rectify(third);
        add(second, &layers.p3, zeros(last, texts.len() * DIMENSIONS));
        add(third, &layers.d3, last);
        // From libm: the standard library's function is the platform's, and differs in the last bit.
        last.iter_mut().for_each(|number| *number = libm::tanhf(*number));
        last.as_chunks::<DIMENSIONS>().0.iter().map(Vector::of).collect()
    }
}

impl Rounding {
    /// Rounds each row of numbers, multiplies it by a matrix, and adds what comes of it.
    #[inline(always)]
    fn add<A: Arithmetic>(&mut self, arithmetic: A, from: &[f32], matrix: &Matrix, to: &mut [f32]) {
        let (inputs, outputs) = (matrix.inputs(), matrix.outputs());
        self.codes.resize(from.len(), 0);
        self.products.resize(to.len(), 0);
        self.scales.clear();
        self.starts.clear();
        for (row, codes) in from.chunks_exact(inputs).zip(self.codes.chunks_exact_mut(inputs)) {
            self.starts.push(self.scales.len() * inputs);
            self.scales.push(quantise(row, codes));
        }
        arithmetic.product(matrix, Rows { codes: &self.codes, starts: &self.starts }, &mut self.products);
        let rows = to.chunks_exact_mut(outputs).zip(self.products.chunks_exact(outputs));
        for ((row, products), scale) in rows.zip(&self.scales) {
            add_scaled(row, products, scale * matrix.step);
        }
    }
}

/// Makes so many zeros.
fn zeros(numbers: &mut Vec<f32>, count: usize) -> &mut [f32] {
    numbers.clear();
    numbers.resize(count, 0.0);
    numbers
}
