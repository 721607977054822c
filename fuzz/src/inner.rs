//! What the core reads of others: bytes in, and no panic; what is read can be written and read again.
//!
//! The fuzz targets and the test of the corpus call the same functions.

use std::sync::{Arc, OnceLock};

use passerelle_core::command;
use passerelle_core::conversation::Conversation;
use passerelle_core::event::{
    Action, Address, Attachment, AttachmentKind, Event, EventId, Filled, Timestamp,
};
use passerelle_core::knowledge::{Day, SourceFile, check, parse};
use passerelle_core::mind::Mind;
use passerelle_core::reply::{ChoiceId, LONGEST_CHOICE, MOST_CHOICES};
use passerelle_core::store::fake::{FakeDisk, FakeIndexes, Trial};
use passerelle_core::store::{EmbeddedStore, MemoryStore, import};
use passerelle_core::submission::Person;
use passerelle_core::ticket::Ticket;
use passerelle_core::turn::turn;

/// The most turns of a conversation, so that one input does not take seconds.
const MOST_TURNS: usize = 12;

/// Files of a base: the first line of each is its path, a zero byte stands between two.
pub fn content(bytes: &[u8]) {
    let files: Vec<SourceFile> = bytes
        .split(|byte| *byte == 0)
        .map(|file| {
            let end = file.iter().position(|byte| *byte == b'\n').unwrap_or(file.len());
            let path = String::from_utf8_lossy(&file[..end]).into_owned();
            SourceFile { path, bytes: file.get(end + 1..).unwrap_or_default().to_vec() }
        })
        .collect();
    let parsed = parse::parse(&files);
    let today = Day { year: 2026, month: 11, day: 24 };
    for diagnostic in
        parsed.diagnostics.iter().chain(&check::check(&parsed.knowledge, &parsed.origins, today))
    {
        assert!(!diagnostic.to_string().is_empty());
    }
}

/// A journal's segment: it opens, or is refused with a sentence; nothing is read that is not sound.
pub fn journal(bytes: &[u8]) {
    let disk = FakeDisk::new(1);
    disk.set_content("00000001.log", bytes.to_vec());
    match EmbeddedStore::open_on(Arc::new(disk), Box::new(FakeIndexes::default()), Trial::default()) {
        Ok((store, _)) => drop(store.verify()),
        Err(error) => assert!(error.to_string().contains("help:"), "{error}"),
    }
}

/// An export to take in: whole, or nothing.
pub fn transfer(bytes: &[u8]) {
    let store = MemoryStore::default();
    if import(&store, &mut &*bytes).is_err() {
        let kept = passerelle_core::store::Store::scan(&store, "", None, 1);
        assert!(kept.is_ok_and(|page| page.entries.is_empty()), "a part was taken in");
    }
}

/// What buttons, links and lines bring back: read or refused, and written as it was read.
pub fn choices(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(choice) = text.parse::<ChoiceId>() {
        let written = choice.to_string();
        assert_eq!(written.parse::<ChoiceId>().as_ref(), Ok(&choice), "{text:?}");
    }
    if let Ok(ticket) = text.parse::<Ticket>() {
        assert_eq!(ticket.to_string().parse::<Ticket>().ok(), Some(ticket), "{text:?}");
    }
    let _ = Ticket::within(text);
    if let Some(day) = Day::parse(text) {
        assert_eq!(Day::parse(&day.to_string()), Some(day));
    }
    let _ = Person::parse(text);
    if let Some((name, _)) = command::split(text) {
        let _ = command::named(name);
    }
}

/// The mind that turns are taken with: the sample base.
fn mind() -> &'static Mind {
    static MIND: OnceLock<Mind> = OnceLock::new();
    MIND.get_or_init(|| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = if root.ends_with("fuzz") { root.join("..") } else { root.to_owned() };
        let mut files =
            passerelle_core::knowledge::read::read(&root.join("tests/sample")).expect("the sample is there");
        passerelle_core::knowledge::read::complete(&mut files, &root.join("knowledge"))
            .expect("the content is there");
        Mind::learn(parse::parse(&files).knowledge, Default::default(), None, &mut |_| ())
    })
}

/// A conversation, a line an event: the first letter tells what is done, the rest with what. Each is answered, within what
/// every platform shows, and the conversation can be kept.
pub fn turn_by_turn(bytes: &[u8]) {
    let mut conversation = Conversation::default();
    for (at, line) in bytes.split(|byte| *byte == b'\n').take(MOST_TURNS).enumerate() {
        let text = String::from_utf8_lossy(line).into_owned();
        let mut letters = text.chars();
        let kind = letters.next();
        let rest = letters.as_str();
        let action = match kind {
            Some('/') => match command::split(&text) {
                Some((name, argument)) => Action::Command(name.to_owned(), argument.to_owned()),
                None => Action::Say(text.clone()),
            },
            Some('!') => match rest.parse() {
                Ok(choice) => Action::Press(choice),
                Err(_) => continue,
            },
            Some('#') => {
                let (field, text) = rest.split_once('=').unwrap_or((rest, ""));
                Action::Fill(vec![Filled { field: field.to_owned(), text: text.to_owned() }])
            }
            Some('@') => Action::Attach(Attachment {
                kind: AttachmentKind::Place,
                reference: String::new(),
                caption: rest.to_owned(),
            }),
            Some('?') => Action::Find(rest.to_owned()),
            // A button under the last answer.
            Some('^') => match conversation.offered.get(rest.len() % MOST_CHOICES) {
                Some(choice) => Action::Press(choice.id.clone()),
                None => continue,
            },
            _ => Action::Say(text.clone()),
        };
        let person = "p".to_owned();
        let event = Event {
            id: EventId(at.to_string()),
            address: Address { platform: "fuzz".to_owned(), chat: person.clone(), person, thread: None },
            at: Timestamp(1_795_000_000 + at as i64),
            hint: Some("en".to_owned()),
            note: None,
            action,
        };
        let taken = turn(mind(), &conversation, &event);
        for (_, reply) in &taken.replies {
            assert!(!reply.blocks.is_empty(), "nothing is said to {text:?}");
            assert!(reply.choices.len() <= MOST_CHOICES, "{text:?}");
            for choice in &reply.choices {
                assert!(
                    choice.id.to_string().len() <= LONGEST_CHOICE && !choice.label.is_empty(),
                    "{text:?}"
                );
            }
        }
        conversation = taken.conversation.unwrap_or_default();
        let kept = serde_json::to_string(&conversation).expect("a conversation is plain");
        let read: Conversation = serde_json::from_str(&kept).expect("what was kept is read");
        assert_eq!(read, conversation);
    }
}
