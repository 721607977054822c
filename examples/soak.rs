//! Hours of load in minutes: events at a steady rate of a simulated clock through inbox, turn, outbox and a real store on disk,
//! and the memory of the process after each simulated hour.
//!
//! `cargo run --release --example soak -- 8 50 /dev/shm/soak`: eight hours at fifty events a second, in that folder (a new one).
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool that prints its figures and stops where it is wrong"
)]

use std::path::Path;

use passerelle_core::assistant::Assistant;
use passerelle_core::assistant::names::Names;
use passerelle_core::assistant::office::{Office, Verdict, Worked};
use passerelle_core::assistant::outlet::{Limits, Next};
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::{parse, read};
use passerelle_core::mind::{Host, Mind};
use passerelle_core::store::EmbeddedStore;

/// How many people ask.
const PEOPLE: u64 = 10_000;

const PLATFORM: &str = "soak";

const SAID: [&str; 8] = [
    "comment réserver une part de nos achats à l'économie sociale ?",
    "et en Espagne ?",
    "more",
    "what were the results?",
    "l'épicerie du village ferme, que faire",
    "ordenanza de recicladores",
    "the second one",
    "merci",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [hours, rate, folder] = arguments.as_slice() else {
        println!("usage: soak HOURS EVENTS_A_SECOND FOLDER");
        return;
    };
    let (hours, rate): (u64, u64) = (hours.parse().unwrap(), rate.parse().unwrap());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = read::read(&root.join("tests/sample")).unwrap();
    read::complete(&mut files, &root.join("knowledge")).unwrap();
    let mind = Mind::learn(parse::parse(&files).knowledge, Host::default(), None, &mut |_| ());
    let store = EmbeddedStore::open(Path::new(folder)).unwrap().0;
    let office = Office::new(Assistant::new(mind, store, Names::default()));
    office.open(PLATFORM, Limits { overall: &[], at_once: 8, patience: 250 }, |_| &[]);
    office.recover().unwrap();
    println!("simulated hour | events | resident MB | folder MB");
    let start = 1_795_000_000;
    let mut id = 0_u64;
    for second in 0..hours * 3600 {
        let at = Timestamp(start + second as i64);
        let events = (0..rate)
            .map(|_| {
                id += 1;
                // People come and go in an order that repeats only after all of them.
                let person = (id * 7_919 % PEOPLE).to_string();
                let address =
                    Address { platform: PLATFORM.into(), chat: person.clone(), person, thread: None };
                let action = Action::Say(SAID[(id / PEOPLE + id) as usize % SAID.len()].into());
                Event { id: EventId(id.to_string()), address, at, hint: None, note: None, action }
            })
            .collect();
        office.deliver(events).unwrap();
        while office.work().unwrap() != Worked::Nothing {}
        let now = second * 1000;
        while let Next::Send(outgoing) = office.next(PLATFORM, now, at).unwrap() {
            office.end(*outgoing, &Verdict::Taken { message: None }, now, at);
        }
        if second % 3600 == 0 {
            office.assistant().sweep(at).unwrap();
        }
        if second % 3600 == 3599 {
            let hour = second / 3600 + 1;
            println!("{hour} | {id} | {:.1} | {:.1}", resident(), size(Path::new(folder)));
        }
    }
}

/// The resident memory of this process, in megabytes (Linux).
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// The size of a folder, in megabytes.
fn size(folder: &Path) -> f64 {
    let sum: u64 = std::fs::read_dir(folder)
        .unwrap()
        .map(|item| {
            let item = item.unwrap();
            let kind = item.metadata().unwrap();
            if kind.is_dir() { (size(&item.path()) * 1e6) as u64 } else { kind.len() }
        })
        .sum();
    sum as f64 / 1e6
}
