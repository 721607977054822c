//! The languages that are spoken, as data: a line in [`LANGUAGES`] and a file of each kind in `knowledge/` make one.
//!
//! Nothing else in the code names a language.

use std::fmt;

use rust_stemmers::Algorithm;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the code must know of a language; its words are in `knowledge/language/` and `knowledge/wording/`.
#[derive(Debug)]
pub struct LanguageInfo {
    /// The two-letter code of ISO 639-1.
    pub code: &'static str,
    /// Its name in itself, as shown on a button.
    pub name: &'static str,
    /// Its Snowball stemmer.
    pub stemmer: Algorithm,
    /// What groups the digits of a number, and what begins its decimals.
    pub separators: (char, char),
    /// How its marks are set.
    pub marks: Marks,
    /// How it is told whether a text is read easily.
    pub ease: Ease,
}

/// A formula for how easily a text is read: `base − words × (words in a sentence) − syllables × (syllables in a word)`.
#[derive(Debug)]
pub struct Ease {
    /// Its name, and where it was published.
    pub formula: &'static str,
    /// The score of nothing.
    pub base: f32,
    /// What a word more in each sentence costs.
    pub words: f32,
    /// What a syllable more in each word costs.
    pub syllables: f32,
    /// The vowels; a group of them is a syllable.
    pub vowels: &'static str,
    /// Vowels that are two syllables when they stand beside one another.
    pub apart: &'static str,
    /// Endings that are not said behind a consonant.
    pub silent: &'static [&'static str],
}

/// How a language sets `: ; ! ?` and quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// As they are typed.
    Plain,
    /// With no-break spaces in front and within « ».
    Spaced,
    /// With `¿` and `¡` at the beginning.
    Opened,
}

/// Every language, the default first. Portuguese would be one more line.
pub const LANGUAGES: &[LanguageInfo] = &[
    LanguageInfo {
        code: "fr",
        name: "Français",
        stemmer: Algorithm::French,
        separators: ('\u{202f}', ','),
        marks: Marks::Spaced,
        ease: Ease {
            formula: "Kandel and Moles, Cahiers d'études de radio-télévision 19, 1958",
            base: 207.0,
            words: 1.015,
            syllables: 73.6,
            vowels: "aeiouyàâäéèêëîïôöùûüœæ",
            apart: "",
            silent: &["e", "es", "ent"],
        },
    },
    LanguageInfo {
        code: "en",
        name: "English",
        stemmer: Algorithm::English,
        separators: (',', '.'),
        marks: Marks::Plain,
        ease: Ease {
            formula: "Flesch, Journal of Applied Psychology 32, 1948",
            base: 206.835,
            words: 1.015,
            syllables: 84.6,
            vowels: "aeiouy",
            apart: "",
            silent: &["e", "es", "ed"],
        },
    },
    LanguageInfo {
        code: "es",
        name: "Español",
        stemmer: Algorithm::Spanish,
        separators: ('\u{202f}', ','),
        marks: Marks::Opened,
        // As usually printed it counts sentences; that the words of a sentence were meant was shown by G. Law in 2011.
        ease: Ease {
            formula: "Fernández Huerta, Consigna 214, 1959",
            base: 206.84,
            words: 1.02,
            syllables: 60.0,
            vowels: "aeiouáéíóúü",
            apart: "aeoáéíóú",
            silent: &[],
        },
    },
];

/// One of [`LANGUAGES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(u8);

impl Language {
    /// The language of last resort, in which the content is always complete: French.
    pub const DEFAULT: Language = Language(0);

    /// Returns every language, the default first.
    pub fn all() -> impl ExactSizeIterator<Item = Language> + Clone {
        (0..LANGUAGES.len() as u8).map(Language)
    }

    /// Returns the language with this code (`fr`, also `fr-CA` or `FR`), if it is one of ours.
    pub fn from_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_']).next().unwrap_or(code);
        Language::all().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// Returns the two-letter code.
    pub fn code(self) -> &'static str {
        self.info().code
    }

    /// Returns what the code knows of this language.
    pub fn info(self) -> &'static LanguageInfo {
        &LANGUAGES[self.index()]
    }

    /// Returns the place in [`LANGUAGES`], for tables with a column a language.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Language::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("`{code}` is not a language of this program")))
    }
}

/// One value for each language that has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerLanguage<T>(Vec<Option<T>>);

impl<T> Default for PerLanguage<T> {
    fn default() -> Self {
        PerLanguage(LANGUAGES.iter().map(|_| None).collect())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let by_code = std::collections::BTreeMap::<Language, T>::deserialize(deserializer)?;
        let mut all = PerLanguage::default();
        for (language, value) in by_code {
            all.insert(language, value);
        }
        Ok(all)
    }
}

impl<T> PerLanguage<T> {
    /// Returns the value of exactly this language.
    pub fn get(&self, language: Language) -> Option<&T> {
        self.0[language.index()].as_ref()
    }

    /// Returns the value of this language for change.
    pub fn get_mut(&mut self, language: Language) -> &mut Option<T> {
        &mut self.0[language.index()]
    }

    /// Sets the value of this language and returns the one it had.
    pub fn insert(&mut self, language: Language, value: T) -> Option<T> {
        self.0[language.index()].replace(value)
    }

    /// Returns the value in this language, else in the first language that has one, with that language.
    pub fn best(&self, language: Language) -> Option<(Language, &T)> {
        self.get(language).map(|value| (language, value)).or_else(|| self.iter().next())
    }

    /// Returns the languages that have a value, with it.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &T)> {
        Language::all().zip(&self.0).filter_map(|(language, value)| Some((language, value.as_ref()?)))
    }

    /// Returns whether no language has a value.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}
