//! Puts pieces together into messages that Telegram takes, and cuts between paragraphs, else lines, sentences, words.

use super::blocks::Piece;
use super::rich::Rich;
use crate::telegram::limits::{LONGEST_TEXT, MOST_ENTITIES, length};

/// Returns the texts of the messages, each within the limits; none when there is nothing to say.
pub(crate) fn messages(pieces: &[Piece]) -> Vec<Rich> {
    let mut messages: Vec<Rich> = Vec::new();
    for piece in pieces {
        let mut rest = piece.rich.clone();
        if let Some(last) = messages.last_mut()
            && last.units + piece.gap.len() + rest.units <= LONGEST_TEXT
            && last.entities.len() + rest.entities.len() <= MOST_ENTITIES
        {
            last.words(piece.gap, &[]);
            last.join(&rest);
            continue;
        }
        while let Some(at) = cut(&rest) {
            let (first, behind) = rest.split(at);
            messages.push(first);
            rest = behind;
        }
        if rest.units > 0 {
            messages.push(rest);
        }
    }
    messages
}

/// Returns where a piece must be cut, in bytes, to fit; none when it fits.
fn cut(rich: &Rich) -> Option<usize> {
    // The first entity too many begins the next message.
    let entities = rich.entities.get(MOST_ENTITIES).map_or(usize::MAX, |entity| entity.offset);
    let most = LONGEST_TEXT.min(entities);
    if rich.units <= most {
        return None;
    }
    let mut units = 0;
    let mut fits = |c: char| {
        units += c.len_utf16();
        units <= most
    };
    let end = rich.text.char_indices().find(|&(_, c)| !fits(c)).map_or(rich.text.len(), |(at, _)| at);
    let head = &rich.text[..end];
    // A cut early in the text would leave a short message: the coarser place only counts in the second half.
    let late = |at: usize| (length(&head[..at]) > most / 2).then_some(at);
    let after = |mark: &str| head.rfind(mark).map(|at| at + mark.len()).and_then(late);
    let place = ["\n\n", "\n", ". ", " "].into_iter().find_map(after).unwrap_or(end);
    // A text without any place to cut is cut where it fits; at least one character goes on.
    Some(if place == 0 { rich.text.chars().next().map_or(0, char::len_utf8) } else { place })
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::text::{Block, Style, Text};

    use crate::telegram::say::blocks::{Look, pieces};

    fn said(blocks: &[Block]) -> Vec<Rich> {
        messages(&pieces(blocks, Look::Styled))
    }

    #[test]
    fn long_texts_are_cut_between_paragraphs() {
        let paragraph = |letter: &str| Block::Paragraph(Text::plain(letter.repeat(3_000)));
        let said = said(&[paragraph("a"), paragraph("b")]);
        assert_eq!(said.iter().map(|rich| rich.units).collect::<Vec<_>>(), [3_000, 3_000]);
    }

    #[test]
    fn a_paragraph_without_end_is_cut_at_a_word() {
        let said = said(&[Block::Paragraph(Text::strong("mot 🙂 ".repeat(2_000)))]);
        assert!(said.len() > 3);
        for rich in &said {
            assert!(rich.units <= LONGEST_TEXT && rich.text.ends_with(['t', '🙂']));
            assert_eq!((rich.entities[0].offset, rich.entities[0].length), (0, rich.units));
        }
    }

    #[test]
    fn no_message_has_more_entities_than_are_kept() {
        let items = (0..250).map(|at| Text::styled(format!("b{at}"), Style::Strong)).collect();
        let said = said(&[Block::List { numbered: false, items }]);
        assert_eq!(said.iter().map(|rich| rich.entities.len()).sum::<usize>(), 250);
        assert!(said.iter().all(|rich| rich.entities.len() <= MOST_ENTITIES));
    }

    #[test]
    fn text_without_white_space_ends() {
        let said = said(&[Block::Paragraph(Text::plain("🙂".repeat(5_000)))]);
        assert_eq!(said.iter().map(|rich| rich.units).sum::<usize>(), 10_000);
    }
}
