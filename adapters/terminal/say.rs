//! Renders replies for a terminal: wrapped at its width, bold and colour only where they show and never needed.

use std::io::{IsTerminal, Write};

use passerelle_core::reply::Reply;
use passerelle_core::text::{Block, Style, Text};
use textwrap::{Options, WordSeparator, WordSplitter};

/// The widest text: longer lines are hard to read.
const WIDEST: usize = 88;

/// The narrowest terminal that is laid out for.
const NARROWEST: usize = 20;

/// Where replies are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    width: usize,
    styled: bool,
}

impl Screen {
    /// Takes the standard output as it is: styled on a terminal, unless `plain` or `NO_COLOR` say no.
    pub(crate) fn of_stdout(plain: bool) -> Screen {
        let terminal = std::io::stdout().is_terminal();
        let colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Screen {
            width: textwrap::termwidth().clamp(NARROWEST, WIDEST),
            styled: terminal && colours && !plain,
        }
    }

    /// A screen of a width, without styles.
    #[cfg(test)]
    fn plain(width: usize) -> Screen {
        Screen { width, styled: false }
    }

    /// Shows a reply.
    pub(crate) fn reply(&self, reply: &Reply, plain: bool) {
        print(&self.render(reply, plain));
    }

    /// Shows a remark of the program's own.
    pub(crate) fn note(&self, text: &str) {
        print(&format!("{text}\n"));
    }

    /// Renders a reply.
    pub(crate) fn render(&self, reply: &Reply, plain: bool) -> String {
        let screen = Screen { styled: self.styled && !plain, ..*self };
        let mut shown = String::from("\n");
        for block in &reply.blocks {
            screen.block(block, &mut shown);
        }
        if !reply.choices.is_empty() {
            shown.push('\n');
            for (choice, letter) in reply.choices.iter().zip('a'..='z') {
                let key = screen.paint(&format!("{letter})"), "36");
                screen.wrap(&format!("{key} {}", clean(&choice.label)), "  ", "     ", &mut shown);
            }
        }
        shown.push('\n');
        shown
    }

    fn block(&self, block: &Block, shown: &mut String) {
        match block {
            Block::Heading(text) | Block::Paragraph(text) => self.wrap(&self.text(text), "", "", shown),
            Block::Source(text) => self.wrap(&self.dim(text), "", "  ", shown),
            Block::Note(text) => self.wrap(&self.dim(text), "", "", shown),
            Block::List { numbered, items } => {
                for (at, item) in items.iter().enumerate() {
                    let mark = if *numbered { format!("{}. ", at + 1) } else { "· ".to_owned() };
                    let hang = " ".repeat(mark.chars().count() + 1);
                    self.wrap(&self.text(item), &format!(" {mark}"), &hang, shown);
                }
            }
            Block::Table { heads, rows } => {
                for (name, cells) in rows {
                    self.wrap(&self.text(name), "", "", shown);
                    for (head, cell) in heads.iter().zip(cells) {
                        let line = format!("{}: {}", self.text(head), self.text(cell));
                        self.wrap(&line, "  ", "    ", shown);
                    }
                }
            }
        }
    }

    fn wrap(&self, text: &str, first: &str, rest: &str, shown: &mut String) {
        // Addresses and commands are never cut: they are there to be copied.
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            shown.push_str(&line);
            shown.push('\n');
        }
    }

    fn text(&self, text: &Text) -> String {
        text.0
            .iter()
            .map(|span| {
                let words = clean(&span.text);
                match &span.style {
                    Style::Plain => words,
                    Style::Strong => self.paint(&words, "1"),
                    Style::Emphasis => self.paint(&words, "3"),
                    Style::Code => self.paint(&words, "36"),
                    Style::Link(address) if *address == span.text => words,
                    Style::Link(address) => format!("{words} <{}>", clean(address)),
                }
            })
            .collect()
    }

    fn dim(&self, text: &Text) -> String {
        self.paint(&self.text(text), "2")
    }

    /// Paints words one by one, so that wrapping never leaves a line open.
    fn paint(&self, words: &str, code: &str) -> String {
        if !self.styled {
            return words.to_owned();
        }
        words
            .split(' ')
            .map(
                |word| if word.is_empty() { String::new() } else { format!("\u{1b}[{code}m{word}\u{1b}[0m") },
            )
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Takes out what would move the cursor or turn the text around.
fn clean(text: &str) -> String {
    let harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().filter(|&c| !harmful(c)).collect()
}

/// Writes to the standard output. A reader that has gone away ends the program quietly, as in any pipe.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes text to the standard output, as it is.
pub(crate) fn line(text: &str) {
    print(&format!("{text}\n"));
}

/// Says something beside the answers, on the standard error, as it is.
pub(crate) fn aside(text: &str) {
    let mut err = std::io::stderr().lock();
    // There is nowhere left to say that it cannot be said.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Says on the standard error what went wrong.
pub(crate) fn problem(text: &str) {
    aside(&format!("error: {text}\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::reply::{Choice, ChoiceId};
    use textwrap::core::display_width;

    fn sample() -> Reply {
        Reply {
            blocks: vec![
                Block::Paragraph(Text::strong("Oui : d'autres villages ont aidé leurs citoyens à reprendre le commerce.")),
                Block::List {
                    numbered: true,
                    items: vec![Text::plain("Saint-Adelphe, mille trente-quatre habitants, une coopérative de solidarité")],
                },
                Block::Source(Text::plain("Source : ").and(
                    "L'Hebdo",
                    Style::Link("https://www.lhebdomekinacdeschenaux.ca/actualites/la-boulangerie-germain-operera/".into()),
                )),
            ],
            choices: vec![Choice { id: ChoiceId::Help, label: "Que puis-je demander ?".into() }],
            ..Reply::default()
        }
    }

    #[test]
    fn every_line_fits_forty_columns_but_addresses() {
        for line in Screen::plain(40).render(&sample(), false).lines() {
            assert!(display_width(line) <= 40 || line.contains("https://"), "{line}");
        }
    }

    #[test]
    fn colour_is_never_needed() {
        let styled = Screen { width: 60, styled: true }.render(&sample(), false);
        let mut bare = String::new();
        let mut rest = styled.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            bare.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        bare.push_str(rest);
        assert_eq!(bare, Screen::plain(60).render(&sample(), false));
        assert_eq!(Screen { width: 60, styled: true }.render(&sample(), true), bare);
    }

    #[test]
    fn nothing_typed_can_move_the_cursor() {
        let reply = Reply::new(vec![Block::Note(Text::plain("a\u{1b}[2Jb\u{202e}c\rd"))], Vec::new());
        assert_eq!(Screen::plain(40).render(&reply, false), "\na[2Jbcd\n\n");
    }
}
