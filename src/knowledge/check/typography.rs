//! Checks marks that French and Spanish set otherwise than they are typed.

use std::ops::Range;

use crate::diagnostic::Code;
use crate::knowledge::Origins;
use crate::knowledge::fix::{outside_addresses, spaces};
use crate::knowledge::parse::{ArticleOrigin, FileText};
use crate::knowledge::report::Reports;
use crate::language::{Language, Marks};

/// Reports spaces, quotes and opening marks in titles, summaries and sections; asks are written as people type.
pub(super) fn check<'t>(origins: &'t Origins, reports: &mut Reports<'t>) {
    for origin in &origins.entries {
        let file = &origin.file;
        let mut plain = Vec::new();
        for (language, article) in origin.articles.iter() {
            for part in parts(article) {
                plain.extend(plain_spaces(file, &part, language));
                match language.info().marks {
                    Marks::Spaced => quotes(file, &part, reports),
                    Marks::Opened => opening(file, &part, reports),
                    Marks::Plain => {}
                }
            }
        }
        // One for the file: there are many, and one command mends them.
        if let Some(first) = plain.first() {
            let message = match plain.len() {
                1 => "a plain space where a no-break one belongs".to_owned(),
                count => format!("{count} plain spaces where no-break ones belong, the first here"),
            };
            reports.of(file).advise(Code::PlainSpace, first.clone(), message, "run `passerelle check --fix`");
        }
    }
}

/// Returns the parts of an article that are shown.
fn parts(article: &ArticleOrigin) -> impl Iterator<Item = Range<usize>> {
    [&article.title, &article.summary].into_iter().chain(&article.sections).cloned()
}

/// Returns the plain spaces that `passerelle check --fix` would change.
fn plain_spaces(file: &FileText, part: &Range<usize>, language: Language) -> Vec<Range<usize>> {
    spaces(&file.text[part.clone()], language)
        .into_iter()
        .map(|space| part.start + space.span.start..part.start + space.span.end)
        .filter(|span| &file.text[span.clone()] == " ")
        .collect()
}

/// Reports straight quotes, one a line.
fn quotes<'t>(file: &'t FileText, part: &Range<usize>, reports: &mut Reports<'t>) {
    let mut reported = false;
    for (at, c) in marks(file, part, &['"', '\n']) {
        if c == '"' && !reported {
            reports.of(file).advise(
                Code::StraightQuotes,
                at..at + 1,
                "a straight quote in French",
                "write « guillemets »",
            );
        }
        reported = c == '"' || (reported && c != '\n');
    }
}

/// Reports questions and exclamations that nothing opens in their line.
///
/// Foreign names keep their own marks: those within « » and those behind a space are not judged.
fn opening<'t>(file: &'t FileText, part: &Range<usize>, reports: &mut Reports<'t>) {
    let (mut asked, mut exclaimed, mut quoted) = (false, false, false);
    for (at, c) in marks(file, part, &['¿', '?', '¡', '!', '«', '»', '\n']) {
        let (open, mark) = match c {
            '?' => (&mut asked, '¿'),
            '!' => (&mut exclaimed, '¡'),
            _ => {
                match c {
                    '¿' => asked = true,
                    '¡' => exclaimed = true,
                    '«' => quoted = true,
                    '»' => quoted = false,
                    _ => (asked, exclaimed, quoted) = (false, false, false),
                }
                continue;
            }
        };
        let foreign = quoted || file.text[..at].ends_with(char::is_whitespace);
        if !std::mem::take(open) && !foreign {
            let message = format!("`{c}` without `{mark}` in its line");
            let help = format!("begin the sentence with `{mark}`");
            reports.of(file).advise(Code::OpeningMark, at..at + 1, message, help);
        }
    }
}

/// Returns where these characters stand outside addresses.
fn marks(file: &FileText, part: &Range<usize>, wanted: &[char]) -> Vec<(usize, char)> {
    let text = &file.text[part.clone()];
    let mut found = Vec::new();
    for outside in outside_addresses(text) {
        let start = part.start + outside.start;
        let inner = text[outside].char_indices().filter(|(_, c)| wanted.contains(c));
        found.extend(inner.map(|(at, c)| (start + at, c)));
    }
    found
}
