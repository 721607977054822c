//! Terms: concepts and places with the words people use for them, nested as in SKOS
//! (<https://www.w3.org/TR/skos-primer/>): `broader` points from the narrow to the wide.

use std::collections::HashMap;

use super::words::words;
use crate::language::{Language, PerLanguage};

words! {
    /// What sort of concept a term is.
    Scheme {
        /// One of the five ways a municipality acts.
        Family = "family",
        /// A field of activity.
        Sector = "sector",
        /// A group of people.
        Population = "population",
        /// A place, from a borough to a continent.
        Place = "place",
        /// A tool a municipality uses.
        Instrument = "instrument",
        /// A legal form of enterprise.
        LegalForm = "legal-form",
        /// An organisation, network or programme.
        Organisation = "organisation",
    }
}

words! {
    /// How large a place is.
    PlaceLevel {
        /// A continent or a union of countries.
        Continent = "continent",
        /// A country.
        Country = "country",
        /// A province, state, department, region.
        Region = "region",
        /// A municipality, of any size.
        City = "city",
        /// A district, or several municipalities together.
        Area = "area",
    }
}

/// A concept or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its slug.
    pub id: String,
    /// What sort of concept it is.
    pub scheme: Scheme,
    /// How large, for places.
    pub level: Option<PlaceLevel>,
    /// Ids of the wider terms.
    pub broader: Vec<String>,
    /// What it is called, the preferred label first.
    pub labels: PerLanguage<Vec<String>>,
}

impl Term {
    /// Returns the preferred label in this language, else in the first language that has one, else the id.
    pub fn label(&self, language: Language) -> &str {
        self.labels.best(language).and_then(|(_, labels)| labels.first()).map_or(&self.id, String::as_str)
    }
}

/// All terms, with their nesting.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    terms: Vec<Term>,
    by_id: HashMap<String, usize>,
}

impl Terms {
    /// Collects terms; of two with one id the first is kept (the reader has reported the second).
    pub fn new(terms: impl IntoIterator<Item = Term>) -> Terms {
        let mut all = Terms::default();
        for term in terms {
            if !all.by_id.contains_key(&term.id) {
                all.by_id.insert(term.id.clone(), all.terms.len());
                all.terms.push(term);
            }
        }
        all
    }

    /// Returns the term with this id.
    pub fn get(&self, id: &str) -> Option<&Term> {
        self.by_id.get(id).map(|&at| &self.terms[at])
    }

    /// Returns the position of the term with this id, as in [`Terms::iter`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Returns the term at a position.
    ///
    /// # Panics
    /// If the position is not one that [`Terms::position`] gave.
    pub fn at(&self, position: usize) -> &Term {
        &self.terms[position]
    }

    /// Returns every term, in the order of the files.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Term> {
        self.terms.iter()
    }

    /// Returns whether `id` is `wide` or lies within it, over any number of steps.
    pub fn within(&self, id: &str, wide: &str) -> bool {
        self.lineage(id).iter().any(|term| term.id == wide)
    }

    /// Returns the term and all wider ones, the nearest first, each once. Unknown ids give nothing.
    pub fn lineage(&self, id: &str) -> Vec<&Term> {
        let mut line: Vec<&Term> = self.get(id).into_iter().collect();
        let mut next = 0;
        while next < line.len() {
            for wide in &line[next].broader {
                if let Some(term) = self.get(wide)
                    && !line.iter().any(|have| have.id == term.id)
                {
                    line.push(term);
                }
            }
            next += 1;
        }
        line
    }
}
