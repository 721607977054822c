//! What is said is never refused: every reply, however odd, against the rules of the test platform.

use passerelle_core::reply::{Choice, ChoiceId, Field, Form, Need, Reply, Room as Space};
use passerelle_core::text::{Block, Span, Style, Text};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use telegram_platform::rules::{markup, text};
use teloxide::types::{ChatId, MessageId};

use super::{Aside, Look, Room, Said, To, say};
use crate::dice::Dice;

/// Returns what the platform says of a message, sent and edited.
fn refusal(said: &Said) -> Option<String> {
    let to = To { chat: ChatId(1), thread: None };
    let sent = serde_json::to_value(said.send(to, Some(MessageId(1)))).unwrap();
    let edited = said.edit(ChatId(1), MessageId(1)).map(|edit| serde_json::to_value(edit).unwrap());
    std::iter::once((sent, markup::Under::New))
        .chain(edited.map(|edit| (edit, markup::Under::Edited)))
        .find_map(|(request, under)| check(&request, under))
}

fn check(request: &Value, under: markup::Under) -> Option<String> {
    text::check(request["text"].as_str().unwrap(), &request["entities"])
        .and_then(|()| markup::check(&request["reply_markup"], under))
        .err()
        .map(|refusal| refusal.description)
}

fn aside() -> Aside {
    Aside {
        typed: "Ou bien :".into(),
        private: "En privé".into(),
        link: "https://t.me/some_bot?start=share".into(),
    }
}

/// Asserts that a reply is taken, styled and plain, alone with a person and in a group, and that nothing of it is lost.
pub(super) fn taken(reply: &Reply) {
    taken_as(reply, &[Look::Styled, Look::Plain]);
}

fn taken_as(reply: &Reply, looks: &[Look]) {
    for &look in looks {
        for room in [Room::Private, Room::Group(&aside())] {
            let said = say(reply, look, room);
            for message in &said {
                assert_eq!(refusal(message), None, "{message:?}");
            }
            let shown = |c: char| c.is_alphanumeric();
            let kept: usize = said.iter().map(|m| m.rich.text.chars().filter(|&c| shown(c)).count()).sum();
            let bare: usize = reply
                .blocks
                .iter()
                .flat_map(|block| if look == Look::Styled { kept_whole(block) } else { texts(block) })
                .map(|t| t.bare().chars().filter(|&c| shown(c)).count())
                .sum();
            assert!(kept >= bare, "{kept} of {bare} letters are left");
        }
    }
}

/// The texts of a block that are said to the last letter: the names of sources are shortened.
fn kept_whole(block: &Block) -> Vec<Text> {
    match block {
        Block::Source(text) => {
            let whole = |span: &&Span| !matches!(span.style, Style::Link(_));
            vec![Text(text.0.iter().filter(whole).cloned().collect())]
        }
        other => texts(other),
    }
}

fn texts(block: &Block) -> Vec<Text> {
    match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Source(text) | Block::Note(text) => {
            vec![text.clone()]
        }
        Block::List { items, .. } => items.clone(),
        Block::Table { heads, rows } => {
            // A head is said with each row that has a cell for it.
            let cells = |row: &(Text, Vec<Text>)| {
                std::iter::once(row.0.clone())
                    .chain(row.1.iter().take(heads.len()).cloned())
                    .collect::<Vec<_>>()
            };
            rows.iter().flat_map(cells).collect()
        }
    }
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zé0-9 '’«»:!?.,/@#_*<>&\\[\\]()`~-]{0,40}",
        2 => "\\PC{0,30}",
        1 => any::<String>(),
        1 => "[😀🏳️‍🌈a\u{200d}\u{202e}\u{2066}\u{feff}\u{0}\n\r\t ]{0,20}",
        1 => (0usize..120).prop_map(|times| "mot 🙂 ".repeat(times * 10)),
        1 => (0usize..40).prop_map(|times| "x".repeat(times * 200)),
        1 => proptest::sample::select(naughty_strings::BLNS).prop_map(str::to_owned),
    ]
}

fn a_text() -> impl Strategy<Value = Text> {
    let style = prop_oneof![
        4 => Just(Style::Plain),
        2 => Just(Style::Strong),
        1 => Just(Style::Emphasis),
        1 => Just(Style::Code),
        1 => "https://[a-z]{1,9}\\.[a-z]{2,3}/[a-z0-9%?&=/-]{0,40}".prop_map(Style::Link),
        1 => words().prop_map(Style::Link),
    ];
    vec((words(), style), 0..5)
        .prop_map(|spans| Text(spans.into_iter().map(|(text, style)| Span { text, style }).collect()))
}

fn a_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        1 => a_text().prop_map(Block::Heading),
        3 => a_text().prop_map(Block::Paragraph),
        1 => a_text().prop_map(Block::Source),
        1 => a_text().prop_map(Block::Note),
        2 => (any::<bool>(), vec(a_text(), 0..6)).prop_map(|(numbered, items)| Block::List { numbered, items }),
        1 => (vec(a_text(), 0..3), vec((a_text(), vec(a_text(), 0..3)), 0..4))
            .prop_map(|(heads, rows)| Block::Table { heads, rows }),
    ]
}

fn a_form() -> impl Strategy<Value = Form> {
    (words(), words(), proptest::option::of(words())).prop_map(|(title, label, hint)| Form {
        title,
        label: label.clone(),
        fields: vec![Field {
            id: "need".into(),
            label,
            hint,
            value: None,
            room: Space::Line,
            need: Need::Optional,
            longest: 200,
        }],
    })
}

fn a_reply() -> impl Strategy<Value = Reply> {
    let choice = words().prop_map(|label| Choice { id: ChoiceId::Help, label });
    (vec(a_block(), 0..8), vec(choice, 0..7), proptest::option::of(a_form()))
        .prop_map(|(blocks, choices, form)| Reply { blocks, choices, form, ..Reply::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    // Few, but what fails is made small.
    #[test]
    fn any_reply_is_taken_by_the_platform(reply in a_reply()) {
        taken(&reply);
    }
}

/// How many replies are made by dice.
const MANY: u64 = 100_000;

#[test]
fn a_hundred_thousand_replies_made_by_dice_are_taken() {
    let hand = |from: u64| {
        move || {
            (from..MANY).step_by(2).for_each(|number| {
                let look = if number % 8 < 6 { Look::Styled } else { Look::Plain };
                taken_as(&Dice(number).reply(), &[look]);
            })
        }
    };
    let other = std::thread::spawn(hand(1));
    hand(0)();
    other.join().unwrap();
}

#[test]
fn every_naughty_string_is_taken_wherever_it_stands() {
    for &naughty in naughty_strings::BLNS {
        let text = || Text::plain("Noté : ").and(naughty, Style::Strong).and(".", Style::Plain);
        let choice = Choice { id: ChoiceId::Help, label: naughty.to_owned() };
        let blocks = vec![
            Block::Heading(text()),
            Block::Paragraph(text()),
            Block::List { numbered: true, items: vec![text(), Text::styled(naughty, Style::Code)] },
            Block::Note(text()),
            Block::Source(Text::styled(naughty, Style::Link("https://ville.example".into()))),
        ];
        taken(&Reply::new(blocks, vec![choice]));
    }
}
