//! A turn within a flow: begin, answer, correct, find one's way, read over, send.
//!
//! What comes next is derived from the draft each time; nothing here remembers where one was.

use crate::conversation::Stage;
use crate::desk::Desk;
use crate::event::{Attachment, AttachmentKind, Event, Filled};
use crate::flow::answer::MOST_FILES;
use crate::flow::draft::MOST_DRAFTS;
use crate::flow::hear::hear;
use crate::flow::options::{Shown, options};
use crate::flow::read::Reading;
use crate::flow::{Answer, Draft, Heard, Refusal, State, Subject};
use crate::knowledge::flow::{AnswerKind, Ending, Flow, Step};
use crate::knowledge::{Act, Repair};
use crate::language::Language;
use crate::mind::Mind;
use crate::reply::{Audience, Choice, ChoiceId, Deal, Does, MOST_CHOICES, Press, Reply};
use crate::say::form::{self, Question, Sheet};
use crate::say::{self, Speaker};
use crate::submission::{MOST_A_DAY, MOST_OVERALL, MOST_WAITING};
use crate::text::{Block, Text};
use crate::ticket::Ticket;
use crate::understand::Ordinal;
use crate::understand::normal::fold;

use super::{Said, cut, review, send};

/// A flow that is being filled in, in the middle of a turn.
pub(super) struct Filling<'a, 'm> {
    pub(super) speaker: &'a mut Speaker<'m>,
    pub(super) desk: &'a Desk,
    pub(super) event: &'a Event,
    pub(super) flow: &'m Flow,
    pub(super) draft: Draft,
    /// The draft of the submission that a moderator's flow is about.
    told: Option<Draft>,
}

/// Begins a flow, or goes on with its draft.
pub(super) fn begin(
    speaker: &mut Speaker<'_>,
    desk: &Desk,
    event: &Event,
    flow: &str,
    about: Option<Subject>,
) -> Said {
    let mind: &Mind = speaker.mind;
    let Some(flow) = mind.knowledge.flow(flow) else {
        return gone(speaker);
    };
    let act = flow.act.unwrap_or(Act::Help);
    let same = |draft: &Draft| draft.flow == flow.id && (about.is_none() || draft.about == about);
    let open = |draft: &Draft| same(draft) && draft.state == State::Open && !draft.again;
    if speaker.conversation.draft().is_some_and(open) {
        // It is open already: the question again.
        return match Filling::take(speaker, desk, event) {
            Some(filling) => filling.ask(Vec::new()),
            None => gone(speaker),
        };
    }
    if flow.ends == Ending::Submission
        && let Some(refusal) = not_now(speaker, desk, event)
    {
        return Said::reply(refusal, speaker.outcome(act));
    }
    speaker.conversation.park();
    if let Some(draft) = speaker.conversation.take_aside(open) {
        return resume(speaker, desk, event, draft);
    }
    if speaker.conversation.open_drafts().count() >= MOST_DRAFTS {
        let reply = drafts(speaker);
        return Said::reply(reply, speaker.outcome(act));
    }
    let ticket = free_ticket(speaker, desk, event);
    let draft = Draft::new(flow, ticket, about, event.at);
    let entry = match &draft.about {
        Some(Subject::Entry(id)) => Some(id.clone()),
        _ => None,
    };
    let filling = Filling::with(speaker, desk, event, flow, draft);
    let opening = form::opening(filling.speaker, &filling.sheet(), entry.as_ref());
    filling.ask(opening)
}

/// Takes a draft up again.
pub(super) fn resume(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, mut draft: Draft) -> Said {
    let mind: &Mind = speaker.mind;
    let Some(flow) = mind.knowledge.flow(&draft.flow) else {
        return gone(speaker);
    };
    draft.state = State::Open;
    draft.at = event.at;
    let changed = draft.renew(flow);
    let filling = Filling::with(speaker, desk, event, flow, draft);
    let ticket = filling.draft.ticket.to_string();
    let speaker = &*filling.speaker;
    let mut blocks =
        vec![Block::Paragraph(Text::plain(speaker.say_with("form-resumed", &[("ticket", ticket.into())])))];
    if changed {
        blocks.push(speaker.paragraph("form-renewed"));
    }
    if let Some(remark) = filling.draft.remark.clone().filter(|_| filling.draft.again) {
        blocks.push(Block::Paragraph(Text::plain(
            speaker.say_with("form-remark", &[("remark", remark.into())]),
        )));
    }
    let over = filling.button(Repair::StartOver, None, "choice-start-over");
    let mut said = filling.ask(blocks);
    if said.reply.choices.len() < MOST_CHOICES {
        said.reply.choices.push(over);
    }
    said
}

/// Hears a message while a flow is filled in; nothing when it is not for the flow.
pub(super) fn say(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, text: &str) -> Option<Said> {
    Filling::take(speaker, desk, event)?.said(text)
}

/// Finds one's way by a command or a word, while a flow is filled in.
pub(super) fn repair(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, repair: Repair) -> Option<Said> {
    Some(Filling::take(speaker, desk, event)?.repair(repair))
}

/// Does what a button of a form says.
pub(super) fn press(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, press: &Press) -> Said {
    let ours = |draft: &Draft| draft.ticket == press.ticket;
    if !speaker.conversation.draft().is_some_and(ours) {
        return match speaker.conversation.take_aside(ours) {
            Some(draft) => aside(speaker, desk, event, draft, press),
            None => closed(speaker, desk, event),
        };
    }
    match Filling::take(speaker, desk, event) {
        Some(filling) => filling.press(&press.does),
        None => closed(speaker, desk, event),
    }
}

/// Hears a message after a flow was weighed: an answer can still be changed, in words as well.
pub(super) fn after(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, text: &str) -> Option<Said> {
    let draft = speaker.conversation.drafts.last().filter(|draft| draft.state == State::Done)?;
    if speaker.mind.wayfinder.guess(text).repairs() != Some(Repair::Change) {
        return None;
    }
    let ticket = draft.ticket;
    let again = Press { ticket, does: Does::Repair(Repair::Change, None) };
    Some(press(speaker, desk, event, &again))
}

/// A button of a draft that lies aside: done, given up, or kept for later.
fn aside(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, draft: Draft, press: &Press) -> Said {
    let mind: &Mind = speaker.mind;
    let Some(flow) = mind.knowledge.flow(&draft.flow) else {
        return gone(speaker);
    };
    let act = flow.act.unwrap_or(Act::Help);
    match (&press.does, draft.state) {
        (Does::AsText | Does::Cases, State::Done) => {
            let sheet = Sheet { flow, draft: &draft, told: None };
            let said = if press.does == Does::AsText {
                let blocks = form::as_text(speaker, &sheet, event.at);
                let again = sheet.choice(Does::Repair(Repair::Change, None));
                let choices = vec![speaker.choice(again, "choice-change")];
                Said::reply(personal(Reply::new(blocks, choices)), speaker.outcome(act))
            } else {
                let gaps = form::gaps(&sheet);
                let (reply, outcome) = say::entries(speaker, "outcome-cases-list", gaps);
                Said::reply(reply, outcome)
            };
            speaker.conversation.lay_aside(draft);
            said
        }
        (Does::Repair(Repair::Change, _) | Does::Resume, _) => {
            speaker.conversation.park();
            if let Does::Repair(Repair::Change, _) = &press.does {
                let draft = Draft { state: State::Open, at: event.at, ..draft };
                return Filling::with(speaker, desk, event, flow, draft).press(&press.does);
            }
            resume(speaker, desk, event, draft)
        }
        _ => {
            speaker.conversation.lay_aside(draft);
            closed(speaker, desk, event)
        }
    }
}

/// Answers a button whose question is no more: kindly, and with the question that is open, if there is one.
fn closed(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event) -> Said {
    let closed = form::refused(speaker, &Refusal::Closed);
    match Filling::take(speaker, desk, event) {
        Some(filling) => filling.ask(vec![closed]),
        None => {
            let reply = Reply::new(vec![closed], speaker.doors());
            Said::reply(reply, speaker.outcome(Act::Help))
        }
    }
}

/// Answers steps with the fields of a form.
pub(super) fn fill(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, fields: &[Filled]) -> Option<Said> {
    let draft = speaker.conversation.draft()?;
    let prefix = format!("{}.", draft.ticket.signs());
    if !fields.iter().any(|field| field.field.starts_with(&prefix)) {
        return Some(closed(speaker, desk, event));
    }
    let mut filling = Filling::take(speaker, desk, event)?;
    let mut blocks = Vec::new();
    let mut made_out = Vec::new();
    for field in fields {
        let Some(step) = field.field.strip_prefix(&prefix).and_then(|id| filling.flow.step(id)) else {
            continue;
        };
        if field.text.trim().is_empty() || !filling.draft.applies(step) {
            continue;
        }
        match filling.read(step, &field.text) {
            Ok(answers) => {
                answers.iter().for_each(|(id, answer)| filling.draft.put(id, answer.clone()));
                made_out.extend(answers);
            }
            Err(refusal) => {
                filling.draft.keep_typed(&step.id, cut(&field.text));
                let label = form::words(filling.speaker, &step.label);
                let first = filling.speaker.say_with("form-label", &[("label", label.into())]);
                blocks.push(Block::Paragraph(Text::strong(first)));
                blocks.push(form::refused(filling.speaker, &refusal));
            }
        }
    }
    if form::is_made_out(&made_out) {
        blocks.insert(0, form::noted(filling.speaker, &filling.sheet(), "form-noted", &made_out));
    }
    Some(filling.ask(blocks))
}

/// Takes something other than text.
pub(super) fn attach(
    speaker: &mut Speaker<'_>,
    desk: &Desk,
    event: &Event,
    attached: &Attachment,
) -> Option<Said> {
    let mut filling = Filling::take(speaker, desk, event)?;
    let step = filling.draft.next(filling.flow);
    let caption = attached.caption.trim();
    if let Some(step) = step.filter(|step| step.kind == AnswerKind::Files) {
        let mut files = match filling.draft.earlier(&step.id) {
            Some(Answer::Files(files)) => files.clone(),
            _ => Vec::new(),
        };
        let takes = matches!(
            attached.kind,
            AttachmentKind::Picture
                | AttachmentKind::Document
                | AttachmentKind::Video
                | AttachmentKind::Voice
        );
        let blocks = if !takes {
            vec![form::refused(filling.speaker, &Refusal::NoFile)]
        } else if files.len() >= MOST_FILES {
            vec![form::refused(filling.speaker, &Refusal::TooMany { most: MOST_FILES })]
        } else {
            files.push(attached.clone());
            filling.draft.put(&step.id, Answer::Files(files));
            // More can follow: the step stays open, with what it has.
            filling.draft.reopen(&step.id);
            Vec::new()
        };
        return Some(filling.ask(blocks));
    }
    // A shared place names a town; words under a picture are words.
    if !caption.is_empty() && attached.kind != AttachmentKind::Sticker {
        let said = filling.said(caption)?;
        return Some(said);
    }
    let refused = form::refused(filling.speaker, &Refusal::NotText(attached.kind));
    Some(filling.ask(vec![refused]))
}

/// Adds the open question to what was said beside the flow.
pub(super) fn ask_again(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, said: &mut Said) {
    let Some(filling) = Filling::take(speaker, desk, event) else { return };
    let keeps = !matches!(filling.flow.ends, Ending::Outcome) || filling.draft.next(filling.flow).is_some();
    if !keeps {
        filling.put_back();
        return;
    }
    // Only prose can be taken for a question that was none.
    let prose = |step: &Step| step.kind.is_prose() || step.kind == AnswerKind::Place;
    let mine = filling.draft.said.is_some() && filling.draft.next(filling.flow).is_some_and(prose);
    let mine = mine.then(|| filling.button(Repair::Mine, None, "choice-mine"));
    let mut asked = filling.ask(Vec::new());
    let continues = speaker.paragraph("form-continue");
    said.reply.blocks.push(continues);
    said.reply.blocks.append(&mut asked.reply.blocks);
    let mut choices = asked.reply.choices;
    choices.extend(mine);
    choices.append(&mut said.reply.choices);
    choices.truncate(MOST_CHOICES);
    said.reply.choices = choices;
    said.reply.options = asked.reply.options;
    said.reply.form = asked.reply.form;
    said.reply.audience = Audience::Person;
    // A number picks from the form's list now.
    if speaker.conversation.draft().is_some() {
        speaker.conversation.shown.clear();
    }
}

/// Says that a choice means nothing any more.
fn gone(speaker: &Speaker<'_>) -> Said {
    let reply = Reply::new(vec![speaker.strong("choice-gone")], speaker.doors());
    Said::reply(reply, speaker.outcome(Act::Help))
}

pub(super) fn personal(mut reply: Reply) -> Reply {
    reply.audience = Audience::Person;
    reply
}

/// Says why nothing can be sent now, if so.
pub(super) fn not_now(speaker: &Speaker<'_>, desk: &Desk, event: &Event) -> Option<Reply> {
    let day = event.at.0 - crate::submission::DAY;
    let waiting = desk.own.iter().filter(|sent| sent.status.is_open()).count();
    let today = desk.record.lately.iter().filter(|at| at.0 > day).count();
    let text = if let Some(block) = &desk.blocked {
        speaker.say_with("form-blocked", &[("reason", block.reason.clone().into())])
    } else if waiting >= MOST_WAITING {
        speaker.say_with("form-many-waiting", &[("count", speaker.number(waiting))])
    } else if today >= MOST_A_DAY || desk.lately >= MOST_OVERALL {
        speaker.say("form-many-today")
    } else {
        return None;
    };
    let mut choices = vec![speaker.choice(ChoiceId::Human, "choice-human")];
    if waiting > 0 {
        choices.insert(0, speaker.choice(ChoiceId::Deal(Deal::Mine), "choice-mine-list"));
    }
    Some(personal(Reply::new(vec![Block::Paragraph(Text::strong(text))], choices)))
}

/// Says which drafts there are, when there are too many.
fn drafts(speaker: &Speaker<'_>) -> Reply {
    let text = speaker.say_with("form-many-drafts", &[("count", speaker.number(MOST_DRAFTS))]);
    let choices = speaker
        .conversation
        .open_drafts()
        .take(MOST_CHOICES)
        .filter_map(|draft| {
            let flow = speaker.mind.knowledge.flow(&draft.flow)?;
            let label = format!("{} · {}", draft.ticket, form::words(speaker, &flow.title));
            Some(Choice { id: ChoiceId::Form(Press { ticket: draft.ticket, does: Does::Resume }), label })
        })
        .collect();
    personal(Reply::new(vec![Block::Paragraph(Text::strong(text))], choices))
}

/// Returns a number for a new draft.
fn free_ticket(speaker: &Speaker<'_>, desk: &Desk, event: &Event) -> Ticket {
    let seed = format!("{}\u{0}{}", event.address.key(), event.id.0);
    let taken = |ticket: Ticket| {
        desk.submission(ticket).is_some()
            || speaker.conversation.drafts.iter().any(|draft| draft.ticket == ticket)
    };
    let mut salt = 0;
    loop {
        let ticket = Ticket::of(&seed, salt);
        if !taken(ticket) {
            return ticket;
        }
        salt += 1;
    }
}

impl<'a, 'm> Filling<'a, 'm> {
    /// Takes the draft out of the conversation to work on it.
    pub(super) fn take(
        speaker: &'a mut Speaker<'m>,
        desk: &'a Desk,
        event: &'a Event,
    ) -> Option<Filling<'a, 'm>> {
        let mind: &'m Mind = speaker.mind;
        let flow = mind.knowledge.flow(&speaker.conversation.draft()?.flow);
        let draft = speaker.conversation.take_draft()?;
        // A flow that is no more cannot be gone on with.
        Some(Filling::with(speaker, desk, event, flow?, draft))
    }

    fn with(
        speaker: &'a mut Speaker<'m>,
        desk: &'a Desk,
        event: &'a Event,
        flow: &'m Flow,
        draft: Draft,
    ) -> Filling<'a, 'm> {
        let mind: &'m Mind = speaker.mind;
        let told = match draft.about {
            Some(Subject::Submission(ticket)) => desk.submission(ticket).and_then(|submission| {
                Some(submission.draft(mind.knowledge.flow(&submission.flow)?, event.at))
            }),
            _ => None,
        };
        Filling { speaker, desk, event, flow, draft, told }
    }

    /// Puts the draft back, as it is.
    pub(super) fn put_back(self) {
        self.speaker.conversation.stage = Stage::Filling(Box::new(self.draft));
    }

    pub(super) fn sheet(&self) -> Sheet<'_> {
        Sheet { flow: self.flow, draft: &self.draft, told: self.told.as_ref() }
    }

    fn reading(&self) -> Reading<'m> {
        Reading { mind: self.speaker.mind, at: self.event.at }
    }

    fn options(&self, step: &Step) -> Vec<Shown> {
        options(self.speaker.mind, step, self.told.as_ref(), self.speaker.language())
    }

    fn act(&self) -> Act {
        self.flow.act.unwrap_or(Act::Help)
    }

    fn button(&self, repair: Repair, step: Option<&Step>, message: &str) -> Choice {
        let does = Does::Repair(repair, step.map(|step| step.id.clone()));
        self.speaker.choice(self.sheet().choice(does), message)
    }

    /// Reads a text as the answer to a step, with the others that it answers.
    fn read(&self, step: &Step, text: &str) -> Result<Vec<(String, Answer)>, Refusal> {
        let options = self.options(step);
        let reading = self.reading();
        if step.reads.is_empty() {
            return Ok(vec![(step.id.clone(), reading.answer(step, text, &options)?)]);
        }
        match hear(&reading, self.flow, &self.draft, Some(step), &options, text) {
            Heard::Answers(answers) => Ok(answers),
            Heard::Refused(refusal) => Err(refusal),
            _ => Ok(vec![(step.id.clone(), reading.answer(step, text, &options)?)]),
        }
    }

    /// Says what is to be said now: the next question, or the end.
    pub(super) fn ask(mut self, mut blocks: Vec<Block>) -> Said {
        self.draft.at = self.event.at;
        let act = self.act();
        if self.draft.renew(self.flow) {
            blocks.push(self.speaker.paragraph("form-renewed"));
        }
        let question = match self.draft.next(self.flow) {
            Some(step) => form::question(self.speaker, &self.sheet(), step),
            None => match self.flow.ends {
                Ending::Submission => {
                    let language = language(self.speaker, &self.draft);
                    form::summary(self.speaker, &self.sheet(), language)
                }
                Ending::Outcome => return self.weigh(blocks),
                Ending::AskChanges | Ending::Decline | Ending::Edit => return review::decide(self),
            },
        };
        let Question { blocks: mut asked, choices, options, form } = question;
        blocks.append(&mut asked);
        let mut reply = personal(Reply::new(blocks, choices));
        reply.options = options;
        reply.form = form;
        let outcome = self.speaker.outcome(act);
        self.put_back();
        Said::reply(reply, outcome)
    }

    /// Weighs the answers, and lays the draft aside: an answer can still be changed.
    fn weigh(mut self, mut blocks: Vec<Block>) -> Said {
        self.draft.state = State::Done;
        let Question { blocks: mut said, choices, form, .. } = form::outcome(self.speaker, &self.sheet());
        blocks.append(&mut said);
        let mut reply = personal(Reply::new(blocks, choices));
        reply.form = form;
        let outcome = self.speaker.outcome(self.act());
        let flow = &self.draft.flow;
        self.speaker.conversation.drafts.retain(|draft| draft.flow != *flow || draft.state != State::Done);
        self.speaker.conversation.lay_aside(self.draft);
        Said::reply(reply, outcome)
    }

    /// Makes of a message what it means; nothing when it is not for the flow.
    fn said(mut self, text: &str) -> Option<Said> {
        let flow: &'m Flow = self.flow;
        let step = self.draft.next(flow);
        let picking = std::mem::take(&mut self.draft.picking) || step.is_none();
        if picking && let Some(said) = self.picked(text) {
            return Some(match said {
                Ok(step) => self.reopen(&step),
                Err(()) => self.which(),
            });
        }
        let options = step.map(|step| self.options(step)).unwrap_or_default();
        let heard = hear(&self.reading(), flow, &self.draft, step, &options, text);
        if !matches!(heard, Heard::Aside | Heard::Repairs(Repair::Mine)) {
            self.draft.said = None;
        }
        Some(match heard {
            Heard::Answers(answers) => {
                self.switch_language(text, &answers);
                self.put(answers, "form-noted")
            }
            Heard::Corrects(answers) => self.put(answers, "form-corrected"),
            Heard::Reopens(step) => self.reopen(&step),
            // "Change the second one" says which.
            Heard::Which => match self.counted(text) {
                Some(step) => self.reopen(&step),
                None => self.which(),
            },
            Heard::Repairs(repair) => self.repair(repair),
            Heard::Refused(refusal) => self.refuse(&refusal),
            Heard::Aside => {
                self.draft.said = step.map(|_| text.chars().take(2_000).collect());
                self.put_back();
                return None;
            }
        })
    }

    /// Returns the step that a number or a name picks from the answers shown; an error when the number picks none.
    fn picked(&self, text: &str) -> Option<Result<String, ()>> {
        let folded = fold(text);
        let sheet = self.sheet();
        let listed = form::listed(&sheet);
        let number = folded.split(' ').find_map(|word| word.parse::<usize>().ok());
        // "Change the 3": few words around the number.
        if let Some(number) = number.filter(|_| folded.split(' ').count() <= 5) {
            let picked = number.checked_sub(1).and_then(|at| listed.get(at));
            return Some(picked.map(|(step, _)| step.id.clone()).ok_or(()));
        }
        let named = |step: &Step| {
            let names = step.names.iter().flat_map(|(_, names)| names);
            names.chain(step.label.iter().map(|(_, label)| label)).any(|name| fold(name) == folded)
        };
        self.draft
            .answered(self.flow)
            .into_iter()
            .find(|(step, _)| named(step))
            .map(|(step, _)| Ok(step.id.clone()))
    }

    /// Returns the answer that an ordinal or a number in a text counts to.
    fn counted(&self, text: &str) -> Option<String> {
        let mind = self.speaker.mind;
        let number = match mind.reader.read(text, self.speaker.conversation.spoken).ordinal {
            Some(Ordinal::Nth(number)) => number,
            Some(Ordinal::Last) => form::listed(&self.sheet()).len(),
            None => fold(text).split(' ').find_map(|word| word.parse().ok())?,
        };
        let sheet = self.sheet();
        form::listed(&sheet).get(number.checked_sub(1)?).map(|(step, _)| step.id.clone())
    }

    fn put(mut self, answers: Vec<(String, Answer)>, message: &str) -> Said {
        for (step, answer) in &answers {
            self.draft.put(step, answer.clone());
        }
        let says = message != "form-noted" || form::is_made_out(&answers);
        let blocks =
            if says { vec![form::noted(self.speaker, &self.sheet(), message, &answers)] } else { Vec::new() };
        self.ask(blocks)
    }

    fn reopen(mut self, step: &str) -> Said {
        self.draft.reopen(step);
        self.ask(Vec::new())
    }

    fn refuse(self, refusal: &Refusal) -> Said {
        let blocks = vec![form::refused(self.speaker, refusal)];
        self.ask(blocks)
    }

    fn which(mut self) -> Said {
        if form::listed(&self.sheet()).is_empty() {
            let first = self.speaker.paragraph("form-nothing-yet");
            return self.ask(vec![first]);
        }
        self.draft.picking = true;
        let Question { blocks, choices, options, .. } = form::which(self.speaker, &self.sheet());
        let outcome = self.speaker.outcome(self.act());
        self.put_back();
        let mut reply = personal(Reply::new(blocks, choices));
        reply.options = options;
        Said::reply(reply, outcome)
    }

    /// Finds one's way.
    pub(super) fn repair(mut self, repair: Repair) -> Said {
        let flow: &'m Flow = self.flow;
        let step = self.draft.next(flow);
        match repair {
            Repair::Back => match self.draft.before(flow, step).map(|step| step.id.clone()) {
                Some(before) => self.reopen(&before),
                None => {
                    let first = self.speaker.paragraph("form-back-first");
                    self.ask(vec![first])
                }
            },
            Repair::Skip => match step {
                Some(step) if step.optional => {
                    self.draft.put(&step.id, Answer::Skipped);
                    self.ask(Vec::new())
                }
                Some(_) => self.refuse(&Refusal::Required),
                None => self.ask(Vec::new()),
            },
            Repair::Keep => {
                let kept = step.is_some_and(|step| self.draft.keep(&step.id));
                let blocks =
                    if kept { Vec::new() } else { vec![form::refused(self.speaker, &Refusal::Empty)] };
                self.ask(blocks)
            }
            Repair::Help => {
                let blocks = match step {
                    Some(step) => form::help(self.speaker, step),
                    None => vec![self.speaker.paragraph("form-ways-end")],
                };
                // The entries that a question is drawn from can be read.
                let sources = step.map_or(&[][..], |step| &step.sources);
                let read = say::open_choices(self.speaker, &sources[..sources.len().min(2)]);
                let mut said = self.ask(blocks);
                said.reply.choices.extend(read);
                said.reply.choices.truncate(MOST_CHOICES);
                said
            }
            Repair::StartOver => {
                let about = self.draft.about.clone();
                self.draft =
                    Draft { at: self.event.at, ..Draft::new(flow, self.draft.ticket, about, self.event.at) };
                let over = self.speaker.paragraph("form-over");
                self.ask(vec![over])
            }
            Repair::Later => {
                let now = self.event.at;
                let kept = form::kept(self.speaker, &self.sheet(), "form-later", now);
                let resume = self.speaker.choice(self.sheet().choice(Does::Resume), "choice-resume");
                let outcome = self.speaker.outcome(Act::Cancel);
                self.draft.at = now;
                self.speaker.conversation.lay_aside(self.draft);
                Said::reply(personal(Reply::new(vec![kept], vec![resume])), outcome)
            }
            Repair::Cancel => {
                let title = form::words(self.speaker, &flow.title);
                let text = self.speaker.say_with("form-cancelled", &[("title", title.into())]);
                let resume =
                    self.speaker.choice(self.sheet().choice(Does::Resume), "choice-resume-after-all");
                let mut choices = self.speaker.doors();
                choices.insert(0, resume);
                choices.truncate(4);
                let outcome = self.speaker.outcome(Act::Cancel);
                self.draft.state = State::Dropped;
                self.draft.at = self.event.at;
                self.speaker.conversation.lay_aside(self.draft);
                Said::reply(
                    personal(Reply::new(vec![Block::Paragraph(Text::strong(text))], choices)),
                    outcome,
                )
            }
            Repair::Send if step.is_none() && flow.ends == Ending::Submission => send::send(self),
            Repair::Send => self.refuse(&Refusal::NotYet),
            Repair::Change => self.which(),
            Repair::Mine => match (step, self.draft.said.take()) {
                (Some(step), Some(text)) => match self.read(step, &text) {
                    Ok(answers) => self.put(answers, "form-noted"),
                    Err(refusal) => self.refuse(&refusal),
                },
                _ => self.ask(Vec::new()),
            },
            Repair::Yes | Repair::No | Repair::Unknown => self.refuse(&Refusal::NoOption),
        }
    }

    /// Does what a button says.
    fn press(mut self, does: &Does) -> Said {
        self.draft.picking = false;
        let flow: &'m Flow = self.flow;
        let open = self.draft.next(flow);
        match does {
            Does::Choose { step, option } => self.choose(step, option),
            Does::Repair(Repair::Change, Some(step)) if self.draft.answer(step).is_some() => {
                let step = step.clone();
                self.reopen(&step)
            }
            // Of a question that is answered already: a second press, or a late one.
            Does::Repair(_, Some(step)) if open.is_none_or(|open| open.id != *step) => {
                let closed = form::refused(self.speaker, &Refusal::Closed);
                self.ask(vec![closed])
            }
            Does::Repair(repair, _) => self.repair(*repair),
            Does::Resume => self.ask(Vec::new()),
            Does::Notice => {
                let text = flow.notice.as_ref().map(|notice| form::words(self.speaker, &notice.text));
                let blocks = text.map(|text| Block::Paragraph(Text::plain(text))).into_iter().collect();
                self.ask(blocks)
            }
            Does::AsText | Does::Cases => self.refuse(&Refusal::Closed),
        }
    }

    /// Chooses an option by its button.
    fn choose(mut self, id: &str, option: &str) -> Said {
        let flow: &'m Flow = self.flow;
        let Some(step) = flow.step(id).filter(|step| self.draft.applies(step)) else {
            return self.refuse(&Refusal::Closed);
        };
        if !self.options(step).iter().any(|have| have.id == option) {
            return self.refuse(&Refusal::Closed);
        }
        let chosen = Answer::Options(vec![option.to_owned()]);
        let open = self.draft.next(flow).is_some_and(|open| open.id == step.id);
        if !open {
            return match self.draft.answer(id) {
                // The same button twice.
                Some(answer) if *answer == chosen => self.ask(Vec::new()),
                Some(_) if step.kind != AnswerKind::Choices => {
                    self.put(vec![(id.to_owned(), chosen)], "form-corrected")
                }
                _ => self.refuse(&Refusal::Closed),
            };
        }
        if step.kind != AnswerKind::Choices {
            return self.put(vec![(id.to_owned(), chosen)], "form-noted");
        }
        // Several can be chosen: each press adds one, or takes it out; the step stays open until it is enough.
        let mut list = match self.draft.earlier(id) {
            Some(Answer::Options(list)) => list.clone(),
            _ => Vec::new(),
        };
        match list.iter().position(|have| have == option) {
            Some(at) => _ = list.remove(at),
            None => list.push(option.to_owned()),
        }
        if list.is_empty() {
            self.draft.taken_back.retain(|given| given.step != id);
        } else {
            self.draft.put(id, Answer::Options(list));
            self.draft.reopen(id);
        }
        self.ask(Vec::new())
    }

    /// Speaks the language of a long answer from now on, unless one was chosen.
    fn switch_language(&mut self, text: &str, answers: &[(String, Answer)]) {
        let prose = answers.iter().any(|(_, answer)| matches!(answer, Answer::Text(_)));
        if !prose || text.split_whitespace().count() < 8 || self.speaker.conversation.chosen.is_some() {
            return;
        }
        let mind = self.speaker.mind;
        let detected = mind.reader.read(text, self.speaker.conversation.spoken).detected;
        if let Some(language) = detected.filter(|language| mind.host.speaks(*language)) {
            self.speaker.conversation.spoken = language;
        }
    }
}

/// Reads a text as the answer to a step of something that was sent, for a moderator who changes it.
pub(super) fn reading(
    speaker: &Speaker<'_>,
    event: &Event,
    step: &Step,
    text: &str,
) -> Result<Answer, Refusal> {
    let options = options(speaker.mind, step, None, speaker.language());
    Reading { mind: speaker.mind, at: event.at }.answer(step, text, &options)
}

/// Returns the language that most of a draft is told in.
pub(super) fn language(speaker: &Speaker<'_>, draft: &Draft) -> Language {
    let texts: Vec<&str> = draft
        .answers
        .iter()
        .filter_map(|given| match &given.answer {
            Answer::Text(text) if text.split_whitespace().count() >= 4 => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let spoken = speaker.language();
    speaker.mind.reader.read(&texts.join("\n"), spoken).detected.unwrap_or(spoken)
}
