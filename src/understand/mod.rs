//! What the words mean: text → language, slots, facet, cues. Not what the base holds on them.
//!
//! Reading order: [`normal`] cuts and folds, [`detect`] tells the language, [`spelling`] mends words, [`phrases`] finds
//! labels and cues, [`sizes`] and [`years`] read figures.

pub mod detect;
pub mod normal;
pub mod phrases;
pub mod sizes;
pub mod spelling;
pub mod years;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rust_stemmers::Stemmer;
use serde::{Deserialize, Serialize};

use crate::knowledge::{Cue, Facet, Kind, Knowledge, Lexicon, ResourceType};
use crate::language::{Language, PerLanguage};
use detect::{Detector, DetectorBuilder};
use normal::{Token, fold, tokens};
use phrases::Phrases;
use sizes::Inhabitants;
use spelling::{Spelling, Use, Written};
use years::Years;

/// What a message says, before anything is looked up.
#[derive(Debug, Clone)]
pub struct Understanding {
    /// The language it is written in, if it tells.
    pub detected: Option<Language>,
    /// The language it was read in: the detected one, else the one spoken so far.
    pub language: Language,
    /// What was said, with typing errors mended.
    pub text: String,
    /// Its words, with typing errors mended.
    pub tokens: Vec<Token>,
    /// What asks, of a message of several sentences: the last that is a question. The others tell how one came to it.
    pub asking: Option<Asking>,
    /// The terms it names: positions in the base's terms, with the words that name them.
    pub terms: Vec<Mention>,
    /// What it asks about the thing.
    pub facet: Option<Facet>,
    /// How it asks.
    pub cues: BTreeSet<Cue>,
    /// Which one of a list it picks.
    pub ordinal: Option<Ordinal>,
    /// The kinds of entry it asks for.
    pub kinds: BTreeSet<Kind>,
    /// The types of resource it asks for.
    pub types: BTreeSet<ResourceType>,
    /// The size of municipality it speaks of.
    pub inhabitants: Option<Inhabitants>,
    /// The size that a number of it may be, where sizes are spoken of.
    pub number: Option<Inhabitants>,
    /// The years it speaks of.
    pub years: Option<Years>,
    /// How many of its words stand for what was spoken of before.
    pub refers: usize,
    /// For each word, what it is.
    pub roles: Vec<Role>,
}

/// The part of a message that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Its words.
    pub words: Range<usize>,
    /// What it says, with typing errors mended.
    pub text: String,
}

/// A term that a message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Position in the terms of the base.
    pub term: usize,
    /// The words that name it.
    pub words: Range<usize>,
}

/// Which one of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordinal {
    /// Counted from 1.
    Nth(usize),
    /// The last.
    Last,
}

/// What a word of a message is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Says nothing of the subject.
    Stop,
    /// Part of a cue, of a facet or of a kind.
    Cue,
    /// A number.
    Number,
    /// Says what it is about, and the base knows the word.
    Subject,
    /// The base does not know the word.
    Unknown,
    /// The base knows the word that this one was mended to.
    Mended,
}

impl Role {
    /// Returns whether such a word says what a message is about.
    pub fn is_subject(self) -> bool {
        matches!(self, Role::Subject | Role::Unknown | Role::Mended)
    }
}

impl Understanding {
    /// Returns the words that say what it is about.
    pub fn subject(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().zip(&self.roles).filter(|(_, role)| role.is_subject()).map(|(token, _)| token)
    }
}

/// What is known of the way people speak, made from the content.
#[derive(Debug, Clone)]
pub struct Reader {
    literacy: Arc<Literacy>,
    terms: Arc<Phrases<usize>>,
    by_language: Arc<PerLanguage<Words>>,
    /// Words of entries that were added since: known, and not to be mended.
    also: Arc<HashSet<String>>,
}

/// What was learnt from all the words of a base.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Literacy {
    detector: Detector,
    spelling: Spelling,
}

impl Literacy {
    /// Returns how often the base uses a word (folded).
    pub fn count(&self, word: &str) -> u32 {
        self.spelling.count(word)
    }
}

/// The words of one language, ready to be found.
#[derive(Debug, Default)]
struct Words {
    stop: HashSet<String>,
    spelling: HashMap<String, Vec<String>>,
    cues: Phrases<Meaning>,
    pronouns: HashSet<String>,
    inhabitants: sizes::Patterns,
    years: years::Patterns,
}

/// What a cue phrase stands for.
#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Facet(Facet),
    Cue(Cue),
    Kind(Kind),
    Type(ResourceType),
    Ordinal(usize),
    Last,
}

impl Reader {
    /// Learns to read from a base.
    pub fn new(knowledge: &Knowledge) -> Reader {
        let mut detector = DetectorBuilder::default();
        let mut uses: HashMap<String, Use> = HashMap::new();
        let mut learn = |language: Language, text: &str, weight: u32| {
            let tokens = tokens(text);
            detector.learn(language, text, &tokens, weight);
            let mut first = true;
            for token in tokens {
                let used = uses.entry(token.word).or_default();
                used.count += weight;
                used.middle += u32::from(!first);
                used.capital += u32::from(token.capital);
                first = false;
            }
        };
        for entry in &knowledge.entries {
            for (language, article) in entry.articles.iter() {
                learn(language, &article.title, 2);
                for paragraph in article.summary.lines() {
                    learn(language, paragraph, 1);
                }
                for line in article.sections.iter().flat_map(|(_, text)| text.lines()) {
                    learn(language, line, 1);
                }
                for ask in &article.asks {
                    learn(language, ask, 3);
                }
            }
        }
        let acts = knowledge.acts.of.iter().map(|(_, of)| of).chain([&knowledge.acts.several]);
        for utterances in acts {
            for (language, utterances) in utterances.iter() {
                utterances.iter().for_each(|text| learn(language, text, 3));
            }
        }
        for (language, utterances) in knowledge.acts.outside.iter() {
            for text in utterances {
                let tokens = tokens(text);
                detector.learn(language, text, &tokens, 3);
                for token in tokens {
                    uses.entry(token.word).or_default();
                }
            }
        }
        for term in knowledge.terms.iter() {
            for label in term.labels.iter().flat_map(|(_, labels)| labels) {
                for token in tokens(label) {
                    let used = uses.entry(token.word).or_default();
                    used.count += 2;
                    // A label stands in no sentence: its capitals all say something.
                    let capital = label[token.span.start..].starts_with(char::is_uppercase);
                    used.middle += u32::from(capital);
                    used.capital += u32::from(capital);
                }
            }
        }
        for (language, lexicon) in knowledge.lexicons.iter() {
            for phrase in lexicon_phrases(lexicon) {
                let tokens = tokens(phrase);
                detector.learn(language, phrase, &tokens, 5);
                for token in tokens {
                    uses.entry(token.word).or_default().count += 5;
                }
            }
        }
        let learnt = Literacy { detector: detector.build(), spelling: Spelling::new(uses) };
        Reader::with(knowledge, learnt)
    }

    /// Makes a reader of a base from what was learnt from it before.
    pub fn with(knowledge: &Knowledge, literacy: Literacy) -> Reader {
        let mut terms = Phrases::default();
        for (at, term) in knowledge.terms.iter().enumerate() {
            for label in term.labels.iter().flat_map(|(_, labels)| labels) {
                terms.insert(label, at);
            }
        }
        let mut by_language = PerLanguage::default();
        for (language, lexicon) in knowledge.lexicons.iter() {
            by_language.insert(language, Words::new(lexicon));
        }
        Reader {
            literacy: Arc::new(literacy),
            terms: Arc::new(terms),
            by_language: Arc::new(by_language),
            also: Arc::default(),
        }
    }

    /// Returns what was learnt, to be kept.
    pub fn literacy(&self) -> &Literacy {
        &self.literacy
    }

    /// Returns a reader that knows these words (folded) besides those of the base.
    #[must_use]
    pub fn knowing(&self, words: HashSet<String>) -> Reader {
        Reader { also: Arc::new(words), ..self.clone() }
    }

    /// Returns whether the base knows a word (folded).
    pub fn knows(&self, word: &str) -> bool {
        self.literacy.spelling.knows(word) || self.also.contains(word)
    }

    /// Returns whether a word (folded) says nothing of the subject in a language.
    pub fn is_stop(&self, language: Language, word: &str) -> bool {
        self.by_language.get(language).is_some_and(|words| words.stop.contains(word))
    }

    /// Reads a message; `spoken` is the language of the conversation so far.
    pub fn read(&self, text: &str, spoken: Language) -> Understanding {
        let typed = tokens(text);
        let detected = self.literacy.detector.detect(text, &typed, Some(spoken));
        let language = detected.unwrap_or(spoken);
        let tokens = self.mend(typed, language);
        let mut understanding = Understanding {
            detected,
            language,
            text: corrected(text, 0..text.len(), tokens.iter().map(|(token, _)| token)),
            asking: normal::asking(text).map(|span| {
                let before = |place: usize| tokens.partition_point(|(token, _)| token.span.start < place);
                let words = before(span.start)..before(span.end);
                let text = corrected(text, span, tokens[words.clone()].iter().map(|(token, _)| token));
                Asking { words, text }
            }),
            terms: Vec::new(),
            facet: None,
            cues: BTreeSet::new(),
            ordinal: None,
            kinds: BTreeSet::new(),
            types: BTreeSet::new(),
            inhabitants: None,
            number: None,
            years: None,
            refers: 0,
            roles: tokens.iter().map(|(token, mended)| self.role(token, *mended, language)).collect(),
            tokens: tokens.into_iter().map(|(token, _)| token).collect(),
        };
        understanding.terms = self.mentions(&understanding.tokens);
        self.cues(&mut understanding, language);
        if let Some(words) = self.by_language.get(language) {
            let refers = |token: &&Token| words.pronouns.contains(&token.word);
            understanding.refers = understanding.tokens.iter().filter(refers).count();
        }
        // A message may mix languages: what the first one leaves open, the others may tell.
        for other in Language::all().filter(|&other| other != language) {
            if understanding.facet.is_some() || !understanding.cues.is_empty() {
                break;
            }
            self.cues(&mut understanding, other);
        }
        understanding
    }

    /// Returns a text with its typing errors mended.
    pub fn corrected(&self, text: &str, language: Language) -> String {
        let tokens = self.mend(tokens(text), language);
        corrected(text, 0..text.len(), tokens.iter().map(|(token, _)| token))
    }

    /// Mends spellings of the phone, typing errors and words written together; says which words were guessed.
    fn mend(&self, typed: Vec<Token>, language: Language) -> Vec<(Token, bool)> {
        let words = self.by_language.get(language);
        let mut mended = Vec::with_capacity(typed.len());
        for token in typed {
            if self.also.contains(&token.word) {
                mended.push((token, false));
            } else if let Some(meant) = words.and_then(|words| words.spelling.get(&token.word)) {
                for (at, word) in meant.iter().enumerate() {
                    mended.push((
                        Token { word: word.clone(), starts: token.starts && at == 0, ..token.clone() },
                        false,
                    ));
                }
            } else if let Some((left, right)) = self.literacy.spelling.split(&token.word) {
                mended.push((Token { word: left.to_owned(), ..token.clone() }, false));
                mended.push((Token { word: right.to_owned(), starts: false, ..token }, false));
            } else if let Some(meant) = self.literacy.spelling.correct(&token.word, written(&token)) {
                mended.push((Token { word: meant.to_owned(), ..token }, true));
            } else {
                mended.push((token, false));
            }
        }
        mended
    }

    /// Finds the terms that are named.
    pub fn mentions(&self, tokens: &[Token]) -> Vec<Mention> {
        self.terms
            .find(tokens)
            .into_iter()
            .flat_map(|found| {
                found.meanings.iter().map(move |&term| Mention { term, words: found.start..found.end })
            })
            .collect()
    }

    /// Tells what a word is, before cues are looked for.
    fn role(&self, token: &Token, mended: bool, language: Language) -> Role {
        if token.word.bytes().all(|b| b.is_ascii_digit()) {
            Role::Number
        } else if self.is_stop(language, &token.word) || token.word.len() == 1 {
            Role::Stop
        } else if mended {
            Role::Mended
        } else if self.knows(&token.word) {
            Role::Subject
        } else {
            Role::Unknown
        }
    }

    /// Finds facets, cues, kinds, ordinals and sizes as one language says them.
    fn cues(&self, understanding: &mut Understanding, language: Language) {
        let Some(words) = self.by_language.get(language) else { return };
        let mut facet_words = 0;
        for found in words.cues.find(&understanding.tokens) {
            // "And", "no": one such word goes on from, or takes back, only what it stands in front of.
            let at_front = found.start == 0 || found.end - found.start > 1;
            let mut counts = false;
            for meaning in found.meanings {
                counts |= at_front || !matches!(meaning, Meaning::Cue(Cue::Onward | Cue::Correction));
                match *meaning {
                    Meaning::Cue(Cue::Onward | Cue::Correction) if !at_front => {}
                    // The longest phrase says most; of two, the first.
                    Meaning::Facet(facet) if found.end - found.start > facet_words => {
                        facet_words = found.end - found.start;
                        understanding.facet = Some(facet);
                    }
                    Meaning::Facet(_) => {}
                    Meaning::Cue(cue) => {
                        understanding.cues.insert(cue);
                    }
                    Meaning::Kind(kind) => {
                        understanding.kinds.insert(kind);
                    }
                    Meaning::Type(kind) => {
                        understanding.types.insert(kind);
                    }
                    Meaning::Ordinal(at) => understanding.ordinal = Some(Ordinal::Nth(at)),
                    Meaning::Last => understanding.ordinal = Some(Ordinal::Last),
                }
            }
            if counts {
                understanding.roles[found.start..found.end].fill(Role::Cue);
            }
        }
        if understanding.inhabitants.is_none()
            && let Some((size, at)) = words.inhabitants.read(&understanding.tokens)
        {
            understanding.inhabitants = Some(size);
            understanding.roles[at].fill(Role::Number);
        }
        if understanding.number.is_none() {
            understanding.number = words.inhabitants.bare(&understanding.tokens);
        }
        if understanding.years.is_none() {
            understanding.years = words.years.read(&understanding.tokens);
        }
    }
}

impl Words {
    fn new(lexicon: &Lexicon) -> Words {
        let mut cues = Phrases::default();
        let mut add = |phrases: &[String], meaning: Meaning| {
            phrases.iter().for_each(|phrase| cues.insert(phrase, meaning.clone()));
        };
        for (&facet, phrases) in &lexicon.facets {
            add(phrases, Meaning::Facet(facet));
        }
        for (&cue, phrases) in &lexicon.cues {
            add(phrases, Meaning::Cue(cue));
        }
        for kind in Kind::ALL {
            add(lexicon.kind_phrases(kind), Meaning::Kind(kind));
        }
        for (&kind, phrases) in &lexicon.types {
            add(phrases, Meaning::Type(kind));
        }
        for (at, phrases) in lexicon.ordinals.iter().enumerate() {
            add(phrases, Meaning::Ordinal(at + 1));
        }
        add(&lexicon.last, Meaning::Last);
        Words {
            stop: lexicon.stop.iter().map(|word| fold(word)).collect(),
            spelling: lexicon
                .spelling
                .iter()
                .map(|(typed, meant)| {
                    (fold(typed), tokens(meant).into_iter().map(|token| token.word).collect())
                })
                .collect(),
            cues,
            pronouns: lexicon.pronouns.iter().map(|word| fold(word)).collect(),
            inhabitants: sizes::Patterns::new(lexicon),
            years: years::Patterns::new(lexicon),
        }
    }
}

/// Puts mended words in the place of those that were typed, and leaves the others as they are, in a part of a text.
fn corrected<'a>(text: &str, part: Range<usize>, tokens: impl Iterator<Item = &'a Token>) -> String {
    let mut out = String::with_capacity(part.len());
    let (mut done, mut last) = (part.start, 0..0);
    let mut folded = String::new();
    for token in tokens {
        let again = token.span == last;
        if !again {
            out.push_str(&text[done..token.span.start]);
            normal::fold_into(&text[token.span.clone()], &mut folded);
        }
        if again {
            // A word that was written together with the one before, or that stands for several.
            out.push(' ');
            out.push_str(&token.word);
        } else if folded == token.word {
            out.push_str(&text[token.span.clone()]);
        } else {
            out.push_str(&token.word);
        }
        done = token.span.end;
        last = token.span.clone();
    }
    out.push_str(&text[done.min(part.end)..part.end]);
    out
}

/// Returns how a word was written.
fn written(token: &Token) -> Written {
    if token.capital { Written::Capital } else { Written::Plain }
}

/// Returns every phrase of a lexicon, to learn its words from.
fn lexicon_phrases(lexicon: &Lexicon) -> impl Iterator<Item = &str> {
    let lists = [
        &lexicon.stop,
        &lexicon.last,
        &lexicon.inhabitants,
        &lexicon.under,
        &lexicon.over,
        &lexicon.locative,
        &lexicon.pronouns,
        &lexicon.since,
        &lexicon.until,
        &lexicon.thousands,
        &lexicon.millions,
    ];
    lists
        .into_iter()
        .chain(lexicon.facets.values())
        .chain(lexicon.cues.values())
        .chain(lexicon.kinds.values())
        .chain(lexicon.types.values())
        .chain(lexicon.languages.values())
        .chain(&lexicon.ordinals)
        .flatten()
        .chain(lexicon.spelling.values())
        .map(String::as_str)
}

/// Makes the stemmer of a language.
pub fn stemmer(language: Language) -> Stemmer {
    Stemmer::create(language.info().stemmer)
}
