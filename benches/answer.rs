//! How long an answer takes, stage by stage, for the shipped base and for bases of 3,000 and 30,000 generated entries, with the
//! sentence encoder and without; and how much memory it needs.
//!
//! `cargo bench --bench answer`. One thread; the questions are those of `tests/questions/own.jsonl`. Stages: *read* the words, *see*
//! the query (cut features, encode), *signals* of every part of the evidence, *rank* with all before it, and, for the shipped base,
//! a whole *turn*. Memory is what the system counts as resident (Linux only). The machine's speed is in every figure; what the
//! program does is in their ratios.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark measures and prints"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use passerelle_core::conversation::Conversation;
use passerelle_core::encode::Encoder;
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::{Entry, Knowledge, parse, read};
use passerelle_core::language::Language;
use passerelle_core::mind::{Host, Mind};
use passerelle_core::search::corpus::{Corpus, Part};
use passerelle_core::search::features::Extractor;
use passerelle_core::search::fuse::Fusion;
use passerelle_core::search::meaning::Space;
use passerelle_core::search::signals::Index;
use passerelle_core::search::slots::Wanted;
use passerelle_core::search::{Engine, Learnt};
use passerelle_core::turn::turn;
use passerelle_core::understand::Reader;

/// How often each question is asked.
const ROUNDS: usize = 5;

/// How many asks a generated entry has, in one language.
const ASKS: usize = 3;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asks: Vec<String> = std::fs::read_to_string(root.join("tests/questions/own.jsonl"))
        .unwrap()
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["ask"].as_str().unwrap().to_owned()
        })
        .collect();
    let knowledge = parse::parse(&read::read(&root.join("knowledge")).unwrap()).knowledge;
    let encoder = std::fs::read(root.join("models/encoder/encoder.bin")).unwrap();
    let encoder = Arc::new(Encoder::read(encoder).unwrap());
    println!("microseconds, median and 99th of a hundred");
    println!(
        "{:>8} {:>8} {:>9} {:>13} {:>13} {:>13} {:>13} {:>8}",
        "entries", "encoder", "learnt s", "read", "see", "signals", "rank", "MB"
    );
    for encoder in [None, Some(encoder.clone())] {
        stages(&knowledge, encoder.clone(), &asks);
        for size in [3_000, 30_000] {
            stages(&generated(&knowledge, size), encoder.clone(), &asks);
        }
    }
    println!(
        "\n{:>8} {:>8} {:>9} {:>9} {:>13} {:>8}",
        "entries", "encoder", "learn s", "recall ms", "turn", "MB"
    );
    for encoder in [None, Some(encoder)] {
        whole(&knowledge, encoder, &asks);
    }
}

/// Makes a base of many entries from the texts of another: each with a title, a summary and some asks of an entry, in one
/// language, and a number that tells it from the others.
fn generated(knowledge: &Knowledge, size: usize) -> Knowledge {
    let mut many = Knowledge {
        terms: knowledge.terms.clone(),
        lexicons: knowledge.lexicons.clone(),
        ..Knowledge::default()
    };
    for at in 0..size {
        let from = &knowledge.entries[at * 7 % knowledge.entries.len()];
        let languages: Vec<Language> = from.articles.iter().map(|(language, _)| language).collect();
        let language = languages[at % languages.len()];
        let mut article = from.articles.get(language).unwrap().clone();
        article.sections.clear();
        article.wants.clear();
        article.title = format!("{} {at}", article.title);
        let first = at / knowledge.entries.len() * ASKS % article.asks.len().max(1);
        article.asks =
            article.asks.iter().cycle().skip(first).take(ASKS).map(|ask| format!("{ask} {at}")).collect();
        let mut articles = passerelle_core::language::PerLanguage::default();
        articles.insert(language, article);
        many.entries.push(Entry {
            related: Vec::new(),
            articles,
            id: format!("cases/g{at:06}").parse().unwrap(),
            ..from.clone()
        });
    }
    many
}

/// Measures the stages, with the weights to begin with: they cost the same.
fn stages(knowledge: &Knowledge, encoder: Option<Arc<Encoder>>, asks: &[String]) {
    let begin = Instant::now();
    let reader = Reader::new(knowledge);
    let extractor = Extractor::default();
    let corpus = Corpus::new(knowledge, &reader, &extractor, encoder.as_deref());
    let index = Index::learn(&corpus, &Space::new(&corpus), Part::Whole);
    drop(corpus);
    let has = encoder.is_some();
    let learnt = Learnt { index, fusion: Fusion::default(), ..Learnt::default() };
    let engine = Engine::new(knowledge, learnt, encoder);
    let learning = begin.elapsed();
    let mut times: [Vec<Duration>; 4] = Default::default();
    for ask in asks.iter().cycle().take(ROUNDS * asks.len()) {
        let begin = Instant::now();
        let message = reader.read(ask, Language::DEFAULT);
        times[0].push(begin.elapsed());
        let begin = Instant::now();
        let query = engine.sight().query(&message, knowledge);
        times[1].push(begin.elapsed());
        let begin = Instant::now();
        let signals = engine.learnt().index.signals(&query);
        times[2].push(begin.elapsed());
        assert!(!signals.letters.is_empty());
        let wanted = Wanted::of(&message, knowledge);
        let begin = Instant::now();
        let findings = engine.find(knowledge, &message, &wanted);
        times[3].push(begin.elapsed());
        assert!(!findings.matches.is_empty());
    }
    let [read, see, signals, rank] = times.map(show);
    println!(
        "{:>8} {has:>8} {:>9.2} {read:>13} {see:>13} {signals:>13} {rank:>13} {:>8}",
        knowledge.entries.len(),
        learning.as_secs_f64(),
        resident(),
    );
}

/// Measures whole turns of a mind that learnt everything, and how long it takes to be ready.
fn whole(knowledge: &Knowledge, encoder: Option<Arc<Encoder>>, asks: &[String]) {
    let has = encoder.is_some();
    let begin = Instant::now();
    let learnt = Mind::learn(knowledge.clone(), Host::default(), encoder.clone(), &mut |_| ()).learnt();
    let learning = begin.elapsed();
    let again = knowledge.clone();
    let begin = Instant::now();
    let mind = Mind::recall(again, Host::default(), encoder, &learnt).ok().unwrap();
    let recalling = begin.elapsed();
    drop(learnt);
    let mut times: Vec<Duration> = Vec::new();
    for (at, ask) in asks.iter().cycle().take(ROUNDS * asks.len()).enumerate() {
        let person = String::new();
        let event = Event {
            id: EventId(at.to_string()),
            address: Address { platform: "bench".to_owned(), chat: person.clone(), person, thread: None },
            at: Timestamp(1),
            hint: None,
            action: Action::Say(ask.clone()),
            note: None,
        };
        let conversation = Conversation::default();
        let begin = Instant::now();
        let turn = turn(&mind, &conversation, &event);
        times.push(begin.elapsed());
        assert!(!turn.replies.is_empty());
    }
    println!(
        "{:>8} {has:>8} {:>9.2} {:>9.1} {:>13} {:>8}",
        knowledge.entries.len(),
        learning.as_secs_f64(),
        recalling.as_secs_f64() * 1e3,
        show(times),
        resident(),
    );
}

/// Median and 99th of a hundred.
fn show(mut times: Vec<Duration>) -> String {
    times.sort();
    let micros = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_micros();
    format!("{} {}", micros(0.5), micros(0.99))
}

/// Returns the megabytes that are resident now; learning has left its own behind, so this is an upper bound.
fn resident() -> String {
    let read = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?.to_owned();
        line.split_whitespace().nth(1)?.parse::<f64>().ok()
    };
    read().map_or_else(|| "-".to_owned(), |kilobytes| format!("{:.0}", kilobytes / 1e3))
}
