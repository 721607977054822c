//! Whatever is typed at whatever step of whatever flow, in every language: what is said is taken by the platform.
//!
//! The turn is the core's own; nothing here goes over a network. `PASSERELLE_NAUGHTY=1` tries every string at every step; without
//! it each step gets its share of the list.

use std::sync::Arc;

use passerelle_core::conversation::Conversation;
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::{parse, read};
use passerelle_core::language::Language;
use passerelle_core::mind::{Host, Mind};
use passerelle_core::reply::{ChoiceId, Does, Reply};
use passerelle_core::story::Story;
use passerelle_core::turn::turn;

use super::keyboard::keyboard;
use super::tests::taken;
use super::{Look, Room, say};

/// A mind that knows the sample base, and speaks with the shipped wording and flows.
fn mind() -> Arc<Mind> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = read::read(&root.join("tests/sample")).unwrap();
    read::complete(&mut files, &root.join("knowledge")).unwrap();
    Arc::new(Mind::learn(parse::parse(&files).knowledge, Host::default(), None, &mut |_| ()))
}

/// One person's conversation.
struct Talk<'m> {
    mind: &'m Mind,
    conversation: Conversation,
    count: i64,
}

impl Talk<'_> {
    /// What would be said to this, without going on.
    fn hear(&self, action: Action) -> (Conversation, Vec<Reply>) {
        let event = Event {
            id: EventId(self.count.to_string()),
            address: Address {
                platform: "telegram".into(),
                chat: "1".into(),
                person: "1".into(),
                thread: None,
            },
            at: Timestamp(1_795_000_000 + self.count),
            hint: None,
            note: None,
            action,
        };
        let turn = turn(self.mind, &self.conversation, &event);
        (turn.conversation.unwrap_or_default(), turn.replies.into_iter().map(|(_, reply)| reply).collect())
    }

    fn goes_on(&mut self, action: Action) -> Reply {
        let (conversation, mut replies) = self.hear(action);
        self.count += 1;
        self.conversation = conversation;
        replies.swap_remove(0)
    }
}

/// What may be answered at a step, so that one of them leads on.
fn answers(reply: &Reply) -> Vec<Action> {
    let forms = |choice: &&passerelle_core::reply::Choice| match &choice.id {
        ChoiceId::Form(press) => matches!(press.does, Does::Choose { .. }),
        _ => false,
    };
    let mut answers: Vec<Action> =
        reply.choices.iter().filter(forms).map(|choice| Action::Press(choice.id.clone())).collect();
    answers.truncate(1);
    let typed = ["Un texte simple, à Sainte-Rose", "1", "2019", "https://exemple.org/page", "/skip"];
    answers.extend(typed.map(|text| Action::Say(text.to_owned())));
    answers
}

/// The letters and digits of a text.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letters and digits of what a reply says, in the plain rendering, without its buttons.
fn plain(reply: &Reply) -> String {
    let blocks = Reply { choices: Vec::new(), ..reply.clone() };
    bare(&blocks.to_string())
}

#[test]
fn every_story_is_said_in_the_same_words_in_messages_that_are_taken() {
    let mind = mind();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conversations");
    let mut said = 0;
    for language in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(language.unwrap().path()).unwrap() {
            let story = Story::parse(&std::fs::read_to_string(file.unwrap().path()).unwrap());
            for (_, reply) in story.went(&mind).unwrap().into_iter().flatten() {
                taken(&reply);
                let shown = say(&reply, Look::Plain, Room::Private);
                let shown: String = shown.iter().map(|message| bare(&message.rich.text)).collect();
                assert_eq!(shown, plain(&reply));
                let labels: Vec<String> = shown_labels(&reply);
                assert_eq!(labels.len(), reply.choices.len(), "{:?}", reply.choices);
                said += 1;
            }
        }
    }
    assert!(said > 150, "{said}");
}

fn shown_labels(reply: &Reply) -> Vec<String> {
    let keyboard = keyboard(&reply.choices).map(|keyboard| keyboard.inline_keyboard).unwrap_or_default();
    keyboard.concat().into_iter().map(|button| button.text).collect()
}

#[test]
fn whatever_is_typed_at_every_step_of_every_flow_is_answered_in_a_form_that_is_taken() {
    let mind = mind();
    let all = std::env::var_os("PASSERELLE_NAUGHTY").is_some();
    let strings: Vec<&str> = naughty_strings::BLNS.to_vec();
    let flows: Vec<String> = mind.knowledge.flows.iter().map(|flow| flow.id.to_string()).collect();
    assert!(flows.len() >= 4, "{flows:?}");
    let (mut steps, mut checked) = (0, 0);
    for language in Language::all() {
        for flow in &flows {
            let mut talk = Talk { mind: &mind, conversation: Conversation::default(), count: 0 };
            talk.goes_on(Action::Press(ChoiceId::Language(language)));
            let mut reply = talk.goes_on(Action::Press(ChoiceId::Start(flow.clone())));
            for _ in 0..40 {
                taken(&reply);
                steps += 1;
                // Each step has its own share, so that over the steps every string has its turn.
                let share = strings.iter().enumerate().filter(|(at, _)| all || at % 16 == steps % 16);
                for (_, naughty) in share {
                    for said in talk.hear(Action::Say((*naughty).to_owned())).1 {
                        taken(&said);
                        checked += 1;
                    }
                }
                let next = answers(&reply).into_iter().find_map(|answer| {
                    let (_, replies) = talk.hear(answer.clone());
                    let other = replies
                        .first()
                        .is_some_and(|said| said.form != reply.form || said.choices != reply.choices);
                    other.then_some(answer)
                });
                let Some(answer) = next else { break };
                reply = talk.goes_on(answer);
                if talk.conversation.draft().is_none() {
                    break;
                }
            }
        }
    }
    assert!(steps > 90 && checked > 2_000, "{steps} steps, {checked} answers");
}
