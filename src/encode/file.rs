//! The model file: a head of 64 bytes, a list of sections, the sections. It knows names and bounds, not what a section means.
//!
//! Little-endian; `tools/encoder/layout.py` writes it and tells of it section by section. Nothing is taken on trust: every
//! length is compared with the bytes that are there before it is used.
//!
//! | byte | field |
//! |---|---|
//! | 0 | mark, 8 bytes |
//! | 8 | u32 format; u32 flags (bit 0: case and apostrophes are folded) |
//! | 16 | u64 length of the file; u64 XXH3 of all from byte 64 |
//! | 32 | u32 keys; u32 sections; f32 score of an unknown character; f32 epsilon; u32 longest key in characters |
//! | 64 | sections: name, 8 bytes; u64 first byte; u64 length; u32 rows; u32 columns |

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::error::ModelError;
use super::tidy::Case;

const MARK: &[u8; 8] = b"passenc\0";
const FORMAT: u32 = 1;
const FOLDED: u32 = 1;
const HEAD: usize = 64;
const ENTRY: usize = 32;
/// Sections begin at a multiple of this, so that what is read together lies together.
const LINE: u64 = 64;

/// A model, its head and its sections checked.
pub(super) struct File<'b> {
    bytes: &'b [u8],
    sections: Vec<Section>,
}

/// A part of the file.
#[derive(Debug, Clone)]
pub(super) struct Section {
    name: String,
    pub(super) range: Range<usize>,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Section {
    /// Returns the error that says what is wrong here.
    pub(super) fn wrong(&self, reason: impl Into<String>) -> ModelError {
        ModelError::Section { section: self.name.clone(), at: self.range.start as u64, reason: reason.into() }
    }

    /// Refuses a section of another shape.
    pub(super) fn expect(&self, rows: usize, columns: usize) -> Result<(), ModelError> {
        if (self.rows, self.columns) == (rows, columns) {
            return Ok(());
        }
        Err(self.wrong(format!("{} × {} where {rows} × {columns} was expected", self.rows, self.columns)))
    }
}

impl<'b> File<'b> {
    /// Opens a file that is whole.
    pub(super) fn open(bytes: &'b [u8]) -> Result<File<'b>, ModelError> {
        if bytes.len() < HEAD || !bytes.starts_with(MARK) {
            return Err(ModelError::NotAModel);
        }
        let mut file = File { bytes, sections: Vec::new() };
        if file.number(8) != FORMAT {
            return Err(ModelError::OtherFormat { format: file.number(8), known: FORMAT });
        }
        let (found, announced) = (bytes.len() as u64, file.long(16));
        if found != announced {
            return Err(ModelError::Length { found, announced });
        }
        let (found, announced) = (xxh3_64(&bytes[HEAD..]), file.checksum());
        if found != announced {
            return Err(ModelError::Checksum { found, announced });
        }
        file.sections = file.list()?;
        Ok(file)
    }

    fn list(&self) -> Result<Vec<Section>, ModelError> {
        let list = self.bytes[HEAD..].chunks_exact(ENTRY).take(self.number(36) as usize);
        list.map(|entry| {
            let long = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| entry[at + i]));
            let short = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| entry[at + i])) as usize;
            let name = String::from_utf8_lossy(&entry[..8]).trim_end_matches('\0').to_owned();
            let (start, length) = (long(8), long(16));
            let end = start.checked_add(length).filter(|end| *end <= self.bytes.len() as u64);
            match end {
                Some(end) if start % LINE == 0 && start >= HEAD as u64 => Ok(Section {
                    name,
                    range: start as usize..end as usize,
                    rows: short(24),
                    columns: short(28),
                }),
                _ => Err(ModelError::Section {
                    section: name,
                    at: start,
                    reason: format!("{length} bytes from there are not all in the file"),
                }),
            }
        })
        .collect()
    }

    /// Returns whether texts are folded before they are cut.
    pub(super) fn case(&self) -> Case {
        if self.number(12) & FOLDED != 0 { Case::Folded } else { Case::AsWritten }
    }

    /// Returns the checksum that stands in the head.
    pub(super) fn checksum(&self) -> u64 {
        self.long(24)
    }

    /// Returns how many keys there are.
    pub(super) fn keys(&self) -> usize {
        self.number(32) as usize
    }

    /// Returns the score of an unknown character.
    pub(super) fn unknown_score(&self) -> f32 {
        f32::from_bits(self.number(40))
    }

    /// Returns what is added to a variance before it divides.
    pub(super) fn epsilon(&self) -> f32 {
        f32::from_bits(self.number(44))
    }

    /// Returns the section of this name.
    pub(super) fn section(&self, name: &str) -> Result<&Section, ModelError> {
        self.sections.iter().find(|section| section.name == name).ok_or_else(|| ModelError::Section {
            section: name.into(),
            at: 0,
            reason: "it is missing".into(),
        })
    }

    /// Returns the bytes of a section.
    pub(super) fn bytes(&self, section: &Section) -> &'b [u8] {
        &self.bytes[section.range.clone()]
    }

    /// Returns a section of text.
    pub(super) fn text(&self, name: &str) -> Result<&'b str, ModelError> {
        let section = self.section(name)?;
        std::str::from_utf8(self.bytes(section)).map_err(|_| section.wrong("it is not UTF-8"))
    }

    /// Returns a section of `count` finite numbers.
    pub(super) fn numbers(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let section = self.section(name)?;
        section.expect(count, 1)?;
        let (numbers, rest) = self.bytes(section).as_chunks::<4>();
        if numbers.len() != count || !rest.is_empty() {
            return Err(section.wrong(format!("{} bytes are not {count} numbers", section.range.len())));
        }
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        match numbers.iter().position(|number| !number.is_finite()) {
            Some(at) => Err(section.wrong(format!("number {at} is not finite"))),
            None => Ok(numbers),
        }
    }

    fn number(&self, at: usize) -> u32 {
        u32::from_le_bytes(std::array::from_fn(|i| self.bytes[at + i]))
    }

    fn long(&self, at: usize) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|i| self.bytes[at + i]))
    }
}
