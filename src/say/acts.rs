//! Says what is no question: hello, help, privacy, a person to turn to.

use crate::command::{Command, menu};
use crate::event::AttachmentKind;
use crate::knowledge::{Act, EntryId, Kind, ResourceType};
use crate::language::Language;
use crate::reply::{Choice, ChoiceId, Reply};
use crate::text::{Block, Style, Text};

use super::{Speaker, lists};

/// How many organisations are named as people to turn to.
const FEW: usize = 3;

/// Says a dialogue act.
pub(super) fn act(speaker: &mut Speaker<'_>, act: Act) -> Reply {
    match act {
        Act::Greet if speaker.conversation.greeted => said(vec![speaker.strong("greet-again")], Vec::new()),
        Act::Greet => greet(speaker),
        Act::Thanks => said(vec![speaker.paragraph("thanks")], Vec::new()),
        Act::Goodbye => said(vec![speaker.paragraph("goodbye")], Vec::new()),
        Act::Help | Act::Ask => help(speaker),
        Act::About => about(speaker),
        Act::Share => share(speaker),
        Act::Check => check(speaker),
        Act::Mechanisms => lists::browse(speaker, Kind::Mechanism, 0),
        Act::Cases => lists::browse(speaker, Kind::Case, 0),
        Act::Resources => lists::browse(speaker, Kind::Resource, 0),
        Act::Compare => dead_end(speaker, "compare-which"),
        Act::Language => said(vec![speaker.strong("language-which")], languages(speaker)),
        Act::Privacy => privacy(speaker),
        Act::Human => human(speaker),
        Act::Cancel => dead_end(speaker, "cancel-nothing"),
    }
}

/// Does a command.
pub(super) fn command(speaker: &mut Speaker<'_>, command: Command) -> Reply {
    match command {
        Command::Start => greet(speaker),
        Command::Act(other) => act(speaker, other),
        Command::Browse(kind) => lists::browse(speaker, kind, 0),
        Command::Mine => dead_end(speaker, "mine-nothing"),
        Command::Export => export(speaker),
        Command::Forget => said(vec![speaker.strong("forget-done")], Vec::new()),
        Command::Why => why(speaker),
        Command::Plain => {
            speaker.conversation.plain = !speaker.conversation.plain;
            let message = if speaker.conversation.plain { "plain-on" } else { "plain-off" };
            said(vec![speaker.paragraph(message)], Vec::new())
        }
        Command::Back | Command::Skip | Command::Review => dead_end(speaker, "cancel-nothing"),
    }
}

fn said(blocks: Vec<Block>, choices: Vec<Choice>) -> Reply {
    Reply::new(blocks, choices)
}

/// A sentence, and the doors.
pub(super) fn dead_end(speaker: &Speaker<'_>, message: &str) -> Reply {
    said(vec![speaker.strong(message)], speaker.doors())
}

/// Says that nothing was said.
pub(super) fn empty(speaker: &Speaker<'_>) -> Reply {
    dead_end(speaker, "empty")
}

/// Says that what was sent cannot be read, and what to do instead.
pub(super) fn attachment(speaker: &Speaker<'_>, kind: AttachmentKind) -> Reply {
    let message = match kind {
        AttachmentKind::Voice | AttachmentKind::Video => "attachment-voice",
        AttachmentKind::Picture | AttachmentKind::Document => "attachment-file",
        AttachmentKind::Place => "attachment-place",
        AttachmentKind::Sticker | AttachmentKind::Other => "attachment-other",
    };
    dead_end(speaker, message)
}

/// Says that there is no such command, and which there are.
pub(super) fn unknown_command(speaker: &Speaker<'_>, name: &str) -> Reply {
    let first = speaker.say_with("command-unknown", &[("command", format!("/{name}").into())]);
    said(vec![Block::Paragraph(Text::strong(first)), commands(speaker)], Vec::new())
}

/// The commands and what each does.
fn commands(speaker: &Speaker<'_>) -> Block {
    let items = menu()
        .map(|name| {
            let text = format!(" {}", speaker.say(&format!("command-{name}")));
            Text::styled(format!("/{name}"), Style::Code).and(text, Style::Plain)
        })
        .collect();
    Block::List { numbered: false, items }
}

/// Says that the language is another now.
pub(super) fn speaks_now(speaker: &Speaker<'_>) -> Reply {
    said(vec![speaker.strong("language-now")], Vec::new())
}

fn entries(speaker: &Speaker<'_>) -> (&'static str, fluent_bundle::FluentValue<'static>) {
    ("entries", speaker.number(speaker.mind.knowledge.entries.len()))
}

/// Three things one can ask.
fn examples(speaker: &Speaker<'_>) -> Vec<Block> {
    let items = ["example-1", "example-2", "example-3"].map(|message| Text::plain(speaker.say(message)));
    vec![speaker.paragraph("examples"), Block::List { numbered: false, items: items.to_vec() }]
}

fn greet(speaker: &mut Speaker<'_>) -> Reply {
    speaker.conversation.greeted = true;
    let mut blocks = vec![Block::Paragraph(Text::plain(speaker.say_with("greet", &[entries(speaker)])))];
    blocks.extend(examples(speaker));
    blocks.push(Block::Note(Text::plain(speaker.say("kept"))));
    let mut choices = vec![
        speaker.choice(ChoiceId::Browse(Kind::Mechanism, 0), "choice-families"),
        speaker.choice(ChoiceId::Browse(Kind::Case, 0), "choice-cases"),
    ];
    choices.extend(
        languages(speaker).into_iter().filter(|choice| choice.id != ChoiceId::Language(speaker.language())),
    );
    said(blocks, choices)
}

fn help(speaker: &Speaker<'_>) -> Reply {
    let mut blocks = vec![speaker.strong("help")];
    blocks.extend(examples(speaker));
    blocks.push(speaker.paragraph("help-follow"));
    blocks.push(commands(speaker));
    let choices = vec![
        speaker.choice(ChoiceId::Browse(Kind::Mechanism, 0), "choice-families"),
        speaker.choice(ChoiceId::Browse(Kind::Case, 0), "choice-cases"),
        speaker.choice(ChoiceId::Browse(Kind::Resource, 0), "choice-resources"),
        speaker.choice(ChoiceId::Human, "choice-human"),
    ];
    said(blocks, choices)
}

fn about(speaker: &Speaker<'_>) -> Reply {
    let mut blocks = vec![Block::Paragraph(Text::plain(speaker.say_with("about", &[entries(speaker)])))];
    if let Some(operator) = speaker.mind.host.operator.clone() {
        blocks.push(Block::Paragraph(Text::plain(
            speaker.say_with("about-who", &[("operator", operator.into())]),
        )));
    }
    let choices = vec![
        speaker.choice(ChoiceId::Privacy, "choice-privacy"),
        speaker.choice(ChoiceId::Help, "choice-help"),
        speaker.choice(ChoiceId::Human, "choice-human"),
    ];
    said(blocks, choices)
}

fn privacy(speaker: &Speaker<'_>) -> Reply {
    let blocks = vec![speaker.paragraph("privacy"), speaker.strong("privacy-rights")];
    said(
        blocks,
        vec![speaker.choice(ChoiceId::Human, "choice-human"), speaker.choice(ChoiceId::Help, "choice-help")],
    )
}

fn human(speaker: &Speaker<'_>) -> Reply {
    let mut blocks = vec![speaker.strong("human")];
    if let Some(contact) = speaker.mind.host.contact.clone() {
        blocks.push(Block::Paragraph(Text::plain(
            speaker.say_with("human-contact", &[("contact", contact.into())]),
        )));
    }
    with_organisations(speaker, blocks, "human-others")
}

fn share(speaker: &Speaker<'_>) -> Reply {
    let mut blocks = vec![speaker.strong("share")];
    match speaker.mind.host.contact.clone() {
        Some(contact) => {
            let text = speaker.say_with("share-contact", &[("contact", contact.into())]);
            blocks.push(Block::Paragraph(Text::plain(text)));
            said(blocks, Vec::new())
        }
        None => with_organisations(speaker, blocks, "share-no-contact"),
    }
}

fn check(speaker: &Speaker<'_>) -> Reply {
    let frameworks = of_types(speaker, &[ResourceType::Framework]);
    let choices = lists::open_choices(speaker, &frameworks[..frameworks.len().min(FEW)]);
    said(vec![speaker.strong("check")], choices)
}

/// Adds the organisations that help, those of the place we talk about first.
fn with_organisations(speaker: &Speaker<'_>, mut blocks: Vec<Block>, message: &str) -> Reply {
    let organisations = of_types(speaker, &[ResourceType::Organisation, ResourceType::Network]);
    if organisations.is_empty() {
        return said(blocks, speaker.doors());
    }
    blocks.push(speaker.paragraph(message));
    let choices = lists::open_choices(speaker, &organisations[..organisations.len().min(FEW)]);
    said(blocks, choices)
}

/// Returns the resources of these types, those of the place we talk about first.
fn of_types(speaker: &Speaker<'_>, types: &[ResourceType]) -> Vec<EntryId> {
    let knowledge = &speaker.mind.knowledge;
    let focus = speaker.conversation.focus.as_ref().and_then(|id| knowledge.entry(id));
    let here: Vec<String> = focus
        .and_then(|entry| entry.place.as_ref())
        .into_iter()
        .chain(&speaker.conversation.places)
        .flat_map(|place| knowledge.terms.lineage(place))
        .map(|term| term.id.clone())
        .collect();
    let mut found: Vec<(usize, &EntryId)> = knowledge
        .entries
        .iter()
        .filter(|entry| entry.resource_type.is_some_and(|kind| types.contains(&kind)))
        .map(|entry| {
            let far = match &entry.place {
                Some(place) => here.iter().position(|id| id == place).unwrap_or(here.len() + 1),
                None => here.len(),
            };
            (far, &entry.id)
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id.clone()).collect()
}

/// A choice for each language that is spoken.
fn languages(speaker: &Speaker<'_>) -> Vec<Choice> {
    let host = &speaker.mind.host.languages;
    Language::all()
        .filter(|language| host.is_empty() || host.contains(language))
        .map(|language| Choice { id: ChoiceId::Language(language), label: language.info().name.to_owned() })
        .collect()
}

fn export(speaker: &Speaker<'_>) -> Reply {
    let conversation = &speaker.conversation;
    let mut items = Vec::new();
    if let Some(language) = conversation.chosen {
        items.push(speaker.say_with("export-language", &[("language", language.info().name.into())]));
    }
    if !conversation.topic.is_empty() {
        items.push(speaker.say_with("export-topic", &[("topic", conversation.topic.clone().into())]));
    }
    if !conversation.seen.is_empty() {
        let titles: Vec<&str> = conversation
            .seen
            .iter()
            .filter_map(|id| Some(speaker.mind.knowledge.entry(id)?.title(speaker.language())))
            .collect();
        items.push(speaker.say_with("export-shown", &[("entries", titles.join(" · ").into())]));
    }
    if items.is_empty() {
        return said(vec![speaker.strong("export-nothing")], Vec::new());
    }
    let items = items.into_iter().map(Text::plain).collect();
    said(vec![speaker.strong("export"), Block::List { numbered: false, items }], Vec::new())
}

/// Shows what the last answer rested on.
fn why(speaker: &Speaker<'_>) -> Reply {
    let conversation = &speaker.conversation;
    if conversation.evidence.is_empty() {
        return dead_end(speaker, "why-nothing");
    }
    let about = conversation.focus.as_ref().or(conversation.shown.first());
    let chosen = about.and_then(|id| speaker.mind.knowledge.entry(id));
    let items = conversation
        .evidence
        .iter()
        .map(|(message, percent)| {
            let percent = i64::from(*percent).into();
            Text::plain(speaker.say_with(message, &[("percent", percent)]))
        })
        .collect();
    let first = match chosen {
        Some(entry) => {
            speaker.say_with("why", &[("title", entry.title(speaker.language()).to_owned().into())])
        }
        None => speaker.say("why-declined"),
    };
    said(vec![Block::Paragraph(Text::strong(first)), Block::List { numbered: false, items }], Vec::new())
}
