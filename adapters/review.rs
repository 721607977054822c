//! `passerelle review`: what people sent, judged at the command line, alone or beside the running program.
//!
//! What changes something is an event like a moderator's, and goes the same way; what only reads is read from the store.

use std::path::Path;

use crate::keeping::Kept;
use anyhow::{Context, Result, anyhow, bail};
use passerelle_core::assistant::{Assistant, Outgoing};
use passerelle_core::desk::HOST;
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::Day;
use passerelle_core::submission::{Logged, Status, Submission, page, personal, publish};
use passerelle_core::ticket::Ticket;
use serde_json::{Value, json};

use crate::cli::Review;
use crate::console::Console;
use crate::terminal::now;

/// Hands an event over and returns what is said to who gave it.
pub(crate) type Ask<'a> = &'a dyn Fn(&Event) -> Result<Vec<Outgoing>>;

/// Does what the command line says, and returns the exit code.
pub(crate) fn review(
    assistant: &Assistant<Kept>,
    ask: Ask<'_>,
    command: &Review,
    console: &mut Console,
) -> Result<u8> {
    match command {
        Review::List { status, json } => list(assistant, status.as_deref(), *json, console),
        Review::Show { number, json } => show(assistant, ask, number, *json, console),
        Review::Export { number, into } => export(assistant, number, into.as_deref(), console),
        Review::Log { number, json } => log(assistant, number.as_deref(), *json, console),
        Review::Accept { number } => decide(assistant, ask, number, "accept", "", console),
        Review::AskChanges { number, steps, remark } => {
            let rest = format!("{steps} {}", remark.join(" "));
            decide(assistant, ask, number, "ask-changes", &rest, console)
        }
        Review::Decline { number, reason } => {
            decide(assistant, ask, number, "decline", &reason.join(" "), console)
        }
        Review::Edit { number, step, text } => {
            decide(assistant, ask, number, "edit", &format!("{step} {}", text.join(" ")), console)
        }
        Review::Withdraw { number } => decide(assistant, ask, number, "withdraw", "", console),
        Review::Block { who, reason } => say(ask, &format!("block {who} {}", reason.join(" ")), console),
        Review::Unblock { who } => say(ask, &format!("unblock {who}"), console),
        Review::Blocked => say(ask, "blocked", console),
    }
}

fn ticket(number: &str) -> Result<Ticket> {
    number.parse().map_err(|error| anyhow!("{error}\nhelp: `passerelle review list` shows the numbers"))
}

/// Returns the submission with this number.
fn one(assistant: &Assistant<Kept>, number: &str) -> Result<Submission> {
    let ticket = ticket(number)?;
    let all = assistant.submissions()?;
    all.into_iter().find(|submission| submission.ticket == ticket).ok_or_else(|| {
        anyhow!(
            "nothing was sent under the number {ticket}\nhelp: `passerelle review list` shows the numbers"
        )
    })
}

fn list(assistant: &Assistant<Kept>, status: Option<&str>, json: bool, console: &mut Console) -> Result<u8> {
    let status = match status {
        Some(word) => Some(Status::from_word(word).with_context(|| {
            format!("`{word}` is not a status\nhelp: one of waiting, changes, accepted, declined, withdrawn")
        })?),
        None => None,
    };
    let mut all = assistant.submissions()?;
    all.retain(|submission| status.is_none_or(|status| submission.status == status));
    if json {
        console.line(&Value::from(all.iter().map(object).collect::<Vec<_>>()).to_string());
        return Ok(0);
    }
    let mind = assistant.mind();
    for submission in &all {
        let title = mind.knowledge.flow(&submission.flow).map(|flow| submission.title(flow));
        console.line(&format!(
            "{}  {:<9}  {:<10}  {}  {}  {}",
            submission.ticket,
            submission.status.word(),
            submission.flow,
            Day::of(submission.at),
            submission.language,
            title.unwrap_or_default()
        ));
    }
    if all.is_empty() {
        console.aside("Nothing was sent.\n");
    }
    Ok(0)
}

/// What `review list --json` shows of each.
fn object(submission: &Submission) -> Value {
    let answers = submission.answers.iter().map(|given| (given.step.clone(), given.answer.json()));
    json!({
        "id": submission.ticket,
        "flow": submission.flow,
        "status": submission.status,
        "at": moment(submission.at),
        "language": submission.language,
        "platform": submission.platform,
        "answers": answers.collect::<serde_json::Map<_, _>>(),
        "similar": submission.similar,
    })
}

fn show(
    assistant: &Assistant<Kept>,
    ask: Ask<'_>,
    number: &str,
    json: bool,
    console: &mut Console,
) -> Result<u8> {
    let submission = one(assistant, number)?;
    if !json {
        return say(ask, &format!("show {}", submission.ticket), console);
    }
    let mut object = object(&submission);
    let found = submission.answers.iter().flat_map(|given| {
        let text = given.answer.plain();
        let found = personal::find(&text);
        found
            .into_iter()
            .map(|found| json!({ "step": given.step, "kind": found.kind.word(), "text": text[found.span] }))
            .collect::<Vec<_>>()
    });
    let extra = json!({
        "twins": submission.twins,
        "repeats": submission.repeats,
        "approvals": submission.approvals.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "asked": submission.asked,
        "remark": submission.remark,
        "edits": submission.edits.iter().map(|edited| json!({
            "step": edited.step, "before": edited.before.json(), "after": edited.after.json(),
            "by": edited.by.to_string(), "at": moment(edited.at),
        })).collect::<Vec<_>>(),
        "personal": found.collect::<Vec<_>>(),
        "notice": submission.notice,
        "entry": publish::id(&assistant.mind(), &submission)
            .filter(|_| submission.status == Status::Accepted && publish::is_entry(&assistant.mind(), &submission)),
    });
    if let (Some(object), Value::Object(extra)) = (object.as_object_mut(), extra) {
        object.extend(extra);
    }
    console.line(&object.to_string());
    Ok(0)
}

/// Gives a moderator's command; the exit code tells whether it changed anything.
fn decide(
    assistant: &Assistant<Kept>,
    ask: Ask<'_>,
    number: &str,
    verb: &str,
    rest: &str,
    console: &mut Console,
) -> Result<u8> {
    let before = one(assistant, number)?;
    say(ask, format!("{verb} {} {rest}", before.ticket).trim_end(), console)?;
    let after = one(assistant, number)?;
    Ok(u8::from(after == before))
}

/// Gives a command as the host does, and shows what is said.
fn say(ask: Ask<'_>, text: &str, console: &mut Console) -> Result<u8> {
    let user = std::env::var("USER").unwrap_or_else(|_| "host".to_owned());
    let nanoseconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let event = Event {
        id: EventId(nanoseconds.to_string()),
        address: Address { platform: HOST.to_owned(), chat: HOST.to_owned(), person: user, thread: None },
        at: now(),
        hint: std::env::var("LANG").ok(),
        note: None,
        action: Action::Command("review".to_owned(), text.to_owned()),
    };
    for outgoing in ask(&event)? {
        // Here nothing can be pressed.
        let mut reply = outgoing.reply;
        reply.choices.clear();
        console.line(reply.to_string().trim_end());
    }
    Ok(0)
}

fn export(
    assistant: &Assistant<Kept>,
    number: &str,
    into: Option<&Path>,
    console: &mut Console,
) -> Result<u8> {
    let submission = one(assistant, number)?;
    let mind = assistant.mind();
    let flow = mind.knowledge.flow(&submission.flow);
    let entry = flow
        .filter(|flow| Submission::becomes_entry(flow))
        .and_then(|flow| publish::entry(&mind, flow, &submission));
    let Some(entry) = entry.filter(|_| submission.status == Status::Accepted) else {
        bail!(
            "{} is not an experience that was accepted\nhelp: accept it first: passerelle review accept {}",
            submission.ticket,
            submission.ticket
        );
    };
    let page = page::page(&entry);
    match into {
        None => console.line(page.trim_end()),
        Some(folder) => {
            let path = folder.join(format!("{}.md", entry.id));
            let cases = path.parent().unwrap_or(folder);
            if !folder.is_dir() {
                bail!("there is no folder `{}`\nhelp: name a folder of content", folder.display());
            }
            std::fs::create_dir_all(cases)
                .with_context(|| format!("`{}` cannot be made", cases.display()))?;
            std::fs::write(&path, page).with_context(|| format!("`{}` cannot be written", path.display()))?;
            console.line(&path.display().to_string());
        }
    }
    Ok(0)
}

fn log(assistant: &Assistant<Kept>, number: Option<&str>, json: bool, console: &mut Console) -> Result<u8> {
    let wanted = number.map(ticket).transpose()?;
    let mut all: Vec<Logged> = assistant.log()?;
    all.retain(|logged| wanted.is_none() || logged.ticket == wanted);
    if json {
        let objects: Vec<Value> = all
            .iter()
            .map(|logged| {
                json!({
                    "id": logged.ticket,
                    "at": moment(logged.at),
                    "by": logged.by.as_ref().map(ToString::to_string),
                    "deed": logged.deed.word(),
                })
            })
            .collect();
        console.line(&Value::from(objects).to_string());
        return Ok(0);
    }
    for logged in &all {
        let ticket = logged.ticket.map_or_else(|| "-".to_owned(), |ticket| ticket.to_string());
        let by = logged.by.as_ref().map_or_else(|| "contributor".to_owned(), ToString::to_string);
        console.line(&format!("{}  {ticket:<6}  {:<13}  {by}", moment(logged.at), logged.deed.word()));
    }
    Ok(0)
}

/// A moment as RFC 3339 has it.
fn moment(at: Timestamp) -> String {
    let seconds = at.0.rem_euclid(86_400);
    format!("{}T{:02}:{:02}:{:02}Z", Day::of(at), seconds / 3600, seconds / 60 % 60, seconds % 60)
}
