//! How easily our own sentences are read: a published formula for each language, over the wording.
//!
//! The formulas are of one family: the longer the sentences and the words, the lower the score; 100 is very easy, 60 plain, below 30
//! hard. Their numbers stand with the languages ([`Ease`]). Syllables are counted by rule, which is right for nearly all words; a score is
//! told for texts of many sentences, and compares texts of one language alone.

use std::fmt;

use fluent_syntax::ast;
use serde::Serialize;

use crate::knowledge::Knowledge;
use crate::language::{Ease, Language};

/// The fewest words of what counts as a sentence: labels of buttons and headings are none.
const FEWEST: usize = 5;

/// How many of the hardest sentences are shown.
const HARDEST: usize = 5;

/// What stands where a value is put in: a word of one syllable.
const PUT_IN: &str = "x";

/// How easily the sentences of a language are read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The language.
    pub language: Language,
    /// The formula, and where it was published.
    pub formula: &'static str,
    /// The score of all sentences together.
    pub score: f32,
    /// How many there are.
    pub sentences: usize,
    /// Words in a sentence, on average.
    pub words: f32,
    /// Syllables in a word, on average.
    pub syllables: f32,
    /// The hardest ones: the message, its score, its words.
    pub hardest: Vec<(String, f32, String)>,
}

/// Measures the wording of every language.
pub fn wording(knowledge: &Knowledge) -> Vec<Reading> {
    let measured = knowledge.wording.iter().map(|(language, source)| measure(language, &sentences(source)));
    measured.collect()
}

/// Measures the sentences of a language, each with the name of its message.
fn measure(language: Language, sentences: &[(String, String)]) -> Reading {
    let ease = &language.info().ease;
    let mut all = Count::default();
    let mut hardest = Vec::new();
    for (message, sentence) in sentences {
        let count = Count::of(sentence, ease);
        all.add(&count);
        hardest.push((message.clone(), count.score(ease), sentence.clone()));
    }
    hardest.sort_by(|a, b| a.1.total_cmp(&b.1));
    hardest.truncate(HARDEST);
    let (words, syllables) = all.means();
    Reading {
        language,
        formula: ease.formula,
        score: all.score(ease),
        sentences: all.sentences,
        words,
        syllables,
        hardest,
    }
}

/// Sentences, words and syllables.
#[derive(Debug, Default)]
struct Count {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Count {
    fn of(sentence: &str, ease: &Ease) -> Count {
        let words: Vec<&str> = words(sentence).collect();
        let syllables = words.iter().map(|word| syllables(word, ease)).sum();
        Count { sentences: 1, words: words.len(), syllables }
    }

    fn add(&mut self, other: &Count) {
        self.sentences += other.sentences;
        self.words += other.words;
        self.syllables += other.syllables;
    }

    /// Words in a sentence, and syllables in a word.
    fn means(&self) -> (f32, f32) {
        let share = |part: usize, whole: usize| part as f32 / whole.max(1) as f32;
        (share(self.words, self.sentences), share(self.syllables, self.words))
    }

    fn score(&self, ease: &Ease) -> f32 {
        let (words, syllables) = self.means();
        ease.base - ease.words * words - ease.syllables * syllables
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Counts the syllables of a word: its groups of vowels, less an ending that is not said. A figure counts as one.
fn syllables(word: &str, ease: &Ease) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |letter: char| ease.vowels.contains(letter);
    let mut count: usize = 0;
    let mut before = None;
    for letter in word.chars() {
        if is_vowel(letter) {
            let apart = |other: char| ease.apart.contains(other) && ease.apart.contains(letter);
            if before.is_none_or(apart) {
                count += 1;
            }
            before = Some(letter);
        } else {
            before = None;
        }
    }
    let silent = ease.silent.iter().any(|ending| {
        let stem = word.strip_suffix(ending);
        stem.is_some_and(|stem| stem.chars().last().is_some_and(|letter| !is_vowel(letter)))
    });
    count.saturating_sub(usize::from(silent && count > 1)).max(1)
}

/// Returns the sentences of a Fluent file, with the names of their messages.
fn sentences(source: &str) -> Vec<(String, String)> {
    // A message that does not parse was reported when the content was read.
    let resource = fluent_syntax::parser::parse(source).unwrap_or_else(|(resource, _)| resource);
    let mut found = Vec::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let Some(pattern) = &message.value else { continue };
        let mut text = String::new();
        told(pattern, &mut text);
        let mut begin = 0;
        for (at, mark) in text.char_indices() {
            let end = at + mark.len_utf8();
            let ends = matches!(mark, '.' | '?' | '!' | '…' | ':')
                && text[end..].chars().next().is_none_or(char::is_whitespace);
            if ends {
                let sentence = text[begin..end].trim();
                if words(sentence).count() >= FEWEST {
                    found.push((message.id.name.to_owned(), sentence.to_owned()));
                }
                begin = end;
            }
        }
    }
    found
}

/// Writes what a pattern says in its usual case.
fn told(pattern: &ast::Pattern<&str>, text: &mut String) {
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => text.push_str(value),
            ast::PatternElement::Placeable { expression: ast::Expression::Select { variants, .. } } => {
                if let Some(usual) = variants.iter().find(|variant| variant.default) {
                    told(&usual.value, text);
                }
            }
            ast::PatternElement::Placeable { .. } => text.push_str(PUT_IN),
        }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {:.0} of 100 ({} sentences, {:.1} words in one, {:.2} syllables in a word; {})",
            self.language, self.score, self.sentences, self.words, self.syllables, self.formula
        )?;
        for (message, score, sentence) in &self.hardest {
            writeln!(f, "  {score:>4.0}  {message}: {sentence}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(code: &str) -> Language {
        Language::from_code(code).unwrap()
    }

    #[test]
    fn syllables_are_counted_as_they_are_said() {
        for (code, words) in [
            ("fr", "ville:1 municipalité:6 une:1 parlent:1 économie:4 eau:1 2026:1"),
            ("en", "make:1 municipality:6 table:1 town:1 economy:4 asked:1"),
            ("es", "economía:5 ciudad:2 cooperativa:6 municipio:4 pregunta:3"),
        ] {
            for word in words.split(' ') {
                let (word, count) = word.split_once(':').unwrap();
                assert_eq!(syllables(word, &language(code).info().ease).to_string(), count, "{code} {word}");
            }
        }
    }

    #[test]
    fn scores_are_those_of_the_formulas() {
        let sentence = |text: &str| vec![("m".to_owned(), text.to_owned())];
        // Six words of one syllable.
        let english = measure(language("en"), &sentence("The town has a new shop."));
        assert!((english.score - (206.835 - 1.015 * 6.0 - 84.6)).abs() < 0.01, "{english}");
        // Five words, six syllables.
        let french = measure(language("fr"), &sentence("La ville a un projet."));
        assert!((french.score - (207.0 - 1.015 * 5.0 - 73.6 * 6.0 / 5.0)).abs() < 0.01, "{french}");
        // Five words, nine syllables.
        let spanish = measure(language("es"), &sentence("La ciudad tiene una tienda."));
        assert!((spanish.score - (206.84 - 1.02 * 5.0 - 60.0 * 9.0 / 5.0)).abs() < 0.01, "{spanish}");
    }

    #[test]
    fn sentences_are_told_from_labels() {
        let source = "a = One two three four five. Six!\nb = A label\nc = { $count ->\n    [one] one entry\n   *[other] There are { $count } entries about this.\n}\n";
        let found: Vec<String> = sentences(source).into_iter().map(|(_, sentence)| sentence).collect();
        assert_eq!(found, ["One two three four five.", "There are x entries about this."]);
    }
}
