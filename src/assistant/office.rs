//! The post office: inbox, lanes, turns, outbox and outlets put together, without a clock, a thread or a platform of its own.
//!
//! The program gives it threads, a clock and carriers; the simulator gives it none of them and drives it by a seed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::lanes::Lanes;
use super::outlet::{Limits, Millis, Next, Outlet, Rate};
use super::trial::Mistake;
use super::{Assistant, Outgoing, ReceiveError, Received};
use crate::event::{Address, Event, Timestamp};
use crate::step::Reason;
use crate::store::Store;

/// How many events of one conversation may wait. What comes on top is answered with one request to slow down.
pub const FLOOD: usize = 100;

/// What a carrier says of a reply it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The platform has it.
    Taken {
        /// The platform's name of the message; it is kept when the reply has a subject.
        message: Option<String>,
    },
    /// It was not sent, and may be after so many milliseconds.
    Later(Millis),
    /// It was not sent, nor may anything be to anybody for so many milliseconds.
    Hold(Millis),
    /// Nobody knows whether it was sent, or there is passing trouble: it is tried again.
    Failed(String),
    /// The chat has this id from now on.
    Moved(String),
    /// It can never be delivered, for this reason. The reason holds nobody's words.
    Refused(String),
}

/// What became of a call to [`Office::work`].
#[derive(Debug, Clone, PartialEq)]
pub enum Worked {
    /// Nothing waits.
    Nothing,
    /// One event was handled; replies wait at the outlets of these platforms.
    Done {
        /// Which platforms.
        platforms: Vec<String>,
        /// What came of it.
        received: Received,
    },
}

/// What was found at start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Events that were accepted and not handled.
    pub events: usize,
    /// Replies that were not taken.
    pub replies: usize,
}

/// An event that waits, and how it came here.
#[derive(Debug)]
struct Work {
    event: Event,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// From its platform.
    Fresh,
    /// From the inbox, after a start.
    Again,
    /// Tried before; nobody knows with what outcome.
    InDoubt,
    /// On top of too many.
    Flood,
}

/// Which rates hold for a chat.
pub type Rates = fn(&Address) -> &'static [Rate];

#[derive(Debug)]
struct Counter {
    outlet: Outlet,
    rates: Rates,
    /// What was sent while the store could not strike it: to be struck, never sent again.
    unstruck: Vec<(Outgoing, Option<String>)>,
}

/// Everything between the platforms and the turn.
#[derive(Debug)]
pub struct Office<S> {
    assistant: Assistant<S>,
    lanes: Mutex<Lanes<Work>>,
    counters: Mutex<HashMap<String, Counter>>,
}

impl<S: Store> Office<S> {
    /// An office with closed counters.
    pub fn new(assistant: Assistant<S>) -> Office<S> {
        Office { assistant, lanes: Mutex::default(), counters: Mutex::default() }
    }

    /// Returns who answers.
    pub fn assistant(&self) -> &Assistant<S> {
        &self.assistant
    }

    /// Opens the counter of a platform; before [`Office::recover`].
    pub fn open(&self, platform: &str, limits: Limits, rates: Rates) {
        let counter = Counter { outlet: Outlet::new(limits), rates, unstruck: Vec::new() };
        self.counters().insert(platform.to_owned(), counter);
    }

    /// Takes up what the program before this one left: events that wait, replies that were not taken. Once, before anything
    /// is delivered.
    ///
    /// # Errors
    /// When the store fails.
    pub fn recover(&self) -> Result<Recovered, ReceiveError> {
        let mistake = self.assistant.trial.mistake;
        let replies = if mistake == Mistake::LeaveOutbox { Vec::new() } else { self.assistant.unsent()? };
        let events = if mistake == Mistake::LeaveInbox { Vec::new() } else { self.assistant.waiting()? };
        let recovered = Recovered { events: events.len(), replies: replies.len() };
        self.send(replies);
        let mut lanes = self.lanes();
        for event in events {
            push(&mut lanes, event, How::Again, mistake);
        }
        Ok(recovered)
    }

    /// Takes events from a platform. When this returns, the platform may be told that we have them.
    ///
    /// # Errors
    /// When the store fails; the platform is to give them again.
    pub fn deliver(&self, events: Vec<Event>) -> Result<(), ReceiveError> {
        if self.assistant.trial.mistake != Mistake::TellBeforeKeeping {
            self.assistant.accept(&events)?;
        }
        let mut lanes = self.lanes();
        for event in events {
            push(&mut lanes, event, How::Fresh, self.assistant.trial.mistake);
        }
        Ok(())
    }

    /// Handles the event whose turn it is. Many may work at the same time.
    ///
    /// # Errors
    /// When the store fails. The event is back at the head of its lane; the caller waits a little.
    pub fn work(&self) -> Result<Worked, ReceiveError> {
        let Some((name, work)) = self.lanes().take() else { return Ok(Worked::Nothing) };
        let Work { event, how } = work;
        let received = match how {
            How::Fresh | How::InDoubt => self.assistant.receive(&event),
            How::Again => self.assistant.receive_again(&event),
            How::Flood => self.assistant.set_aside(&event, Reason::Flood),
        };
        // A commit whose outcome nobody knew may have happened: then its replies wait in the outbox.
        let replies = match &received {
            Ok(Received::Answered { replies, .. } | Received::SetAside { replies, .. }) => {
                Ok(replies.clone())
            }
            Ok(Received::Repeated) if how == How::InDoubt => self.assistant.replies_to(&event),
            Ok(Received::Repeated) | Err(_) => Ok(Vec::new()),
        };
        match (received, replies) {
            (Ok(received), Ok(replies)) => {
                let platforms = self.send(replies);
                self.lanes().done(&name);
                Ok(Worked::Done { platforms, received })
            }
            (Err(error), _) | (_, Err(error)) => {
                let mut lanes = self.lanes();
                let how = if how == How::Flood { How::Flood } else { How::InDoubt };
                lanes.put_back(&name, Work { event, how });
                lanes.done(&name);
                Err(error)
            }
        }
    }

    /// Says what is to be sent now on a platform.
    ///
    /// # Errors
    /// When the store fails; the reply waits for a moment.
    pub fn next(&self, platform: &str, now: Millis, at: Timestamp) -> Result<Next, ReceiveError> {
        self.strike_late(platform, at);
        let next = match self.counters().get_mut(platform) {
            Some(counter) => counter.outlet.next(now),
            None => Next::Nothing,
        };
        let Next::Send(mut outgoing) = next else { return Ok(next) };
        let dressed = self.assistant.dress(&mut outgoing).and_then(|()| {
            if self.assistant.trial.mistake == Mistake::StrikeBeforeSending {
                self.assistant.taken(&outgoing, None, at)?;
            }
            Ok(())
        });
        match dressed {
            Ok(()) => Ok(Next::Send(outgoing)),
            Err(error) => {
                if let Some(counter) = self.counters().get_mut(platform) {
                    counter.outlet.failed(*outgoing, now);
                }
                Err(error)
            }
        }
    }

    /// Does what a carrier's verdict on a reply asks for.
    pub fn end(&self, outgoing: Outgoing, verdict: &Verdict, now: Millis, at: Timestamp) {
        let mistake = self.assistant.trial.mistake;
        let platform = outgoing.to.platform.clone();
        let mut unstruck = None;
        if let Some(counter) = self.counters().get_mut(&platform) {
            counter.outlet.answered(&outgoing);
        }
        match verdict {
            Verdict::Taken { .. } if mistake == Mistake::NeverStrike => {}
            Verdict::Taken { message } => {
                if self.assistant.taken(&outgoing, message.as_deref(), at).is_err() {
                    unstruck = Some((outgoing.clone(), message.clone()));
                }
            }
            Verdict::Refused(reason) => {
                if self.assistant.undeliverable(&outgoing, reason, at).is_err() {
                    unstruck = Some((outgoing.clone(), None));
                }
            }
            // If it cannot be remembered, the platform will say it again.
            Verdict::Moved(chat) => drop(self.assistant.moved(&platform, &outgoing.to.chat, chat)),
            Verdict::Later(_) | Verdict::Hold(_) | Verdict::Failed(_) => {}
        }
        let mut counters = self.counters();
        let Some(counter) = counters.get_mut(&platform) else { return };
        counter.unstruck.extend(unstruck);
        let outlet = &mut counter.outlet;
        match verdict {
            Verdict::Taken { .. } | Verdict::Refused(_) => outlet.done(&outgoing, now),
            Verdict::Failed(_) if mistake == Mistake::GiveUp => outlet.done(&outgoing, now),
            Verdict::Later(_) | Verdict::Hold(_) if mistake == Mistake::Impatient => {
                outlet.later(outgoing, now, now);
            }
            Verdict::Later(wait) => outlet.later(outgoing, now + wait, now),
            Verdict::Hold(wait) => {
                outlet.hold(now + wait);
                outlet.later(outgoing, now + wait, now);
            }
            Verdict::Moved(_) => outlet.later(outgoing, now, now),
            Verdict::Failed(_) => outlet.failed(outgoing, now),
        }
    }

    /// Tries at once what waits because of failures: the platform is there again.
    pub fn retry_now(&self, platform: &str) {
        if let Some(counter) = self.counters().get_mut(platform) {
            counter.outlet.retry_now();
        }
    }

    /// Returns whether an event waits whose turn it is.
    pub fn has_work(&self) -> bool {
        self.lanes().has_ready()
    }

    /// Returns whether nothing waits, in the lanes or at the counters.
    pub fn is_idle(&self) -> bool {
        self.lanes().is_empty()
            && self
                .counters()
                .values()
                .all(|counter| counter.outlet.is_empty() && counter.unstruck.is_empty())
    }

    /// Hands replies to the counters of their platforms, and returns which. What is for a platform that is not open stays in
    /// the outbox.
    fn send(&self, replies: Vec<Outgoing>) -> Vec<String> {
        let mut counters = self.counters();
        let mut platforms = Vec::new();
        for outgoing in replies {
            let platform = outgoing.to.platform.clone();
            if let Some(counter) = counters.get_mut(&platform) {
                let rates = (counter.rates)(&outgoing.to);
                counter.outlet.push(outgoing, rates);
                if !platforms.contains(&platform) {
                    platforms.push(platform);
                }
            }
        }
        platforms
    }

    /// Strikes what the store could not strike when it was sent.
    fn strike_late(&self, platform: &str, at: Timestamp) {
        let late = match self.counters().get_mut(platform) {
            Some(counter) if !counter.unstruck.is_empty() => std::mem::take(&mut counter.unstruck),
            _ => return,
        };
        let still: Vec<_> = late
            .into_iter()
            .filter(|(outgoing, message)| self.assistant.taken(outgoing, message.as_deref(), at).is_err())
            .collect();
        if let Some(counter) = self.counters().get_mut(platform) {
            counter.unstruck.extend(still);
        }
    }

    // A panic of a caller leaves queues that are whole: each change to them is one call.
    fn lanes(&self) -> MutexGuard<'_, Lanes<Work>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counters(&self) -> MutexGuard<'_, HashMap<String, Counter>> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push(lanes: &mut Lanes<Work>, event: Event, how: How, mistake: Mistake) {
    let lane = event.address.key();
    let waiting = lanes.waiting(&lane);
    let how = if waiting >= FLOOD { How::Flood } else { how };
    if mistake == Mistake::NewestFirst && waiting > 0 {
        lanes.put_back(&lane, Work { event, how });
    } else {
        lanes.push(&lane, Work { event, how });
    }
}
