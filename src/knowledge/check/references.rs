//! Checks that the ids named by entries lead to entries and terms.

use std::collections::HashMap;

use crate::diagnostic::{Code, did_you_mean};
use crate::knowledge::parse::EntryOrigin;
use crate::knowledge::report::Reports;
use crate::knowledge::{Entry, EntryId, Knowledge, Origins, Scheme};

/// The keys that name terms, with the schemes that each may name. A legal form is also a tool, and a sort of organisation.
const KEYS: &[(&str, &[Scheme])] = &[
    ("sectors", &[Scheme::Sector]),
    ("populations", &[Scheme::Population]),
    ("instruments", &[Scheme::Instrument, Scheme::LegalForm]),
    ("organisations", &[Scheme::Organisation, Scheme::LegalForm]),
    ("place", &[Scheme::Place]),
    ("places", &[Scheme::Place]),
];

/// Returns the ids of terms that an entry names under a key.
pub(super) fn named<'e>(entry: &'e Entry, key: &str) -> &'e [String] {
    match key {
        "sectors" => &entry.sectors,
        "populations" => &entry.populations,
        "instruments" => &entry.instruments,
        "organisations" => &entry.organisations,
        "place" => entry.place.as_slice(),
        _ => &entry.places,
    }
}

/// Returns every id of a term that an entry names.
pub(super) fn all_named(entry: &Entry) -> impl Iterator<Item = &String> {
    KEYS.iter().flat_map(|(key, _)| named(entry, key))
}

/// Reports ids that lead nowhere.
pub(super) fn check<'t>(knowledge: &Knowledge, origins: &'t Origins, reports: &mut Reports<'t>) {
    // Searching for the near ones takes long, and a missing term is often named many times.
    let mut judged = HashMap::new();
    let mut near = HashMap::new();
    for (entry, origin) in knowledge.entries.iter().zip(&origins.entries) {
        related(knowledge, origins, (entry, origin), &mut near, reports);
        if origins.terms_file.is_some() {
            for (key, schemes) in KEYS {
                for (at, id) in named(entry, key).iter().enumerate() {
                    let problem =
                        judged.entry((key, id)).or_insert_with(|| term(knowledge, origins, key, schemes, id));
                    if let Some((code, message, help)) = problem {
                        let place = origin.value(key, at);
                        reports.of(&origin.file).advise(*code, place, message.as_str(), help.as_str());
                    }
                }
            }
        }
    }
    if origins.terms_file.is_none() && !origins.terms_refused {
        no_terms(knowledge, origins, reports);
    }
}

/// Reports, once, that terms are named and there are none.
fn no_terms<'t>(knowledge: &Knowledge, origins: &'t Origins, reports: &mut Reports<'t>) {
    let naming: Vec<_> = knowledge
        .entries
        .iter()
        .zip(&origins.entries)
        .filter_map(|(entry, origin)| {
            let (key, _) = KEYS.iter().find(|(key, _)| !named(entry, key).is_empty())?;
            Some((origin, key))
        })
        .collect();
    if let Some((origin, key)) = naming.first() {
        let who = match naming.len() {
            1 => "an entry names terms".to_owned(),
            count => format!("{count} entries name terms, the first here"),
        };
        let message = format!("{who}, and there is no `terms.toml`");
        let help =
            "write `terms.toml` beside the folders of entries, with the words people use for each term";
        reports.of(&origin.file).advise(Code::NoTerms, origin.value(key, 0), message, help);
    }
}

/// Returns the id of an entry that may have been meant by `id`: in another folder, or spelt otherwise.
pub(super) fn near_entry<'k>(knowledge: &'k Knowledge, id: &EntryId) -> Option<&'k EntryId> {
    let same_slug = knowledge.entries.iter().find(|entry| entry.id.slug() == id.slug());
    let near = || {
        let slugs = knowledge.entries.iter().filter(|entry| entry.id.kind() == id.kind());
        let slug = did_you_mean(id.slug(), slugs.map(|entry| entry.id.slug()))?;
        knowledge.entries.iter().find(|entry| entry.id.kind() == id.kind() && entry.id.slug() == slug)
    };
    same_slug.or_else(near).map(|entry| &entry.id)
}

/// Returns what is wrong with the id of a term.
fn term(
    knowledge: &Knowledge,
    origins: &Origins,
    key: &str,
    schemes: &[Scheme],
    id: &str,
) -> Option<(Code, String, String)> {
    if let Some(term) = knowledge.terms.get(id) {
        let wanted: Vec<String> = schemes.iter().map(|scheme| format!("`{scheme}`")).collect();
        return (!schemes.contains(&term.scheme)).then(|| {
            let message = format!("`{id}` is a term of the scheme `{}`", term.scheme);
            (Code::WrongScheme, message, format!("`{key}` names terms of the scheme {}", wanted.join(" or ")))
        });
    }
    if origins.refused_terms.contains(id) {
        return None;
    }
    // Only a term of the right scheme can have been meant: `plymouth` is no `youth`.
    let fitting = knowledge.terms.iter().filter(|term| schemes.contains(&term.scheme));
    let help = match did_you_mean(id, fitting.map(|term| term.id.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "add it to `terms.toml`, or leave it out".to_owned(),
    };
    Some((Code::UnknownTerm, format!("unknown term `{id}`"), help))
}

/// Reports related entries that do not exist.
fn related<'k, 't>(
    knowledge: &'k Knowledge,
    origins: &'t Origins,
    (entry, origin): (&'k Entry, &'t EntryOrigin),
    judged: &mut HashMap<&'k EntryId, Option<&'k EntryId>>,
    reports: &mut Reports<'t>,
) {
    for (at, id) in entry.related.iter().enumerate() {
        let place = || origin.value("related", at);
        if *id == entry.id {
            reports.of(&origin.file).advise(
                Code::RelatedToItself,
                place(),
                "an entry related to itself",
                "leave it out",
            );
        } else if knowledge.entry(id).is_none() && !origins.refused_entries.contains(id.as_str()) {
            let help = match judged.entry(id).or_insert_with(|| near_entry(knowledge, id)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write that entry, or leave it out".to_owned(),
            };
            let message = format!("unknown entry `{id}`");
            reports.of(&origin.file).advise(Code::UnknownEntry, place(), message, help);
        }
    }
}
