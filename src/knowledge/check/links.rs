//! Checks that related entries lead back, so that a reader who followed one finds the way on from there too.
//!
//! Where many lead to one, its list cannot name them all: a full list need not lead back.

use super::is_habit;
use crate::diagnostic::Code;
use crate::knowledge::report::Reports;
use crate::knowledge::{Entry, Knowledge, Origins};

/// From how many related entries on a list is full: a longer one is no help to choose from.
const FULL: usize = 6;

/// Reports related entries that do not lead back, in a base where most do.
pub(super) fn check<'t>(knowledge: &Knowledge, origins: &'t Origins, reports: &mut Reports<'t>) {
    let (mut all, mut one_way) = (0, Vec::new());
    for (entry, origin) in knowledge.entries.iter().zip(&origins.entries) {
        for (at, id) in entry.related.iter().enumerate() {
            let Some(other) = knowledge.entry(id) else { continue };
            all += 1;
            if !leads_back(other, entry) {
                one_way.push((id, origin, at));
            }
        }
    }
    if !is_habit(all - one_way.len(), all) {
        return;
    }
    for (id, origin, at) in one_way {
        let message = format!("`{id}` does not lead back here");
        let help =
            format!("add this entry to its `related`, unless it already has {FULL}, or leave it out here");
        reports.of(&origin.file).advise(Code::OneWayRelated, origin.value("related", at), message, help);
    }
}

/// Returns whether `from` names `to`, or has no room to.
fn leads_back(from: &Entry, to: &Entry) -> bool {
    from.related.contains(&to.id) || from.related.len() >= FULL
}
