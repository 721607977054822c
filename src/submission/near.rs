//! What was told before: entries and submissions that a new one resembles.
//!
//! Three things speak for two texts telling of one initiative: the same name, the same place, the same rare words. Each counts
//! for itself; none is enough alone but the name.

use std::collections::HashMap;

use crate::flow::Answer;
use crate::knowledge::flow::{Fact, Flow};
use crate::knowledge::{Entry, EntryId, Scheme};
use crate::mind::Mind;
use crate::ticket::Ticket;
use crate::understand::normal::{Token, fold, tokens};

use super::Submission;

/// From this nearness on, two texts are told to a moderator as perhaps the same.
pub const NEAR: f32 = 0.42;

/// The most that are told.
const MOST: usize = 3;

/// What a text tells of, ready to be compared.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    /// The words of its names, in every language.
    names: Vec<Vec<String>>,
    /// Term ids of its places, the smallest first, without countries.
    places: Vec<String>,
    /// The place as it was typed, folded.
    typed: Option<String>,
    /// Every word, with how much it says.
    words: HashMap<String, f32>,
    /// The concepts it names.
    concepts: Vec<String>,
}

/// What is near.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Near {
    /// Entries, the nearest first.
    pub entries: Vec<EntryId>,
    /// Submissions, the nearest first.
    pub submissions: Vec<Ticket>,
}

/// Finds what a submission resembles, among the entries and those that wait.
pub fn find(mind: &Mind, flow: &Flow, submission: &Submission, waiting: &[Submission]) -> Near {
    let sketch = of_submission(mind, flow, submission);
    let mut entries: Vec<(f32, &EntryId)> = mind
        .knowledge
        .entries
        .iter()
        .map(|entry| (nearness(&sketch, &of_entry(mind, entry)), &entry.id))
        .filter(|(near, _)| *near >= NEAR)
        .collect();
    entries.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let others =
        waiting.iter().filter(|other| other.ticket != submission.ticket && other.flow == submission.flow);
    let mut submissions: Vec<(f32, Ticket)> = others
        .map(|other| (nearness(&sketch, &of_submission(mind, flow, other)), other.ticket))
        .filter(|(near, _)| *near >= NEAR)
        .collect();
    submissions.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    Near {
        entries: entries.into_iter().take(MOST).map(|(_, id)| id.clone()).collect(),
        submissions: submissions.into_iter().take(MOST).map(|(_, ticket)| ticket).collect(),
    }
}

/// Sketches what was sent.
pub fn of_submission(mind: &Mind, flow: &Flow, submission: &Submission) -> Sketch {
    let title = submission.fact(flow, Fact::Title).map(Answer::plain).unwrap_or_default();
    let place = match submission.fact(flow, Fact::Place) {
        Some(Answer::Place(typed, term)) => Some((typed.clone(), term.clone())),
        _ => None,
    };
    let texts = submission.answers.iter().filter_map(|given| match &given.answer {
        Answer::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let text = texts.collect::<Vec<_>>().join("\n");
    sketch(mind, &[title], place, &text)
}

/// Sketches an entry.
pub fn of_entry(mind: &Mind, entry: &Entry) -> Sketch {
    let names: Vec<String> = entry.articles.iter().map(|(_, article)| article.title.clone()).collect();
    let place = entry.place.as_ref().map(|id| {
        let label = mind.knowledge.terms.get(id).and_then(|term| term.labels.iter().next());
        (label.map_or_else(String::new, |(_, labels)| labels[0].clone()), Some(id.clone()))
    });
    let text =
        entry.articles.iter().map(|(_, article)| article.summary.as_str()).collect::<Vec<_>>().join("\n");
    sketch(mind, &names, place, &text)
}

/// Sketches names, a place and a text.
pub fn sketch(mind: &Mind, names: &[String], place: Option<(String, Option<String>)>, text: &str) -> Sketch {
    let knowledge = &mind.knowledge;
    let mut found = tokens(&names.join("\n"));
    found.extend(tokens(text));
    let mentions = mind.reader.mentions(&found);
    let mut concepts: Vec<String> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    for mention in mentions {
        let term = knowledge.terms.at(mention.term);
        let list = if term.scheme == Scheme::Place { &mut places } else { &mut concepts };
        if !list.contains(&term.id) {
            list.push(term.id.clone());
        }
    }
    if let Some((_, Some(term))) = &place {
        places.retain(|other| other != term);
        places.insert(0, term.clone());
    }
    places.retain(|id| is_local(mind, id));
    let mut words: HashMap<String, f32> = HashMap::new();
    for token in &found {
        if says_something(mind, token) {
            words.entry(stem(&token.word)).or_insert_with(|| rarity(mind, &token.word));
        }
    }
    Sketch {
        names: names.iter().map(|name| name_words(mind, name)).collect(),
        places,
        typed: place.map(|(typed, _)| fold(&typed)).filter(|typed| !typed.is_empty()),
        words,
        concepts,
    }
}

/// Returns whether a place is a town or smaller: a country in common says little.
fn is_local(mind: &Mind, id: &str) -> bool {
    use crate::knowledge::PlaceLevel;
    let level = mind.knowledge.terms.get(id).and_then(|term| term.level);
    matches!(level, Some(PlaceLevel::City | PlaceLevel::Area))
}

fn says_something(mind: &Mind, token: &Token) -> bool {
    token.word.len() > 2
        && !crate::language::Language::all().any(|language| mind.reader.is_stop(language, &token.word))
}

/// A word without its ending, whatever the language: what two forms of it share.
fn stem(word: &str) -> String {
    let length = word.chars().count();
    let kept = if length > 7 {
        length - 3
    } else if length > 4 {
        length - 1
    } else {
        length
    };
    word.chars().take(kept).collect()
}

/// How much a word says: a word that the base never uses is a name.
fn rarity(mind: &Mind, word: &str) -> f32 {
    let count = mind.reader.literacy().count(word) as f32;
    (2_000.0 / (1.0 + count)).ln().clamp(0.3, 6.0)
}

fn name_words(mind: &Mind, name: &str) -> Vec<String> {
    let mut words: Vec<String> = tokens(name)
        .iter()
        .filter(|token| says_something(mind, token))
        .map(|token| stem(&token.word))
        .collect();
    words.sort();
    words.dedup();
    words
}

/// Returns how near two sketches are, from 0 to 1.
pub fn nearness(a: &Sketch, b: &Sketch) -> f32 {
    let name = a
        .names
        .iter()
        .flat_map(|one| b.names.iter().map(move |other| overlap(one, other, a, b)))
        .fold(0.0, f32::max);
    let place = same_place(a, b);
    let words = cosine(&a.words, &b.words);
    let concepts = shared(&a.concepts, &b.concepts);
    let near = 0.40 * name + 0.22 * place.max(0.0) + 0.30 * (1.6 * words).min(1.0) + 0.16 * concepts;
    // The same in another town is another one, whatever it is called.
    let apart = if place < 0.0 { ELSEWHERE } else { 1.0 };
    (near * apart).min(1.0)
}

/// What is left of the nearness of two tellings whose towns are not the same.
const ELSEWHERE: f32 = 0.4;

/// The weight of the words that two names share from which on they are no everyday words.
const DISTINCT: f32 = 4.0;

/// The share of a name's weight that another name holds, by the shorter one.
fn overlap(one: &[String], other: &[String], a: &Sketch, b: &Sketch) -> f32 {
    let weight = |word: &String| a.words.get(word).or_else(|| b.words.get(word)).copied().unwrap_or(1.0);
    let total = |words: &[String]| words.iter().map(weight).sum::<f32>();
    let least = total(one).min(total(other));
    if least <= 0.0 {
        return 0.0;
    }
    let held: f32 = one.iter().filter(|word| other.contains(word)).map(weight).sum();
    (held / least).min(1.0) * (held / DISTINCT).min(1.0)
}

/// 1 for the same town, less when one tells of the other's among others, below 0 for two different towns.
fn same_place(a: &Sketch, b: &Sketch) -> f32 {
    if a.typed.is_some() && a.typed == b.typed {
        return 1.0;
    }
    match (a.places.first(), b.places.first()) {
        (Some(one), Some(other)) if one == other => 1.0,
        (Some(one), Some(_)) if b.places.contains(one) => 0.6,
        (Some(_), Some(other)) if a.places.contains(other) => 0.6,
        (Some(_), Some(_)) => -1.0,
        _ => match (&a.typed, &b.typed) {
            // Two names of towns of which the base knows at most one.
            (Some(_), Some(_)) => -0.8,
            _ => 0.0,
        },
    }
}

fn cosine(a: &HashMap<String, f32>, b: &HashMap<String, f32>) -> f32 {
    let length =
        |words: &HashMap<String, f32>| words.values().map(|weight| weight * weight).sum::<f32>().sqrt();
    let product: f32 = a.iter().filter_map(|(word, weight)| Some(weight * b.get(word)?)).sum();
    let lengths = length(a) * length(b);
    if lengths > 0.0 { product / lengths } else { 0.0 }
}

fn shared(a: &[String], b: &[String]) -> f32 {
    let least = a.len().min(b.len());
    if least == 0 {
        return 0.0;
    }
    a.iter().filter(|id| b.contains(id)).count() as f32 / least as f32
}
