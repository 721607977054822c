//! Slots as evidence: how an entry's place, subjects, kind, type and size agree with what a question names.

use std::collections::BTreeSet;

use crate::knowledge::{Cue, Entry, Family, Kind, Knowledge, PlaceLevel, ResourceType, Scheme};
use crate::language::{LANGUAGES, Language};
use crate::understand::Understanding;
use crate::understand::sizes::Inhabitants;
use crate::understand::years::Years;

/// What a question asks for, besides its words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Places, as positions of terms; none wider than another of them.
    pub places: Vec<usize>,
    /// Subjects: sectors, populations, instruments, legal forms, organisations.
    pub subjects: Vec<usize>,
    /// Families.
    pub families: Vec<Family>,
    /// Kinds of entry.
    pub kinds: BTreeSet<Kind>,
    /// Types of resource.
    pub types: BTreeSet<ResourceType>,
    /// Size of the municipality.
    pub inhabitants: Option<Inhabitants>,
    /// When it was.
    pub years: Option<Years>,
    /// Which ones come first.
    pub order: Option<Order>,
    /// The language it is asked in.
    pub language: Option<Language>,
}

/// Which ones of a list come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Those that began last.
    Newest,
    /// Those that began first.
    Oldest,
}

/// The most inhabitants of what people call a small municipality, and the fewest of a large one, for want of a number.
const SMALL: u64 = 10_000;
/// See [`SMALL`].
const LARGE: u64 = 100_000;

impl Wanted {
    /// Takes the slots of a message.
    pub fn of(understanding: &Understanding, knowledge: &Knowledge) -> Wanted {
        let mut wanted = Wanted {
            kinds: understanding.kinds.clone(),
            types: understanding.types.clone(),
            inhabitants: understanding.inhabitants.or_else(|| scale(understanding)),
            years: understanding.years,
            order: order(understanding),
            language: Some(understanding.language),
            ..Wanted::default()
        };
        for mention in &understanding.terms {
            let term = knowledge.terms.at(mention.term);
            match term.scheme {
                Scheme::Place if !wanted.places.contains(&mention.term) => wanted.places.push(mention.term),
                Scheme::Family => wanted.families.extend(Family::from_word(&term.id)),
                Scheme::Place => {}
                _ if !wanted.subjects.contains(&mention.term) => wanted.subjects.push(mention.term),
                _ => {}
            }
        }
        wanted.narrow(knowledge);
        wanted
    }

    /// Drops places that hold another of the places: "Saint-Camille, Québec" is about Saint-Camille.
    pub fn narrow(&mut self, knowledge: &Knowledge) {
        let terms = &knowledge.terms;
        let all = self.places.clone();
        self.places.retain(|&wide| {
            !all.iter().any(|&other| other != wide && terms.within(&terms.at(other).id, &terms.at(wide).id))
        });
    }
}

/// Reads a size out of words like "small town", when they do not speak of both.
fn scale(understanding: &Understanding) -> Option<Inhabitants> {
    let says = |cue| understanding.cues.contains(&cue);
    match (says(Cue::Small), says(Cue::Large)) {
        (true, false) => Some(Inhabitants { min: 0, max: SMALL, about: Some(SMALL) }),
        (false, true) => Some(Inhabitants { min: LARGE, max: u64::MAX, about: Some(LARGE) }),
        _ => None,
    }
}

/// Reads which ones come first.
fn order(understanding: &Understanding) -> Option<Order> {
    let says = |cue| understanding.cues.contains(&cue);
    match (says(Cue::Newest), says(Cue::Oldest)) {
        (true, false) => Some(Order::Newest),
        (false, true) => Some(Order::Oldest),
        _ => None,
    }
}

/// What an entry is about, with all wider terms.
#[derive(Debug, Clone, Default)]
struct Profile {
    /// The places it lies in or tells of, with the wider ones.
    within: Vec<usize>,
    /// Its own place.
    place: Option<usize>,
    /// Its subjects, with the wider ones.
    subjects: Vec<usize>,
    /// Its own subjects.
    own: Vec<usize>,
    /// The share of its sources in each language.
    tongues: [f32; LANGUAGES.len()],
}

/// What every entry is about.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    profiles: Vec<Profile>,
    /// For each term, how rare it is as a subject of entries.
    rarity: Vec<f32>,
}

/// How an entry agrees with what is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Agreement {
    /// 1 when its place is the one wanted or lies in it, less when it only holds it.
    pub place: f32,
    /// 1 when it lies elsewhere.
    pub elsewhere: f32,
    /// Share of the wanted subjects it has, by their rarity.
    pub subject: f32,
    /// 1 when its family is named.
    pub family: f32,
    /// 1 when its kind is wanted, −1 when another is.
    pub kind: f32,
    /// 1 when its type is wanted, −1 when another is.
    pub resource_type: f32,
    /// 1 when its size is the one wanted, −1 when it is not.
    pub size: f32,
}

/// Returns the share of the sources in each language.
fn tongues(entry: &Entry) -> [f32; LANGUAGES.len()] {
    let mut tongues = [0.0; LANGUAGES.len()];
    let told = || entry.sources.iter().filter_map(|source| Language::from_code(source.language.as_deref()?));
    told().for_each(|language| tongues[language.index()] += 1.0);
    let count = entry.sources.len().max(1) as f32;
    tongues.map(|sources| sources / count)
}

impl Profiles {
    /// Reads the front matter of every entry.
    pub fn new(knowledge: &Knowledge) -> Profiles {
        let terms = &knowledge.terms;
        let lineage = |ids: &mut dyn Iterator<Item = &String>| {
            let mut line: Vec<usize> =
                ids.flat_map(|id| terms.lineage(id)).filter_map(|term| terms.position(&term.id)).collect();
            line.sort_unstable();
            line.dedup();
            line
        };
        let profiles: Vec<Profile> = knowledge
            .entries
            .iter()
            .map(|entry| Profile {
                within: lineage(&mut entry.place.iter().chain(&entry.places)),
                place: entry.place.as_ref().and_then(|id| terms.position(id)),
                subjects: lineage(
                    &mut entry
                        .sectors
                        .iter()
                        .chain(&entry.populations)
                        .chain(&entry.instruments)
                        .chain(&entry.organisations),
                ),
                own: entry
                    .sectors
                    .iter()
                    .chain(&entry.instruments)
                    .filter_map(|id| terms.position(id))
                    .collect(),
                tongues: tongues(entry),
            })
            .collect();
        let mut held = vec![0u32; terms.iter().len()];
        for subject in profiles.iter().flat_map(|profile| &profile.subjects) {
            held[*subject] += 1;
        }
        let count = profiles.len() as f32;
        let rarity = held.iter().map(|&held| ((count + 1.0) / (held as f32 + 1.0)).ln()).collect();
        Profiles { profiles, rarity }
    }

    /// Returns the sectors and instruments of an entry.
    pub fn subjects(&self, entry: usize) -> &[usize] {
        &self.profiles[entry].own
    }

    /// Returns the share of an entry's sources that are in this language: where it is spoken, most of them are.
    pub fn tongue(&self, entry: usize, language: Language) -> f32 {
        self.profiles[entry].tongues[language.index()]
    }

    /// Returns whether any entry lies in this place or tells of it.
    pub fn holds_place(&self, place: usize) -> bool {
        self.profiles.iter().any(|profile| profile.within.binary_search(&place).is_ok())
    }

    /// Returns whether any entry lies in this place: not only tells of it among others.
    pub fn is_home(&self, knowledge: &Knowledge, place: usize) -> bool {
        let terms = &knowledge.terms;
        let wide = &terms.at(place).id;
        self.profiles
            .iter()
            .any(|profile| profile.place.is_some_and(|own| terms.within(&terms.at(own).id, wide)))
    }

    /// Returns whether an entry lies in this place or tells of it.
    pub fn lies_in(&self, entry: usize, place: usize) -> bool {
        self.profiles[entry].within.binary_search(&place).is_ok()
    }

    /// Returns whether an entry has a place, rather than being about the world.
    pub fn has_place(&self, entry: usize) -> bool {
        self.profiles[entry].place.is_some()
    }

    /// Says how an entry agrees with what is wanted.
    pub fn agreement(&self, knowledge: &Knowledge, at: usize, wanted: &Wanted) -> Agreement {
        let (profile, entry) = (&self.profiles[at], &knowledge.entries[at]);
        let mut agreement = Agreement::default();
        for &place in &wanted.places {
            agreement.place = agreement.place.max(self.place(knowledge, profile, place));
        }
        if !wanted.places.is_empty() && agreement.place == 0.0 && profile.place.is_some() {
            agreement.elsewhere = 1.0;
        }
        let total: f32 = wanted.subjects.iter().map(|&subject| self.rarity[subject]).sum();
        if total > 0.0 {
            let held =
                wanted.subjects.iter().filter(|&&subject| profile.subjects.binary_search(&subject).is_ok());
            agreement.subject = held.map(|&subject| self.rarity[subject]).sum::<f32>() / total;
        }
        if wanted.families.iter().any(|family| entry.families.contains(family)) {
            agreement.family = 1.0;
        }
        if !wanted.kinds.is_empty() {
            agreement.kind = if wanted.kinds.contains(&entry.id.kind()) { 1.0 } else { -1.0 };
        }
        if !wanted.types.is_empty() {
            let has = entry.resource_type.is_some_and(|kind| wanted.types.contains(&kind));
            agreement.resource_type = if has { 1.0 } else { -1.0 };
        }
        if let (Some(size), Some(inhabitants)) = (wanted.inhabitants, entry.inhabitants) {
            agreement.size = if (size.min..=size.max).contains(&inhabitants) { 1.0 } else { -1.0 };
        }
        agreement
    }

    /// Says how near an entry's place is to a wanted one: in it, around it (the law of its country), or not at all.
    fn place(&self, knowledge: &Knowledge, profile: &Profile, wanted: usize) -> f32 {
        let terms = &knowledge.terms;
        if profile.within.binary_search(&wanted).is_ok() {
            // What lies there is nearer than what tells of it among others.
            let own =
                profile.place.is_some_and(|place| terms.within(&terms.at(place).id, &terms.at(wanted).id));
            return if own { 1.0 } else { 0.6 };
        }
        let Some(place) = profile.place.map(|place| terms.at(place)) else { return 0.0 };
        if !terms.within(&terms.at(wanted).id, &place.id) {
            return 0.0;
        }
        match place.level {
            Some(PlaceLevel::Continent) | None => 0.2,
            Some(PlaceLevel::Country) => 0.4,
            _ => 0.5,
        }
    }
}
