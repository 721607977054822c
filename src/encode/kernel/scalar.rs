//! The kernel of any processor: plain loops, written so that compilers make vector instructions of them.

use super::{Arithmetic, INPUTS, Line, Matrix, OUTPUTS, Rows, Work};

/// Needs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scalar;

/// Products that are added up side by side: half a line, which fits the registers of most processors.
const LANES: usize = INPUTS * OUTPUTS / 2;

impl Arithmetic for Scalar {
    fn product(self, matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        for (at, panel) in matrix.panels().enumerate() {
            for (run, out) in out.chunks_exact_mut(matrix.outputs()).take(rows.starts.len()).enumerate() {
                let inputs = rows.fours(run, matrix.inputs());
                for (half, out) in out[at * OUTPUTS..][..OUTPUTS].as_chunks_mut().0.iter_mut().enumerate() {
                    *out = multiply(panel, half, inputs);
                }
            }
        }
    }

    #[inline(always)]
    fn run<W: Work>(self, work: W) -> W::Output {
        work.work(self)
    }
}

/// Multiplies one half of the outputs of a panel with a run.
fn multiply(panel: &[Line], half: usize, run: &[[i8; INPUTS]]) -> [i32; OUTPUTS / 2] {
    let mut sums = [0; LANES];
    let (twos, odd) = panel.as_chunks::<2>();
    for ([first, second], inputs) in twos.iter().zip(run.as_chunks::<2>().0) {
        add(&mut sums, part(first, half), part(second, half), &spread(inputs[0]), &spread(inputs[1]));
    }
    for (line, inputs) in odd.iter().zip(run.last()) {
        add(&mut sums, part(line, half), &[0; LANES], &spread(*inputs), &[0; LANES]);
    }
    std::array::from_fn(|output| sums[output * INPUTS..][..INPUTS].iter().sum())
}

fn part(line: &Line, half: usize) -> &[i8; LANES] {
    &line.0.as_chunks().0[half]
}

/// Repeats the inputs for every output.
fn spread(inputs: [i8; INPUTS]) -> [i16; LANES] {
    let [a, b, c, d] = inputs.map(i16::from);
    let mut lanes = [0; LANES];
    for four in lanes.as_chunks_mut().0 {
        *four = [a, b, c, d];
    }
    lanes
}

/// Adds two lines of products.
///
/// A product, and the sum of two, fits 16 bits, because neither side holds −128: 2 · 127 · 127 = 32,258. It is not inlined, or
/// compilers would look for vectors across lines, and find slow ones.
#[inline(never)]
fn add(
    sums: &mut [i32; LANES],
    first: &[i8; LANES],
    second: &[i8; LANES],
    one: &[i16; LANES],
    two: &[i16; LANES],
) {
    for lane in 0..LANES {
        let both = i16::from(first[lane]) * one[lane] + i16::from(second[lane]) * two[lane];
        sums[lane] += i32::from(both);
    }
}
