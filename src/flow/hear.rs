//! What a message means within a flow: an answer, a correction of an earlier one, a way to find one's way, or something else that
//! the rest of the program answers before the question is asked again.

use super::answer::{Answer, Refusal};
use super::draft::Draft;
use super::options::{Shown, chosen};
use super::read::Reading;
use super::title;
use super::wayfinding::{Guess, SHORT};
use crate::knowledge::Act;
use crate::knowledge::flow::{AnswerKind, Fact, Fills, Flow, Repair, Step};
use crate::language::Language;
use crate::search::slots::Wanted;
use crate::understand::normal::{fold, tokens};

/// From this probability on, a message changes an answer, if it names what it changes besides.
const CHANGES: f32 = 0.5;

/// From this probability on, a short message says hello, thanks, or asks for another language rather than to answer.
const ACTS: f32 = 0.6;

/// What a message means.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Answers: of the step that is open, and of those that it answers as well.
    Answers(Vec<(String, Answer)>),
    /// Answers to steps that were answered before, or would have come later.
    Corrects(Vec<(String, Answer)>),
    /// Wants to answer a step anew.
    Reopens(String),
    /// Wants to change an answer, and does not say which.
    Which,
    /// Finds its way.
    Repairs(Repair),
    /// Is not for the flow.
    Aside,
    /// Was meant as an answer, and is none.
    Refused(Refusal),
}

/// Hears a message. `step` is the one that is open, none at the end; `options` are its options.
pub fn hear(
    reading: &Reading<'_>,
    flow: &Flow,
    draft: &Draft,
    step: Option<&Step>,
    options: &[Shown],
    text: &str,
) -> Heard {
    let folded = fold(text);
    if folded.is_empty() {
        return Heard::Refused(Refusal::Empty);
    }
    let guess = reading.mind.wayfinder.guess(text);
    let kind = step.map(|step| step.kind);
    if let Some(step) = step
        && step.kind.has_options()
        && guess.words <= SHORT
        && exact_option(step, options, &folded)
    {
        return answered(reading, flow, draft, step, options, text);
    }
    if let Some(repair) = guess.exact
        && let Some(heard) = repaired(repair, step, draft, true)
    {
        return heard;
    }
    if let Some(heard) = corrected(reading, flow, draft, step, &guess, text) {
        return heard;
    }
    let prose = kind.is_none_or(AnswerKind::is_prose) || kind == Some(AnswerKind::Place);
    if let Some(step) = step.filter(|_| !prose)
        && !(guess.marked && guess.asks())
        && let heard @ Heard::Answers(_) = answered(reading, flow, draft, step, options, text)
    {
        return heard;
    }
    if let Some(repair) = guess.repairs()
        && let Some(heard) = repaired(repair, step, draft, false)
    {
        return heard;
    }
    // Moderators write to somebody: what they ask is asked of them.
    let answers_us = flow.act.is_some() || !prose;
    if answers_us && (guess.asks() || guess.courtesy || (guess.words <= SHORT && acts(reading, text, prose)))
    {
        return Heard::Aside;
    }
    match step {
        Some(step) => answered(reading, flow, draft, step, options, text),
        None => Heard::Aside,
    }
}

/// Returns whether a message probably does something that has nothing to do with the flow: hello, thanks, another language, a
/// person. Where prose is asked for, hello and thanks must be those very words: "it works well" is an answer.
fn acts(reading: &Reading<'_>, text: &str, prose: bool) -> bool {
    let mind = reading.mind;
    let message = mind.reader.read(text, Language::DEFAULT);
    let found = mind.engine.find(&mind.knowledge, &message, &Wanted::default());
    let likeliest = found.acts.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
    let apart = |act: Act| match act {
        Act::About | Act::Language | Act::Privacy | Act::Human => true,
        Act::Greet | Act::Thanks | Act::Goodbye => !prose,
        _ => false,
    };
    likeliest.is_some_and(|(act, probability)| apart(act) && probability >= ACTS)
}

/// Returns whether a text is an option, word for word or by its number.
fn exact_option(step: &Step, options: &[Shown], folded: &str) -> bool {
    let number = folded.parse::<usize>().is_ok_and(|number| (1..=options.len()).contains(&number));
    // The words for yes and no are those of repairs as well; here they answer.
    number || options.iter().any(|option| option.words.iter().any(|word| word == folded)) || {
        step.kind == AnswerKind::Choices && chosen(folded, options).len() > 1
    }
}

/// Reads the answer to the open step, and of it what answers later ones.
fn answered(
    reading: &Reading<'_>,
    flow: &Flow,
    draft: &Draft,
    step: &Step,
    options: &[Shown],
    text: &str,
) -> Heard {
    if step.reads.is_empty() {
        return match reading.answer(step, text, options) {
            Ok(answer) => Heard::Answers(vec![(step.id.clone(), answer)]),
            Err(refusal) => Heard::Refused(refusal),
        };
    }
    let told = title::told(reading, text);
    let mut answers = Vec::new();
    for other in step.reads.iter().filter_map(|id| flow.step(id)) {
        let answer = match (other.fills, &told.place, told.inhabitants) {
            (Some(Fills::Fact(Fact::Inhabitants)), _, Some(number)) => Some(Answer::Number(number)),
            (Some(Fills::Fact(Fact::Place)), Some(place), _) => reading.answer(other, place, &[]).ok(),
            _ => None,
        };
        // What was told before, by itself, is not overwritten by what was not told now.
        answers.extend(answer.map(|answer| (other.id.clone(), answer)));
    }
    // Only a place and a size: they are noted, and the name is asked for again.
    if fold(&told.name).is_empty() {
        let open = draft.answer(&step.id).is_none();
        return if answers.is_empty() || !open {
            Heard::Refused(Refusal::Empty)
        } else {
            Heard::Corrects(answers)
        };
    }
    match reading.answer(step, &told.name, options) {
        Ok(answer) => {
            answers.insert(0, (step.id.clone(), answer));
            Heard::Answers(answers)
        }
        Err(refusal) => Heard::Refused(refusal),
    }
}

/// Says what a repair comes to at a step; nothing when it means nothing there.
fn repaired(repair: Repair, step: Option<&Step>, draft: &Draft, exact: bool) -> Option<Heard> {
    let yes_no = step.is_some_and(|step| !step.kind.own_options().is_empty());
    let options = step.is_some_and(|step| step.kind.has_options());
    let earlier = step.is_some_and(|step| draft.earlier(&step.id).is_some());
    let choose = |option: &str| {
        step.map(|step| Heard::Answers(vec![(step.id.clone(), Answer::Options(vec![option.to_owned()]))]))
    };
    match repair {
        Repair::Yes if yes_no => choose("yes"),
        Repair::No if yes_no => choose("no"),
        Repair::Unknown if step.is_some_and(|step| step.kind == AnswerKind::YesNoUnknown) => {
            choose("unknown")
        }
        Repair::Yes if step.is_none() => Some(Heard::Repairs(Repair::Send)),
        Repair::No if step.is_none() => Some(Heard::Which),
        // "No" to what can be left out leaves it out; "yes" to it is no answer yet.
        Repair::No if step.is_some_and(|step| step.optional) && !options => {
            Some(Heard::Repairs(Repair::Skip))
        }
        Repair::Yes | Repair::No => None,
        Repair::Unknown => match step {
            Some(step) if step.optional => Some(Heard::Repairs(Repair::Skip)),
            Some(_) => Some(Heard::Repairs(Repair::Help)),
            None => None,
        },
        Repair::Keep if earlier => Some(Heard::Repairs(Repair::Keep)),
        Repair::Keep => None,
        Repair::Send if step.is_none() => Some(Heard::Repairs(Repair::Send)),
        Repair::Send if exact => Some(Heard::Refused(Refusal::NotYet)),
        Repair::Send => None,
        Repair::Mine if draft.said.is_some() => Some(Heard::Repairs(Repair::Mine)),
        Repair::Mine => None,
        // What it changes is looked for first; here nothing was found.
        Repair::Change => Some(Heard::Which),
        Repair::Back | Repair::Skip | Repair::Later | Repair::Cancel | Repair::Help | Repair::StartOver => {
            Some(Heard::Repairs(repair))
        }
    }
}

/// Hears a correction: "wait, it is 2,600 people", "change the year", "the name is La Ruche Bleue".
fn corrected(
    reading: &Reading<'_>,
    flow: &Flow,
    draft: &Draft,
    open: Option<&Step>,
    guess: &Guess,
    text: &str,
) -> Option<Heard> {
    let words = tokens(text);
    let (behind, retracts) = behind_retraction(reading, text);
    let rest = tokens(behind);
    let answered = |step: &&Step| draft.answer(&step.id).is_some() && draft.applies(step);
    let is_open = |step: &Step| open.is_some_and(|open| open.id == step.id);

    // Nothing but a number of people, wherever one is: it can be meant for one step only.
    if let Some(step) = flow.filling(Fact::Inhabitants)
        && !is_open(step)
        && let Some((number, said)) = reading.inhabitants(&rest)
        && (retracts || words.len() <= said.len() + 4)
        && rest.len() <= said.len() + 6
        && open.is_none_or(|open| open.kind != AnswerKind::Number)
        && !open.is_some_and(|open| open.reads.contains(&step.id))
    {
        return Some(Heard::Corrects(vec![(step.id.clone(), Answer::Number(number))]));
    }
    let changes = retracts || guess.change >= CHANGES;
    if !changes || words.len() > 3 * SHORT {
        return None;
    }
    // A step that is named: "l'année", "the place".
    let named = flow
        .steps
        .iter()
        .filter(answered)
        .filter(|step| !is_open(step))
        .filter_map(|step| Some((name_in(step, text)?, step)))
        .max_by_key(|((length, _), _)| *length);
    if let Some(((_, end), step)) = named {
        let value = behind_copula(reading, &text[end..]);
        let told = value.filter(|value| !fold(value).is_empty());
        let read = told.and_then(|value| reading.answer(step, value, &[]).ok());
        // A sentence that only begins with "no" and names a step by the way tells something.
        let meant = guess.change >= CHANGES / 2.0 || words.len() <= SHORT;
        match read {
            Some(answer) if meant || !step.kind.is_prose() => {
                return Some(Heard::Corrects(vec![(step.id.clone(), answer)]));
            }
            None if meant => return Some(Heard::Reopens(step.id.clone())),
            _ => {}
        }
    }
    if !retracts || rest.is_empty() {
        return None;
    }
    let value = behind_copula(reading, behind).unwrap_or(behind);
    let reads = |kind: AnswerKind| {
        let same = open.is_some_and(|open| open.kind == kind);
        flow.steps.iter().rev().filter(answered).find(|step| step.kind == kind).filter(|_| !same)
    };
    // By its kind: a year, an address, a place.
    if let Some(step) = reads(AnswerKind::Year)
        && let Ok(answer) = reading.answer(step, value, &[])
        && tokens(value).len() <= 4
    {
        return Some(Heard::Corrects(vec![(step.id.clone(), answer)]));
    }
    if let Some(step) = reads(AnswerKind::Links)
        && let Ok(answer) = reading.answer(step, value, &[])
        && tokens(value).len() <= 8
    {
        return Some(Heard::Corrects(vec![(step.id.clone(), answer)]));
    }
    if let Some(step) = reads(AnswerKind::Place)
        && let Some(place) = located(reading, value)
        && let Ok(answer) = reading.answer(step, place, &[])
    {
        return Some(Heard::Corrects(vec![(step.id.clone(), answer)]));
    }
    None
}

/// Returns what stands behind the words that take something back, and whether there are any.
fn behind_retraction<'t>(reading: &Reading<'_>, text: &'t str) -> (&'t str, bool) {
    let phrases = phrases(reading, |lexicon| &lexicon.retract);
    let mut rest = text;
    let mut found = false;
    while let Some(shorter) = behind(rest, &phrases) {
        (rest, found) = (shorter, true);
    }
    (rest, found)
}

/// Returns what stands behind a copula at the beginning of a text, if there is one.
fn behind_copula<'t>(reading: &Reading<'_>, text: &'t str) -> Option<&'t str> {
    let copulas = phrases(reading, |lexicon| &lexicon.copula);
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '='));
    let colon = text.trim_start().starts_with([':', '=']);
    let mut rest = behind(trimmed, &copulas);
    while let Some(shorter) = rest.and_then(|rest| behind(rest, &copulas)) {
        rest = Some(shorter);
    }
    rest.or(colon.then_some(trimmed))
}

/// Returns a place that a text names: a capital behind a word like "in".
fn located<'t>(reading: &Reading<'_>, text: &'t str) -> Option<&'t str> {
    let locatives = phrases(reading, |lexicon| &lexicon.locative);
    let place = behind(text, &locatives)?;
    let named = place.chars().next().is_some_and(char::is_uppercase);
    (named && tokens(place).len() <= 5).then_some(place)
}

/// The phrases of every language, folded, the longest first.
fn phrases(reading: &Reading<'_>, of: impl Fn(&crate::knowledge::Lexicon) -> &Vec<String>) -> Vec<String> {
    let lexicons = reading.mind.knowledge.lexicons.iter();
    let mut all: Vec<String> =
        lexicons.flat_map(|(_, lexicon)| of(lexicon)).map(|phrase| fold(phrase)).collect();
    all.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    all.dedup();
    all
}

/// Returns what stands behind the longest of the phrases that a text begins with.
fn behind<'t>(text: &'t str, phrases: &[String]) -> Option<&'t str> {
    let words = tokens(text);
    let mut joined = String::new();
    let mut best = None;
    for token in words.iter().take(5) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&token.word);
        if phrases.contains(&joined) {
            best = Some(token.span.end);
        }
    }
    let rest = &text[best?..];
    Some(rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ':' | ';' | '.' | '!' | '\'' | '’' | '…')
    }))
}

/// Returns how long the longest name of a step is that stands in a text, and the byte behind it.
fn name_in(step: &Step, text: &str) -> Option<(usize, usize)> {
    let words = tokens(text);
    let names = step.names.iter().flat_map(|(_, names)| names);
    let labels = step.label.iter().map(|(_, label)| label);
    names
        .chain(labels)
        .filter_map(|name| {
            let name = fold(name);
            let wanted: Vec<&str> = name.split(' ').collect();
            let at = words
                .windows(wanted.len())
                .position(|window| window.iter().zip(&wanted).all(|(token, word)| token.word == *word))?;
            Some((name.len(), words[at + wanted.len() - 1].span.end))
        })
        .max()
}
