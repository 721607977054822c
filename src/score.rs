//! Scores question and dialogue files: asks each question through the same door as a person, from a fresh conversation.
//!
//! The fields and the measures are a contract; see `tests/questions/README.md`. Fractions are 0 to 1. *Declined* means that the
//! band is none or unsure.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::answer::Band;
use crate::conversation::{Conversation, Stage};
use crate::event::{Action, Address, Event, EventId, Timestamp};
use crate::knowledge::{Act, EntryId};
use crate::language::Language;
use crate::mind::Mind;
use crate::step::Outcome;
use crate::turn::turn;

/// A line of a file: a question, or a conversation.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// A conversation.
    Dialogue(Dialogue),
    /// A question.
    Question(Question),
}

/// A question, with what is right.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// Its language.
    pub lang: String,
    /// What is typed.
    pub ask: String,
    /// `single`, `list`, `none` or `intent`.
    #[serde(rename = "type")]
    pub kind: Type,
    /// What would be right.
    #[serde(default)]
    pub finds: Vec<String>,
    /// The facet asked for.
    #[serde(default)]
    pub section: Option<String>,
    /// How it is written.
    #[serde(default)]
    pub style: Option<String>,
    /// The dialogue act, for `intent`.
    #[serde(default)]
    pub intent: Option<String>,
}

/// The type of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// One best entry.
    Single,
    /// Several entries.
    List,
    /// Outside the subject, or not covered.
    None,
    /// A dialogue act.
    Intent,
}

/// A conversation, with what is right at each turn.
#[derive(Debug, Clone, Deserialize)]
pub struct Dialogue {
    /// The language it begins in.
    pub lang: String,
    /// Its turns.
    pub turns: Vec<DialogueTurn>,
}

/// A turn of a conversation.
#[derive(Debug, Clone, Deserialize)]
pub struct DialogueTurn {
    /// What is typed.
    pub say: String,
    /// What would be right.
    #[serde(default)]
    pub finds: Vec<String>,
    /// The facet asked for.
    #[serde(default)]
    pub section: Option<String>,
    /// The dialogue act.
    #[serde(default)]
    pub intent: Option<String>,
    /// Whether it must be declined.
    #[serde(default)]
    pub none: bool,
    /// Which item of the list shown before it opens.
    #[serde(default)]
    pub pick: Option<usize>,
    /// Whether it is about the same entry as the turn before.
    #[serde(default)]
    pub same: bool,
    /// Whether it must show what was not shown.
    #[serde(default)]
    pub more: bool,
    /// The question of a form that stands afterwards: `share/need`, `share/summary` when all is answered, `open` outside a form.
    #[serde(default)]
    pub stands: Option<String>,
    /// The language of the answer from here on.
    #[serde(default)]
    pub lang: Option<String>,
}

/// A count of cases and of those that are right.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Share {
    right: f64,
    n: usize,
}

impl Share {
    fn add(&mut self, right: f64) {
        self.right += right;
        self.n += 1;
    }

    fn fraction(self) -> f64 {
        if self.n == 0 { 0.0 } else { self.right / self.n as f64 }
    }
}

/// The counts of a set of questions.
#[derive(Debug, Clone, Default)]
struct Tally {
    single: Share,
    recall3: Share,
    section: Share,
    recall5: Share,
    precision5: Share,
    none: Share,
    intent: Share,
    turns: Share,
    turn_section: Share,
    refused: Share,
    declined: usize,
    declined_rightly: usize,
    /// Confidence and rightness of each answer that was given.
    confidence: Vec<(f32, bool)>,
    sure: Share,
}

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

/// What a question came to, for one tally.
enum Result {
    Single { first: bool, third: bool, section: Option<bool>, outcome: Judged },
    List { recall: f64, precision: f64, declined: bool },
    None { declined: bool },
    Intent { right: bool },
    Turn { right: bool, section: Option<bool> },
}

/// What is counted of an answer.
struct Judged {
    declined: bool,
    sure: bool,
    confidence: f32,
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

    /// Returns the scores as the object of the contract.
    pub fn json(&self) -> serde_json::Value {
        let mut object = self.all.json();
        let extra = serde_json::json!({
            "n": self.n,
            "skipped": self.skipped,
            "latency_us": latency(&self.latencies),
            "by_language": tallies(&self.by_language),
            "by_style": tallies(&self.by_style),
            "wrong": self.wrong,
        });
        if let (Some(object), serde_json::Value::Object(extra)) = (object.as_object_mut(), extra) {
            object.extend(extra);
        }
        object
    }
}

impl fmt::Display for Scores {
    /// The scores as a table: a row for all, each language and each style.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<12} {:>5} {:>9} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>9}",
            "",
            "n",
            "accuracy",
            "recall3",
            "section",
            "list r5",
            "list p5",
            "none",
            "intent",
            "turns",
            "refusals"
        )?;
        let rows = [("all", &self.all)].into_iter();
        let languages = self.by_language.iter().map(|(name, tally)| (name.as_str(), tally));
        let styles = self.by_style.iter().map(|(name, tally)| (name.as_str(), tally));
        for (name, tally) in rows.chain(languages).chain(styles) {
            let n = tally.single.n + tally.recall5.n + tally.none.n + tally.intent.n + tally.turns.n;
            write!(f, "{name:<12} {n:>5}")?;
            let cells = [
                (tally.single, 9),
                (tally.recall3, 8),
                (tally.section, 8),
                (tally.recall5, 8),
                (tally.precision5, 8),
                (tally.none, 7),
                (tally.intent, 7),
                (tally.turns, 7),
                (tally.refused, 9),
            ];
            for (share, width) in cells {
                if share.n == 0 {
                    write!(f, " {:>width$}", "-")?;
                } else {
                    write!(f, " {:>width$.3}", share.fraction())?;
                }
            }
            writeln!(f)?;
        }
        let sure = self.all.sure;
        writeln!(f, "answers said to be sure: {} right of {}", sure.right, sure.n)?;
        writeln!(f, "calibration error: {:.3}", calibration_error(&self.all.confidence))?;
        let latency = latency(&self.latencies);
        writeln!(f, "microseconds: p50 {}, p99 {}, most {}", latency["p50"], latency["p99"], latency["max"])?;
        write!(f, "{} asked, {} skipped (their entries are not in the base)", self.n, self.skipped)
    }
}

fn tallies(tallies: &BTreeMap<String, Tally>) -> serde_json::Value {
    tallies.iter().map(|(name, tally)| (name.clone(), tally.json())).collect::<serde_json::Map<_, _>>().into()
}

fn latency(micros: &[u64]) -> serde_json::Value {
    let mut sorted = micros.to_vec();
    sorted.sort_unstable();
    let at =
        |share: f64| sorted.get(((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1)));
    serde_json::json!({ "p50": at(0.5), "p99": at(0.99), "max": sorted.last() })
}

impl Tally {
    fn add(&mut self, result: &Result) {
        let share = |right: bool| if right { 1.0 } else { 0.0 };
        match result {
            Result::Single { first, third, section, outcome } => {
                self.single.add(share(*first));
                self.recall3.add(share(*third));
                if let Some(section) = section {
                    self.section.add(share(*section));
                }
                self.refused.add(share(outcome.declined));
                self.declined += usize::from(outcome.declined);
                if !outcome.declined {
                    self.confidence.push((outcome.confidence, *first));
                }
                if outcome.sure {
                    self.sure.add(share(*first));
                }
            }
            Result::List { recall, precision, declined } => {
                self.recall5.add(*recall);
                self.precision5.add(*precision);
                self.refused.add(share(*declined));
                self.declined += usize::from(*declined);
            }
            Result::None { declined } => {
                self.none.add(share(*declined));
                self.declined += usize::from(*declined);
                self.declined_rightly += usize::from(*declined);
            }
            Result::Intent { right } => self.intent.add(share(*right)),
            Result::Turn { right, section } => {
                self.turns.add(share(*right));
                if let Some(section) = section {
                    self.turn_section.add(share(*section));
                }
            }
        }
    }

    fn json(&self) -> serde_json::Value {
        let precision =
            if self.declined == 0 { 0.0 } else { self.declined_rightly as f64 / self.declined as f64 };
        serde_json::json!({
            "single": {
                "n": self.single.n, "accuracy": self.single.fraction(), "recall3": self.recall3.fraction(),
                "section": self.section.fraction(),
            },
            "list": {
                "n": self.recall5.n, "recall5": self.recall5.fraction(), "precision5": self.precision5.fraction(),
            },
            "none": { "n": self.none.n, "recall": self.none.fraction(), "precision": precision },
            "intent": { "n": self.intent.n, "accuracy": self.intent.fraction() },
            "turns": {
                "n": self.turns.n, "accuracy": self.turns.fraction(), "section": self.turn_section.fraction(),
            },
            "false_refusals": self.refused.fraction(),
            "confidence": {
                "ece": calibration_error(&self.confidence),
                "sure_right": self.sure.fraction(),
                "sure_share": if self.single.n == 0 { 0.0 } else { self.sure.n as f64 / self.single.n as f64 },
            },
        })
    }
}

/// Expected calibration error over ten equal bins (Guo et al., "On calibration of modern neural networks", 2017).
fn calibration_error(answers: &[(f32, bool)]) -> f64 {
    let mut bins = [(0.0f64, 0.0f64, 0usize); 10];
    for &(confidence, right) in answers {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += f64::from(confidence);
        bin.1 += f64::from(u8::from(right));
        bin.2 += 1;
    }
    let total = answers.len().max(1) as f64;
    bins.iter().map(|(confidence, right, _)| (confidence - right).abs() / total).sum()
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
