//! The texts of a base, cut and read once, for every part of the engine that learns from them.

use super::features::{self, Extractor, Feature};
use crate::knowledge::{Act, Knowledge};
use crate::language::Language;
use crate::understand::Reader;
use crate::understand::normal::tokens;

/// A text, as features.
#[derive(Debug, Clone)]
pub struct Text {
    /// Stems, pairs of stems and concepts.
    pub words: Vec<Feature>,
    /// Pieces of words.
    pub grams: Vec<Feature>,
    /// Its language.
    pub language: Language,
    /// The words as they stand, to read the text again as a message.
    pub source: String,
}

/// What a text is an example of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A question that this entry answers.
    Entry(u32),
    /// Another dialogue act.
    Act(Act),
    /// Something outside the subject.
    Outside,
}

/// Where in an entry a text of it stands; the weights of BM25F go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The summary.
    Summary,
    /// A section.
    Section,
    /// The labels of the terms in the front matter.
    Terms,
}

/// Every text of a base.
#[derive(Debug, Default)]
pub struct Corpus {
    /// What people say, with what it is an example of.
    pub utterances: Vec<(Label, Text)>,
    /// What the entries say: entry, field and text.
    pub passages: Vec<(u32, Field, Text)>,
    /// How many entries there are.
    pub entries: usize,
}

impl Corpus {
    /// Reads a base.
    pub fn new(knowledge: &Knowledge, reader: &Reader, extractor: &Extractor) -> Corpus {
        let read = |source: &str, language: Language, whole: bool| {
            text(source, language, whole, knowledge, reader, extractor)
        };
        let mut corpus = Corpus { entries: knowledge.entries.len(), ..Corpus::default() };
        for (at, entry) in knowledge.entries.iter().enumerate() {
            let at = at as u32;
            for (language, article) in entry.articles.iter() {
                corpus.passages.push((at, Field::Title, read(&article.title, language, true)));
                for paragraph in article.summary.lines().filter(|line| !line.trim().is_empty()) {
                    corpus.passages.push((at, Field::Summary, read(paragraph, language, false)));
                }
                for (_, section) in &article.sections {
                    for line in section.lines().filter(|line| !line.trim().is_empty()) {
                        corpus.passages.push((at, Field::Section, read(line, language, false)));
                    }
                }
                for ask in &article.asks {
                    corpus.utterances.push((Label::Entry(at), read(ask, language, true)));
                }
            }
            let named =
                entry.place.iter().chain(&entry.places).chain(&entry.sectors).chain(&entry.populations);
            for id in named.chain(&entry.instruments).chain(&entry.organisations) {
                if let Some(term) = knowledge.terms.get(id) {
                    for (language, labels) in term.labels.iter() {
                        for label in labels {
                            corpus.passages.push((at, Field::Terms, read(label, language, false)));
                        }
                    }
                }
            }
        }
        for (act, utterances) in &knowledge.acts.of {
            for (language, texts) in utterances.iter() {
                corpus
                    .utterances
                    .extend(texts.iter().map(|text| (Label::Act(*act), read(text, language, true))));
            }
        }
        for (language, texts) in knowledge.acts.outside.iter() {
            corpus.utterances.extend(texts.iter().map(|text| (Label::Outside, read(text, language, true))));
        }
        corpus
    }
}

/// Cuts one text; the pieces of its words are made only when `whole`, since passages are not compared by them.
fn text(
    source: &str,
    language: Language,
    whole: bool,
    knowledge: &Knowledge,
    reader: &Reader,
    extractor: &Extractor,
) -> Text {
    let tokens = tokens(source);
    let stems = extractor.stems(&tokens, language);
    let (mut words, mut grams) = (Vec::new(), Vec::new());
    if whole {
        features::words(&stems, &mut words);
        features::concepts(&reader.mentions(&tokens), &knowledge.terms, &mut words);
        features::grams(&tokens, &mut grams);
    } else {
        words.extend(stems.iter().map(|stem| features::word(stem)));
    }
    Text { words, grams, language, source: if whole { source.to_owned() } else { String::new() } }
}
