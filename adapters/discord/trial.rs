//! Whatever a reply holds, Discord takes it and nobody is mentioned: replies made by dice, naughty strings, before the rules of the
//! test platform.

use passerelle_core::reply::{Choice, ChoiceId, Field, Form, Need, Reply, Room};
use passerelle_core::text::{Block, Style, Text};
use serde_json::Value;

use super::limits;
use super::markup::Dress;
use super::note::Shown;
use super::say::{self, Words};
use super::wire::Snowflake;
use crate::dice::Dice;

#[path = "../tests/platforms/discord/validate.rs"]
#[expect(dead_code, reason = "the rules of the whole platform, of which a part is needed here")]
mod validate;

use validate::Purpose;

/// How many replies are made by dice.
const MANY: u64 = 100_000;

/// Says a reply in each dress, as a message and as an answer, and makes sure that all of it is taken.
#[track_caller]
fn taken(reply: &Reply, dresses: &[Dress]) {
    let words = Words { choose: "Choisir…".into(), follow: Some("Poursuivre".into()) };
    let owner = Some(Snowflake(u64::MAX));
    for &dress in dresses {
        let pages = say::reply(reply, dress, owner, &words);
        assert!(!pages.is_empty());
        for page in &pages {
            let body = page.body();
            for purpose in [Purpose::Channel, Purpose::Edit, Purpose::Answer] {
                let problems = validate::message(&body, purpose);
                assert!(problems.is_empty(), "{problems:?}\n{reply:?}\n{body}");
            }
            assert!(validate::pings(&body).is_empty(), "{body}");
        }
        keeps_words(reply, &pages);
    }
    let name = say::thread_name(reply);
    assert!(
        (1..=limits::THREAD_NAME).contains(&limits::length(&name)) && !name.trim().is_empty(),
        "{name:?}"
    );
    if let Some(form) = &reply.form {
        let modal = serde_json::to_value(say::modal(form, owner)).unwrap();
        let problems = validate::modal(&modal);
        assert!(problems.is_empty(), "{problems:?}\n{form:?}");
    }
}

/// Makes sure that no letter is lost and none is moved. Fields stand apart from the rest, and addresses are written in their own way.
#[track_caller]
fn keeps_words(reply: &Reply, pages: &[say::Page]) {
    let mut said = String::new();
    for block in &reply.blocks {
        let texts: Vec<&Text> = match block {
            Block::Paragraph(text) | Block::Note(text) => vec![text],
            Block::List { items, .. } => items.iter().collect(),
            Block::Heading(_) | Block::Source(_) | Block::Table { .. } => return,
        };
        for text in texts {
            if text.0.iter().any(|span| span.text.contains("://") || matches!(span.style, Style::Link(_))) {
                return;
            }
            said.push_str(&text.bare());
        }
    }
    let numbered = reply.blocks.iter().any(|block| matches!(block, Block::List { numbered: true, .. }));
    if numbered {
        return;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let shown: String = pages.iter().map(|page| shown(&page.body())).collect();
    assert_eq!(letters(&shown), letters(&said));
}

fn shown(body: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    text(&body["content"]) + &text(&body["embeds"][0]["title"]) + &text(&body["embeds"][0]["description"])
}

#[test]
fn a_hundred_thousand_replies_made_by_dice_are_taken_and_mention_nobody() {
    let hand = |from: u64| {
        move || {
            (from..MANY).step_by(2).for_each(|number| {
                let dress = if number % 8 < 6 { Dress::Styled } else { Dress::Plain };
                taken(&Dice(number).reply(), &[dress]);
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
        let field = Field {
            id: "a.b".into(),
            label: naughty.to_owned(),
            hint: Some(naughty.to_owned()),
            value: Some(naughty.to_owned()),
            room: Room::Paragraph,
            need: Need::Optional,
            longest: 200,
        };
        let form = Form { title: naughty.to_owned(), label: naughty.to_owned(), fields: vec![field] };
        let blocks = vec![
            Block::Heading(text()),
            Block::Paragraph(text()),
            Block::List { numbered: true, items: vec![text(), Text::styled(naughty, Style::Code)] },
            Block::Note(text()),
            Block::Source(Text::plain("Source :").and(naughty, Style::Link("https://ville.example".into()))),
            Block::Source(Text::styled("a", Style::Link(naughty.to_owned()))),
        ];
        taken(
            &Reply { blocks, choices: vec![choice], form: Some(form), ..Reply::default() },
            &[Dress::Styled, Dress::Plain],
        );
    }
}

#[test]
fn every_limit_is_met_from_both_sides() {
    // What just fits is one page; one more goes on.
    let of = |count: usize| Reply::new(vec![Block::Paragraph(Text::plain("x".repeat(count)))], Vec::new());
    let words = Words { choose: "…".into(), follow: None };
    for (dress, most) in [(Dress::Styled, limits::DESCRIPTION - 2), (Dress::Plain, limits::CONTENT)] {
        assert_eq!(say::reply(&of(most), dress, None, &words).len(), 1, "{dress:?}");
        assert_eq!(say::reply(&of(most + 3), dress, None, &words).len(), 2, "{dress:?}");
    }
    let rows = |count: usize| {
        let row = (Text::plain("name"), vec![Text::plain("cell")]);
        Reply::new(
            vec![Block::Table { heads: vec![Text::plain("head")], rows: vec![row; count] }],
            Vec::new(),
        )
    };
    assert_eq!(say::reply(&rows(limits::FIELDS), Dress::Styled, None, &words).len(), 1);
    assert_eq!(say::reply(&rows(limits::FIELDS + 1), Dress::Styled, None, &words).len(), 2);
    for shown in [Shown::Openly, Shown::Privately, Shown::InPlace, Shown::InPrivatePlace] {
        assert!(matches!(shown.acknowledgement()["type"].as_u64(), Some(5 | 6)));
    }
}
