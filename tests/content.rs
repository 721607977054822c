//! Folders of broken content, each with what is told of it.
//!
//! `UPDATE=1 cargo test --test content` rewrites every `expected.txt`; read the difference before you commit it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its samples has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use passerelle_core::diagnostic::{Code, Diagnostic};
use passerelle_core::knowledge::{self, Day, Parsed, SourceFile, fix, read};
use proptest::prelude::*;

const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Returns the samples, by name.
fn samples() -> Vec<PathBuf> {
    let mut samples: Vec<PathBuf> =
        fs::read_dir(folder("broken")).unwrap().map(|item| item.unwrap().path()).collect();
    samples.sort();
    samples
}

fn parse(files: &[SourceFile]) -> (Parsed, Vec<Diagnostic>) {
    let parsed = knowledge::parse(files);
    let mut all = parsed.diagnostics.clone();
    all.extend(knowledge::check(&parsed.knowledge, &parsed.origins, TODAY));
    (parsed, all)
}

fn files(sample: &Path) -> Vec<SourceFile> {
    let mut files = read(sample).unwrap();
    // A mebibyte of nothing is not kept in the repository.
    if sample.ends_with("file-too-large") {
        files.push(SourceFile {
            path: "cases/a.md".to_owned(),
            bytes: vec![b' '; knowledge::read::LARGEST + 1],
        });
    }
    files
}

fn text(problems: &[Diagnostic]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_sample_tells_what_is_expected() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let (_, problems) = parse(&files(&sample));
        let told = text(&problems);
        let expected = sample.join("expected.txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &told).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", sample.display()));
        }
    }
    assert!(wrong.is_empty(), "told otherwise than expected; UPDATE=1 rewrites:\n\n{}", wrong.join("\n\n"));
}

#[test]
fn each_problem_has_a_sample() {
    let told: BTreeSet<Code> =
        samples().iter().flat_map(|sample| parse(&files(sample)).1).map(|problem| problem.code).collect();
    let missing: Vec<&str> =
        Code::ALL.iter().filter(|code| !told.contains(code)).map(|code| code.word()).collect();
    assert!(missing.is_empty(), "no sample under tests/broken/ for {missing:?}");
}

#[test]
fn each_sample_tells_something() {
    for sample in samples() {
        assert!(!parse(&files(&sample)).1.is_empty(), "{} is not broken", sample.display());
    }
}

#[test]
fn a_bare_base_is_good() {
    let (parsed, problems) = parse(&read(&folder("good/bare")).unwrap());
    assert_eq!(text(&problems), "");
    assert_eq!(parsed.knowledge.entries.len(), 2);
}

#[test]
fn a_full_base_is_good() {
    let (parsed, problems) = parse(&read(&folder("good/full")).unwrap());
    assert_eq!(text(&problems), "");
    let knowledge = parsed.knowledge;
    assert_eq!(knowledge.entries.len(), 2);
    assert_eq!(knowledge.terms.iter().len(), 4);
    assert_eq!(knowledge.acts.of.len(), 1);
    assert_eq!(knowledge.wording.iter().count(), 2);
    let entry = knowledge.entry(&"cases/preston".parse().unwrap()).unwrap();
    assert_eq!(entry.checked, Some(TODAY));
    assert_eq!(entry.sources[0].url.as_deref(), Some("https://example.org/preston"));
}

#[test]
fn files_of_windows_are_read_like_others() {
    let plain = "+++\nfrom = 2011\n+++\n\n# fr: Titre\nRésumé.\n\n## asks\n- un\n- deux\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let entries = |text: &str| {
        let file = SourceFile { path: "cases/a.md".to_owned(), bytes: text.as_bytes().to_vec() };
        let (parsed, problems) = parse(&[file]);
        assert!(problems.is_empty());
        parsed.knowledge.entries
    };
    assert_eq!(entries(plain), entries(&windows));
}

#[test]
fn the_fingerprint_changes_with_a_path_and_with_a_byte() {
    let print = |path: &str, text: &str| {
        let file = SourceFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
        knowledge::parse(&[file]).knowledge.fingerprint
    };
    assert_eq!(print("cases/a.md", "x"), print("cases/a.md", "x"));
    assert_ne!(print("cases/a.md", "x"), print("cases/a.md", "y"));
    assert_ne!(print("cases/a.md", "x"), print("cases/a.mdx", ""));
}

#[test]
fn a_file_cut_anywhere_is_told_and_not_feared() {
    for sample in samples().into_iter().chain([folder("good/full"), folder("good/bare")]) {
        for file in files(&sample) {
            for end in 0..file.bytes.len().min(2000) {
                let cut = SourceFile { path: file.path.clone(), bytes: file.bytes[..end].to_vec() };
                let _ = text(&parse(&[cut]).1);
            }
        }
    }
}

#[test]
fn a_folder_that_cannot_be_read_says_why() {
    let shown = |path: &Path| read(path).unwrap_err().to_string();
    assert!(shown(&folder("nowhere")).contains("there is no folder"));
    assert!(shown(&folder("content.rs")).contains("is not a folder"));
}

proptest! {
    #[test]
    fn any_text_is_told_and_not_feared(body in "(# fr: |# es: |## asks|## what|\\*\\*|https://|[-#*\\[\\]()<>|+ \n:;a0é«»?!¿\"=\u{a0}]){0,80}") {
        for (path, text) in [
            ("cases/a.md", format!("+++\n+++\n{body}")),
            ("cases/a.md", format!("+++\n{body}\n+++\n# fr: a")),
            ("terms.toml", format!("[[term]]\n{body}")),
            ("language/fr.toml", body.clone()),
            ("acts/greet.toml", format!("fr = [{body}]")),
            ("wording/fr.ftl", format!("a = {body}")),
        ] {
            let file = SourceFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
            let _ = self::text(&parse(&[file]).1);
            let fixed = fix::french_spaces(&text);
            prop_assert_eq!(&fix::french_spaces(&fixed), &fixed);
            let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
            prop_assert_eq!(plain(&fixed), plain(&text));
        }
    }
}
