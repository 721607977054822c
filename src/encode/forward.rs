//! From the pieces of some texts to their vectors: the way of the tokens through the layers, until they are added up.
//!
//! Texts never see each other, and what comes out does not depend on which are done together. Layer by layer over all tokens,
//! so that the weights are read once for all of them.

use super::dense::Dense;
use super::floats::{add_scaled, normalise, quantise, rectify};
use super::kernel::{Arithmetic, Rows, Work};
use super::layers::{ALL, Convolution, FEATURES, Layers, WIDTH};
use super::pieces::Pieces;
use super::table::Table;
use super::vector::{DIMENSIONS, Vector};

/// Some texts to encode.
pub(super) struct Forward<'a> {
    pub(super) layers: &'a Layers,
    pub(super) table: &'a Table,
    pub(super) texts: &'a [&'a Pieces],
    pub(super) scratch: &'a mut Scratch,
}

/// Room for what comes between, used again and again.
#[derive(Default)]
pub(super) struct Scratch {
    /// The rows of the tokens: levels and a scale each.
    rows: Vec<i8>,
    row_scales: Vec<f32>,
    /// The tokens in all branches.
    tokens: Vec<f32>,
    /// The tokens of one branch, rounded.
    codes: Vec<i8>,
    scales: Vec<f32>,
    sums: Vec<f32>,
    products: Vec<i32>,
    /// Where the inputs of a product begin, and which token each belongs to.
    starts: Vec<usize>,
    targets: Vec<usize>,
    /// For each token, how many of its text lie before it and behind it.
    around: Vec<(usize, usize)>,
    dense: Dense,
}

impl Work for Forward<'_> {
    type Output = Vec<Vector>;

    #[inline(always)]
    fn work<A: Arithmetic>(self, arithmetic: A) -> Vec<Vector> {
        let Forward { layers, table, texts, scratch } = self;
        scratch.look_up(table, texts);
        scratch.project(arithmetic, layers);
        for (branch, convolutions) in layers.convolutions.iter().enumerate() {
            for convolution in convolutions {
                scratch.convolve(arithmetic, convolution, branch);
            }
        }
        scratch.pool(layers, texts);
        scratch.dense.finish(arithmetic, layers, texts)
    }
}

impl Scratch {
    /// Takes the rows of all tokens from the table.
    #[inline(always)]
    fn look_up(&mut self, table: &Table, texts: &[&Pieces]) {
        self.around.clear();
        for text in texts {
            let last = text.rows().len() - 1;
            self.around.extend((0..=last).map(|at| (at, last - at)));
        }
        let tokens = self.around.len();
        self.rows.resize(tokens * DIMENSIONS, 0);
        self.row_scales.clear();
        let rows = texts.iter().flat_map(|text| text.rows());
        for (row, levels) in rows.zip(self.rows.as_chunks_mut().0) {
            self.row_scales.push(table.row(*row, levels));
        }
        self.tokens.resize(tokens * ALL, 0.0);
        self.codes.resize(tokens * WIDTH, 0);
        self.scales.resize(tokens, 0.0);
        self.sums.resize(tokens * WIDTH, 0.0);
        self.products.resize(tokens * WIDTH, 0);
    }

    /// Projects the rows into the branches, and normalises all branches of a token together.
    #[inline(always)]
    fn project<A: Arithmetic>(&mut self, arithmetic: A, layers: &Layers) {
        self.starts.clear();
        self.starts.extend((0..self.row_scales.len()).map(|token| token * DIMENSIONS));
        let rows = Rows { codes: &self.rows, starts: &self.starts };
        for (branch, matrix) in layers.projections.iter().enumerate() {
            arithmetic.product(matrix, rows, &mut self.products);
            let bias = &layers.projection_bias[branch * WIDTH..][..WIDTH];
            let products = self.products.chunks_exact(WIDTH);
            for ((token, products), scale) in
                self.tokens.chunks_exact_mut(ALL).zip(products).zip(&self.row_scales)
            {
                let token = &mut token[branch * WIDTH..][..WIDTH];
                token.copy_from_slice(bias);
                add_scaled(token, products, scale * matrix.step);
            }
        }
        for token in self.tokens.chunks_exact_mut(ALL) {
            normalise(token, &layers.projected.gains, &layers.projected.shifts, layers.epsilon);
        }
    }

    /// Adds to each token of a branch what a convolution makes of its neighbours.
    #[inline(always)]
    fn convolve<A: Arithmetic>(&mut self, arithmetic: A, convolution: &Convolution, branch: usize) {
        let tokens = self.tokens.chunks_exact(ALL);
        for ((token, codes), scale) in tokens.zip(self.codes.chunks_exact_mut(WIDTH)).zip(&mut self.scales) {
            *scale = quantise(&token[branch * WIDTH..][..WIDTH], codes);
        }
        for sums in self.sums.chunks_exact_mut(WIDTH) {
            sums.copy_from_slice(&convolution.bias);
        }
        for (slot, matrix) in convolution.slots.iter().enumerate() {
            // The slot looks so many tokens back, or so many ahead; where the text has none, there is nothing to add.
            let (back, ahead) =
                (convolution.left.saturating_sub(slot), slot.saturating_sub(convolution.left));
            self.starts.clear();
            self.targets.clear();
            for (token, (before, behind)) in self.around.iter().enumerate() {
                if *before >= back && *behind >= ahead {
                    self.starts.push((token + ahead - back) * WIDTH);
                    self.targets.push(token);
                }
            }
            arithmetic.product(matrix, Rows { codes: &self.codes, starts: &self.starts }, &mut self.products);
            for (target, products) in self.targets.iter().zip(self.products.chunks_exact(WIDTH)) {
                let scale = self.scales[target + ahead - back] * matrix.step;
                add_scaled(&mut self.sums[target * WIDTH..][..WIDTH], products, scale);
            }
        }
        rectify(&mut self.sums);
        for (token, sums) in self.tokens.chunks_exact_mut(ALL).zip(self.sums.chunks_exact(WIDTH)) {
            for (number, sum) in token[branch * WIDTH..][..WIDTH].iter_mut().zip(sums) {
                *number += sum;
            }
        }
    }

    /// Adds up the tokens of each text, row and branches of each normalised together.
    #[inline(always)]
    fn pool(&mut self, layers: &Layers, texts: &[&Pieces]) {
        let pooled = self.dense.sums_of(texts.len());
        let mut next = 0;
        let mut features = [0.0; FEATURES];
        for (text, pooled) in texts.iter().zip(pooled.chunks_exact_mut(FEATURES)) {
            for token in next..next + text.rows().len() {
                let (row, branches) = features.split_at_mut(DIMENSIONS);
                for (number, level) in row.iter_mut().zip(&self.rows[token * DIMENSIONS..]) {
                    *number = self.row_scales[token] * f32::from(*level);
                }
                branches.copy_from_slice(&self.tokens[token * ALL..][..ALL]);
                normalise(&mut features, &layers.features.gains, &layers.features.shifts, layers.epsilon);
                for (sum, number) in pooled.iter_mut().zip(&features) {
                    *sum += number;
                }
            }
            next += text.rows().len();
        }
    }
}
