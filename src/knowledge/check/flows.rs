//! Checks that the entries a flow names are there.

use super::references::near_entry;
use crate::diagnostic::Code;
use crate::knowledge::report::Reports;
use crate::knowledge::{Knowledge, Origins};

/// Reports entries that do not exist.
pub(super) fn check<'t>(knowledge: &Knowledge, origins: &'t Origins, reports: &mut Reports<'t>) {
    for origin in &origins.flows {
        for (id, place) in &origin.entries {
            if knowledge.position(id).is_some() || origins.refused_entries.contains(id.as_str()) {
                continue;
            }
            let help = match near_entry(knowledge, id) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write that entry, or leave it out".to_owned(),
            };
            reports.of(&origin.file).advise(
                Code::UnknownEntry,
                place.clone(),
                format!("unknown entry `{id}`"),
                help,
            );
        }
    }
}
