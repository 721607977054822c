//! Sends what was told: to the moderators, once, with what it resembles.

use crate::desk::Effect;
use crate::flow::Draft;
use crate::knowledge::Act;
use crate::reply::{ChoiceId, Deal, Reply};
use crate::say::review as say;
use crate::submission::{DAY, Deed, Logged, Status, Submission, near};
use crate::text::{Block, Text};
use crate::ticket::Ticket;

use super::form::{Filling, language, not_now, personal};
use super::{Said, review};

/// Sends the draft.
pub(super) fn send(filling: Filling<'_, '_>) -> Said {
    if filling.draft.again {
        return again(filling);
    }
    if let Some(refusal) = not_now(filling.speaker, filling.desk, filling.event) {
        let outcome = filling.speaker.outcome(Act::Share);
        filling.put_back();
        return Said::reply(refusal, outcome);
    }
    let Filling { speaker, desk, event, flow, draft, .. } = filling;
    let outcome = speaker.outcome(flow.act.unwrap_or(Act::Share));
    // The very same was sent before, by them or by somebody else: it is counted, not kept twice.
    if let Some(same) = desk.same.clone().filter(|same| same.status != Status::Withdrawn) {
        let ticket = same.ticket;
        let text = speaker.say_with("form-sent-before", &[("ticket", ticket.to_string().into())]);
        let reply = personal(Reply::new(vec![Block::Paragraph(Text::strong(text))], Vec::new()));
        let repeats = same.repeats.saturating_add(1);
        let effects = vec![
            Effect::Keep(Box::new(Submission { repeats, ..same })),
            Effect::Log(Logged { ticket: Some(ticket), at: event.at, by: None, deed: Deed::SentAgain }),
        ];
        return Said { effects, ..Said::reply(reply, outcome) };
    }
    let told = language(speaker, &draft);
    let mut submission = Submission::of(&draft, flow, &event.address, told, event.at);
    submission.speaks = speaker.language();
    submission.ticket = free(&draft, desk.salt, |ticket| desk.submission(ticket).is_some());
    if Submission::becomes_entry(flow) {
        let found = near::find(speaker.mind, flow, &submission, &desk.waiting);
        submission.similar = found.entries;
        submission.twins = found.submissions;
    }
    let ticket = submission.ticket;
    let mut record = desk.record.clone();
    record.lately.retain(|at| at.0 > event.at.0 - DAY);
    record.lately.push(event.at);
    record.sent.push(ticket);
    let text = speaker.say_with("form-sent", &[("ticket", ticket.to_string().into())]);
    let choices = vec![
        speaker.choice(ChoiceId::Deal(Deal::Own(ticket)), "choice-own"),
        speaker.choice(ChoiceId::Deal(Deal::Withdraw(ticket)), "choice-withdraw"),
    ];
    let reply = personal(Reply::new(vec![Block::Paragraph(Text::strong(text))], choices));
    let others = review::announced(speaker, flow, &submission);
    let effects = vec![
        Effect::Keep(Box::new(submission)),
        Effect::Record(record),
        Effect::Log(Logged { ticket: Some(ticket), at: event.at, by: None, deed: Deed::Sent }),
    ];
    Said { others, effects, ..Said::reply(reply, outcome) }
}

/// Sends what moderators had asked to be changed.
fn again(filling: Filling<'_, '_>) -> Said {
    let Filling { speaker, desk, event, flow, draft, .. } = filling;
    let outcome = speaker.outcome(flow.act.unwrap_or(Act::Share));
    let kept = desk.own.iter().find(|sent| sent.ticket == draft.ticket && sent.status == Status::Changes);
    let Some(kept) = kept.cloned() else {
        // It was withdrawn or decided meanwhile.
        let reply = say::moved_on(speaker, draft.ticket);
        return Said::reply(reply, outcome);
    };
    let answers = Submission::of(&draft, flow, &event.address, kept.language, event.at).answers;
    let mut submission = Submission {
        status: Status::Waiting,
        answers,
        asked: Vec::new(),
        remark: None,
        approvals: Vec::new(),
        fingerprint: draft.fingerprint,
        language: language(speaker, &draft),
        ..kept
    };
    if Submission::becomes_entry(flow) {
        let found = near::find(speaker.mind, flow, &submission, &desk.waiting);
        (submission.similar, submission.twins) = (found.entries, found.submissions);
    }
    let ticket = submission.ticket;
    let text = speaker.say_with("form-sent-again", &[("ticket", ticket.to_string().into())]);
    let choices = vec![speaker.choice(ChoiceId::Deal(Deal::Own(ticket)), "choice-own")];
    let reply = personal(Reply::new(vec![Block::Paragraph(Text::strong(text))], choices));
    let others = review::announced(speaker, flow, &submission);
    let effects = vec![
        Effect::Keep(Box::new(submission)),
        Effect::Log(Logged { ticket: Some(ticket), at: event.at, by: None, deed: Deed::Changed }),
    ];
    Said { others, effects, ..Said::reply(reply, outcome) }
}

/// Returns the draft's own number, or, when it is taken by now, another one that follows from it.
fn free(draft: &Draft, salt: u32, taken: impl Fn(Ticket) -> bool) -> Ticket {
    let mut ticket = draft.ticket;
    let mut salt = salt;
    while taken(ticket) {
        salt += 1;
        ticket = Ticket::of(draft.ticket.signs(), salt);
    }
    ticket
}
