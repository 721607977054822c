//! Reads a span of years: "since 2015", "before 2000", "entre 2010 et 2015", "en 2018".

use std::collections::HashSet;

use super::normal::{Token, fold};
use crate::knowledge::Lexicon;

/// A span of years, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// The first; 0 when it is open.
    pub from: u16,
    /// The last; [`u16::MAX`] when it is open.
    pub to: u16,
}

/// The words of one language around a year.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    since: HashSet<String>,
    until: HashSet<String>,
}

/// The years that are taken for one: earlier and later numbers are more likely amounts.
const YEARS: std::ops::RangeInclusive<u16> = 1850..=2100;

/// How many words in front of the year are looked at.
const REACH: usize = 3;

impl Patterns {
    /// Takes the words of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Patterns {
        let set = |words: &[String]| words.iter().map(|word| fold(word)).collect();
        Patterns { since: set(&lexicon.since), until: set(&lexicon.until) }
    }

    /// Returns the span that the words tell.
    pub fn read(&self, tokens: &[Token]) -> Option<Years> {
        let mut years = tokens.iter().enumerate().filter_map(|(at, token)| {
            let year = token.word.parse().ok().filter(|year| YEARS.contains(year))?;
            (token.word.len() == 4).then_some((at, year))
        });
        let (at, year) = years.next()?;
        let next = years.next().map(|(_, year)| year).filter(|&next| next > year);
        if let Some(to) = next {
            return Some(Years { from: year, to });
        }
        let says = |words: &HashSet<String>| {
            (at.saturating_sub(REACH)..at).any(|from| words.contains(&joined(&tokens[from..at])))
        };
        Some(if says(&self.since) {
            Years { from: year, to: u16::MAX }
        } else if says(&self.until) {
            Years { from: 0, to: year }
        } else {
            Years { from: year, to: year }
        })
    }
}

/// Returns the words joined by a space.
fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::normal::tokens;

    #[test]
    fn spans_are_read_as_people_write_them() {
        let lexicon = Lexicon {
            since: vec!["depuis".into(), "à partir de".into()],
            until: vec!["avant".into()],
            ..Lexicon::default()
        };
        let patterns = Patterns::new(&lexicon);
        for (text, from, to) in [
            ("depuis 2015", 2015, u16::MAX),
            ("à partir de 2018", 2018, u16::MAX),
            ("avant 2000", 0, 2000),
            ("entre 2010 et 2015", 2010, 2015),
            ("en 2018", 2018, 2018),
        ] {
            assert_eq!(patterns.read(&tokens(text)), Some(Years { from, to }), "{text}");
        }
        assert_eq!(patterns.read(&tokens("3 000 habitants, 12000 euros")), None);
    }
}
