//! Entries while one types, on the sample base.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use passerelle_core::find::{entry, find};
use passerelle_core::language::Language;

use support::sample;

fn ids(language: &str, text: &str) -> Vec<String> {
    let language = Language::from_code(language).unwrap();
    find(sample(), language, text, 5).into_iter().map(|found| found.id.to_string()).collect()
}

#[test]
fn what_is_half_typed_is_found_by_the_title_and_a_question_by_its_meaning() {
    assert_eq!(ids("en", "prest")[0], "cases/preston-community-wealth");
    assert_eq!(ids("fr", "saint adel")[0], "cases/saint-adelphe-grocery-coop");
    assert_eq!(ids("es", "recicladores de bogotá")[0], "cases/bogota-waste-pickers");
    assert_eq!(ids("en", "").len(), 5);
    assert_eq!(ids("en", "zzzz qqqq").len(), 5);
}

#[test]
fn every_entry_is_said_to_anyone_in_every_language() {
    for language in Language::all() {
        for known in &sample().knowledge.entries {
            let reply = entry(sample(), language, &known.id).unwrap();
            assert!(!reply.blocks.is_empty());
        }
    }
    assert_eq!(entry(sample(), Language::DEFAULT, &"cases/nowhere".parse().unwrap()), None);
}

#[test]
fn each_found_is_told_by_its_title_and_first_sentence() {
    for found in find(sample(), Language::DEFAULT, "épicerie", 50) {
        assert!(
            !found.title.is_empty() && !found.brief.is_empty() && !found.brief.contains('*'),
            "{found:?}"
        );
    }
}
