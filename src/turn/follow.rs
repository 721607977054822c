//! Going on from the topic: a facet of what we talk about, the topic in another place or of another size, cases of it, or a new
//! question that only begins like one that goes on.

use std::ops::Range;

use crate::answer::{Form, Scope};
use crate::conversation::Conversation;
use crate::knowledge::{Cue, Facet, Kind, Scheme};
use crate::mind::Mind;
use crate::search::Findings;
use crate::search::slots::Wanted;
use crate::step::{Question, Step};
use crate::understand::Understanding;

use super::resolve::{Own, told};

/// A message that depends on the topic has at most this many words of its own.
pub(super) const FEW: usize = 2;

/// From this probability on, the wording alone tells which facet of what we talk about is asked for.
const TELLS: f32 = 0.5;

/// From this share of the belief on, a message has found something of its own.
const FOUND: f32 = 0.5;

/// How surely a topic that was answered before is answerable.
const ANSWERABLE: f32 = 0.92;

/// What speaks for an entry that the one we talk about names, in units of the fused score.
const RELATED: f32 = 2.0;

/// A message, where the person stands, and what was found for it alone.
pub(super) struct Follow<'a> {
    pub(super) mind: &'a Mind,
    pub(super) conversation: &'a Conversation,
    pub(super) message: &'a Understanding,
    pub(super) own: &'a Own,
    pub(super) wanted: &'a Wanted,
    pub(super) findings: &'a Findings,
    pub(super) text: &'a str,
}

impl Follow<'_> {
    /// Goes on from the topic, when the message depends on it.
    pub(super) fn step(&self) -> Option<Step> {
        let Follow { conversation, message, own, wanted, .. } = self;
        let focus = self.focus();
        let answer = |question: Question| Step::Answer(Box::new(question));
        if self.cue(Cue::Similar)
            && own.words <= FEW
            && own.places.is_empty()
            && let Some(focus) = focus
        {
            return Some(Step::Similar(focus));
        }
        // "And in Spain?", "who started the Brussels one?": the topic, in another place.
        if !own.places.is_empty() && (own.words <= FEW || self.cue(Cue::Correction) || self.cue(Cue::Similar))
        {
            let bare = own.words == 0 && own.places.len() == 1;
            if bare && !self.goes_on() && conversation.topic.is_empty() {
                return None;
            }
            let combined = self.narrow();
            // "Is there a network of towns in Catalonia?" stands by itself.
            let stands = !bare && !self.goes_on() && self.surer_alone(&combined);
            return (!stands).then(|| answer(combined.answerable()));
        }
        let no_words = own.words == 0 && own.places.is_empty() && own.subjects.is_empty();
        let bounds = wanted.inhabitants.is_some()
            || message.number.is_some()
            || wanted.years.is_some()
            || wanted.order.is_some();
        // "Under 5,000 inhabitants", "since 2020": the topic, within bounds.
        if no_words && bounds {
            return Some(answer(self.narrow().answerable()));
        }
        // "Which law is it based on?" asks of the thing, "laws" narrows the topic.
        let kinds = !message.kinds.is_empty() || !message.types.is_empty();
        if no_words && kinds && !(self.tells() && self.goes_on()) {
            return Some(answer(self.narrow().answerable()));
        }
        // "Which councils have used it?"
        if no_words && self.goes_on() && self.cue(Cue::Several) {
            return Some(answer(self.narrow().answerable()));
        }
        if let Some(step) = focus.and_then(|focus| self.facet_of(focus)) {
            return Some(step);
        }
        if self.cue(Cue::Onward) && own.words <= 2 * FEW + 1 {
            let combined = self.narrow();
            return Some(answer(if self.surer_alone(&combined) { self.alone() } else { combined }));
        }
        None
    }

    /// Whether its words say that it goes on from what was said.
    fn goes_on(&self) -> bool {
        self.message.refers > 0
            || self.cue(Cue::Onward)
            || self.cue(Cue::Correction)
            || self.cue(Cue::Similar)
    }

    /// Whether the wording alone tells which facet is asked for.
    fn tells(&self) -> bool {
        self.message.facet.is_some() || told(self.findings) >= TELLS
    }

    /// Whether the message by itself is answered more surely than with the topic.
    fn surer_alone(&self, combined: &Question) -> bool {
        self.findings.confidence > combined.findings.confidence
    }

    fn cue(&self, cue: Cue) -> bool {
        self.message.cues.contains(&cue)
    }

    fn focus(&self) -> Option<usize> {
        self.conversation.about().and_then(|id| self.mind.knowledge.position(id))
    }

    /// A facet with few words of its own: of what we talk about, unless the words find something else for sure.
    fn facet_of(&self, focus: usize) -> Option<Step> {
        let Follow { mind, conversation, message, own, findings, .. } = self;
        let language = conversation.language();
        if own.words > FEW {
            return None;
        }
        let facet = mind.engine.facet(&mind.knowledge, focus, language, findings);
        let facet: Facet = message.facet.or(facet)?;
        // A subject that is none of its own is another thing.
        let about = mind.engine.profiles().subjects(focus);
        if own.subjects.iter().any(|subject| !about.contains(subject)) {
            return None;
        }
        let first = findings.matches.first()?;
        let found = first.entry != focus
            && first.share >= FOUND
            && findings.covered >= mind.host.thresholds.unsure
            && own.words > 0
            && message.refers == 0;
        (!found).then_some(Step::Open { entry: focus, facet: Some(facet) })
    }

    /// Answers the message by itself.
    fn alone(&self) -> Question {
        Question {
            findings: self.findings.clone(),
            wanted: self.wanted.clone(),
            asked: None,
            form: form(self.message, self.own, self.findings),
            scope: self.scope(),
            topic: Some(self.text.to_owned()),
        }
    }

    fn scope(&self) -> Scope {
        if self.own.places.is_empty() { Scope::Hint } else { Scope::Bound }
    }

    /// Asks the topic again with what the message adds to it, or puts in the place of something.
    fn narrow(&self) -> Question {
        let Follow { mind, conversation, message, own, findings, text, .. } = self;
        let knowledge = &mind.knowledge;
        // Without a question to go on from, what we talk about stands for it.
        let topic = match (&conversation.focus, conversation.topic.as_str()) {
            (Some(id), "") => knowledge.entry(id).map_or("", |entry| entry.title(conversation.spoken)),
            (_, topic) => topic,
        };
        let topic = if own.places.is_empty() { topic.to_owned() } else { self.without_places(topic) };
        let combined = mind.reader.read(&format!("{topic}. {text}"), message.language);
        let mut wanted = Wanted::of(&combined, knowledge);
        if !own.places.is_empty() {
            wanted.places.clone_from(&own.places);
            wanted.narrow(knowledge);
        } else if wanted.places.is_empty() {
            wanted.places =
                conversation.places.iter().filter_map(|id| knowledge.terms.position(id)).collect();
        }
        if !message.kinds.is_empty() {
            wanted.kinds.clone_from(&message.kinds);
        }
        wanted.inhabitants = self.wanted.inhabitants.or(message.number).or(wanted.inhabitants);
        wanted.years = self.wanted.years.or(wanted.years);
        wanted.order = self.wanted.order.or(wanted.order);
        // The same thing elsewhere: what it is about is what is looked for there.
        let focus = conversation.focus.as_ref().and_then(|id| knowledge.position(id));
        if let Some(focus) = focus.filter(|_| !own.places.is_empty()) {
            for &subject in mind.engine.profiles().subjects(focus) {
                if !wanted.subjects.contains(&subject) {
                    wanted.subjects.push(subject);
                }
            }
            if wanted.kinds.is_empty() && own.words == 0 {
                wanted.kinds.insert(knowledge.entries[focus].id.kind());
            }
        }
        let refers_to_cases = message.refers > 0 && self.cue(Cue::Several) && wanted.kinds.is_empty();
        if refers_to_cases {
            wanted.kinds.insert(Kind::Case);
        }
        let mut found = mind.engine.find(knowledge, &combined, &wanted);
        // "Something like it": not the thing itself.
        if (self.cue(Cue::Similar) || refers_to_cases)
            && let Some(focus) = focus
        {
            found.matches.retain(|found| found.entry != focus);
        }
        if let Some(focus) = focus.filter(|_| !own.places.is_empty()) {
            self.prefer_related(focus, &mut found);
        }
        if own.words > 0 && own.places.is_empty() {
            found.covered = found.covered.min(findings.covered.max(mind.host.thresholds.unsure));
        }
        Question {
            findings: found,
            wanted,
            // What the topic asked is answered: the facet is the one that this message asks for.
            asked: Some((*findings).clone()),
            form: form(message, own, findings),
            scope: self.scope(),
            topic: None,
        }
    }

    /// Ranks higher what the thing we talk about sends its readers to, or what sends its readers there.
    fn prefer_related(&self, focus: usize, found: &mut Findings) {
        let entries = &self.mind.knowledge.entries;
        let own = &entries[focus];
        for found in &mut found.matches {
            let other = &entries[found.entry];
            if own.related.contains(&other.id) || other.related.contains(&own.id) {
                found.score += RELATED;
            }
        }
        found.matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
    }

    /// Returns a text without the places that it names.
    fn without_places(&self, text: &str) -> String {
        let Follow { mind, message, .. } = self;
        let read = mind.reader.read(text, message.language);
        let terms = &mind.knowledge.terms;
        let places = read.terms.iter().filter(|mention| terms.at(mention.term).scheme == Scheme::Place);
        let spans: Vec<Range<usize>> = places
            .filter_map(|mention| {
                let words = read.tokens.get(mention.words.clone())?;
                Some(words.first()?.span.start..words.last()?.span.end)
            })
            .collect();
        let mut left = String::with_capacity(text.len());
        let mut from = 0;
        for span in spans.into_iter().filter(|span| !span.is_empty()) {
            if span.start >= from {
                left.push_str(&text[from..span.start]);
                from = span.end;
            }
        }
        left.push_str(&text[from..]);
        left
    }
}

impl Question {
    /// The topic was answerable before; a bound does not make it less so.
    fn answerable(mut self) -> Question {
        self.findings.covered = self.findings.covered.max(ANSWERABLE);
        self
    }
}

/// From this probability on, several entries are asked for.
const SEVERAL: f32 = 0.5;

/// Returns how many entries are asked for: several in words, or by naming a place and nothing else.
pub(super) fn form(message: &Understanding, own: &Own, findings: &Findings) -> Form {
    let few = if message.kinds.is_empty() { 1 } else { FEW };
    let of_a_place = !own.places.is_empty() && own.words <= few && message.facet.is_none();
    if findings.several >= SEVERAL || of_a_place { Form::List } else { Form::One }
}
