//! Reads `terms.toml`: the concepts and places, and their nesting.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::origins::TermOrigin;
use super::values::{self, Value};
use super::{front, language_codes, language_from};
use crate::diagnostic::{Code, did_you_mean};
use crate::knowledge::report::Report;
use crate::knowledge::{PlaceLevel, Scheme, Term};
use crate::language::PerLanguage;

/// A term that is being read.
struct Draft {
    term: Term,
    origin: TermOrigin,
    /// For each wider term, where it is named.
    broader: Vec<Range<usize>>,
}

/// The terms of a file.
pub(super) struct Read {
    pub(super) terms: Vec<Term>,
    /// Where they stand, in the same order.
    pub(super) origins: Vec<TermOrigin>,
    /// Ids of those that are left out.
    pub(super) refused: BTreeSet<String>,
}

/// Reads the terms; returns nothing if the file has not the form of one.
pub(super) fn read(report: &mut Report<'_>) -> Option<Read> {
    let mut document = values::document(report, report.text)?;
    let items = document.remove("term");
    for key in document.keys() {
        values::unknown_key(report, key.get_ref(), key.span(), &["term"]);
    }
    let items = items?;
    let DeValue::Array(items) = items.get_ref() else {
        values::wrong_type(report, "term", &items, "a list of tables `[[term]]`");
        return None;
    };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut refused = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for item in items {
        let errors = report.errors();
        let DeValue::Table(table) = item.get_ref() else {
            values::wrong_type(report, "term", item, "a list of tables `[[term]]`");
            continue;
        };
        let Some(draft) = one_term(report, item, table) else { continue };
        if !seen.insert(draft.term.id.clone()) {
            let message = format!("the term `{}` stands twice", draft.term.id);
            report.advise(Code::DoubledTerm, draft.origin.id, message, "join the two");
        } else if report.errors() > errors {
            refused.insert(draft.term.id);
        } else {
            drafts.push(draft);
        }
    }
    unknown_broader(report, &mut drafts, &refused);
    cycles(report, &mut drafts);
    let (terms, origins) = drafts.into_iter().map(|draft| (draft.term, draft.origin)).unzip();
    Some(Read { terms, origins, refused })
}

/// Reads one term; without an id there is none.
fn one_term(report: &mut Report<'_>, item: &Value<'_>, table: &DeTable<'_>) -> Option<Draft> {
    let mut id = None;
    let (mut scheme, mut level) = (None, None);
    let mut broader = Vec::new();
    let mut labels = PerLanguage::default();
    let mut origin = TermOrigin::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "id" => {
                id = front::term_id(report, "id", value);
                origin.id = value.span();
            }
            "scheme" => scheme = values::word(report, "scheme", value, Scheme::ALL, Scheme::word),
            "level" => {
                level = values::word(report, "level", value, PlaceLevel::ALL, PlaceLevel::word);
            }
            "broader" if matches!(value.get_ref(), DeValue::Array(_)) => {
                broader = values::list(report, "broader", value, front::term_id);
            }
            "broader" => {
                broader.extend(front::term_id(report, "broader", value).map(|id| (id, value.span())));
            }
            other => {
                let Some(language) = language_from(other) else {
                    let mut keys = vec!["id", "scheme", "level", "broader"];
                    keys.extend(language_codes());
                    values::unknown_key(report, other, key.span(), &keys);
                    continue;
                };
                let (texts, spans): (Vec<_>, Vec<_>) =
                    values::list(report, other, value, values::text).into_iter().unzip();
                if !texts.is_empty() {
                    labels.insert(language, texts);
                    origin.labels.insert(language, spans);
                }
            }
        }
    }
    for key in ["id", "scheme"] {
        if !table.contains_key(key) {
            report.add(Code::MissingKey, item.span(), format!("a term without `{key}`"));
        }
    }
    let (place, has_level) = (scheme == Some(Scheme::Place), table.get("level"));
    if place && has_level.is_none() {
        let levels: Vec<&str> = PlaceLevel::ALL.iter().map(|level| level.word()).collect();
        let help = format!("one of {}", values::quoted(&levels));
        report.advise(Code::MissingKey, item.span(), "a place without `level`", help);
    } else if let (false, Some(_), Some(value)) = (place, scheme, has_level) {
        let message = "only a place has a `level`";
        report.advise(Code::LevelOutsidePlaces, value.span(), message, "leave it out");
    }
    let id = id?;
    if labels.is_empty() && !language_codes().iter().any(|code| table.contains_key(*code)) {
        let message = format!("the term `{id}` has no label");
        report.advise(Code::NoLabel, origin.id.clone(), message, "write what it is called: `fr = [\"…\"]`");
    }
    let (broader, spans) = values::once(report, "broader", broader);
    // A missing scheme was reported; the stand-in only lets the rest be read.
    let scheme = scheme.unwrap_or(Scheme::Instrument);
    Some(Draft { term: Term { id, scheme, level, broader, labels }, origin, broader: spans })
}

/// Reports wider terms that do not exist, and takes them out.
fn unknown_broader(report: &mut Report<'_>, drafts: &mut [Draft], refused: &BTreeSet<String>) {
    let known: BTreeSet<String> = drafts.iter().map(|draft| draft.term.id.clone()).collect();
    for draft in drafts {
        let mut spans = draft.broader.iter();
        let mut kept = Vec::new();
        draft.term.broader.retain(|wide| {
            let Some(span) = spans.next() else { return false };
            if known.contains(wide) {
                kept.push(span.clone());
                return true;
            }
            if !refused.contains(wide) {
                let known = known.iter().map(String::as_str);
                let near = if report.is_full() { None } else { did_you_mean(wide, known) };
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "add a term with this id, or leave it out".to_owned(),
                };
                report.advise(Code::UnknownBroader, span.clone(), format!("unknown term `{wide}`"), help);
            }
            false
        });
        draft.broader = kept;
    }
}

/// Reports terms that are wider than themselves, and takes out the link that closes each circle.
fn cycles(report: &mut Report<'_>, drafts: &mut [Draft]) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let position: HashMap<String, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.term.id.clone(), at)).collect();
    let wider: Vec<Vec<usize>> = drafts
        .iter()
        .map(|draft| draft.term.broader.iter().filter_map(|wide| position.get(wide).copied()).collect())
        .collect();
    let mut marks = vec![Mark::New; drafts.len()];
    let mut closing = Vec::new();
    for start in 0..drafts.len() {
        // Depth first, with a stack of its own: nesting may be as deep as the file is long.
        let mut path = vec![(start, 0)];
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        while let Some((at, next)) = path.last_mut() {
            let Some(&wide) = wider[*at].get(*next) else {
                marks[*at] = Mark::Done;
                path.pop();
                continue;
            };
            let link = (*at, *next);
            *next += 1;
            match marks[wide] {
                Mark::New => {
                    marks[wide] = Mark::Open;
                    path.push((wide, 0));
                }
                Mark::Open => closing.push(link),
                Mark::Done => {}
            }
        }
    }
    // From the last link of a term on, so that the places before stay right.
    closing.sort_unstable_by(|a, b| b.cmp(a));
    for (at, link) in closing {
        let wide = drafts[at].term.broader.remove(link);
        let span = drafts[at].broader.remove(link);
        let id = &drafts[at].term.id;
        let message = match *id == wide {
            true => format!("`{id}` is wider than itself"),
            false => format!("`{id}` and `{wide}` are each wider than the other"),
        };
        report.advise(Code::BroaderCycle, span, message, "leave out `broader` in the widest of them");
    }
}
