//! Scores question and dialogue files: asks each question through the same door as a person, from a fresh conversation.
//!
//! The fields and the measures are a contract; see `tests/questions/README.md`. Fractions are 0 to 1. *Declined* means that the
//! band is none or unsure. `line` is what a file holds, `tally` counts, `table` shows.

mod line;
mod table;
mod tally;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::answer::Band;
use crate::conversation::{Conversation, Stage};
use crate::event::{Action, Address, Event, EventId, Timestamp};
use crate::knowledge::{Act, EntryId};
use crate::language::Language;
use crate::mind::Mind;
use crate::step::Outcome;
use crate::turn::turn;

pub use line::{Dialogue, DialogueTurn, Line, Question, Type};
use tally::{Judged, Result, Tally};

/// A question that went wrong.
#[derive(Debug, Clone, Serialize)]
pub struct Wrong {
    /// What was typed.
    pub ask: String,
    /// What would have been right.
    pub finds: Vec<String>,
    /// What came first, best first.
    pub got: Vec<String>,
    /// The band, or the act when it was taken for one.
    pub band: String,
}

/// Collects scores.
#[derive(Debug, Default)]
pub struct Scores {
    all: Tally,
    by_language: BTreeMap<String, Tally>,
    by_style: BTreeMap<String, Tally>,
    wrong: Vec<Wrong>,
    skipped: usize,
    latencies: Vec<u64>,
    n: usize,
}

impl Scores {
    /// Asks one line and counts what came of it. `clock` gives microseconds from any beginning.
    pub fn line(&mut self, mind: &Mind, line: &Line, clock: &mut dyn FnMut() -> u64) {
        match line {
            Line::Question(question) => self.question(mind, question, clock),
            Line::Dialogue(dialogue) => self.dialogue(mind, dialogue, clock),
        }
    }

    fn question(&mut self, mind: &Mind, question: &Question, clock: &mut dyn FnMut() -> u64) {
        let here = present(mind, &question.finds);
        let needs = matches!(question.kind, Type::Single | Type::List);
        let needs = needs || question.intent.as_deref() == Some(Act::Compare.word());
        if needs && here.is_empty() && !question.finds.is_empty() {
            self.skipped += 1;
            return;
        }
        self.n += 1;
        let mut conversation = Conversation::default();
        let outcome = ask(mind, &mut conversation, &question.ask, &question.lang, clock, &mut self.latencies);
        let ids: Vec<&EntryId> = outcome.matches.iter().map(|(id, _)| id).collect();
        let declined = outcome.band.is_none_or(Band::declines);
        let hit = |id: &&EntryId| here.contains(*id);
        let result = match question.kind {
            Type::Single => Result::Single {
                first: !declined && ids.first().is_some_and(hit),
                third: outcome.band.is_some_and(|band| band != Band::None) && ids.iter().take(3).any(hit),
                section: question.section.as_ref().map(|section| shows(&outcome, section)),
                outcome: Judged {
                    declined,
                    sure: outcome.band == Some(Band::Sure),
                    confidence: outcome.matches.first().map_or(0.0, |(_, confidence)| *confidence),
                },
            },
            Type::List => {
                let shown = ids.len().min(5);
                let hits = ids.iter().take(5).filter(|id| hit(id)).count() as f64;
                let (recall, precision) = (hits / here.len().clamp(1, 5) as f64, hits / shown.max(1) as f64);
                if declined {
                    Result::List { recall: 0.0, precision: 0.0, declined }
                } else {
                    Result::List { recall, precision, declined }
                }
            }
            Type::None => Result::None { declined: outcome.act == Act::Ask && declined },
            Type::Intent => Result::Intent {
                right: question.intent.as_deref().is_some_and(|intent| does(&outcome, intent, &here)),
            },
        };
        let right = match &result {
            Result::Single { first, .. } => *first,
            Result::List { recall, .. } => *recall >= 0.8,
            Result::None { declined } => *declined,
            Result::Intent { right } | Result::Turn { right, .. } => *right,
        };
        if !right {
            let finds = match &question.intent {
                Some(intent) => vec![intent.clone()],
                None => question.finds.clone(),
            };
            self.remember(&question.ask, finds, &outcome);
        }
        self.count(&question.lang, question.style.as_deref(), &result);
    }

    fn dialogue(&mut self, mind: &Mind, dialogue: &Dialogue, clock: &mut dyn FnMut() -> u64) {
        let mut conversation = Conversation::default();
        let mut language = dialogue.lang.clone();
        let mut before: Option<Outcome> = None;
        for turn in &dialogue.turns {
            let here = present(mind, &turn.finds);
            let listed = conversation.listed();
            let seen: Vec<EntryId> = conversation.seen.iter().chain(&conversation.shown).cloned().collect();
            let outcome = ask(mind, &mut conversation, &turn.say, &dialogue.lang, clock, &mut self.latencies);
            if let Some(lang) = &turn.lang {
                language.clone_from(lang);
            }
            let first = outcome.matches.first().map(|(id, _)| id);
            let answered = outcome.band.is_some_and(|band| !band.declines());
            // A turn whose entries are not in the base cannot be right; the state goes on all the same.
            if !turn.finds.is_empty() && here.is_empty() {
                self.skipped += 1;
                before = Some(outcome);
                continue;
            }
            self.n += 1;
            let speaks = turn.lang.is_none() || outcome.language.code() == language;
            let stands = turn.stands.as_ref().is_none_or(|stands| *stands == standing(mind, &conversation));
            let right = speaks
                && stands
                && match turn {
                    DialogueTurn { intent: Some(intent), .. } => does(&outcome, intent, &here),
                    DialogueTurn { none: true, .. } => outcome.act == Act::Ask && !answered,
                    DialogueTurn { pick: Some(pick), .. } => {
                        first.is_some() && first == pick.checked_sub(1).and_then(|at| listed.get(at))
                    }
                    DialogueTurn { same: true, .. } => {
                        let last = before.as_ref().and_then(|outcome| outcome.matches.first());
                        first.is_some() && first == last.map(|(id, _)| id)
                    }
                    DialogueTurn { more: true, .. } => {
                        answered && first.is_some_and(|id| here.contains(id) && !seen.contains(id))
                    }
                    _ => answered && first.is_some_and(|id| here.contains(id)),
                };
            let section = turn.section.as_ref().filter(|_| right).map(|section| shows(&outcome, section));
            if !right {
                let finds = turn.intent.iter().chain(&turn.finds).cloned().collect();
                self.remember(&turn.say, finds, &outcome);
            }
            self.count(&dialogue.lang, None, &Result::Turn { right, section });
            before = Some(outcome);
        }
    }

    fn remember(&mut self, ask: &str, finds: Vec<String>, outcome: &Outcome) {
        let band = match outcome.band {
            Some(band) => format!("{band:?}").to_lowercase(),
            None => outcome.act.to_string(),
        };
        let got = outcome.matches.iter().take(5).map(|(id, _)| id.to_string()).collect();
        self.wrong.push(Wrong { ask: ask.to_owned(), finds, got, band });
    }

    fn count(&mut self, language: &str, style: Option<&str>, result: &Result) {
        let tallies = [Some(&mut self.all), Some(self.by_language.entry(language.to_owned()).or_default())];
        let style = style.map(|style| self.by_style.entry(style.to_owned()).or_default());
        for tally in tallies.into_iter().chain([style]).flatten() {
            tally.add(result);
        }
    }
}

/// Returns the ids that stand in the base.
fn present(mind: &Mind, finds: &[String]) -> Vec<EntryId> {
    finds.iter().filter_map(|id| id.parse().ok()).filter(|id| mind.knowledge.position(id).is_some()).collect()
}

/// Returns whether the section asked for was shown.
fn shows(outcome: &Outcome, section: &str) -> bool {
    outcome.facet.is_some_and(|facet| facet.word() == section)
}

/// Returns whether the act is the one wanted; of a comparison, with both entries.
fn does(outcome: &Outcome, intent: &str, here: &[EntryId]) -> bool {
    let both = || here.iter().all(|id| outcome.matches.iter().take(2).any(|(shown, _)| shown == id));
    outcome.act.word() == intent && (outcome.act != Act::Compare || both())
}

/// Returns the question of a form that stands.
fn standing(mind: &Mind, conversation: &Conversation) -> String {
    match &conversation.stage {
        Stage::Open => "open".to_owned(),
        Stage::Filling(draft) => {
            let next = mind.knowledge.flow(&draft.flow).and_then(|flow| draft.next(flow));
            format!("{}/{}", draft.flow, next.map_or("summary", |step| &step.id))
        }
    }
}

fn ask(
    mind: &Mind,
    conversation: &mut Conversation,
    text: &str,
    lang: &str,
    clock: &mut dyn FnMut() -> u64,
    latencies: &mut Vec<u64>,
) -> Outcome {
    let person = "scorer".to_owned();
    let event = Event {
        id: EventId(format!("{}", latencies.len())),
        address: Address { platform: "score".to_owned(), chat: person.clone(), person, thread: None },
        at: Timestamp(1),
        hint: Language::from_code(lang).map(|language| language.code().to_owned()),
        note: None,
        action: Action::Say(text.to_owned()),
    };
    let from = clock();
    let turn = turn(mind, conversation, &event);
    latencies.push(clock().saturating_sub(from));
    if let Some(next) = turn.conversation {
        *conversation = next;
    }
    turn.outcome
}
