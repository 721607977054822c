//! Kills a real process in the middle of its commits, again and again, on the same folder.
//!
//! The test starts itself as the process that writes. It prints each commit after it was acknowledged; what was printed
//! must be there. The moment of the kill is a number of lines read, not a time.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test says what it does and ends where it is wrong"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use passerelle_core::store::fake::Rng;
use passerelle_core::store::{Change, EmbeddedStore, Key, Store};

const FOLDER: &str = "PASSERELLE_TEST_KILL_FOLDER";
const WRITERS: usize = 4;
const ROUNDS: u64 = 60;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = [0_u64; WRITERS];
    let mut rng = Rng::new(17);
    for round in 0..ROUNDS {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["the_process_that_is_killed", "--exact", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut left = rng.below(300);
        while left > 0 {
            left -= u64::from(note(&lines.next().unwrap().unwrap(), &mut acknowledged));
        }
        writer.kill().unwrap();
        // What it had printed before it died was acknowledged too; the last line may be torn.
        for line in lines.map_while(Result::ok) {
            note(&line, &mut acknowledged);
        }
        writer.wait().unwrap();
        let store = EmbeddedStore::open(folder.path()).unwrap().0;
        for (writer, last) in acknowledged.iter_mut().enumerate() {
            let there = count(&store, writer);
            assert!(
                there == *last || there == *last + 1,
                "round {round}, writer {writer}: {there} there, {last} acknowledged"
            );
            *last = there;
        }
        assert!(store.verify().unwrap().is_sound(), "round {round}");
    }
    assert!(acknowledged.iter().sum::<u64>() > ROUNDS * 50);
}

/// Not a test but the process above; it returns at once when it is run with the others.
#[test]
fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = EmbeddedStore::open(Path::new(&folder)).unwrap().0;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                for next in count(store, writer) + 1.. {
                    let filling = vec![7; (next % 2000) as usize];
                    let changes = [
                        Change::put(&key(writer), next.to_le_bytes()),
                        Change::put(&Key::new(format!("filling/{writer}/{}", next % 50)).unwrap(), filling),
                    ];
                    store.commit(&changes, &[]).unwrap();
                    println!("kept {writer} {next} ok");
                    if next % 500 == 0 {
                        store.compact().unwrap();
                    }
                }
            });
        }
    });
}

fn key(writer: usize) -> Key {
    Key::new(format!("writer/{writer}")).unwrap()
}

fn count(store: &EmbeddedStore, writer: usize) -> u64 {
    store.read(&key(writer)).unwrap().map_or(0, |found| u64::from_le_bytes(found.value.try_into().unwrap()))
}

/// Takes note of a line, and says whether it was an acknowledgement.
fn note(line: &str, acknowledged: &mut [u64; WRITERS]) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    // The harness may have begun the line with words of its own.
    let [.., "kept", writer, next, "ok"] = words[..] else { return false };
    acknowledged[writer.parse::<usize>().unwrap()] = next.parse().unwrap();
    true
}
