//! What is delivered for hosts: the backup script on a real store, the unit files as systemd reads them, the list of parts.
#![expect(clippy::unwrap_used, reason = "a test that cannot start the program has failed")]

mod support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A data folder in which somebody has talked.
fn talked(folder: &Path) {
    support::teach(&folder.join("data"));
    let mut chat = Command::new(env!("CARGO_BIN_EXE_passerelle"))
        .args(["chat", "--lang", "en", "--plain", "--data", "data", "--knowledge"])
        .arg(root().join("tests/sample"))
        .current_dir(folder)
        .env("USER", "tester")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    chat.stdin.take().unwrap().write_all(b"hello\n/quit\n").unwrap();
    assert!(chat.wait().unwrap().success());
}

fn backup(folder: &Path, days: &str) -> Output {
    Command::new(root().join("deploy/backup.sh"))
        .args(["data", "backups"])
        .current_dir(folder)
        .env("PASSERELLE", env!("CARGO_BIN_EXE_passerelle"))
        .env("PASSERELLE_BACKUP_DAYS", days)
        .output()
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_tried_kept_from_others_and_old_ones_go() {
    let folder = TempDir::new().unwrap();
    talked(folder.path());
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let aged = |name: &str, days: u64| {
        let file = fs::File::create(backups.join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(days * 86_400)).unwrap();
    };
    aged("passerelle-2026-01-01.backup", 40);
    aged("passerelle-2026-01-02.backup", 3);
    aged("someone-elses.backup", 400);
    let done = backup(folder.path(), "30");
    assert!(done.status.success(), "{}", text(&done));
    let left = names(&backups);
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!left.contains(&"passerelle-2026-01-01.backup".to_owned()), "{left:?}");
    assert!(left.contains(&"someone-elses.backup".to_owned()), "{left:?}");
    let made =
        left.iter().find(|name| name.starts_with("passerelle-") && *name != "passerelle-2026-01-02.backup");
    let made = backups.join(made.unwrap());
    assert_eq!(fs::metadata(&made).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(text(&done).contains("entries are back"), "it is tried: {}", text(&done));
    // A second one on the same day takes the place of the first.
    assert!(backup(folder.path(), "30").status.success());
    assert_eq!(names(&backups), left);
}

#[test]
fn a_backup_that_fails_leaves_the_old_ones_and_nothing_half_made() {
    let folder = TempDir::new().unwrap();
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let old = fs::File::create(backups.join("passerelle-2026-01-01.backup")).unwrap();
    old.set_modified(SystemTime::now() - Duration::from_secs(400 * 86_400)).unwrap();
    let failed = backup(folder.path(), "30");
    assert!(!failed.status.success() && text(&failed).contains("help:"), "{}", text(&failed));
    assert_eq!(names(&backups), ["passerelle-2026-01-01.backup"]);
    let wrong = backup(folder.path(), "never");
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong));
}

#[test]
fn the_units_are_what_systemd_reads_and_shut_in() {
    let there =
        Command::new("systemd-analyze").arg("--version").output().is_ok_and(|out| out.status.success());
    let folder = TempDir::new().unwrap();
    for name in ["passerelle.service", "passerelle-backup.service", "passerelle-backup.timer"] {
        let unit = fs::read_to_string(root().join("deploy").join(name)).unwrap();
        // The program stands where this test has it.
        let unit = unit
            .replace("/opt/passerelle/passerelle ", &format!("{} ", env!("CARGO_BIN_EXE_passerelle")))
            .replace("/opt/passerelle/deploy", &root().join("deploy").display().to_string());
        if name.ends_with(".service") {
            for line in [
                "DynamicUser=yes",
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "StateDirectory=passerelle",
                "UMask=0077",
            ] {
                assert!(unit.lines().any(|there| there.starts_with(line)), "{name}: {line}");
            }
        }
        fs::write(folder.path().join(name), unit).unwrap();
    }
    // Where systemd is not, its own check cannot be asked; what it must hold was read above.
    if there {
        for name in names(folder.path()) {
            let path = folder.path().join(name);
            let verified = Command::new("systemd-analyze").arg("verify").arg(&path).output().unwrap();
            assert!(verified.status.success() && text(&verified).is_empty(), "{}", text(&verified));
        }
    }
}

#[test]
fn the_list_of_parts_names_each_with_its_licence() {
    let Ok(made) = Command::new("python3").arg("deploy/sbom.py").arg("0").current_dir(root()).output() else {
        panic!("python3 is needed for deploy/sbom.py");
    };
    assert!(made.status.success(), "{}", text(&made));
    let list: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!((&list["bomFormat"], &list["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    let parts = list["components"].as_array().unwrap();
    for name in ["passerelle-core", "tokio", "sled", "clap"] {
        assert!(parts.iter().any(|part| part["name"] == name), "{name}");
    }
    for part in parts {
        let name = part["name"].as_str().unwrap();
        assert!(part["licenses"].is_array(), "{name} has no licence");
        assert!(name == "passerelle-core" || part["hashes"].is_array(), "{name} has no checksum");
        assert_ne!(name, "tempfile", "what only tests need is no part");
    }
}

/// The functions of the Rust files in a folder, and below.
fn functions(folder: &Path, found: &mut std::collections::BTreeSet<String>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(path).unwrap();
            let names = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
            found.extend(names.map(str::to_owned));
        }
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    let mut there = std::collections::BTreeSet::new();
    for folder in ["src", "tests", "adapters"] {
        functions(&root().join(folder), &mut there);
    }
    let table = fs::read_to_string(root().join("docs/asvs.md")).unwrap();
    let named: Vec<&str> =
        table.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() > 2).collect();
    assert!(named.len() > 40, "{named:?}");
    for name in named {
        assert!(there.contains(name), "docs/asvs.md names `{name}`, which is no function");
    }
}

#[test]
fn the_guides_are_there_in_both_languages_and_name_commands_that_exist() {
    let help = Command::new(env!("CARGO_BIN_EXE_passerelle")).arg("--help").output().unwrap();
    let help = text(&help);
    for guide in ["hosts", "moderators", "writers", "developers"] {
        let [english, french] = ["en", "fr"].map(|language| {
            fs::read_to_string(root().join("docs").join(language).join(format!("{guide}.md"))).unwrap()
        });
        let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
        assert_eq!(headings(&english), headings(&french), "{guide}: another number of headings");
        for text in [&english, &french] {
            // In lines of commands and in code: `passerelle NAME`.
            for rest in text.split("passerelle ").skip(1) {
                let name: String = rest.chars().take_while(|letter| letter.is_ascii_lowercase()).collect();
                let typed = text.contains(&format!("`passerelle {name}"))
                    && rest.starts_with(&name)
                    && name.len() > 2;
                if typed {
                    assert!(
                        help.contains(&format!("\n  {name} ")),
                        "{guide}: `passerelle {name}` is no command"
                    );
                }
            }
        }
    }
}
