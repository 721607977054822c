//! Blocks as Telegram shows them: headings bold, sources in a quote, one empty line between what stands apart.

use passerelle_core::text::{Block, Span, Style, Text};
use teloxide::types::MessageEntityKind;

use super::rich::Rich;
use crate::telegram::limits::cut;

/// From this length on, in UTF-16 units, a quote is shown closed: what is longer than the sources of an answer.
const LONG_QUOTE: usize = 320;

/// The longest name of a source in the line under an answer; behind a button they stand in full.
const LONGEST_NAME: usize = 44;

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
            Block::Source(text) if look == Look::Styled => quote.text(&named(text), &[]),
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

/// Shortens the names of links: who said it comes first in the title of a source, and a tap tells the rest.
fn named(text: &Text) -> Text {
    let short = |span: &Span| match &span.style {
        Style::Link(_) => Span { text: cut_words(&span.text, LONGEST_NAME), ..span.clone() },
        _ => span.clone(),
    };
    Text(text.0.iter().map(short).collect())
}

/// Cuts after a word, with an ellipsis.
fn cut_words(text: &str, longest: usize) -> String {
    let cut = cut(text, longest);
    let Some(kept) = cut.strip_suffix('…').filter(|_| cut != text) else { return cut };
    // A word that was cut in the middle goes, unless it is the only one.
    let whole = text[kept.len()..].starts_with(char::is_whitespace);
    let end = if whole { kept.len() } else { kept.rfind(char::is_whitespace).unwrap_or(kept.len()) };
    let words =
        kept[..end].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '('));
    format!("{words}…")
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
                    rich.words(" — ", &[]);
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
        // What is named and its list, what is asked and its example stand together.
        (Some(Block::Heading(_) | Block::Paragraph(_)), Block::List { .. } | Block::Note(_)) => "\n",
        _ => "\n\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_of_an_answer_have_short_names_in_one_quote() {
        let link =
            |title: &str| Text::plain("Source : ").and(title, Style::Link("https://a.example/b".into()));
        let blocks = [
            Block::Paragraph(Text::strong("Oui.")),
            Block::Note(Text::plain("Fiche : Saint-Sylvère")),
            Block::Source(link("Le Courrier Sud : la coop de Saint-Sylvère ferme pour de bon (2023)")),
        ];
        let pieces = pieces(&blocks, Look::Styled);
        assert_eq!(pieces.len(), 2);
        assert_eq!(
            pieces[1].rich.text,
            "Fiche : Saint-Sylvère\nSource : Le Courrier Sud : la coop de Saint-Sylvère…"
        );
        assert_eq!(pieces[1].rich.entities[0].kind, MessageEntityKind::Blockquote);
        assert_eq!(cut_words("a:b (c d", 6), "a:b…");
        assert_eq!(cut_words("abcdefgh", 5), "abcd…");
        assert_eq!(cut_words("abc", 3), "abc");
    }
}
