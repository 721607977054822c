//! What to make of the matches: sure, several, unsure, none.
//!
//! Two probabilities decide: that the base holds an answer at all, and that the first match is the right one. What is wrong to
//! say is dearer than what is left unsaid, so the thresholds are not one half; a host may move them.

use serde::{Deserialize, Serialize};

use crate::knowledge::{Entry, EntryId, Knowledge, PlaceLevel};
use crate::search::slots::{Order, Profiles, Wanted};
use crate::search::{Findings, Match};

/// How sure an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// The answer.
    Sure,
    /// Several that belong, or a close race.
    Several,
    /// The nearest, plainly marked.
    Unsure,
    /// Nothing.
    None,
}

impl Band {
    /// Returns whether this is a refusal to answer.
    pub fn declines(self) -> bool {
        matches!(self, Band::Unsure | Band::None)
    }
}

/// Where the bands lie, as probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Below this probability of an answer in the base, there is none.
    pub none: f32,
    /// Below this one, only the nearest subjects are shown.
    pub unsure: f32,
    /// From this probability that the first is right, it is said alone.
    pub sure: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { none: 0.63, unsure: 0.72, sure: 0.67 }
    }
}

/// What was made of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// How sure.
    pub band: Band,
    /// The matches to speak of, best first.
    pub matches: Vec<Match>,
    /// How many belong, of which only the first are kept.
    pub count: usize,
    /// A place that was asked for and that the base does not hold: position of its term.
    pub missing_place: Option<usize>,
    /// Whether what is shown lies elsewhere than asked.
    pub elsewhere: bool,
}

/// How many matches are kept: pages are cut from them.
const MOST_KEPT: usize = 40;

/// How far behind the first a match of a list may be, in units of the fused score.
const LIST_REACH: f32 = 5.0;

/// How many are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The one that answers.
    One,
    /// All that belong.
    List,
}

/// What the places that are named are to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Evidence beside the words.
    Hint,
    /// The bounds to which a topic was narrowed: what lies elsewhere is no answer.
    Bound,
}

/// Judges what was found.
pub fn judge(
    knowledge: &Knowledge,
    profiles: &Profiles,
    findings: &Findings,
    wanted: &Wanted,
    (form, scope): (Form, Scope),
    thresholds: Thresholds,
) -> Verdict {
    let unknown = |place: usize| match form {
        Form::List => !profiles.holds_place(place),
        Form::One => !profiles.is_home(knowledge, place),
    };
    let missing = wanted.places.iter().copied().find(|&place| unknown(place));
    let lies = |found: &Match| wanted.places.iter().any(|&place| profiles.lies_in(found.entry, place));
    let mut matches = findings.matches.clone();
    let mut elsewhere = false;
    if !wanted.places.is_empty() && (scope, form) != (Scope::Hint, Form::One) {
        // Asked for a place: what lies there comes first, whatever it scores.
        let (inside, outside): (Vec<_>, Vec<_>) = matches.into_iter().partition(&lies);
        elsewhere = inside.is_empty();
        matches = if inside.is_empty() { outside } else { inside };
    }
    // A country has laws of its own: what we know of another one is no answer. A town we do not know may still be helped.
    let foreign = missing.is_some_and(|place| {
        matches!(knowledge.terms.at(place).level, Some(PlaceLevel::Country | PlaceLevel::Continent))
    });
    let covered = findings.covered;
    let slots_alone = form == Form::List && !wanted.places.is_empty() && !elsewhere;
    let band = if matches.is_empty() || (covered < thresholds.none && !slots_alone) {
        Band::None
    } else if foreign || (covered < thresholds.unsure && !slots_alone) || (scope == Scope::Bound && elsewhere)
    {
        Band::Unsure
    } else if form == Form::List {
        Band::Several
    } else if findings.first >= thresholds.sure || matches.len() == 1 {
        Band::Sure
    } else {
        Band::Several
    };
    // What is said of another place than the one asked for is marked as such.
    if band == Band::Sure && !wanted.places.is_empty() {
        elsewhere |= matches.first().is_some_and(|first| !lies(first) && profiles.has_place(first.entry));
    }
    if form == Form::List && band == Band::Several {
        matches = listed(matches, wanted, knowledge, profiles);
    }
    let count = matches.len();
    matches.truncate(MOST_KEPT);
    Verdict { band, matches, count, missing_place: missing, elsewhere: elsewhere || missing.is_some() }
}

/// What agreement counts more in a list than in the search for one answer: the kind, the type, the subject and the place are
/// what a list is asked by.
const LIST_KIND: f32 = 1.5;
/// The same for the type of resource.
const LIST_TYPE: f32 = 1.5;
/// The same for the subject.
const LIST_SUBJECT: f32 = 1.5;
/// The same for the place.
const LIST_PLACE: f32 = 1.0;

/// Keeps what belongs to a list, ranked by what a list is asked by, or in the order that is asked for.
fn listed(matches: Vec<Match>, wanted: &Wanted, knowledge: &Knowledge, profiles: &Profiles) -> Vec<Match> {
    let mut ranked: Vec<(f32, bool, Match)> = matches
        .into_iter()
        .map(|found| {
            let agreement = profiles.agreement(knowledge, found.entry, wanted);
            let score = found.score
                + LIST_KIND * agreement.kind
                + LIST_TYPE * agreement.resource_type
                + LIST_SUBJECT * agreement.subject
                + LIST_PLACE * agreement.place;
            (score, agreement.subject > 0.0, found)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.entry.cmp(&b.2.entry)));
    let best = ranked.first().map_or(0.0, |(score, _, _)| *score);
    let place_only = !wanted.places.is_empty() && wanted.subjects.is_empty();
    let mut kept: Vec<Match> = ranked
        .into_iter()
        .filter(|(score, subject, _)| {
            place_only || *score >= best - LIST_REACH || (*subject && *score >= best - 2.0 * LIST_REACH)
        })
        .map(|(_, _, found)| found)
        .collect();
    bound(&mut kept, |found| fits(&knowledge.entries[found.entry], wanted));
    let begun = |found: &Match| knowledge.entries[found.entry].from;
    match wanted.order {
        // What has no year comes last, in the order of the question.
        Some(Order::Newest) => kept.sort_by_key(|found| std::cmp::Reverse(begun(found).unwrap_or(0))),
        Some(Order::Oldest) => kept.sort_by_key(|found| begun(found).unwrap_or(u16::MAX)),
        None => {}
    }
    kept
}

/// Says whether an entry keeps to the bounds of size and time that were set; nothing when none was, or the entry does not tell.
fn fits(entry: &Entry, wanted: &Wanted) -> Option<bool> {
    // What one says of one's own town is no bound for others.
    let size = wanted.inhabitants.filter(|size| size.about.is_none()).zip(entry.inhabitants);
    let size = size.map(|(size, inhabitants)| (size.min..=size.max).contains(&inhabitants));
    let time = wanted.years.zip(entry.from).map(|(years, from)| {
        let to = entry.to.unwrap_or(u16::MAX);
        // "Since" asks what began then, a year what went on in it.
        if years.to == u16::MAX { from >= years.from } else { from <= years.to && to >= years.from }
    });
    match (size, time) {
        (None, None) => None,
        (size, time) => Some(size.unwrap_or(true) && time.unwrap_or(true)),
    }
}

/// Keeps what is known to fit; if nothing is, what is not known not to.
fn bound(matches: &mut Vec<Match>, fits: impl Fn(&Match) -> Option<bool>) {
    let known = matches.iter().any(|found| fits(found) == Some(true));
    matches.retain(|found| if known { fits(found) == Some(true) } else { fits(found).is_none() });
}

/// Returns the ids of matches.
pub fn ids(knowledge: &Knowledge, matches: &[Match]) -> Vec<EntryId> {
    matches.iter().map(|found| knowledge.entries[found.entry].id.clone()).collect()
}
