//! What a message does in a flow: an answer, a question that has nothing to do with it, or one of the ways people find their way
//! (back, skip, later …). Learnt from what people say for each, from the base's own questions, and from its own prose, which is
//! what answers look like.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::knowledge::{Act, Knowledge, Lexicon, Repair, Section};
use crate::search::features::{self, Feature, Sparse, Vocabulary};
use crate::search::linear::{Example, Linear, Settings, softmax};
use crate::understand::normal::{Token, fold, tokens};

/// The most examples of questions and of answers that are learnt from.
const MOST: usize = 1_800;

/// The learnt classifier.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Wayfinder {
    polite: Vec<String>,
    asking: Vec<String>,
    aside: Vec<String>,
    courtesies: HashSet<String>,
    exact: HashMap<String, Repair>,
    /// Every word with which somebody finds their way.
    ways: HashSet<String>,
    vocabulary: Vocabulary,
    classifier: Linear,
}

/// What a message probably does.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The repair whose very words it is.
    pub exact: Option<Repair>,
    /// The likeliest repair, and its probability.
    pub repair: (Repair, f32),
    /// The probability that it changes an answer.
    pub change: f32,
    /// The probability that it asks something.
    pub question: f32,
    /// The probability that it answers.
    pub answer: f32,
    /// Its words.
    pub words: usize,
    /// Whether it may find its way, and holds a word that nobody finds their way with.
    pub strange: bool,
    /// Whether it is a hello, thanks or goodbye, word for word.
    pub courtesy: bool,
    /// Whether it begins as a question does.
    pub begun: bool,
    /// Whether it ends with a question mark.
    pub marked: bool,
}

/// From this probability on, a short message does what it resembles; less is enough where it resembles no answer at all.
const SURE: f32 = 0.7;
const ALIKE: f32 = 0.45;
const NO_ANSWER: f32 = 0.2;

/// From this probability on, a message finds its way though it speaks of something else as well: "talk of the climate later this year"
/// tells something.
const OF_SOMETHING: f32 = 0.97;

/// The fewest letters of a word that speaks of something.
const A_WORD: usize = 4;

/// From this probability on, a message sends what was told: nothing is sent by mistake.
const SENDS: f32 = 0.85;

/// The most words of a message that finds its way; a longer one tells something.
pub const SHORT: usize = 9;

/// From this probability on, a message asks: with a question mark, begun as a question, and with neither.
const ASKS_MARKED: f32 = 0.4;
const ASKS_BEGUN: f32 = 0.1;
const ASKS: f32 = 0.93;

/// The most words of a question in the middle of a flow; a longer message tells something.
const LONGEST_QUESTION: usize = 40;

impl Guess {
    /// Returns the repair that the message probably is.
    pub fn repairs(&self) -> Option<Repair> {
        let (repair, probability) = self.repair;
        let enough = match repair {
            // Which answer is changed is named with words of its own.
            Repair::Change => SURE,
            _ if self.strange => OF_SOMETHING,
            Repair::Send => SENDS,
            _ if self.answer < NO_ANSWER && self.question < probability => ALIKE,
            _ => SURE,
        };
        self.exact.or((self.words <= SHORT && probability >= enough).then_some(repair))
    }

    /// Returns whether the message probably asks something that has nothing to do with the flow.
    pub fn asks(&self) -> bool {
        let least = match (self.marked, self.begun) {
            (_, true) => ASKS_BEGUN,
            (true, false) => ASKS_MARKED,
            (false, false) => ASKS,
        };
        self.question >= least && self.words <= LONGEST_QUESTION
    }

    /// Returns the word for what the message probably is.
    pub fn told(&self) -> &'static str {
        match self.repairs() {
            Some(repair) => repair.word(),
            None if self.asks() => "question",
            None => "answer",
        }
    }
}

/// The classes: each repair, a question, an answer.
const QUESTION: usize = Repair::ALL.len();
const ANSWER: usize = QUESTION + 1;

impl Wayfinder {
    /// Learns from a base.
    pub fn learn(knowledge: &Knowledge) -> Wayfinder {
        let phrases = |of: fn(&Lexicon) -> &Vec<String>| {
            let phrases = knowledge.lexicons.iter().flat_map(|(_, lexicon)| of(lexicon));
            let mut phrases: Vec<String> = phrases.map(|phrase| fold(phrase)).collect();
            // The longest first: "muchas gracias" before "gracias".
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
            phrases
        };
        let polite = phrases(|lexicon| &lexicon.polite);
        let (asking, aside) = (phrases(|lexicon| &lexicon.asking), phrases(|lexicon| &lexicon.aside));
        let polite_acts = [Act::Greet, Act::Thanks, Act::Goodbye];
        let courtesies = knowledge.acts.of.iter().filter(|(act, _)| polite_acts.contains(act));
        let courtesies = courtesies.flat_map(|(_, of)| of.iter().flat_map(|(_, texts)| texts));
        let courtesies = courtesies.map(|text| fold(text)).collect();
        let mut exact = HashMap::new();
        let mut ways = HashSet::new();
        let mut texts: Vec<(usize, &str)> = Vec::new();
        for (repair, utterances) in &knowledge.repairs.of {
            let class = class(*repair);
            for text in utterances.iter().flat_map(|(_, texts)| texts) {
                ways.extend(tokens(text).into_iter().map(|token| token.word));
                exact.entry(bare(&fold(text), &polite).to_owned()).or_insert(*repair);
                texts.push((class, text));
            }
        }
        let answers = knowledge.repairs.answers.iter().flat_map(|(_, texts)| texts);
        texts.extend(answers.map(|text| (ANSWER, text.as_str())));
        let facets = knowledge.acts.facets.iter().flat_map(|(_, of)| of.iter().flat_map(|(_, texts)| texts));
        let asks = knowledge
            .entries
            .iter()
            .flat_map(|entry| entry.articles.iter().flat_map(|(_, article)| &article.asks))
            .filter(|ask| ask.trim_end().ends_with('?'));
        texts.extend(spread(facets.chain(asks).map(String::as_str)).map(|text| (QUESTION, text)));
        texts.extend(spread(prose(knowledge)).map(|text| (ANSWER, text)));

        let made: Vec<(usize, Vec<Feature>)> =
            texts.iter().map(|(class, text)| (*class, evidence(text, &tokens(text)))).collect();
        let vocabulary = Vocabulary::new(made.iter().map(|(_, features)| features.as_slice()), 2);
        let mut counts = [0f32; ANSWER + 1];
        made.iter().for_each(|(class, _)| counts[*class] += 1.0);
        let examples: Vec<Example> = made
            .iter()
            .map(|(class, features)| {
                let mut sparse = Sparse::new();
                vocabulary.vector(features, 1.0, &mut sparse);
                // Questions and prose outnumber each repair twenty to one.
                let weight = (100.0 / counts[*class]).powf(0.6).clamp(0.2, 2.0);
                Example { features: sparse, meaning: None, class: *class as u32, weight }
            })
            .collect();
        let settings = Settings { epochs: 8, step: 6.0, shrink: 1e-6 };
        let classifier = Linear::learn(&examples, vocabulary.len(), ANSWER + 1, settings);
        Wayfinder { polite, asking, aside, courtesies, exact, ways, vocabulary, classifier }
    }

    /// Returns whether a folded text begins as a question does, behind what one says before one.
    fn begins(&self, folded: &str) -> bool {
        let behind = |rest: &str, phrase: &String| {
            rest.strip_prefix(phrase.as_str()).and_then(|rest| rest.strip_prefix(' ')).map(str::to_owned)
        };
        let mut rest = folded.to_owned();
        while let Some(shorter) = self.aside.iter().find_map(|phrase| behind(&rest, phrase)) {
            rest = shorter;
        }
        self.asking.iter().any(|phrase| behind(&rest, phrase).is_some())
    }

    /// Returns whether nobody finds their way with a word, whatever a typing error may have made of it.
    fn is_strange(&self, word: &str) -> bool {
        word.chars().count() >= A_WORD
            && !self.ways.contains(word)
            && !self.ways.iter().any(|way| way.len() >= A_WORD && strsim::osa_distance(way, word) <= 1)
    }

    /// Guesses what a message does.
    pub fn guess(&self, text: &str) -> Guess {
        let tokens = tokens(text);
        let mut sparse = Sparse::new();
        self.vocabulary.vector(&evidence(text, &tokens), 1.0, &mut sparse);
        let mut shares = Vec::new();
        self.classifier.scores(&sparse, None, &mut shares);
        softmax(&mut shares);
        let of = |class: usize| shares.get(class).copied().unwrap_or(0.0);
        let likeliest = Repair::ALL.iter().copied().max_by(|a, b| of(class(*a)).total_cmp(&of(class(*b))));
        let likeliest = likeliest.unwrap_or(Repair::Help);
        let exact = self.exact.get(bare(&fold(text), &self.polite)).copied();
        // Words are compared with those of every repair: only where it can decide anything.
        let doubtful = exact.is_none() && tokens.len() <= SHORT && of(class(likeliest)) >= ALIKE;
        Guess {
            exact,
            repair: (likeliest, of(class(likeliest))),
            change: of(class(Repair::Change)),
            question: of(QUESTION),
            answer: of(ANSWER),
            courtesy: self.courtesies.contains(&fold(text)),
            begun: self.begins(&fold(text)),
            strange: doubtful && tokens.iter().any(|token| self.is_strange(&token.word)),
            words: tokens.len(),
            marked: text.trim_end().ends_with('?'),
        }
    }
}

fn class(repair: Repair) -> usize {
    Repair::ALL.iter().position(|&other| other == repair).unwrap_or(0)
}

/// Takes polite words off both ends of a folded text.
fn bare<'t>(folded: &'t str, polite: &[String]) -> &'t str {
    let mut rest = folded;
    let shorten = |rest: &'t str| {
        polite.iter().find_map(|word| {
            let word = word.as_str();
            rest.strip_suffix(word)
                .and_then(|rest| rest.strip_suffix(' '))
                .or_else(|| rest.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')))
        })
    };
    while let Some(shorter) = shorten(rest) {
        rest = shorter;
    }
    rest
}

/// Takes at most [`MOST`] texts, spread over all of them.
fn spread<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let all: Vec<&str> = texts.collect();
    let stride = all.len().div_ceil(MOST).max(1);
    all.into_iter().step_by(stride)
}

/// The sentences of the base that tell what was done, why, and what came of it.
fn prose(knowledge: &Knowledge) -> impl Iterator<Item = &str> {
    const TELLING: [Section; 6] =
        [Section::Need, Section::What, Section::Results, Section::Cost, Section::Lessons, Section::Pitfalls];
    knowledge.entries.iter().flat_map(|entry| {
        entry.articles.iter().flat_map(|(_, article)| {
            let sections = article.sections.iter().filter(|(section, _)| TELLING.contains(section));
            sections.flat_map(|(_, text)| text.lines()).map(|line| line.trim_start_matches("- ")).take(4)
        })
    })
}

/// What the classifier sees: words, pairs, letters, how it begins, how it ends, how long it is.
fn evidence(text: &str, tokens: &[Token]) -> Vec<Feature> {
    let mut evidence = Vec::new();
    let words: Vec<String> = tokens.iter().map(|token| token.word.clone()).collect();
    features::words(&words, &mut evidence);
    features::grams(tokens, &mut evidence);
    let mut mark = |mark: String| evidence.push(features::word(&mark));
    if let Some(first) = words.first() {
        mark(format!("\u{0}first {first}"));
    }
    if let [first, second, ..] = words.as_slice() {
        mark(format!("\u{0}first {first} {second}"));
    }
    if text.trim_end().ends_with('?') {
        // As much as several words.
        (0..4).for_each(|at| mark(format!("\u{0}asks {at}")));
    }
    let length = match words.len() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        10..=16 => 3,
        _ => 4,
    };
    (0..2).for_each(|at| mark(format!("\u{0}length {length} {at}")));
    evidence
}
