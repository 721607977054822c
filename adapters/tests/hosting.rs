//! The running program as its host sees it: paused and resumed, a changed content taken up or refused, its pages and its log;
//! and what people type, and secrets, are found in none of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot start the program has failed")]

#[path = "support/folders.rs"]
mod folders;
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

const ASKED: &str = "how did Preston keep its spending local?";

/// How long something may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The program on a copy of the sample base, and the line to it.
struct Program {
    folder: TempDir,
    process: Child,
    stream: TcpStream,
    lines: BufReader<TcpStream>,
    pages: u16,
    events: u32,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Program {
    fn start(env: &[(&str, &str)], settings: &str) -> Program {
        let folder = TempDir::new().unwrap();
        folders::copy(&root().join("tests/sample"), &folder.path().join("base"));
        support::teach(&folder.path().join("data"));
        let (bridge, pages) = (free(), free());
        let config = format!(
            "[bridge]\nlisten = \"127.0.0.1:{bridge}\"\n[http]\nlisten = \"127.0.0.1:{pages}\"\n{settings}"
        );
        fs::write(folder.path().join("passerelle.toml"), config).unwrap();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let process = command(folder.path(), &["run", "--knowledge", "base"])
            .envs(env.iter().copied())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let end = Instant::now() + PATIENCE * 2;
        let stream = loop {
            match TcpStream::connect(("127.0.0.1", bridge)) {
                Ok(stream) => break stream,
                Err(error) => assert!(Instant::now() < end, "the program does not listen: {error}"),
            }
            std::thread::yield_now();
        };
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        Program { folder, process, stream, lines, pages, events: 0 }
    }

    /// Says something as a person, and returns the words of the reply.
    fn say(&mut self, person: &str, text: &str) -> String {
        self.events += 1;
        let id = self.events.to_string();
        let event =
            json!({"event": {"id": id, "chat": person, "person": person, "language": "en", "say": text}});
        self.stream.write_all(format!("{event}\n").as_bytes()).unwrap();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the program ended: {}", self.log());
            let line: Value = serde_json::from_str(&line).unwrap();
            let reply = &line["reply"];
            if let Some(key) = reply["key"].as_str() {
                let taken = json!({"taken": {"key": key}});
                self.stream.write_all(format!("{taken}\n").as_bytes()).unwrap();
                if reply["answers"] == id.as_str() {
                    return reply["text"].as_str().unwrap().to_owned();
                }
            }
        }
    }

    /// Gives a command beside the running program.
    fn beside(&self, arguments: &[&str]) -> Output {
        command(self.folder.path(), arguments).output().unwrap()
    }

    fn page(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.pages)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        page
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Waits until something that happens by itself has happened.
    #[track_caller]
    fn until(&mut self, what: &str, mut happened: impl FnMut(&mut Program) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !happened(self) {
            assert!(Instant::now() < end, "{what} did not happen: {}", self.log());
            std::thread::yield_now();
        }
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command
        .args(arguments)
        .args(["--data", "data"])
        .current_dir(folder)
        .env_clear()
        .env("USER", "tester")
        .env("HOME", folder)
        .stdin(Stdio::null());
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn it_is_paused_and_resumed_beside_the_running_program() {
    let mut program = Program::start(&[], "");
    assert!(program.say("ana", ASKED).contains("Preston"));
    let paused = program.beside(&["pause", "--notice-en", "Back on Friday.", "--until", "2999-12-31"]);
    assert!(
        paused.status.success() && text(&paused).contains("in fr, es, the shipped words"),
        "{}",
        text(&paused)
    );
    let said = program.say("ana", ASKED);
    assert!(said.contains("Back on Friday.") && !said.contains("Preston"), "{said}");
    let shown = program.beside(&["notice"]);
    assert!(text(&shown).contains("paused") && text(&shown).contains("2999-12-31"), "{}", text(&shown));
    assert!(text(&program.beside(&["resume"])).contains("answers again"));
    assert!(program.say("ana", ASKED).contains("Preston"));
    for (wrong, told) in [("yesterday", "is no day"), ("2020-01-01", "is over")] {
        let refused = program.beside(&["pause", "--until", wrong]);
        assert!(refused.status.code() == Some(1) && text(&refused).contains(told), "{}", text(&refused));
        assert!(text(&refused).contains("help:"), "{}", text(&refused));
    }
    assert!(program.say("ana", ASKED).contains("Preston"), "what was refused changed nothing");
}

#[test]
fn a_changed_content_is_taken_up_if_it_is_sound() {
    let mut program = Program::start(&[], "");
    let entry = program.folder.path().join("base/cases/glimmerdale-bakery.md");
    let question = "who saved the bakery of Glimmerdale?";
    assert!(!program.say("ana", question).contains("oven"));
    fs::write(
        &entry,
        "+++\nchecked = 2026-11-24\n[[sources]]\ntitle = \"x\"\nurl = \"https://x.example\"\nlanguage = \"en\"\n+++\n\n# en: Glimmerdale: the bakery that the village bought\nThe village bought the oven in 2020.\n\n## asks\n- who saved the bakery of Glimmerdale\n- bakery Glimmerdale village\n- Glimmerdale oven bought by the village\n",
    )
    .unwrap();
    let taken = program.beside(&["reload"]);
    assert!(taken.status.success() && text(&taken).contains("a new content is in force"), "{}", text(&taken));
    assert!(program.say("ben", question).contains("oven"));
    assert!(text(&program.beside(&["reload"])).contains("the content is the one in force"));
    // An error in it: nobody gave a command, and the base of before answers.
    let sound = fs::read_to_string(&entry).unwrap();
    fs::write(&entry, sound.replace("checked", "chekced")).unwrap();
    program.until("the refusal", |program| {
        program.page("/readyz").contains("the content of before is in force")
    });
    assert!(program.page("/readyz").starts_with("HTTP/1.1 200"), "{}", program.page("/readyz"));
    assert!(program.page("/readyz").contains("glimmerdale-bakery.md:2"), "{}", program.page("/readyz"));
    assert!(program.page("/metrics").contains("passerelle_content_refused 1"));
    assert!(program.log().contains("the one of before stays in force"), "{}", program.log());
    assert!(program.say("zoe", question).contains("oven"), "the base of before answers");
    let refused = program.beside(&["reload"]);
    assert!(refused.status.code() == Some(1) && text(&refused).contains("help:"), "{}", text(&refused));
    // Mended, it is taken up by itself.
    fs::write(&entry, sound.replace("in 2020", "in 2021")).unwrap();
    program.until("the new content", |program| {
        program.page("/metrics").contains("passerelle_content_refused 0")
    });
    assert!(program.say("eva", question).contains("2021"));
}

#[test]
fn reload_needs_a_running_program() {
    let folder = TempDir::new().unwrap();
    let alone = command(folder.path(), &["reload"]).output().unwrap();
    assert!(alone.status.code() == Some(1) && text(&alone).contains("help:"), "{}", text(&alone));
}

/// Typed by people, or given as secrets: found nowhere but where they must be.
const CANARIES: [&str; 6] = [
    "Quillonia Vasterbrook",
    "514-555-0199",
    "quillonia@vasterbrook.example",
    "zyzzyva-sentence-of-mine",
    "PLUGHXYZZYTOKEN0123456789012345678",
    "frobnicate-the-webhook-secret",
];

#[test]
fn no_log_page_or_panic_holds_what_was_typed_or_a_secret() {
    let [name, phone, mail, sentence, token, webhook] = CANARIES;
    let telegram = format!("123456:{token}");
    let port = free();
    // Telegram is asked where nobody answers: what it says of that must not show the address, which holds the token.
    let settings = format!("[log]\nformat = \"json\"\n[telegram]\napi_url = \"http://127.0.0.1:{port}\"\n");
    let env = [
        ("RUST_LOG", "trace"),
        ("PASSERELLE_TELEGRAM_TOKEN", telegram.as_str()),
        ("PASSERELLE_WEBHOOK_SECRET", webhook),
        ("PASSERELLE_KEY", "xyzzy-key-of-thirty-two-characters-and-more"),
    ];
    let mut program = Program::start(&env, &settings);
    let typed = [
        format!("je suis {name}, {phone}, {mail}: {sentence}"),
        format!("/share {sentence}"),
        format!("{name}, 2600 habitants"),
        format!("/language {sentence}"),
        format!("/{sentence}"),
        "/export".to_owned(),
        format!("/review block telegram:{phone} {sentence}"),
        "x".repeat(5_000) + sentence,
        "/forget".to_owned(),
    ];
    for text in &typed {
        program.say(name, text);
    }
    // Lines that are not understood.
    for line in [format!("{{\"event\": \"{sentence}\"}}\n"), format!("{sentence}\n")] {
        program.stream.write_all(line.as_bytes()).unwrap();
    }
    assert!(program.say("ana", ASKED).contains("Preston"));
    let verified = program.beside(&["verify"]);
    program.until("an attempt at Telegram", |program| program.log().contains("telegram"));
    let log = program.log();
    assert!(
        log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()),
        "each line is an object: {log}"
    );
    assert!(log.contains("\"level\":"), "something is logged");
    let pages = format!("{}{}{}", program.page("/metrics"), program.page("/readyz"), program.page("/livez"));
    for (what, text) in [("the log", log.as_str()), ("the pages", &pages), ("verify", &text(&verified))] {
        for canary in CANARIES.iter().chain(&["xyzzy-key"]) {
            assert!(!text.contains(canary), "{what} holds `{canary}`: {text}");
        }
    }
}
