//! The arithmetic on floating-point numbers, in an order that is the same whatever the processor.
//!
//! No fused multiply-add, no reassociation: each line is what every processor does alike. Loops are plain, so that the
//! compiler may take several numbers at once; it never changes their order.

/// Partial sums that are added up side by side.
const LANES: usize = 16;
/// Adding it to a number of at most 2²² and taking it away rounds to the nearest whole number, to the even one of two.
const ROUNDS: f32 = 12_582_912.0;
/// Numbers below are zero: their inverse would not be finite.
const NOTHING: f32 = 1e-30;

/// Returns the sum of what a function makes of each number; their count is a multiple of 16.
///
/// Number `i` goes to partial sum `i % 16`; then the upper half is added to the lower one until one is left.
#[inline(always)]
fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    for chunk in values.as_chunks::<LANES>().0 {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += of(*value);
        }
    }
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}

/// Gives numbers mean 0 and variance 1, then a gain and a shift to each (layer normalisation).
#[inline(always)]
pub(super) fn normalise(values: &mut [f32], gains: &[f32], shifts: &[f32], epsilon: f32) {
    let count = values.len() as f32;
    let mean = sum(values, |value| value) / count;
    let variance = sum(values, |value| (value - mean) * (value - mean)) / count;
    let inverse = 1.0 / (variance + epsilon).sqrt();
    for ((value, gain), shift) in values.iter_mut().zip(gains).zip(shifts) {
        *value = (*value - mean) * inverse * *gain + *shift;
    }
}

/// Rounds numbers to −127…127 times one scale, which is returned; the greatest becomes ±127.
#[inline(always)]
pub(super) fn quantise(values: &[f32], codes: &mut [i8]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    for chunk in values.as_chunks::<LANES>().0 {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = if value.abs() > *lane { value.abs() } else { *lane };
        }
    }
    let greatest = lanes.into_iter().fold(0.0, f32::max);
    if greatest < NOTHING {
        codes.fill(0);
        return 0.0;
    }
    let inverse = 127.0 / greatest;
    for (code, value) in codes.iter_mut().zip(values) {
        *code = (*value * inverse + ROUNDS).to_bits().wrapping_sub(ROUNDS.to_bits()) as i8;
    }
    greatest / 127.0
}

/// Adds whole numbers times a scale.
#[inline(always)]
pub(super) fn add_scaled(sums: &mut [f32], whole: &[i32], scale: f32) {
    for (sum, whole) in sums.iter_mut().zip(whole) {
        *sum += scale * *whole as f32;
    }
}

/// Sets what is below zero to zero.
#[inline(always)]
pub(super) fn rectify(values: &mut [f32]) {
    for value in values {
        *value = if *value > 0.0 { *value } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_to_even() {
        let mut values = [0.0; 16];
        values[..8].copy_from_slice(&[127.0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127.0]);
        let mut codes = [1; 16];
        assert_eq!(quantise(&values, &mut codes), 1.0);
        assert_eq!(codes[..9], [127, 0, 2, 2, 0, -2, -2, -127, 0]);
    }

    #[test]
    fn next_to_nothing_is_nothing() {
        let mut codes = [1; 16];
        assert_eq!(quantise(&[1e-40; 16], &mut codes), 0.0);
        assert_eq!(codes, [0; 16]);
    }

    #[test]
    fn normalised_numbers_have_mean_0_and_variance_1() {
        let mut values: Vec<f32> = (0..256).map(|i| (i * i % 97) as f32).collect();
        normalise(&mut values, &[1.0; 256], &[0.0; 256], 1e-12);
        let mean = sum(&values, |value| value) / 256.0;
        let variance = sum(&values, |value| value * value) / 256.0;
        assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-5, "{mean} {variance}");
    }
}
