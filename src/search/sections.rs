//! Which section of an entry answers a question: how it is asked, which section holds its words, and what such entries are
//! mostly asked for, weighed together.
//!
//! The weights are learnt from the asks whose writers say what they want to read; each is tried on what was learnt without its
//! hand of them. A base without such asks keeps the weights that it begins with.

use serde::{Deserialize, Serialize};

use super::facets::{CLASSES, Facets, Marked, Texts, class, classes};
use super::features::{self, Extractor, Feature};
use super::linear::softmax;
use super::signals::Index;
use crate::knowledge::{Entry, Facet, Kind, Knowledge, ResourceType, Section};
use crate::language::Language;
use crate::understand::normal::tokens;

/// The stems of every section, as rows of the full text, and what the evidence weighs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sections {
    /// For each entry, the sections of each of its languages.
    entries: Vec<Vec<(u8, Section, Vec<u32>)>>,
    weights: Weights,
}

/// How many parts the evidence for a facet has.
const PARTS: usize = 4;

/// The parts of the evidence for one facet: the logarithm of its probability by the wording; how much more of the question's
/// words its section holds than the others do; whether it holds most; whether the entry has not got it.
type Parts = [f32; PARTS];

/// The sorts of entry that are asked for different things.
const SORTS: usize = 4;

/// What the evidence weighs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Weights {
    parts: Parts,
    /// What speaks for each facet at the outset.
    facets: Vec<f32>,
    /// The same, by sort of entry.
    sorts: Vec<f32>,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            parts: [1.0, 2.5, 0.0, -4.0],
            facets: vec![0.0; CLASSES],
            sorts: vec![0.0; SORTS * CLASSES],
        }
    }
}

/// What is taken off "no facet in particular", as a logarithm of odds: who gets a section gets the way to the summary with it,
/// while who gets the summary may have to look for the section.
const NONE: f32 = 2.0;

/// How many hands the marked asks are dealt into.
const HANDS: usize = 4;

/// How strongly learnt weights are drawn to those to begin with.
const PULL: f32 = 3e-3;

impl Sections {
    /// Reads the sections of a base, and learns what the evidence weighs.
    pub(super) fn learn(
        knowledge: &Knowledge,
        extractor: &Extractor,
        index: &Index,
        texts: &Texts,
        marked: &[Marked],
    ) -> Sections {
        let rows = |text: &str, language: Language| {
            let stems = extractor.stems(&tokens(text), language);
            stems.iter().filter_map(|stem| index.row(features::word(stem))).collect::<Vec<u32>>()
        };
        let of = |entry: &Entry| {
            let mut sections = Vec::new();
            for (language, article) in entry.articles.iter() {
                for (section, text) in &article.sections {
                    let mut all: Vec<u32> = text.lines().flat_map(|line| rows(line, language)).collect();
                    all.sort_unstable();
                    all.dedup();
                    sections.push((language.index() as u8, *section, all));
                }
            }
            sections
        };
        let mut sections =
            Sections { entries: knowledge.entries.iter().map(of).collect(), weights: Weights::default() };
        let mut lists = Vec::new();
        for hand in 0..HANDS {
            let theirs = marked.iter().enumerate().filter(|(at, _)| at % HANDS != hand).map(|(_, ask)| ask);
            let facets = Facets::learn(texts, theirs);
            for ask in marked.iter().skip(hand).step_by(HANDS) {
                let wording = facets.probabilities(&ask.query, ask.cue);
                let parts =
                    sections.evidence(knowledge, index, ask.entry, ask.language, &ask.query.stems, &wording);
                lists.push((parts, sort(&knowledge.entries[ask.entry]), ask.class));
            }
        }
        sections.weights.learn(&lists);
        sections
    }

    /// Returns the evidence for each facet of an entry.
    fn evidence(
        &self,
        knowledge: &Knowledge,
        index: &Index,
        entry: usize,
        language: Language,
        stems: &[Feature],
        wording: &[(Option<Facet>, f32)],
    ) -> Vec<Parts> {
        let (language, article) = knowledge.entries[entry].article(language);
        let asked: Vec<(u32, f32)> =
            stems.iter().filter_map(|stem| index.row(*stem)).map(|row| (row, index.rarity(row))).collect();
        let total: f32 = asked.iter().map(|(_, rarity)| rarity).sum::<f32>().max(1e-6);
        let mut held = [0f32; CLASSES];
        let mut count = 0f32;
        let sections = self.entries.get(entry).into_iter().flatten();
        for (_, section, rows) in sections.filter(|(of, _, _)| usize::from(*of) == language.index()) {
            let found = asked.iter().filter(|(row, _)| rows.binary_search(row).is_ok());
            held[class(Some(Facet::of(*section)))] = found.map(|(_, rarity)| rarity).sum::<f32>() / total;
            count += 1.0;
        }
        let mean = held.iter().sum::<f32>() / count.max(1.0);
        let most = held.iter().copied().fold(0.0, f32::max);
        wording
            .iter()
            .map(|&(facet, probability)| {
                let section = facet.and_then(Facet::section);
                let there = section.is_some_and(|section| article.section(section).is_some());
                let share = held[class(facet)];
                [
                    (probability + 1e-3).ln(),
                    if there { share - mean } else { 0.0 },
                    f32::from(u8::from(there && share > mean && share >= most)),
                    f32::from(u8::from(section.is_some() && !there)),
                ]
            })
            .collect()
    }

    /// Chooses the facet of an entry that a question asks for, by the way it is asked (`wording`) and by what the entry says.
    pub fn choose(
        &self,
        knowledge: &Knowledge,
        index: &Index,
        entry: usize,
        language: Language,
        stems: &[Feature],
        wording: &[(Option<Facet>, f32)],
    ) -> Option<Facet> {
        let parts = self.evidence(knowledge, index, entry, language, stems, wording);
        let mut scores = self.weights.scores(&parts, sort(&knowledge.entries[entry]));
        scores[class(None)] -= NONE;
        classes().zip(scores).max_by(|a, b| a.1.total_cmp(&b.1)).and_then(|(facet, _)| facet)
    }
}

/// Returns the sort of an entry: by its kind, and laws apart.
fn sort(entry: &Entry) -> usize {
    match (entry.id.kind(), entry.resource_type) {
        (Kind::Mechanism, _) => 0,
        (Kind::Case, _) => 1,
        (Kind::Resource, Some(ResourceType::Law)) => 2,
        (Kind::Resource, _) => 3,
    }
}

impl Weights {
    fn scores(&self, parts: &[Parts], sort: usize) -> Vec<f32> {
        let outset = self.facets.iter().zip(&self.sorts[sort * CLASSES..]);
        let of =
            |parts: &Parts| self.parts.iter().zip(parts).map(|(weight, part)| weight * part).sum::<f32>();
        parts.iter().zip(outset).map(|(parts, (facet, sort))| of(parts) + facet + sort).collect()
    }

    /// Learns from lists: the evidence for each facet, the sort of the entry, and which facet was wanted.
    fn learn(&mut self, lists: &[(Vec<Parts>, usize, usize)]) {
        let prior = self.clone();
        let (mut parts, mut facets, mut sorts) =
            ([0f32; PARTS], vec![0f32; CLASSES], vec![0f32; SORTS * CLASSES]);
        let count = lists.len() as f32;
        let rounds = if lists.is_empty() { 0 } else { 400 };
        for _ in 0..rounds {
            let mut by_part = [0f32; PARTS];
            let mut by_sort = vec![0f32; SORTS * CLASSES];
            for (evidence, sort, right) in lists {
                let mut errors = self.scores(evidence, *sort);
                softmax(&mut errors);
                errors[*right] -= 1.0;
                for (class, (error, evidence)) in errors.iter().zip(evidence).enumerate() {
                    by_sort[sort * CLASSES + class] += error / count;
                    for (sum, part) in by_part.iter_mut().zip(evidence) {
                        *sum += error * part / count;
                    }
                }
            }
            for at in 0..PARTS {
                step(&mut self.parts[at], &mut parts[at], by_part[at], prior.parts[at]);
            }
            for class in 0..CLASSES {
                let gradient = (0..SORTS).map(|sort| by_sort[sort * CLASSES + class]).sum();
                step(&mut self.facets[class], &mut facets[class], gradient, prior.facets[class]);
            }
            for at in 0..SORTS * CLASSES {
                step(&mut self.sorts[at], &mut sorts[at], by_sort[at], prior.sorts[at]);
            }
        }
    }
}

/// Moves a weight down its gradient, with momentum, and a little towards where it began.
fn step(weight: &mut f32, momentum: &mut f32, gradient: f32, prior: f32) {
    *momentum = 0.9 * *momentum + gradient + PULL * (*weight - prior);
    *weight -= 0.3 * *momentum;
}
