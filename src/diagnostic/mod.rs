//! A problem in a file of the content: where it stands, what is wrong, what to do.
//!
//! Diagnostics never stop the reading of the rest; an error refuses the file, a warning does not.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

mod code;

pub use code::Code;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The file is refused.
    Error,
    /// The file is used; someone should look at it.
    Warning,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Error => "error",
            Level::Warning => "warning",
        })
    }
}

/// A problem, with its place. `Display` is the way it is shown to a person, with the line and carets under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub level: Level,
    /// Which of the problems it is; it says the level.
    pub code: Code,
    /// The file, relative to the content folder, with `/`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line as it stands in the file; empty when the problem is not in a line.
    pub source: String,
    /// How many characters the carets mark; at least 1.
    pub width: usize,
    /// What is wrong: lower case, no full stop, the thing in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Makes a diagnostic at the bytes `span` of `text`, which is the whole content of `file`.
    ///
    /// A span that runs over several lines is marked up to the end of its first line.
    pub fn at(
        code: Code,
        file: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let source = text[line_start..line_end].trim_end_matches('\r');
        let end = floor_boundary(text, span.end).clamp(start, line_end.max(start));
        Diagnostic {
            level: code.level(),
            code,
            file: file.to_owned(),
            line: text[..line_start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            source: source.to_owned(),
            width: text[start..end].trim_end_matches('\r').chars().count().max(1),
            message: message.into(),
            help: None,
        }
    }

    /// Makes a diagnostic about the whole of `file`.
    pub fn whole(code: Code, file: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            level: code.level(),
            code,
            file: file.to_owned(),
            line: 1,
            column: 1,
            source: String::new(),
            width: 1,
            message: message.into(),
            help: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}[{}]: {}", self.level, self.code, self.message)?;
        let gutter = self.line.to_string().len();
        writeln!(f, "{:gutter$}--> {}:{}:{}", "", self.file, self.line, self.column)?;
        if !self.source.is_empty() {
            // A long line is cut around the place, so that the carets stay on the screen.
            let (shown, before) = window(&self.source, self.column - 1);
            let room = shown.chars().count().saturating_sub(before).max(1);
            writeln!(f, "{:gutter$} |", "")?;
            writeln!(f, "{} | {shown}", self.line)?;
            writeln!(f, "{:gutter$} | {:before$}{}", "", "", "^".repeat(self.width.min(room)))?;
        }
        if let Some(help) = &self.help {
            writeln!(f, "{:gutter$} = help: {help}", "")?;
        }
        Ok(())
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut object = serializer.serialize_struct("Diagnostic", 7)?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("line", &self.line)?;
        object.serialize_field("column", &self.column)?;
        object.serialize_field("level", &self.level)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("help", &self.help)?;
        object.serialize_field("code", self.code.word())?;
        object.end()
    }
}

/// Returns the candidate nearest to `word`, for "did you mean", if one is near enough to be worth saying.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        // Words that only begin alike are near for the first measure, not for the second.
        .filter(|(similarity, candidate)| {
            *similarity >= 0.8 && strsim::normalized_damerau_levenshtein(word, candidate) >= 0.6
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// The widest line shown whole, in characters.
const WIDEST_LINE: usize = 120;

/// Returns what of `line` is shown and how many characters of it come before character `at`.
fn window(line: &str, at: usize) -> (String, usize) {
    // Tabs and control characters would shift the carets.
    let clean: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.len() <= WIDEST_LINE {
        return (clean.into_iter().collect(), at);
    }
    let start = at.saturating_sub(WIDEST_LINE / 2).min(clean.len() - WIDEST_LINE);
    let end = start + WIDEST_LINE;
    let mut shown = String::new();
    let mut before = at - start;
    if start > 0 {
        shown.push('…');
        before += 1;
    }
    shown.extend(&clean[start..end]);
    if end < clean.len() {
        shown.push('…');
    }
    (shown, before)
}

/// Returns the nearest character boundary of `text` at or before `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_shows_the_line_with_carets_under_characters() {
        let text = "+++\nplace = \"Québec\"\n";
        let at = text.find("\"Qu").unwrap();
        let shown =
            Diagnostic::at(Code::UnknownTerm, "cases/x.md", text, at..at + 9, "unknown place `Québec`")
                .help("did you mean `quebec`?")
                .to_string();
        assert_eq!(
            shown,
            "error[unknown-term]: unknown place `Québec`\n --> cases/x.md:2:9\n  |\n2 | place = \"Québec\"\n  |         ^^^^^^^^\n  = help: did you mean `quebec`?\n"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = "x".repeat(500);
        let shown = Diagnostic::at(Code::HttpSource, "f", &text, 250..255, "m").to_string();
        assert!(shown.lines().all(|line| line.chars().count() < 140), "{shown}");
        assert!(shown.contains("^^^^^"));
    }

    #[test]
    fn did_you_mean_offers_only_what_is_near() {
        assert_eq!(did_you_mean("procurment", ["finance", "procurement"]), Some("procurement"));
        assert_eq!(did_you_mean("zzz", ["finance", "procurement"]), None);
    }
}
