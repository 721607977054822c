//! Finds the weights of the fusion and the two probabilities from the base itself.
//!
//! The utterances are dealt into three hands, by their place in their list: where lists of several languages say the same things
//! in the same order, what says the same is in one hand. What is learnt from two is tried on the third: each question is then answered
//! without itself and without a third of what was written for its entry, which is nearer to a stranger's words than leaving out
//! one.

use super::corpus::{Corpus, Hand, Label, Part};
use super::facets::{self, Facets};
use super::features::Extractor;
use super::fuse::{self, Fusion, Parts, Pull};
use super::logistic::{Logistic, logit};
use super::meaning::Space;
use super::sections::Sections;
use super::sight::Sight;
use super::signals::Index;
use super::slots::{Profiles, Wanted};
use super::{Learnt, Match, overview};
use crate::encode::Encoder;
use crate::knowledge::{Entry, Knowledge};
use crate::understand::Reader;

/// How many hands the utterances are dealt into.
const HANDS: usize = 3;

/// How many utterances in a row are dealt together, where they are what people said.
const RUN: usize = 8;

/// Of how many entries one is left out of a hand, where there are no examples of what is outside.
const LEFT_OUT: usize = 9;

/// How many questions of each hand are tried; more make no difference.
const TRIED: usize = 240;

/// How many utterances outside the subject of each hand are tried.
const OUTSIDE_TRIED: usize = 160;

/// How many candidates of a question are compared in learning.
const CANDIDATES: usize = 40;

/// How often people ask what is ours: of five messages, four.
const INSIDE: f32 = 0.8;

/// How much a question counts whose entry was not found: many an ask is one of a dozen ways to say a thing, and names less of it
/// than a stranger would who says it once. Without this, probabilities are believed too little.
const MISSED: f32 = 0.35;

/// Learns from a base.
pub fn learn(
    knowledge: &Knowledge,
    reader: &Reader,
    encoder: Option<&Encoder>,
    progress: &mut dyn FnMut(f32),
) -> Learnt {
    let extractor = Extractor::default();
    let corpus = Corpus::new(knowledge, reader, &extractor, encoder);
    let space = Space::new(&corpus);
    progress(0.15);
    let base = Base {
        knowledge,
        reader,
        extractor: &extractor,
        encoder,
        space: &space,
        profiles: Profiles::new(knowledge),
        corpus: &corpus,
    };
    let mut trial = Trial::default();
    // The hands know nothing of one another, so they are tried side by side; taken together in their order, the outcome is
    // the same whichever is ready first.
    let index = std::thread::scope(|scope| {
        let whole = scope.spawn(|| Index::learn(&corpus, &space, Part::Whole));
        let hands: Vec<_> = (0..HANDS)
            .map(|hand| {
                (
                    hand,
                    scope.spawn({
                        let base = &base;
                        move || Trial::of(base, hand)
                    }),
                )
            })
            .collect();
        for (hand, running) in hands {
            // A panic in there is a bug of ours: it goes on here.
            trial.join(running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            progress(0.15 + 0.6 * (hand + 1) as f32 / HANDS as f32);
        }
        whole.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let fusion = trial.fusion(knowledge);
    progress(0.9);
    let sight = Sight { extractor: &extractor, encoder, meanings: index.meanings() };
    let texts = facets::utterances(knowledge, reader, &sight);
    let marked = facets::marked(knowledge, reader, &sight);
    let sections = Sections::learn(knowledge, &extractor, &index, &texts.facets, &marked);
    let facets = Facets::learn(&texts.facets, marked.iter()).with_several(&texts.several);
    progress(1.0);
    Learnt { index, fusion, facets, sections }
}

/// What is learnt from.
struct Base<'a> {
    knowledge: &'a Knowledge,
    reader: &'a Reader,
    extractor: &'a Extractor,
    encoder: Option<&'a Encoder>,
    space: &'a Space,
    profiles: Profiles,
    corpus: &'a Corpus,
}

/// What the trials showed.
#[derive(Default)]
struct Trial {
    /// For each question tried: its candidates, best first by the prior, and which of them is right.
    lists: Vec<(Vec<Parts>, usize)>,
    /// The same questions and those outside the subject, for the probabilities: everything but the weights.
    asked: Vec<Asked>,
}

/// A message that was tried.
struct Asked {
    signals: super::signals::Signals,
    message: crate::understand::Understanding,
    candidates: Vec<(usize, Parts)>,
    right: Option<u32>,
}

impl Trial {
    /// Tries one hand on what is learnt from the others.
    fn of(base: &Base<'_>, hand: usize) -> Trial {
        let Base { knowledge, reader, extractor, encoder, space, profiles, corpus } = base;
        let all = &corpus.utterances;
        // Without examples of what is outside, some entries are left out, and what is asked of them is outside.
        let has_outside = all.iter().any(|(label, _)| *label == Label::Outside);
        let bare = knowledge.entries.iter().all(is_bare);
        let hand = Hand {
            number: hand,
            of: HANDS,
            run: if bare { RUN } else { 1 },
            left_out: if has_outside { 0 } else { LEFT_OUT },
        };
        let strays = |at: usize| match all[at].0 {
            Label::Entry(entry) => hand.leaves_out(entry),
            label => label == Label::Outside,
        };
        let asks = |at: usize| matches!(all[at].0, Label::Entry(entry) if !hand.leaves_out(entry));
        let index = Index::learn(corpus, space, Part::Without(hand));
        let sight = Sight { extractor, encoder: *encoder, meanings: index.meanings() };
        let mut trial = Trial::default();
        let in_hand = || (0..all.len()).filter(|at| hand.holds(&all[*at]));
        let questions: Vec<usize> = in_hand().filter(|at| asks(*at)).collect();
        let outside: Vec<usize> = in_hand().filter(|at| strays(*at)).collect();
        // Spread over the base, whatever the order of the files.
        let most = if bare { 3 * TRIED } else { TRIED };
        let stride = (questions.len() / most).max(1);
        let prior = Fusion::default();
        let most = if bare { 3 * OUTSIDE_TRIED } else { OUTSIDE_TRIED };
        let outside_stride = (outside.len() / most).max(1);
        let tried = questions.into_iter().step_by(stride).chain(outside.into_iter().step_by(outside_stride));
        let told = tried.flat_map(|at| {
            let (_, text) = &all[at];
            // Where the utterances are what writers thought of, strangers say them less plainly, and at more length.
            let varied = (!bare).then(|| [thinned(&text.source), long(corpus, at)]);
            std::iter::once(text.source.clone())
                .chain(varied.into_iter().flatten())
                .map(move |said| (at, said, Kept::Out))
        });
        // Many a stranger says nearly what is written: half of such words, of utterances that were learnt from.
        let near = (0..all.len())
            .filter(|at| !bare && !hand.holds(&all[*at]) && asks(*at))
            .step_by(2 * stride)
            .map(|at| (at, halved(&all[at].1.source), Kept::In));
        for (at, source, kept) in told.chain(near) {
            let (label, text) = &corpus.utterances[at];
            let language = text.language;
            let message = reader.read(&source, language);
            let wanted = Wanted::of(&message, knowledge);
            let signals = index.signals(&sight.query(&message, knowledge));
            let mut candidates: Vec<(usize, Parts)> = (0..knowledge.entries.len())
                .map(|entry| {
                    (entry, fuse::parts(&signals, &profiles.agreement(knowledge, entry, &wanted), entry))
                })
                .collect();
            candidates.sort_by(|a, b| prior.score(&b.1).total_cmp(&prior.score(&a.1)).then(a.0.cmp(&b.0)));
            let right = if let (Label::Entry(entry), true) = (label, asks(at)) { Some(*entry) } else { None };
            let place =
                right.and_then(|right| candidates.iter().position(|(entry, _)| *entry == right as usize));
            if let (Some(place), Kept::Out) = (place, kept) {
                let mut list: Vec<Parts> =
                    candidates.iter().take(CANDIDATES).map(|(_, parts)| *parts).collect();
                if place >= list.len() {
                    list.push(candidates[place].1);
                }
                let place = place.min(list.len() - 1);
                trial.lists.push((list, place));
            }
            candidates.truncate(2 * CANDIDATES);
            trial.asked.push(Asked { signals, message, candidates, right });
        }
        trial
    }

    /// Takes in what another hand showed.
    fn join(&mut self, other: Trial) {
        self.lists.extend(other.lists);
        self.asked.extend(other.asked);
    }

    /// Finds the weights, then the probabilities.
    fn fusion(&self, knowledge: &Knowledge) -> Fusion {
        let mut fusion = Fusion::default();
        let bare = knowledge.entries.iter().all(is_bare);
        fusion.learn_weights(&self.lists, if bare { Pull::Weak } else { Pull::Strong });
        let (mut covered, mut first) = (Vec::new(), Vec::new());
        for Asked { signals, message, candidates, right } in &self.asked {
            let mut matches: Vec<Match> = candidates
                .iter()
                .map(|&(entry, parts)| Match { entry, score: fusion.score(&parts), share: 0.0, parts })
                .collect();
            matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
            let seen = overview(signals, &matches, message);
            covered.push((seen.covered, right.is_some(), 1.0));
            // What the entry itself sends its readers to answers as well.
            if let Some(right) = right {
                let own = &knowledge.entries[*right as usize];
                let hit = matches.first().is_some_and(|found| {
                    let other = &knowledge.entries[found.entry];
                    found.entry == *right as usize
                        || own.related.contains(&other.id)
                        || other.related.contains(&own.id)
                });
                first.push((seen.first, hit, if hit || is_bare(own) { 1.0 } else { MISSED }));
            }
        }
        let inside = covered.iter().filter(|(_, inside, _)| *inside).count().max(1) as f32;
        let outside = (covered.len() as f32 - inside).max(1.0);
        for (_, is_inside, weight) in &mut covered {
            *weight = if *is_inside { INSIDE / inside } else { (1.0 - INSIDE) / outside };
        }
        fusion.covered = Logistic::fit(&covered);
        fusion.first = Logistic::fit(&first);
        let both: Vec<([f32; 1], bool, f32)> = covered
            .iter()
            .filter(|(_, inside, _)| *inside)
            .zip(&first)
            .map(|((features, _, _), (of_first, hit, weight))| {
                let covered = fusion.covered.probability(features);
                ([logit(covered * fusion.first.probability(of_first))], *hit, *weight)
            })
            .collect();
        fusion.said = Logistic::fit(&both);
        fusion
    }
}

/// Returns whether an entry is nothing but utterances: then these are what people said.
fn is_bare(entry: &Entry) -> bool {
    entry.articles.iter().all(|(_, article)| article.summary.is_empty())
}

/// Whether an utterance that is tried was kept out of what is learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// It is new.
    Out,
    /// It was learnt from.
    In,
}

/// Leaves out every other word.
fn halved(text: &str) -> String {
    text.split_whitespace().step_by(2).collect::<Vec<_>>().join(" ")
}

/// Leaves out every third word: a stranger's words agree less with ours than our own do.
fn thinned(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let kept = words.iter().enumerate().filter(|(at, _)| words.len() < 4 || at % 3 != 1);
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

/// Joins an utterance with others of its hand, label and language: people who tell a situation say it in several sentences.
fn long(corpus: &Corpus, at: usize) -> String {
    let (label, text) = &corpus.utterances[at];
    let others = (1..4)
        .filter_map(|step| corpus.utterances.get(at + step * HANDS))
        .filter(|(other, other_text)| other == label && other_text.language == text.language);
    std::iter::once(&text.source)
        .chain(others.map(|(_, text)| &text.source))
        .cloned()
        .collect::<Vec<_>>()
        .join(". ")
}
