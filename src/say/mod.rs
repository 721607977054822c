//! How it is said: steps → replies. Every sentence comes from the content or from the wording; none stands here.
//!
//! `entry` says one entry, `lists` several, `acts` what is no question, `form` a flow that is filled in, `review` what was sent.

mod acts;
mod entry;
pub(crate) mod form;
mod lists;
pub(crate) mod review;

use fluent_bundle::FluentValue;

use crate::answer::{self, Band, Form};
use crate::command::Command;
use crate::conversation::Conversation;
use crate::knowledge::{Act, EntryId, Facet, Kind};
use crate::language::Language;
use crate::mind::Mind;
use crate::reply::{Choice, ChoiceId, Reply};
use crate::step::{Outcome, Question, Reason, Step};
use crate::text::{Block, Text};
use crate::wording::Argument;

/// Speaks in one conversation, and remembers what was said.
#[derive(Debug)]
pub struct Speaker<'m> {
    pub(crate) mind: &'m Mind,
    pub(crate) conversation: Conversation,
}

impl<'m> Speaker<'m> {
    /// Begins to speak.
    pub fn new(mind: &'m Mind, conversation: Conversation) -> Speaker<'m> {
        Speaker { mind, conversation }
    }

    /// Ends, with what is to be remembered.
    pub fn into_conversation(self) -> Conversation {
        self.conversation
    }

    /// Says that only the beginning of a message was read.
    pub fn too_long(&self) -> Block {
        Block::Note(Text::plain(self.say("too-long")))
    }

    /// Speaks another language, to somebody else.
    pub(crate) fn to(&self, language: Language) -> Speaker<'m> {
        Speaker::new(self.mind, Conversation { chosen: Some(language), ..Conversation::default() })
    }

    pub(crate) fn language(&self) -> Language {
        self.conversation.language()
    }

    pub(crate) fn say(&self, message: &str) -> String {
        self.mind.wording.say(self.language(), message)
    }

    pub(crate) fn say_with(&self, message: &str, values: &[Argument<'_>]) -> String {
        self.mind.wording.say_with(self.language(), message, values)
    }

    pub(crate) fn paragraph(&self, message: &str) -> Block {
        Block::Paragraph(Text::plain(self.say(message)))
    }

    pub(crate) fn strong(&self, message: &str) -> Block {
        Block::Paragraph(Text::strong(self.say(message)))
    }

    pub(crate) fn choice(&self, id: ChoiceId, message: &str) -> Choice {
        Choice { id, label: self.say(message) }
    }

    pub(crate) fn number(&self, number: usize) -> FluentValue<'static> {
        i64::try_from(number).unwrap_or(i64::MAX).into()
    }

    /// The doors that stand open at every dead end.
    pub(crate) fn doors(&self) -> Vec<Choice> {
        vec![
            self.choice(ChoiceId::Browse(Kind::Mechanism, 0), "choice-families"),
            self.choice(ChoiceId::Browse(Kind::Case, 0), "choice-cases"),
            self.choice(ChoiceId::Help, "choice-help"),
            self.choice(ChoiceId::Human, "choice-human"),
        ]
    }

    pub(crate) fn outcome(&self, act: Act) -> Outcome {
        Outcome { language: self.language(), act, band: None, facet: None, matches: Vec::new() }
    }

    fn id(&self, entry: usize) -> &'m EntryId {
        &self.mind.knowledge.entries[entry].id
    }
}

/// Says that a message could not be handled, and why.
pub fn trouble(mind: &Mind, language: Language, reason: Reason) -> Reply {
    let message = match reason {
        Reason::Panicked | Reason::EndsTheProgram => "trouble",
        Reason::Flood => "slow-down",
    };
    Reply::new(vec![Block::Paragraph(Text::plain(mind.wording.say(language, message)))], Vec::new())
}

/// Buttons that open entries.
pub(crate) fn open_choices(speaker: &Speaker<'_>, ids: &[EntryId]) -> Vec<Choice> {
    let knowledge = &speaker.mind.knowledge;
    let there: Vec<EntryId> = ids.iter().filter(|id| knowledge.position(id).is_some()).cloned().collect();
    lists::open_choices(speaker, &there)
}

/// Says entries as a list to pick from, under a sentence of the wording.
pub(crate) fn entries(speaker: &mut Speaker<'_>, first: &str, ids: Vec<EntryId>) -> (Reply, Outcome) {
    lists::named(speaker, first, ids)
}

/// Says what a step comes to.
pub fn step(speaker: &mut Speaker<'_>, step: Step) -> (Reply, Outcome) {
    match step {
        Step::Empty => (acts::empty(speaker), speaker.outcome(Act::Help)),
        Step::Attachment(kind) => (acts::attachment(speaker, kind), speaker.outcome(Act::Help)),
        Step::Act(act) => {
            let reply = acts::act(speaker, act);
            (reply, speaker.outcome(act))
        }
        Step::Command(command) => {
            let reply = acts::command(speaker, command);
            let act = match command {
                Command::Act(act) => act,
                Command::Browse(kind) => browse_act(kind),
                Command::Start => Act::Greet,
                Command::Export | Command::Forget => Act::Privacy,
                _ => Act::Help,
            };
            (reply, speaker.outcome(act))
        }
        Step::UnknownCommand(name) => (acts::unknown_command(speaker, &name), speaker.outcome(Act::Help)),
        Step::Choice(_) | Step::Gone => (acts::dead_end(speaker, "choice-gone"), speaker.outcome(Act::Help)),
        Step::NoList => (acts::dead_end(speaker, "pick-nothing"), speaker.outcome(Act::Ask)),
        Step::Speak(language) => {
            speaker.conversation.chosen = Some(language);
            speaker.conversation.spoken = language;
            let reply = acts::speaks_now(speaker);
            (reply, speaker.outcome(Act::Language))
        }
        Step::Open { entry, facet } => {
            if speaker.conversation.focus.as_ref() != Some(speaker.id(entry)) {
                speaker.conversation.evidence.clear();
            }
            let (reply, shown) = entry::open(speaker, entry, facet);
            let mut outcome = speaker.outcome(Act::Ask);
            outcome.band = Some(Band::Sure);
            outcome.facet = shown;
            outcome.matches = vec![(speaker.id(entry).clone(), 1.0)];
            (reply, outcome)
        }
        Step::More => lists::more(speaker),
        Step::Others => lists::others(speaker),
        Step::Similar(entry) => lists::similar(speaker, entry),
        Step::Compare(first, second) => {
            speaker.conversation.evidence.clear();
            let reply = entry::compare(speaker, first, second);
            let mut outcome = speaker.outcome(Act::Compare);
            outcome.band = Some(Band::Sure);
            outcome.matches = vec![(speaker.id(first).clone(), 1.0), (speaker.id(second).clone(), 1.0)];
            (reply, outcome)
        }
        Step::CompareWhich => (acts::dead_end(speaker, "compare-which"), speaker.outcome(Act::Compare)),
        Step::Browse(kind, from) => {
            let reply = lists::browse(speaker, kind, from);
            (reply, speaker.outcome(browse_act(kind)))
        }
        Step::Family(family) => {
            let reply = lists::family(speaker, family);
            (reply, speaker.outcome(Act::Mechanisms))
        }
        Step::Answer(question) => answer(speaker, *question),
    }
}

fn browse_act(kind: Kind) -> Act {
    match kind {
        Kind::Mechanism => Act::Mechanisms,
        Kind::Case => Act::Cases,
        Kind::Resource => Act::Resources,
    }
}

/// Answers a question by what was found.
fn answer(speaker: &mut Speaker<'_>, question: Question) -> (Reply, Outcome) {
    let mind = speaker.mind;
    let verdict = answer::judge(
        &mind.knowledge,
        mind.engine.profiles(),
        &question.findings,
        &question.wanted,
        (question.form, question.scope),
        mind.host.thresholds,
    );
    let conversation = &mut speaker.conversation;
    if let Some(topic) = &question.topic
        && verdict.band != Band::None
    {
        conversation.set_topic(topic);
        conversation.seen.clear();
    }
    if verdict.band != Band::None {
        let places = question.wanted.places.iter();
        conversation.places = places.map(|&place| mind.knowledge.terms.at(place).id.clone()).collect();
    }
    conversation.evidence = entry::evidence(&question.findings, verdict.matches.first());
    let mut outcome = speaker.outcome(Act::Ask);
    outcome.matches = verdict
        .matches
        .iter()
        .take(10)
        .map(|found| (speaker.id(found.entry).clone(), found.share * question.findings.covered))
        .collect();
    if let Some((_, confidence)) = outcome.matches.first_mut() {
        *confidence = question.findings.confidence;
    }
    // A list of one is an answer.
    let band =
        if verdict.band == Band::Several && verdict.matches.len() == 1 { Band::Sure } else { verdict.band };
    outcome.band = Some(band);
    let asked = question.asked.as_ref().unwrap_or(&question.findings);
    let reply = match band {
        Band::Sure => {
            let first = verdict.matches[0].entry;
            // A new answer puts an end to the list before it.
            speaker.conversation.shown.clear();
            let facet = mind.engine.facet(&mind.knowledge, first, speaker.language(), asked);
            let (mut reply, facet) = entry::open(speaker, first, facet);
            outcome.facet = facet;
            let rest = verdict.matches.iter().skip(1).take(9).filter(|found| found.share >= 0.01);
            speaker.conversation.rest = rest.map(|found| speaker.id(found.entry).clone()).collect();
            if verdict.elsewhere {
                lists::mark_elsewhere(speaker, &verdict, &question.wanted, &mut reply);
            }
            reply
        }
        Band::Several if question.form == Form::List => lists::list(speaker, &verdict, &question.wanted),
        Band::Several => {
            let (reply, facet) = lists::which(speaker, &verdict, asked);
            outcome.facet = facet;
            reply
        }
        Band::Unsure => {
            let (reply, facet) = lists::unsure(speaker, &verdict, &question.wanted, asked);
            outcome.facet = facet;
            reply
        }
        Band::None => lists::none(speaker),
    };
    (reply, outcome)
}

/// Returns the message that names a facet.
fn facet_message(facet: Facet) -> String {
    format!("section-{facet}")
}
