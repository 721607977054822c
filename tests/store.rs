//! One list of what a store promises, run against each store there is.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test says what it does and ends where it is wrong"
)]

use std::sync::Arc;
use std::thread;

use passerelle_core::store::fake::{FakeDisk, FakeIndexes, Trial};
use passerelle_core::store::{
    Change, EmbeddedStore, Expectation, Key, MAX_VALUE, MemoryStore, Store, StoreError, Version,
};

type Promise = fn(&dyn Store);

/// The list. A promise sees an empty store.
const PROMISES: &[(&str, Promise)] = &[
    ("what was put is read, with the version of its commit", what_was_put_is_read),
    ("what was deleted is absent", what_was_deleted_is_absent),
    ("the last change of a key in a commit counts", the_last_change_counts),
    ("a scan is ordered, within its prefix, and goes on page by page", a_scan_goes_on_page_by_page),
    ("a scan goes on after a key that is gone", a_scan_goes_on_after_a_gone_key),
    ("a commit happens whole or not at all", a_commit_is_whole),
    ("a version that has moved is a conflict", a_moved_version_conflicts),
    ("a key deleted and put again is another version", a_returning_key_is_another_version),
    ("a commit without changes only checks", an_empty_commit_checks),
    ("a value of the largest size is kept, a larger one refused", large_values),
    ("an empty value is a value", an_empty_value_is_a_value),
    ("keys of any letters keep their order", keys_of_any_letters),
    ("committers side by side lose no update", committers_lose_nothing),
    ("a page of a scan is of one moment", a_page_is_of_one_moment),
];

#[test]
fn the_store_in_memory_keeps_every_promise() {
    for (promise, test) in PROMISES {
        eprintln!("{promise}");
        test(&MemoryStore::default());
    }
}

#[test]
fn the_embedded_store_keeps_every_promise() {
    for (promise, test) in PROMISES {
        eprintln!("{promise}");
        let folder = tempfile::tempdir().unwrap();
        test(&EmbeddedStore::open(folder.path()).unwrap().0);
    }
}

#[test]
fn the_embedded_store_on_a_fake_disk_keeps_every_promise() {
    for (promise, test) in PROMISES {
        eprintln!("{promise}");
        let indexes = Box::new(FakeIndexes::default());
        test(&EmbeddedStore::open_on(Arc::new(FakeDisk::new(1)), indexes, Trial::default()).unwrap().0);
    }
}

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn put(store: &dyn Store, name: &str, value: &str) -> Version {
    store.commit(&[Change::put(&key(name), value)], &[]).unwrap()
}

fn value(store: &dyn Store, name: &str) -> Option<String> {
    store.read(&key(name)).unwrap().map(|found| String::from_utf8(found.value).unwrap())
}

fn keys(store: &dyn Store, prefix: &str) -> Vec<String> {
    let page = store.scan(prefix, None, 1000).unwrap();
    page.entries.into_iter().map(|(key, _)| key.to_string()).collect()
}

fn what_was_put_is_read(store: &dyn Store) {
    assert_eq!(store.read(&key("a")).unwrap(), None);
    let first = put(store, "a", "one");
    let second = put(store, "b", "two");
    assert!(second > first);
    let found = store.read(&key("a")).unwrap().unwrap();
    assert_eq!((found.value, found.version), (b"one".to_vec(), first));
    let third = put(store, "a", "three");
    assert!(third > second);
    assert_eq!(value(store, "a").as_deref(), Some("three"));
}

fn what_was_deleted_is_absent(store: &dyn Store) {
    put(store, "a", "one");
    store.commit(&[Change::delete(&key("a")), Change::delete(&key("never there"))], &[]).unwrap();
    assert_eq!(value(store, "a"), None);
    assert_eq!(keys(store, ""), Vec::<String>::new());
}

fn the_last_change_counts(store: &dyn Store) {
    let (a, b) = (key("a"), key("b"));
    let changes = [
        Change::put(&a, "1"),
        Change::put(&a, "2"),
        Change::put(&b, "1"),
        Change::delete(&b),
        Change::delete(&a),
        Change::put(&a, "3"),
    ];
    let version = store.commit(&changes, &[Expectation::Absent(a.clone())]).unwrap();
    assert_eq!(value(store, "a").as_deref(), Some("3"));
    assert_eq!(value(store, "b"), None);
    store.commit(&[], &[Expectation::Version(a, version), Expectation::Absent(b)]).unwrap();
}

fn a_scan_goes_on_page_by_page(store: &dyn Store) {
    for name in ["p/3", "p/1", "q/1", "p/2", "o", "p/4", "p/5", "p"] {
        put(store, name, name);
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store.scan("p/", after.as_ref(), 2).unwrap();
        assert!(page.entries.len() <= 2);
        seen.extend(page.entries.iter().map(|(key, _)| key.to_string()));
        after = page.entries.last().map(|(key, _)| key.clone()).or(after);
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, ["p/1", "p/2", "p/3", "p/4", "p/5"]);
    assert_eq!(keys(store, "").len(), 8);
    assert_eq!(store.scan("p/", Some(&key("a")), 1).unwrap().entries[0].0, key("p/1"));
    assert_eq!(store.scan("p/", Some(&key("z")), 1).unwrap().entries, []);
    assert!(!store.scan("p/", None, 5).unwrap().more);
    assert_eq!(store.scan("nothing", None, 5).unwrap().entries, []);
}

fn a_scan_goes_on_after_a_gone_key(store: &dyn Store) {
    for name in ["p/1", "p/2", "p/3"] {
        put(store, name, name);
    }
    store.commit(&[Change::delete(&key("p/2"))], &[]).unwrap();
    let page = store.scan("p/", Some(&key("p/2")), 5).unwrap();
    assert_eq!(page.entries.into_iter().map(|(key, _)| key.to_string()).collect::<Vec<_>>(), ["p/3"]);
}

fn a_commit_is_whole(store: &dyn Store) {
    put(store, "a", "old");
    let changes = [Change::put(&key("a"), "new"), Change::put(&key("b"), "new"), Change::delete(&key("a"))];
    let refused = store.commit(&changes, &[Expectation::Absent(key("c")), Expectation::Absent(key("a"))]);
    assert_eq!(refused, Err(StoreError::Conflict { key: key("a") }));
    assert_eq!((value(store, "a").as_deref(), value(store, "b")), (Some("old"), None));
}

fn a_moved_version_conflicts(store: &dyn Store) {
    let first = put(store, "a", "1");
    let expected = [Expectation::Version(key("a"), first)];
    let second = store.commit(&[Change::put(&key("a"), "2")], &expected).unwrap();
    assert!(matches!(
        store.commit(&[Change::put(&key("a"), "3")], &expected),
        Err(StoreError::Conflict { .. })
    ));
    let expected = [Expectation::Version(key("a"), second)];
    store.commit(&[Change::delete(&key("a"))], &expected).unwrap();
    assert!(matches!(
        store.commit(&[Change::put(&key("a"), "4")], &expected),
        Err(StoreError::Conflict { .. })
    ));
    assert_eq!(value(store, "a"), None);
}

fn a_returning_key_is_another_version(store: &dyn Store) {
    let first = put(store, "a", "1");
    store.commit(&[Change::delete(&key("a"))], &[]).unwrap();
    put(store, "a", "1");
    let expected = [Expectation::Version(key("a"), first)];
    assert!(matches!(
        store.commit(&[Change::put(&key("a"), "2")], &expected),
        Err(StoreError::Conflict { .. })
    ));
}

fn an_empty_commit_checks(store: &dyn Store) {
    let first = put(store, "a", "1");
    assert_eq!(store.commit(&[], &[Expectation::Version(key("a"), first)]), Ok(first));
    assert!(matches!(store.commit(&[], &[Expectation::Absent(key("a"))]), Err(StoreError::Conflict { .. })));
    assert!(put(store, "a", "2") > first);
}

fn large_values(store: &dyn Store) {
    let largest: Vec<u8> = (0..MAX_VALUE).map(|at| (at % 251) as u8).collect();
    store.commit(&[Change::put(&key("large"), largest.clone())], &[]).unwrap();
    assert!(store.read(&key("large")).unwrap().unwrap().value == largest);
    let larger = vec![0; MAX_VALUE + 1];
    let refused = store.commit(&[Change::put(&key("b"), "b"), Change::put(&key("large"), larger)], &[]);
    assert!(matches!(refused, Err(StoreError::TooLarge { .. })));
    let many: Vec<Change> = (0..5).map(|at| Change::put(&key(&format!("l{at}")), largest.clone())).collect();
    assert!(matches!(store.commit(&many, &[]), Err(StoreError::TooLarge { .. })));
    assert_eq!(keys(store, ""), ["large"]);
}

fn an_empty_value_is_a_value(store: &dyn Store) {
    put(store, "a", "");
    assert_eq!(value(store, "a").as_deref(), Some(""));
}

fn keys_of_any_letters(store: &dyn Store) {
    let long = "é".repeat(256);
    let mut names = ["été", "zèbre", "ñandú", "a b", "a/b", "🏛", "Ω", long.as_str()];
    for name in names {
        put(store, name, name);
    }
    names.sort_unstable();
    assert_eq!(keys(store, ""), names);
    assert_eq!(keys(store, "é").len(), 2);
    for bad in ["", "a\nb", "a\0b", "x".repeat(513).as_str()] {
        assert!(matches!(Key::new(bad), Err(StoreError::BadKey { .. })), "{bad:?}");
    }
}

fn committers_lose_nothing(store: &dyn Store) {
    const THREADS: u64 = 8;
    const EACH: u64 = 40;
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..EACH {
                    loop {
                        let counter = key("counter");
                        let found = store.read(&counter).unwrap();
                        let count = found.as_ref().map_or(0, |found| {
                            u64::from_le_bytes(found.value.as_slice().try_into().unwrap())
                        });
                        let next = (count + 1).to_le_bytes();
                        let own = key(&format!("step/{:04}", count + 1));
                        let changes = [Change::put(&counter, next), Change::put(&own, next)];
                        match store.commit(&changes, &[Expectation::unchanged(&counter, found.as_ref())]) {
                            Ok(version) => {
                                let found = store.read(&own).unwrap().unwrap();
                                assert_eq!(
                                    found.version, version,
                                    "a commit is read as soon as it has returned"
                                );
                                break;
                            }
                            Err(StoreError::Conflict { .. }) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            });
        }
    });
    let counter = store.read(&key("counter")).unwrap().unwrap().value;
    assert_eq!(u64::from_le_bytes(counter.try_into().unwrap()), THREADS * EACH);
    assert_eq!(keys(store, "step/").len() as u64, THREADS * EACH);
}

fn a_page_is_of_one_moment(store: &dyn Store) {
    let names: Vec<Key> = (0..20).map(|at| key(&format!("n/{at:02}"))).collect();
    let write = |round: u64| {
        let changes: Vec<Change> = names.iter().map(|name| Change::put(name, round.to_le_bytes())).collect();
        store.commit(&changes, &[]).unwrap();
    };
    write(0);
    thread::scope(|scope| {
        let writer = scope.spawn(|| (1..60).for_each(write));
        while !writer.is_finished() {
            let page = store.scan("n/", None, 100).unwrap();
            let first = &page.entries[0].1;
            assert!(page.entries.iter().all(|(_, found)| found == first));
        }
    });
}
