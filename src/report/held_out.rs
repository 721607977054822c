//! Which entries the engine takes for which: every ask is asked of what was learnt without it.
//!
//! This judges the writing as much as the engine: an ask that leads elsewhere is often one that could stand there as well.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::knowledge::{EntryId, Knowledge};
use crate::mind::Mind;
use crate::search::corpus::{Corpus, Hand, Label, Part};
use crate::search::features::Extractor;
use crate::search::meaning::Space;
use crate::search::signals::Index;
use crate::search::slots::Wanted;

/// Into how many parts the asks are dealt: what is learnt without a sixth is nearly what is learnt from all.
const PARTS: usize = 6;

/// How many parts are tried side by side.
const TOGETHER: usize = 3;

/// What came of asking every ask of what was learnt without it.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct HeldOut {
    /// By language: how many asks there are, and how many led to their own entry first.
    pub languages: BTreeMap<String, Found>,
    /// Entries whose asks led to another, those that did so most often first.
    pub confused: Vec<Confused>,
}

/// How many asks led to their own entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Asks that were tried.
    pub tried: usize,
    /// Those whose own entry came first.
    pub first: usize,
}

/// An entry whose asks led to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confused {
    /// The entry that the asks were written for.
    pub written: EntryId,
    /// The entry that came first instead.
    pub found: EntryId,
    /// How many of its asks in all languages did so.
    pub times: usize,
    /// One of them.
    pub ask: String,
}

/// An ask that was tried: its entry, its language, what came first.
struct Tried<'a> {
    written: usize,
    language: &'static str,
    found: usize,
    ask: &'a str,
}

impl HeldOut {
    /// Tries every ask of a base; `progress` is told how far it is, from 0 to 1. It takes about twice as long as learning.
    pub fn new(mind: &Mind, progress: &mut dyn FnMut(f32)) -> HeldOut {
        let corpus = Corpus::new(&mind.knowledge, &mind.reader, &Extractor::default(), mind.engine.encoder());
        let space = Space::new(&corpus);
        let mut tried = Vec::new();
        let parts: Vec<usize> = (0..PARTS).collect();
        for together in parts.chunks(TOGETHER) {
            let (corpus, space) = (&corpus, &space);
            std::thread::scope(|scope| {
                let running: Vec<_> = together
                    .iter()
                    .map(|&part| scope.spawn(move || part_tried(mind, corpus, space, part)))
                    .collect();
                for part in running {
                    // A panic in there is a bug of ours: it goes on here.
                    tried.extend(part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
                }
            });
            progress(tried.len() as f32 / corpus.utterances.len().max(1) as f32);
        }
        counted(&mind.knowledge, &tried)
    }
}

/// Asks the asks of one part of what is learnt from the others.
fn part_tried<'a>(mind: &Mind, corpus: &'a Corpus, space: &Space, part: usize) -> Vec<Tried<'a>> {
    let hand = Hand { number: part, of: PARTS, run: 1, left_out: 0 };
    let index = Index::learn(corpus, space, Part::Without(hand));
    let engine = mind.engine.with_index(&mind.knowledge, index);
    let utterances = corpus.utterances.iter().filter(|utterance| hand.holds(utterance));
    utterances
        .filter_map(|(label, text)| {
            let Label::Entry(written) = label else { return None };
            let message = mind.reader.read(&text.source, text.language);
            let wanted = Wanted::of(&message, &mind.knowledge);
            let found = engine.find(&mind.knowledge, &message, &wanted).matches.first()?.entry;
            Some(Tried {
                written: *written as usize,
                language: text.language.code(),
                found,
                ask: &text.source,
            })
        })
        .collect()
}

/// Counts what was tried.
fn counted(knowledge: &Knowledge, tried: &[Tried<'_>]) -> HeldOut {
    let mut held_out = HeldOut::default();
    let mut pairs: BTreeMap<(usize, usize), (usize, &str)> = BTreeMap::new();
    for Tried { written, language, found, ask } in tried {
        let count = held_out.languages.entry((*language).to_owned()).or_default();
        count.tried += 1;
        if written == found {
            count.first += 1;
        } else {
            pairs.entry((*written, *found)).or_insert((0, ask)).0 += 1;
        }
    }
    held_out.confused = pairs
        .into_iter()
        .map(|((written, found), (times, ask))| Confused {
            written: knowledge.entries[written].id.clone(),
            found: knowledge.entries[found].id.clone(),
            times,
            ask: ask.to_owned(),
        })
        .collect();
    held_out.confused.sort_by_key(|pair| std::cmp::Reverse(pair.times));
    held_out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{SourceFile, parse};
    use crate::mind::Host;

    /// An entry with these asks.
    fn entry(slug: &str, title: &str, asks: &[&str]) -> SourceFile {
        let asks: String = asks.iter().map(|ask| format!("- {ask}\n")).collect();
        let text = format!("+++\n+++\n\n# en: {title}\n\n## asks\n{asks}");
        SourceFile { path: format!("cases/{slug}.md"), bytes: text.into_bytes() }
    }

    #[test]
    fn an_ask_that_could_stand_in_another_entry_is_told_with_both() {
        let files = [
            entry(
                "bakery",
                "A village bakery",
                &["bread of the bakery", "the bakery bakes bread", "bakery bread", "swimming pool"],
            ),
            entry(
                "pool",
                "A town swimming pool",
                &["swimming pool of the town", "the town swimming pool", "town swimming pool"],
            ),
        ];
        let parsed = parse(&files);
        assert_eq!(parsed.diagnostics, []);
        let mind = Mind::learn(parsed.knowledge, Host::default(), None, &mut |_| ());
        let held_out = HeldOut::new(&mind, &mut |_| ());
        assert_eq!(held_out.languages["en"].tried, 7);
        let told: Vec<_> = held_out
            .confused
            .iter()
            .map(|pair| (pair.written.slug(), pair.found.slug(), pair.times, pair.ask.as_str()))
            .collect();
        assert_eq!(told, [("bakery", "pool", 1, "swimming pool")]);
        assert_eq!(held_out.languages["en"].first, 6);
    }
}
