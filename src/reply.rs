//! What we say, before any platform has a say: blocks, choices, a form.
//!
//! `Display` is the plain rendering, which the stories are written in. Every choice can be typed, by its number or its words.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::knowledge::entry::is_slug;
use crate::knowledge::flow::LONGEST_NAME;
use crate::knowledge::{EntryId, Family, Kind, Section};
use crate::language::Language;
pub use crate::press::{Deal, Does, Press};
use crate::text::Block;

/// An answer, whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// What is said, in order.
    pub blocks: Vec<Block>,
    /// What can be chosen next; at most [`MOST_CHOICES`].
    pub choices: Vec<Choice>,
    /// Every option of the question that is asked, when there are more than fit on buttons: for platforms that can show many. The
    /// blocks list them, and each can be typed.
    pub options: Vec<Choice>,
    /// What can be filled in. It says nothing that the blocks do not ask: a platform without forms leaves it out.
    pub form: Option<Form>,
    /// Whom it concerns.
    pub audience: Audience,
    /// What it is the current state of: a reply on the same subject, to the same address, takes the place of the one before.
    pub subject: Option<String>,
}

/// Whom a reply concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Everyone in the chat may see it.
    #[default]
    Chat,
    /// It is for the person alone, where the platform can show it so: what they sent, what is kept of them.
    Person,
}

/// Questions that can be answered together; each can be answered alone, by a message, as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What it is about.
    pub title: String,
    /// What stands on the button that opens it.
    pub label: String,
    /// One to five fields, the most that Discord shows at a time.
    pub fields: Vec<Field>,
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its id, unique in the form; comes back in [`crate::event::Filled`].
    pub id: String,
    /// The question, short.
    pub label: String,
    /// An example of an answer.
    pub hint: Option<String>,
    /// What was answered before.
    pub value: Option<String>,
    /// How much room it takes.
    pub room: Room,
    /// Whether it can be left empty.
    pub need: Need,
    /// The most characters.
    pub longest: usize,
}

/// How much room an answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Room {
    /// One line.
    Line,
    /// Some lines.
    Paragraph,
}

/// Whether an answer can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// It cannot.
    Required,
    /// It can.
    Optional,
}

impl Reply {
    /// Makes a reply of blocks and choices, for everyone in the chat.
    pub fn new(blocks: Vec<Block>, choices: Vec<Choice>) -> Reply {
        Reply { blocks, choices, ..Reply::default() }
    }
}

/// The most choices under an answer: an answer has four, which fit a screen of a phone; the five families have one more.
pub const MOST_CHOICES: usize = 6;

/// Something one can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its whole meaning; survives restarts.
    pub id: ChoiceId,
    /// What stands on the button.
    pub label: String,
}

/// The most bytes of a [`ChoiceId`] as text: what Telegram carries on a button (Bot API, `callback_data`).
pub const LONGEST_CHOICE: usize = 64;

/// What a choice means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceId {
    /// Opens an entry, at its summary or at a section.
    Open(EntryId, Option<Section>),
    /// Shows where an entry's facts come from.
    Sources(EntryId),
    /// Shows entries like this one.
    Similar(EntryId),
    /// Browses a kind, from an offset.
    Browse(Kind, usize),
    /// Browses a family.
    Family(Family),
    /// Shows the next ones of the list.
    More,
    /// Says what can be asked.
    Help,
    /// Says how to reach a person.
    Human,
    /// Speaks another language.
    Language(Language),
    /// Says what is done with what people type.
    Privacy,
    /// Shows the evidence of the last answer.
    Why,
    /// Begins a flow, by its id.
    Start(String),
    /// Adds something to an entry.
    Add(EntryId),
    /// Reports a mistake in an entry.
    Report(EntryId),
    /// A button of a form.
    Form(Press),
    /// Something to do with what was sent.
    Deal(Deal),
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChoiceId::Open(id, None) => write!(f, "o:{}", Short(id)),
            ChoiceId::Open(id, Some(section)) => write!(f, "o:{}:{}", Short(id), section_code(*section)),
            ChoiceId::Sources(id) => write!(f, "s:{}", Short(id)),
            ChoiceId::Similar(id) => write!(f, "l:{}", Short(id)),
            ChoiceId::Browse(kind, from) => write!(f, "b:{}:{from}", kind_code(*kind)),
            ChoiceId::Family(family) => write!(f, "f:{family}"),
            ChoiceId::More => f.write_str("more"),
            ChoiceId::Help => f.write_str("help"),
            ChoiceId::Human => f.write_str("human"),
            ChoiceId::Language(language) => write!(f, "lang:{language}"),
            ChoiceId::Privacy => f.write_str("privacy"),
            ChoiceId::Why => f.write_str("why"),
            ChoiceId::Start(flow) => write!(f, "go:{flow}"),
            ChoiceId::Add(id) => write!(f, "a:{}", Short(id)),
            ChoiceId::Report(id) => write!(f, "e:{}", Short(id)),
            ChoiceId::Form(press) => press.fmt(f),
            ChoiceId::Deal(deal) => deal.fmt(f),
        }
    }
}

/// Why a text is not a choice of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a choice of this program")]
pub struct NotAChoice(String);

impl std::str::FromStr for ChoiceId {
    type Err = NotAChoice;

    fn from_str(text: &str) -> Result<ChoiceId, NotAChoice> {
        parse(text).ok_or_else(|| NotAChoice(text.chars().take(LONGEST_CHOICE).collect()))
    }
}

fn parse(text: &str) -> Option<ChoiceId> {
    let (verb, rest) = text.split_once(':').unwrap_or((text, ""));
    Some(match verb {
        "o" => match rest.split_once(':') {
            None => ChoiceId::Open(long(rest)?, None),
            Some((id, section)) => ChoiceId::Open(long(id)?, Some(section_of(section)?)),
        },
        "s" => ChoiceId::Sources(long(rest)?),
        "l" => ChoiceId::Similar(long(rest)?),
        "b" => {
            let (kind, from) = rest.split_once(':')?;
            ChoiceId::Browse(Kind::ALL.into_iter().find(|&k| kind_code(k) == kind)?, from.parse().ok()?)
        }
        "f" => ChoiceId::Family(Family::from_word(rest)?),
        "lang" => ChoiceId::Language(Language::from_code(rest)?),
        "more" => ChoiceId::More,
        "help" => ChoiceId::Help,
        "human" => ChoiceId::Human,
        "privacy" => ChoiceId::Privacy,
        "why" => ChoiceId::Why,
        "go" if is_slug(rest) && rest.len() <= LONGEST_NAME => ChoiceId::Start(rest.to_owned()),
        "a" => ChoiceId::Add(long(rest)?),
        "e" => ChoiceId::Report(long(rest)?),
        "q" | "w" => ChoiceId::Form(Press::parse(verb, rest)?),
        "r" => ChoiceId::Deal(Deal::parse(rest)?),
        _ => return None,
    })
}

/// An id with one letter for its folder.
struct Short<'a>(&'a EntryId);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", kind_code(self.0.kind()), self.0.slug())
    }
}

fn long(short: &str) -> Option<EntryId> {
    let (kind, slug) = short.split_once('/')?;
    let kind = Kind::ALL.into_iter().find(|&other| kind_code(other) == kind)?;
    format!("{}/{slug}", kind.folder()).parse().ok()
}

fn kind_code(kind: Kind) -> &'static str {
    &kind.folder()[..1]
}

/// One letter for a section: its place in the closed list.
fn section_code(section: Section) -> char {
    let at = Section::ALL.iter().position(|&other| other == section).unwrap_or(0);
    char::from(b'a' + at as u8)
}

fn section_of(code: &str) -> Option<Section> {
    Section::ALL.iter().copied().find(|&section| code.len() == 1 && code.starts_with(section_code(section)))
}

impl Serialize for ChoiceId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChoiceId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for block in &self.blocks {
            match block {
                Block::Heading(text) | Block::Paragraph(text) | Block::Source(text) | Block::Note(text) => {
                    writeln!(f, "{text}")?;
                }
                Block::List { numbered, items } => {
                    for (at, item) in items.iter().enumerate() {
                        if *numbered {
                            writeln!(f, "{}. {item}", at + 1)?;
                        } else {
                            writeln!(f, "· {item}")?;
                        }
                    }
                }
                Block::Table { heads, rows } => {
                    for (name, cells) in rows {
                        writeln!(f, "{name}")?;
                        for (head, cell) in heads.iter().zip(cells) {
                            writeln!(f, "  {head}: {cell}")?;
                        }
                    }
                }
            }
        }
        for (at, choice) in self.choices.iter().enumerate() {
            write!(f, "{}[{}]", if at == 0 { "" } else { " " }, choice.label)?;
        }
        if !self.choices.is_empty() {
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Repair;
    use crate::ticket::Ticket;

    #[test]
    fn every_choice_survives_being_written_and_fits_a_button() {
        let longest: EntryId =
            format!("resources/{}", "x".repeat(crate::knowledge::entry::LONGEST_SLUG)).parse().unwrap();
        let mut all = vec![
            ChoiceId::Open(longest.clone(), None),
            ChoiceId::Sources(longest.clone()),
            ChoiceId::Similar(longest.clone()),
            ChoiceId::More,
            ChoiceId::Help,
            ChoiceId::Human,
            ChoiceId::Privacy,
            ChoiceId::Why,
        ];
        all.extend(Section::ALL.iter().map(|&section| ChoiceId::Open(longest.clone(), Some(section))));
        all.extend(Kind::ALL.map(|kind| ChoiceId::Browse(kind, 9_999)));
        all.extend(Family::ALL.iter().map(|&family| ChoiceId::Family(family)));
        all.extend(Language::all().map(ChoiceId::Language));
        let name = "x".repeat(LONGEST_NAME);
        let ticket = Ticket::of("someone", 0);
        all.extend([
            ChoiceId::Start(name.clone()),
            ChoiceId::Add(longest.clone()),
            ChoiceId::Report(longest.clone()),
            ChoiceId::Deal(Deal::List),
            ChoiceId::Deal(Deal::Mine),
            ChoiceId::Deal(Deal::Accept(ticket)),
            ChoiceId::Deal(Deal::Withdrawn(ticket)),
        ]);
        let presses = [
            Does::Choose { step: name.clone(), option: "y".repeat(2 * LONGEST_NAME) },
            Does::Repair(Repair::StartOver, Some(name)),
            Does::Repair(Repair::Send, None),
            Does::Resume,
            Does::Notice,
            Does::AsText,
            Does::Cases,
        ];
        all.extend(presses.map(|does| ChoiceId::Form(Press { ticket, does })));
        for id in all {
            let text = id.to_string();
            assert!(text.len() <= LONGEST_CHOICE, "{text}");
            assert_eq!(text.parse(), Ok(id));
        }
    }

    #[test]
    fn forged_choices_are_refused() {
        for text in [
            "",
            "o:",
            "o:x/y",
            "o:c/../../etc",
            "b:c:-1",
            "o:c/a:zz",
            "f:nothing",
            "lang:xx",
            "drop table",
            "r:a:0000",
            "r:z:7K3F",
            "q:7K3F:a",
            "q:7K3F:A:b",
            "w:7K3F:nothing",
            "w:7K3F:skip:",
            "go:../x",
            "r:",
            "w:",
        ] {
            assert!(text.parse::<ChoiceId>().is_err(), "{text}");
        }
    }
}
