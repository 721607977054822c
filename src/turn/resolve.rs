//! What a message means where the person stands: a pick from the list, a facet of what we talk about, a narrowing, or a new
//! question.

use std::ops::Range;

use crate::conversation::Conversation;
use crate::knowledge::{Act, Cue, Facet, Kind, Scheme};
use crate::language::{LANGUAGES, Language};
use crate::search::Findings;
use crate::search::slots::Wanted;
use crate::understand::normal::fold;
use crate::understand::{Ordinal, Understanding};

use super::compare;
use crate::mind::Mind;
use crate::step::{Question, Step};

/// A message that depends on the topic has at most this many words of its own.
const FEW: usize = 2;

/// From this probability on, a message does what the gate says rather than ask.
const ACT: f32 = 0.5;

/// From this probability on, a message asks, whatever words for comparing it holds.
const ASKS: f32 = 0.8;

/// The same as [`ACT`] for a message that stands alone and hardly asks.
const ACT_ALONE: f32 = 0.35;

/// How many times likelier than a question such a message must be.
const FAR: f32 = 1.5;

/// From this probability on, the wording alone says that it is outside the subject.
const OUTSIDE: f32 = 0.6;

/// Finds out what a message means.
pub(super) fn say(mind: &Mind, conversation: &mut Conversation, text: &str) -> Step {
    let folded = fold(text);
    if folded.is_empty() {
        return Step::Empty;
    }
    if let Some(step) = typed_choice(mind, conversation, &folded) {
        return step;
    }
    let message = mind.reader.read(text, conversation.spoken);
    if let Some(language) = message.detected.filter(|&language| mind.host.speaks(language)) {
        conversation.spoken = language;
    }
    let own = Own::of(mind, &message);
    let context = conversation.about().is_some() || !conversation.topic.is_empty();

    if let Some(ordinal) = message.ordinal
        && (own.words == 0 || (own.words == 1 && !conversation.listed().is_empty()))
        && message.terms.is_empty()
        && message.facet.is_none()
    {
        return pick(mind, conversation, ordinal);
    }
    let more = message.cues.contains(&Cue::More) && own.words == 0 && own.places.is_empty();
    if more && context && message.kinds.is_empty() {
        return Step::More;
    }

    // "What came of it?", of what we talk about: no word of it could find anything else.
    if let Some(facet) = message.facet
        && own.words == 0
        && own.places.is_empty()
        && let Some(entry) = conversation.about().and_then(|id| mind.knowledge.position(id))
    {
        return Step::Open { entry, facet: Some(facet) };
    }

    let wanted = Wanted::of(&message, &mind.knowledge);
    let findings = mind.engine.find(&mind.knowledge, &message, &wanted);
    if let Some(step) = act(mind, conversation, &message, &findings, text) {
        return step;
    }
    // "What is the weather like there?" hangs on the topic by its words only.
    let hangs = message.facet.is_some() || message.cues.contains(&Cue::Onward);
    let strays = own.words > 0
        && (findings.outside >= OUTSIDE || (findings.covered < mind.host.thresholds.none && !hangs));
    let of_a_place = own.words <= FEW && !own.places.is_empty() && findings.outside < OUTSIDE;
    if context
        && (!strays || of_a_place)
        && let Some(step) = follow(mind, conversation, &message, &own, &wanted, &findings, text)
    {
        return step;
    }
    let list = asks_for_several(&message, &own);
    Step::Answer(Box::new(Question {
        asked: None,
        findings,
        wanted,
        list,
        narrowed: false,
        topic: Some(text.to_owned()),
    }))
}

/// Answers a question within one kind of entries.
pub(super) fn of_kind(mind: &Mind, conversation: &mut Conversation, kind: Kind, text: &str) -> Step {
    let message = mind.reader.read(text, conversation.spoken);
    let mut wanted = Wanted::of(&message, &mind.knowledge);
    wanted.kinds = [kind].into();
    let mut findings = mind.engine.find(&mind.knowledge, &message, &wanted);
    findings.matches.retain(|found| mind.knowledge.entries[found.entry].id.kind() == kind);
    Step::Answer(Box::new(Question {
        findings,
        wanted,
        asked: None,
        list: true,
        narrowed: false,
        topic: Some(text.to_owned()),
    }))
}

/// Returns the language that a text names, by its code or by its name in any language.
pub(super) fn named_language(mind: &Mind, text: &str) -> Option<Language> {
    let folded = fold(text);
    let named = |word: &str| {
        Language::all()
            .filter(|&language| mind.host.speaks(language))
            .find(|&language| fold(language.info().name) == word || names(language).contains(&word))
    };
    // "en" is English as a code alone; within a sentence it is a word of French and Spanish. The last one named is the one
    // that is wanted: "not in French, in English".
    Language::from_code(&folded)
        .filter(|&language| folded.len() == 2 && mind.host.speaks(language))
        .or_else(|| folded.split(' ').rev().find_map(named))
}

/// What the other languages call a language.
fn names(language: Language) -> &'static [&'static str] {
    // A table, since no content file is about names of languages; a new language adds a line.
    const NAMES: [&[&str]; LANGUAGES.len()] = [
        &["french", "frances", "francais", "francaise"],
        &["english", "anglais", "ingles", "anglaise"],
        &["spanish", "espagnol", "espanol", "castellano", "espagnole"],
    ];
    NAMES[language.index()]
}

/// What of a message is its own, rather than a cue, a facet or a place.
struct Own {
    /// How many words say what it is about.
    words: usize,
    /// The words that name places.
    places: Vec<usize>,
}

impl Own {
    fn of(mind: &Mind, message: &Understanding) -> Own {
        let terms = &mind.knowledge.terms;
        let mut places = Vec::new();
        let mut named: Vec<Range<usize>> = Vec::new();
        for mention in &message.terms {
            if terms.at(mention.term).scheme == Scheme::Place {
                places.push(mention.term);
                named.push(mention.words.clone());
            }
        }
        let words = message
            .roles
            .iter()
            .enumerate()
            .filter(|(at, role)| role.is_subject() && !named.iter().any(|words| words.contains(at)))
            .count();
        Own { words, places }
    }
}

/// Reads a choice that was typed: its number, or the words on its button.
fn typed_choice(mind: &Mind, conversation: &Conversation, folded: &str) -> Option<Step> {
    // A letter is a button, a number an item of the list, or a button where there is no list.
    if let [letter @ b'a'..=b'z'] = folded.as_bytes() {
        let choice = conversation.offered.get(usize::from(letter - b'a'))?;
        return Some(Step::Choice(choice.id.clone()));
    }
    if let Ok(number) = folded.parse::<usize>() {
        if (1..=conversation.shown.len()).contains(&number) {
            return Some(pick(mind, conversation, Ordinal::Nth(number)));
        }
        let choice = conversation.offered.get(number.checked_sub(1)?)?;
        return Some(Step::Choice(choice.id.clone()));
    }
    let choice = conversation.offered.iter().find(|choice| fold(&choice.label) == folded)?;
    Some(Step::Choice(choice.id.clone()))
}

/// Picks from the list that was shown.
fn pick(mind: &Mind, conversation: &Conversation, ordinal: Ordinal) -> Step {
    let listed = conversation.listed();
    let id = match ordinal {
        Ordinal::Nth(number) => number.checked_sub(1).and_then(|at| listed.get(at)),
        Ordinal::Last => listed.last(),
    };
    match id.and_then(|id| mind.knowledge.position(id)) {
        Some(entry) => Step::Open { entry, facet: None },
        None => Step::NoList,
    }
}

/// Does what a message does when it is no question.
fn act(
    mind: &Mind,
    conversation: &mut Conversation,
    message: &Understanding,
    findings: &Findings,
    text: &str,
) -> Option<Step> {
    let (act, probability) = findings.acts.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let asks = findings.acts.iter().find(|(act, _)| *act == Act::Ask).map_or(0.0, |(_, asks)| *asks);
    // Where nothing has been spoken of yet and no subject is named, it is enough to be likelier by far than a question.
    let alone = conversation.about().is_none() && message.terms.is_empty();
    let enough = if alone && probability >= FAR * asks { ACT_ALONE } else { ACT };
    let sure = act != Act::Ask && probability >= enough && probability > findings.outside;
    if message.cues.contains(&Cue::Compare) || (sure && act == Act::Compare) {
        // Without a word for it, "Preston model" or "and in Bogotá?" only resemble comparisons: both things must be named.
        // "Rather than" and "better to" stand in questions, too: what plainly asks is not taken for a comparison.
        let says = message.cues.contains(&Cue::Compare) && asks < ASKS;
        let fresh = Conversation::default();
        let step = compare::step(mind, if says { conversation } else { &fresh }, message, text);
        if says || step != Step::CompareWhich {
            return Some(step);
        }
    }
    if !sure {
        return None;
    }
    // "Where does that come from?" is about the answer, where there is one.
    let likeliest = findings.facets.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    if act == Act::About
        && let Some(entry) = conversation.about().and_then(|id| mind.knowledge.position(id))
        && likeliest.is_some_and(|(facet, _)| *facet == Some(Facet::Source))
    {
        return Some(Step::Open { entry, facet: Some(Facet::Source) });
    }
    match act {
        // "And in France?" names a country, not a language.
        Act::Language => match named_language(mind, text) {
            Some(language) => Some(Step::Speak(language)),
            None if message.terms.is_empty() => Some(Step::Act(Act::Language)),
            None => None,
        },
        // "Cases in Spain" is a question; "show me the cases" is not.
        Act::Mechanisms | Act::Cases | Act::Resources if !message.terms.is_empty() => None,
        Act::Mechanisms => Some(Step::Browse(Kind::Mechanism, 0)),
        Act::Cases => Some(Step::Browse(Kind::Case, 0)),
        Act::Resources => Some(Step::Browse(Kind::Resource, 0)),
        Act::Ask | Act::Compare => None,
        act => Some(Step::Act(act)),
    }
}

/// Goes on from the topic, when the message depends on it.
fn follow(
    mind: &Mind,
    conversation: &Conversation,
    message: &Understanding,
    own: &Own,
    wanted: &Wanted,
    findings: &Findings,
    text: &str,
) -> Option<Step> {
    let focus = conversation.about().and_then(|id| mind.knowledge.position(id));
    let cue = |cue| message.cues.contains(&cue);
    let alone = || Question {
        findings: findings.clone(),
        wanted: wanted.clone(),
        asked: None,
        list: asks_for_several(message, own),
        narrowed: !own.places.is_empty(),
        topic: Some(text.to_owned()),
    };

    if cue(Cue::Similar)
        && own.words <= FEW
        && own.places.is_empty()
        && let Some(focus) = focus
    {
        return Some(Step::Similar(focus));
    }
    // "and in Spain?", "who started the Brussels one?": the topic, in another place.
    if !own.places.is_empty() && (own.words <= FEW || cue(Cue::Correction) || cue(Cue::Similar)) {
        if own.words == 0 && own.places.len() == 1 && !cue(Cue::Onward) && conversation.topic.is_empty() {
            return None;
        }
        return Some(Step::Answer(Box::new(narrow(mind, conversation, message, own, text))));
    }
    let narrows = !message.kinds.is_empty() || !message.types.is_empty() || wanted.inhabitants.is_some();
    if own.words == 0 && own.places.is_empty() && narrows {
        return Some(Step::Answer(Box::new(narrow(mind, conversation, message, own, text))));
    }
    // A facet with few words of its own: of what we talk about, unless the words find something else for sure.
    let facet = |entry| mind.engine.facet(&mind.knowledge, entry, conversation.language(), findings);
    if let Some((focus, facet)) =
        focus.and_then(|focus| Some((focus, message.facet.or_else(|| facet(focus))?)))
        && own.words <= FEW
    {
        let first = findings.matches.first()?;
        if first.entry == focus || first.share < 0.5 || findings.covered < 0.5 {
            return Some(Step::Open { entry: focus, facet: Some(facet) });
        }
    }
    if cue(Cue::Onward) && own.words <= 2 * FEW + 1 {
        let combined = narrow(mind, conversation, message, own, text);
        let better = |question: &Question| question.findings.covered * question.findings.first;
        return Some(Step::Answer(Box::new(if better(&alone()) > better(&combined) {
            alone()
        } else {
            combined
        })));
    }
    None
}

/// Asks the topic again with what the message adds to it, or puts in the place of something.
fn narrow(
    mind: &Mind,
    conversation: &Conversation,
    message: &Understanding,
    own: &Own,
    text: &str,
) -> Question {
    // Without a question to go on from, what we talk about stands for it.
    let topic = match (&conversation.focus, conversation.topic.as_str()) {
        (Some(id), "") => {
            mind.knowledge.entry(id).map_or("", |entry| entry.title(conversation.spoken)).to_owned()
        }
        (_, topic) => topic.to_owned(),
    };
    let combined = mind.reader.read(&format!("{topic}. {text}"), message.language);
    let mut wanted = Wanted::of(&combined, &mind.knowledge);
    if !own.places.is_empty() {
        wanted.places.clone_from(&own.places);
        wanted.narrow(&mind.knowledge);
    } else if wanted.places.is_empty() {
        wanted.places =
            conversation.places.iter().filter_map(|id| mind.knowledge.terms.position(id)).collect();
    }
    if !message.kinds.is_empty() {
        wanted.kinds.clone_from(&message.kinds);
    }
    let mut findings = mind.engine.find(&mind.knowledge, &combined, &wanted);
    // What the topic asked is answered: the facet is the one that this message asks for.
    let alone = mind.engine.find(&mind.knowledge, message, &Wanted::default());
    // "Something like it": not the thing itself.
    if message.cues.contains(&Cue::Similar)
        && let Some(focus) = conversation.focus.as_ref().and_then(|id| mind.knowledge.position(id))
    {
        findings.matches.retain(|found| found.entry != focus);
    }
    // The topic was answerable before; a new place does not make it less so.
    if own.words == 0 || !own.places.is_empty() {
        findings.covered = findings.covered.max(0.75);
    } else {
        findings.covered = findings.covered.min(alone.covered.max(0.5));
    }
    Question {
        findings,
        wanted,
        asked: Some(alone),
        list: asks_for_several(message, own),
        narrowed: !own.places.is_empty(),
        topic: None,
    }
}

/// Returns whether several entries are asked for: in words, or by naming a place and nothing else.
fn asks_for_several(message: &Understanding, own: &Own) -> bool {
    let few = if message.kinds.is_empty() { 1 } else { FEW };
    let of_a_place = !own.places.is_empty() && own.words <= few && message.facet.is_none();
    message.cues.contains(&Cue::Several) || of_a_place
}
