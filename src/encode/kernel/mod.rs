//! Products of 8-bit whole numbers, in the way each processor does them best. All ways give the same numbers.
//!
//! Sums of products are exact in 32 bits, so their order is free; that of floating-point numbers is not, and is left to
//! `floats`. A kernel that the processor lacks cannot be had: its value is made only after asking.
//!
//! Functions compiled for a processor hold no closure in their loops: one that is handed to the standard library, which is
//! compiled for any processor, may stay a call there, and more than halves the speed.

mod scalar;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod vnni;
#[cfg(target_arch = "aarch64")]
mod neon;

use std::fmt;

#[cfg(target_arch = "x86_64")]
use avx2::Avx2;
#[cfg(target_arch = "aarch64")]
use neon::Neon;
use scalar::Scalar;
#[cfg(target_arch = "x86_64")]
use vnni::Vnni;

/// Inputs that stand side by side in a line.
pub(super) const INPUTS: usize = 4;
/// Outputs of a line, and of a panel.
pub(super) const OUTPUTS: usize = 16;
/// Panels that are worked on together: the outputs of every matrix are a multiple of 64.
pub(super) const PANELS: usize = 4;

/// 16 outputs × 4 inputs of a matrix, as they are read at once.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [i8; INPUTS * OUTPUTS]);

/// A matrix of whole numbers times one step, in panels of 16 outputs, each a line for every 4 inputs. No number is −128.
#[derive(Debug)]
pub(super) struct Matrix {
    lines: Vec<Line>,
    inputs: usize,
    outputs: usize,
    /// What 1 stands for.
    pub(super) step: f32,
}

impl Matrix {
    /// Makes a matrix of its lines, in the order of the file; `None` if they are not as many as the shape needs, or the
    /// shape is not one the kernels take.
    pub(super) fn new(lines: Vec<Line>, inputs: usize, outputs: usize, step: f32) -> Option<Matrix> {
        let fits = inputs > 0
            && inputs.is_multiple_of(INPUTS)
            && outputs.is_multiple_of(OUTPUTS * PANELS)
            && lines.len() * INPUTS * OUTPUTS == inputs * outputs;
        fits.then_some(Matrix { lines, inputs, outputs, step })
    }

    /// How many numbers it takes.
    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many numbers it gives.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The lines of each 16 outputs.
    fn panels(&self) -> std::slice::ChunksExact<'_, Line> {
        self.lines.chunks_exact(self.inputs / INPUTS)
    }
}

/// Inputs of a matrix: some runs of the same length within one slice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// Whole numbers; none is −128.
    pub(super) codes: &'a [i8],
    /// Where each run begins.
    pub(super) starts: &'a [usize],
}

impl<'a> Rows<'a> {
    /// Returns run `at` by fours, as long as a matrix takes them.
    #[inline(always)]
    fn fours(&self, at: usize, inputs: usize) -> &'a [[i8; INPUTS]] {
        let start = self.starts[at];
        self.codes[start..start + inputs].as_chunks().0
    }

    /// Returns `N` runs from `at` on, each by fours.
    #[inline(always)]
    fn some<const N: usize>(&self, at: usize, inputs: usize) -> [&'a [[i8; INPUTS]]; N] {
        std::array::from_fn(|n| self.fours(at + n, inputs))
    }
}

/// Puts four inputs into one number, to be repeated in a register.
#[inline(always)]
fn packed(four: [i8; INPUTS]) -> i32 {
    let [a, b, c, d] = four;
    i32::from_le_bytes([a as u8, b as u8, c as u8, d as u8])
}

/// How a processor calculates.
pub(super) trait Arithmetic: Copy {
    /// Multiplies each run by a matrix: output `o` of run `r` goes to `out[r * outputs + o]`.
    fn product(self, matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]);

    /// Does some work, its plain loops compiled for this processor.
    fn run<W: Work>(self, work: W) -> W::Output;
}

/// Something to calculate. Implementations inline everything, or the loops are compiled for any processor.
pub(super) trait Work {
    /// What comes of it.
    type Output;

    /// Does it.
    fn work<A: Arithmetic>(self, arithmetic: A) -> Self::Output;
}

/// A way to calculate that this processor has. All give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kernel(Way);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Scalar(Scalar),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Vnni(Vnni),
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
}

impl Kernel {
    /// The way every processor has.
    pub const SCALAR: Kernel = Kernel(Way::Scalar(Scalar));

    /// Returns every way this processor has, the slowest first.
    pub fn all() -> Vec<Kernel> {
        let mut all = vec![Kernel::SCALAR];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(Avx2::new().map(|way| Kernel(Way::Avx2(way))));
            all.extend(Vnni::new().map(|way| Kernel(Way::Vnni(way))));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(Neon::new().map(|way| Kernel(Way::Neon(way))));
        all
    }

    /// Returns the fastest way this processor has.
    pub fn best() -> Kernel {
        Kernel::all().pop().unwrap_or(Kernel::SCALAR)
    }

    /// Does some work this way.
    pub(super) fn run<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            Way::Scalar(way) => way.run(work),
            #[cfg(target_arch = "x86_64")]
            Way::Avx2(way) => way.run(work),
            #[cfg(target_arch = "x86_64")]
            Way::Vnni(way) => way.run(work),
            #[cfg(target_arch = "aarch64")]
            Way::Neon(way) => way.run(work),
        }
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Way::Scalar(_) => "scalar",
            #[cfg(target_arch = "x86_64")]
            Way::Avx2(_) => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Way::Vnni(_) => "AVX-512 VNNI",
            #[cfg(target_arch = "aarch64")]
            Way::Neon(_) => "NEON",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multiplies as it is written in schoolbooks.
    fn by_hand(whole: &[i8], inputs: usize, outputs: usize, run: &[i8]) -> Vec<i32> {
        (0..outputs)
            .map(|o| (0..inputs).map(|i| i32::from(whole[i * outputs + o]) * i32::from(run[i])).sum())
            .collect()
    }

    struct Product<'a>(&'a Matrix, Rows<'a>);

    impl Work for Product<'_> {
        type Output = Vec<i32>;

        fn work<A: Arithmetic>(self, arithmetic: A) -> Vec<i32> {
            let mut out = vec![7; self.1.starts.len() * self.0.outputs()];
            arithmetic.product(self.0, self.1, &mut out);
            out
        }
    }

    /// Numbers that look random, and the extremes that overflow if a kernel is wrong.
    fn codes(count: usize, seed: u32) -> Vec<i8> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                match state >> 29 {
                    0 => 127,
                    1 => -127,
                    _ => ((state >> 8) % 255) as i32 as i8 as i32,
                }
                .clamp(-127, 127) as i8
            })
            .collect()
    }

    #[test]
    fn every_kernel_multiplies_as_by_hand() {
        for (inputs, outputs, runs) in
            [(4, 64, 1), (256, 256, 17), (320, 512, 6), (1280, 64, 5), (8, 128, 23)]
        {
            for extreme in [None, Some(127), Some(-127)] {
                let whole =
                    extreme.map_or_else(|| codes(inputs * outputs, 1), |code| vec![code; inputs * outputs]);
                let input =
                    extreme.map_or_else(|| codes(inputs * (runs + 1), 2), |_| vec![127; inputs * (runs + 1)]);
                let lines = (0..outputs / OUTPUTS).flat_map(|panel| {
                    let whole = &whole;
                    (0..inputs / INPUTS).map(move |four| {
                        Line(std::array::from_fn(|at| {
                            whole[(four * INPUTS + at % INPUTS) * outputs + panel * OUTPUTS + at / INPUTS]
                        }))
                    })
                });
                let matrix = Matrix::new(lines.collect(), inputs, outputs, 1.0).unwrap();
                // Runs that overlap and are not aligned.
                let starts: Vec<usize> = (0..runs).map(|run| run * inputs + run % 3).collect();
                let expected: Vec<i32> = starts
                    .iter()
                    .flat_map(|start| by_hand(&whole, inputs, outputs, &input[*start..start + inputs]))
                    .collect();
                for kernel in Kernel::all() {
                    let got = kernel.run(Product(&matrix, Rows { codes: &input, starts: &starts }));
                    assert!(got == expected, "{kernel}: {inputs} × {outputs}, {runs} runs, {extreme:?}");
                }
            }
        }
    }

    #[test]
    fn shapes_the_kernels_do_not_take_are_refused() {
        let line = Line([0; 64]);
        for (lines, inputs, outputs) in [(4, 3, 64), (1, 4, 16), (3, 4, 64), (0, 0, 64)] {
            assert!(Matrix::new(vec![line; lines], inputs, outputs, 1.0).is_none(), "{inputs} × {outputs}");
        }
    }
}
