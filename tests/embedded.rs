//! What the store on a disk does with its folder: reopening, owning, forgetting, copying, and older formats.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test says what it does and ends where it is wrong"
)]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use passerelle_core::store::disk::Disk;
use passerelle_core::store::fake::{FakeDisk, FakeIndexes, Fault, Plan, Trial};
use passerelle_core::store::{
    Change, EmbeddedStore, Expectation, Key, MemoryStore, Recovery, Store, StoreError, export, import,
};

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn open(folder: &Path) -> EmbeddedStore {
    EmbeddedStore::open(folder).unwrap().0
}

fn put(store: &dyn Store, name: &str, value: impl Into<Vec<u8>>) {
    store.commit(&[Change::put(&key(name), value)], &[]).unwrap();
}

fn exported(store: &dyn Store) -> String {
    let mut out = Vec::new();
    export(store, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A store with text, bytes, an empty value, an overwritten and a deleted one.
fn fill(store: &dyn Store) {
    for at in 0..50 {
        put(
            store,
            &format!("conversation/telegram:{at:03}"),
            format!("{{\"step\":{at},\"ville\":\"Liège\"}}"),
        );
    }
    put(store, "bytes", vec![0, 159, 146, 150, 255]);
    put(store, "empty", "");
    put(store, "conversation/telegram:007", "{\"step\":\"after\"}");
    store.commit(&[Change::delete(&key("conversation/telegram:008"))], &[]).unwrap();
}

#[test]
fn everything_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    fill(&store);
    let before = exported(&store);
    let version = store.read(&key("bytes")).unwrap().unwrap().version;
    drop(store);
    for _ in 0..3 {
        let (store, recoveries) = EmbeddedStore::open(folder.path()).unwrap();
        assert_eq!(recoveries, []);
        assert_eq!(exported(&store), before);
        assert_eq!(store.read(&key("bytes")).unwrap().unwrap().version, version);
        assert!(store.verify().unwrap().is_sound());
    }
}

#[test]
fn a_second_owner_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let refused = EmbeddedStore::open(folder.path()).unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }), "{refused}");
    assert!(refused.to_string().contains("another Passerelle is using"));
    assert!(matches!(EmbeddedStore::repair(folder.path()), Err(StoreError::InUse { .. })));
    drop(store);
    open(folder.path());
}

#[test]
fn derived_things_are_kept_but_promised_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.cache_put(&key("derived/index"), b"learnt").unwrap();
    assert_eq!(store.cache_get(&key("derived/index")).unwrap().as_deref(), Some(b"learnt".as_slice()));
    assert_eq!(store.read(&key("derived/index")).unwrap(), None);
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.cache_get(&key("derived/index")).unwrap().as_deref(), Some(b"learnt".as_slice()));
    drop(store);
    fs::remove_dir_all(folder.path().join("index-1")).unwrap();
    assert_eq!(open(folder.path()).cache_get(&key("derived/index")).unwrap(), None);
}

#[test]
fn what_is_forgotten_leaves_no_byte_behind() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for at in 0..300 {
        put(&store, &format!("person/anna-k/{at}"), format!("Anna Kowalska said {at}").repeat(5));
        put(&store, &format!("person/berta/{at}"), format!("Berta said {at}"));
        if at == 150 {
            store.compact().unwrap();
        }
    }
    store.cache_put(&key("derived/of-anna-k"), b"Anna Kowalska").unwrap();
    drop(store);
    // Reopened, so that the index has written its pages and snapshots too.
    let store = open(folder.path());
    put(&store, "person/anna-k/last", "Anna Kowalska again");
    assert!(occurs(folder.path(), b"Kowalska"));
    let report = store.forget(&["person/anna-k/", "nobody/"]).unwrap();
    assert_eq!(report.keys, 301);
    assert!(report.after < report.before);
    for bytes in [b"Kowalska".as_slice(), b"anna-k"] {
        assert!(!occurs(folder.path(), bytes), "while it runs");
    }
    assert_eq!(store.scan("person/", None, 1000).unwrap().entries.len(), 300);
    put(&store, "person/berta/last", "goes on");
    drop(store);
    for bytes in [b"Kowalska".as_slice(), b"anna-k"] {
        assert!(!occurs(folder.path(), bytes), "after it has ended");
    }
    let (store, recoveries) = EmbeddedStore::open(folder.path()).unwrap();
    assert_eq!(recoveries, []);
    assert_eq!(store.scan("", None, 1000).unwrap().entries.len(), 301);
}

fn occurs(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        let named = path.to_string_lossy().as_bytes().windows(bytes.len()).any(|window| window == bytes);
        named
            || if path.is_dir() {
                occurs(&path, bytes)
            } else {
                fs::read(path).unwrap().windows(bytes.len()).any(|window| window == bytes)
            }
    })
}

#[test]
fn a_backup_taken_while_it_runs_is_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    fill(&store);
    let backups: Vec<Vec<u8>> = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0_u64..200 {
                let changes = [
                    Change::put(&key("pair/a"), round.to_le_bytes()),
                    Change::put(&key("pair/b"), round.to_le_bytes()),
                ];
                store.commit(&changes, &[]).unwrap();
            }
        });
        let mut backups = Vec::new();
        while !writer.is_finished() {
            let mut out = Vec::new();
            store.backup(&mut out).unwrap();
            backups.push(out);
        }
        backups
    });
    for backup in [backups.first().unwrap(), backups.last().unwrap()] {
        let target = tempfile::tempdir().unwrap();
        let report = EmbeddedStore::restore(target.path(), &mut backup.as_slice()).unwrap();
        assert_eq!(report.bytes, backup.len() as u64);
        let restored = open(target.path());
        assert_eq!(restored.read(&key("pair/a")).unwrap(), restored.read(&key("pair/b")).unwrap());
        assert_eq!(restored.read(&key("bytes")).unwrap(), store.read(&key("bytes")).unwrap());
        assert!(restored.verify().unwrap().is_sound());
        put(&restored, "new", "works");
    }
}

#[test]
fn a_backup_that_is_not_whole_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    fill(&store);
    let mut backup = Vec::new();
    store.backup(&mut backup).unwrap();
    let segment = fs::read(folder.path().join("journal/00000001.log")).unwrap();
    let mut newer = backup.clone();
    newer[8..12].copy_from_slice(&99_u32.to_le_bytes());
    let check = xxhash_rust::xxh3::xxh3_64(&newer[..12]) as u32;
    newer[12..16].copy_from_slice(&check.to_le_bytes());
    let mut refused: Vec<(String, Vec<u8>)> = vec![
        ("newer".to_owned(), newer),
        ("a journal".to_owned(), segment),
        ("an export".to_owned(), exported(&store).into_bytes()),
        ("nothing".to_owned(), Vec::new()),
        ("something after it".to_owned(), [backup.as_slice(), b"more"].concat()),
    ];
    for cut in [1, 15, 40, 64, 100, backup.len() / 2, backup.len() - 1] {
        refused.push((format!("cut to {cut}"), backup[..cut].to_vec()));
    }
    for at in (0..backup.len()).step_by(backup.len() / 40) {
        let mut flipped = backup.clone();
        flipped[at] ^= 4;
        refused.push((format!("byte {at} flipped"), flipped));
    }
    for (what, bytes) in refused {
        let target = tempfile::tempdir().unwrap();
        match EmbeddedStore::restore(target.path(), &mut bytes.as_slice()) {
            Err(error @ (StoreError::Refused { .. } | StoreError::TooNew { .. })) => {
                assert!(error.to_string().contains("nothing was changed"), "{what}: {error}");
                assert_eq!(what == "newer", matches!(error, StoreError::TooNew { .. }), "{what}: {error}");
            }
            other => panic!("{what}: {other:?}"),
        }
        assert_eq!(fs::read_dir(target.path().join("journal")).map_or(0, Iterator::count), 0, "{what}");
    }
    // Nor does a good one over a store that is there.
    drop(store);
    let before = exported(&open(folder.path()));
    assert!(matches!(
        EmbeddedStore::restore(folder.path(), &mut backup.as_slice()),
        Err(StoreError::Refused { .. })
    ));
    assert_eq!(exported(&open(folder.path())), before);
}

#[test]
fn an_export_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    fill(&store);
    let first = exported(&store);
    assert_eq!(first.lines().count(), 51 + 2);
    let memory = MemoryStore::default();
    assert_eq!(import(&memory, &mut Cursor::new(&first)).unwrap(), 51);
    assert_eq!(exported(&memory), first);
    let other = tempfile::tempdir().unwrap();
    let again = open(other.path());
    import(&again, &mut Cursor::new(exported(&memory))).unwrap();
    import(&again, &mut Cursor::new(&first)).unwrap();
    assert_eq!(exported(&again), first);
}

#[test]
fn one_bad_line_and_nothing_is_imported() {
    let memory = MemoryStore::default();
    fill(&memory);
    let good = exported(&memory);
    let lines: Vec<&str> = good.lines().collect();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n") + "\n"
    };
    let bad = [
        (with(0, "{\"passerelle\":\"backup\",\"format\":1}"), "line 1: this is not an export"),
        (with(0, "# notes"), "line 1: this is not an export"),
        (with(0, "{\"passerelle\":\"export\",\"format\":2}"), "the export has format 2"),
        (with(3, "{\"key\":\"conversation/telegram:001\""), "line 4: EOF"),
        (with(3, "{\"key\":\"\",\"text\":\"x\"}"), "line 4: `` cannot be a key"),
        (with(3, "{\"key\":\"a\",\"text\":\"x\",\"hex\":\"00\"}"), "line 4: a line has either"),
        (with(3, "{\"key\":\"a\",\"hex\":\"0g\"}"), "line 4: `hex`"),
        (with(3, "{\"key\":\"a\",\"text\":\"x\",\"more\":1}"), "line 4: unknown field `more`"),
        (with(3, "{\"key\":\"a\",\"text\":\"x\"}"), "line 4: the keys are not in order"),
        (
            with(3, "{\"key\":\"conversation/telegram:001\",\"text\":\"changed\"}"),
            "line 53: the checksum does not fit",
        ),
        (lines[..30].join("\n") + "\n", "line 31: the export is cut short"),
        (good.clone() + "{}\n", "line 54: something follows"),
        (String::new(), "line 1: the export is cut short"),
    ];
    for (text, reason) in bad {
        let target = MemoryStore::default();
        let error = import(&target, &mut Cursor::new(&text)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}\nexpected {reason}");
        assert!(error.contains("nothing was changed"), "{error}");
        assert_eq!(target.scan("", None, 1).unwrap().entries, [], "{reason}");
    }
}

#[test]
fn a_journal_from_the_future_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let path = folder.path().join("journal/00000001.log");
    let mut bytes = fs::read(&path).unwrap();
    bytes[8..12].copy_from_slice(&2_u32.to_le_bytes());
    let check = xxhash_rust::xxh3::xxh3_64(&bytes[..12]) as u32;
    bytes[12..16].copy_from_slice(&check.to_le_bytes());
    fs::write(&path, &bytes).unwrap();
    let refused = EmbeddedStore::open(folder.path()).unwrap_err();
    assert_eq!(refused, StoreError::TooNew { what: "store", format: 2, known: 1 });
    assert!(matches!(EmbeddedStore::repair(folder.path()), Err(StoreError::TooNew { .. })));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn every_stored_format_is_still_read() {
    for format in ["format-1"] {
        let sample = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/store").join(format);
        if std::env::var_os("UPDATE").is_some() && !sample.exists() {
            make_sample(&sample);
        }
        let expected = fs::read_to_string(sample.join("export.jsonl")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("journal")).unwrap();
        for entry in fs::read_dir(sample.join("journal")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.path().join("journal").join(entry.file_name())).unwrap();
        }
        let store = open(folder.path());
        assert_eq!(exported(&store), expected);
        // The migration: what an older program wrote is written anew in the current format.
        store.compact().unwrap();
        drop(store);
        assert_eq!(exported(&open(folder.path())), expected);
        let folder = tempfile::tempdir().unwrap();
        EmbeddedStore::restore(folder.path(), &mut fs::File::open(sample.join("backup")).unwrap()).unwrap();
        assert_eq!(exported(&open(folder.path())), expected);
        let memory = MemoryStore::default();
        import(&memory, &mut Cursor::new(&expected)).unwrap();
        assert_eq!(exported(&memory), expected);
    }
}

/// Writes what a later program must still read: `UPDATE=1`, once a format.
fn make_sample(sample: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    fill(&store);
    store.compact().unwrap();
    put(&store, "after", "the snapshot");
    store.commit(&[Change::delete(&key("empty"))], &[]).unwrap();
    fs::create_dir_all(sample.join("journal")).unwrap();
    fs::write(sample.join("export.jsonl"), exported(&store)).unwrap();
    store.backup(&mut fs::File::create(sample.join("backup")).unwrap()).unwrap();
    drop(store);
    for entry in fs::read_dir(folder.path().join("journal")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), sample.join("journal").join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_full_or_read_only_disk_is_said_so_and_gets_well_again() {
    for (plan, expected) in [
        (Plan { capacity: Some(0), ..Plan::default() }, StoreError::Full),
        (Plan { read_only_from: Some(0), ..Plan::default() }, StoreError::ReadOnly),
    ] {
        let disk = FakeDisk::new(3);
        let indexes = Box::new(FakeIndexes::default());
        let store =
            EmbeddedStore::open_on(Arc::new(disk.clone()), indexes, Trial::small(Fault::None)).unwrap().0;
        put(&store, "a", "1");
        let found = store.read(&key("a")).unwrap();
        disk.plan(plan);
        let large = [Change::put(&key("a"), vec![7; 5000])];
        for _ in 0..3 {
            assert_eq!(store.commit(&large, &[]), Err(expected.clone()));
            assert_eq!(store.read(&key("a")).unwrap(), found);
        }
        disk.plan(Plan::default());
        store.commit(&large, &[Expectation::unchanged(&key("a"), found.as_ref())]).unwrap();
        assert!(store.verify().unwrap().is_sound());
    }
}

/// Threads count together while the disk fails now and then; what each was told decides what must be there.
#[test]
fn committers_side_by_side_survive_a_failing_disk() {
    let disk = FakeDisk::new(11);
    let indexes = Box::new(FakeIndexes::default());
    let store = EmbeddedStore::open_on(Arc::new(disk.clone()), indexes, Trial::small(Fault::None)).unwrap().0;
    let told: Vec<(String, u64)> = thread::scope(|scope| {
        let writers: Vec<_> = (0..8_u64)
            .map(|writer| {
                let (disk, store) = (&disk, &store);
                scope.spawn(move || {
                    let mut told = Vec::new();
                    for step in 0..150 {
                        if step % 10 == writer {
                            let at = Some(step % 7);
                            disk.plan(match step % 3 {
                                0 => Plan { error_at: at, ..Plan::default() },
                                1 => Plan { read_only_from: at, ..Plan::default() },
                                _ => Plan { capacity: Some(0), ..Plan::default() },
                            });
                        }
                        if step % 10 == (writer + 1) % 10 {
                            disk.plan(Plan::default());
                        }
                        let Ok(found) = store.read(&key("counter")) else { continue };
                        let count = found
                            .as_ref()
                            .map_or(0, |found| u64::from_le_bytes(found.value[..].try_into().unwrap()));
                        let own = format!("step/{}", count + 1);
                        let by = format!("{writer}/{step}");
                        let changes = [
                            Change::put(&key("counter"), (count + 1).to_le_bytes()),
                            Change::put(&key(&own), by),
                        ];
                        let expected = [
                            Expectation::unchanged(&key("counter"), found.as_ref()),
                            Expectation::Absent(key(&own)),
                        ];
                        if let Ok(version) = store.commit(&changes, &expected) {
                            told.push((own, version.0));
                        }
                    }
                    told
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    disk.plan(Plan::default());
    assert!(told.len() > 50, "{}", told.len());
    let check = |store: &EmbeddedStore| {
        for (own, version) in &told {
            assert_eq!(store.read(&key(own)).unwrap().unwrap().version.0, *version, "{own}");
        }
        let steps = store.scan("step/", None, 10_000).unwrap().entries.len();
        let counter = store.read(&key("counter")).unwrap().unwrap().value;
        assert_eq!(u64::from_le_bytes(counter.try_into().unwrap()), steps as u64);
        assert_eq!(told.len(), steps, "everything that is there was acknowledged");
        assert!(store.verify().unwrap().is_sound());
    };
    check(&store);
    drop(store);
    disk.crash();
    let indexes = Box::new(FakeIndexes::default());
    check(&EmbeddedStore::open_on(Arc::new(disk), indexes, Trial::small(Fault::None)).unwrap().0);
}

#[test]
fn a_read_only_or_foreign_folder_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let refused = EmbeddedStore::open(&file).unwrap_err();
    assert!(refused.to_string().contains("help:"), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "not a folder");
}

#[test]
fn the_journal_does_not_grow_with_what_is_overwritten() {
    let disk = FakeDisk::new(5);
    let indexes = Box::new(FakeIndexes::default());
    let store = EmbeddedStore::open_on(Arc::new(disk.clone()), indexes, Trial::small(Fault::None)).unwrap().0;
    for round in 0_u32..4000 {
        put(&store, &format!("k/{}", round % 10), round.to_le_bytes());
        let bytes: u64 = disk.list().unwrap().iter().map(|name| disk.size(name).unwrap()).sum();
        assert!(bytes < 64 << 10, "{bytes} bytes after {round}");
    }
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_torn_end_is_cut_off_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    fill(&store);
    let before = exported(&store);
    drop(store);
    let path = folder.path().join("journal/00000001.log");
    let mut bytes = fs::read(&path).unwrap();
    let whole = bytes.len();
    bytes.extend_from_slice(b"\xF0rec and then the power went");
    fs::write(&path, &bytes).unwrap();
    let (store, recoveries) = EmbeddedStore::open(folder.path()).unwrap();
    assert_eq!(
        recoveries,
        [Recovery::TornEnd {
            place: format!("journal/00000001.log, byte {whole}"),
            bytes: (bytes.len() - whole) as u64
        }]
    );
    assert_eq!(recoveries[0].to_string().lines().count(), 1);
    assert_eq!(exported(&store), before);
}
