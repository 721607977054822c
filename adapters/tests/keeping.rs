//! The host's commands, through the real program: what people typed goes to a backup and back, and is erased.
#![expect(clippy::unwrap_used, reason = "a test that cannot start the program has failed")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Typed in the conversation, and found nowhere else.
const TYPED: &str = "quokkaberry";

fn program(folder: &Path, user: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command
        .args(arguments)
        .arg("--data")
        .arg(folder.join("data"))
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .env("LANG", "C")
        .env("USER", user)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run_as(user: &str, folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = program(folder, user, arguments).spawn().unwrap();
    // A program that ends before it has read everything closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_as("tester", folder, arguments, b"")
}

#[track_caller]
fn check(output: &Output, code: i32, said: &[&str]) {
    let all =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{all}");
    for text in said {
        assert!(all.contains(text), "`{text}` is not said: {all}");
    }
    assert!(!all.contains("panicked"), "{all}");
    assert!(code != 1 || all.contains("help:"), "no help: {all}");
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sample")
}

/// Talks over a pipe. What was learnt of the sample is shared by the tests.
fn talk(user: &str, folder: &Path) {
    support::teach(&folder.join("data"));
    let sample = sample().display().to_string();
    let said = format!("how did {TYPED} keep its spending local?\nwhat is {TYPED} in Preston?\n/quit\n");
    let chat = ["chat", "--lang", "en", "--plain", "--knowledge", &sample];
    check(&run_as(user, folder, &chat, said.as_bytes()), 0, &["automated service"]);
}

/// A folder in which somebody has talked.
fn talked() -> TempDir {
    let folder = TempDir::new().unwrap();
    talk("tester", folder.path());
    folder
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Returns the files that hold `word`.
fn holding(folder: &Path, word: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(word.len()).any(|piece| piece == word.as_bytes())
    };
    files(folder).into_iter().filter(holds).collect()
}

fn exported(folder: &Path) -> Vec<u8> {
    let output = run(folder, &["export", "-"]);
    check(&output, 0, &[]);
    output.stdout
}

#[test]
fn a_backup_comes_back_byte_for_byte() {
    let (here, there) = (talked(), TempDir::new().unwrap());
    check(&run(here.path(), &["backup", "b"]), 0, &["entries", "`b` is whole"]);
    let bytes = fs::read(here.path().join("b")).unwrap();
    assert_eq!(run(here.path(), &["backup", "-"]).stdout, bytes, "the pipe carries the same");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(here.path().join("b")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for this user alone");
    }
    let backup = here.path().join("b").display().to_string();
    check(&run(there.path(), &["restore", &backup]), 0, &["entries are back"]);
    let export = exported(here.path());
    assert!(export.windows(TYPED.len()).any(|piece| piece == TYPED.as_bytes()));
    assert_eq!(exported(there.path()), export);
    check(&run(there.path(), &["verify"]), 0, &["agree"]);
    check(&run(there.path(), &["restore", &backup]), 1, &["there is a store already", "move it away"]);
    assert_eq!(exported(there.path()), export, "a refused restore changes nothing");
    let piped = TempDir::new().unwrap();
    check(&run_as("tester", piped.path(), &["restore", "-"], &bytes), 0, &["entries are back"]);
    assert_eq!(exported(piped.path()), export);
}

#[test]
fn a_file_that_is_there_is_replaced_only_with_force() {
    let folder = talked();
    for command in ["backup", "export"] {
        let file = folder.path().join("f");
        fs::write(&file, "precious").unwrap();
        check(&run(folder.path(), &[command, "f"]), 1, &["`f` is there already", "--force"]);
        assert_eq!(fs::read(&file).unwrap(), b"precious");
        check(&run(folder.path(), &[command, "f", "--force"]), 0, &["whole"]);
        assert_ne!(fs::read(&file).unwrap(), b"precious");
        check(&run(folder.path(), &[command, "data", "--force"]), 1, &["is a folder"]);
        check(&run(folder.path(), &[command, "no/such/f"]), 1, &["cannot be written", "make its folder"]);
        check(&run(folder.path(), &[command, ".."]), 1, &["is a folder"]);
        if cfg!(target_os = "linux") {
            check(&run(folder.path(), &[command, "/proc/f"]), 1, &["`/proc/f` cannot be written"]);
            check(&run(folder.path(), &[command, "/dev/null", "--force"]), 1, &["no ordinary file"]);
        }
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "only `data` and `f`: {left:?}");
}

#[test]
fn a_full_disk_is_told_where_output_goes() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = talked();
    for command in ["backup", "export"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(folder.path(), "tester", &[command, "-"]).stdout(full).output().unwrap();
        check(&output, 1, &["standard output", "throw away"]);
    }
}

#[test]
fn a_bad_backup_is_refused_whole() {
    let folder = talked();
    check(&run(folder.path(), &["backup", "b"]), 0, &[]);
    let good = fs::read(folder.path().join("b")).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    // The format stands behind eight bytes of magic, with a checksum of its own.
    let mut newer = good.clone();
    newer[8] = 99;
    let sum = xxhash_rust::xxh3::xxh3_64(&newer[..12]).to_le_bytes();
    newer[12..16].copy_from_slice(&sum[..4]);
    let mut journal = Vec::new();
    for file in files(&folder.path().join("data/journal")) {
        journal = fs::read(file).unwrap();
    }
    for (name, bytes, said) in [
        ("cut", good[..good.len() - 7].to_vec(), "backup, byte"),
        ("cut in its head", good[..5].to_vec(), "backup, byte 0"),
        ("empty", Vec::new(), "backup, byte 0"),
        ("flipped", flipped, "backup, byte"),
        ("longer", [good.as_slice(), b"x"].concat(), "backup, byte"),
        (
            "foreign",
            b"a letter to the mayor, long enough to be a head of anything\n".repeat(9),
            "not a backup",
        ),
        ("newer", newer, "format 99"),
        ("journal", journal, "a piece of a journal"),
        ("export", exported(folder.path()), "not a backup"),
    ] {
        let there = TempDir::new().unwrap();
        let output = run_as("tester", there.path(), &["restore", "-"], &bytes);
        check(&output, 1, &[said, "nothing was changed"]);
        check(&run(there.path(), &["verify"]), 1, &["nothing is kept"]);
        assert!(holding(there.path(), TYPED).is_empty(), "{name}");
        // The folder is good for a good one.
        check(&run_as("tester", there.path(), &["restore", "-"], &good), 0, &["are back"]);
    }
    check(&run(folder.path(), &["restore", "not-there"]), 1, &["`not-there` cannot be read", "its name"]);
    check(&run(folder.path(), &["restore", "data"]), 1, &["it is a folder"]);
    check(&run(folder.path(), &["restore"]), 2, &["--from-journal"]);
    check(&run(folder.path(), &["restore", "b", "--from-journal"]), 2, &["cannot be used with"]);
}

#[test]
fn an_export_is_taken_in_whole_or_not_at_all() {
    let (here, there) = (talked(), TempDir::new().unwrap());
    check(&run(here.path(), &["export", "e"]), 0, &["`e` is whole"]);
    let export = fs::read_to_string(here.path().join("e")).unwrap();
    assert_eq!(export.as_bytes(), exported(here.path()));
    check(&run(there.path(), &["import", "e"]), 1, &["`e` cannot be read"]);
    assert!(!there.path().join("data").exists(), "a missing file makes no store");
    let lines: Vec<&str> = export.lines().collect();
    let mut bad = lines.clone();
    bad[2] = "{\"key\": 7}";
    let newer = export.replacen("\"format\":1", "\"format\":9", 1);
    for (text, said) in [
        (bad.join("\n") + "\n", "line 3"),
        (lines[..lines.len() - 1].join("\n") + "\n", "cut short"),
        (export.replace(TYPED, "quokkabarry"), "checksum"),
        (newer, "format 9"),
        ("hello\n".to_owned(), "not an export"),
    ] {
        fs::write(there.path().join("bad"), text).unwrap();
        let output = run(there.path(), &["import", "bad"]);
        check(&output, 1, &["`bad` was not imported", said, "nothing was changed"]);
    }
    check(&run(there.path(), &["verify"]), 0, &[" 0 entries"]);
    check(&run_as("tester", there.path(), &["import", "-"], export.as_bytes()), 0, &["entries are in"]);
    assert_eq!(exported(there.path()), export.as_bytes());
    check(&run_as("tester", there.path(), &["import", "-"], export.as_bytes()), 0, &[]);
    assert_eq!(exported(there.path()), export.as_bytes(), "again is harmless");
}

#[test]
fn damage_is_found_and_what_can_be_read_is_kept() {
    let folder = talked();
    check(&run(folder.path(), &["verify"]), 0, &["journal, index and checksums agree"]);
    let export = exported(folder.path());
    let journal = holding(&folder.path().join("data/journal"), TYPED).remove(0);
    let mut bytes = fs::read(&journal).unwrap();
    let at = bytes.windows(TYPED.len()).position(|piece| piece == TYPED.as_bytes()).unwrap();
    bytes[at] ^= 1;
    fs::write(&journal, bytes).unwrap();
    check(&run(folder.path(), &["verify"]), 1, &["damaged at", "byte", "restore --from-journal"]);
    check(&run(folder.path(), &["backup", "b"]), 1, &["damaged at"]);
    assert!(!folder.path().join("b").exists(), "no backup of a damaged store");
    check(&run(folder.path(), &["restore", "--from-journal"]), 0, &["nothing is lost", ".damaged"]);
    check(&run(folder.path(), &["verify"]), 0, &["agree"]);
    assert_eq!(exported(folder.path()), export);
    check(&run(folder.path(), &["restore", "--from-journal"]), 0, &["the journal is sound"]);
    // What was set aside holds what people typed: forgetting reaches it.
    check(&run(folder.path(), &["forget", "terminal", "tester", "--yes"]), 0, &[]);
    assert!(holding(folder.path(), "uokkaberry").is_empty());
}

#[test]
fn what_is_forgotten_is_in_no_file() {
    let folder = talked();
    talk("neighbour", folder.path());
    assert!(!holding(folder.path(), TYPED).is_empty());
    check(&run(folder.path(), &["forget", "terminal", "tester"]), 2, &["nothing was erased", "--yes"]);
    check(
        &run(folder.path(), &["forget", "terminal", "test", "--yes"]),
        0,
        &["0 keys", "nothing was kept under that name"],
    );
    // The numbers of groups are negative on some platforms.
    check(&run(folder.path(), &["forget", "telegram", "-1005", "--yes"]), 0, &["chat `-1005`"]);
    // Who somebody is stands in no file: forgetting takes their keys, and no others.
    let keys = |folder: &Path| {
        let exported = String::from_utf8(exported(folder)).unwrap();
        exported.lines().filter(|line| line.contains("/terminal|")).count()
    };
    let both = keys(folder.path());
    let forgotten = run(folder.path(), &["forget", "terminal", "tester", "tester", "--yes"]);
    let count = both - keys(folder.path());
    assert!(count > 1, "{count}");
    check(&forgotten, 0, &[&format!("{count} keys"), "backups and exports"]);
    assert_eq!(holding(folder.path(), "\"tester\""), Vec::<PathBuf>::new());
    let after = String::from_utf8(exported(folder.path())).unwrap();
    assert!(keys(folder.path()) > 1 && after.contains(TYPED), "the neighbour stays");
    check(&run(folder.path(), &["forget", "terminal", "neighbour", "--yes"]), 0, &[]);
    assert_eq!(holding(folder.path(), TYPED), Vec::<PathBuf>::new());
    // The secret by which people are known stays.
    check(&run(folder.path(), &["verify"]), 0, &[" 1 entries"]);
}

#[test]
fn a_folder_in_use_or_without_a_store_is_told() {
    let folder = talked();
    let sample = sample().display().to_string();
    let mut chat = program(folder.path(), "tester", &["chat", "--knowledge", &sample]).spawn().unwrap();
    // Its first words say that it holds the folder.
    chat.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    fs::write(folder.path().join("e"), "").unwrap();
    let commands: [&[&str]; 7] = [
        &["backup", "b"],
        &["restore", "e"],
        &["restore", "--from-journal"],
        &["export", "-"],
        &["import", "e"],
        &["verify"],
        &["forget", "terminal", "tester", "--yes"],
    ];
    for command in commands {
        check(&run(folder.path(), command), 1, &["another Passerelle is using"]);
    }
    drop(chat.stdin.take());
    assert!(chat.wait().unwrap().success());
    assert!(!folder.path().join("b").exists());
    let empty = TempDir::new().unwrap();
    for command in [commands[0], commands[2], commands[3], commands[5], commands[6]] {
        check(&run(empty.path(), command), 1, &["nothing is kept in", "--data"]);
    }
    assert!(files(empty.path()).is_empty(), "looking makes nothing");
}

#[test]
fn every_command_teaches() {
    let folder = TempDir::new().unwrap();
    for command in ["backup", "restore", "export", "import", "verify", "forget"] {
        check(&run(folder.path(), &[command, "--help"]), 0, &["Try it", &format!("passerelle {command}")]);
    }
    check(&run(folder.path(), &["forget", "terminal"]), 2, &["Usage"]);
}
