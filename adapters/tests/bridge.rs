//! The real program with a scripted platform at the other end of a socket: it is killed at random moments, and what it
//! acknowledged is compared with what it did.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot start the program has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use passerelle_core::conversation::Conversation;
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::{parse, read};
use passerelle_core::mind::{Host, Mind};
use passerelle_core::store::fake::Rng;
use passerelle_core::turn::turn;
use serde_json::{Value, json};

/// How many times the program is killed; `KILLS=1000` kills it more often.
const KILLS: u64 = 200;

const PEOPLE: usize = 5;

const SAID: [&str; 6] = [
    "how did Preston keep its spending local?",
    "more",
    "what were the results?",
    "and in Spain?",
    "/language en",
    "which towns support recyclers",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The program, and the line to it.
struct Program {
    process: Child,
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Program {
    fn start(folder: &Path, port: u16) -> Program {
        let config = folder.join("passerelle.toml");
        std::fs::write(&config, format!("[bridge]\nlisten = \"127.0.0.1:{port}\"\n")).unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_passerelle"))
            .args(["run", "--knowledge"])
            .arg(root().join("tests/sample"))
            .arg("--config")
            .arg(&config)
            .arg("--data")
            .arg(folder.join("data"))
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // The first start learns the base.
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
                    stream.set_nodelay(true).unwrap();
                    let lines = BufReader::new(stream.try_clone().unwrap());
                    return Program { process, stream, lines };
                }
                Err(error) => assert!(Instant::now() < end, "the program does not listen: {error}"),
            }
            std::thread::yield_now();
        }
    }

    fn send(&mut self, line: &Value) {
        // A program that was killed does not read.
        let _ = self.stream.write_all(format!("{line}\n").as_bytes());
    }

    /// The next whole line; none when the program is gone.
    fn next(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).ok()?;
        (read > 0 && line.ends_with('\n')).then(|| serde_json::from_str(&line).unwrap())
    }
}

/// What the platform knows.
#[derive(Default)]
struct Ledger {
    /// The events of each person, in order.
    said: Vec<Vec<Event>>,
    kept: BTreeSet<String>,
    /// The replies it has, by key; and to which event.
    shown: BTreeMap<String, String>,
    repeated: usize,
}

impl Ledger {
    fn event(&self, event: &Event) -> Value {
        let Action::Say(text) = &event.action else { unreachable!("only words are said here") };
        json!({ "event": {
            "id": event.id.0, "chat": event.address.chat, "person": event.address.person, "at": event.at.0, "say": text,
        }})
    }

    /// Takes a line of the program, and returns what to answer.
    fn hear(&mut self, line: &Value) -> Option<Value> {
        if let Some(id) = line["kept"].as_str() {
            self.kept.insert(id.to_owned());
            return None;
        }
        assert!(line["error"].is_null() && line["not_kept"].is_null(), "{line}");
        let reply = &line["reply"];
        let key = reply["key"].as_str().unwrap().to_owned();
        let answers = reply["answers"].as_str().unwrap().to_owned();
        if self.shown.insert(key.clone(), answers).is_some() {
            self.repeated += 1;
        }
        Some(json!({ "taken": { "key": key } }))
    }

    fn answered(&self, event: &Event) -> usize {
        self.shown.values().filter(|answers| **answers == event.id.0).count()
    }
}

#[test]
fn kills_at_random_moments_lose_nothing_and_do_nothing_twice() {
    let kills = std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut ledger = Ledger { said: vec![Vec::new(); PEOPLE], ..Ledger::default() };
    let mut rng = Rng::new(23);
    let mut next_id = 1;
    for kill in 0..kills {
        let mut program = Program::start(folder.path(), port);
        // What it did not acknowledge comes again; then new things happen.
        let mut lines = 0;
        for event in ledger.said.iter().flatten().filter(|event| !ledger.kept.contains(&event.id.0)) {
            program.send(&ledger.event(event));
            lines += 1;
        }
        for _ in 0..rng.below(8) {
            lines += 1;
            let person = rng.below(PEOPLE as u64) as usize;
            let event = event(person, next_id, SAID[rng.below(SAID.len() as u64) as usize]);
            next_id += 1;
            program.send(&ledger.event(&event));
            ledger.said[person].push(event);
        }
        // The moment of the kill is a number of lines, and then some turns of a loop: in the middle of anything.
        lines += ledger.said.iter().flatten().filter(|event| ledger.answered(event) == 0).count() as u64;
        for _ in 0..rng.below(lines + 1) {
            let Some(line) = program.next() else { break };
            if let Some(answer) = ledger.hear(&line) {
                program.send(&answer);
            }
        }
        for _ in 0..rng.below(20_000) {
            std::hint::spin_loop();
        }
        program.process.kill().unwrap();
        // A repeat may come a kill later than its cause: another chat can be served first.
        assert!(
            ledger.repeated as u64 <= kill,
            "{} replies were repeated after {kill} kills",
            ledger.repeated
        );
    }
    let mut program = Program::start(folder.path(), port);
    let all: Vec<Event> = ledger.said.iter().flatten().cloned().collect();
    for event in all.iter().filter(|event| !ledger.kept.contains(&event.id.0)) {
        program.send(&ledger.event(event));
    }
    while all.iter().any(|event| ledger.answered(event) == 0 || !ledger.kept.contains(&event.id.0)) {
        let line = program.next().expect("the program ends by itself");
        if let Some(answer) = ledger.hear(&line) {
            program.send(&answer);
        }
    }
    for event in &all {
        assert_eq!(ledger.answered(event), 1, "event {} has another number of replies", event.id.0);
    }
    assert!(ledger.repeated <= kills as usize);
    assert!(all.len() as u64 > kills, "too little happened");
    drop(program);
    compare_conversations(folder.path(), &ledger);
}

fn event(person: usize, id: usize, text: &str) -> Event {
    let name = format!("p{person}");
    Event {
        id: EventId(id.to_string()),
        address: Address { platform: "bridge".into(), chat: name.clone(), person: name, thread: None },
        at: Timestamp(1_795_000_000 + id as i64),
        hint: None,
        note: None,
        action: Action::Say(text.into()),
    }
}

/// What is kept of each conversation is what the turns make of its events, once each and in order.
fn compare_conversations(folder: &Path, ledger: &Ledger) {
    let mut files = read::read(&root().join("tests/sample")).unwrap();
    read::complete(&mut files, &root().join("knowledge")).unwrap();
    let mind = Mind::learn(parse::parse(&files).knowledge, Host::default(), &mut |_| ());
    let exported = Command::new(env!("CARGO_BIN_EXE_passerelle"))
        .args(["export", "-", "--data"])
        .arg(folder.join("data"))
        .output()
        .unwrap();
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let mut kept: BTreeMap<String, Conversation> = BTreeMap::new();
    for line in exported.stdout.lines().skip(1) {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let key = line["key"].as_str().unwrap_or_default().to_owned();
        assert!(!key.starts_with("inbox/") && !key.starts_with("aside/"), "{key} is left");
        if let Some(address) = key.strip_prefix("conversation/") {
            let value = line["text"].as_str().unwrap_or_else(|| panic!("{line}"));
            kept.insert(address.to_owned(), serde_json::from_str(value).unwrap());
        }
    }
    for events in ledger.said.iter().filter(|events| !events.is_empty()) {
        let mut expected = Conversation::default();
        for event in events {
            expected = turn(&mind, &expected, event).conversation.unwrap_or_default();
        }
        assert_eq!(kept.get(&events[0].address.key()), Some(&expected));
    }
}
