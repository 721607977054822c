//! Reads `acts/<act>.toml`: for each language, what people say for an act.

use super::values;
use super::{language_codes, language_from};
use crate::diagnostic::Code;
use crate::knowledge::report::Report;
use crate::knowledge::{Act, Acts, Facet, Utterances};

/// The file of what is outside the subject.
const OUTSIDE: &str = "none";

/// Reads the file `name` into the acts.
pub(super) fn read(report: &mut Report<'_>, name: &str, acts: &mut Acts) {
    let stem = name.trim_end_matches(".toml");
    let act = Act::from_word(stem).filter(|act| *act != Act::Ask);
    if act.is_none() && stem != OUTSIDE {
        let words: Vec<&str> =
            Act::ALL.iter().filter(|act| **act != Act::Ask).map(|act| act.word()).chain([OUTSIDE]).collect();
        let help = if stem == Act::Ask.word() {
            "write what people ask under `## asks` of the entries".to_owned()
        } else {
            values::choose(stem, &words)
        };
        report.whole(Code::UnknownAct, format!("`{stem}` is not an act"), help);
        return;
    }
    let utterances = utterances(report);
    if report.errors() > 0 {
        return;
    }
    match act {
        Some(act) => acts.of.push((act, utterances)),
        None => acts.outside = utterances,
    }
}

/// The file of questions that ask for no facet.
const ANY: &str = "any";

/// The file of questions that ask for several entries.
const SEVERAL: &str = "several";

/// Reads the file `name` of `facets/` into the acts.
pub(super) fn read_facet(report: &mut Report<'_>, name: &str, acts: &mut Acts) {
    let stem = name.trim_end_matches(".toml");
    let facet = Facet::from_word(stem);
    if facet.is_none() && stem != ANY && stem != SEVERAL {
        let words: Vec<&str> = Facet::ALL.iter().map(|facet| facet.word()).chain([ANY, SEVERAL]).collect();
        report.whole(Code::UnknownFacet, format!("`{stem}` is not a facet"), values::choose(stem, &words));
        return;
    }
    let utterances = utterances(report);
    if report.errors() > 0 {
        return;
    }
    if stem == SEVERAL {
        acts.several = utterances;
    } else {
        acts.facets.push((facet, utterances));
    }
}

/// Reads the utterances of each language.
pub(super) fn utterances(report: &mut Report<'_>) -> Utterances {
    let mut utterances = Utterances::default();
    let Some(document) = values::document(report, report.text) else { return utterances };
    for (key, value) in &document {
        let code = key.get_ref().as_ref();
        let Some(language) = language_from(code) else {
            values::unknown_key(report, code, key.span(), &language_codes());
            continue;
        };
        let list = values::list(report, code, value, values::text);
        let (texts, _) = values::once(report, code, list);
        utterances.insert(language, texts);
    }
    utterances
}
