//! Checks across files what [`parse`](mod@super::parse) cannot see in one: names that lead nowhere, doubles, gaps.
//!
//! A folder of bare utterances is a base too. So what most entries do without (sources, a second language, a day of
//! checking) is not missed in the others.

mod asks;
mod flows;
mod gaps;
mod links;
mod references;
mod terms;
mod typography;
mod wording;

pub(crate) use gaps::CHECK_HOLDS;

use super::entry::Day;
use super::report::Reports;
use super::{Knowledge, Origins};
use crate::diagnostic::Diagnostic;

/// Checks everything that was parsed; `today` is the day of the check. The problems come by file and line.
pub fn check(knowledge: &Knowledge, origins: &Origins, today: Day) -> Vec<Diagnostic> {
    let mut reports = Reports::default();
    references::check(knowledge, origins, &mut reports);
    flows::check(knowledge, origins, &mut reports);
    links::check(knowledge, origins, &mut reports);
    terms::check(knowledge, origins, &mut reports);
    asks::check(knowledge, origins, &mut reports);
    gaps::check(knowledge, origins, today, &mut reports);
    typography::check(origins, &mut reports);
    wording::check(origins, &mut reports);
    reports.finish()
}

/// Returns whether so many of all are a habit of the base: more than half.
fn is_habit(some: usize, all: usize) -> bool {
    some * 2 > all
}
