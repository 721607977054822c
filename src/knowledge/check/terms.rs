//! Checks that each term is of use, and that no label names two unrelated ones.

use std::collections::{HashMap, HashSet};

use super::references::all_named;
use crate::diagnostic::Code;
use crate::knowledge::report::Reports;
use crate::knowledge::{Knowledge, Origins, Scheme};
use crate::understand::normal::fold;

/// The most earlier terms a label is compared with: beyond, one warning tells enough.
const MOST_COMPARED: usize = 16;

/// Reports terms other than places that no entry leads to, and shared labels.
pub(super) fn check<'t>(knowledge: &Knowledge, origins: &'t Origins, reports: &mut Reports<'t>) {
    let Some(file) = &origins.terms_file else { return };
    let used = used(knowledge);
    let mut owners: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, (term, origin)) in knowledge.terms.iter().zip(&origins.terms).enumerate() {
        // Only entries that could be read are known to name it.
        // A place of which nothing is known is known to be such a place: it can be said, with what lies nearest.
        let useful = term.scheme == Scheme::Place || used.contains(term.id.as_str());
        if !useful && origins.refused_entries.is_empty() {
            let message = format!("no entry leads to the term `{}`", term.id);
            let help = "name it in an entry, or take it out";
            reports.of(file).advise(Code::UnusedTerm, origin.id.clone(), message, help);
        }
        for (language, labels) in term.labels.iter() {
            let spans = origin.labels.get(language).map_or(&[][..], Vec::as_slice);
            for (label, span) in labels.iter().zip(spans) {
                let owners = owners.entry((language, fold(label))).or_default();
                let stranger =
                    owners.iter().take(MOST_COMPARED).map(|&at| knowledge.terms.at(at)).find(|other| {
                        other.id != term.id
                            && !knowledge.terms.within(&term.id, &other.id)
                            && !knowledge.terms.within(&other.id, &term.id)
                    });
                if let Some(other) = stranger {
                    let message =
                        format!("`{label}` is also a label of the term `{}` in `{language}`", other.id);
                    let help = "give it to one of the two, or put one within the other with `broader`";
                    reports.of(file).advise(Code::SharedLabel, span.clone(), message, help);
                }
                owners.push(at);
            }
        }
    }
}

/// Returns the ids of terms that entries name, of all that are wider, and of the families.
fn used(knowledge: &Knowledge) -> HashSet<&str> {
    let families = knowledge.terms.iter().filter(|term| term.scheme == Scheme::Family).map(|term| &term.id);
    let mut waiting: Vec<&str> =
        knowledge.entries.iter().flat_map(all_named).chain(families).map(String::as_str).collect();
    let mut used = HashSet::new();
    while let Some(id) = waiting.pop() {
        if used.insert(id)
            && let Some(term) = knowledge.terms.get(id)
        {
            waiting.extend(term.broader.iter().map(String::as_str));
        }
    }
    used
}
