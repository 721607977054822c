//! What people send, judged at the command line: alone, and beside the running program.
#![expect(clippy::unwrap_used, reason = "a test that cannot start the program has failed")]

#[path = "support/folders.rs"]
mod folders;
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

fn sample() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sample").display().to_string()
}

/// A data folder, with what was learnt of the sample in it.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    support::teach(&folder.path().join("data"));
    folder
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command
        .args(arguments)
        .args(["--knowledge", &sample()])
        .arg("--data")
        .arg(folder.join("data"))
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .env("LANG", "en")
        .env("USER", "tester")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = program(folder, arguments).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32) -> String {
    let all =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{all}");
    assert!(!all.contains("panicked"), "{all}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const TOLD: &str = "/share\nZorvelka, in Alderbrook (2,400 inhabitants)\nThe last shop was closing and bread was 20 km away\n\
    Forty residents founded a co-operative; the town lets the premises\n6 jobs since 2021\nanonymous\nno\nsend\n/quit\n";

fn list(folder: &Path) -> Vec<Value> {
    let listed = said(&run(folder, &["review", "list", "--json"], ""), 0);
    serde_json::from_str::<Value>(&listed).unwrap().as_array().unwrap().clone()
}

#[test]
fn an_experience_goes_from_the_terminal_to_an_answer_and_a_file() {
    let folder = folder();
    let folder = folder.path();
    assert!(list(folder).is_empty());
    said(&run(folder, &["chat", "--lang", "en", "--plain"], TOLD), 0);
    let listed = list(folder);
    let [sent] = listed.as_slice() else { panic!("{listed:?}") };
    for (key, value) in [
        ("flow", json!("share")),
        ("status", json!("waiting")),
        ("language", json!("en")),
        ("platform", json!("terminal")),
        ("similar", json!([])),
    ] {
        assert_eq!(sent[key], value, "{sent}");
    }
    assert_eq!(sent["answers"]["title"], json!("Zorvelka"));
    assert_eq!(sent["answers"]["place"], json!("Alderbrook"));
    assert_eq!(sent["answers"]["inhabitants"], json!(2400));
    assert_eq!(sent["answers"]["credit"], json!(["anonymous"]));
    let id = sent["id"].as_str().unwrap();
    assert!(sent["at"].as_str().unwrap().ends_with('Z'));

    assert!(said(&run(folder, &["review", "show", id], ""), 0).contains("The last shop was closing"));
    said(&run(folder, &["review", "edit", id, "results", "9", "jobs", "in", "2025"], ""), 0);
    said(&run(folder, &["review", "ask-changes", id, "need,what", "Which", "year?"], ""), 0);
    assert_eq!(list(folder)[0]["status"], json!("changes"));
    // It waits for its contributor: nothing to accept yet.
    said(&run(folder, &["review", "accept", id], ""), 1);
    let mine = said(
        &run(
            folder,
            &["chat", "--lang", "en", "--plain"],
            &format!("{id}\nLook at them again\nkeep\nkeep\nsend\n/quit\n"),
        ),
        0,
    );
    assert!(mine.contains("Which year?") && mine.contains("back with the moderators"), "{mine}");
    said(&run(folder, &["review", "accept", id], ""), 0);
    said(&run(folder, &["review", "accept", id], ""), 1);

    let answer = said(&run(folder, &["ask", "Zorvelka in Alderbrook", "--lang", "en"], ""), 0);
    assert!(answer.contains("9 jobs in 2025") || answer.contains("Forty residents"), "{answer}");
    assert!(answer.contains(id), "{answer}");
    let shown: Value =
        serde_json::from_str(&said(&run(folder, &["review", "show", id, "--json"], ""), 0)).unwrap();
    let entry = shown["entry"].as_str().unwrap();

    // The file is content: `check` takes it beside the base.
    let base = folder.join("base");
    folders::copy(Path::new(&sample()), &base);
    said(&run(folder, &["review", "export", id, "--into", "base"], ""), 0);
    let page = fs::read_to_string(base.join(format!("{entry}.md"))).unwrap();
    assert_eq!(page.trim(), said(&run(folder, &["review", "export", id], ""), 0).trim());
    let mut check = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    let checked = check.args(["check", "--knowledge"]).arg(&base).output().unwrap();
    assert!(
        !String::from_utf8_lossy(&checked.stdout).contains(&format!("{entry}.md"))
            || checked.status.success()
    );
    assert!(said(&checked, 0).contains("0 error(s)"));

    let log = said(&run(folder, &["review", "log"], ""), 0);
    let deeds: Vec<&str> = log.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    assert_eq!(deeds, ["sent", "edited", "asked-changes", "changed", "accepted"]);
    said(&run(folder, &["review", "withdraw", id], ""), 0);
    assert!(!said(&run(folder, &["ask", "Zorvelka in Alderbrook", "--lang", "en"], ""), 0).contains(id));
}

#[test]
fn wrong_use_is_told_with_what_to_do() {
    let folder = folder();
    let folder = folder.path();
    for (arguments, code) in [
        (&["review", "show", "R-0000"][..], 1),
        (&["review", "accept", "R-7K3F"], 1),
        (&["review", "list", "--status", "open"], 1),
        (&["review", "export", "R-7K3F"], 1),
        (&["review", "decline", "R-7K3F"], 2),
        (&["review"], 2),
    ] {
        let output = run(folder, arguments, "");
        said(&output, code);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(code == 2 || error.contains("help:"), "{arguments:?}: {error}");
    }
}

/// The running program, with a bridge to talk to it.
struct Running {
    child: Child,
    socket: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(folder: &Path) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[bridge]\nlisten = \"127.0.0.1:{port}\"\n[review]\nmoderators = [\"bridge:louise\"]\nchats = [\"bridge:moderators\"]\n"
        );
        fs::write(folder.join("p.toml"), settings).unwrap();
        let child = program(folder, &["run", "--config", "p.toml"]).spawn().unwrap();
        let begin = Instant::now();
        let socket = loop {
            if let Ok(socket) = TcpStream::connect(("127.0.0.1", port)) {
                break socket;
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "nothing listens");
            std::thread::sleep(Duration::from_millis(20));
        };
        let lines = BufReader::new(socket.try_clone().unwrap());
        Running { child, socket, lines }
    }
}

/// The other end of the bridge: people, and the moderators' chat.
impl Running {
    fn happens(&mut self, id: usize, who: &str, done: Value) {
        let mut event = json!({ "id": id.to_string(), "chat": who, "person": who, "language": "en" });
        event.as_object_mut().unwrap().extend(done.as_object().unwrap().clone());
        self.socket.write_all(format!("{}\n", json!({ "event": event })).as_bytes()).unwrap();
    }

    /// Waits for the next reply to a chat, taking all others that come before.
    fn hear(&mut self, chat: &str) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the program ended by itself");
            let line: Value = serde_json::from_str(&line).unwrap();
            assert!(line["error"].is_null(), "{line}");
            let reply = line["reply"].clone();
            if reply.is_null() {
                continue;
            }
            let message = format!("message of {}", reply["key"]);
            let taken = json!({ "taken": { "key": reply["key"], "message": message } });
            self.socket.write_all(format!("{taken}\n").as_bytes()).unwrap();
            if reply["chat"] == json!(chat) {
                return reply;
            }
        }
    }
}

#[test]
fn beside_the_running_program_what_is_decided_goes_out_and_is_found() {
    let folder = folder();
    let folder = folder.path();
    let mut running = Running::start(folder);
    let lines: Vec<&str> = TOLD.lines().filter(|line| *line != "/quit").collect();
    for (id, line) in lines.iter().enumerate() {
        running.happens(id + 1, "ana", json!({ "say": line }));
        running.hear("ana");
    }
    let card = running.hear("moderators");
    assert!(card["text"].as_str().unwrap().contains("Zorvelka"), "{card}");
    let listed = list(folder);
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!((listed.len(), &listed[0]["platform"]), (1, &json!("bridge")));

    said(&run(folder, &["review", "accept", id], ""), 0);
    // The card changes in place, and the contributor is told.
    let (mut told, mut changed) = (None, None);
    while told.is_none() || changed.is_none() {
        let mut line = String::new();
        assert!(running.lines.read_line(&mut line).unwrap() > 0);
        let line: Value = serde_json::from_str(&line).unwrap();
        let reply = line["reply"].clone();
        match reply["chat"].as_str() {
            Some("ana") => told = Some(reply),
            Some("moderators") => changed = Some(reply),
            _ => {}
        }
    }
    assert_eq!(changed.unwrap()["replaces"], json!(format!("message of {}", card["key"])));
    assert!(told.unwrap()["text"].as_str().unwrap().contains("is published"));

    let mut ask = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    ask.args(["ask", "Zorvelka in Alderbrook", "--lang", "en", "--data"]).arg(folder.join("data"));
    assert!(said(&ask.output().unwrap(), 0).contains(id));
    said(&run(folder, &["review", "export", id, "--into", "."], ""), 0);
    assert!(folder.join("cases").is_dir());

    // Somebody who is no moderator, and a button of ours.
    running.happens(100, "mallory", json!({ "command": ["review", format!("withdraw {id}")] }));
    assert!(running.hear("mallory")["text"].as_str().unwrap().contains("moderators"));
    running.happens(101, "louise", json!({ "press": format!("r:l:{}", id.trim_start_matches("R-")) }));
    let log = running.hear("louise");
    assert!(log["text"].as_str().unwrap().contains("host:"), "{log}");

    // Whoever hosts erases what somebody sent: what is published stays, without a way back.
    said(&run(folder, &["forget", "bridge", "ana", "ana", "--yes"], ""), 0);
    let exported = said(&run(folder, &["export", "-"], ""), 0);
    assert!(exported.contains("Zorvelka") && !exported.contains("\\\"person\\\":\\\"ana\\\""), "{exported}");
}
