//! What we know about it: question → ranked matches, each with its reasons.
//!
//! Reading order: [`corpus`] cuts the base's texts once, [`features`] says what they are made of, [`signals`] learns the parts
//! of the evidence ([`linear`], [`postings`]), [`slots`] compares places and subjects, [`fuse`] puts all together
//! ([`logistic`]), [`learn`] finds its weights from the base itself, [`added`] matches what came since.

pub mod added;
pub mod corpus;
pub mod discriminant;
pub mod facets;
pub mod features;
pub mod fuse;
pub mod learn;
pub mod linear;
pub mod logistic;
pub mod meaning;
pub mod postings;
pub mod sections;
pub mod sight;
pub mod signals;
pub mod slots;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::encode::Encoder;
use crate::knowledge::{Act, Entry, Facet, Knowledge};
use crate::language::Language;
use crate::understand::{Reader, Role, Understanding};
use added::Added;
use corpus::Label;
use features::{Extractor, Feature};
use fuse::{Fusion, Parts};
use sight::Sight;
use signals::{Index, Signals, gate_class};
use slots::{Profiles, Wanted};

/// What was learnt from a base: costs seconds to make and milliseconds to read back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Learnt {
    /// The parts of the evidence.
    pub index: Index,
    /// Their weights, and the two probabilities.
    pub fusion: Fusion,
    /// What is asked about the thing.
    pub facets: facets::Facets,
    /// Where the words of each section stand.
    pub sections: sections::Sections,
}

/// How many entries of a large base are kept for a question, besides those of the places it names.
const KEPT: usize = 512;

/// What speaks for an entry all of whose sources are in the language of a question without a place: who asks in French more likely
/// lives where French is spoken. The asks of a base do not show it, since they stand in every language alike.
const HOME: f32 = 0.3;

/// Finds what a base holds on a question.
#[derive(Debug, Clone)]
pub struct Engine {
    extractor: Arc<Extractor>,
    encoder: Option<Arc<Encoder>>,
    profiles: Profiles,
    learnt: Arc<Learnt>,
    added: Added,
}

/// An entry that may answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its position in the base.
    pub entry: usize,
    /// What it scores, on a scale of its own.
    pub score: f32,
    /// Its share of the belief, among all entries (0 to 1).
    pub share: f32,
    /// What the score is made of.
    pub parts: Parts,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The entries that may answer, best first: all of a base that is not very large.
    pub matches: Vec<Match>,
    /// Probability that the base holds an answer.
    pub covered: f32,
    /// Probability that the first match is right, given that there is one.
    pub first: f32,
    /// How sure the first match is to be believed.
    pub confidence: f32,
    /// Probability of each act; of the subject's own questions it is that of [`Act::Ask`].
    pub acts: Vec<(Act, f32)>,
    /// Probability of being outside the subject, by the wording alone.
    pub outside: f32,
    /// Probability of each facet being asked for; the first stands for none in particular.
    pub facets: Vec<(Option<Facet>, f32)>,
    /// Probability of several entries being asked for.
    pub several: f32,
    /// The stems that say what it is about.
    pub stems: Vec<Feature>,
}

impl Engine {
    /// Puts a base together with what was learnt from it.
    ///
    /// `encoder` must be the one that was there in learning.
    pub fn new(knowledge: &Knowledge, learnt: Learnt, encoder: Option<Arc<Encoder>>) -> Engine {
        Engine {
            extractor: Arc::default(),
            encoder,
            profiles: Profiles::new(knowledge),
            learnt: Arc::new(learnt),
            added: Added::default(),
        }
    }

    /// Returns this engine as it would be, had it learnt `index`: to try questions on what is learnt without them.
    #[must_use]
    pub fn with_index(&self, knowledge: &Knowledge, index: Index) -> Engine {
        let fusion = self.learnt.fusion.clone();
        Engine::new(knowledge, Learnt { index, fusion, ..Learnt::default() }, self.encoder.clone())
    }

    /// Returns the encoder, where there is one.
    pub fn encoder(&self) -> Option<&Encoder> {
        self.encoder.as_deref()
    }

    /// Returns how messages are seen.
    pub fn sight(&self) -> Sight<'_> {
        Sight {
            extractor: &self.extractor,
            encoder: self.encoder.as_deref(),
            meanings: self.learnt.index.meanings(),
        }
    }

    /// Returns an engine that finds the entries that were added to a base as well, and a reader that knows their words. `asks`
    /// gives further utterances of an entry.
    pub fn with_added(
        &self,
        knowledge: &Knowledge,
        reader: &Reader,
        asks: impl Fn(&Entry) -> Vec<(Language, String)>,
    ) -> (Reader, Engine) {
        let added = self.added.with(knowledge, &self.learnt.index, reader, self.sight(), asks);
        let reader = reader.knowing(added.words());
        let profiles = Profiles::new(knowledge);
        (reader, Engine { profiles, added, ..self.clone() })
    }

    /// Returns what was learnt, to be kept.
    pub fn learnt(&self) -> &Learnt {
        &self.learnt
    }

    /// Returns what every entry is about.
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// Ranks the entries for a message; `wanted` are its slots, and those carried over from the turns before.
    pub fn find(&self, knowledge: &Knowledge, message: &Understanding, wanted: &Wanted) -> Findings {
        let query = self.sight().query(message, knowledge);
        let mut signals = self.learnt.index.signals(&query);
        self.added.extend(&query, &self.learnt.index, &mut signals);
        let fusion = &self.learnt.fusion;
        let matches = self.rank(knowledge, wanted, &signals);
        let asked = self.sight().asked(message, knowledge);
        let asked = asked.as_ref().unwrap_or(&query);
        let overview = overview(&signals, &matches, message);
        let covered = fusion.covered.probability(&overview.covered);
        let first = fusion.first.probability(&overview.first);
        Findings {
            covered,
            first,
            confidence: fusion.confidence(covered, first),
            acts: Act::ALL.iter().map(|&act| (act, gate(&signals, Label::Act(act)))).collect(),
            outside: gate(&signals, Label::Outside),
            facets: self.learnt.facets.probabilities(asked, message.facet),
            several: self.learnt.facets.several(asked, message),
            stems: query.stems,
            matches,
        }
    }

    /// Scores every entry, and keeps those that may answer, best first.
    fn rank(&self, knowledge: &Knowledge, wanted: &Wanted, signals: &Signals) -> Vec<Match> {
        let parts =
            |entry: usize| fuse::parts(signals, &self.profiles.agreement(knowledge, entry, wanted), entry);
        let scores: Vec<f32> = (0..knowledge.entries.len())
            .map(|entry| self.learnt.fusion.score(&parts(entry)) + self.home(entry, wanted))
            .collect();
        let mut shares = scores.clone();
        linear::softmax(&mut shares);
        let better = |a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b));
        let mut order: Vec<usize> = (0..scores.len()).collect();
        if order.len() > KEPT {
            // The order among those that cannot answer is not worth its time; a list of a place is to be complete.
            order.select_nth_unstable_by(KEPT, better);
            let lies =
                |entry: &usize| wanted.places.iter().any(|&place| self.profiles.lies_in(*entry, place));
            let far = order.split_off(KEPT);
            order.extend(far.into_iter().filter(lies));
        }
        order.sort_unstable_by(better);
        let found =
            |entry: usize| Match { entry, score: scores[entry], share: shares[entry], parts: parts(entry) };
        order.into_iter().map(found).collect()
    }

    /// What speaks for an entry from where the language of the question is spoken, when no place is named.
    fn home(&self, entry: usize, wanted: &Wanted) -> f32 {
        match wanted.language {
            Some(language) if wanted.places.is_empty() => HOME * self.profiles.tongue(entry, language),
            _ => 0.0,
        }
    }

    /// Returns the facet of an entry that a question asks for.
    pub fn facet(
        &self,
        knowledge: &Knowledge,
        entry: usize,
        language: Language,
        findings: &Findings,
    ) -> Option<Facet> {
        let Learnt { index, sections, .. } = &*self.learnt;
        sections.choose(knowledge, index, entry, language, &findings.stems, &findings.facets)
    }
}

fn gate(signals: &Signals, label: Label) -> f32 {
    signals.gate.get(gate_class(label)).copied().unwrap_or(0.0)
}

/// Reads what the probabilities are told out of a ranked question.
fn overview(signals: &Signals, matches: &[Match], message: &Understanding) -> fuse::Overview {
    let ranked: Vec<(usize, f32)> = matches.iter().take(50).map(|found| (found.entry, found.score)).collect();
    let top = matches.first().map_or([0.0; fuse::PARTS], |found| found.parts);
    // A word that had to be guessed is half known.
    let unknown = message.roles.iter().map(|role| match role {
        Role::Unknown => 1.0,
        Role::Mended => 0.5,
        _ => 0.0,
    });
    fuse::overview(signals, &ranked, &top, message.subject().count(), unknown.sum())
}
