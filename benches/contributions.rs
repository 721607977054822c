//! From accepting an experience to finding it, with a thousand contributions beside the shipped content; and what that costs a
//! question.
//!
//! `cargo bench --bench contributions`. The limit is 100 ms (from accept to findable).

#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints its figures and may stop")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use passerelle_core::assistant::Assistant;
use passerelle_core::assistant::names::Names;
use passerelle_core::desk::{HOST, Moderation};
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::mind::Host;
use passerelle_core::search::slots::Wanted;
use passerelle_core::store::MemoryStore;
use passerelle_core::submission::Status;

/// How many contributions stand beside the base.
const CONTRIBUTIONS: usize = 1_000;

/// How many more are accepted and measured.
const MEASURED: usize = 20;

fn event(person: &str, number: usize, action: Action) -> Event {
    let host = person == HOST;
    Event {
        id: EventId(number.to_string()),
        address: Address {
            platform: if host { HOST } else { "bench" }.to_owned(),
            chat: person.to_owned(),
            person: person.to_owned(),
            thread: None,
        },
        // Far enough apart that no limit of a day is met.
        at: Timestamp(1_795_000_000 + number as i64 * 600),
        hint: Some("fr".to_owned()),
        note: None,
        action,
    }
}

fn main() {
    let mind = support::shipped().of(Host { moderation: Moderation::default(), ..Host::default() });
    let assistant = Assistant::new(Arc::new(mind), MemoryStore::default(), Names::default());
    const TRADES: [&str; 8] = [
        "une boulangerie",
        "un atelier de vélos",
        "une ferme",
        "une garderie",
        "un café",
        "un lavoir",
        "un cinéma",
        "une forge",
    ];
    let mut number = 0;
    let mut say = |person: &str, text: String| {
        number += 1;
        let action = match text.strip_prefix('/') {
            Some(command) => {
                let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
                Action::Command(name.to_owned(), rest.to_owned())
            }
            None => Action::Say(text),
        };
        assistant.receive(&event(person, number, action)).unwrap();
    };
    let (mut accepting, mut finding, mut asking) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..CONTRIBUTIONS + MEASURED {
        let person = format!("p{at}");
        let trade = TRADES[at % TRADES.len()];
        let name = format!("Zorvelka{at}");
        for text in [
            "/share".to_owned(),
            format!("{name}, à Valbrune{} ({} habitants)", at / 7, 800 + at),
            format!("Il n'y avait plus {trade} depuis {} ans et les gens partaient", 1 + at % 9),
            format!(
                "{} personnes ont ouvert {trade} en coopérative, la municipalité prête le local numéro {at}",
                5 + at % 40
            ),
            "passer".to_owned(),
            "sans nom".to_owned(),
            "non".to_owned(),
            "envoyer".to_owned(),
        ] {
            say(&person, text);
        }
        let sent = assistant.submissions().unwrap();
        let last = sent.iter().find(|sent| sent.status == Status::Waiting).unwrap();
        let begin = Instant::now();
        say(HOST, format!("/review accept {}", last.ticket));
        let accepted = begin.elapsed();
        if at < CONTRIBUTIONS {
            continue;
        }
        let mind = assistant.mind();
        let begin = Instant::now();
        let message = mind
            .reader
            .read(&name, mind.host.default_language.unwrap_or(passerelle_core::language::Language::DEFAULT));
        let found = mind.engine.find(&mind.knowledge, &message, &Wanted::of(&message, &mind.knowledge));
        asking.push(begin.elapsed());
        let first = &mind.knowledge.entries[found.matches[0].entry];
        assert!(
            first.contribution.as_ref().is_some_and(|told| told.number == last.ticket.to_string()),
            "{}",
            first.id
        );
        accepting.push(accepted);
        finding.push(accepted + asking[asking.len() - 1]);
    }
    print("accept, committed", &mut accepting);
    print("from accept to found", &mut finding);
    print("one question among them", &mut asking);
    assert!(finding[finding.len() - 1] <= Duration::from_millis(100), "more than 100 ms");
}

fn print(name: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    println!("{name}: median {:?}, p90 {:?}, most {:?}", at(0.5), at(0.9), times[times.len() - 1]);
}
