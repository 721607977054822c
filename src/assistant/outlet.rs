//! What may be sent now: one platform's manners, kept without a clock of its own.
//!
//! Replies to one chat go out in order, one at a time; chats side by side. A platform's rates hold for each chat and for all
//! together. Times are milliseconds of any clock that does not go back.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::outbox::Outgoing;

/// Milliseconds on a clock that does not go back.
pub type Millis = u64;

/// At most so many in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: usize,
    /// In how long, in milliseconds.
    pub per: Millis,
}

/// How much a platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of all chats together.
    pub overall: &'static [Rate],
    /// How many sends may be under way. After a kill, at most so many are repeated on a platform that cannot tell a repeat.
    pub at_once: usize,
    /// A send that waits longer than this for its platform's answer no longer counts as under way, so that one that hangs holds
    /// up nobody else.
    pub patience: Millis,
}

/// How long to wait after the first failure; doubled with each one more.
const FIRST_WAIT: Millis = 500;

/// The longest wait between two tries.
const LONGEST_WAIT: Millis = 60_000;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Send this.
    Send(Box<Outgoing>),
    /// Nothing before this moment.
    Wait(Millis),
    /// Nothing until something is pushed or ends.
    Nothing,
}

/// What goes out on one platform.
#[derive(Debug)]
pub struct Outlet {
    limits: Limits,
    chats: HashMap<String, Chat>,
    /// The chats that have something to send and nothing under way, by the moment from which they may and by their turn.
    ready: BTreeSet<(Millis, u64, String)>,
    turn: u64,
    sent: Vec<Sent>,
    /// The chats with a send under way, and until when it counts.
    under_way: Vec<(String, Millis)>,
    held_until: Millis,
}

#[derive(Debug)]
struct Chat {
    waiting: VecDeque<Outgoing>,
    busy: bool,
    sent: Vec<Sent>,
    not_before: Millis,
    failures: u32,
}

/// When the last ones were sent, against a rate.
#[derive(Debug)]
struct Sent {
    rate: Rate,
    times: VecDeque<Millis>,
}

impl Sent {
    fn all(rates: &[Rate]) -> Vec<Sent> {
        rates.iter().map(|&rate| Sent { rate, times: VecDeque::new() }).collect()
    }

    /// The first moment at which one more may go.
    fn from(&self) -> Millis {
        if self.times.len() < self.rate.count {
            return 0;
        }
        self.times.front().map_or(0, |first| first + self.rate.per)
    }

    fn note(&mut self, now: Millis) {
        self.times.push_back(now);
        while self.times.len() > self.rate.count {
            self.times.pop_front();
        }
    }
}

fn earliest(sent: &[Sent]) -> Millis {
    sent.iter().map(Sent::from).max().unwrap_or(0)
}

impl Outlet {
    /// An outlet with nothing in it.
    pub fn new(limits: Limits) -> Outlet {
        Outlet {
            limits,
            chats: HashMap::new(),
            ready: BTreeSet::new(),
            turn: 0,
            sent: Sent::all(limits.overall),
            under_way: Vec::new(),
            held_until: 0,
        }
    }

    /// Takes a reply to be sent; `rates` are those of its chat.
    pub fn push(&mut self, outgoing: Outgoing, rates: &[Rate]) {
        let name = chat_of(&outgoing);
        let chat = self.chats.entry(name.clone()).or_insert_with(|| Chat {
            waiting: VecDeque::new(),
            busy: false,
            sent: Sent::all(rates),
            not_before: 0,
            failures: 0,
        });
        chat.waiting.push_back(outgoing);
        if !chat.busy && chat.waiting.len() == 1 {
            self.line_up(name);
        }
    }

    /// Says what may be sent now.
    pub fn next(&mut self, now: Millis) -> Next {
        let Some((from, _, _)) = self.ready.first() else { return Next::Nothing };
        let mut counting: Vec<Millis> =
            self.under_way.iter().map(|(_, until)| *until).filter(|until| *until > now).collect();
        let mut from = (*from).max(earliest(&self.sent)).max(self.held_until);
        if counting.len() >= self.limits.at_once {
            // The one whose end of patience makes room.
            counting.sort_unstable();
            from = from.max(counting[counting.len() - self.limits.at_once]);
        }
        if from == Millis::MAX {
            return Next::Nothing;
        }
        if from > now {
            return Next::Wait(from);
        }
        let Some((_, _, name)) = self.ready.pop_first() else { return Next::Nothing };
        let Some(chat) = self.chats.get_mut(&name) else { return Next::Nothing };
        let Some(outgoing) = chat.waiting.pop_front() else { return Next::Nothing };
        chat.busy = true;
        for sent in chat.sent.iter_mut().chain(&mut self.sent) {
            sent.note(now);
        }
        self.under_way.push((name, now + self.limits.patience));
        Next::Send(Box::new(outgoing))
    }

    /// Says that the platform has answered: from now until it is [done](Outlet::done) a reply is ours to strike, and counts as
    /// under way however long that takes.
    pub fn answered(&mut self, outgoing: &Outgoing) {
        let name = chat_of(outgoing);
        for (_, until) in self.under_way.iter_mut().filter(|(other, _)| *other == name) {
            *until = Millis::MAX;
        }
    }

    /// Says that a reply needs no more: it was taken, or never will be.
    pub fn done(&mut self, outgoing: &Outgoing, now: Millis) {
        self.end(chat_of(outgoing), now, |chat| chat.failures = 0);
    }

    /// Puts a reply back that was not sent, for a moment from which it may be.
    pub fn later(&mut self, outgoing: Outgoing, from: Millis, now: Millis) {
        self.end(chat_of(&outgoing), now, |chat| {
            chat.not_before = from;
            chat.waiting.push_front(outgoing);
        });
    }

    /// Puts a reply back whose sending failed; it is tried again after waits that grow.
    pub fn failed(&mut self, outgoing: Outgoing, now: Millis) {
        self.end(chat_of(&outgoing), now, |chat| {
            let wait = FIRST_WAIT.saturating_mul(1 << chat.failures.min(20)).min(LONGEST_WAIT);
            chat.failures += 1;
            chat.not_before = now + wait;
            chat.waiting.push_front(outgoing);
        });
    }

    /// Sends nothing at all before a moment: the platform said so for all chats.
    pub fn hold(&mut self, until: Millis) {
        self.held_until = self.held_until.max(until);
    }

    /// Tries now whatever waits because of failures: the platform is there again.
    pub fn retry_now(&mut self) {
        for chat in self.chats.values_mut() {
            chat.not_before = 0;
        }
        let names: Vec<String> =
            std::mem::take(&mut self.ready).into_iter().map(|(_, _, name)| name).collect();
        for name in names {
            self.line_up(name);
        }
    }

    /// Returns how many wait or are under way.
    pub fn len(&self) -> usize {
        self.chats.values().map(|chat| chat.waiting.len() + usize::from(chat.busy)).sum()
    }

    /// Returns whether nothing waits and nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn end(&mut self, name: String, now: Millis, change: impl FnOnce(&mut Chat)) {
        self.under_way.retain(|(other, _)| *other != name);
        let Some(chat) = self.chats.get_mut(&name) else { return };
        chat.busy = false;
        change(chat);
        if chat.waiting.is_empty() {
            // A chat is forgotten when its rates no longer bind it; until then it is swept with the next one.
            let idle = |chat: &Chat| {
                !chat.busy && chat.waiting.is_empty() && earliest(&chat.sent) <= now && chat.not_before <= now
            };
            if self.chats.len() > MANY {
                self.chats.retain(|_, chat| !idle(chat));
            }
        } else {
            self.line_up(name);
        }
    }

    fn line_up(&mut self, name: String) {
        let Some(chat) = self.chats.get(&name) else { return };
        self.turn += 1;
        self.ready.insert((chat.not_before.max(earliest(&chat.sent)), self.turn, name));
    }
}

/// From so many chats on, those at rest are looked for and forgotten.
const MANY: usize = 1024;

/// The chat a reply goes to: the platform's rates hold for it, whatever the thread or the person.
fn chat_of(outgoing: &Outgoing) -> String {
    outgoing.to.chat.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Address;
    use crate::language::Language;
    use crate::reply::Reply;
    use crate::store::Key;

    const LIMITS: Limits = Limits { overall: &[Rate { count: 30, per: 1000 }], at_once: 8, patience: 250 };
    const CHAT: &[Rate] = &[Rate { count: 1, per: 1000 }, Rate { count: 20, per: 60_000 }];

    fn outgoing(chat: &str, number: usize) -> Outgoing {
        Outgoing {
            key: Key::new(format!("outbox/{chat}/{number:04}")).unwrap(),
            to: Address { platform: "t".into(), chat: chat.into(), person: "p".into(), thread: None },
            reply: Reply::default(),
            plain: false,
            language: Language::DEFAULT,
            answers: None,
            card: None,
        }
    }

    /// Sends everything, each taking `takes`, and returns when each was sent.
    fn run(outlet: &mut Outlet, takes: Millis) -> Vec<(Millis, String)> {
        let (mut now, mut sent, mut flying) = (0, Vec::new(), Vec::<(Millis, Outgoing)>::new());
        loop {
            flying.retain(|(end, outgoing)| {
                if *end <= now {
                    outlet.done(outgoing, now);
                }
                *end > now
            });
            let wake = match outlet.next(now) {
                Next::Send(outgoing) => {
                    sent.push((now, outgoing.key.to_string()));
                    flying.push((now + takes, *outgoing));
                    continue;
                }
                Next::Wait(until) => Some(until),
                Next::Nothing if flying.is_empty() => return sent,
                Next::Nothing => None,
            };
            let lands = flying.iter().map(|(end, _)| *end).min();
            now = wake.into_iter().chain(lands).min().unwrap();
        }
    }

    #[test]
    fn the_rates_of_a_chat_and_of_all_hold_and_order_is_kept() {
        let mut outlet = Outlet::new(LIMITS);
        for number in 0..3 {
            for chat in 0..60 {
                outlet.push(outgoing(&format!("c{chat:02}"), number), CHAT);
            }
        }
        let sent = run(&mut outlet, 10);
        assert_eq!(sent.len(), 180);
        for (at, (time, _)) in sent.iter().enumerate().skip(30) {
            assert!(*time >= sent[at - 30].0 + 1000, "more than 30 in a second");
        }
        for chat in 0..60 {
            let name = format!("outbox/c{chat:02}/");
            let of: Vec<_> = sent.iter().filter(|(_, key)| key.starts_with(&name)).collect();
            assert!(of.is_sorted_by(|a, b| a.1 < b.1 && a.0 + 1000 <= b.0));
        }
    }

    #[test]
    fn twenty_a_minute_is_the_most_a_group_gets() {
        let mut outlet = Outlet::new(LIMITS);
        for number in 0..25 {
            outlet.push(outgoing("g", number), CHAT);
        }
        let sent = run(&mut outlet, 1);
        assert!(sent[20].0 >= sent[0].0 + 60_000);
    }

    #[test]
    fn one_that_hangs_holds_up_nobody_for_longer_than_patience() {
        let mut outlet = Outlet::new(Limits { at_once: 1, ..LIMITS });
        outlet.push(outgoing("hangs", 0), CHAT);
        outlet.push(outgoing("other", 0), CHAT);
        assert!(matches!(outlet.next(0), Next::Send(_)));
        assert_eq!(outlet.next(10), Next::Wait(250));
        assert!(matches!(outlet.next(250), Next::Send(_)));
    }

    #[test]
    fn a_failure_is_tried_again_after_waits_that_grow_and_in_order() {
        let mut outlet = Outlet::new(LIMITS);
        outlet.push(outgoing("c", 0), &[]);
        outlet.push(outgoing("c", 1), &[]);
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..4 {
            let Next::Send(first) = outlet.next(now) else { panic!("nothing to send at {now}") };
            assert!(first.key.as_str().ends_with("0000"));
            outlet.failed(*first, now);
            let Next::Wait(until) = outlet.next(now) else { panic!("no wait at {now}") };
            waits.push(until - now);
            now = until;
        }
        assert_eq!(waits, [500, 1000, 2000, 4000]);
        outlet.retry_now();
        assert!(matches!(outlet.next(0), Next::Send(first) if first.key.as_str().ends_with("0000")));
    }

    #[test]
    fn later_means_then_and_hold_means_everybody() {
        let mut outlet = Outlet::new(LIMITS);
        outlet.push(outgoing("a", 0), &[]);
        outlet.push(outgoing("b", 0), &[]);
        let Next::Send(first) = outlet.next(0) else { panic!("nothing to send") };
        outlet.later(*first, 3000, 0);
        assert!(matches!(outlet.next(0), Next::Send(other) if other.to.chat == "b"));
        assert_eq!(outlet.next(0), Next::Wait(3000));
        outlet.hold(5000);
        assert_eq!(outlet.next(3000), Next::Wait(5000));
    }
}
