//! Breaks the store on purpose, in every way a disk can, and compares what is there with what was promised.
//!
//! `cargo test --test simulation` runs a few thousand seeds; `SEEDS=100000 cargo test --release --test simulation` runs
//! more; `SEED=42 cargo test --test simulation` replays one, with its trace. Everything follows from the seed: the
//! commits, the moment and the kind of each failure, and what a crash leaves of unsynced writes and of the index.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test says what it does and ends where it is wrong"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use passerelle_core::store::fake::{FakeDisk, FakeIndexes, Fault, IndexCrash, Plan, Rng, Trial};
use passerelle_core::store::{Change, EmbeddedStore, Expectation, Key, Store, StoreError, Version};

/// What people saw acknowledged: kept apart from the store, by other means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ledger {
    /// Each key with its value and the number of its commit.
    entries: BTreeMap<String, (Vec<u8>, u64)>,
    /// The number of the last commit.
    last: u64,
}

const KINDS: [IndexCrash; 6] = [
    IndexCrash::Whole,
    IndexCrash::Behind,
    IndexCrash::Empty,
    IndexCrash::Refuses,
    IndexCrash::BadPage,
    IndexCrash::Stale,
];

#[test]
fn nothing_acknowledged_is_lost() {
    if let Some(seed) = number("SEED") {
        let run = Run::play(seed, Fault::None);
        eprintln!("{}", run.log);
        assert_eq!(run.wrong, None, "seed {seed}");
        return;
    }
    let seeds = number("SEEDS").unwrap_or(20_000);
    let failed = first_failure(seeds, Fault::None);
    if let Some((seed, wrong)) = failed {
        panic!(
            "{wrong}\nreplay it with: SEED={seed} cargo test --test simulation nothing_acknowledged_is_lost -- --nocapture"
        );
    }
}

#[test]
fn every_call_of_the_disk_may_fail() {
    for at in 0..120 {
        let plans = [
            Plan { crash_at: Some(at), ..Plan::default() },
            Plan { error_at: Some(at), ..Plan::default() },
            Plan { read_only_from: Some(at), ..Plan::default() },
            Plan { capacity: Some(at * 400), ..Plan::default() },
        ];
        for plan in plans {
            for seed in 0..10 {
                let run = Run::play_with(seed, Fault::None, Some(plan));
                assert_eq!(run.wrong, None, "seed {seed}, {plan:?}\n{}", run.log);
            }
        }
    }
}

#[test]
fn every_deliberate_mistake_is_caught() {
    let mut missed = Vec::new();
    for fault in Fault::ALL {
        match first_failure(5000, fault) {
            Some((seed, wrong)) => eprintln!("{fault:?} is caught by seed {seed}: {wrong}"),
            None => missed.push(fault),
        }
    }
    assert!(missed.is_empty(), "not caught within 5,000 seeds: {missed:?}");
}

#[test]
fn a_seed_is_played_the_same_way_twice() {
    for seed in 0..20 {
        assert_eq!(Run::play(seed, Fault::None).log, Run::play(seed, Fault::None).log, "seed {seed}");
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays seeds on two threads and returns a failing one.
fn first_failure(seeds: u64, fault: Fault) -> Option<(u64, String)> {
    let next = AtomicU64::new(0);
    let play = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                return None;
            }
            if let Some(wrong) = Run::play(seed, fault).wrong {
                next.store(seeds, Ordering::Relaxed);
                return Some((seed, wrong));
            }
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(play)).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).min()
    })
}

/// One history, with several lives of the store in it.
struct Run {
    seed: u64,
    fault: Fault,
    rng: Rng,
    disk: FakeDisk,
    indexes: FakeIndexes,
    /// What is certain.
    ledger: Ledger,
    /// States that the store may be in instead, because nobody was told how a commit ended.
    possible: Vec<Ledger>,
    /// The failure of each life, instead of a drawn one.
    planned: Option<Plan>,
    wrong: Option<String>,
    log: String,
}

impl Run {
    fn play(seed: u64, fault: Fault) -> Run {
        Run::play_with(seed, fault, None)
    }

    fn play_with(seed: u64, fault: Fault, planned: Option<Plan>) -> Run {
        let mut run = Run {
            seed,
            fault,
            rng: Rng::new(seed ^ 0xA5A5_5A5A),
            disk: FakeDisk::new(seed),
            indexes: FakeIndexes::default(),
            ledger: Ledger::default(),
            possible: Vec::new(),
            planned,
            wrong: None,
            log: String::new(),
        };
        let lives = 2 + run.rng.below(4);
        for _ in 0..lives {
            if run.wrong.is_none() {
                run.live();
            }
        }
        if run.wrong.is_none() && run.rng.once_in(8) {
            run.mix_histories();
        }
        run
    }

    fn note(&mut self, what: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.log, "{what}");
    }

    fn fail(&mut self, what: String) {
        self.note(format_args!("WRONG: {what}"));
        self.wrong.get_or_insert(what);
    }

    fn open(&self) -> Result<EmbeddedStore, StoreError> {
        let indexes = Box::new(self.indexes.clone());
        EmbeddedStore::open_on(Arc::new(self.disk.clone()), indexes, Trial::small(self.fault))
            .map(|(store, _)| store)
    }

    /// Opens, compares with the ledger, works under a plan of failure, and ends in a crash or a clean close.
    fn live(&mut self) {
        let plan = self.plan();
        // Some failures strike while the store is being opened, most later.
        let early = self.rng.once_in(4);
        if early {
            self.disk.plan(plan);
        } else {
            self.disk.plan(Plan { capacity: None, ..Plan::default() });
        }
        let opened = self.open();
        let store = match opened {
            Ok(store) => store,
            Err(error) if early => {
                self.note(format_args!("not opened: {}", first_line(&error)));
                if matches!(error, StoreError::Corrupt { .. }) {
                    self.fail(format!("refused as damaged: {}", first_line(&error)));
                    return;
                }
                // Whatever stopped it is over; nothing may have been lost by the attempt.
                self.power_off();
                match self.open() {
                    Ok(store) => store,
                    Err(error) => {
                        self.fail(format!("does not open after a failed opening: {}", first_line(&error)));
                        return;
                    }
                }
            }
            Err(error) => {
                self.fail(format!("does not open: {}", first_line(&error)));
                return;
            }
        };
        self.note(format_args!("opened, plan {plan:?}"));
        self.compare(&store, early);
        if !early {
            self.disk.plan(plan);
        }
        let steps = 1 + self.rng.below(14);
        for _ in 0..steps {
            if self.wrong.is_some() {
                break;
            }
            self.step(&store);
        }
        if self.rng.once_in(4) {
            // Failures are over: what a running store says then must be true as well.
            self.disk.plan(Plan::default());
            self.compare(&store, false);
        }
        drop(store);
        self.power_off();
    }

    /// Ends a life: mostly with a loss of power, at times with the process only.
    fn power_off(&mut self) {
        if self.rng.once_in(5) {
            self.note(format_args!("the process ended"));
        } else {
            self.disk.crash();
            let kind = KINDS[self.rng.below(KINDS.len() as u64) as usize];
            self.indexes.crash(kind, &mut self.rng);
            self.note(format_args!("the power was lost; index: {kind:?}"));
        }
        for line in self.disk.take_trace() {
            let _ = writeln!(self.log, "  disk: {line}");
        }
        self.disk.plan(Plan::default());
    }

    fn plan(&mut self) -> Plan {
        if let Some(planned) = self.planned {
            return planned;
        }
        let at = self.rng.below(60);
        let mut plan = Plan::default();
        match self.rng.below(6) {
            0..=2 => plan.crash_at = Some(at),
            3 => plan.error_at = Some(at),
            4 => plan.read_only_from = Some(at),
            _ => plan.capacity = Some(self.rng.below(60_000)),
        }
        plan
    }

    fn step(&mut self, store: &EmbeddedStore) {
        match self.rng.below(24) {
            0 | 1 => {
                let done = store.compact();
                self.note(format_args!("compact: {}", outcome(&done)));
            }
            2 => self.forget(store),
            23 => {
                let steps = self.rng.below(3);
                self.indexes.spoil(steps, &mut self.rng);
                self.note(format_args!("the index is spoilt"));
            }
            3 => self.read_one(store),
            4..=8 => self.commit(store, 2 + self.rng.clone().below(4) as usize),
            _ => self.commit(store, 1),
        }
    }

    /// Commits a group, one after another in one breath.
    fn commit(&mut self, store: &EmbeddedStore, count: usize) {
        let states: Vec<Ledger> = std::iter::once(self.ledger.clone()).chain(self.possible.clone()).collect();
        let commits: Vec<_> = (0..count).map(|_| self.invent()).collect();
        let results = store.commit_together(&commits);
        self.note(format_args!("commit {count}: {:?}", results.iter().map(outcome).collect::<Vec<_>>()));
        // Which of the states the store was in before: each is taken as far as its outcomes fit.
        let mut certain = Vec::new();
        let mut open_ended = Vec::new();
        for state in states {
            let mut now = state;
            let mut fits = true;
            let mut branches = Vec::new();
            for ((changes, expectations), result) in commits.iter().zip(&results) {
                let holds = expectations.iter().all(|expectation| holds(&now, expectation));
                match result {
                    Ok(version) => {
                        fits &= holds && version.0 == now.last + 1;
                        apply(&mut now, changes);
                    }
                    // A commit that failed for the disk's sake takes those behind it with it: a conflict with it is
                    // no lie, only out of date.
                    Err(StoreError::Conflict { .. }) => {
                        fits &= !holds || results.iter().any(|result| is_fault(result.as_ref().err()));
                    }
                    Err(StoreError::OutcomeUnknown { .. }) => branches.push(changes),
                    Err(_) => {}
                }
            }
            if fits {
                // Of a group nobody knows of, some first part may be there.
                let mut branch = now.clone();
                for changes in branches {
                    apply(&mut branch, changes);
                    open_ended.push(branch.clone());
                }
                certain.push(now);
            }
        }
        match certain.split_first() {
            None => self.fail("a commit was answered as no state allows".to_owned()),
            Some((first, others)) => {
                self.ledger = first.clone();
                self.possible = others.iter().cloned().chain(open_ended).collect();
            }
        }
    }

    fn invent(&mut self) -> (Vec<Change>, Vec<Expectation>) {
        let mut changes = Vec::new();
        let mut expectations = Vec::new();
        for _ in 0..1 + self.rng.below(4) {
            let name = format!("k/{}", self.rng.below(12));
            let key = Key::new(name.clone()).unwrap();
            if self.rng.once_in(2) {
                expectations.push(match self.ledger.entries.get(&name) {
                    None => Expectation::Absent(key.clone()),
                    Some((_, version)) => Expectation::Version(key.clone(), Version(*version)),
                });
            }
            if self.rng.once_in(4) {
                changes.push(Change::Delete { key });
            } else {
                let len = if self.rng.once_in(6) { self.rng.below(6000) } else { self.rng.below(300) };
                let byte = self.rng.draw() as u8;
                let mut value = vec![byte; len as usize];
                value.extend(self.rng.draw().to_le_bytes());
                changes.push(Change::Put { key, value });
            }
        }
        (changes, expectations)
    }

    fn forget(&mut self, store: &EmbeddedStore) {
        let prefix = format!("k/{}", self.rng.below(12));
        let done = store.forget(&[&prefix]);
        self.note(format_args!(
            "forget {prefix}: {}",
            done.as_ref().map_or_else(first_line, |_| "done".to_owned())
        ));
        let without = |state: &Ledger| {
            let mut state = state.clone();
            let before = state.entries.len();
            state.entries.retain(|key, _| !key.starts_with(&prefix));
            state.last += u64::from(state.entries.len() < before);
            state
        };
        if done.is_ok() {
            self.ledger = without(&self.ledger);
            self.possible = self.possible.iter().map(without).collect();
        } else {
            // It deletes first; that may have happened.
            let also: Vec<Ledger> = self.possible.iter().chain([&self.ledger]).map(without).collect();
            self.possible.extend(also);
        }
    }

    fn read_one(&mut self, store: &EmbeddedStore) {
        let name = format!("k/{}", self.rng.below(12));
        if let Ok(found) = store.read(&Key::new(name.clone()).unwrap()) {
            let found = found.map(|found| (found.value, found.version.0));
            // What was read is from now on relied on.
            if !self.settle(|state| state.entries.get(&name) == found.as_ref()) {
                self.fail(format!("`{name}` reads as it never was"));
            }
        }
    }

    /// Compares everything with the ledger. `failing` says that reads may fail.
    fn compare(&mut self, store: &EmbeddedStore, failing: bool) {
        let mut there = BTreeMap::new();
        let mut after = None;
        loop {
            match store.scan("", after.as_ref(), 5) {
                Ok(page) => {
                    after = page.entries.last().map(|(key, _)| key.clone());
                    there.extend(
                        page.entries
                            .into_iter()
                            .map(|(key, found)| (key.to_string(), (found.value, found.version.0))),
                    );
                    if !page.more {
                        break;
                    }
                }
                Err(_) if failing => return,
                Err(error) => {
                    self.fail(format!("cannot be read: {}", first_line(&error)));
                    return;
                }
            }
        }
        if !self.settle(|state| state.entries == there) {
            let lost =
                self.ledger.entries.iter().filter(|(key, entry)| there.get(*key) != Some(*entry)).count();
            let of = self.ledger.entries.len();
            self.fail(format!("{lost} of {of} entries are not as acknowledged ({} there)", there.len()));
            return;
        }
        if let Ok(found) = store.verify()
            && !found.is_sound()
        {
            self.fail(format!("verify: {found}"));
        }
    }

    /// Keeps the states that fit what was seen; says whether there are any.
    fn settle(&mut self, fits: impl Fn(&Ledger) -> bool) -> bool {
        let mut states =
            [&self.ledger].into_iter().chain(&self.possible).filter(|state| fits(state)).cloned();
        let Some(first) = states.next() else { return false };
        let mut others: Vec<Ledger> = states.collect();
        others.dedup();
        (self.ledger, self.possible) = (first, others);
        true
    }

    /// Puts the newest segment of another history, with the same numbers, in the place of this one's: every record is
    /// intact, and only the chain can tell.
    fn mix_histories(&mut self) {
        let Ok(store) = self.open() else { return self.fail("does not open at last".to_owned()) };
        let key = Key::new("k/1").unwrap();
        let done = store.compact().and_then(|()| store.commit(&[Change::put(&key, "before")], &[]));
        drop(store);
        if done.is_err() {
            return self.fail("does not work at last".to_owned());
        }
        let other = self.disk.fork();
        let write = |disk: &FakeDisk, value: &str| {
            let indexes = Box::new(FakeIndexes::default());
            let store =
                EmbeddedStore::open_on(Arc::new(disk.clone()), indexes, Trial::small(self.fault)).unwrap().0;
            for _ in 0..3 {
                store.commit(&[Change::put(&key, value)], &[]).unwrap();
            }
        };
        write(&self.disk, "ours  ");
        write(&other, "theirs");
        let newest = |disk: &FakeDisk| {
            let names = passerelle_core::store::disk::Disk::list(disk).unwrap();
            names.into_iter().rfind(|name| name.ends_with(".log")).unwrap()
        };
        let (ours, theirs) =
            (self.disk.content(&newest(&self.disk)).unwrap(), other.content(&newest(&other)).unwrap());
        if ours.len() != theirs.len() {
            return self.fail("two histories of the same form differ in length".to_owned());
        }
        // The last two records are ours, the one before theirs.
        let one = 48 + 1 + 1 + 2 + 3 + 4 + "theirs".len();
        let mut mixed = theirs;
        let from = mixed.len() - 2 * one;
        mixed[from..].copy_from_slice(&ours[from..]);
        self.disk.set_content(&newest(&self.disk), mixed);
        let indexes = Box::new(FakeIndexes::default());
        match EmbeddedStore::open_on(Arc::new(self.disk.clone()), indexes, Trial::small(self.fault)) {
            Err(StoreError::Corrupt { .. }) => {}
            Err(error) => {
                self.fail(format!("a mixed journal is refused with another reason: {}", first_line(&error)))
            }
            Ok(_) => self.fail(format!("seed {}: a mixed journal is taken for a whole one", self.seed)),
        }
    }
}

fn is_fault(error: Option<&StoreError>) -> bool {
    error.is_some_and(|error| !matches!(error, StoreError::Conflict { .. }))
}

fn holds(state: &Ledger, expectation: &Expectation) -> bool {
    let there = state.entries.get(expectation.key().as_str()).map(|(_, version)| *version);
    match expectation {
        Expectation::Absent(_) => there.is_none(),
        Expectation::Version(_, version) => there == Some(version.0),
    }
}

fn apply(state: &mut Ledger, changes: &[Change]) {
    state.last += 1;
    for change in changes {
        match change {
            Change::Put { key, value } => {
                state.entries.insert(key.to_string(), (value.clone(), state.last));
            }
            Change::Delete { key } => {
                state.entries.remove(key.as_str());
            }
        }
    }
}

fn outcome<T>(result: &Result<T, StoreError>) -> String {
    result.as_ref().map_or_else(first_line, |_| "done".to_owned())
}

fn first_line(error: &StoreError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
