//! Whatever a reply holds, Discord takes it and nobody is mentioned: replies made by dice, naughty strings, before the rules of the
//! test platform.

use passerelle_core::reply::{Choice, ChoiceId, Field, Form, Need, Reply, Room};
use passerelle_core::text::{Block, Span, Style, Text};
use serde_json::Value;

use super::limits;
use super::markup::Dress;
use super::note::Shown;
use super::say::{self, Words};
use super::wire::Snowflake;

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

/// Dice that fall the same way for the same number (SplitMix64, Steele and others 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }

    fn words(&mut self) -> String {
        const PIECES: [&str; 24] = [
            "mot",
            "é",
            " ",
            "\n",
            "🙂",
            "🏳️‍🌈",
            "\u{202e}",
            "\0",
            "<@123456789012345678>",
            "<@&1>",
            "@everyone",
            "@here",
            "**b**",
            "__u__",
            "||s||",
            "`c`",
            "[x](https://evil.example)",
            "https://a.example/b_c_(d)",
            "# ",
            "> ",
            "-# ",
            "1. ",
            "\\",
            "<#1>",
        ];
        match self.next(40) {
            0 => "long 🙂 ".repeat(self.next(900)),
            1 => "x".repeat(self.next(9_000)),
            2..7 => naughty_strings::BLNS[self.next(naughty_strings::BLNS.len())].to_owned(),
            _ => (0..self.next(8)).map(|_| PIECES[self.next(PIECES.len())]).collect(),
        }
    }

    fn text(&mut self) -> Text {
        let span = |dice: &mut Dice| {
            let style = match dice.next(8) {
                0 => Style::Strong,
                1 => Style::Emphasis,
                2 => Style::Code,
                3 => Style::Link("https://ville.example/é?a=(b)".into()),
                4 => Style::Link(dice.words()),
                _ => Style::Plain,
            };
            Span { text: dice.words(), style }
        };
        Text((0..self.next(4)).map(|_| span(self)).collect())
    }

    fn texts(&mut self, below: usize) -> Vec<Text> {
        (0..self.next(below)).map(|_| self.text()).collect()
    }

    fn block(&mut self) -> Block {
        match self.next(8) {
            0 => Block::Heading(self.text()),
            1 => Block::Source(self.text()),
            2 => Block::Note(self.text()),
            3 => Block::List { numbered: self.next(2) == 0, items: self.texts(4) },
            4 => {
                let heads = self.texts(4);
                // More rows than an embed has fields.
                let rows = (0..self.next(40)).map(|_| (self.text(), self.texts(4))).collect();
                Block::Table { heads, rows }
            }
            _ => Block::Paragraph(self.text()),
        }
    }

    fn choices(&mut self, below: usize) -> Vec<Choice> {
        let kinds = [ChoiceId::Help, ChoiceId::More, ChoiceId::Human, ChoiceId::Privacy, ChoiceId::Why];
        (0..self.next(below))
            .map(|at| {
                let kind = passerelle_core::knowledge::Kind::Case;
                let id = if at < 5 { kinds[self.next(5)].clone() } else { ChoiceId::Browse(kind, at) };
                Choice { id, label: self.words() }
            })
            .collect()
    }

    fn reply(&mut self) -> Reply {
        let blocks = (0..self.next(6)).map(|_| self.block()).collect();
        let choices = self.choices(8);
        let options = if self.next(5) == 0 { self.choices(160) } else { Vec::new() };
        let fields = 1 + self.next(5);
        let form = (self.next(3) == 0).then(|| Form {
            title: self.words(),
            label: self.words(),
            fields: (0..fields).map(|at| self.field(at)).collect(),
        });
        Reply { blocks, choices, options, form, ..Reply::default() }
    }

    fn field(&mut self, at: usize) -> Field {
        Field {
            id: format!("7K3F.need-{at}"),
            label: self.words(),
            hint: (self.next(2) == 0).then(|| self.words()),
            value: (self.next(2) == 0).then(|| self.words()),
            room: if self.next(2) == 0 { Room::Line } else { Room::Paragraph },
            need: if self.next(2) == 0 { Need::Required } else { Need::Optional },
            longest: self.next(9_000),
        }
    }
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
