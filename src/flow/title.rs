//! What one message tells at once: the name of an initiative, its municipality, and how many people live there.
//!
//! "La Ruche, à Sainte-Rose (2 400 hab.)" answers three questions; what is not plainly there is asked.

use super::read::Reading;
use crate::understand::normal::{fold, tokens};

/// What was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The name, without place and size.
    pub name: String,
    /// The municipality, as it was typed.
    pub place: Option<String>,
    /// Its inhabitants.
    pub inhabitants: Option<u64>,
}

/// The most words of the name of a place.
const LONGEST_PLACE: usize = 7;

/// Takes a text apart.
pub fn told(reading: &Reading<'_>, text: &str) -> Told {
    let found = tokens(text);
    let mut inhabitants = None;
    let mut rest = text.to_owned();
    if let Some((number, words)) = reading.inhabitants(&found) {
        inhabitants = Some(number);
        let bytes = found[words.start].span.start..found[words.end - 1].span.end;
        rest = without(text, bytes);
    }
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || c == ',' || c == '.').to_owned();
    let (name, place) = match split(reading, &rest) {
        Some((name, place)) => (name, Some(place)),
        None => (rest, None),
    };
    Told { name, place, inhabitants }
}

/// Returns the text without some bytes, and without the brackets or commas that stood around them alone.
fn without(text: &str, bytes: std::ops::Range<usize>) -> String {
    let before = text[..bytes.start].trim_end();
    let after = text[bytes.end..].trim_start_matches('.').trim_start();
    let open = before.ends_with('(');
    let close = after.starts_with(')');
    // What stands in front of the number in the same brackets or clause belongs to it: "environ", "pop.".
    let cut = match before.rfind('(') {
        Some(at) if !before[at..].contains(')') => at,
        _ if open => before.len() - 1,
        _ => before.rfind([',', ';', '\n']).unwrap_or(before.len()),
    };
    let kept = &before[..cut];
    let kept = if kept.is_empty() { before } else { kept };
    let after = if close || before[cut.min(before.len())..].contains('(') {
        after.split_once(')').map_or("", |(_, after)| after)
    } else {
        after
    };
    format!("{} {}", kept.trim_end(), after.trim_start())
}

/// Cuts a name from the place that follows it: behind a comma, or behind a word like "in" with a capital after it.
fn split(reading: &Reading<'_>, text: &str) -> Option<(String, String)> {
    let words = tokens(text);
    let locatives: Vec<String> = reading
        .mind
        .knowledge
        .lexicons
        .iter()
        .flat_map(|(_, lexicon)| &lexicon.locative)
        .map(|word| fold(word))
        .collect();
    let is_locative = |at: usize, length: usize| {
        let joined =
            words[at..at + length].iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ");
        locatives.contains(&joined)
    };
    // From the right: the last place is the municipality, what stands before it is the name.
    let last_comma = text
        .rfind([',', '\n', '(', '–', '—'])
        .map(|at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    if let Some(at) = last_comma {
        let (name, place) = (clean(&text[..at]), clean(&text[at..]));
        let inner = tokens(&place);
        let skip = (1..=2usize)
            .rev()
            .find(|&length| {
                inner.len() > length
                    && locatives.contains(
                        &inner[..length]
                            .iter()
                            .map(|token| token.word.as_str())
                            .collect::<Vec<_>>()
                            .join(" "),
                    )
            })
            .unwrap_or(0);
        let bare = inner.get(skip).map_or("", |token| &place[token.span.start..]);
        if !name.is_empty() && is_name(bare) && inner.len() <= LONGEST_PLACE + skip {
            // "La Ruche à Sainte-Rose, Québec": the comma stands within the place.
            return match split(reading, &name) {
                Some((name, place)) => Some((name, format!("{place}, {bare}"))),
                None => Some((name, bare.to_owned())),
            };
        }
        return None;
    }
    for at in (1..words.len()).rev() {
        for length in [2, 1] {
            if at + length < words.len() && is_locative(at, length) {
                let place = &text[words[at + length].span.start..];
                // "Prêt-à-Porter" is one word.
                let apart = text[..words[at].span.start].ends_with(char::is_whitespace);
                if apart && is_name(place) && words.len() - at - length <= LONGEST_PLACE {
                    return Some((clean(&text[..words[at].span.start]), clean(place)));
                }
            }
        }
    }
    None
}

/// Returns whether a text begins as a name does.
fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

fn clean(text: &str) -> String {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '(' | ')' | '–' | '—' | ';' | ':' | '.')
    })
    .to_owned()
}
