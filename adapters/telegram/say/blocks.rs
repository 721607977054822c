//! Blocks as Telegram shows them: headings bold, sources in a quote, one empty line between what stands apart.

use passerelle_core::text::{Block, Style, Text};
use teloxide::types::MessageEntityKind;

use super::rich::Rich;

/// From this length on, in UTF-16 units, a quote is shown closed: about three lines of a telephone.
const LONG_QUOTE: usize = 160;

/// How a reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// With entities.
    Styled,
    /// As plain text: addresses stand behind the words.
    Plain,
}

/// A piece of a message, and what stands in front of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The line breaks in front of it, unless it comes first.
    pub(crate) gap: &'static str,
    /// What it says.
    pub(crate) rich: Rich,
}

/// Writes blocks as pieces, in order.
pub(crate) fn pieces(blocks: &[Block], look: Look) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = blocks;
    let mut before: Option<&Block> = None;
    while let Some(block) = rest.first() {
        let quoted = quoted(rest);
        let (rich, taken) =
            if quoted > 0 { (quote(&rest[..quoted], look), quoted) } else { (write(block, look), 1) };
        let rich = rich.trimmed();
        if rich.units > 0 {
            pieces.push(Piece { gap: gap(before, block, quoted > 0 && look == Look::Styled), rich });
            before = rest.get(taken - 1);
        }
        rest = &rest[taken..];
    }
    pieces
}

/// Returns how many of the next blocks belong into one quote: the note that names an entry, its sources, and their list.
fn quoted(blocks: &[Block]) -> usize {
    let links = |block: &Block| match block {
        Block::List { items, .. } => items.iter().all(is_link),
        _ => false,
    };
    let note = usize::from(matches!(blocks, [Block::Note(_), Block::Source(_), ..]));
    let sources = blocks[note..].iter().take_while(|block| matches!(block, Block::Source(_))).count();
    let list = usize::from(sources > 0 && blocks.get(note + sources).is_some_and(links));
    if sources > 0 { note + sources + list } else { 0 }
}

fn is_link(text: &Text) -> bool {
    matches!(text.0.as_slice(), [span] if matches!(span.style, Style::Link(_)))
}

fn quote(blocks: &[Block], look: Look) -> Rich {
    let mut quote = Rich::default();
    for block in blocks {
        if quote.units > 0 {
            quote.words("\n", &[]);
        }
        match block {
            Block::Note(text) | Block::Source(text) => add(&mut quote, text, &[], look),
            other => quote.join(&write(other, look)),
        }
    }
    match look {
        Look::Plain => quote,
        Look::Styled if quote.units > LONG_QUOTE => quote.within(MessageEntityKind::ExpandableBlockquote),
        Look::Styled => quote.within(MessageEntityKind::Blockquote),
    }
}

fn write(block: &Block, look: Look) -> Rich {
    let mut rich = Rich::default();
    match block {
        Block::Heading(text) => add(&mut rich, text, &[MessageEntityKind::Bold], look),
        Block::Paragraph(text) | Block::Source(text) => add(&mut rich, text, &[], look),
        Block::Note(text) => add(&mut rich, text, &[MessageEntityKind::Italic], look),
        Block::List { numbered, items } => {
            for (at, item) in items.iter().enumerate() {
                let mark = if *numbered { format!("{}. ", at + 1) } else { "• ".to_owned() };
                rich.words(if at > 0 { "\n" } else { "" }, &[]);
                rich.words(&mark, &[]);
                add(&mut rich, item, &[], look);
            }
        }
        // Columns do not fit a telephone: a fact after the other, each with its things below.
        Block::Table { heads, rows } => {
            for (at, (name, cells)) in rows.iter().enumerate() {
                rich.words(if at > 0 { "\n\n" } else { "" }, &[]);
                add(&mut rich, name, &[MessageEntityKind::Bold], look);
                for (head, cell) in heads.iter().zip(cells) {
                    rich.words("\n• ", &[]);
                    add(&mut rich, &Text::plain(head.bare()), &[MessageEntityKind::Italic], look);
                    rich.words(": ", &[]);
                    add(&mut rich, cell, &[], look);
                }
            }
        }
    }
    rich
}

fn add(rich: &mut Rich, text: &Text, base: &[MessageEntityKind], look: Look) {
    match look {
        Look::Styled => rich.text(text, base),
        Look::Plain => rich.words(&text.to_string(), &[]),
    }
}

/// Returns the line breaks between two blocks.
fn gap(before: Option<&Block>, block: &Block, quote: bool) -> &'static str {
    match (before, block) {
        // A quote stands apart by itself.
        _ if quote => "\n",
        // What is named, and its list, stand together.
        (Some(Block::Heading(_) | Block::Paragraph(_)), Block::List { .. }) => "\n",
        _ => "\n\n",
    }
}
