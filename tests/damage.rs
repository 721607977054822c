//! Flips bytes of the data folder and cuts its files, and never has a wrong state taken for right.
//!
//! Whatever happens to a file, the store starts with everything, or refuses with the sentence that names the repair;
//! and the repair leaves only values that were there once, and says whether something is lost.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test says what it does and ends where it is wrong"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use passerelle_core::store::fake::Rng;
use passerelle_core::store::{Change, EmbeddedStore, Key, Recovery, Store, StoreError};

type State = BTreeMap<String, Vec<u8>>;

/// A folder with a snapshot, commits after it, and an index, and what stands in it.
struct Sample {
    folder: tempfile::TempDir,
    state: State,
    /// Every value a key ever had.
    past: BTreeMap<String, BTreeSet<Vec<u8>>>,
}

impl Sample {
    /// Ends cleanly, or as a killed process would.
    fn new(clean: bool) -> Sample {
        let live = tempfile::tempdir().unwrap();
        let (mut state, mut past) = (State::new(), BTreeMap::<String, BTreeSet<Vec<u8>>>::new());
        let mut rng = Rng::new(7);
        let store = EmbeddedStore::open(live.path()).unwrap().0;
        for step in 0..150 {
            let name = format!("conversation/{:02}", rng.below(40));
            let key = Key::new(name.clone()).unwrap();
            if rng.once_in(6) {
                store.commit(&[Change::delete(&key)], &[]).unwrap();
                state.remove(&name);
            } else {
                let value: Vec<u8> =
                    (0..rng.below(800)).map(|_| rng.draw() as u8).chain([step as u8]).collect();
                store.commit(&[Change::put(&key, value.clone())], &[]).unwrap();
                past.entry(name.clone()).or_default().insert(value.clone());
                state.insert(name, value);
            }
            if step == 60 {
                store.compact().unwrap();
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let mut store = Some(store);
        if clean {
            store = None;
        }
        copy_folder(live.path(), folder.path());
        drop(store);
        Sample { folder, state, past }
    }

    fn copy(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.folder.path(), copy.path());
        copy
    }

    /// Opens a damaged copy, and repairs it if it refuses. Returns what happened, in a word.
    fn judge(&self, folder: &Path, what: &str, clean: bool) -> &'static str {
        let refusal = match EmbeddedStore::open(folder) {
            Ok((store, recoveries)) => {
                let state = read_all(&store);
                if state != self.state {
                    // Without a clean end, the last commit cannot be told from one that was never acknowledged; it is
                    // reported as cut off, and it is only the last.
                    let torn = recoveries.iter().any(|recovery| matches!(recovery, Recovery::TornEnd { .. }));
                    let different =
                        self.state.iter().filter(|(key, value)| state.get(*key) != Some(value)).count();
                    assert!(!clean && torn && different <= 1, "{what}: {different} wrong, {recoveries:?}");
                    return "torn";
                }
                assert!(store.verify().unwrap().is_sound(), "{what}");
                store.commit(&[Change::put(&Key::new("new").unwrap(), "works")], &[]).unwrap();
                return if recoveries.is_empty() { "as if nothing had been" } else { "recovered" };
            }
            Err(refusal) => refusal,
        };
        assert!(matches!(refusal, StoreError::Corrupt { .. }), "{what}: {refusal}");
        assert!(refusal.to_string().contains("`passerelle restore --from-journal`"), "{what}: {refusal}");
        let repaired = EmbeddedStore::repair(folder).unwrap_or_else(|error| panic!("{what}: {error}"));
        let (store, _) =
            EmbeddedStore::open(folder).unwrap_or_else(|error| panic!("{what}, repaired: {error}"));
        let state = read_all(&store);
        if repaired.whole {
            assert!(state == self.state, "{what}: said to be whole, and is not");
        }
        for (key, value) in &state {
            assert!(
                self.past.get(key).is_some_and(|past| past.contains(value)),
                "{what}: `{key}` was never so"
            );
        }
        if repaired.whole { "repaired whole" } else { "repaired with a loss" }
    }
}

#[test]
fn two_hundred_flipped_bytes() {
    damage(true, 200, |bytes, rng| {
        let at = rng.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << rng.below(8);
    });
}

#[test]
fn two_hundred_cut_files() {
    damage(true, 200, |bytes, rng| bytes.truncate(rng.below(bytes.len() as u64) as usize));
}

#[test]
fn flipped_bytes_after_a_kill() {
    damage(false, 60, |bytes, rng| {
        let at = rng.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << rng.below(8);
    });
}

#[test]
fn any_file_may_be_missing() {
    let sample = Sample::new(true);
    for name in files(sample.folder.path()) {
        let copy = sample.copy();
        let what = format!("without {}", name.display());
        fs::remove_file(copy.path().join(&name)).unwrap();
        eprintln!("{what}: {}", sample.judge(copy.path(), &what, true));
    }
}

#[test]
fn the_journal_alone_is_enough() {
    let sample = Sample::new(true);
    let copy = sample.copy();
    for entry in fs::read_dir(copy.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("index-") {
            fs::remove_dir_all(path).unwrap();
        }
    }
    assert_eq!(sample.judge(copy.path(), "without index", true), "recovered");
}

fn damage(clean: bool, times: u64, change: impl Fn(&mut Vec<u8>, &mut Rng)) {
    let sample = Sample::new(clean);
    let mut files = files(sample.folder.path());
    files.retain(|name| fs::metadata(sample.folder.path().join(name)).unwrap().len() > 0);
    let mut counts = BTreeMap::<&str, u64>::new();
    for seed in 0..times {
        let mut rng = Rng::new(seed);
        let copy = sample.copy();
        let name = &files[rng.below(files.len() as u64) as usize];
        let path = copy.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes, &mut rng);
        fs::write(&path, bytes).unwrap();
        let what = format!("seed {seed}, {}", name.display());
        *counts.entry(sample.judge(copy.path(), &what, clean)).or_default() += 1;
    }
    eprintln!("{counts:?}");
}

fn read_all(store: &dyn Store) -> State {
    let page = store.scan("", None, 10_000).unwrap();
    assert!(!page.more);
    page.entries.into_iter().map(|(key, found)| (key.to_string(), found.value)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned())
            }
        }
    }
    found.sort();
    found
}

fn copy_folder(from: &Path, to: &Path) {
    for name in files(from) {
        let target = to.join(&name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(&name), target).unwrap();
    }
}
