//! Gathers the problems of a file, in the order of its lines.

use std::collections::BTreeMap;
use std::ops::Range;

use super::parse::FileText;
use crate::diagnostic::{Code, Diagnostic, Level};

/// The most errors, and the most warnings, of one file that are shown: whoever has that many begins with these.
const MOST_SHOWN: usize = 50;

/// The problems of one file.
pub(super) struct Report<'t> {
    /// The path of the file.
    pub(super) file: &'t str,
    /// Its whole text.
    pub(super) text: &'t str,
    shown: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl<'t> Report<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Report<'t> {
        Report { file, text, shown: Vec::new(), errors: 0, warnings: 0 }
    }

    /// Adds a problem at the bytes `span`.
    pub(super) fn add(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) {
        self.push(code, |file, text| Diagnostic::at(code, file, text, span, message));
    }

    /// Adds a problem at the bytes `span`, with what to do about it.
    pub(super) fn advise(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(code, |file, text| Diagnostic::at(code, file, text, span, message).help(help));
    }

    /// Adds a problem of the whole file.
    pub(super) fn whole(&mut self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        self.push(code, |file, _| Diagnostic::whole(code, file, message).help(help));
    }

    /// Returns how many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// Returns whether a further error would not be shown, so that no hint need be searched for it.
    pub(super) fn is_full(&self) -> bool {
        self.errors >= MOST_SHOWN
    }

    /// Returns the problems in the order of the lines.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let hidden = self.errors + self.warnings - self.shown.len();
        self.shown.sort_by_key(|problem| (problem.line, problem.column));
        if hidden > 0 {
            let message = format!("{hidden} more problems in this file are not shown");
            self.shown.push(
                Diagnostic::whole(Code::TooManyProblems, self.file, message)
                    .help("correct those above, then check again"),
            );
        }
        self.shown
    }

    /// Adds a problem, which is not even made if it would not be shown.
    fn push(&mut self, code: Code, make: impl FnOnce(&str, &str) -> Diagnostic) {
        let count = match code.level() {
            Level::Error => &mut self.errors,
            Level::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= MOST_SHOWN {
            self.shown.push(make(self.file, self.text));
        }
    }
}

/// The problems of several files.
#[derive(Default)]
pub(super) struct Reports<'t>(BTreeMap<&'t str, Report<'t>>);

impl<'t> Reports<'t> {
    /// Returns the report of a file.
    pub(super) fn of(&mut self, file: &'t FileText) -> &mut Report<'t> {
        self.0.entry(&file.path).or_insert_with(|| Report::new(&file.path, &file.text))
    }

    /// Returns the problems by file and line.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.0.into_values().flat_map(Report::finish).collect()
    }
}
