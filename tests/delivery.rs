//! Breaks the delivery of messages on purpose: the real inbox, turns, outbox and pacing on a fake disk, a fake clock and a fake
//! platform, all driven by one seed; what people saw acknowledged is kept in a ledger apart and compared with what is there.
//!
//! `cargo test --test delivery` runs many seeds; `SEEDS=1000000 cargo test --release --test delivery` runs more, `FROM=20000` those
//! from there on;
//! `SEED=42 cargo test --test delivery nothing_accepted -- --nocapture` replays one, with its trace.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::panic,
    reason = "a test says what it does and ends where it is wrong"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use passerelle_core::assistant::office::{FLOOD, Office, Verdict, Worked};
use passerelle_core::assistant::outlet::{Limits, Next, Rate};
use passerelle_core::assistant::trial::{Mistake, Trial as TurnTrial};
use passerelle_core::assistant::{Assistant, Outgoing, Received};
use passerelle_core::conversation::Conversation;
use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
use passerelle_core::knowledge::Act;
use passerelle_core::mind::Mind;
use passerelle_core::reply::Reply;
use passerelle_core::step::{Outcome, Reason};
use passerelle_core::store::fake::{FakeDisk, FakeIndexes, Fault, IndexCrash, Plan, Rng, Trial};
use passerelle_core::store::{
    Change, EmbeddedStore, Expectation, Key, MemoryStore, Page, Store, StoreError, Version, Versioned,
};
use passerelle_core::text::{Block, Text};
use passerelle_core::turn::{Turn, turn};

const PLATFORM: &str = "fake";
const LIMITS: Limits = Limits { overall: &[Rate { count: 30, per: 1000 }], at_once: 1, patience: 250 };
const CHAT: &[Rate] = &[Rate { count: 1, per: 1000 }];
/// What makes a turn panic.
const BOOM: &str = "boom";
/// Where every fourth event has a second reply go.
const MODERATORS: &str = "moderators";

#[test]
fn nothing_accepted_is_lost_and_nothing_is_done_twice() {
    silence_panics();
    if let Some(seed) = number("SEED") {
        let run = Run::play(seed, Mistake::None);
        eprintln!("{}", run.log);
        assert_eq!(run.wrong, None, "seed {seed}");
        return;
    }
    let seeds = number("SEEDS").unwrap_or(20_000);
    let from = number("FROM").unwrap_or(0);
    if let Some((seed, wrong)) = first_failure(from..seeds, Mistake::None) {
        panic!(
            "{wrong}\nreplay it with: SEED={seed} cargo test --test delivery nothing_accepted -- --nocapture"
        );
    }
}

#[test]
fn every_deliberate_mistake_is_caught() {
    silence_panics();
    let mut missed = Vec::new();
    for mistake in Mistake::ALL {
        match first_failure(0..5000, mistake) {
            Some((seed, wrong)) => eprintln!("{mistake:?} is caught by seed {seed}: {wrong}"),
            None => missed.push(mistake),
        }
    }
    assert!(missed.is_empty(), "not caught within 5,000 seeds: {missed:?}");
}

#[test]
fn a_flood_is_asked_to_slow_down_once_and_holds_up_nobody() {
    let trial = TurnTrial { turn: tally, ..TurnTrial::default() };
    let office =
        Office::new(Assistant::on_trial(Arc::clone(support::sample()), MemoryStore::default(), trial));
    office.open(PLATFORM, LIMITS, |_| CHAT);
    let event = |person: &str, id: usize| Event {
        id: EventId(id.to_string()),
        address: address(person),
        at: Timestamp(1),
        hint: None,
        note: None,
        action: Action::Say("more".into()),
    };
    office.deliver((0..FLOOD + 50).map(|id| event("flood", id)).collect()).unwrap();
    office.deliver(vec![event("calm", 1)]).unwrap();
    let mut handled = Vec::new();
    while let Worked::Done { received, .. } = office.work().unwrap() {
        handled.push(received);
    }
    // The calm one is served second, before the rest of the flood.
    assert!(matches!(&handled[1], Received::Answered { replies, .. } if replies[0].to.person == "calm"));
    let aside: Vec<usize> = handled
        .iter()
        .filter_map(|received| match received {
            Received::SetAside { replies, reason: Reason::Flood } => Some(replies.len()),
            _ => None,
        })
        .collect();
    assert_eq!((aside.len(), aside.iter().sum::<usize>()), (50, 1));
    assert!(office.assistant().waiting().unwrap().is_empty());
}

#[test]
fn an_event_that_ends_the_program_each_time_is_set_aside() {
    // The turn panics, as it would abort; the store is kept from one start to the next.
    let store = Arc::new(MemoryStore::default());
    let event = Event {
        id: EventId("1".into()),
        address: address("p"),
        at: Timestamp(1),
        hint: None,
        note: None,
        action: Action::Say("more".into()),
    };
    Assistant::new(Arc::clone(support::sample()), Arc::clone(&store)).accept(&[event]).unwrap();
    for start in 0..10 {
        let assistant = Assistant::new(Arc::clone(support::sample()), Dying(Arc::clone(&store)));
        let office = Office::new(assistant);
        office.open(PLATFORM, LIMITS, |_| CHAT);
        if office.recover().unwrap().events == 0 {
            assert!(start > 2, "given up too early");
            let Ok(Next::Send(reply)) = office.next(PLATFORM, 0, Timestamp(1)) else {
                panic!("the person is not told")
            };
            assert_eq!(reply.to, address("p"));
            return;
        }
        let _ = office.work();
    }
    panic!("it is tried for ever");
}

/// A store in which a commit of a conversation never comes to pass, as if the program had ended before it.
struct Dying(Arc<MemoryStore>);

impl Store for Dying {
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        self.0.read(key)
    }

    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        self.0.scan(prefix, after, limit)
    }

    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError> {
        if changes.iter().any(|change| change.key().as_str().starts_with("conversation/")) {
            return Err(StoreError::Unavailable { reason: "the program has ended".into() });
        }
        self.0.commit(changes, expectations)
    }
}

#[test]
fn a_seed_is_played_the_same_way_twice() {
    silence_panics();
    for seed in 0..20 {
        assert_eq!(Run::play(seed, Mistake::None).log, Run::play(seed, Mistake::None).log, "seed {seed}");
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Turns panic on purpose here; what they say is of no interest. The harness reports a failed test by itself.
fn silence_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let on_purpose = panic.payload().downcast_ref::<&str>().is_some_and(|what| *what == BOOM);
        if !on_purpose {
            default(panic);
        }
    }));
}

/// Plays seeds on two threads and returns a failing one.
fn first_failure(seeds: Range<u64>, mistake: Mistake) -> Option<(u64, String)> {
    let next = AtomicU64::new(seeds.start);
    let play = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return None;
            }
            if let Some(wrong) = Run::play(seed, mistake).wrong {
                next.store(seeds.end, Ordering::Relaxed);
                return Some((seed, wrong));
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(play)).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).min()
    })
}

/// A turn whose effect cannot be mistaken: each event leaves its id in the conversation, and is answered with it.
fn tally(_: &Mind, before: &Conversation, event: &Event) -> Turn {
    let Action::Say(text) = &event.action else { unreachable!("only words are said here") };
    if text == BOOM {
        std::panic::panic_any(BOOM);
    }
    let mut conversation = before.clone();
    conversation.topic.push_str(&event.id.0);
    conversation.topic.push(' ');
    let reply = |text: &str| Reply::new(vec![Block::Paragraph(Text::plain(text))], Vec::new());
    let mut replies = vec![(event.address.clone(), reply(&event.id.0))];
    if event.id.0.ends_with('4') {
        replies.push((address(MODERATORS), reply(&format!("copy of {}", event.id.0))));
    }
    let language = conversation.language();
    let outcome = Outcome { language, act: Act::Ask, band: None, facet: None, matches: Vec::new() };
    Turn { conversation: Some(conversation), replies, outcome }
}

fn address(person: &str) -> Address {
    Address { platform: PLATFORM.into(), chat: person.into(), person: person.into(), thread: None }
}

/// What the platform knows of an event.
#[derive(Debug, Clone)]
struct Sent {
    event: Event,
    /// Whether we told the platform that we have it.
    acknowledged: bool,
}

/// How the platform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// Everything happens, and the program may die while it waits for an answer.
    Any,
    /// It takes every second reply.
    Moody,
    /// It takes every reply.
    Kind,
}

/// One history, with several lives of the program in it.
struct Run {
    mistake: Mistake,
    rng: Rng,
    disk: FakeDisk,
    indexes: FakeIndexes,
    /// Whether the turns are real ones.
    real: bool,
    /// The platform's queue of each person, in the order of what happened.
    people: Vec<Vec<Sent>>,
    next_id: u64,
    /// How often the platform took each reply, and what it shows.
    taken: BTreeMap<String, usize>,
    /// How many repeats of each reply have an excuse: an answer that was lost, or a crash right after it.
    excused: BTreeMap<String, usize>,
    /// Chats that asked to wait, until when; on the clock of this life.
    waits: BTreeMap<String, u64>,
    wrong: Option<String>,
    log: String,
}

impl Run {
    fn play(seed: u64, mistake: Mistake) -> Run {
        let mut rng = Rng::new(seed ^ 0x5EED_0FDE);
        let people = 1 + rng.below(4) as usize;
        let real = rng.once_in(16);
        let mut run = Run {
            mistake,
            rng,
            disk: FakeDisk::new(seed),
            indexes: FakeIndexes::default(),
            real,
            people: vec![Vec::new(); people],
            next_id: 1,
            taken: BTreeMap::new(),
            excused: BTreeMap::new(),
            waits: BTreeMap::new(),
            wrong: None,
            log: String::new(),
        };
        for _ in 0..1 + run.rng.below(4) {
            if run.wrong.is_none() {
                run.live(false);
            }
        }
        if run.wrong.is_none() {
            run.live(true);
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

    /// Opens the store and the office; none when the disk would not have it.
    fn open(&mut self) -> Option<Office<EmbeddedStore>> {
        let indexes = Box::new(self.indexes.clone());
        let opened = EmbeddedStore::open_on(Arc::new(self.disk.clone()), indexes, Trial::small(Fault::None));
        let store = match opened {
            Ok((store, _)) => store,
            Err(error) => {
                self.note(format_args!("not opened: {error}"));
                return None;
            }
        };
        let trial = TurnTrial { mistake: self.mistake, turn: if self.real { turn } else { tally } };
        let office = Office::new(Assistant::on_trial(Arc::clone(support::sample()), store, trial));
        office.open(PLATFORM, LIMITS, |_| CHAT);
        Some(office)
    }

    /// One life of the program: the last one has no failures and goes on until nothing is left to do.
    fn live(&mut self, last: bool) {
        self.disk.plan(Plan::default());
        self.waits.clear();
        let Some(office) = self.open() else {
            self.fail("does not open".to_owned());
            return;
        };
        self.look_for_repeats(&office);
        if !last {
            let plan = self.plan();
            self.note(format_args!("a life with {plan:?}"));
            self.disk.plan(plan);
        }
        match office.recover() {
            Ok(recovered) => self.note(format_args!("{recovered:?}")),
            Err(error) if last => return self.fail(format!("does not recover: {error}")),
            Err(_) => {
                drop(office);
                return self.power_off();
            }
        }
        if last {
            self.finish(&office);
            self.compare(&office);
            return;
        }
        let (mut now, mut failures) = (0, 0);
        for _ in 0..4 + self.rng.below(60) {
            now += self.rng.below(700);
            failures += u32::from(!self.step(&office, now));
            // A program whose disk is gone for good is ended by whoever hosts it.
            if self.wrong.is_some() || failures > 6 {
                break;
            }
        }
        drop(office);
        self.power_off();
    }

    /// Mostly a loss of power, at times of the process only.
    fn power_off(&mut self) {
        if self.rng.once_in(3) {
            self.note(format_args!("the process was killed"));
        } else {
            self.disk.crash();
            let kinds = [
                IndexCrash::Whole,
                IndexCrash::Behind,
                IndexCrash::Empty,
                IndexCrash::Refuses,
                IndexCrash::BadPage,
                IndexCrash::Stale,
            ];
            let kind = kinds[self.rng.below(kinds.len() as u64) as usize];
            self.indexes.crash(kind, &mut self.rng);
            self.note(format_args!("the power was lost"));
        }
        self.disk.take_trace();
    }

    fn plan(&mut self) -> Plan {
        let at = self.rng.below(160);
        let mut plan = Plan::default();
        match self.rng.below(8) {
            0..=3 => plan.crash_at = Some(at),
            4 => plan.error_at = Some(at),
            5 => plan.read_only_from = Some(at),
            6 => plan.capacity = Some(4_000 + self.rng.below(60_000)),
            _ => {}
        }
        plan
    }

    /// Does one thing; says whether it worked.
    fn step(&mut self, office: &Office<EmbeddedStore>, now: u64) -> bool {
        match self.rng.below(10) {
            0..=2 => self.say(office),
            3 => self.repeat(office),
            4..=6 => self.work(office),
            _ => self.send(office, now, Mood::Any),
        }
    }

    /// People do something, and the platform tells us, with what it told us before and we did not acknowledge.
    fn say(&mut self, office: &Office<EmbeddedStore>) -> bool {
        for _ in 0..1 + self.rng.below(4) {
            // Fewer than a flood: a flood is answered otherwise, and has a test of its own.
            if self.people.iter().map(Vec::len).sum::<usize>() >= FLOOD {
                break;
            }
            let person = self.rng.below(self.people.len() as u64) as usize;
            let id = self.next_id;
            self.next_id += 1 + self.rng.below(3);
            let text = match self.rng.below(12) {
                0 if !self.real => BOOM,
                1..=3 => "more",
                4 => "1",
                5 => "and in Spain?",
                6 => "how did Preston keep its spending local?",
                _ => "which towns support recyclers",
            };
            // The clock of a person may jump by a day either way.
            let day = 86_400 * (self.rng.below(8) as i64 / 7);
            let event = Event {
                id: EventId(id.to_string()),
                address: address(&format!("p{person}")),
                at: Timestamp(1_795_000_000 + id as i64 + day),
                hint: None,
                note: Some(format!("n{id}")),
                action: Action::Say(text.into()),
            };
            self.people[person].push(Sent { event, acknowledged: false });
        }
        self.deliver(office)
    }

    /// Gives what is not acknowledged: each person's in order, people mixed.
    fn deliver(&mut self, office: &Office<EmbeddedStore>) -> bool {
        let mut queues: Vec<(usize, usize)> = Vec::new();
        for (person, sent) in self.people.iter().enumerate() {
            queues.extend((0..sent.len()).filter(|&at| !sent[at].acknowledged).map(|at| (person, at)));
        }
        if self.rng.once_in(2) {
            queues.sort_by_key(|&(person, at)| self.people[person][at].event.id.ordered());
        }
        let events: Vec<Event> =
            queues.iter().map(|&(person, at)| self.people[person][at].event.clone()).collect();
        let count = events.len();
        match office.deliver(events) {
            Ok(()) => {
                self.note(format_args!("{count} delivered"));
                for (person, at) in queues {
                    self.people[person][at].acknowledged = true;
                }
                true
            }
            Err(error) => {
                self.note(format_args!("{count} not delivered: {error}"));
                false
            }
        }
    }

    /// The platform repeats something it was told we have, or lost our word for.
    fn repeat(&mut self, office: &Office<EmbeddedStore>) -> bool {
        let known: Vec<Event> = self
            .people
            .iter()
            .flatten()
            .filter(|sent| sent.acknowledged)
            .map(|sent| sent.event.clone())
            .collect();
        if known.is_empty() {
            return true;
        }
        let event = known[self.rng.below(known.len() as u64) as usize].clone();
        self.note(format_args!("{} again", event.id.0));
        let times = 1 + self.rng.below(3) as usize;
        office.deliver(vec![event; times]).is_ok()
    }

    fn work(&mut self, office: &Office<EmbeddedStore>) -> bool {
        match office.work() {
            Ok(Worked::Nothing) => true,
            Ok(Worked::Done { .. }) => {
                self.note(format_args!("handled"));
                true
            }
            Err(error) => {
                self.note(format_args!("not handled: {error}"));
                false
            }
        }
    }

    /// Sends one reply, if one may be sent now.
    fn send(&mut self, office: &Office<EmbeddedStore>, now: u64, mood: Mood) -> bool {
        let at = Timestamp(1_795_000_000);
        match office.next(PLATFORM, now, at) {
            Ok(Next::Send(outgoing)) => {
                let verdict = self.take(&outgoing, now, mood);
                let Some(verdict) = verdict else { return true };
                self.note(format_args!("{} {verdict:?}", outgoing.key));
                office.end(*outgoing, &verdict, now, at);
                true
            }
            Ok(_) => true,
            Err(error) => {
                self.note(format_args!("nothing to send: {error}"));
                false
            }
        }
    }

    /// The platform's part; none when the process dies before the platform answers.
    fn take(&mut self, outgoing: &Outgoing, now: u64, mood: Mood) -> Option<Verdict> {
        if self.waits.get(&outgoing.to.chat).is_some_and(|until| now < *until) {
            self.fail(format!("{} was sent before it may be", outgoing.key));
        }
        let taken = |run: &mut Run| {
            *run.taken.entry(outgoing.key.to_string()).or_default() += 1;
        };
        let draw = match mood {
            Mood::Any => self.rng.below(24),
            Mood::Moody => 2 + self.rng.below(2) * 10,
            Mood::Kind => 10,
        };
        Some(match draw {
            0 => {
                self.waits.insert(outgoing.to.chat.clone(), now + 3000);
                Verdict::Later(3000)
            }
            1 => {
                for chat in 0..self.people.len() {
                    self.waits.insert(format!("p{chat}"), now + 2000);
                }
                Verdict::Hold(2000)
            }
            2 => Verdict::Failed("the line was cut before".into()),
            3 => {
                taken(self);
                *self.excused.entry(outgoing.key.to_string()).or_default() += 1;
                Verdict::Failed("the line was cut after".into())
            }
            4 => {
                // The process will die before it hears the answer.
                taken(self);
                self.note(format_args!("{} taken, unheard", outgoing.key));
                return None;
            }
            5 => return None,
            _ => {
                taken(self);
                Verdict::Taken { message: Some("m".into()) }
            }
        })
    }

    /// At most one reply may be repeated after a death, but for those that the store could not strike.
    fn look_for_repeats(&mut self, office: &Office<EmbeddedStore>) {
        let unsent = office.assistant().unsent().unwrap_or_default();
        let again: Vec<String> = unsent
            .iter()
            .map(|outgoing| outgoing.key.to_string())
            .filter(|key| self.taken.contains_key(key))
            .collect();
        for key in again {
            *self.excused.entry(key).or_default() += 1;
        }
    }

    /// Goes on until nothing is left to do.
    fn finish(&mut self, office: &Office<EmbeddedStore>) {
        if !self.deliver(office) {
            self.fail("the last events cannot be delivered".to_owned());
        }
        let mut now = 0;
        for _ in 0..10_000 {
            if office.is_idle() {
                return;
            }
            now += 400;
            // The platform has trouble for a while yet; the program goes on.
            let mood = if now < 6_000 { Mood::Moody } else { Mood::Kind };
            if !(self.work(office) && self.send(office, now, mood)) {
                return self.fail("a healthy life fails".to_owned());
            }
        }
        self.fail("there is always something left to do".to_owned());
    }

    fn compare(&mut self, office: &Office<EmbeddedStore>) {
        let store = office.assistant().store();
        for prefix in ["inbox/", "outbox/"] {
            let left = store.scan(prefix, None, 10).unwrap().entries;
            if let Some((key, _)) = left.first() {
                self.fail(format!("`{key}` is left"));
            }
        }
        for person in 0..self.people.len() {
            let at = address(&format!("p{person}"));
            let key = Key::new(format!("conversation/{}", at.key())).unwrap();
            let kept = store.read(&key).unwrap().map(|kept| serde_json::from_slice(&kept.value).unwrap());
            let kept: Conversation = kept.unwrap_or_default();
            let said: Vec<Event> = self.people[person].iter().map(|sent| sent.event.clone()).collect();
            if self.real {
                self.compare_real(&kept, &said);
            } else {
                self.compare_tally(&kept, &said);
            }
            for event in said {
                self.compare_replies(&event);
            }
        }
        let mut unknown: BTreeSet<&String> = self.taken.keys().collect();
        unknown.retain(|key| !key.starts_with("outbox/"));
        if let Some(key) = unknown.first() {
            let key = (*key).clone();
            self.fail(format!("a reply to nothing: {key}"));
        }
    }

    /// The conversation is what the pure turns make of the events, once each and in order.
    fn compare_real(&mut self, kept: &Conversation, said: &[Event]) {
        let mut expected = Conversation::default();
        for event in said {
            expected = turn(support::sample(), &expected, event).conversation.unwrap_or_default();
        }
        if *kept != expected {
            self.fail("a conversation is not what its events make of it".to_owned());
        }
    }

    fn compare_tally(&mut self, kept: &Conversation, said: &[Event]) {
        let panics = |event: &&Event| event.action == Action::Say(BOOM.into());
        let expected: Vec<&str> =
            said.iter().filter(|event| !panics(event)).map(|event| event.id.0.as_str()).collect();
        let done: Vec<&str> = kept.topic.split_whitespace().collect();
        if done == expected {
            return;
        }
        let count = |id: &str| done.iter().filter(|other| **other == id).count();
        let lost: Vec<_> = expected.iter().filter(|id| count(id) == 0).collect();
        let twice: Vec<_> = expected.iter().filter(|id| count(id) > 1).collect();
        let what = match (lost.is_empty(), twice.is_empty()) {
            (false, _) => format!("lost: {lost:?}"),
            (_, false) => format!("done twice: {twice:?}"),
            _ => "out of order".to_owned(),
        };
        self.fail(what);
    }

    /// Every reply was taken, and no more often than it has excuses for.
    fn compare_replies(&mut self, event: &Event) {
        let base = format!("outbox/{}/{}/", event.address.key(), event.id.ordered());
        let copies = usize::from(!self.real && event.id.0.ends_with('4'));
        let copies = if event.action == Action::Say(BOOM.into()) { 0 } else { copies };
        for number in 0..=copies {
            let key = format!("{base}{number:02}");
            let taken = self.taken.get(&key).copied().unwrap_or(0);
            let excused = self.excused.get(&key).copied().unwrap_or(0);
            if taken == 0 {
                self.fail(format!("{key} was never sent"));
            } else if taken > 1 + excused {
                self.fail(format!("{key} was sent {taken} times, {excused} of them excused"));
            }
        }
    }
}
