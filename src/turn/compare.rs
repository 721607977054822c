//! Which two things are to be compared.

use std::collections::HashSet;

use crate::conversation::Conversation;
use crate::knowledge::Scheme;
use crate::search::slots::Wanted;
use crate::understand::Understanding;
use crate::understand::normal::fold;

use crate::mind::Mind;
use crate::step::Step;

/// Finds the two things that a message wants side by side: two places, two names, or one beside what we talk about.
pub(super) fn step(mind: &Mind, conversation: &Conversation, message: &Understanding, text: &str) -> Step {
    let knowledge = &mind.knowledge;
    let mut places: Vec<usize> = Vec::new();
    for mention in &message.terms {
        if knowledge.terms.at(mention.term).scheme == Scheme::Place && !places.contains(&mention.term) {
            places.push(mention.term);
        }
    }
    let mut wanted = Wanted { places, ..Wanted::default() };
    wanted.narrow(knowledge);
    let places = wanted.places;
    let focus = conversation.focus.as_ref().and_then(|id| knowledge.position(id));

    if let [first, second, ..] = places[..] {
        let (first, second) = (in_place(mind, message, first, None), in_place(mind, message, second, None));
        if let (Some(first), Some(second)) = (first, second)
            && first != second
        {
            return Step::Compare(first, second);
        }
    }
    if let Some((first, second)) = around_joiner(mind, message, text) {
        return Step::Compare(first, second);
    }
    if let (Some(focus), [place]) = (focus, places.as_slice())
        && let Some(other) = in_place(mind, message, *place, Some(focus))
    {
        return Step::Compare(focus, other);
    }
    match (focus, conversation.shown.as_slice()) {
        // "compare them", after a list.
        (_, [first, second, ..]) if places.is_empty() => {
            match (knowledge.position(first), knowledge.position(second)) {
                (Some(first), Some(second)) => Step::Compare(first, second),
                _ => Step::CompareWhich,
            }
        }
        // "Compare the two": the last two that were spoken of.
        (Some(_), _)
            if places.is_empty() && message.subject().count() <= 1 && conversation.seen.len() >= 2 =>
        {
            let seen = conversation.seen.iter().rev().filter_map(|id| knowledge.position(id));
            match seen.take(2).collect::<Vec<_>>().as_slice() {
                [second, first] => Step::Compare(*first, *second),
                _ => Step::CompareWhich,
            }
        }
        (Some(focus), _) => {
            let found = mind.engine.find(knowledge, message, &Wanted::of(message, knowledge));
            match found.matches.into_iter().find(|found| found.entry != focus) {
                Some(other) if other.share >= 0.2 => Step::Compare(focus, other.entry),
                _ => Step::CompareWhich,
            }
        }
        _ => Step::CompareWhich,
    }
}

/// Returns the entry of a place that the message fits best.
fn in_place(mind: &Mind, message: &Understanding, place: usize, but: Option<usize>) -> Option<usize> {
    let wanted = Wanted { places: vec![place], ..Wanted::default() };
    let found = mind.engine.find(&mind.knowledge, message, &wanted);
    let lies = |entry: usize| mind.engine.profiles().lies_in(entry, place);
    found.matches.into_iter().map(|found| found.entry).find(|&entry| lies(entry) && Some(entry) != but)
}

/// The most places where a message is cut: each costs two searches.
const MOST_CUTS: usize = 4;

/// Cuts the message at a word like "and" and looks up each half; takes the cut whose halves are found most surely.
fn around_joiner(mind: &Mind, message: &Understanding, text: &str) -> Option<(usize, usize)> {
    let knowledge = &mind.knowledge;
    let joiners: HashSet<String> = knowledge
        .lexicons
        .iter()
        .flat_map(|(_, lexicon)| &lexicon.joiners)
        .map(|joiner| fold(joiner))
        .collect();
    let look = |half: &str| {
        let message = mind.reader.read(half, message.language);
        message.roles.iter().any(|role| role.is_subject()).then_some(())?;
        let found = mind.engine.find(knowledge, &message, &Wanted::of(&message, knowledge));
        found.matches.first().map(|first| (first.entry, first.share))
    };
    message
        .tokens
        .iter()
        .filter(|token| joiners.contains(&token.word))
        .take(MOST_CUTS)
        .filter_map(|token| {
            let (first, second) = (look(&text[..token.span.start])?, look(&text[token.span.end..])?);
            (first.0 != second.0).then_some((first.1 * second.1, first.0, second.0))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(sure, _, _)| *sure >= 0.05)
        .map(|(_, first, second)| (first, second))
}
