//! Reads the size of a municipality: "3 000 habitants", "under 5,000 inhabitants", "entre 1 000 et 3 000 hab.".

use std::collections::HashSet;
use std::ops::Range;

use super::normal::{Token, fold};
use crate::knowledge::Lexicon;

/// A range of inhabitants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inhabitants {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
    /// What was said of one's own town, rather than asked of others: the range is around it.
    pub about: Option<u64>,
}

/// The words of one language around a number of inhabitants.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    behind: HashSet<String>,
    under: HashSet<String>,
    over: HashSet<String>,
    thousands: HashSet<String>,
    millions: HashSet<String>,
}

/// The fewest inhabitants that a number without a word for them is taken for, where one speaks of sizes.
const FEWEST: u64 = 100;

/// How many words in front of the number are looked at.
const REACH: usize = 4;

impl Patterns {
    /// Takes the words of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Patterns {
        let set = |words: &[String]| words.iter().map(|word| fold(word)).collect();
        Patterns {
            behind: set(&lexicon.inhabitants),
            under: set(&lexicon.under),
            over: set(&lexicon.over),
            thousands: set(&lexicon.thousands),
            millions: set(&lexicon.millions),
        }
    }

    /// Returns the size that the words tell, with the words that tell it, if a number stands in front of a word for inhabitants.
    pub fn read(&self, tokens: &[Token]) -> Option<(Inhabitants, Range<usize>)> {
        let behind = tokens.iter().position(|token| self.behind.contains(&token.word))?;
        self.before(tokens, behind).map(|(size, start)| (size, start..behind + 1))
    }

    /// Returns the size that a number at the end of the words may be, when sizes are spoken of and the word for people is left out.
    pub fn bare(&self, tokens: &[Token]) -> Option<Inhabitants> {
        let (size, _) = self.before(tokens, tokens.len())?;
        let number = size.about.unwrap_or(if size.max == u64::MAX { size.min } else { size.max });
        (number >= FEWEST).then_some(size)
    }

    /// Returns the size whose number ends in front of the word at `end`, with the place of its first word.
    fn before(&self, tokens: &[Token], end: usize) -> Option<(Inhabitants, usize)> {
        let (number, start) = self.number_before(tokens, end)?;
        let before = &tokens[start.saturating_sub(REACH)..start];
        let says = |words: &HashSet<String>| {
            before.iter().any(|token| words.contains(&token.word))
                || before.windows(2).any(|pair| words.contains(&format!("{} {}", pair[0].word, pair[1].word)))
        };
        if let Some((other, at)) = start.checked_sub(1).and_then(|end| self.number_before(tokens, end))
            && at + 3 >= start
            && other < number
        {
            return Some((Inhabitants { min: other, max: number, about: None }, at));
        }
        let size = if says(&self.under) {
            Inhabitants { min: 0, max: number, about: None }
        } else if says(&self.over) {
            Inhabitants { min: number, max: u64::MAX, about: None }
        } else {
            Inhabitants { min: number / 3, max: number.saturating_mul(3), about: Some(number) }
        };
        Some((size, start))
    }

    /// Returns a number of inhabitants as it was said, and the words that say it.
    pub fn said(&self, tokens: &[Token]) -> Option<(u64, std::ops::Range<usize>)> {
        let behind = tokens.iter().position(|token| self.behind.contains(&token.word))?;
        let (number, start) = self.number_before(tokens, behind)?;
        Some((number, start..behind + 1))
    }

    /// Returns the number whose last word stands in front of `end`, with the place of its first word.
    pub(crate) fn number_before(&self, tokens: &[Token], end: usize) -> Option<(u64, usize)> {
        let mut start = end;
        let mut value = 0u64;
        let mut scale = 1u64;
        // "mille" and the like multiply; "3 000" and "3.000" are cut into groups of three.
        if start > 0 && self.thousands.contains(&tokens[start - 1].word) {
            scale = 1_000;
            start -= 1;
        } else if start > 0 && self.millions.contains(&tokens[start - 1].word) {
            scale = 1_000_000;
            start -= 1;
        }
        let mut unit = 1u64;
        while start > 0 && end - start < REACH + 1 {
            let word = &tokens[start - 1].word;
            let number: u64 = match word.strip_suffix('k') {
                Some(thousands) if unit == 1 && scale == 1 => {
                    thousands.parse::<u64>().ok()?.checked_mul(1_000)?
                }
                _ => match word.parse() {
                    Ok(number) => number,
                    Err(_) => break,
                },
            };
            if unit > 1 && word.len() > 3 {
                break;
            }
            value = value.checked_add(number.checked_mul(unit)?)?;
            start -= 1;
            if word.len() != 3 {
                unit = unit.checked_mul(1_000)?;
                break;
            }
            unit = unit.checked_mul(1_000)?;
        }
        (unit > 1 || scale > 1).then_some(())?;
        let value = if unit == 1 { scale } else { value.checked_mul(scale)? };
        Some((value, start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::normal::tokens;

    fn check(text: &str, min: u64, max: u64) {
        let lexicon = Lexicon {
            inhabitants: vec!["habitants".into(), "inhabitants".into(), "hab".into()],
            under: vec!["moins".into(), "under".into()],
            over: vec!["plus".into()],
            thousands: vec!["mille".into(), "k".into()],
            ..Lexicon::default()
        };
        let read = Patterns::new(&lexicon).read(&tokens(text));
        assert_eq!(read.map(|(size, _)| (size.min, size.max)), Some((min, max)), "{text}");
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        check("une commune de 3 000 habitants", 1_000, 9_000);
        check("towns under 5,000 inhabitants", 0, 5_000);
        check("moins de 10000 hab.", 0, 10_000);
        check("plus de 120 000 habitants", 120_000, u64::MAX);
        check("entre 1 000 et 3 000 habitants", 1_000, 3_000);
        check("une ville de 30 mille habitants", 10_000, 90_000);
        check("500 habitants, plus d'épicerie", 166, 1_500);
    }

    #[test]
    fn no_number_is_no_size() {
        let lexicon = Lexicon { inhabitants: vec!["habitants".into()], ..Lexicon::default() };
        for text in ["les habitants", "", "habitants 3000", "habitants 99999999999999999999"] {
            assert_eq!(Patterns::new(&lexicon).read(&tokens(text)), None, "{text}");
        }
    }
}
