//! What a message means where the person stands: a pick from the list, a facet of what we talk about, a narrowing, or a new
//! question.

use std::ops::Range;

use crate::conversation::Conversation;
use crate::knowledge::{Act, Cue, Facet, Kind, Scheme};
use crate::language::Language;
use crate::search::Findings;
use crate::search::slots::Wanted;
use crate::understand::normal::fold;
use crate::understand::{Ordinal, Understanding};

use super::compare;
use super::follow::{self, FEW, Follow};
use crate::answer::{Form, Scope};
use crate::mind::Mind;
use crate::step::{Question, Step};

/// From this probability on, a message does what the gate says rather than ask.
const ACT: f32 = 0.5;

/// From this probability on, a message asks, whatever words for comparing it holds.
const ASKS: f32 = 0.8;

/// The same as [`ACT`] for a message that stands alone and hardly asks.
const ACT_ALONE: f32 = 0.35;

/// The same for a message that goes on from a topic.
const ACT_ON_TOPIC: f32 = 0.8;

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

    // "None of those", where some were offered.
    if message.cues.contains(&Cue::Nothing) && own.words == 0 && !conversation.shown.is_empty() {
        return Step::Others;
    }
    // "What came of it?", of what we talk about: no word of it could find anything else.
    if let Some(facet) = message.facet
        && own.words == 0
        && own.places.is_empty()
        && own.subjects.is_empty()
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
        && let Some(step) = (Follow {
            mind,
            conversation,
            message: &message,
            own: &own,
            wanted: &wanted,
            findings: &findings,
            text,
        })
        .step()
    {
        return step;
    }
    let form = follow::form(&message, &own, &findings);
    let topic = Some(text.to_owned());
    Step::Answer(Box::new(Question { asked: None, findings, wanted, form, scope: Scope::Hint, topic }))
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
        form: Form::List,
        scope: Scope::Hint,
        topic: Some(text.to_owned()),
    }))
}

/// Returns the language that a text names, by its code or by its name in any language.
pub(super) fn named_language(mind: &Mind, text: &str) -> Option<Language> {
    let folded = fold(text);
    let speaks = |language: &Language| mind.host.speaks(*language);
    let called = |language: Language, word: &str| {
        let names = mind.knowledge.lexicons.iter().filter_map(|(_, of)| of.languages.get(language.code()));
        fold(language.info().name) == word || names.flatten().any(|name| fold(name) == word)
    };
    let named = |word: &str| Language::all().filter(speaks).find(|&language| called(language, word));
    // "en" is English as a code alone; within a sentence it is a word of French and Spanish. The last one named is the one
    // that is wanted: "not in French, in English".
    Language::from_code(&folded)
        .filter(|language| folded.len() == 2 && speaks(language))
        .or_else(|| folded.split(' ').rev().find_map(named))
}

/// What of a message is its own, rather than a cue, a facet or a place.
pub(super) struct Own {
    /// How many words say what it is about.
    pub(super) words: usize,
    /// The places that it names.
    pub(super) places: Vec<usize>,
    /// The subjects that it names.
    pub(super) subjects: Vec<usize>,
}

impl Own {
    fn of(mind: &Mind, message: &Understanding) -> Own {
        let terms = &mind.knowledge.terms;
        let (mut places, mut subjects) = (Vec::new(), Vec::new());
        let mut named: Vec<Range<usize>> = Vec::new();
        for mention in &message.terms {
            if terms.at(mention.term).scheme == Scheme::Place {
                places.push(mention.term);
                named.push(mention.words.clone());
            } else if terms.at(mention.term).scheme != Scheme::Family {
                subjects.push(mention.term);
            }
        }
        let words = message
            .roles
            .iter()
            .enumerate()
            .filter(|(at, role)| role.is_subject() && !named.iter().any(|words| words.contains(at)))
            .count();
        Own { words, places, subjects }
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

/// Returns how surely the wording tells a facet.
pub(super) fn told(findings: &Findings) -> f32 {
    let told = findings.facets.iter().filter(|(facet, _)| facet.is_some()).map(|(_, told)| *told);
    told.fold(0.0, f32::max)
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
    // "Who was behind it?" asks of the thing we talk about more than of this program.
    let on_topic =
        conversation.about().is_some() && (message.refers > 0 || message.cues.contains(&Cue::Onward));
    let enough = if on_topic { ACT_ON_TOPIC } else { enough };
    let told = match conversation.about() {
        Some(_) if on_topic => told(findings),
        // "What lessons does it leave?" asks for a section of it, however much it resembles "what can you do?"; "who made you?"
        // has less of that.
        Some(_) => told(findings) / FAR,
        None => 0.0,
    };
    let sure = act != Act::Ask && probability >= enough && probability > findings.outside.max(told);
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
