//! The rows of the pieces, 512 numbers each: the largest part of the model, kept as it stands in the file.
//!
//! A row is one scale and 512 levels of 8 bits; most rows name their levels by 4 or 3 bits, in a codebook all of them share.

use std::ops::Range;

use super::error::ModelError;
use super::file::{File, Section};
use super::pieces::SPECIAL;
use super::vector::DIMENSIONS;

/// What is known of the table before the bytes are handed over.
pub(super) struct Plan {
    tiers: [Range<usize>; 3],
    counts: [usize; 3],
    levels4: [i8; 16],
    levels3: [i8; 8],
    scales: Vec<f32>,
}

/// The rows of all pieces, the most used first.
pub(super) struct Table {
    bytes: Vec<u8>,
    plan: Plan,
    /// The two levels that each byte of a row of 4 bits stands for.
    pairs: Box<[[i8; 2]; 256]>,
}

/// Bytes of a row with 8, 4 and 3 bits a number.
const ROW_BYTES: [usize; 3] = [DIMENSIONS, DIMENSIONS / 2, DIMENSIONS * 3 / 8];

impl Plan {
    /// Finds the tables and checks that there is a row for each piece.
    pub(super) fn read(file: &File<'_>) -> Result<Plan, ModelError> {
        let sections = [file.section("table8")?, file.section("table4")?, file.section("table3")?];
        for (section, row) in sections.iter().zip(ROW_BYTES) {
            section.expect(section.rows, DIMENSIONS)?;
            if section.range.len() != section.rows * row {
                return Err(section.wrong(format!("its rows do not have {row} bytes each")));
            }
        }
        without_least(sections[0], file.bytes(sections[0]))?;
        let counts = sections.map(|section| section.rows);
        let rows: usize = counts.iter().sum();
        if rows != SPECIAL + file.keys() {
            return Err(sections[0]
                .wrong(format!("{rows} rows in all where {} were expected", SPECIAL + file.keys())));
        }
        Ok(Plan {
            tiers: sections.map(|section| section.range.clone()),
            counts,
            levels4: levels(file, "levels4")?,
            levels3: levels(file, "levels3")?,
            scales: file.numbers("scales", rows)?,
        })
    }

    /// Takes the bytes of the file, and lets go of what stands behind the tables: all the rest was taken from it.
    pub(super) fn table(self, mut bytes: Vec<u8>) -> Table {
        bytes.truncate(self.tiers.iter().map(|tier| tier.end).max().unwrap_or(0));
        bytes.shrink_to_fit();
        let pairs = std::array::from_fn(|byte| [self.levels4[byte & 15], self.levels4[byte >> 4]]);
        Table { bytes, pairs: Box::new(pairs), plan: self }
    }
}

impl Table {
    /// Writes the levels of a row and returns its scale.
    pub(super) fn row(&self, row: u16, levels: &mut [i8; DIMENSIONS]) -> f32 {
        let row = usize::from(row);
        let [whole, half, _] = self.plan.counts;
        if row < whole {
            for (level, byte) in levels.iter_mut().zip(self.bytes_of(0, row)) {
                *level = *byte as i8;
            }
        } else if row < whole + half {
            for (pair, byte) in levels.as_chunks_mut().0.iter_mut().zip(self.bytes_of(1, row - whole)) {
                *pair = self.pairs[usize::from(*byte)];
            }
        } else {
            let (low, high) = self.bytes_of(2, row - whole - half).split_at(DIMENSIONS / 4);
            for (at, eight) in levels.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                let low = u16::from_le_bytes([low[2 * at], low[2 * at + 1]]);
                *eight = std::array::from_fn(|i| {
                    let code = low >> (2 * i) & 3 | (u16::from(high[at]) >> i & 1) << 2;
                    self.plan.levels3[usize::from(code)]
                });
            }
        }
        self.plan.scales[row]
    }

    fn bytes_of(&self, tier: usize, row: usize) -> &[u8] {
        let start = self.plan.tiers[tier].start + row * ROW_BYTES[tier];
        &self.bytes[start..start + ROW_BYTES[tier]]
    }
}

fn levels<const N: usize>(file: &File<'_>, name: &str) -> Result<[i8; N], ModelError> {
    let section = file.section(name)?;
    section.expect(1, N)?;
    let bytes = file.bytes(section);
    without_least(section, bytes)?;
    let levels: &[u8; N] =
        bytes.try_into().map_err(|_| section.wrong(format!("it does not hold {N} levels")))?;
    Ok(levels.map(|level| level as i8))
}

/// Refuses −128: the kernels turn signs, and it has no positive.
pub(super) fn without_least(section: &Section, bytes: &[u8]) -> Result<(), ModelError> {
    // Counted, not sought: a search that may stop anywhere is ten times slower.
    match bytes.iter().filter(|byte| **byte == i8::MIN as u8).count() {
        0 => Ok(()),
        _ => Err(section.wrong("it holds −128, which no whole number of a model is")),
    }
}
