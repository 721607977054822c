//! The texts of a base, cut and read once, for every part of the engine that learns from them.

use super::features::{self, Extractor, Feature};
use crate::encode::{Encoder, Vector};
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
    /// What it means.
    pub meaning: Option<Vector>,
    /// Its place among the utterances of its label and language.
    pub place: usize,
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

/// What of a corpus is learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// What is not in this hand.
    Without(Hand),
}

/// A part of the utterances that is held back, to be tried on what is learnt from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Which one.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// How many neighbours are dealt together: one who says a thing in several ways says them in a row.
    pub run: usize,
    /// Of how many entries one is left out altogether; 0 for none. What is asked of it is then outside.
    pub left_out: usize,
}

impl Hand {
    /// Returns whether an utterance is held back.
    ///
    /// Utterances are dealt by their place in their list: where the lists of several languages say the same things in the same
    /// order, what says the same is in one hand.
    pub fn holds(self, utterance: &(Label, Text)) -> bool {
        utterance.1.place / self.run % self.of == self.number
    }

    /// Returns whether an entry is left out.
    pub fn leaves_out(self, entry: u32) -> bool {
        self.left_out > 0 && entry as usize % self.left_out == self.number
    }
}

impl Part {
    /// Returns whether an utterance is learnt from.
    pub fn has(self, utterance: &(Label, Text)) -> bool {
        match self {
            Part::Whole => true,
            Part::Without(hand) => {
                let left_out = matches!(utterance.0, Label::Entry(entry) if hand.leaves_out(entry));
                !hand.holds(utterance) && !left_out
            }
        }
    }

    /// Returns whether the texts of an entry are learnt from.
    pub fn has_entry(self, entry: u32) -> bool {
        !matches!(self, Part::Without(hand) if hand.leaves_out(entry))
    }
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
    /// Reads a base; with an encoder, also what its utterances, titles and summaries mean.
    pub fn new(
        knowledge: &Knowledge,
        reader: &Reader,
        extractor: &Extractor,
        encoder: Option<&Encoder>,
    ) -> Corpus {
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
                corpus.utter(Label::Entry(at), article.asks.iter().map(|ask| read(ask, language, true)));
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
                corpus.utter(Label::Act(*act), texts.iter().map(|text| read(text, language, true)));
            }
        }
        for (language, texts) in knowledge.acts.outside.iter() {
            corpus.utter(Label::Outside, texts.iter().map(|text| read(text, language, true)));
        }
        if let Some(encoder) = encoder {
            corpus.encode(encoder, reader);
        }
        corpus
    }

    /// Returns how many asks there are.
    pub fn asks(&self) -> usize {
        self.utterances.iter().filter(|(label, _)| matches!(label, Label::Entry(_))).count()
    }

    /// Takes in utterances of one label and language.
    fn utter(&mut self, label: Label, texts: impl Iterator<Item = Text>) {
        self.utterances.extend(texts.enumerate().map(|(place, text)| (label, Text { place, ..text })));
    }

    /// Finds what the texts mean that are compared by it, the halves of them side by side.
    fn encode(&mut self, encoder: &Encoder, reader: &Reader) {
        let compared =
            self.passages.iter_mut().filter(|(_, field, _)| matches!(field, Field::Title | Field::Summary));
        let mut texts: Vec<&mut Text> = self
            .utterances
            .iter_mut()
            .map(|(_, text)| text)
            .chain(compared.map(|(_, _, text)| text))
            .collect();
        let encode = |texts: &mut [&mut Text]| {
            let said: Vec<String> =
                texts.iter().map(|text| reader.corrected(&text.source, text.language)).collect();
            for (text, meaning) in texts.iter_mut().zip(encoder.encode_all(said.iter().map(String::as_str))) {
                text.meaning = meaning;
            }
        };
        let half = texts.len() / 2;
        let (left, right) = texts.split_at_mut(half);
        std::thread::scope(|scope| {
            scope.spawn(|| encode(left));
            encode(right);
        });
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
    Text { words, grams, language, source: source.to_owned(), meaning: None, place: 0 }
}
