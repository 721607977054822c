//! Checks that no ask stands twice: it would lead to neither of two entries for sure.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Code;
use crate::knowledge::report::Reports;
use crate::knowledge::{Knowledge, Origins};
use crate::understand::normal::fold;

/// Reports asks that are the same but for case, accents and punctuation.
pub(super) fn check<'t>(knowledge: &Knowledge, origins: &'t Origins, reports: &mut Reports<'t>) {
    // For each folded ask, the entry it stands in first.
    let mut first = HashMap::new();
    for (at, (entry, origin)) in knowledge.entries.iter().zip(&origins.entries).enumerate() {
        for (language, article) in entry.articles.iter() {
            let spans = origin.articles.get(language).map_or(&[][..], |article| &article.asks);
            // Two languages of one entry may share an ask: a name is the same in both.
            let mut here = HashSet::new();
            for (ask, span) in article.asks.iter().zip(spans) {
                let folded = fold(ask);
                let owner = *first.entry(folded.clone()).or_insert(at);
                if !here.insert(folded) {
                    reports.of(&origin.file).advise(
                        Code::RepeatedAsk,
                        span.clone(),
                        "an ask that stands twice",
                        "leave one out, or say it in another way",
                    );
                } else if owner != at {
                    let message = format!("`{}` has the same ask", knowledge.entries[owner].id);
                    let help = "keep it where it is answered best, or say here what tells the two apart";
                    reports.of(&origin.file).advise(Code::SharedAsk, span.clone(), message, help);
                }
            }
        }
    }
}
