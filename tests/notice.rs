//! Notices of whoever hosts: paused means answered with the notice and nothing else; beside means once a day.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test whose store fails has failed")]

mod support;

use std::sync::Arc;

use passerelle_core::assistant::names::Names;
use passerelle_core::assistant::{Assistant, Received, keep_notice, kept_notice};
use passerelle_core::desk::{HOST, Moderation};
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::Day;
use passerelle_core::language::Language;
use passerelle_core::mind::{Host, Mind};
use passerelle_core::notice::{FORMAT, Notice, Reach};
use passerelle_core::store::{MemoryStore, Store};
use passerelle_core::submission::Person;

/// 24 November 2026, at noon.
const NOON: i64 = 1_795_521_600;

const DAY: i64 = 86_400;

fn assistant() -> Assistant<MemoryStore> {
    let sample = support::sample();
    let moderators = vec![Person::parse("test:louise").unwrap()];
    let moderation = Moderation { moderators, chats: Vec::new(), approvals: 1, ..Moderation::default() };
    let host = Host { contact: Some("a@sainte-rose.example".into()), moderation, ..Host::default() };
    let mind = Mind::recall((*sample.knowledge).clone(), host, None, &sample.learnt())
        .unwrap_or_else(|_| panic!("learnt"));
    Assistant::new(Arc::new(mind), MemoryStore::default(), Names::default())
}

fn event(number: u32, person: &str, at: i64, text: &str) -> Event {
    Event {
        id: EventId(number.to_string()),
        address: Address {
            platform: "test".into(),
            chat: person.into(),
            person: person.into(),
            thread: None,
        },
        at: Timestamp(at),
        hint: Some("en".into()),
        note: None,
        action: Action::Say(text.into()),
    }
}

#[track_caller]
fn said(assistant: &Assistant<MemoryStore>, event: &Event) -> String {
    match assistant.receive(event).unwrap() {
        Received::Answered { replies, .. } => {
            let texts: Vec<String> = replies.iter().map(|outgoing| outgoing.reply.to_string()).collect();
            texts.join("\n")
        }
        other => panic!("{other:?}"),
    }
}

fn notice(reach: Reach, texts: &[(&str, &str)], until: Option<Day>) -> Notice {
    let texts =
        texts.iter().map(|(code, text)| (Language::from_code(code).unwrap(), (*text).to_owned())).collect();
    Notice { format: FORMAT, reach, texts, until, since: Timestamp(NOON) }
}

const ASKED: &str = "how did Preston keep its spending local?";

#[test]
fn while_it_is_paused_every_event_is_answered_with_the_notice_and_nothing_else() {
    let assistant = assistant();
    said(&assistant, &event(1, "ana", NOON, ASKED));
    let conversations = || assistant.store().scan("conversation/", None, 10).unwrap().entries;
    let before = conversations();
    let until = Day::parse("2026-11-26");
    keep_notice(assistant.store(), Some(&notice(Reach::Paused, &[("en", "Back on Friday.")], until)))
        .unwrap();
    let paused = said(&assistant, &event(2, "ana", NOON + 1, "what were the results?"));
    assert!(paused.contains("Back on Friday.") && paused.contains("26 November 2026"), "{paused}");
    assert!(paused.contains("a@sainte-rose.example") && !paused.contains("Preston"), "{paused}");
    assert_eq!(conversations()[0].1.value, before[0].1.value, "the conversation is as it was");
    for (number, text) in (10..).zip(["/forget", "/share", "/pause", "/resume", "x"]) {
        assert!(
            said(&assistant, &event(number, "ben", NOON + 2, text)).contains("Back on Friday."),
            "{text}"
        );
    }
    // In a language without words of the host's, the shipped ones are said.
    let mut french = event(3, "zoe", NOON + 2, "bonjour");
    french.hint = Some("fr".into());
    assert!(said(&assistant, &french).contains("Ce service est en pause"));
    // A repeat is known as one, and what is over is over.
    assert_eq!(assistant.receive(&event(2, "ana", NOON + 1, "x")).unwrap(), Received::Repeated);
    let after = said(&assistant, &event(40, "ana", NOON + 3 * DAY, ASKED));
    assert!(after.contains("Preston") && !after.contains("Back on Friday."), "{after}");
}

#[test]
fn a_notice_beside_the_answers_is_shown_once_a_day_in_each_conversation() {
    let assistant = assistant();
    keep_notice(assistant.store(), Some(&notice(Reach::Beside, &[("fr", "Base en relecture.")], None)))
        .unwrap();
    let shows = |number, person, at| {
        let said = said(&assistant, &event(number, person, at, ASKED));
        assert!(said.contains("Preston"), "it answers all the same: {said}");
        said.contains("Base en relecture.")
    };
    assert!(shows(1, "ana", NOON));
    assert!(!shows(2, "ana", NOON + 60));
    assert!(shows(3, "ben", NOON + 60), "each conversation");
    assert!(shows(4, "ana", NOON + DAY), "each day");
    let mut newer = notice(Reach::Beside, &[("fr", "Nouvelle adresse.")], None);
    newer.since = Timestamp(NOON + DAY + 60);
    keep_notice(assistant.store(), Some(&newer)).unwrap();
    let said = said(&assistant, &event(5, "ana", NOON + DAY + 120, ASKED));
    assert!(said.contains("Nouvelle adresse."), "a new notice is new: {said}");
}

#[test]
fn moderators_pause_and_resume_in_the_chat_and_are_heard_meanwhile() {
    let assistant = assistant();
    let done = said(&assistant, &event(1, "louise", NOON, "/pause 2026-11-30 We are moving."));
    assert!(done.contains("We are moving.") && done.contains("30 November 2026"), "{done}");
    let kept = kept_notice(assistant.store()).unwrap().unwrap();
    assert_eq!((kept.reach, kept.until), (Reach::Paused, Day::parse("2026-11-30")));
    assert!(said(&assistant, &event(2, "ana", NOON, ASKED)).contains("We are moving."));
    assert!(said(&assistant, &event(3, "louise", NOON, ASKED)).contains("Preston"), "a moderator is heard");
    let mut host = event(4, "x", NOON, "/resume");
    host.address.platform = HOST.into();
    assert!(said(&assistant, &host).contains("answers again"));
    assert!(said(&assistant, &event(5, "ana", NOON, ASKED)).contains("Preston"));
    assert!(said(&assistant, &event(6, "louise", NOON, "/notice")).contains("No notice"));
    said(&assistant, &event(7, "louise", NOON, "/notice The base is read again."));
    assert!(said(&assistant, &event(8, "ana", NOON, ASKED)).contains("The base is read again."));
    // Nobody else can.
    assert!(!said(&assistant, &event(9, "ana", NOON, "/resume")).contains("answers again"));
    assert!(kept_notice(assistant.store()).unwrap().is_some());
}
