//! Which section of an entry holds the words of a question: evidence for the facet, beside the way it is asked.

use serde::{Deserialize, Serialize};

use super::features::{self, Extractor, Feature};
use super::signals::Index;
use crate::knowledge::{Facet, Kind, Knowledge, ResourceType, Section};
use crate::language::Language;
use crate::understand::normal::tokens;

/// The stems of every section, as rows of the full text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sections {
    /// For each entry, the sections of each of its languages.
    entries: Vec<Vec<(u8, Section, Vec<u32>)>>,
}

/// What the holding of the question's words counts, against the logarithm of the probability of the wording.
const WORDS: f32 = 2.5;

/// What is taken off a section that the entry has not.
const MISSING: f32 = 4.0;

/// What is taken off "no facet in particular": who gets a section gets the way to the summary with it.
const NONE: f32 = 1.2;

/// What speaks for the law in an entry that is one.
const IS_LAW: f32 = 1.0;

impl Sections {
    /// Reads the sections of a base.
    pub fn learn(knowledge: &Knowledge, extractor: &Extractor, index: &Index) -> Sections {
        let rows = |text: &str, language: Language| {
            let stems = extractor.stems(&tokens(text), language);
            let mut rows: Vec<u32> =
                stems.iter().filter_map(|stem| index.row(features::word(stem))).collect();
            rows.sort_unstable();
            rows.dedup();
            rows
        };
        let entries = knowledge
            .entries
            .iter()
            .map(|entry| {
                entry
                    .articles
                    .iter()
                    .flat_map(|(language, article)| {
                        let rows = &rows;
                        article.sections.iter().map(move |(section, text)| {
                            let lines = text.lines().flat_map(|line| rows(line, language));
                            let mut all: Vec<u32> = lines.collect();
                            all.sort_unstable();
                            all.dedup();
                            (language.index() as u8, *section, all)
                        })
                    })
                    .collect()
            })
            .collect();
        Sections { entries }
    }

    /// Chooses the facet of an entry that a question asks for: by the way it is asked (`wording`), by the words that each section
    /// holds, and by what the entry has.
    pub fn choose(
        &self,
        knowledge: &Knowledge,
        index: &Index,
        entry: usize,
        language: Language,
        stems: &[Feature],
        wording: &[(Option<Facet>, f32)],
    ) -> Option<Facet> {
        let of = &knowledge.entries[entry];
        let (language, article) = of.article(language);
        let asked: Vec<(u32, f32)> =
            stems.iter().filter_map(|stem| index.row(*stem)).map(|row| (row, index.rarity(row))).collect();
        let total: f32 = asked.iter().map(|(_, rarity)| rarity).sum::<f32>().max(1e-6);
        let held: Vec<(Section, f32)> = self
            .entries
            .get(entry)
            .into_iter()
            .flatten()
            .filter(|(of, _, _)| usize::from(*of) == language.index())
            .map(|(_, section, rows)| {
                let found = asked.iter().filter(|(row, _)| rows.binary_search(row).is_ok());
                (*section, found.map(|(_, rarity)| rarity).sum::<f32>() / total)
            })
            .collect();
        let mean = held.iter().map(|(_, share)| share).sum::<f32>() / held.len().max(1) as f32;
        let score = |facet: Option<Facet>, probability: f32| {
            let Some(facet) = facet else { return (probability + 1e-3).ln() - NONE };
            let mut score = (probability + 1e-3).ln();
            if let Some(section) = facet.section() {
                match held.iter().find(|(have, _)| *have == section) {
                    Some((_, share)) => score += WORDS * (share - mean),
                    None if article.section(section).is_none() => score -= MISSING,
                    None => {}
                }
            }
            if facet == Facet::Law && of.resource_type == Some(ResourceType::Law) {
                score += IS_LAW;
            }
            // Where to read on is asked of documents.
            if facet == Facet::Source && of.id.kind() != Kind::Resource {
                score -= 1.0;
            }
            score
        };
        wording
            .iter()
            .map(|&(facet, probability)| (facet, score(facet, probability)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .and_then(|(facet, _)| facet)
    }
}
