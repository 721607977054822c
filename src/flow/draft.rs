//! A draft: what was answered so far. The next step is derived from it, never stored, so that going back, resuming after a restart,
//! correcting and reading over need nothing else.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use crate::event::Timestamp;
use crate::knowledge::EntryId;
use crate::knowledge::flow::{Flow, Step, When};
use crate::ticket::Ticket;

/// How long a draft is kept after it was last touched, in seconds: thirty days.
pub const KEPT: i64 = 30 * 24 * 3600;

/// The most drafts of a person.
pub const MOST_DRAFTS: usize = 3;

/// What a draft is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// An entry of the base.
    Entry(EntryId),
    /// What somebody sent, which a moderator judges.
    Submission(Ticket),
}

/// Why a draft lies aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is being filled in, or waits to be.
    #[default]
    Open,
    /// It was given up; it can be taken up again for a day.
    Dropped,
    /// It was weighed; an answer can be changed for a day.
    Done,
}

/// An answer that was given to a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The id of the step.
    pub step: String,
    /// The answer.
    pub answer: Answer,
}

/// A flow that is being filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The id of the flow.
    pub flow: String,
    /// What the flow asked for when the draft was last touched.
    pub fingerprint: u64,
    /// Its number, the same when it is sent.
    pub ticket: Ticket,
    /// What it is about.
    pub about: Option<Subject>,
    /// Whether it answers what moderators asked to be changed in something sent before, under the same number.
    pub again: bool,
    /// What the moderators said about it.
    pub remark: Option<String>,
    /// The answers.
    pub answers: Vec<Given>,
    /// Answers that were taken back, to be kept or replaced.
    pub taken_back: Vec<Given>,
    /// Whether it was asked which answer is to be changed.
    pub picking: bool,
    /// What was last said and not taken for an answer.
    pub said: Option<String>,
    /// What was typed into a form and refused, by its step: it stands there again when the form is opened.
    pub refused: Vec<(String, String)>,
    /// Where it lies.
    pub state: State,
    /// When it was last touched.
    pub at: Timestamp,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft {
            flow: String::new(),
            fingerprint: 0,
            ticket: Ticket::of("", 0),
            about: None,
            again: false,
            remark: None,
            answers: Vec::new(),
            taken_back: Vec::new(),
            picking: false,
            said: None,
            refused: Vec::new(),
            state: State::Open,
            at: Timestamp::default(),
        }
    }
}

impl Draft {
    /// Begins a flow.
    pub fn new(flow: &Flow, ticket: Ticket, about: Option<Subject>, at: Timestamp) -> Draft {
        Draft {
            flow: flow.id.clone(),
            fingerprint: flow.fingerprint(),
            ticket,
            about,
            at,
            ..Draft::default()
        }
    }

    /// Returns the answer to a step.
    pub fn answer(&self, step: &str) -> Option<&Answer> {
        self.answers.iter().find(|given| given.step == step).map(|given| &given.answer)
    }

    /// Returns the answer that was taken back.
    pub fn earlier(&self, step: &str) -> Option<&Answer> {
        self.taken_back.iter().find(|given| given.step == step).map(|given| &given.answer)
    }

    /// Returns what was typed for a step into a form and refused.
    pub fn typed(&self, step: &str) -> Option<&str> {
        self.refused.iter().find(|(refused, _)| refused == step).map(|(_, text)| text.as_str())
    }

    /// Keeps what was typed for a step into a form and refused.
    pub fn keep_typed(&mut self, step: &str, text: &str) {
        self.refused.retain(|(refused, _)| refused != step);
        self.refused.push((step.to_owned(), text.to_owned()));
    }

    /// Answers a step, or answers it anew.
    pub fn put(&mut self, step: &str, answer: Answer) {
        self.refused.retain(|(refused, _)| refused != step);
        self.taken_back.retain(|given| given.step != step);
        match self.answers.iter_mut().find(|given| given.step == step) {
            Some(given) => given.answer = answer,
            None => self.answers.push(Given { step: step.to_owned(), answer }),
        }
    }

    /// Takes an answer back, so that the step is asked again; the answer can be kept.
    pub fn reopen(&mut self, step: &str) {
        if let Some(at) = self.answers.iter().position(|given| given.step == step) {
            let given = self.answers.remove(at);
            self.taken_back.retain(|given| given.step != step);
            if given.answer != Answer::Skipped {
                self.taken_back.push(given);
            }
        }
    }

    /// Puts the answer back that was taken back, and returns whether there was one.
    pub fn keep(&mut self, step: &str) -> bool {
        match self.earlier(step).cloned() {
            Some(answer) => {
                self.put(step, answer);
                true
            }
            None => false,
        }
    }

    /// Returns the first step that applies and has no answer.
    pub fn next<'f>(&self, flow: &'f Flow) -> Option<&'f Step> {
        flow.steps.iter().find(|step| self.applies(step) && self.answer(&step.id).is_none())
    }

    /// Returns whether a step is asked, after what was chosen before it.
    pub fn applies(&self, step: &Step) -> bool {
        self.holds(&step.when)
    }

    /// Returns whether a condition holds.
    pub fn holds(&self, when: &When) -> bool {
        when.iter().all(|(step, options)| match self.answer(step) {
            Some(Answer::Options(chosen)) => chosen.iter().any(|option| options.contains(option)),
            _ => false,
        })
    }

    /// Returns the steps that apply and were answered, in the order of the flow.
    pub fn answered<'f>(&self, flow: &'f Flow) -> Vec<(&'f Step, &Answer)> {
        flow.steps
            .iter()
            .filter(|step| self.applies(step))
            .filter_map(|step| Some((step, self.answer(&step.id)?)))
            .collect()
    }

    /// Returns the step before a step, among those that were asked; before the end, the last one.
    pub fn before<'f>(&self, flow: &'f Flow, step: Option<&Step>) -> Option<&'f Step> {
        let end = step.and_then(|step| flow.steps.iter().position(|other| other.id == step.id));
        flow.steps[..end.unwrap_or(flow.steps.len())]
            .iter()
            .rev()
            .find(|other| self.applies(other) && self.answer(&other.id).is_some())
    }

    /// Returns which of the counted steps a step is, from 1, and how many there are; nothing for a step that belongs to another.
    pub fn place(&self, flow: &Flow, step: &Step) -> Option<(usize, usize)> {
        let counted: Vec<&Step> =
            flow.steps.iter().filter(|other| other.follows.is_none() && self.applies(other)).collect();
        let at = counted.iter().position(|other| other.id == step.id)?;
        Some((at + 1, counted.len()))
    }

    /// Fits the draft to the flow as it is now, and returns whether it had changed: answers to steps that are no more, and choices
    /// of options that are no more, are let go; all others stay.
    pub fn renew(&mut self, flow: &Flow) -> bool {
        let now = flow.fingerprint();
        if self.fingerprint == now {
            return false;
        }
        self.fingerprint = now;
        let fits = |given: &Given| flow.step(&given.step).is_some_and(|step| fits(step, &given.answer));
        self.answers.retain(fits);
        self.taken_back.retain(fits);
        true
    }

    /// Returns whether it is too old to be kept.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let kept = if self.state == State::Open { KEPT } else { crate::conversation::MEMORY };
        now.0.saturating_sub(self.at.0) > kept
    }
}

/// Returns whether an answer has the form that a step asks for.
fn fits(step: &Step, answer: &Answer) -> bool {
    use crate::knowledge::flow::AnswerKind as Kind;
    match (step.kind, answer) {
        (_, Answer::Skipped) => step.optional,
        (Kind::Line | Kind::Paragraph, Answer::Text(_))
        | (Kind::Number, Answer::Number(_))
        | (Kind::Year, Answer::Year(_))
        | (Kind::Place, Answer::Place(..))
        | (Kind::Links, Answer::Links(_))
        | (Kind::Files, Answer::Files(_)) => true,
        (kind, Answer::Options(options)) if kind.has_options() => options.iter().all(|option| {
            step.options_from.is_some()
                || step.options.iter().any(|have| have.id == *option)
                || kind.own_options().contains(&option.as_str())
        }),
        _ => false,
    }
}
