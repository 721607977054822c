//! Completes what one types with entries: those whose title it begins or holds, then those it may be about.

use passerelle_core::knowledge::EntryId;
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use passerelle_core::search::slots::Wanted;
use passerelle_core::understand::normal::fold;

/// An entry that may be meant.
pub(super) struct Found {
    pub(super) id: EntryId,
    pub(super) title: String,
}

/// Returns entries that may be meant by what was typed so far, likeliest first.
pub(super) fn find(mind: &Mind, language: Language, text: &str, limit: usize) -> Vec<Found> {
    let knowledge = &mind.knowledge;
    let typed = fold(text);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut places: Vec<usize> = Vec::new();
    let begins = |title: &str| {
        let title = fold(title);
        words.iter().all(|word| title.split_whitespace().any(|other| other.starts_with(word)))
    };
    places.extend((0..knowledge.entries.len()).filter(|&at| begins(knowledge.entries[at].title(language))));
    places.truncate(limit);
    if !words.is_empty() && places.len() < limit {
        let message = mind.reader.read(text, language);
        let wanted = Wanted::of(&message, knowledge);
        let findings = mind.engine.find(knowledge, &message, &wanted);
        for found in &findings.matches {
            if places.len() < limit && !places.contains(&found.entry) {
                places.push(found.entry);
            }
        }
    }
    places
        .into_iter()
        .map(|at| &knowledge.entries[at])
        .map(|entry| Found { id: entry.id.clone(), title: entry.title(language).to_owned() })
        .collect()
}
