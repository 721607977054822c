//! Entries while one types: those whose title holds the words as far as they are typed, then those the words may be about.
//!
//! It belongs to no conversation and changes none.

use crate::conversation::Conversation;
use crate::knowledge::EntryId;
use crate::language::Language;
use crate::mind::Mind;
use crate::reply::Reply;
use crate::say::{self, Speaker};
use crate::search::slots::Wanted;
use crate::step::Step;
use crate::text::first_sentence;
use crate::understand::normal::fold;

/// An entry that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Which.
    pub id: EntryId,
    /// Its title.
    pub title: String,
    /// The first sentence of its summary.
    pub brief: String,
}

/// Returns at most `limit` entries that may be meant by what was typed so far, likeliest first; where nothing was typed, the
/// first ones of the base.
pub fn find(mind: &Mind, language: Language, text: &str, limit: usize) -> Vec<Found> {
    let knowledge = &mind.knowledge;
    let typed = fold(text);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let holds = |title: &str| {
        let title = fold(title);
        words.iter().all(|word| title.split_whitespace().any(|other| other.starts_with(word)))
    };
    let all = 0..knowledge.entries.len();
    let mut found: Vec<usize> =
        all.filter(|&at| holds(knowledge.entries[at].title(language))).take(limit).collect();
    if !words.is_empty() && found.len() < limit {
        let message = mind.reader.read(text, language);
        let findings = mind.engine.find(knowledge, &message, &Wanted::of(&message, knowledge));
        for one in &findings.matches {
            if found.len() < limit && !found.contains(&one.entry) {
                found.push(one.entry);
            }
        }
    }
    let told = |at: usize| {
        let entry = &knowledge.entries[at];
        let (_, article) = entry.article(language);
        let line = article.summary.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let brief = crate::text::Text::inline(first_sentence(line).0).bare();
        Found { id: entry.id.clone(), title: article.title.clone(), brief }
    };
    found.into_iter().map(told).collect()
}

/// Returns an entry as it is said to anyone; none when there is no such entry.
pub fn entry(mind: &Mind, language: Language, id: &EntryId) -> Option<Reply> {
    let entry = mind.knowledge.position(id)?;
    let conversation = Conversation { chosen: Some(language), ..Conversation::default() };
    let mut speaker = Speaker::new(mind, conversation);
    let (reply, _) = say::step(&mut speaker, Step::Open { entry, facet: None });
    Some(reply)
}
