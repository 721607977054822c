//! What a text means, as 512 whole numbers of 8 bits: small enough to keep one for each ask, exact to compare.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::floats::quantise;
use super::kernel::{Arithmetic, Kernel, Work};

/// Numbers of a vector.
pub const DIMENSIONS: usize = 512;
/// Bytes of a vector that is kept: its numbers, then its scale.
const BYTES: usize = DIMENSIONS + size_of::<f32>();

/// A direction in 512 dimensions. Number `i` is `scale · codes[i]`, and the length is 1; or 0, if every number is 0.
#[derive(Clone, PartialEq)]
pub struct Vector {
    codes: [i8; DIMENSIONS],
    scale: f32,
}

impl Vector {
    /// Returns the direction of some numbers, whatever their length.
    ///
    /// Rounding to 8 bits moves it by a cosine of about 0.00003.
    pub fn of(numbers: &[f32; DIMENSIONS]) -> Vector {
        let mut codes = [0; DIMENSIONS];
        quantise(numbers, &mut codes);
        Vector::from_codes(codes)
    }

    fn from_codes(codes: [i8; DIMENSIONS]) -> Vector {
        let square = dot(&codes, &codes);
        let scale = if square == 0 { 0.0 } else { 1.0 / (square as f32).sqrt() };
        Vector { codes, scale }
    }

    /// Returns the numbers, to add vectors up or to look at them.
    pub fn numbers(&self) -> impl Iterator<Item = f32> {
        self.codes.iter().map(|code| self.scale * f32::from(*code))
    }

    /// Returns how close two meanings are: the cosine of their angle, −1 to 1.
    ///
    /// The same bits on every processor and in either order. To compare with many, [`Vector::cosines`] is faster.
    pub fn cosine(&self, other: &Vector) -> f32 {
        dot(&self.codes, &other.codes) as f32 * (self.scale * other.scale)
    }

    /// Returns the cosine with each of many vectors, in their order.
    pub fn cosines(&self, others: &[Vector], kernel: Kernel) -> Vec<f32> {
        kernel.run(Cosines { one: self, others })
    }
}

struct Cosines<'a> {
    one: &'a Vector,
    others: &'a [Vector],
}

impl Work for Cosines<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn work<A: Arithmetic>(self, _: A) -> Vec<f32> {
        let mut cosines = vec![0.0; self.others.len()];
        // A loop, not a chain that collects: the library may keep such a chain to itself, compiled for any processor.
        for (cosine, other) in cosines.iter_mut().zip(self.others) {
            *cosine = dot(&self.one.codes, &other.codes) as f32 * (self.one.scale * other.scale);
        }
        cosines
    }
}

/// At most 512 · 127², which is exact.
#[inline(always)]
fn dot(one: &[i8; DIMENSIONS], other: &[i8; DIMENSIONS]) -> i32 {
    let mut sum = 0;
    for (one, other) in one.iter().zip(other) {
        sum += i32::from(*one) * i32::from(*other);
    }
    sum
}

impl fmt::Debug for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vector({:?}…, scale {})", &self.codes[..4], self.scale)
    }
}

impl Serialize for Vector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = [0; BYTES];
        let (codes, scale) = bytes.split_at_mut(DIMENSIONS);
        for (byte, code) in codes.iter_mut().zip(self.codes) {
            *byte = code as u8;
        }
        scale.copy_from_slice(&self.scale.to_le_bytes());
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Vector, D::Error> {
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Takes the bytes back, from formats that have bytes and from those that have lists.
struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Vector;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BYTES} bytes")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vector, E> {
        let wrong = || E::invalid_length(bytes.len(), &self);
        let (codes, scale) = bytes.split_first_chunk::<DIMENSIONS>().ok_or_else(wrong)?;
        let vector = Vector::from_codes(codes.map(|byte| byte as i8));
        // The scale follows from the numbers: another one means that something changed.
        if scale == vector.scale.to_le_bytes() {
            Ok(vector)
        } else {
            Err(E::custom("the scale is not that of the numbers"))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vector, A::Error> {
        let mut bytes = Vec::with_capacity(BYTES);
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(seed: usize) -> Vector {
        Vector::of(&std::array::from_fn(|i| ((i * seed * 7919) % 1009) as f32 - 504.0))
    }

    #[test]
    fn cosines_are_those_of_the_numbers_under_every_kernel() {
        let others: Vec<Vector> = (2..40).map(example).collect();
        let one = example(1);
        let expected: Vec<f32> = others.iter().map(|other| one.cosine(other)).collect();
        for (other, cosine) in others.iter().zip(&expected) {
            let exact: f32 = one.numbers().zip(other.numbers()).map(|(a, b)| a * b).sum();
            assert!((exact - cosine).abs() < 1e-5, "{exact} {cosine}");
            assert_eq!(other.cosine(&one), *cosine);
        }
        for kernel in Kernel::all() {
            assert_eq!(one.cosines(&others, kernel), expected, "{kernel}");
        }
        assert!((one.cosine(&one) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn no_direction_is_at_a_right_angle_to_all() {
        let nothing = Vector::of(&[0.0; DIMENSIONS]);
        assert_eq!((nothing.cosine(&example(1)), nothing.cosine(&nothing)), (0.0, 0.0));
    }

    #[test]
    fn vectors_come_back_as_they_were_kept() {
        let vector = example(3);
        let compact = postcard::to_allocvec(&vector).unwrap();
        assert_eq!(postcard::from_bytes::<Vector>(&compact).unwrap(), vector);
        let text = serde_json::to_string(&vector).unwrap();
        assert_eq!(serde_json::from_str::<Vector>(&text).unwrap(), vector);
        let mut damaged = compact;
        damaged[100] ^= 1;
        assert!(postcard::from_bytes::<Vector>(&damaged).is_err());
    }
}
