//! Reads the file of an entry: its place gives the id, the front matter the facts, the rest the texts.

use super::origins::{EntryOrigin, FileText};
use super::values::choose;
use super::{body, front};
use crate::diagnostic::Code;
use crate::knowledge::entry::LONGEST_SLUG;
use crate::knowledge::report::Report;
use crate::knowledge::{Entry, EntryId, Kind};

/// An entry and where its parts stand.
pub(super) struct Read {
    pub(super) entry: Entry,
    pub(super) origin: EntryOrigin,
}

/// Reads an entry; returns nothing if it has an error.
pub(super) fn read(report: &mut Report<'_>) -> Option<Read> {
    let id = id(report)?;
    let mut read = Read { entry: Entry::empty(id), origin: EntryOrigin::default() };
    let start = front::read(report, &mut read)?;
    body::read(report, start, &mut read);
    if report.errors() > 0 {
        return None;
    }
    read.origin.file = FileText { path: report.file.to_owned(), text: report.text.to_owned() };
    Some(read)
}

/// Returns the id that the place of the file says.
fn id(report: &mut Report<'_>) -> Option<EntryId> {
    let folders: Vec<&str> = Kind::ALL.iter().map(|kind| kind.folder()).collect();
    let (folder, name) = report.file.rsplit_once('/').unwrap_or(("", report.file));
    if !folders.contains(&folder) {
        let first = folder.split('/').next().unwrap_or_default();
        let message = if folder.is_empty() {
            "an entry lies in the folder of its kind".to_owned()
        } else {
            format!("`{folder}` is not a folder of entries")
        };
        report.whole(Code::WrongFolder, message, format!("move it: {}", choose(first, &folders)));
        return None;
    }
    let id = report.file.strip_suffix(".md").and_then(|id| id.parse().ok());
    if id.is_none() {
        report.whole(
            Code::BadFileName,
            format!("`{name}` cannot be the name of an entry"),
            format!("name it with at most {LONGEST_SLUG} characters a-z, 0-9 and single hyphens, then `.md`"),
        );
    }
    id
}
