//! The kernel of x86 processors with AVX2: 32 products at once.
//!
//! `vpmaddubsw` multiplies unsigned by signed numbers and adds pairs in 16 bits, where it saturates. So the sign of the input
//! goes to the weight, and 2 · 127 · 127 = 32,258 fits, because neither side holds −128.

use std::arch::x86_64::{
    __m256i, _mm256_abs_epi8, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16,
    _mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_sign_epi8, _mm256_storeu_si256,
};

use super::{Arithmetic, INPUTS, Line, Matrix, OUTPUTS, Rows, Work, packed};

/// Runs that share a load of weights: 8 sums, 2 weights, an input twice and the ones fill the 16 registers.
const RUNS: usize = 4;

/// Made only where the processor has AVX2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx2(());

impl Avx2 {
    pub(super) fn new() -> Option<Avx2> {
        std::arch::is_x86_feature_detected!("avx2").then_some(Avx2(()))
    }
}

impl Arithmetic for Avx2 {
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls a function compiled for AVX2")]
    fn product(self, matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { product(matrix, rows, out) }
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "calls a function compiled for AVX2")]
    fn run<W: Work>(self, work: W) -> W::Output {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { run(self, work) }
    }
}

#[target_feature(enable = "avx2")]
fn run<W: Work>(arithmetic: Avx2, work: W) -> W::Output {
    work.work(arithmetic)
}

#[target_feature(enable = "avx2")]
fn product(matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
    let outputs = matrix.outputs();
    for (at, panel) in matrix.panels().enumerate() {
        let mut run = 0;
        for out in out.chunks_mut(RUNS * outputs) {
            let (out, left) = (&mut out[at * OUTPUTS..], rows.starts.len() - run);
            match left {
                0 => break,
                1 => tile::<1>(panel, rows, run, out, outputs),
                2 => tile::<2>(panel, rows, run, out, outputs),
                3 => tile::<3>(panel, rows, run, out, outputs),
                _ => tile::<RUNS>(panel, rows, run, out, outputs),
            }
            run += RUNS.min(left);
        }
    }
}

/// Multiplies 16 outputs of a matrix with `N` runs.
#[target_feature(enable = "avx2")]
fn tile<const N: usize>(panel: &[Line], rows: Rows<'_>, run: usize, out: &mut [i32], stride: usize) {
    let runs = rows.some::<N>(run, panel.len() * INPUTS);
    let ones = _mm256_set1_epi16(1);
    let mut sums = [[_mm256_setzero_si256(); 2]; N];
    for (four, line) in panel.iter().enumerate() {
        let weights = load(line);
        for (sums, run) in sums.iter_mut().zip(runs) {
            let input = _mm256_set1_epi32(packed(run[four]));
            let positive = _mm256_abs_epi8(input);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                let pairs = _mm256_maddubs_epi16(positive, _mm256_sign_epi8(weights, input));
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, ones));
            }
        }
    }
    for (n, sums) in sums.into_iter().enumerate() {
        store(&mut out[n * stride..], sums);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "loads through a pointer")]
fn load(line: &Line) -> [__m256i; 2] {
    let (low, high) = line.0.split_at(32);
    // SAFETY: each half is 32 bytes, and the loads need no alignment.
    unsafe { [_mm256_loadu_si256(low.as_ptr().cast()), _mm256_loadu_si256(high.as_ptr().cast())] }
}

#[inline]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "stores through a pointer")]
fn store(out: &mut [i32], sums: [__m256i; 2]) {
    let (low, high) = out[..OUTPUTS].split_at_mut(OUTPUTS / 2);
    // SAFETY: each half is 8 numbers of 32 bits, and the stores need no alignment.
    unsafe {
        _mm256_storeu_si256(low.as_mut_ptr().cast(), sums[0]);
        _mm256_storeu_si256(high.as_mut_ptr().cast(), sums[1]);
    }
}
