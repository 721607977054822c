//! Checks across files what [`parse`](super::parse) cannot see in one: names that lead nowhere, doubles, gaps.
//!
//! A folder of bare utterances is a base too. So what most entries do without (sources, a second language, a day of
//! checking) is not missed in the others.

mod asks;
mod gaps;
mod references;
mod terms;
mod typography;
mod wording;

use super::entry::Day;
use super::{Knowledge, Origins};
use crate::diagnostic::{Code, Diagnostic};

/// The longest id of an entry, in bytes: the 64 of a button less the 12 of what stands in front.
const LONGEST_ID: usize = 64 - 12;

/// Checks everything that was parsed; `today` is the day of the check. The problems come by file and line.
pub fn check(knowledge: &Knowledge, origins: &Origins, today: Day) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    references::check(knowledge, origins, &mut found);
    terms::check(knowledge, origins, &mut found);
    asks::check(knowledge, origins, &mut found);
    gaps::check(knowledge, origins, today, &mut found);
    typography::check(origins, &mut found);
    wording::check(origins, &mut found);
    for (entry, origin) in knowledge.entries.iter().zip(&origins.entries) {
        let length = entry.id.as_str().len();
        if length > LONGEST_ID {
            let message = format!("the id has {length} characters, {LONGEST_ID} fit a button");
            let help = format!("shorten the name of the file by {}", length - LONGEST_ID);
            found.push(Diagnostic::whole(Code::LongId, &origin.file.path, message).help(help));
        }
    }
    found.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    found
}

/// Returns whether so many of all are a habit of the base: more than half.
fn is_habit(some: usize, all: usize) -> bool {
    some * 2 > all
}
