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
use super::report::Reports;
use super::{Knowledge, Origins};
use crate::diagnostic::{Code, Diagnostic};

/// The longest id of an entry, in bytes: the 64 of a button less the 6 that say what to open and at which section.
const LONGEST_ID: usize = 64 - 6;

/// Checks everything that was parsed; `today` is the day of the check. The problems come by file and line.
pub fn check(knowledge: &Knowledge, origins: &Origins, today: Day) -> Vec<Diagnostic> {
    let mut reports = Reports::default();
    references::check(knowledge, origins, &mut reports);
    terms::check(knowledge, origins, &mut reports);
    asks::check(knowledge, origins, &mut reports);
    gaps::check(knowledge, origins, today, &mut reports);
    typography::check(origins, &mut reports);
    wording::check(origins, &mut reports);
    for (entry, origin) in knowledge.entries.iter().zip(&origins.entries) {
        let length = entry.id.as_str().len();
        if length > LONGEST_ID {
            let message = format!("the id has {length} characters, {LONGEST_ID} fit a button");
            let help = format!("shorten the name of the file by {}", length - LONGEST_ID);
            reports.of(&origin.file).whole(Code::LongId, message, help);
        }
    }
    reports.finish()
}

/// Returns whether so many of all are a habit of the base: more than half.
fn is_habit(some: usize, all: usize) -> bool {
    some * 2 > all
}
