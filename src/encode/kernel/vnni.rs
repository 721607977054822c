//! The kernel of x86 processors with AVX-512 VNNI: 64 products and their sums in one instruction.
//!
//! `vpdpbusd` multiplies unsigned by signed numbers. So 128 is added to each weight, by turning its highest bit, and 128 times
//! the sum of the inputs is taken away from what comes out.

use std::arch::x86_64::{
    __m512i, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_setzero_si512, _mm512_storeu_si512, _mm512_xor_si512,
};

use super::{Arithmetic, INPUTS, Line, Matrix, OUTPUTS, PANELS, Rows, Work, packed};

/// Runs that share a load of weights: 24 sums and 4 weights fill most of the 32 registers.
const RUNS: usize = 6;

/// Made only where the processor has what the functions below ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vnni(());

impl Vnni {
    pub(super) fn new() -> Option<Vnni> {
        let all = std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512vnni");
        all.then_some(Vnni(()))
    }
}

impl Arithmetic for Vnni {
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls a function compiled for AVX-512 VNNI")]
    fn product(self, matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        // SAFETY: `self` exists, so the processor has AVX-512 VNNI.
        unsafe { product(matrix, rows, out) }
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "calls a function compiled for AVX2")]
    fn run<W: Work>(self, work: W) -> W::Output {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { run(self, work) }
    }
}

/// AVX2 for the loops around the products: they are short, and wider registers would slow some processors down.
#[target_feature(enable = "avx2")]
fn run<W: Work>(arithmetic: Vnni, work: W) -> W::Output {
    work.work(arithmetic)
}

#[target_feature(enable = "avx512f,avx512vnni")]
fn product(matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
    let (outputs, lines) = (matrix.outputs(), matrix.inputs() / INPUTS);
    for (at, panels) in matrix.lines.chunks_exact(PANELS * lines).enumerate() {
        let mut run = 0;
        for out in out.chunks_mut(RUNS * outputs) {
            let (out, left) = (&mut out[at * PANELS * OUTPUTS..], rows.starts.len() - run);
            match left {
                0 => break,
                1 => tile::<1>(panels, rows, run, out, outputs),
                2 => tile::<2>(panels, rows, run, out, outputs),
                3 => tile::<3>(panels, rows, run, out, outputs),
                4 => tile::<4>(panels, rows, run, out, outputs),
                5 => tile::<5>(panels, rows, run, out, outputs),
                _ => tile::<RUNS>(panels, rows, run, out, outputs),
            }
            run += RUNS.min(left);
        }
    }
}

/// Multiplies 64 outputs of a matrix with `N` runs.
#[target_feature(enable = "avx512f,avx512vnni")]
fn tile<const N: usize>(panels: &[Line], rows: Rows<'_>, run: usize, out: &mut [i32], stride: usize) {
    let lines = panels.len() / PANELS;
    let runs = rows.some::<N>(run, lines * INPUTS);
    let above = _mm512_set1_epi8(i8::MIN);
    let mut sums = [[_mm512_setzero_si512(); PANELS]; N];
    for (sums, run) in sums.iter_mut().zip(runs) {
        *sums = [_mm512_set1_epi32(-128 * total(run)); PANELS];
    }
    for four in 0..lines {
        let mut weights = [above; PANELS];
        for (panel, weights) in weights.iter_mut().enumerate() {
            *weights = _mm512_xor_si512(load(&panels[panel * lines + four]), above);
        }
        for (sums, run) in sums.iter_mut().zip(runs) {
            let input = _mm512_set1_epi32(packed(run[four]));
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = _mm512_dpbusd_epi32(*sum, weights, input);
            }
        }
    }
    for (n, sums) in sums.into_iter().enumerate() {
        for (sum, out) in sums.into_iter().zip(out[n * stride..].as_chunks_mut().0) {
            store(out, sum);
        }
    }
}

/// Adds the inputs up.
#[inline]
#[target_feature(enable = "avx512f")]
fn total(run: &[[i8; INPUTS]]) -> i32 {
    let mut total = 0;
    for code in run.as_flattened() {
        total += i32::from(*code);
    }
    total
}

#[inline]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "loads through a pointer")]
fn load(line: &Line) -> __m512i {
    // SAFETY: a line is 64 bytes, and the load needs no alignment.
    unsafe { _mm512_loadu_si512(line.0.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "stores through a pointer")]
fn store(out: &mut [i32; OUTPUTS], sum: __m512i) {
    // SAFETY: 16 numbers of 32 bits are 64 bytes, and the store needs no alignment.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), sum) }
}
