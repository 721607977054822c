//! A normal text to pieces: the path of the highest score (Viterbi), as SentencePiece's unigram model finds it.
//!
//! Control pieces are not keys: nobody can type them.

use std::ops::Range;

use super::error::ModelError;
use super::file::File;
use super::tidy::SPACE;
use super::trie::{NONE, ROOT, Trie};

/// The most pieces of a text that count. Longer texts saturate the model: what they say in detail is lost anyway.
pub const MAX_PIECES: usize = 256;

/// The rows of the three pieces that have no key.
const UNKNOWN: u16 = 0;
const BEGIN: u16 = 1;
const END: u16 = 2;
/// As many.
pub(super) const SPECIAL: usize = 3;

/// A text cut into pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    tidy: String,
    cuts: Vec<u32>,
    rows: Vec<u16>,
    evidence: bool,
}

impl Pieces {
    /// Returns the text of each piece, in order; that of an unknown one is its character.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.cuts);
        starts.zip(&self.cuts).map(|(start, end)| &self.tidy[*start as usize..*end as usize])
    }

    /// Returns whether each piece is known to the model.
    pub fn known(&self) -> impl Iterator<Item = bool> {
        self.rows[1..].iter().take(self.cuts.len()).map(|row| *row != UNKNOWN)
    }

    /// Returns whether the text says something: it has a piece that is known, and is not a mere space.
    pub fn is_evidence(&self) -> bool {
        self.evidence
    }

    /// The rows of the table, those of the begin and the end included.
    pub(super) fn rows(&self) -> &[u16] {
        &self.rows
    }
}

/// The keys of the model, and what each is worth.
pub(super) struct Vocabulary {
    trie: Trie,
    /// The logarithm of the probability of each key.
    scores: Vec<f32>,
    /// The row of each key.
    rows: Vec<u16>,
    /// The score of a character that is no key. A constant of the full vocabulary, whatever was kept of it.
    unknown: f32,
}

impl Vocabulary {
    /// Reads the keys.
    pub(super) fn read(file: &File<'_>) -> Result<Vocabulary, ModelError> {
        let section = file.section("keys")?;
        section.expect(file.keys(), 1)?;
        if file.keys() >= NONE as usize {
            return Err(section.wrong("there are more keys than this program can number"));
        }
        let mut keys: Vec<&[u8]> = Vec::with_capacity(file.keys());
        let mut rest = file.bytes(section);
        while let Some((length, tail)) = rest.split_first() {
            let (key, tail) = tail
                .split_at_checked(*length as usize)
                .ok_or_else(|| section.wrong("the last key is cut off"))?;
            if key.is_empty() || keys.last().is_some_and(|last| *last >= key) {
                return Err(section.wrong(format!("key {} is not above the one before it", keys.len())));
            }
            if std::str::from_utf8(key).is_err() {
                return Err(section.wrong(format!("key {} is not UTF-8", keys.len())));
            }
            keys.push(key);
            rest = tail;
        }
        if keys.len() != file.keys() {
            return Err(section.wrong(format!("{} keys where {} are announced", keys.len(), file.keys())));
        }
        let trie = Trie::of(&keys);
        let section = file.section("rows")?;
        let (rows, cut) = file.bytes(section).as_chunks::<2>();
        if rows.len() != keys.len() || !cut.is_empty() {
            return Err(section.wrong("it does not hold one row a key"));
        }
        let rows: Vec<u16> = rows.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
        if rows.iter().any(|row| !(SPECIAL..SPECIAL + keys.len()).contains(&usize::from(*row))) {
            return Err(section.wrong("a row is not in the table"));
        }
        if !file.unknown_score().is_finite() {
            return Err(section.wrong("the score of an unknown character is not finite"));
        }
        Ok(Vocabulary {
            trie,
            scores: file.numbers("scores", keys.len())?,
            rows,
            unknown: file.unknown_score(),
        })
    }

    /// Cuts a normal text. A text without any character is one unknown piece, as in the original model.
    pub(super) fn pieces(&self, tidy: String) -> Pieces {
        let path = self.best_path(&tidy);
        let mut pieces =
            Pieces { cuts: Vec::with_capacity(path.len()), rows: vec![BEGIN], evidence: false, tidy };
        for (span, key) in path.into_iter().rev().take(MAX_PIECES) {
            pieces.cuts.push(span.end as u32);
            let row = key.map_or(UNKNOWN, |key| self.rows[usize::from(key)]);
            pieces.evidence |= row != UNKNOWN && pieces.tidy[span] != *SPACE.encode_utf8(&mut [0; 4]);
            pieces.rows.push(row);
        }
        if pieces.rows.len() == 1 {
            pieces.rows.push(UNKNOWN);
        }
        pieces.rows.push(END);
        pieces
    }

    /// Returns the pieces of the path of the highest score, the last first.
    fn best_path(&self, text: &str) -> Vec<(Range<usize>, Option<u16>)> {
        let bytes = text.as_bytes();
        // For each byte at which a character ends: the score of the best path to it, and the last piece of that path.
        let mut best = vec![f64::NEG_INFINITY; bytes.len() + 1];
        let mut last = vec![(0_u32, NONE); bytes.len() + 1];
        best[0] = 0.0;
        for (start, character) in text.char_indices() {
            let base = best[start];
            let one = start + character.len_utf8();
            let mut single = false;
            let mut node = ROOT;
            for (at, byte) in bytes.iter().enumerate().skip(start) {
                let Some(below) = self.trie.step(node, *byte) else { break };
                node = below;
                let Some(key) = self.trie.key(node) else { continue };
                let (end, score) = (at + 1, base + f64::from(self.scores[usize::from(key)]));
                single |= end == one;
                // Of two equal paths the one met first stays: its last piece is the longer.
                if score > best[end] {
                    (best[end], last[end]) = (score, (start as u32, key));
                }
            }
            let score = base + f64::from(self.unknown);
            if !single && score > best[one] {
                (best[one], last[one]) = (score, (start as u32, NONE));
            }
        }
        let (mut path, mut end) = (Vec::new(), bytes.len());
        while end > 0 {
            let (start, key) = last[end];
            path.push((start as usize..end, Some(key).filter(|key| *key != NONE)));
            end = start as usize;
        }
        path
    }
}
