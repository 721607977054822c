//! A turn with what was sent: moderators judge it, contributors see and withdraw their own.
//!
//! Who may do what is looked at when it is done, not when a button was shown; and what has been decided meanwhile is not decided
//! again.

use crate::conversation::{Conversation, Stage};
use crate::desk::{Desk, Effect};
use crate::event::{Address, Event};
use crate::flow::{Answer, Draft, State, Subject};
use crate::knowledge::flow::Ending;
use crate::knowledge::{Act, Flow};
use crate::mind::Mind;
use crate::reply::{Deal, Reply};
use crate::say::{Speaker, review as say};
use crate::submission::{Block as Blocked, Deed, Edited, Logged, Person, Status, Submission};
use crate::ticket::Ticket;

use super::Said;
use super::form::{self, Filling, personal};

/// What a moderator types behind `/review`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    Deal(Deal),
    /// With everything said on one line.
    Decline(Ticket, String),
    AskChanges(Ticket, Vec<String>, Option<String>),
    Edit(Ticket, String, String),
    Withdraw(Ticket),
    Block(Person, String),
    Unblock(Person),
    Blocked,
    Help,
}

/// Reads what stands behind `/review`: `accept R-7K3F`, `decline R-7K3F because …`.
fn order(text: &str) -> Order {
    let text = text.trim();
    let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let lower = verb.to_lowercase();
    let (first, tail) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let tail = tail.trim();
    let ticket = first.parse::<Ticket>().ok();
    match (lower.as_str(), ticket) {
        ("" | "list", _) => Order::Deal(Deal::List),
        ("show" | "read", Some(ticket)) => Order::Deal(Deal::Read(ticket)),
        ("accept", Some(ticket)) => Order::Deal(Deal::Accept(ticket)),
        ("log", Some(ticket)) => Order::Deal(Deal::Log(ticket)),
        ("decline", Some(ticket)) if tail.is_empty() => Order::Deal(Deal::Decline(ticket)),
        ("decline", Some(ticket)) => Order::Decline(ticket, tail.to_owned()),
        ("ask-changes" | "changes", Some(ticket)) if tail.is_empty() => Order::Deal(Deal::AskChanges(ticket)),
        ("ask-changes" | "changes", Some(ticket)) => {
            let (steps, remark) = tail.split_once(char::is_whitespace).unwrap_or((tail, ""));
            let steps = steps.split(',').filter(|step| !step.is_empty()).map(str::to_owned).collect();
            let remark = remark.trim();
            Order::AskChanges(ticket, steps, (!remark.is_empty()).then(|| remark.to_owned()))
        }
        ("edit", Some(ticket)) => match tail.split_once(char::is_whitespace) {
            Some((step, text)) => Order::Edit(ticket, step.to_owned(), text.trim().to_owned()),
            None => Order::Deal(Deal::Edit(ticket)),
        },
        ("withdraw", Some(ticket)) => Order::Withdraw(ticket),
        ("block", _) => match Person::parse(first) {
            Some(who) if !tail.is_empty() => Order::Block(who, tail.to_owned()),
            _ => Order::Help,
        },
        ("unblock", _) => Person::parse(first).map_or(Order::Help, Order::Unblock),
        ("blocked", _) => Order::Blocked,
        _ => text.parse().map_or(Order::Help, |ticket| Order::Deal(Deal::Read(ticket))),
    }
}

/// Does what `/review …` says.
pub(super) fn command(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, text: &str) -> Said {
    if !moderates(speaker, event) {
        return refused(speaker);
    }
    let by = Person::at(&event.address);
    match order(text) {
        Order::Deal(deal) => self::deal(speaker, desk, event, deal),
        Order::Decline(ticket, reason) => on(speaker, desk, event, ticket, |judge| judge.decline(&reason)),
        Order::AskChanges(ticket, steps, remark) => {
            on(speaker, desk, event, ticket, |judge| judge.ask_changes(steps, remark))
        }
        Order::Edit(ticket, step, text) => on(speaker, desk, event, ticket, |judge| judge.edit(&step, &text)),
        Order::Withdraw(ticket) => on(speaker, desk, event, ticket, |judge| judge.withdraw()),
        Order::Block(who, reason) => {
            let block = Blocked { who: who.clone(), reason, by: by.clone(), at: event.at };
            let reply = say::line(speaker, "review-blocked", &[("who", who.to_string().into())]);
            let deed = Deed::Blocked(who);
            let log = Logged { ticket: None, at: event.at, by: Some(by), deed };
            Said { effects: vec![Effect::Block(block), Effect::Log(log)], ..done(speaker, reply) }
        }
        Order::Unblock(who) => {
            let reply = say::line(speaker, "review-unblocked", &[("who", who.to_string().into())]);
            let log = Logged { ticket: None, at: event.at, by: Some(by), deed: Deed::Unblocked(who.clone()) };
            Said { effects: vec![Effect::Unblock(who), Effect::Log(log)], ..done(speaker, reply) }
        }
        Order::Blocked => {
            let reply = say::blocks(speaker, &desk.blocks);
            done(speaker, reply)
        }
        Order::Help => {
            let reply = say::line(speaker, "review-help", &[]);
            done(speaker, reply)
        }
    }
}

/// Does what a button says.
pub(super) fn deal(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, deal: Deal) -> Said {
    if deal.moderates() && !moderates(speaker, event) {
        return refused(speaker);
    }
    match deal {
        Deal::List => {
            let reply = say::list(speaker, &desk.waiting);
            done(speaker, reply)
        }
        Deal::Read(ticket) => on(speaker, desk, event, ticket, |judge| judge.read()),
        Deal::Accept(ticket) => on(speaker, desk, event, ticket, |judge| judge.accept()),
        Deal::AskChanges(ticket) => on(speaker, desk, event, ticket, |judge| judge.begin("ask-changes")),
        Deal::Decline(ticket) => on(speaker, desk, event, ticket, |judge| judge.begin("decline")),
        Deal::Edit(ticket) => on(speaker, desk, event, ticket, |judge| judge.begin("edit")),
        Deal::Log(ticket) => on(speaker, desk, event, ticket, |judge| judge.log()),
        Deal::Mine => mine(speaker, desk),
        Deal::Own(ticket) => own(speaker, desk, event, ticket, Own::Read),
        Deal::Withdraw(ticket) => own(speaker, desk, event, ticket, Own::Ask),
        Deal::Withdrawn(ticket) => own(speaker, desk, event, ticket, Own::Withdraw),
        Deal::Revise(ticket) => own(speaker, desk, event, ticket, Own::Revise),
    }
}

/// Lists one's own.
pub(super) fn mine(speaker: &Speaker<'_>, desk: &Desk) -> Said {
    let reply = say::mine(speaker, &desk.own);
    Said::reply(reply, speaker.outcome(Act::Share))
}

/// Tells of a number that was typed alone: to whom it belongs, or who judges it.
pub(super) fn typed(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, ticket: Ticket) -> Option<Said> {
    if desk.own.iter().any(|sent| sent.ticket == ticket) {
        return Some(deal(speaker, desk, event, Deal::Own(ticket)));
    }
    if let Some(draft) = speaker.conversation.take_aside(|draft| draft.ticket == ticket) {
        speaker.conversation.park();
        return Some(form::resume(speaker, desk, event, draft));
    }
    (moderates(speaker, event) && desk.submission(ticket).is_some())
        .then(|| deal(speaker, desk, event, Deal::Read(ticket)))
}

/// Ends a moderator's flow: decides what was told in it.
pub(super) fn decide(filling: Filling<'_, '_>) -> Said {
    let Filling { speaker, desk, event, flow, draft, .. } = filling;
    let Some(Subject::Submission(ticket)) = draft.about else { return gone(speaker, None) };
    if !moderates(speaker, event) {
        return refused(speaker);
    }
    let text =
        |step: &str| draft.answer(step).filter(|answer| **answer != Answer::Skipped).map(Answer::plain);
    let chosen = match draft.answer("which") {
        Some(Answer::Options(steps)) => steps.clone(),
        _ => Vec::new(),
    };
    match flow.ends {
        Ending::AskChanges => {
            on(speaker, desk, event, ticket, |judge| judge.ask_changes(chosen, text("remark")))
        }
        Ending::Decline => {
            let reason = text("reason").unwrap_or_default();
            on(speaker, desk, event, ticket, |judge| judge.decline(&reason))
        }
        _ => {
            let new = text("text").unwrap_or_default();
            let step = chosen.first().cloned().unwrap_or_default();
            on(speaker, desk, event, ticket, |judge| judge.edit(&step, &new))
        }
    }
}

/// What a contributor does with their own.
#[derive(Clone, Copy)]
enum Own {
    Read,
    Ask,
    Withdraw,
    Revise,
}

fn own(speaker: &mut Speaker<'_>, desk: &Desk, event: &Event, ticket: Ticket, what: Own) -> Said {
    // Whose it is is told by the record of the person, not by the button.
    let Some(sent) = desk.own.iter().find(|sent| sent.ticket == ticket) else {
        return gone(speaker, Some(ticket));
    };
    let mind: &Mind = speaker.mind;
    let Some(flow) = mind.knowledge.flow(&sent.flow) else { return gone(speaker, Some(ticket)) };
    let open = !matches!(sent.status, Status::Withdrawn | Status::Declined);
    match what {
        Own::Read => {
            let reply = say::own(speaker, flow, sent);
            done(speaker, reply)
        }
        Own::Ask if open => {
            let reply = say::withdraw(speaker, sent);
            done(speaker, reply)
        }
        Own::Withdraw if open => {
            let withdrawn = sent.withdrawn(flow);
            let reply = say::line(speaker, "mine-withdrawn", &[("ticket", ticket.to_string().into())]);
            let others = cards(speaker, flow, &withdrawn);
            let log = Logged { ticket: Some(ticket), at: event.at, by: None, deed: Deed::Withdrawn };
            let effects = vec![Effect::Keep(Box::new(withdrawn)), Effect::Log(log)];
            // A draft that answers what was asked about it is of no use any more.
            speaker.conversation.drafts.retain(|draft| draft.ticket != ticket);
            if speaker.conversation.draft().is_some_and(|draft| draft.ticket == ticket) {
                speaker.conversation.stage = Stage::Open;
            }
            Said { others, effects, ..done(speaker, personal(reply)) }
        }
        Own::Revise if sent.status == Status::Changes => {
            let same = |draft: &Draft| draft.ticket == ticket && draft.state == State::Open;
            if speaker.conversation.draft().is_some_and(same) {
                let again = Filling::take(speaker, desk, event);
                return match again {
                    Some(filling) => filling.ask(Vec::new()),
                    None => gone(speaker, Some(ticket)),
                };
            }
            speaker.conversation.park();
            if let Some(draft) = speaker.conversation.take_aside(same) {
                return form::resume(speaker, desk, event, draft);
            }
            let mut draft = Draft { again: true, ..sent.draft(flow, event.at) };
            // Exactly those steps are asked again, with what was answered before.
            sent.asked.iter().for_each(|step| draft.reopen(step));
            form::resume(speaker, desk, event, draft)
        }
        _ => done(speaker, say::moved_on(speaker, ticket)),
    }
}

/// Returns whether the person of an event may judge, now.
fn moderates(speaker: &Speaker<'_>, event: &Event) -> bool {
    speaker.mind.host.moderation.is_moderator(&event.address)
}

fn refused(speaker: &Speaker<'_>) -> Said {
    done(speaker, say::line(speaker, "review-not-you", &[]))
}

fn done(speaker: &Speaker<'_>, reply: Reply) -> Said {
    Said::reply(personal(reply), speaker.outcome(Act::Share))
}

fn gone(speaker: &Speaker<'_>, ticket: Option<Ticket>) -> Said {
    let ticket = ticket.map_or_else(String::new, |ticket| ticket.to_string());
    done(speaker, say::line(speaker, "review-unknown", &[("ticket", ticket.into())]))
}

/// Judges a submission that is there.
fn on(
    speaker: &mut Speaker<'_>,
    desk: &Desk,
    event: &Event,
    ticket: Ticket,
    what: impl FnOnce(Judge<'_, '_>) -> Said,
) -> Said {
    let Some(submission) = desk.submission(ticket) else { return gone(speaker, Some(ticket)) };
    let mind: &Mind = speaker.mind;
    let Some(flow) = mind.knowledge.flow(&submission.flow) else { return gone(speaker, Some(ticket)) };
    what(Judge { speaker, desk, event, flow, submission: submission.clone() })
}

/// A moderator before a submission.
struct Judge<'a, 'm> {
    speaker: &'a mut Speaker<'m>,
    desk: &'a Desk,
    event: &'a Event,
    flow: &'m Flow,
    submission: Submission,
}

impl Judge<'_, '_> {
    fn by(&self) -> Person {
        Person::at(&self.event.address)
    }

    fn read(self) -> Said {
        let reply = say::whole(self.speaker, self.flow, &self.submission, &self.desk.waiting);
        done(self.speaker, reply)
    }

    fn log(self) -> Said {
        let ours = self.desk.log.iter().filter(|logged| logged.ticket == Some(self.submission.ticket));
        let reply = say::log(self.speaker, &self.submission, &ours.collect::<Vec<_>>());
        done(self.speaker, reply)
    }

    /// Begins a moderator's flow about it.
    fn begin(self, flow: &str) -> Said {
        if !self.submission.status.is_open() {
            return self.moved_on();
        }
        let about = Subject::Submission(self.submission.ticket);
        form::begin(self.speaker, self.desk, self.event, flow, Some(about))
    }

    /// Says that it was decided meanwhile.
    fn moved_on(self) -> Said {
        let reply = say::decided(self.speaker, self.flow, &self.submission);
        done(self.speaker, reply)
    }

    fn accept(self) -> Said {
        let by = self.by();
        if self.submission.status != Status::Waiting {
            return self.moved_on();
        }
        let moderation = &self.speaker.mind.host.moderation;
        let needed = moderation.needed();
        let others_can = moderation.are_several();
        if self.submission.contributor().as_ref() == Some(&by) && others_can {
            let reply = say::line(self.speaker, "review-own", &[]);
            return done(self.speaker, reply);
        }
        if self.submission.approvals.contains(&by) {
            let reply = say::line(self.speaker, "review-approved-before", &[]);
            return done(self.speaker, reply);
        }
        let mut after = self.submission.clone();
        after.approvals.push(by);
        // The host decides alone.
        let host = self.event.address.platform == crate::desk::HOST;
        if after.approvals.len() < needed && !host {
            return self.decided(after, Deed::Approved, None);
        }
        after.status = Status::Accepted;
        after.accepted = Some(self.event.at);
        self.decided(after, Deed::Accepted, Some("told-accepted"))
    }

    fn ask_changes(self, steps: Vec<String>, remark: Option<String>) -> Said {
        if !self.submission.status.is_open() {
            return self.moved_on();
        }
        let known = |step: &String| self.flow.step(step).is_some();
        if steps.is_empty() || !steps.iter().all(known) {
            let steps: Vec<&str> = self.flow.steps.iter().map(|step| step.id.as_str()).collect();
            let reply = say::line(self.speaker, "review-which-steps", &[("steps", steps.join(", ").into())]);
            return done(self.speaker, reply);
        }
        let mut after = self.submission.clone();
        after.status = Status::Changes;
        after.asked.clone_from(&steps);
        after.remark = remark;
        after.approvals.clear();
        self.decided(after, Deed::AskedChanges(steps), Some("told-changes"))
    }

    fn decline(self, reason: &str) -> Said {
        if !self.submission.status.is_open() {
            return self.moved_on();
        }
        if reason.trim().is_empty() {
            return self.begin("decline");
        }
        let mut after = self.submission.clone();
        after.status = Status::Declined;
        after.remark = Some(reason.to_owned());
        self.decided(after, Deed::Declined, Some("told-declined"))
    }

    fn edit(self, step: &str, text: &str) -> Said {
        // What is published can be corrected as well.
        if matches!(self.submission.status, Status::Declined | Status::Withdrawn) {
            return self.moved_on();
        }
        let Some(step) = self.flow.step(step) else {
            let steps: Vec<&str> = self.flow.steps.iter().map(|step| step.id.as_str()).collect();
            let reply = say::line(self.speaker, "review-which-steps", &[("steps", steps.join(", ").into())]);
            return done(self.speaker, reply);
        };
        let after = match super::form::reading(self.speaker, self.event, step, text) {
            Ok(answer) => answer,
            Err(refusal) => {
                let block = crate::say::form::refused(self.speaker, &refusal);
                return done(self.speaker, Reply::new(vec![block], Vec::new()));
            }
        };
        let mut changed = self.submission.clone();
        let mut draft = changed.draft(self.flow, changed.at);
        let before = draft.answer(&step.id).cloned().unwrap_or(Answer::Skipped);
        draft.put(&step.id, after.clone());
        changed.answers = draft.answers;
        let (by, at) = (self.by(), self.event.at);
        changed.edits.push(Edited { step: step.id.clone(), before, after, by, at });
        // Whoever accepted it had read something else.
        if changed.status != Status::Accepted {
            changed.approvals.clear();
        }
        let deed = Deed::Edited(step.id.clone());
        self.decided(changed, deed, None)
    }

    fn withdraw(self) -> Said {
        if matches!(self.submission.status, Status::Withdrawn | Status::Declined) {
            return self.moved_on();
        }
        let after = self.submission.withdrawn(self.flow);
        self.decided(after, Deed::Withdrawn, Some("told-withdrawn"))
    }

    /// Keeps what was decided, shows it on the cards, tells the contributor.
    fn decided(self, after: Submission, deed: Deed, tells: Option<&str>) -> Said {
        let Judge { speaker, event, flow, .. } = self;
        let reply = say::confirmed(speaker, &after, &deed);
        let mut others = cards(speaker, flow, &after);
        if let (Some(message), Some(from)) = (tells, &after.from) {
            let teller = speaker.to(after.speaks);
            others.push((from.clone(), say::told(&teller, flow, &after, message)));
        }
        let by = Person::at(&event.address);
        let log = Logged { ticket: Some(after.ticket), at: event.at, by: Some(by), deed };
        let effects = vec![Effect::Keep(Box::new(after)), Effect::Log(log)];
        Said { others, effects, ..done(speaker, reply) }
    }
}

/// Announces a submission in the moderators' chats.
pub(super) fn announced(
    speaker: &Speaker<'_>,
    flow: &Flow,
    submission: &Submission,
) -> Vec<(Address, Reply)> {
    cards(speaker, flow, submission)
}

/// Shows a submission in the moderators' chats as it is now: the same message, changed in place.
fn cards(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission) -> Vec<(Address, Reply)> {
    let mind: &Mind = speaker.mind;
    let language = mind.host.default_language.unwrap_or(crate::language::Language::DEFAULT);
    let moderators = Speaker::new(mind, Conversation { chosen: Some(language), ..Conversation::default() });
    let card = say::card(&moderators, flow, submission);
    mind.host.moderation.addresses().map(|address| (address, card.clone())).collect()
}

/// Erases what was sent by a person who asks to be forgotten: what is published stays, without a name and without a way back to
/// them; in the moderators' chats the rest is shown no more.
pub(super) fn forget(
    speaker: &Speaker<'_>,
    desk: &Desk,
    event: &Event,
) -> (Vec<(Address, Reply)>, Vec<Effect>) {
    let mind: &Mind = speaker.mind;
    let (mut others, mut effects, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for sent in &desk.own {
        if sent.status == Status::Accepted {
            effects.push(Effect::Keep(Box::new(sent.anonymous())));
        } else {
            gone.push(sent.ticket);
            if let Some(flow) = mind.knowledge.flow(&sent.flow).filter(|_| sent.status.is_open()) {
                others.extend(cards(speaker, flow, &sent.withdrawn(flow)));
            }
        }
        let log = Logged { ticket: Some(sent.ticket), at: event.at, by: None, deed: Deed::Forgotten };
        effects.push(Effect::Log(log));
    }
    effects.push(Effect::Forget(gone));
    (others, effects)
}
