//! The kernel of ARM processors of 64 bits, all of which have NEON: 16 products at once.
//!
//! Two products are added in 16 bits, where 2 · 127 · 127 = 32,258 fits, because neither side holds −128; then in 32.

use std::arch::aarch64::{
    int8x8_t, int32x4_t, vdup_n_s32, vdupq_n_s32, vld1_s8, vmlal_s8, vmull_s8, vpadalq_s16, vpaddq_s32,
    vreinterpret_s8_s32, vst1q_s32,
};

use super::{Arithmetic, INPUTS, Line, Matrix, OUTPUTS, Rows, Work, packed};

/// Pairs of outputs in a line.
const PAIRS: usize = OUTPUTS / 2;

/// Made only where the processor has NEON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Neon(());

impl Neon {
    pub(super) fn new() -> Option<Neon> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Neon(()))
    }
}

impl Arithmetic for Neon {
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls a function compiled for NEON")]
    fn product(self, matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { product(matrix, rows, out) }
    }

    #[inline(always)]
    fn run<W: Work>(self, work: W) -> W::Output {
        // Every build for these processors uses NEON as it is.
        work.work(self)
    }
}

#[target_feature(enable = "neon")]
fn product(matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
    let outputs = matrix.outputs();
    for (at, panel) in matrix.panels().enumerate() {
        let mut run = 0;
        for out in out.chunks_mut(2 * outputs) {
            let (out, left) = (&mut out[at * OUTPUTS..], rows.starts.len() - run);
            match left {
                0 => break,
                1 => tile::<1>(panel, rows, run, out, outputs),
                _ => tile::<2>(panel, rows, run, out, outputs),
            }
            run += left.min(2);
        }
    }
}

/// Multiplies 16 outputs of a matrix with `N` runs.
#[target_feature(enable = "neon")]
fn tile<const N: usize>(panel: &[Line], rows: Rows<'_>, run: usize, out: &mut [i32], stride: usize) {
    let runs = rows.some::<N>(run, panel.len() * INPUTS);
    // For each run and pair of outputs: two halves of the one, two of the other.
    let mut sums = [[vdupq_n_s32(0); PAIRS]; N];
    let (twos, odd) = panel.as_chunks::<2>();
    for (two, [first, second]) in twos.iter().enumerate() {
        for (sums, run) in sums.iter_mut().zip(runs) {
            let (one, other) = (twice(run[2 * two]), twice(run[2 * two + 1]));
            for (pair, sum) in sums.iter_mut().enumerate() {
                let products = vmlal_s8(vmull_s8(load(first, pair), one), load(second, pair), other);
                *sum = vpadalq_s16(*sum, products);
            }
        }
    }
    for line in odd {
        for (sums, run) in sums.iter_mut().zip(runs) {
            let one = twice(run[panel.len() - 1]);
            for (pair, sum) in sums.iter_mut().enumerate() {
                *sum = vpadalq_s16(*sum, vmull_s8(load(line, pair), one));
            }
        }
    }
    for (n, sums) in sums.into_iter().enumerate() {
        for (pairs, out) in sums.as_chunks::<2>().0.iter().zip(out[n * stride..].as_chunks_mut().0) {
            store(out, vpaddq_s32(pairs[0], pairs[1]));
        }
    }
}

/// Four inputs, twice: for each of two outputs.
#[inline]
#[target_feature(enable = "neon")]
fn twice(four: [i8; INPUTS]) -> int8x8_t {
    vreinterpret_s8_s32(vdup_n_s32(packed(four)))
}

#[inline]
#[target_feature(enable = "neon")]
#[expect(unsafe_code, reason = "loads through a pointer")]
fn load(line: &Line, pair: usize) -> int8x8_t {
    let weights: &[i8; 2 * INPUTS] = &line.0.as_chunks().0[pair];
    // SAFETY: the weights of a pair are 8 bytes.
    unsafe { vld1_s8(weights.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
#[expect(unsafe_code, reason = "stores through a pointer")]
fn store(out: &mut [i32; 4], sums: int32x4_t) {
    // SAFETY: they are 4 numbers of 32 bits.
    unsafe { vst1q_s32(out.as_mut_ptr(), sums) }
}
