//! The kernel of any processor: plain loops.

use super::{Arithmetic, INPUTS, Line, Matrix, OUTPUTS, Rows, Work};

/// Needs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scalar;

impl Arithmetic for Scalar {
    fn product(self, matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        for (at, panel) in matrix.panels().enumerate() {
            for (run, out) in out.chunks_exact_mut(matrix.outputs()).take(rows.starts.len()).enumerate() {
                let sums = multiply(panel, rows.fours(run, matrix.inputs()));
                out[at * OUTPUTS..][..OUTPUTS].copy_from_slice(&sums);
            }
        }
    }

    #[inline(always)]
    fn run<W: Work>(self, work: W) -> W::Output {
        work.work(self)
    }
}

/// Multiplies 16 outputs of a matrix with a run.
fn multiply(panel: &[Line], run: &[[i8; INPUTS]]) -> [i32; OUTPUTS] {
    let mut sums = [0; OUTPUTS];
    for (line, inputs) in panel.iter().zip(run) {
        let inputs = inputs.map(i32::from);
        for (sum, weights) in sums.iter_mut().zip(line.0.as_chunks::<INPUTS>().0) {
            for (weight, input) in weights.iter().zip(inputs) {
                *sum += i32::from(*weight) * input;
            }
        }
    }
    sums
}
