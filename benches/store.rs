//! What a durable commit costs, beside sled's own insert and flush in the same run, and how fast a store is ready.
//!
//! `cargo bench --bench store` prints the figures, in turns, so that a busy disk is busy for both. It takes no harness:
//! medians, throughputs of many threads and ratios are what is promised, and they are plain arithmetic.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and may end at once"
)]

use std::fs;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use passerelle_core::store::{Change, EmbeddedStore, Key, Store};

/// As large as a small conversation.
const VALUE: usize = 300;

fn main() {
    // Cargo's own test run passes flags; a benchmark that is only asked to exist does nothing.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let target = std::env::var_os("CARGO_TARGET_TMPDIR").map_or(std::env::temp_dir(), Into::into);
    let folder = tempfile::tempdir_in(target).unwrap();
    let sled = sled::Config::new().path(folder.path().join("sled")).flush_every_ms(None).open().unwrap();
    let store = EmbeddedStore::open(&folder.path().join("store")).unwrap().0;
    let value = vec![7; VALUE];
    // sled writes nothing when a value is what it was: each is another one.
    let changing = |step: u32| [step.to_le_bytes().as_slice(), &value].concat();

    let (mut of_sled, mut ours) = (Vec::new(), Vec::new());
    for step in 0..4000_u32 {
        let name = format!("conversation/telegram:{}", step % 1000);
        let value = changing(step);
        of_sled.push(timed(|| {
            sled.insert(name.as_bytes(), value.as_slice()).unwrap();
            sled.flush().unwrap();
        }));
        let changes = [Change::put(&Key::new(name).unwrap(), value)];
        ours.push(timed(|| {
            store.commit(&changes, &[]).unwrap();
        }));
    }
    println!("one writer       p50        p99");
    println!("sled flush    {:>7.0} µs {:>7.0} µs", at(&mut of_sled, 0.5), at(&mut of_sled, 0.99));
    println!("our fdatasync {:>7.0} µs {:>7.0} µs", at(&mut ours, 0.5), at(&mut ours, 0.99));
    println!("ratio of the medians  {:.2} (promised: at most 3)", at(&mut ours, 0.5) / at(&mut of_sled, 0.5));

    let mut rates = Vec::new();
    for _ in 0..3 {
        rates.push((throughput(&store, 1), throughput(&store, 64)));
    }
    rates.sort_by(|a, b| (a.1 / a.0).total_cmp(&(b.1 / b.0)));
    let (one, many) = rates[1];
    println!(
        "commits/s: 1 writer {one:.0}, 64 writers {many:.0}: {:.1} times (promised: at least 5)",
        many / one
    );
    drop((store, sled));

    let path = folder.path().join("large");
    let store = EmbeddedStore::open(&path).unwrap().0;
    let next = Mutex::new(0_u32);
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                loop {
                    let step = {
                        let mut next = next.lock().unwrap();
                        *next += 1;
                        *next
                    };
                    if step > 100_000 {
                        return;
                    }
                    let key = Key::new(format!("conversation/telegram:{}", step % 10_000)).unwrap();
                    store.commit(&[Change::put(&key, changing(step))], &[]).unwrap();
                }
            });
        }
    });
    println!("verify: {}", store.verify().unwrap());
    let backup = timed(|| {
        store.backup(&mut fs::File::create(folder.path().join("backup")).unwrap()).unwrap();
    });
    println!("backup: {} ms", backup.as_millis());
    drop(store);
    let open = timed(|| drop(EmbeddedStore::open(&path).unwrap()));
    println!("ready with 10,000 conversations: {} ms (promised: at most 1 s)", open.as_millis());
    fs::remove_dir_all(path.join("index-1")).unwrap();
    let rebuilt = timed(|| drop(EmbeddedStore::open(&path).unwrap()));
    println!("ready, the index lost: {} ms", rebuilt.as_millis());
    let store = EmbeddedStore::open(&path).unwrap().0;
    println!("compaction: {} ms", timed(|| store.compact().unwrap()).as_millis());
}

fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

/// Returns a quantile in microseconds.
fn at(times: &mut [Duration], quantile: f64) -> f64 {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * quantile) as usize].as_secs_f64() * 1e6
}

/// Returns commits a second of so many writers at once.
fn throughput(store: &EmbeddedStore, writers: usize) -> f64 {
    let each = if writers == 1 { 2000 } else { 300 };
    let time = timed(|| {
        thread::scope(|scope| {
            for writer in 0..writers {
                scope.spawn(move || {
                    let key = Key::new(format!("writer/{writer}")).unwrap();
                    for _ in 0..each {
                        store.commit(&[Change::put(&key, vec![7; VALUE])], &[]).unwrap();
                    }
                });
            }
        });
    });
    (writers * each) as f64 / time.as_secs_f64()
}
