//! Entries that were added after the base was learnt: matched beside the learnt ones, by the same evidence as far as it needs no
//! learning.
//!
//! What needs learning, the classifier, is stood in for by the nearest utterance. Each entry is read once; putting another one
//! beside them costs the copying of what was read, not the reading.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::features::{self, Feature};
use super::sight::Sight;
use super::signals::{Index, Query, Signals};
use crate::encode::Vector;
use crate::knowledge::{Entry, EntryId, Knowledge};
use crate::language::Language;
use crate::understand::Reader;
use crate::understand::normal::tokens;

/// What a title, a term, the summary, a section and an utterance weigh in the full text, as for the base.
const TITLE: f32 = 3.0;
const TERM: f32 = 2.0;
const SUMMARY: f32 = 1.5;
const SECTION: f32 = 1.0;
const ASK: f32 = 1.5;

/// BM25's saturation, as for the base.
const K1: f32 = 1.2;

/// What the nearest utterance counts as the classifier's probability: a little less than a learnt one would.
const STANDS_FOR: f32 = 0.9;

/// A text as weighted features, sorted.
type Weighted = Vec<(Feature, f32)>;

/// An entry, read.
#[derive(Debug)]
struct Read {
    id: EntryId,
    /// Of which its text: when it changes, it is read again.
    print: u64,
    asks: Vec<Weighted>,
    letters: Weighted,
    text: Weighted,
    words: Vec<String>,
    /// What its utterances mean, where there is an encoder.
    meanings: Vec<Vector>,
}

/// The entries that were added, ready to be matched.
#[derive(Debug, Clone, Default)]
pub struct Added {
    read: Vec<Arc<Read>>,
    /// For each feature, the utterances that hold it.
    asks: Arc<HashMap<Feature, Vec<(u32, f32)>>>,
    /// The entry of each utterance.
    ask_entry: Arc<Vec<u32>>,
    letters: Arc<HashMap<Feature, Vec<(u32, f32)>>>,
    text: Arc<HashMap<Feature, Vec<(u32, f32)>>>,
}

impl Added {
    /// Reads those entries that were not read before, and puts all together. `asks` gives further utterances of an entry.
    pub fn with(
        &self,
        knowledge: &Knowledge,
        index: &Index,
        reader: &Reader,
        sight: Sight<'_>,
        asks: impl Fn(&Entry) -> Vec<(Language, String)>,
    ) -> Added {
        let base = knowledge.entries.len() - knowledge.added;
        let read: Vec<Arc<Read>> = knowledge.entries[base..]
            .iter()
            .map(|entry| {
                let print = print(entry);
                let before = self.read.iter().find(|read| read.id == entry.id && read.print == print);
                before.map_or_else(
                    || Arc::new(Read::new(entry, print, knowledge, index, reader, sight, &asks(entry))),
                    Arc::clone,
                )
            })
            .collect();
        let mut added = Added::default();
        let (mut ask_entry, mut all_asks) = (Vec::new(), HashMap::new());
        let (mut letters, mut text) = (HashMap::new(), HashMap::new());
        for (at, read) in read.iter().enumerate() {
            let at = at as u32;
            for ask in &read.asks {
                post(&mut all_asks, ask_entry.len() as u32, ask);
                ask_entry.push(at);
            }
            post(&mut letters, at, &read.letters);
            post(&mut text, at, &read.text);
        }
        added.read = read;
        added.ask_entry = Arc::new(ask_entry);
        added.asks = Arc::new(all_asks);
        added.letters = Arc::new(letters);
        added.text = Arc::new(text);
        added
    }

    /// Returns every word of the entries, folded.
    pub fn words(&self) -> HashSet<String> {
        self.read.iter().flat_map(|read| &read.words).cloned().collect()
    }

    /// Adds to the evidence of a question what speaks for each of the entries.
    pub fn extend(&self, query: &Query, index: &Index, signals: &mut Signals) {
        let count = self.read.len();
        if count == 0 {
            return;
        }
        let weigh = |feature: Feature| index.word_rarity(feature);
        let asked = unit(query.words.iter().copied(), |feature| {
            // A word that nobody knows says nothing of the nearness to those who do not know it either.
            (index.knows_word(feature) || self.asks.contains_key(&feature)).then(|| weigh(feature))
        });
        let mut cosines = vec![0f32; self.ask_entry.len()];
        add(&self.asks, &asked, &mut cosines);
        let mut best = vec![[0f32; 3]; count];
        for (&entry, &cosine) in self.ask_entry.iter().zip(&cosines) {
            let three = &mut best[entry as usize];
            if cosine > three[2] {
                three[2] = cosine;
                three.sort_by(|a, b| b.total_cmp(a));
            }
        }
        // A base that was learnt without a classifier has none for these either.
        let stands_for = if index.classifies() { STANDS_FOR } else { 0.0 };
        signals.classifier.extend(best.iter().map(|three| stands_for * three[0] * three[0]));
        signals.nearest.extend(best.iter().map(|three| three[0]));
        signals.near.extend(best.iter().map(|three| three.iter().sum::<f32>() / 3.0));

        let letters = unit(query.grams.iter().copied(), |feature| index.gram_rarity(feature));
        let mut alike = vec![0f32; count];
        add(&self.letters, &letters, &mut alike);
        signals.letters.extend(alike);

        if let Some(meaning) = &query.meaning {
            self.extend_meanings(meaning, signals);
        } else {
            let all = signals.meaning.len() + count;
            for none in [
                &mut signals.meaning,
                &mut signals.meaning_share,
                &mut signals.meaning_nearest,
                &mut signals.meaning_near,
            ] {
                none.resize(all, 0.0);
            }
        }

        // The share of the question's rarity that is known grows by the words that only these entries know.
        let (mut most, mut here) = (0.0, 0.0);
        let mut wanted: Weighted = Vec::new();
        for &stem in &query.stems {
            let rarity = index.text_rarity(stem);
            most += rarity;
            if index.row(stem).is_some() || self.text.contains_key(&stem) {
                here += rarity;
            }
            wanted.push((stem, rarity));
        }
        let mut held = vec![0f32; count];
        add(&self.text, &wanted, &mut held);
        if most > 0.0 {
            signals.known = signals.known.max(here / most);
            held.iter_mut().for_each(|score| *score /= most);
        }
        signals.fulltext.extend(held);
    }

    /// Adds what the meanings say: their nearness as it is, and for what had to be learnt, what it comes to for entries of the
    /// base that are no nearer.
    fn extend_meanings(&self, meaning: &Vector, signals: &mut Signals) {
        let base = signals.meaning_nearest.clone();
        for read in &self.read {
            let mut cosines: Vec<f32> = read.meanings.iter().map(|own| own.cosine(meaning)).collect();
            cosines.sort_by(|a, b| b.total_cmp(a));
            let three = &cosines[..cosines.len().min(3)];
            let nearest = three.first().copied().unwrap_or(0.0);
            let no_nearer = |values: &[f32]| {
                let those = values.iter().zip(&base).filter(|(_, other)| **other <= nearest);
                let most = those.map(|(value, _)| *value).max_by(f32::total_cmp);
                most.or_else(|| values.iter().copied().min_by(f32::total_cmp)).unwrap_or(0.0)
            };
            let (likely, share) =
                (no_nearer(&signals.meaning[..base.len()]), no_nearer(&signals.meaning_share[..base.len()]));
            signals.meaning.push(likely);
            signals.meaning_share.push(share);
            signals.meaning_nearest.push(nearest);
            signals.meaning_near.push(three.iter().sum::<f32>() / 3.0);
        }
    }
}

impl Read {
    fn new(
        entry: &Entry,
        print: u64,
        knowledge: &Knowledge,
        index: &Index,
        reader: &Reader,
        sight: Sight<'_>,
        asks: &[(Language, String)],
    ) -> Read {
        let extractor = sight.extractor;
        let mut read = Read {
            id: entry.id.clone(),
            print,
            asks: Vec::new(),
            letters: Vec::new(),
            text: Vec::new(),
            words: Vec::new(),
            meanings: Vec::new(),
        };
        let mut frequencies: HashMap<Feature, f32> = HashMap::new();
        let mut grams: Vec<Feature> = Vec::new();
        let mut field = |text: &str, language: Language, weight: f32| {
            for stem in extractor.stems(&tokens(text), language) {
                *frequencies.entry(features::word(&stem)).or_default() += weight;
            }
        };
        let mut utterances: Vec<(Language, String)> = Vec::new();
        for (language, article) in entry.articles.iter() {
            field(&article.title, language, TITLE);
            field(&article.summary, language, SUMMARY);
            article.sections.iter().for_each(|(_, text)| field(text, language, SECTION));
            article.asks.iter().for_each(|ask| field(ask, language, ASK));
            utterances.push((language, article.title.clone()));
            utterances.extend(article.asks.iter().map(|ask| (language, ask.clone())));
            let texts = std::iter::once(&article.title).chain([&article.summary]).chain(&article.asks);
            let sections = article.sections.iter().map(|(_, text)| text);
            for text in texts.chain(sections) {
                read.words.extend(tokens(text).into_iter().map(|token| token.word));
            }
        }
        for (language, ask) in asks {
            field(ask, *language, TERM);
        }
        let named =
            entry.place.iter().chain(&entry.sectors).chain(&entry.populations).chain(&entry.instruments);
        for (language, labels) in
            named.filter_map(|id| knowledge.terms.get(id)).flat_map(|term| term.labels.iter())
        {
            labels.iter().for_each(|label| field(label, language, TERM));
        }
        utterances.extend(asks.iter().cloned());
        for (language, ask) in &utterances {
            let cut = tokens(ask);
            let mut words = Vec::new();
            features::words(&extractor.stems(&cut, *language), &mut words);
            features::concepts(&reader.mentions(&cut), &knowledge.terms, &mut words);
            read.asks.push(unit(words.into_iter(), |feature| Some(index.word_rarity(feature))));
            features::grams(&cut, &mut grams);
            read.meanings.extend(sight.meaning(ask));
        }
        read.letters = unit(grams.into_iter(), |feature| index.gram_rarity(feature));
        read.text = frequencies
            .into_iter()
            .map(|(feature, frequency)| (feature, frequency * (K1 + 1.0) / (K1 + frequency)))
            .collect();
        read.text.sort_unstable_by_key(|(feature, _)| *feature);
        read.words.sort_unstable();
        read.words.dedup();
        read
    }
}

/// A number that changes with what an entry says.
fn print(entry: &Entry) -> u64 {
    xxhash_rust::xxh3::xxh3_64(format!("{entry:?}").as_bytes())
}

/// Weighs features by `rarity` and the logarithm of how often they stand there, to length one.
fn unit(features: impl Iterator<Item = Feature>, rarity: impl Fn(Feature) -> Option<f32>) -> Weighted {
    let mut counts: HashMap<Feature, f32> = HashMap::new();
    features.for_each(|feature| *counts.entry(feature).or_default() += 1.0);
    let mut weighted: Weighted = counts
        .into_iter()
        .filter_map(|(feature, count)| Some((feature, (1.0 + count.ln()) * rarity(feature)?)))
        .collect();
    weighted.sort_unstable_by_key(|(feature, _)| *feature);
    let length = weighted.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        weighted.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    weighted
}

fn post(postings: &mut HashMap<Feature, Vec<(u32, f32)>>, text: u32, weighted: &Weighted) {
    for &(feature, weight) in weighted {
        postings.entry(feature).or_default().push((text, weight));
    }
}

fn add(postings: &HashMap<Feature, Vec<(u32, f32)>>, query: &Weighted, scores: &mut [f32]) {
    for (feature, weight) in query {
        for &(text, held) in postings.get(feature).into_iter().flatten() {
            scores[text as usize] += weight * held;
        }
    }
}
