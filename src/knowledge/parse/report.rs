//! Gathers the problems of one file, in the order of its lines.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Level};

/// The most problems of one file that are shown: whoever has that many begins with these.
const MOST_SHOWN: usize = 50;

/// The problems of one file.
pub(super) struct Report<'t> {
    /// The path of the file.
    pub(super) file: &'t str,
    /// Its whole text.
    pub(super) text: &'t str,
    shown: Vec<Diagnostic>,
    hidden: usize,
    errors: usize,
}

impl<'t> Report<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Report<'t> {
        Report { file, text, shown: Vec::new(), hidden: 0, errors: 0 }
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

    /// Returns the problems in the order of the lines.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.shown.sort_by_key(|problem| (problem.line, problem.column));
        if self.hidden > 0 {
            let message = format!("{} more problems in this file are not shown", self.hidden);
            self.shown.push(
                Diagnostic::whole(Code::TooManyProblems, self.file, message)
                    .help("correct those above, then check again"),
            );
        }
        self.shown
    }

    fn push(&mut self, code: Code, make: impl FnOnce(&str, &str) -> Diagnostic) {
        if code.level() == Level::Error {
            self.errors += 1;
        }
        if self.shown.len() < MOST_SHOWN {
            self.shown.push(make(self.file, self.text));
        } else {
            self.hidden += 1;
        }
    }
}
