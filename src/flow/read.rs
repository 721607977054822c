//! Reads an answer out of a text, by the kind of its step. What cannot be read is refused with a reason, never guessed.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, MOST_LINKS, Refusal};
use super::options::{Shown, chosen};
use crate::event::Timestamp;
use crate::knowledge::flow::{AnswerKind, LONGEST_ANSWER, Step};
use crate::knowledge::{Day, Knowledge, Lexicon, Scheme};
use crate::mind::Mind;
use crate::understand::normal::{Token, fold, tokens};
use crate::understand::sizes::Patterns;

/// The longest answer of one line that is taken when its step says nothing.
const LONGEST_LINE: usize = 300;

/// The first year that can be meant.
const FIRST_YEAR: u16 = 1500;

/// The largest number that can be meant.
const LARGEST: u64 = 10_000_000_000;

/// The longest address.
const LONGEST_LINK: usize = 500;

/// What reading needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// What is known.
    pub mind: &'a Mind,
    /// When it was said.
    pub at: Timestamp,
}

impl Reading<'_> {
    fn knowledge(&self) -> &Knowledge {
        &self.mind.knowledge
    }

    fn lexicons(&self) -> impl Iterator<Item = &Lexicon> {
        self.knowledge().lexicons.iter().map(|(_, lexicon)| lexicon)
    }

    /// Returns the year of the moment.
    pub fn year(&self) -> u16 {
        Day::of(self.at).year
    }

    /// Returns a number of inhabitants as it is said in any language, with the words that say it.
    pub fn inhabitants(&self, tokens: &[Token]) -> Option<(u64, std::ops::Range<usize>)> {
        self.lexicons().find_map(|lexicon| Patterns::new(lexicon).said(tokens))
    }

    /// Returns the smallest place that a text names, as a term id.
    pub fn place(&self, tokens: &[Token]) -> Option<String> {
        let terms = &self.knowledge().terms;
        let places: Vec<&str> = self
            .mind
            .reader
            .mentions(tokens)
            .into_iter()
            .map(|mention| terms.at(mention.term))
            .filter(|term| term.scheme == Scheme::Place)
            .map(|term| term.id.as_str())
            .collect();
        places
            .iter()
            .find(|place| !places.iter().any(|other| other != *place && terms.within(other, place)))
            .map(|place| (*place).to_owned())
    }

    /// Reads a text as the answer to a step; `options` are what can be chosen.
    pub fn answer(&self, step: &Step, text: &str, options: &[Shown]) -> Result<Answer, Refusal> {
        let text = text.trim();
        let tokens = tokens(text);
        if tokens.is_empty() {
            return Err(Refusal::Empty);
        }
        match step.kind {
            AnswerKind::Line | AnswerKind::Paragraph => Ok(Answer::Text(fitting(step, text)?)),
            AnswerKind::Place => {
                let named = fitting(step, self.behind_locative(text))?;
                let term = self.place(&tokens);
                Ok(Answer::Place(named, term))
            }
            AnswerKind::Number => self.number(&tokens).map(Answer::Number),
            AnswerKind::Year => self.year_in(&tokens).map(Answer::Year),
            AnswerKind::Links => links(text).map(Answer::Links),
            AnswerKind::Files => Err(Refusal::NoFile),
            AnswerKind::Choice | AnswerKind::Choices | AnswerKind::YesNo | AnswerKind::YesNoUnknown => {
                let found = chosen(text, options);
                let several = step.kind == AnswerKind::Choices;
                match found.len() {
                    0 if step.kind.options_are_written() => Err(Refusal::NoOption),
                    0 => Err(Refusal::NotYesNo),
                    1 => Ok(Answer::Options(found)),
                    _ if several => Ok(Answer::Options(found)),
                    _ => Err(Refusal::OneOption),
                }
            }
        }
    }

    /// Returns a place without the word like "in" that it was said with.
    fn behind_locative<'t>(&self, text: &'t str) -> &'t str {
        let words = tokens(text);
        let locatives: Vec<String> =
            self.lexicons().flat_map(|lexicon| &lexicon.locative).map(|word| fold(word)).collect();
        let named = (1..=2usize).rev().find_map(|length| {
            let rest = words.get(length)?;
            let joined =
                words[..length].iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ");
            let place = &text[rest.span.start..];
            (locatives.contains(&joined) && place.starts_with(char::is_uppercase)).then_some(place)
        });
        named.unwrap_or(text)
    }

    /// Reads the one number of a text.
    fn number(&self, tokens: &[Token]) -> Result<u64, Refusal> {
        if let Some((number, _)) = self.inhabitants(tokens) {
            return sensible(number);
        }
        let mut end = tokens.len();
        let mut found = Vec::new();
        while end > 0 {
            match self.number_at(tokens, end) {
                Some((number, start)) => {
                    found.push(number);
                    end = start;
                }
                None => end -= 1,
            }
        }
        match found.as_slice() {
            [] => Err(Refusal::NoNumber),
            [number] => sensible(*number),
            _ => Err(Refusal::OddNumber),
        }
    }

    /// Reads the year of a text: the only number of four digits in it.
    fn year_in(&self, tokens: &[Token]) -> Result<u16, Refusal> {
        // The next year may be planned.
        let latest = self.year() + 1;
        let numbers: Vec<u64> = tokens.iter().filter_map(|token| token.word.parse().ok()).collect();
        let years: Vec<u64> =
            numbers.iter().copied().filter(|number| (1000..10_000).contains(number)).collect();
        match (years.as_slice(), numbers.as_slice()) {
            ([year], _) => {
                let year = u16::try_from(*year).unwrap_or(u16::MAX);
                if (FIRST_YEAR..=latest).contains(&year) {
                    Ok(year)
                } else {
                    Err(Refusal::OddYear { latest })
                }
            }
            ([], []) => Err(Refusal::NoYear),
            _ => Err(Refusal::OddYear { latest }),
        }
    }
}

impl Reading<'_> {
    /// Reads a number that ends in front of `end`, one of zero included.
    fn number_at(&self, tokens: &[Token], end: usize) -> Option<(u64, usize)> {
        let digits = |at: usize| tokens[at].word.bytes().all(|b| b.is_ascii_digit());
        match self.lexicons().find_map(|lexicon| Patterns::new(lexicon).number_before(tokens, end)) {
            Some((number, start)) if start < end && (start..end).any(digits) => Some((number, start)),
            _ if digits(end - 1) => tokens[end - 1].word.parse().ok().map(|number| (number, end - 1)),
            _ => tokens[end - 1]
                .word
                .strip_suffix('k')
                .and_then(|word| word.parse::<u64>().ok())
                .map(|thousands| (thousands * 1_000, end - 1)),
        }
    }
}

fn sensible(number: u64) -> Result<u64, Refusal> {
    if (1..=LARGEST).contains(&number) { Ok(number) } else { Err(Refusal::OddNumber) }
}

/// Returns the text if it fits its step.
fn fitting(step: &Step, text: &str) -> Result<String, Refusal> {
    let longest = longest(step);
    let count = text.chars().count();
    if count > longest {
        return Err(Refusal::TooLong { count, longest });
    }
    // What is of one line is kept as one line.
    Ok(if step.kind == AnswerKind::Paragraph {
        text.to_owned()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}

/// Returns the most characters of the answer to a step.
pub fn longest(step: &Step) -> usize {
    step.longest.unwrap_or(if step.kind == AnswerKind::Paragraph { LONGEST_ANSWER } else { LONGEST_LINE })
}

/// Anything that looks like an address: with a scheme, or as people type it.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:[a-z][a-z0-9+.-]*:[^\s<>]+|(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s<>]*)?)")
        .expect("the pattern is fixed and tested")
});

/// Reads the addresses of a text. Only `https://` is taken; an address without any scheme is given it.
pub fn links(text: &str) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    for link in LINK.find_iter(text) {
        let link = link.as_str().trim_end_matches(['.', ',', ';', ')', ']', '!', '?', '»', '"', '\'']);
        // An address of e-mail is none of the web.
        if text[..text.find(link).unwrap_or(0)].ends_with('@') {
            continue;
        }
        let address = match link.split_once(':') {
            Some((scheme, rest))
                if scheme.eq_ignore_ascii_case("https") && is_host(rest.strip_prefix("//")) =>
            {
                format!("https:{rest}")
            }
            // `example.org:8080/page` has no scheme.
            Some((scheme, rest))
                if scheme.contains('.') && rest.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                format!("https://{link}")
            }
            Some(_) => return Err(Refusal::UnsafeLink),
            None => format!("https://{link}"),
        };
        if address.len() > LONGEST_LINK {
            return Err(Refusal::TooLong { count: address.len(), longest: LONGEST_LINK });
        }
        if !found.contains(&address) {
            found.push(address);
        }
    }
    match found.len() {
        0 => Err(Refusal::NoLink),
        count if count > MOST_LINKS => Err(Refusal::TooMany { most: MOST_LINKS }),
        _ => Ok(found),
    }
}

/// Returns whether an address without its scheme begins with the name of a host.
fn is_host(rest: Option<&str>) -> bool {
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // No user name in front: `https://bank.example@evil.example` leads elsewhere than it looks.
    host.contains('.') && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_with_encryption_are_taken() {
        let taken = |text: &str| links(text).unwrap();
        assert_eq!(taken("voir https://exemple.org/la-ruche."), ["https://exemple.org/la-ruche"]);
        assert_eq!(
            taken("laruche.org et www.ville.qc.ca/page"),
            ["https://laruche.org", "https://www.ville.qc.ca/page"]
        );
        for unsafe_link in [
            "http://exemple.org",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "https://bank.example@evil.example/",
            "file:///etc/passwd",
            "https:evil.example",
        ] {
            assert_eq!(links(unsafe_link), Err(Refusal::UnsafeLink), "{unsafe_link}");
        }
        assert_eq!(links("aucun lien ici"), Err(Refusal::NoLink));
    }
}
