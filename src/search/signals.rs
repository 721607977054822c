//! The parts of the evidence, each learnt from the texts of the base: what every entry scores for a question.
//!
//! - `classifier`: logistic regression over words, pairs and concepts of the asks;
//! - `letters`: the nearest centroid of the asks by pieces of words (Rocchio), which forgives errors and other languages;
//! - `nearest` and `near`: the best ask, and the mean of the three best, by TF-IDF cosine;
//! - `fulltext`: BM25F (Robertson, Zaragoza & Taylor, "Simple BM25 extension to multiple weighted fields", 2004) over
//!   title, terms, asks, summary and sections in every language.

use serde::{Deserialize, Serialize};

use super::corpus::{Corpus, Field, Label, Part, Text};
use super::features::{Feature, Sparse, Vocabulary, add_up};
use super::linear::{Example, Linear, Settings, softmax};
use super::meaning::{Meanings, Space};
use super::postings::Postings;
use crate::encode::Vector;
use crate::knowledge::Act;

/// What the texts of a base taught.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Index {
    entries: usize,
    words: Vocabulary,
    grams: Vocabulary,
    classifier: Linear,
    centroids: Postings,
    asks: Postings,
    /// The entry of each ask; [`OUTSIDE`] for utterances outside the subject.
    ask_entry: Vec<u32>,
    full_words: Vocabulary,
    fulltext: Postings,
    gate_words: Vocabulary,
    gate: Linear,
    meanings: Meanings,
}

/// Stands for "no entry" in lists of entries.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// A question, as the parts see it.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Stems, pairs and concepts.
    pub words: Vec<Feature>,
    /// Stems of the words that are about something, for the full text.
    pub stems: Vec<Feature>,
    /// Pieces of words.
    pub grams: Vec<Feature>,
    /// What it means, seen from the centre of the asks.
    pub meaning: Option<Vector>,
}

/// What each entry scores.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    /// Probability by the classifier.
    pub classifier: Vec<f32>,
    /// How large the scores of the classifier are, as a whole.
    pub classifier_energy: f32,
    /// Cosine to the centroid of its asks, by pieces of words.
    pub letters: Vec<f32>,
    /// Cosine of its nearest ask.
    pub nearest: Vec<f32>,
    /// Mean cosine of its three nearest asks.
    pub near: Vec<f32>,
    /// BM25F, as a share of the most that the question's words could give.
    pub fulltext: Vec<f32>,
    /// By the meaning, from 0 for the likeliest down.
    pub meaning: Vec<f32>,
    /// Probability by the meaning.
    pub meaning_share: Vec<f32>,
    /// Cosine to the meaning of its nearest ask.
    pub meaning_nearest: Vec<f32>,
    /// Mean cosine to the meanings of its three nearest asks.
    pub meaning_near: Vec<f32>,
    /// How well the likeliest entries explain the meaning.
    pub meaning_energy: f32,
    /// Cosine to the nearest meaning outside the subject.
    pub meaning_outside: f32,
    /// Cosine of the nearest utterance outside the subject.
    pub outside: f32,
    /// Probability of each class of the gate: the acts, then outside.
    pub gate: Vec<f32>,
    /// Share of the question's rarity that the full text holds.
    pub known: f32,
}

/// Returns the place of a label among the classes of the gate.
pub fn gate_class(label: Label) -> usize {
    match label {
        Label::Entry(_) => act_class(Act::Ask),
        Label::Act(act) => act_class(act),
        Label::Outside => Act::ALL.len(),
    }
}

fn act_class(act: Act) -> usize {
    Act::ALL.iter().position(|&other| other == act).unwrap_or(0)
}

/// The weights of the fields and how much their length counts, after tuning on the development questions.
const fn field_weight(field: Field) -> (f32, f32) {
    match field {
        Field::Title => (3.0, 0.3),
        Field::Terms => (2.0, 0.5),
        Field::Summary => (1.5, 0.6),
        Field::Section => (1.0, 0.7),
    }
}

/// The same for the asks.
const ASK_WEIGHT: (f32, f32) = (1.5, 0.5);

/// From how many examples an entry on the classifier of words adds to a discriminant of meanings.
const MANY: usize = 60;

/// BM25's saturation.
const K1: f32 = 1.2;

impl Index {
    /// Learns from a part of a corpus.
    pub fn learn(corpus: &Corpus, space: &Space, part: Part) -> Index {
        let meanings = Meanings::learn(corpus, space, part);
        let kept: Vec<_> = corpus.utterances.iter().filter(|utterance| part.has(utterance)).collect();
        let passages = || corpus.passages.iter().filter(|(entry, _, _)| part.has_entry(*entry));
        let asks = || kept.iter().filter(|(label, _)| matches!(label, Label::Entry(_)));
        let titles = || passages().filter(|(_, field, _)| *field == Field::Title);

        let words = Vocabulary::new(
            kept.iter()
                .map(|(_, text)| text.words.as_slice())
                .chain(titles().map(|(_, _, text)| text.words.as_slice())),
            2,
        );
        let many = corpus.asks() >= MANY * corpus.entries;
        // The slowest part and the largest: where meanings are known it pays only with many asks.
        let classifier = if many || meanings.is_empty() {
            classify(corpus, part, &words, |at| space.utterance(at).filter(|_| many))
        } else {
            Linear::default()
        };

        let grams = Vocabulary::new(asks().map(|(_, text)| text.grams.as_slice()), 3);
        let mut sums: Vec<Sparse> = vec![Sparse::new(); corpus.entries];
        for (label, text) in asks() {
            if let Label::Entry(entry) = label {
                grams.vector(&text.grams, 1.0, &mut sums[*entry as usize]);
            }
        }
        for (entry, _, text) in titles() {
            grams.vector(&text.grams, 1.0, &mut sums[*entry as usize]);
        }
        sums.iter_mut().for_each(unit);
        let centroids = Postings::new(&sums, grams.len());

        let mut ask_entry = Vec::new();
        let mut ask_vectors = Vec::new();
        let mut remember = |entry: u32, features: &[Feature]| {
            let mut sparse = Sparse::new();
            words.vector(features, 1.0, &mut sparse);
            ask_vectors.push(sparse);
            ask_entry.push(entry);
        };
        for (label, text) in &kept {
            match label {
                Label::Entry(entry) => remember(*entry, &text.words),
                Label::Outside => remember(OUTSIDE, &text.words),
                Label::Act(_) => {}
            }
        }
        for (entry, _, text) in titles() {
            remember(*entry, &text.words);
        }
        let asks_index = Postings::new(&ask_vectors, words.len());

        let (full_words, fulltext) = fulltext(corpus, part, &kept);

        let gate_features: Vec<Vec<Feature>> =
            kept.iter().map(|(_, text)| text.words.iter().chain(&text.grams).copied().collect()).collect();
        let gate_words = Vocabulary::new(gate_features.iter().map(Vec::as_slice), 2);
        let mut counts = vec![0f32; Act::ALL.len() + 1];
        kept.iter().for_each(|(label, _)| counts[gate_class(*label)] += 1.0);
        let gate_examples: Vec<Example> = kept
            .iter()
            .zip(&gate_features)
            .map(|((label, _), features)| {
                let class = gate_class(*label);
                let mut sparse = Sparse::new();
                gate_words.vector(features, 1.0, &mut sparse);
                // Asks outnumber the acts a hundred to one; the acts must not drown.
                let weight = (300.0 / counts[class]).powf(0.7).clamp(0.15, 3.0);
                Example { features: sparse, meaning: None, class: class as u32, weight }
            })
            .collect();
        let settings = Settings { epochs: 6, step: 6.0, shrink: 1e-6 };
        let gate = Linear::learn(&gate_examples, gate_words.len(), Act::ALL.len() + 1, settings);

        Index {
            entries: corpus.entries,
            words,
            grams,
            classifier,
            centroids,
            asks: asks_index,
            ask_entry,
            full_words,
            fulltext,
            gate_words,
            gate,
            meanings,
        }
    }

    /// Returns whether there is a classifier.
    pub fn classifies(&self) -> bool {
        !self.classifier.is_empty()
    }

    /// Returns what the meanings taught.
    pub fn meanings(&self) -> &Meanings {
        &self.meanings
    }

    /// Returns whether an utterance of the base holds a word, a pair of words or a concept.
    pub fn knows_word(&self, feature: Feature) -> bool {
        self.words.row(feature).is_some()
    }

    /// Returns how rare a word, a pair or a concept is among the utterances; what the base does not know is rarest.
    pub fn word_rarity(&self, feature: Feature) -> f32 {
        self.words.row(feature).map_or(self.words.rarest(), |row| self.words.rarity(row))
    }

    /// Returns how rare a piece of a word is, if the base knows it.
    pub fn gram_rarity(&self, feature: Feature) -> Option<f32> {
        self.grams.row(feature).map(|row| self.grams.rarity(row))
    }

    /// Returns how rare a stem is in the full text; what the base does not know is rarest.
    pub fn text_rarity(&self, stem: Feature) -> f32 {
        self.full_words.row(stem).map_or(self.full_words.rarest(), |row| self.full_words.rarity(row))
    }

    /// Returns the row of a stem in the full text.
    pub fn row(&self, stem: Feature) -> Option<u32> {
        self.full_words.row(stem)
    }

    /// Returns how rare the stem of a row is in the full text.
    pub fn rarity(&self, row: u32) -> f32 {
        self.full_words.rarity(row)
    }

    /// Scores every entry for a question.
    pub fn signals(&self, query: &Query) -> Signals {
        let mut signals = Signals::default();
        let mut sparse = Sparse::new();
        self.words.vector(&query.words, 1.0, &mut sparse);
        self.nearest(&sparse, &mut signals);
        if self.classifier.is_empty() {
            signals.classifier = vec![0.0; self.entries];
        } else {
            self.classifier.scores(&sparse, query.meaning.as_ref(), &mut signals.classifier);
            signals.classifier_energy = softmax(&mut signals.classifier);
        }

        sparse.clear();
        self.grams.vector(&query.grams, 1.0, &mut sparse);
        signals.letters = vec![0.0; self.entries];
        self.centroids.add(&sparse, &mut signals.letters);

        self.full(query, &mut signals);

        sparse.clear();
        let features = joined(&query.words, &query.grams);
        self.gate_words.vector(&features, 1.0, &mut sparse);
        self.gate.scores(&sparse, None, &mut signals.gate);
        softmax(&mut signals.gate);
        self.meanings.add(query.meaning.as_ref(), self.entries, &mut signals);
        signals
    }

    fn nearest(&self, query: &Sparse, signals: &mut Signals) {
        let mut cosines = vec![0.0; self.ask_entry.len()];
        self.asks.add(query, &mut cosines);
        let (best, outside) = three_best(&self.ask_entry, &cosines, self.entries);
        signals.outside = outside;
        signals.nearest = best.iter().map(|three| three[0]).collect();
        signals.near = best.iter().map(|three| three.iter().sum::<f32>() / 3.0).collect();
    }

    fn full(&self, query: &Query, signals: &mut Signals) {
        let mut sparse = Sparse::new();
        self.full_words.vector(&query.stems, 1.0, &mut sparse);
        // Full text wants the rarities as they are, not scaled to one.
        let mut most = 0.0;
        for (row, weight) in &mut sparse {
            *weight = self.full_words.rarity(*row);
            most += *weight;
        }
        let absent = query.stems.iter().filter(|stem| self.full_words.row(**stem).is_none()).count();
        let unknown = absent as f32 * self.full_words.rarest();
        signals.known = if most + unknown > 0.0 { most / (most + unknown) } else { 0.0 };
        signals.fulltext = vec![0.0; self.entries];
        self.fulltext.add(&sparse, &mut signals.fulltext);
        if most > 0.0 {
            signals.fulltext.iter_mut().for_each(|score| *score /= most + unknown);
        }
    }
}

/// Returns the features of words and of their pieces.
fn joined(words: &[Feature], grams: &[Feature]) -> Vec<Feature> {
    words.iter().chain(grams).copied().collect()
}

/// Learns which entry a text is asked of, from asks, titles and summaries; `mean` says what an utterance means, if that counts.
fn classify<'a>(
    corpus: &Corpus,
    part: Part,
    words: &Vocabulary,
    mean: impl Fn(usize) -> Option<&'a Vector>,
) -> Linear {
    let mut examples = Vec::new();
    let mut example = |entry: u32, text: &Text, meaning: Option<&Vector>, weight: f32| {
        let mut features = Sparse::new();
        words.vector(&text.words, 1.0, &mut features);
        examples.push(Example { features, meaning: meaning.cloned(), class: entry, weight });
    };
    for (at, utterance) in corpus.utterances.iter().enumerate().filter(|(_, utterance)| part.has(utterance)) {
        if let (Label::Entry(entry), text) = utterance {
            example(*entry, text, mean(at), 1.0);
        }
    }
    for (entry, field, text) in corpus.passages.iter().filter(|(entry, _, _)| part.has_entry(*entry)) {
        match field {
            Field::Title => example(*entry, text, None, 1.0),
            Field::Summary => example(*entry, text, None, 0.5),
            Field::Section | Field::Terms => {}
        }
    }
    Linear::learn(&examples, words.len(), corpus.entries, Settings { epochs: 8, step: 12.0, shrink: 2e-6 })
}

/// Returns the three largest cosines of each entry, and the largest outside.
pub(super) fn three_best(of: &[u32], cosines: &[f32], entries: usize) -> (Vec<[f32; 3]>, f32) {
    let mut best = vec![[0f32; 3]; entries];
    let mut outside = 0f32;
    for (&entry, &cosine) in of.iter().zip(cosines) {
        if entry == OUTSIDE {
            outside = outside.max(cosine);
            continue;
        }
        let [first, second, third] = &mut best[entry as usize];
        if cosine > *first {
            (*third, *second, *first) = (*second, *first, cosine);
        } else if cosine > *second {
            (*third, *second) = (*second, cosine);
        } else if cosine > *third {
            *third = cosine;
        }
    }
    (best, outside)
}

/// Makes the index of BM25F: for each stem and entry, what the stem gives the entry but for its rarity.
fn fulltext(corpus: &Corpus, part: Part, utterances: &[&(Label, Text)]) -> (Vocabulary, Postings) {
    let asks = utterances.iter().filter_map(|(label, text)| match label {
        Label::Entry(entry) => Some((*entry, None, text)),
        _ => None,
    });
    let passages = corpus.passages.iter().filter(|(entry, _, _)| part.has_entry(*entry));
    let passages = passages.map(|(entry, field, text)| (*entry, Some(*field), text));
    let slot = |field: Option<Field>| field.map_or(4, |field| field as usize);
    let mut by_entry: Vec<[Vec<Feature>; 5]> = vec![Default::default(); corpus.entries];
    for (entry, field, text) in passages.chain(asks) {
        by_entry[entry as usize][slot(field)].extend(&text.words);
    }
    let whole: Vec<Vec<Feature>> = by_entry.iter().map(|fields| fields.concat()).collect();
    let words = Vocabulary::new(whole.iter().map(Vec::as_slice), 1);
    let weights = [
        field_weight(Field::Title),
        field_weight(Field::Summary),
        field_weight(Field::Section),
        field_weight(Field::Terms),
        ASK_WEIGHT,
    ];
    let count = corpus.entries.max(1) as f32;
    let averages: [f32; 5] = std::array::from_fn(|field| {
        by_entry.iter().map(|fields| fields[field].len() as f32).sum::<f32>() / count
    });
    let texts: Vec<Sparse> = by_entry
        .iter()
        .map(|fields| {
            let mut sparse = Sparse::new();
            for (field, features) in fields.iter().enumerate() {
                let (weight, length) = weights[field];
                let norm = 1.0 - length + length * features.len() as f32 / averages[field].max(1.0);
                sparse.extend(
                    features.iter().filter_map(|feature| Some((words.row(*feature)?, weight / norm))),
                );
            }
            add_up(&mut sparse, 0);
            sparse
                .iter_mut()
                .for_each(|(_, frequency)| *frequency = *frequency * (K1 + 1.0) / (K1 + *frequency));
            sparse
        })
        .collect();
    let index = Postings::new(&texts, words.len());
    (words, index)
}

/// Adds up and scales to length one.
fn unit(sparse: &mut Sparse) {
    add_up(sparse, 0);
    let length = sparse.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        sparse.iter_mut().for_each(|(_, value)| *value /= length);
    }
}
