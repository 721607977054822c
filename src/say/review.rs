//! Says what was sent: its card in the moderators' chats, the whole of it, lists, and what its contributor is told.

use crate::flow::Answer;
use crate::flow::draft::Subject;
use crate::knowledge::flow::{AnswerKind, Flow};
use crate::knowledge::{Day, EntryId};
use crate::reply::{Audience, Choice, ChoiceId, Deal, MOST_CHOICES, Reply};
use crate::submission::{Block as Blocked, Deed, Logged, Status, Submission, brief, personal, publish};
use crate::text::{Block, Style, Text};
use crate::ticket::Ticket;
use crate::wording::Argument;

use super::Speaker;
use super::form::{Sheet, listed, shown, words};

/// How far an answer is cut on a card.
const CARD_LINE: usize = 180;

/// How many answers stand on a card.
const CARD_LINES: usize = 4;

/// How many submissions a list shows.
const LISTED: usize = 15;

/// How many deeds of a log are shown.
const LOGGED: usize = 20;

/// One sentence, for one person.
pub(crate) fn line(speaker: &Speaker<'_>, message: &str, values: &[Argument<'_>]) -> Reply {
    Reply::new(vec![Block::Paragraph(Text::plain(speaker.say_with(message, values)))], Vec::new())
}

fn number(ticket: Ticket) -> Argument<'static> {
    ("ticket", ticket.to_string().into())
}

fn status(speaker: &Speaker<'_>, submission: &Submission) -> String {
    let needed = speaker.mind.host.moderation.needed();
    if submission.status == Status::Waiting && !submission.approvals.is_empty() {
        let have = speaker.number(submission.approvals.len());
        return speaker.say_with("status-approved", &[("have", have), ("needed", speaker.number(needed))]);
    }
    speaker.say(&format!("status-{}", submission.status.word()))
}

fn day(speaker: &Speaker<'_>, at: crate::event::Timestamp) -> String {
    speaker.mind.wording.day(speaker.language(), Day::of(at))
}

/// The first line: number, what it is, its title, its status.
fn head(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission) -> String {
    speaker.say_with(
        "review-head",
        &[
            number(submission.ticket),
            ("flow", words(speaker, &flow.title).into()),
            ("title", submission.title(flow).into()),
            ("status", status(speaker, submission).into()),
        ],
    )
}

/// Where it comes from: language, platform, day.
fn origin(speaker: &Speaker<'_>, submission: &Submission) -> String {
    let language = submission.language.info().name;
    format!("{language} · {} · {}", submission.platform, day(speaker, submission.at))
}

/// The entry it is about, if it is about one.
fn about(speaker: &Speaker<'_>, submission: &Submission) -> Option<Block> {
    let Some(Subject::Entry(id)) = &submission.about else { return None };
    let title = speaker.mind.knowledge.entry(id).map_or(id.as_str(), |entry| entry.title(speaker.language()));
    Some(Block::Paragraph(Text::plain(speaker.say_with("form-about", &[("title", title.to_owned().into())]))))
}

/// What it resembles: entries and other submissions.
fn resembles(speaker: &Speaker<'_>, submission: &Submission) -> Vec<Block> {
    let mut blocks = Vec::new();
    let titles: Vec<String> = submission.similar.iter().filter_map(|id| entry_line(speaker, id)).collect();
    if !titles.is_empty() {
        let text = speaker.say_with("review-similar", &[("titles", titles.join(" · ").into())]);
        blocks.push(Block::Note(Text::plain(text)));
    }
    if !submission.twins.is_empty() {
        let twins: Vec<String> = submission.twins.iter().map(ToString::to_string).collect();
        let text = speaker.say_with("review-twins", &[("tickets", twins.join(", ").into())]);
        blocks.push(Block::Note(Text::plain(text)));
    }
    if submission.repeats > 0 {
        let count = i64::from(submission.repeats).into();
        blocks.push(Block::Note(Text::plain(speaker.say_with("review-repeats", &[("count", count)]))));
    }
    blocks
}

fn entry_line(speaker: &Speaker<'_>, id: &EntryId) -> Option<String> {
    let entry = speaker.mind.knowledge.entry(id)?;
    Some(format!("{} ({id})", entry.title(speaker.language())))
}

/// What a moderator should see before publishing: personal data of others, by the answer it stands in.
fn warned(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission) -> Vec<Block> {
    let mut blocks = Vec::new();
    for given in &submission.answers {
        let Some(step) = flow.step(&given.step) else { continue };
        let Answer::Text(text) = &given.answer else { continue };
        let label = words(speaker, &step.label);
        for found in personal::find(text) {
            let message = format!("review-personal-{}", found.kind.word());
            let values = [("step", label.clone().into()), ("text", text[found.span].to_owned().into())];
            blocks.push(Block::Note(Text::plain(speaker.say_with(&message, &values))));
        }
    }
    blocks
}

/// The buttons of whoever judges it.
fn judging(speaker: &Speaker<'_>, submission: &Submission, read: bool) -> Vec<Choice> {
    let ticket = submission.ticket;
    let deal = |deal: Deal, message: &str| speaker.choice(ChoiceId::Deal(deal), message);
    let mut choices = Vec::new();
    if !read {
        choices.push(deal(Deal::Read(ticket), "choice-read"));
    }
    if submission.status == Status::Waiting {
        choices.push(deal(Deal::Accept(ticket), "choice-accept"));
    }
    if submission.status.is_open() {
        choices.push(deal(Deal::AskChanges(ticket), "choice-ask-changes"));
        choices.push(deal(Deal::Decline(ticket), "choice-decline"));
        if read {
            choices.push(deal(Deal::Edit(ticket), "choice-edit"));
        }
    }
    if read {
        choices.push(deal(Deal::Log(ticket), "choice-log"));
    }
    choices
}

/// The card in the moderators' chats; the same message is changed as its state does.
pub(crate) fn card(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission) -> Reply {
    let draft = submission.draft(flow, submission.at);
    let sheet = Sheet { flow, draft: &draft, told: None };
    let mut blocks = vec![
        Block::Paragraph(Text::strong(head(speaker, flow, submission))),
        Block::Note(Text::plain(origin(speaker, submission))),
    ];
    blocks.extend(about(speaker, submission));
    if submission.status != Status::Withdrawn {
        let prose = draft.answered(flow).into_iter().filter(|(step, answer)| {
            step.kind == AnswerKind::Paragraph && **answer != Answer::Skipped && !Submission::is_private(step)
        });
        let items: Vec<Text> = prose
            .take(CARD_LINES)
            .map(|(step, answer)| {
                let label = speaker.say_with("form-label", &[("label", words(speaker, &step.label).into())]);
                let text = brief(&shown(speaker, &sheet, step, answer), CARD_LINE);
                Text::strong(label).and(" ", Style::Plain).and(text, Style::Plain)
            })
            .collect();
        if !items.is_empty() {
            blocks.push(Block::List { numbered: false, items });
        }
        blocks.extend(resembles(speaker, submission));
        blocks.extend(warned(speaker, flow, submission));
    }
    let mut reply = Reply::new(blocks, judging(speaker, submission, false));
    reply.subject = Some(submission.ticket.to_string());
    reply
}

/// The whole of it, for a moderator.
pub(crate) fn whole(
    speaker: &Speaker<'_>,
    flow: &Flow,
    submission: &Submission,
    waiting: &[Submission],
) -> Reply {
    let draft = submission.draft(flow, submission.at);
    let sheet = Sheet { flow, draft: &draft, told: None };
    let mut blocks = vec![
        Block::Paragraph(Text::strong(head(speaker, flow, submission))),
        Block::Note(Text::plain(origin(speaker, submission))),
    ];
    blocks.extend(about(speaker, submission));
    let items = listed(&sheet)
        .into_iter()
        .map(|(step, answer)| {
            let label = speaker.say_with("form-label", &[("label", words(speaker, &step.label).into())]);
            let mut text = Text::strong(label).and(" ", Style::Plain);
            match answer {
                // Addresses are shown as they are, so that it is seen where they lead.
                Answer::Links(links) => {
                    for (at, link) in links.iter().enumerate() {
                        let between = if at > 0 { " · " } else { "" };
                        text = text.and(between, Style::Plain).and(link.clone(), Style::Link(link.clone()));
                    }
                }
                Answer::Text(words) => text.0.extend(personal::marked(words).0),
                _ => text = text.and(shown(speaker, &sheet, step, answer), Style::Plain),
            }
            if Submission::is_private(step) {
                text = text.and(" ", Style::Plain).and(speaker.say("review-private"), Style::Emphasis);
            }
            text
        })
        .collect();
    blocks.push(Block::List { numbered: true, items });
    blocks.extend(resembles(speaker, submission));
    for twin in
        submission.twins.iter().filter_map(|ticket| waiting.iter().find(|other| other.ticket == *ticket))
    {
        if let Some(flow) = speaker.mind.knowledge.flow(&twin.flow) {
            blocks.push(Block::Note(Text::plain(head(speaker, flow, twin))));
        }
    }
    blocks.extend(warned(speaker, flow, submission));
    if let Some(remark) = &submission.remark {
        let text = speaker.say_with("review-remark", &[("remark", remark.clone().into())]);
        blocks.push(Block::Note(Text::plain(text)));
    }
    for edited in &submission.edits {
        let label = flow.step(&edited.step).map(|step| words(speaker, &step.label)).unwrap_or_default();
        let values = [
            ("step", label.into()),
            ("before", brief(&edited.before.plain(), CARD_LINE).into()),
            ("after", brief(&edited.after.plain(), CARD_LINE).into()),
        ];
        blocks.push(Block::Note(Text::plain(speaker.say_with("review-edited", &values))));
    }
    Reply::new(blocks, judging(speaker, submission, true))
}

/// Those that wait.
pub(crate) fn list(speaker: &Speaker<'_>, waiting: &[Submission]) -> Reply {
    if waiting.is_empty() {
        return line(speaker, "review-none", &[]);
    }
    let first = speaker.say_with("review-list", &[("count", speaker.number(waiting.len()))]);
    let knowledge = &speaker.mind.knowledge;
    let with_flow = waiting.iter().filter_map(|sent| Some((sent, knowledge.flow(&sent.flow)?)));
    let items = with_flow.take(LISTED).map(|(sent, flow)| Text::plain(head(speaker, flow, sent))).collect();
    let choices = waiting
        .iter()
        .take(MOST_CHOICES)
        .map(|sent| Choice { id: ChoiceId::Deal(Deal::Read(sent.ticket)), label: sent.ticket.to_string() })
        .collect();
    Reply::new(vec![Block::Paragraph(Text::strong(first)), Block::List { numbered: false, items }], choices)
}

/// What was done with it.
pub(crate) fn log(speaker: &Speaker<'_>, submission: &Submission, deeds: &[&Logged]) -> Reply {
    let first = speaker.say_with("review-log", &[number(submission.ticket)]);
    let items = deeds
        .iter()
        .rev()
        .take(LOGGED)
        .rev()
        .map(|logged| {
            let who = match &logged.by {
                Some(by) => by.to_string(),
                None => speaker.say("review-by-contributor"),
            };
            let deed = speaker.say(&format!("deed-{}", logged.deed.word()));
            Text::plain(format!("{} · {who} · {deed}", day(speaker, logged.at)))
        })
        .collect();
    Reply::new(
        vec![Block::Paragraph(Text::strong(first)), Block::List { numbered: false, items }],
        Vec::new(),
    )
}

/// Who is blocked, and why.
pub(crate) fn blocks(speaker: &Speaker<'_>, blocks: &[Blocked]) -> Reply {
    if blocks.is_empty() {
        return line(speaker, "review-nobody-blocked", &[]);
    }
    let items = blocks
        .iter()
        .map(|block| Text::plain(format!("{} · {} · {}", block.who, day(speaker, block.at), block.reason)))
        .collect();
    let first = speaker.strong("review-all-blocked");
    Reply::new(vec![first, Block::List { numbered: false, items }], Vec::new())
}

/// Says to a moderator what was done.
pub(crate) fn confirmed(speaker: &Speaker<'_>, after: &Submission, deed: &Deed) -> Reply {
    let deed = speaker.say(&format!("deed-{}", deed.word()));
    let status = status(speaker, after);
    let mut reply = line(
        speaker,
        "review-done",
        &[number(after.ticket), ("deed", deed.into()), ("status", status.into())],
    );
    if let Some(id) = publish::id(speaker.mind, after) {
        let shows = after.status == Status::Accepted && publish::is_entry(speaker.mind, after);
        if shows {
            reply.choices.push(speaker.choice(ChoiceId::Open(id, None), "choice-see"));
        }
    }
    reply
}

/// Says to a moderator that it was decided meanwhile, and how.
pub(crate) fn decided(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission) -> Reply {
    let text = speaker.say_with("review-decided", &[("head", head(speaker, flow, submission).into())]);
    Reply::new(vec![Block::Paragraph(Text::plain(text))], judging(speaker, submission, false))
}

/// Says that it is not what it was.
pub(crate) fn moved_on(speaker: &Speaker<'_>, ticket: Ticket) -> Reply {
    line(speaker, "review-moved-on", &[number(ticket)])
}

/// Says to a contributor what became of what they sent.
pub(crate) fn told(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission, message: &str) -> Reply {
    let ticket = submission.ticket;
    let deal = |deal: Deal, message: &str| speaker.choice(ChoiceId::Deal(deal), message);
    let is_entry = publish::is_entry(speaker.mind, submission);
    let message = match submission.status {
        Status::Accepted if !is_entry => "told-taken-up",
        _ => message,
    };
    let mut blocks = vec![Block::Paragraph(Text::strong(
        speaker.say_with(message, &[number(ticket), ("title", submission.title(flow).into())]),
    ))];
    if let Some(remark) = submission.remark.clone().filter(|_| submission.status != Status::Accepted) {
        blocks.push(Block::Paragraph(Text::plain(
            speaker.say_with("told-remark", &[("remark", remark.into())]),
        )));
    }
    let mut choices = Vec::new();
    match submission.status {
        Status::Accepted if is_entry => {
            if let Some(question) = publish::question(submission, flow) {
                let text = speaker.say_with("told-try", &[("question", question.into())]);
                blocks.push(Block::Paragraph(Text::plain(text)));
            }
            if let Some(id) = publish::id(speaker.mind, submission) {
                choices.push(speaker.choice(ChoiceId::Open(id, None), "choice-see"));
            }
            choices.push(deal(Deal::Withdraw(ticket), "choice-withdraw"));
        }
        Status::Changes => {
            let labels: Vec<String> = submission
                .asked
                .iter()
                .filter_map(|step| Some(words(speaker, &flow.step(step)?.label)))
                .collect();
            let text = speaker.say_with("told-asked", &[("steps", labels.join(", ").into())]);
            blocks.push(Block::Paragraph(Text::plain(text)));
            choices.push(deal(Deal::Revise(ticket), "choice-revise"));
            choices.push(deal(Deal::Withdraw(ticket), "choice-withdraw"));
        }
        _ => {}
    }
    let mut reply = Reply::new(blocks, choices);
    reply.audience = Audience::Person;
    reply
}

/// Lists one's own, and the drafts.
pub(crate) fn mine(speaker: &Speaker<'_>, own: &[Submission]) -> Reply {
    let knowledge = &speaker.mind.knowledge;
    let mut items = Vec::new();
    let mut choices = Vec::new();
    for draft in speaker.conversation.open_drafts() {
        let Some(flow) = knowledge.flow(&draft.flow).filter(|flow| flow.act.is_some()) else { continue };
        let text = speaker
            .say_with("mine-draft", &[number(draft.ticket), ("title", words(speaker, &flow.title).into())]);
        items.push(Text::plain(text));
        let does = crate::reply::Does::Resume;
        let id = ChoiceId::Form(crate::reply::Press { ticket: draft.ticket, does });
        let label = speaker.say_with("choice-resume-one", &[number(draft.ticket)]);
        choices.push(Choice { id, label });
    }
    // The newest first.
    for sent in own.iter().rev() {
        let Some(flow) = knowledge.flow(&sent.flow) else { continue };
        items.push(Text::plain(head(speaker, flow, sent)));
        let id = ChoiceId::Deal(Deal::Own(sent.ticket));
        choices.push(Choice { id, label: sent.ticket.to_string() });
    }
    if items.is_empty() {
        let mut reply = line(speaker, "mine-nothing", &[]);
        reply.choices = vec![
            speaker.choice(ChoiceId::Start("share".to_owned()), "choice-share"),
            speaker.choice(ChoiceId::Help, "choice-help"),
        ];
        return reply;
    }
    items.truncate(LISTED);
    choices.truncate(MOST_CHOICES);
    let mut reply = Reply::new(vec![speaker.strong("mine"), Block::List { numbered: false, items }], choices);
    reply.audience = Audience::Person;
    reply
}

/// The whole of one's own.
pub(crate) fn own(speaker: &Speaker<'_>, flow: &Flow, submission: &Submission) -> Reply {
    let draft = submission.draft(flow, submission.at);
    let sheet = Sheet { flow, draft: &draft, told: None };
    let mut blocks = vec![
        Block::Paragraph(Text::strong(head(speaker, flow, submission))),
        Block::Note(Text::plain(origin(speaker, submission))),
        super::form::answers(speaker, &sheet),
    ];
    blocks.extend(about(speaker, submission));
    if let Some(remark) = &submission.remark {
        let text = speaker.say_with("told-remark", &[("remark", remark.clone().into())]);
        blocks.push(Block::Paragraph(Text::plain(text)));
    }
    let ticket = submission.ticket;
    let deal = |deal: Deal, message: &str| speaker.choice(ChoiceId::Deal(deal), message);
    let mut choices = Vec::new();
    if submission.status == Status::Changes {
        choices.push(deal(Deal::Revise(ticket), "choice-revise"));
    }
    if submission.status == Status::Accepted
        && publish::is_entry(speaker.mind, submission)
        && let Some(id) = publish::id(speaker.mind, submission)
    {
        choices.push(speaker.choice(ChoiceId::Open(id, None), "choice-see"));
    }
    if !matches!(submission.status, Status::Withdrawn | Status::Declined) {
        choices.push(deal(Deal::Withdraw(ticket), "choice-withdraw"));
    }
    choices.push(deal(Deal::Mine, "choice-mine-list"));
    Reply::new(blocks, choices)
}

/// Asks whether one's own is to be withdrawn.
pub(crate) fn withdraw(speaker: &Speaker<'_>, submission: &Submission) -> Reply {
    let message =
        if submission.status == Status::Accepted { "mine-withdraw-published" } else { "mine-withdraw" };
    let mut reply = line(speaker, message, &[number(submission.ticket)]);
    let deal = |deal: Deal, message: &str| speaker.choice(ChoiceId::Deal(deal), message);
    reply.choices = vec![
        deal(Deal::Withdrawn(submission.ticket), "choice-withdraw-yes"),
        deal(Deal::Own(submission.ticket), "choice-withdraw-no"),
    ];
    reply
}
