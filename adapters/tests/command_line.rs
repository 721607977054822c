//! The real program as a second process: what it prints, where, and with which exit code.
#![expect(clippy::unwrap_used, reason = "a test that cannot start the program has failed")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder of data that the tests share: the sample is learnt once.
fn data() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("data")
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_remove("RUST_LOG")
        .env("LANG", "C")
        .env("USER", "tester");
    command
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = program(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends before it has read everything closes the pipe; that is what some tests want.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn sample() -> String {
    root().join("tests/sample").display().to_string()
}

/// Asks with the sample base, in a folder of its own, so that tests may run side by side.
fn with_sample<'a>(arguments: &[&'a str], knowledge: &'a str, folder: &'a str) -> Vec<&'a str> {
    [arguments, &["--knowledge", knowledge, "--data", folder]].concat()
}

#[track_caller]
fn check(output: &Output, code: i32, out: &[&str], err: &[&str]) {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "out: {stdout}\nerr: {stderr}");
    for text in out {
        assert!(stdout.contains(text), "`{text}` is not said: {stdout}\nerr: {stderr}");
    }
    for text in err {
        assert!(stderr.contains(text), "`{text}` is not said beside: {stderr}");
    }
}

#[test]
fn a_question_is_answered_as_text_and_as_json() {
    let (knowledge, folder) = (sample(), data().join("ask").display().to_string());
    let arguments = with_sample(&["ask", "how did Preston keep its spending local?"], &knowledge, &folder);
    check(&run(&arguments, b""), 0, &["Preston", "https://"], &[]);
    let output = run(&[arguments.as_slice(), &["--json"]].concat(), b"");
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["matches"][0]["id"], "cases/preston-community-wealth");
    assert_eq!((object["language"].as_str(), object["act"].as_str()), (Some("en"), Some("ask")));
    for key in ["band", "confidence", "section", "matches", "reply"] {
        assert!(object.get(key).is_some(), "{key}");
    }
}

#[test]
fn a_conversation_over_a_pipe_survives_what_is_typed() {
    let (knowledge, folder) = (sample(), data().join("chat").display().to_string());
    let arguments = with_sample(&["chat", "--lang", "en", "--plain"], &knowledge, &folder);
    let input = [
        b"hello\n\n".as_slice(),
        b"\xff\xfe not text\n",
        "x".repeat(100_000).as_bytes(),
        b"\n\x1b[2J\x07\nhow did Preston keep its spending local?\nwhat were the results?\n/quit\nnever read\n",
    ]
    .concat();
    let output = run(&arguments, &input);
    check(&output, 0, &["I am an automated service", "UTF-8", "Preston"], &[]);
    assert!(!output.stdout.contains(&0x1b), "control characters are never echoed");
}

#[test]
fn conversations_of_the_same_second_are_all_answered() {
    let (knowledge, folder) = (sample(), data().join("second").display().to_string());
    let arguments = with_sample(&["chat", "--lang", "en", "--plain"], &knowledge, &folder);
    for _ in 0..5 {
        check(&run(&arguments, b"how did Preston keep its spending local?\n"), 0, &["Preston"], &[]);
    }
}

#[test]
fn wrong_use_is_told_with_code_two() {
    check(&run(&["ask"], b""), 2, &[], &["Usage"]);
    check(&run(&["chat", "--plian"], b""), 2, &[], &["--plain"]);
    check(&run(&["shat"], b""), 2, &[], &["chat"]);
    check(&run(&["--help"], b""), 0, &["passerelle chat", "Exit codes"], &[]);
}

#[test]
fn problems_are_told_with_what_to_do() {
    let (knowledge, folder) = (sample(), data().join("problems").display().to_string());
    check(
        &run(&["ask", "x", "--knowledge", "/nothing/here", "--data", &folder], b""),
        1,
        &[],
        &["/nothing/here", "help:"],
    );
    let ask = with_sample(&["ask", "x", "--lang", "xx"], &knowledge, &folder);
    check(&run(&ask, b""), 1, &[], &["`xx`", "fr, en, es"]);
    let settings = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistyped.toml");
    std::fs::write(&settings, "[assistant]\ncontakt = \"x\"\n").unwrap();
    let settings = settings.display().to_string();
    let ask = with_sample(&["ask", "x", "--config", &settings], &knowledge, &folder);
    check(&run(&ask, b""), 1, &[], &["mistyped.toml:2:1", "did you mean `contact`?"]);
    let ask = with_sample(&["ask", "x", "--config", "/no/such/file.toml"], &knowledge, &folder);
    check(&run(&ask, b""), 1, &[], &["/no/such/file.toml"]);
    let chat = with_sample(&["chat"], &knowledge, "/proc/nothing");
    check(&run(&chat, b""), 1, &[], &["/proc/nothing", "--data"]);
    let eval = with_sample(&["eval", &settings], &knowledge, &folder);
    check(&run(&eval, b""), 1, &[], &["mistyped.toml:1", "tests/questions/README.md"]);
}

#[test]
fn a_data_folder_in_use_is_told() {
    let (knowledge, folder) = (sample(), data().join("used").display().to_string());
    let arguments = with_sample(&["chat"], &knowledge, &folder);
    let mut first = program(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // Its first words say that it holds the folder.
    let mut byte = [0];
    std::io::Read::read_exact(first.stdout.as_mut().unwrap(), &mut byte).unwrap();
    check(&run(&arguments, b""), 1, &[], &["another Passerelle is using", "--data"]);
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
}

#[test]
fn content_is_checked() {
    check(&run(&["check", "--knowledge", &sample()], b""), 0, &["0 error(s)"], &[]);
    let broken = root().join("tests/broken/unknown-key").display().to_string();
    check(&run(&["check", "--knowledge", &broken], b""), 1, &["error[unknown-key]", "-->", "^"], &[]);
    let output = run(&["check", "--json", "--knowledge", &broken], b"");
    let array: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in ["file", "line", "column", "level", "message", "help"] {
        assert!(array[0].get(key).is_some(), "{key}");
    }
}

#[test]
fn the_reading_level_of_every_language_is_told() {
    let output = run(&["check", "--reading", "--json"], b"");
    let readings: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let readings = readings.as_array().unwrap();
    assert_eq!(readings.len(), 3, "{readings:?}");
    for reading in readings {
        // Plain or easier, by each formula: wording that gets harder is written again.
        assert!(reading["score"].as_f64().unwrap() > 50.0, "{reading:#}");
        assert!(reading["sentences"].as_u64().unwrap() > 50, "{reading:#}");
    }
    check(&run(&["check", "--reading"], b""), 0, &["fr: ", "Kandel and Moles"], &[]);
}

#[test]
fn questions_are_scored() {
    let (knowledge, folder) = (sample(), data().join("eval").display().to_string());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("questions.jsonl");
    std::fs::write(
        &file,
        concat!(
            r#"{"lang":"en","ask":"how did Preston keep its spending local?","type":"single","finds":["cases/preston-community-wealth"],"section":null,"style":"question"}"#,
            "\n",
            r#"{"lang":"fr","ask":"quel temps fait-il ?","type":"none","finds":[],"style":"question"}"#,
            "\n",
            r#"{"lang":"es","ask":"algo","type":"single","finds":["cases/not-there"]}"#,
            "\n",
            r#"{"n":1,"lang":"en","turns":[{"say":"hello","finds":[],"intent":"greet"}]}"#,
            "\n"
        ),
    )
    .unwrap();
    let file = file.display().to_string();
    let output = run(&with_sample(&["eval", &file, "--json"], &knowledge, &folder), b"");
    let scores: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(scores["single"]["accuracy"], 1.0, "{scores:#}");
    assert_eq!((&scores["none"]["recall"], &scores["turns"]["accuracy"]), (&1.0.into(), &1.0.into()));
    assert_eq!((&scores["n"], &scores["skipped"]), (&3.into(), &1.into()));
}

#[test]
fn a_report_counts_what_a_base_holds_as_text_and_as_json() {
    let (knowledge, folder) = (sample(), data().join("report").display().to_string());
    let arguments = with_sample(&["check", "--report"], &knowledge, &folder);
    check(&run(&arguments, b""), 0, &["family", "no pitfalls", "lead to another"], &[]);
    let output = run(&[arguments.as_slice(), &["--json"]].concat(), b"");
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let kinds = object["kinds"].as_object().unwrap();
    let sum: u64 = kinds.values().map(|kind| kind["entries"].as_u64().unwrap()).sum();
    assert_eq!(object["all"]["entries"].as_u64(), Some(sum));
    assert!(sum > 10);
}
