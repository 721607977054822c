//! Replies made by dice, for tests: whatever they hold, a platform takes them. They hold what is markup on one platform or another.

use passerelle_core::knowledge::Kind;
use passerelle_core::reply::{Choice, ChoiceId, Field, Form, Need, Reply, Room};
use passerelle_core::text::{Block, Span, Style, Text};

/// Dice that fall the same way for the same number (SplitMix64, Steele and others 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Throws a number below another.
    pub(crate) fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }

    fn words(&mut self) -> String {
        const PIECES: [&str; 33] = [
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
            "@ana",
            "*b*",
            "<i>",
            "[x](y)",
            "https://a.example",
            "/aide",
            "#mot",
            "\u{200d}",
            "« a »",
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
                let id = if at < 5 { kinds[self.next(5)].clone() } else { ChoiceId::Browse(Kind::Case, at) };
                Choice { id, label: self.words() }
            })
            .collect()
    }

    /// Makes a reply of whatever replies can hold.
    pub(crate) fn reply(&mut self) -> Reply {
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
