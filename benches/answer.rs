//! How long an answer takes and how much memory it needs, for a base of 70 entries and for the whole of it.
//!
//! `cargo bench --bench answer`. One thread; the questions are those of `tests/questions/own.jsonl`, each asked from a fresh
//! conversation. Time is that of a whole turn: reading, finding, judging, saying. Memory is what the system counts as resident
//! (Linux only). Absolute times are the machine's; the ratio of the last two columns to the first line is the program's.
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
use passerelle_core::knowledge::{parse, read};
use passerelle_core::mind::{Host, Mind};
use passerelle_core::turn::turn;

/// How often each question is asked.
const ROUNDS: usize = 8;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asks: Vec<String> = std::fs::read_to_string(root.join("tests/questions/own.jsonl"))
        .unwrap()
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["ask"].as_str().unwrap().to_owned()
        })
        .collect();
    println!(
        "{:>8} {:>10} {:>10} {:>10} {:>10} {:>10} {:>12}",
        "entries", "learn s", "recall ms", "p50 us", "p99 us", "most us", "resident MB"
    );
    let model = std::fs::read(root.join("models/encoder/encoder.bin")).unwrap();
    let encoder = Some(Arc::new(Encoder::read(model).unwrap()));
    for most in [70, usize::MAX] {
        let files = read::read(&root.join("knowledge")).unwrap();
        let mut knowledge = parse::parse(&files).knowledge;
        drop(files);
        // Spread over the base, so that kinds and places keep their shares.
        let every = (knowledge.entries.len() / most.min(knowledge.entries.len())).max(1);
        let mut at = 0;
        knowledge.entries.retain(|_| {
            at += 1;
            (at - 1) % every == 0 && (at - 1) / every < most
        });
        let entries = knowledge.entries.len();
        let begin = Instant::now();
        let learnt = Mind::learn(knowledge.clone(), Host::default(), encoder.clone(), &mut |_| ()).learnt();
        let learning = begin.elapsed();
        let begin = Instant::now();
        let mind = Mind::recall(knowledge, Host::default(), encoder.clone(), &learnt).ok().unwrap();
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
                note: None,
                action: Action::Say(ask.clone()),
            };
            let conversation = Conversation::default();
            let begin = Instant::now();
            let turn = turn(&mind, &conversation, &event);
            times.push(begin.elapsed());
            assert!(!turn.replies.is_empty());
        }
        times.sort();
        let micros = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_micros();
        println!(
            "{entries:>8} {:>10.2} {:>10.1} {:>10} {:>10} {:>10} {:>12}",
            learning.as_secs_f64(),
            recalling.as_secs_f64() * 1e3,
            micros(0.5),
            micros(0.99),
            micros(1.0),
            resident().map_or_else(|| "-".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6))
        );
    }
}

/// Returns the bytes that are resident now; learning has left its own behind, so this is an upper bound.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
