//! Reads the texts of an entry: `# fr: Title` begins a language, `## word` a section or the asks.

use std::ops::Range;

use super::entry::Read;
use super::front::lines;
use super::origins::ArticleOrigin;
use super::values::choose;
use super::{language_codes, language_from, markdown};
use crate::diagnostic::{Code, did_you_mean};
use crate::knowledge::report::Report;
use crate::knowledge::{Article, Facet, Section};
use crate::language::Language;

/// The heading of the utterances.
const ASKS: &str = "asks";

/// The mark of an ask that wants no facet in particular.
const ANY: &str = "any";

/// The longest summary, in characters.
const LONGEST_SUMMARY: usize = 600;

/// What a line with `#` in front is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// None: the text in front of the first heading.
    None,
    /// `# …`
    Title,
    /// `## …`
    Section,
    /// `#…`, reported: what stands under it has no language until it is corrected.
    BadTitle,
    /// `##…`, reported.
    BadSection,
}

/// A heading and the text up to the next one.
struct Piece {
    kind: Heading,
    heading: Range<usize>,
    text: Range<usize>,
}

/// Reads the texts from byte `start` of the file on.
pub(super) fn read(report: &mut Report<'_>, start: usize, into: &mut Read) {
    let mut open: Option<Open> = None;
    let mut seen = Vec::new();
    let mut first_title = None;
    let pieces = pieces(report, start);
    let headings = pieces.len() > 1;
    for piece in pieces {
        match piece.kind {
            Heading::None => before(report, piece.text),
            Heading::Title | Heading::BadTitle => {
                close(open.take(), into);
                first_title.get_or_insert(piece.heading.clone());
                if piece.kind == Heading::Title {
                    open = title_piece(report, &piece, &mut seen);
                }
            }
            Heading::Section if first_title.is_none() => before(report, piece.heading),
            Heading::Section => {
                if let Some(open) = &mut open {
                    section_piece(report, &piece, open);
                }
            }
            Heading::BadSection => {}
        }
    }
    close(open, into);
    let Some(title) = first_title else {
        if !headings && report.text[start.min(report.text.len())..].trim().is_empty() {
            let end = report.text.trim_end().len();
            report.advise(
                Code::NoArticle,
                end..end,
                "an entry without a title says nothing",
                "write one: `# fr: …`",
            );
        }
        return;
    };
    let says = |article: &Article| !article.summary.is_empty() || !article.asks.is_empty();
    if report.errors() == 0 && !into.entry.articles.iter().any(|(_, article)| says(article)) {
        let message = "an entry without a summary and without asks";
        report.advise(
            Code::NothingSaid,
            title,
            message,
            "write under the title what is said first, or `## asks`",
        );
    }
}

/// An article that is being read.
struct Open {
    language: Language,
    article: Article,
    origin: ArticleOrigin,
    /// Whether the asks were read.
    asked: bool,
}

fn close(open: Option<Open>, into: &mut Read) {
    if let Some(open) = open {
        into.entry.articles.insert(open.language, open.article);
        into.origin.articles.insert(open.language, open.origin);
    }
}

/// Cuts the text at its headings, and reports those of another form.
fn pieces(report: &mut Report<'_>, start: usize) -> Vec<Piece> {
    let end = report.text.len();
    // Without a line end behind the front matter the text begins at the end of the file.
    let start = (start + 1).min(end);
    let mut pieces = vec![Piece { kind: Heading::None, heading: start..start, text: start..end }];
    for (at, line) in lines(&report.text[start..]) {
        let at = start + at;
        let heading = at..at + line.trim_end().len();
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        let spaced = line[hashes..].starts_with(' ');
        let kind = match hashes {
            0 => continue,
            1 if spaced => Heading::Title,
            2 if spaced => Heading::Section,
            1 => {
                let help = "write `# fr: Title`, with a space after `#`";
                report.advise(Code::BadTitle, heading.clone(), "a title of another form", help);
                Heading::BadTitle
            }
            2 => {
                let help = "write `## what`, with a space after `##`";
                report.advise(Code::BadHeading, heading.clone(), "a heading of another form", help);
                Heading::BadSection
            }
            _ => {
                let help = "write the line as `**strong**` text, or as a list";
                report.advise(Code::BadHeading, heading.clone(), "a heading below `##`", help);
                continue;
            }
        };
        if let Some(last) = pieces.last_mut() {
            last.text.end = at;
        }
        pieces.push(Piece { kind, text: heading.end..end, heading });
    }
    pieces
}

/// Reports text that stands in front of the first title.
fn before(report: &mut Report<'_>, text: Range<usize>) {
    let text = trimmed(report.text, text);
    if !text.is_empty() {
        let help = "begin each language with its title: `# fr: …`";
        report.advise(Code::TextBeforeTitle, text, "text in front of the first title", help);
    }
}

/// Returns the code and the title of a title line, if it has the form of one.
pub(in crate::knowledge) fn title_of(line: &str) -> Option<(&str, &str)> {
    let (code, title) = line.strip_prefix("# ")?.split_once(':')?;
    let code = code.trim();
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphabetic());
    is_code.then_some((code, title.trim()))
}

/// Reads a title and the summary under it.
fn title_piece(report: &mut Report<'_>, piece: &Piece, seen: &mut Vec<Language>) -> Option<Open> {
    let text = report.text;
    let line = &text[piece.heading.clone()];
    let Some((code, title)) = title_of(line) else {
        let help = "write the language in front: `# fr: Title`";
        report.advise(Code::BadTitle, piece.heading.clone(), "a title without its language", help);
        return None;
    };
    let code_at = piece.heading.start + line.find(code).unwrap_or(0);
    let code_span = code_at..code_at + code.len();
    let Some(language) = language_from(code) else {
        let message = format!("`{code}` is not a language of this program");
        let help = match Language::from_code(code) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => choose("", &language_codes()),
        };
        report.advise(Code::UnknownLanguage, code_span, message, help);
        return None;
    };
    if seen.contains(&language) {
        let help = "keep one of the two";
        report.advise(Code::DoubledLanguage, code_span, format!("`{language}` stands twice"), help);
        return None;
    }
    seen.push(language);
    let title_span = piece.heading.end - title.len()..piece.heading.end;
    if !has_words(title) {
        let message = format!("the title in `{language}` is empty");
        report.add(Code::EmptyTitle, piece.heading.clone(), message);
    }
    markdown::check(report, title_span.clone());
    let summary = trimmed(text, piece.text.clone());
    markdown::check(report, summary.clone());
    if let Some((beyond, _)) = text[summary.clone()].char_indices().nth(LONGEST_SUMMARY) {
        let length = text[summary.clone()].chars().count();
        report.advise(
            Code::LongSummary,
            summary.start + beyond..summary.end,
            format!("the summary has {length} characters, {LONGEST_SUMMARY} at most"),
            "say less here, and the rest in a section",
        );
    }
    let article =
        Article { title: title.to_owned(), summary: text[summary.clone()].to_owned(), ..Article::default() };
    let origin = ArticleOrigin { title: title_span, summary, ..ArticleOrigin::default() };
    Some(Open { language, article, origin, asked: false })
}

/// Reads a section, or the asks.
fn section_piece(report: &mut Report<'_>, piece: &Piece, open: &mut Open) {
    let text = report.text;
    let line = &text[piece.heading.clone()];
    let word = line.trim_start_matches('#').trim();
    let word_span = piece.heading.end - word.len()..piece.heading.end;
    let doubled = |report: &mut Report<'_>| {
        let message = format!("`{word}` stands twice in `{}`", open.language);
        report.advise(Code::DoubledSection, word_span.clone(), message, "join the two");
    };
    if word == ASKS {
        if open.asked {
            doubled(report);
            return;
        }
        open.asked = true;
        asks(report, piece.text.clone(), word_span, open);
        return;
    }
    let Some(section) = Section::from_word(word) else {
        let all: Vec<&str> = Section::ALL.iter().map(|section| section.word()).chain([ASKS]).collect();
        let help = match did_you_mean(&word.to_lowercase(), all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => choose("", &all),
        };
        report.advise(Code::UnknownSection, word_span, format!("unknown section `{word}`"), help);
        return;
    };
    if open.article.section(section).is_some() {
        doubled(report);
        return;
    }
    let body = trimmed(text, piece.text.clone());
    if body.is_empty() {
        let message = format!("the section `{word}` has no text");
        report.advise(Code::EmptySection, word_span, message, "write it, or leave its heading out");
    }
    markdown::check(report, body.clone());
    open.article.sections.push((section, text[body.clone()].to_owned()));
    open.origin.sections.push(body);
}

/// Reads the utterances: each a line `- …`.
fn asks(report: &mut Report<'_>, block: Range<usize>, heading: Range<usize>, open: &mut Open) {
    let text = report.text;
    let mut any = false;
    for (at, line) in lines(&text[block.clone()]) {
        let start = block.start + at;
        let span = trimmed(text, start..start + line.len());
        let ask = &text[span.clone()];
        if ask.is_empty() {
            continue;
        }
        any = true;
        if ask.starts_with('-') && !has_words(ask) {
            report.advise(Code::EmptyAsk, span, "an ask without words", "write it, or leave the line out");
        } else if let (Some(said), true) = (ask.strip_prefix("- "), line.starts_with('-')) {
            let said = said.trim();
            let said = wanted(report, said, span.end - said.len(), open).unwrap_or(said);
            open.origin.asks.push(span.end - said.len()..span.end);
            open.article.asks.push(said.to_owned());
        } else {
            let help = "write each ask on one line that begins with `- `";
            report.advise(Code::BadAsk, span, "a line among the asks that is not an item", help);
        }
    }
    if !any {
        let help = "write it, or leave its heading out";
        report.advise(Code::EmptySection, heading, "the section `asks` has no text", help);
    }
}

/// Reads the mark in front of an ask that says what it wants to read, `[cost] …`, and returns the ask behind it.
fn wanted<'a>(report: &mut Report<'_>, said: &'a str, at: usize, open: &mut Open) -> Option<&'a str> {
    let (word, ask) = said.strip_prefix('[')?.split_once(']')?;
    let facet = Facet::from_word(word);
    if facet.is_none() && word != ANY {
        let words: Vec<&str> = Facet::ALL.iter().map(|facet| facet.word()).chain([ANY]).collect();
        let message = format!("`{word}` is not a facet");
        report.advise(Code::UnknownFacet, at + 1..at + 1 + word.len(), message, choose(word, &words));
    }
    open.article.wants.push((open.article.asks.len(), facet));
    Some(ask.trim_start())
}

/// Returns the span without the white space around its text.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let inner = &text[span.clone()];
    let start = span.start + (inner.len() - inner.trim_start().len());
    start..(span.start + inner.trim_end().len()).max(start)
}

/// Returns whether a text holds a letter or a digit.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
