//! The desk in the store: what a turn may need of what people sent is laid on it, and what the turn wants kept becomes changes of
//! the same commit as its conversation.
//!
//! Whatever the turn looked at to decide must be as it was when the commit happens: who comes second finds it changed, and decides
//! again.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::inbox::json;
use super::{Assistant, Before, ReceiveError, keys};
use crate::conversation::Conversation;
use crate::desk::{Desk, Effect, Wants};
use crate::event::{Event, Timestamp};
use crate::knowledge::Entry;
use crate::mind::Mind;
use crate::store::{Change, Expectation, Key, Store, StoreError, Versioned};
use crate::submission::{DAY, Logged, MOST_OVERALL, Person, Status, Submission, publish};
use crate::ticket::Ticket;

/// How many of one's own are laid on the desk: the newest.
const OWN: usize = 50;

/// The desk, and what was read to lay it.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) desk: Desk,
    read: BTreeMap<Key, Option<Versioned>>,
}

/// Lays the desk for an event.
pub(super) fn lay(
    store: &impl Store,
    mind: &Mind,
    conversation: &Conversation,
    event: &Event,
    salt: u32,
) -> Result<Laid, ReceiveError> {
    let mut laid = Laid { desk: Desk { salt, ..Desk::default() }, read: BTreeMap::new() };
    let who = Person::at(&event.address);
    laid.desk.record = laid.known(store, keys::person(&who)?)?.unwrap_or_default();
    laid.desk.blocked = laid.known(store, keys::block(&who)?)?;
    let sent = laid.desk.record.sent.clone();
    laid.desk.own = laid.submissions(store, sent.iter().rev().take(OWN).rev())?;
    let wants = Wants::of(mind, conversation, event);
    laid.desk.named = laid.submissions(store, wants.named.iter())?;
    if wants.waiting {
        let open = tickets(store, keys::OPEN)?;
        laid.desk.waiting = laid.submissions(store, open.iter())?;
        laid.desk.waiting.sort_by_key(|submission| (submission.at, submission.ticket));
    }
    if wants.sending {
        let lately: Vec<Timestamp> = laid.value(store, keys::lately()?)?.unwrap_or_default();
        laid.desk.lately = lately.iter().filter(|at| at.0 > event.at.0 - DAY).count();
        if let Some(draft) = conversation.draft()
            && let Some(flow) = mind.knowledge.flow(&draft.flow)
        {
            let told = Submission::of(draft, flow, &event.address, conversation.language(), event.at);
            let hash = Submission::content(&draft.flow, draft.about.as_ref(), &told.answers);
            let same: Option<Ticket> = laid.value(store, keys::content(&hash)?)?;
            laid.desk.same = laid.submissions(store, same.iter())?.pop();
        }
    }
    if wants.log {
        for ticket in wants.named.iter().map(|ticket| Some(*ticket)) {
            each(store, &keys::log_of(ticket), |_, value| {
                laid.desk.log.extend(serde_json::from_slice(value).ok());
            })?;
        }
        each(store, keys::BLOCK, |_, value| laid.desk.blocks.extend(serde_json::from_slice(value).ok()))?;
    }
    Ok(laid)
}

impl Laid {
    /// Reads a value, and remembers which version it was.
    fn value<T: DeserializeOwned>(
        &mut self,
        store: &impl Store,
        key: Key,
    ) -> Result<Option<T>, ReceiveError> {
        let kept = store.read(&key)?;
        let value = kept.as_ref().map(|kept| serde_json::from_slice(&kept.value)).transpose();
        let value = value.map_err(|_| ReceiveError::Unreadable { key: key.to_string() });
        self.read.insert(key, kept);
        value
    }

    /// The same for what is not worth shutting a person out for, when it cannot be read.
    fn known<T: DeserializeOwned>(
        &mut self,
        store: &impl Store,
        key: Key,
    ) -> Result<Option<T>, ReceiveError> {
        match self.value(store, key) {
            Err(ReceiveError::Unreadable { .. }) => Ok(None),
            other => other,
        }
    }

    fn submissions<'t>(
        &mut self,
        store: &impl Store,
        tickets: impl Iterator<Item = &'t Ticket>,
    ) -> Result<Vec<Submission>, ReceiveError> {
        let mut found = Vec::new();
        for ticket in tickets {
            found.extend(self.value(store, keys::submission(*ticket)?)?);
        }
        Ok(found)
    }

    /// Returns what effects change, and what must not have changed meanwhile.
    pub(super) fn changes(
        &self,
        store: &impl Store,
        event: &Event,
        effects: &[Effect],
    ) -> Result<(Vec<Change>, Vec<Expectation>), ReceiveError> {
        let mut kept = Kept { laid: self, changes: Vec::new(), expected: BTreeMap::new() };
        let who = Person::at(&event.address);
        for (number, effect) in effects.iter().enumerate() {
            match effect {
                Effect::Keep(submission) => kept.submission(submission)?,
                Effect::Record(record) => {
                    kept.put(keys::person(&who)?, json(record));
                    kept.count(store, event.at)?;
                }
                Effect::Block(block) => kept.put(keys::block(&block.who)?, json(block)),
                Effect::Unblock(who) => kept.delete(keys::block(who)?),
                Effect::Forget(tickets) => {
                    kept.delete(keys::person(&who)?);
                    for ticket in tickets {
                        kept.erase(*ticket)?;
                    }
                }
                Effect::Log(logged) => {
                    let key = keys::log(logged.ticket, logged.at.0, &event.id, number)?;
                    // Only ever added to.
                    kept.expected.insert(key.clone(), Expectation::Absent(key.clone()));
                    kept.changes.push(Change::put(&key, json(logged)));
                }
            }
        }
        Ok((kept.changes, kept.expected.into_values().collect()))
    }
}

/// What is to be kept, as it is gathered.
struct Kept<'a> {
    laid: &'a Laid,
    changes: Vec<Change>,
    expected: BTreeMap<Key, Expectation>,
}

impl Kept<'_> {
    /// Expects a key to be as it was when the desk was laid; one that was not looked at must not be there.
    fn expect(&mut self, key: &Key) {
        let found = self.laid.read.get(key).and_then(Option::as_ref);
        self.expected.insert(key.clone(), Expectation::unchanged(key, found));
    }

    fn put(&mut self, key: Key, value: Vec<u8>) {
        // A block may be put over another; nothing hangs on the one before.
        if self.laid.read.contains_key(&key) {
            self.expect(&key);
        }
        self.changes.push(Change::put(&key, value));
    }

    fn delete(&mut self, key: Key) {
        if self.laid.read.contains_key(&key) {
            self.expect(&key);
        }
        self.changes.push(Change::delete(&key));
    }

    fn submission(&mut self, submission: &Submission) -> Result<(), StoreError> {
        let ticket = submission.ticket;
        let key = keys::submission(ticket)?;
        self.expect(&key);
        self.changes.push(Change::put(&key, json(submission)));
        let index = |key: Key, stands: bool| {
            if stands { Change::put(&key, json(&ticket)) } else { Change::delete(&key) }
        };
        self.changes.push(index(keys::open(ticket)?, submission.status.is_open()));
        self.changes.push(index(keys::accepted(ticket)?, submission.status == Status::Accepted));
        let hash = Submission::content(&submission.flow, submission.about.as_ref(), &submission.answers);
        // What was withdrawn can be sent again.
        let stands = submission.status != Status::Withdrawn;
        self.changes.push(index(keys::content(&hash)?, stands));
        Ok(())
    }

    /// Erases a submission with everything that leads to it.
    fn erase(&mut self, ticket: Ticket) -> Result<(), ReceiveError> {
        let kept = self.laid.desk.submission(ticket);
        if let Some(kept) = kept {
            let hash = Submission::content(&kept.flow, kept.about.as_ref(), &kept.answers);
            self.changes.push(Change::delete(&keys::content(&hash)?));
        }
        let key = keys::submission(ticket)?;
        self.expect(&key);
        self.changes.push(Change::delete(&key));
        self.changes.push(Change::delete(&keys::open(ticket)?));
        self.changes.push(Change::delete(&keys::accepted(ticket)?));
        Ok(())
    }

    /// Counts something that is sent among all that was sent lately.
    fn count(&mut self, store: &impl Store, at: Timestamp) -> Result<(), ReceiveError> {
        let key = keys::lately()?;
        let kept = match self.laid.read.get(&key) {
            Some(kept) => kept.clone(),
            None => store.read(&key)?,
        };
        let kept = kept.as_ref();
        let mut lately: Vec<Timestamp> =
            kept.and_then(|kept| serde_json::from_slice(&kept.value).ok()).unwrap_or_default();
        lately.retain(|sent| sent.0 > at.0 - DAY);
        lately.push(at);
        let over = lately.len().saturating_sub(2 * MOST_OVERALL);
        lately.drain(..over);
        self.expected.insert(key.clone(), Expectation::unchanged(&key, kept));
        self.changes.push(Change::put(&key, json(&lately)));
        Ok(())
    }
}

/// Returns the numbers that stand in an index.
fn tickets(store: &impl Store, prefix: &str) -> Result<Vec<Ticket>, ReceiveError> {
    let mut tickets = Vec::new();
    each(store, prefix, |key, _| tickets.extend(key.as_str()[prefix.len()..].parse::<Ticket>().ok()))?;
    Ok(tickets)
}

/// Visits every key with a prefix.
fn each(store: &impl Store, prefix: &str, mut visit: impl FnMut(&Key, &[u8])) -> Result<(), ReceiveError> {
    let mut after = None;
    loop {
        let page = store.scan(prefix, after.as_ref(), super::inbox::PAGE)?;
        for (key, kept) in &page.entries {
            visit(key, &kept.value);
        }
        after = page.entries.last().map(|(key, _)| key.clone()).or(after);
        if !page.more {
            return Ok(());
        }
    }
}

impl<S: Store> Assistant<S> {
    /// Returns every submission, oldest first.
    ///
    /// # Errors
    /// When the store fails, or one of them cannot be read.
    pub fn submissions(&self) -> Result<Vec<Submission>, ReceiveError> {
        let mut all: Vec<Submission> = Vec::new();
        self.each("submission/", |key, value| {
            let submission = serde_json::from_slice(value);
            all.push(submission.map_err(|_| ReceiveError::Unreadable { key: key.to_string() })?);
            Ok(())
        })?;
        all.sort_by_key(|submission| (submission.at, submission.ticket));
        Ok(all)
    }

    /// Returns everything that was done with what people sent, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn log(&self) -> Result<Vec<Logged>, ReceiveError> {
        let mut all: Vec<Logged> = Vec::new();
        self.each("log/", |_, value| {
            all.extend(serde_json::from_slice(value).ok());
            Ok(())
        })?;
        all.sort_by_key(|logged| logged.at);
        Ok(all)
    }

    /// Puts every accepted contribution among the entries; at start, before anything is answered. Returns how many there are.
    ///
    /// # Errors
    /// When the store fails.
    pub fn take_up(&self) -> Result<usize, ReceiveError> {
        let _alone = self.learning();
        let mind = self.mind();
        let entries = self.accepted(&mind)?;
        let count = entries.len();
        if count > 0 {
            self.set_mind(mind.with_added(entries, &[]));
        }
        Ok(count)
    }

    /// Returns a mind with every accepted contribution among its entries.
    pub(super) fn with_accepted(&self, mind: Mind) -> Result<Mind, ReceiveError> {
        let entries = self.accepted(&mind)?;
        Ok(if entries.is_empty() { mind } else { mind.with_added(entries, &[]) })
    }

    /// Returns the entries that accepted contributions are.
    fn accepted(&self, mind: &Mind) -> Result<Vec<Entry>, ReceiveError> {
        let mut laid = Laid::default();
        let accepted = tickets(&self.store, keys::ACCEPTED)?;
        let accepted = laid.submissions(&self.store, accepted.iter())?;
        let entries = accepted.iter().filter_map(|submission| {
            let flow = mind.knowledge.flow(&submission.flow)?;
            Submission::becomes_entry(flow).then(|| publish::entry(mind, flow, submission))?
        });
        Ok(entries.collect())
    }

    /// Lets the entries follow what was kept: what was accepted is found from now on, what was withdrawn is not.
    pub(super) fn follow(&self, effects: &[Effect]) {
        if !effects.iter().any(|effect| matches!(effect, Effect::Keep(_))) {
            return;
        }
        let _alone = self.learning();
        let mind = self.mind();
        let (mut added, mut gone) = (Vec::new(), Vec::new());
        for effect in effects {
            match effect {
                Effect::Keep(submission) => {
                    let Some(flow) = mind.knowledge.flow(&submission.flow) else { continue };
                    if !Submission::becomes_entry(flow) {
                        continue;
                    }
                    match submission.status {
                        Status::Accepted => added.extend(publish::entry(&mind, flow, submission)),
                        _ => gone.extend(publish::id(&mind, submission)),
                    }
                }
                _ => continue,
            }
        }
        let there = |id| mind.knowledge.position(id).is_some();
        if !added.is_empty() || gone.iter().any(there) {
            self.set_mind(mind.with_added(added, &gone));
        }
    }

    /// Lays the desk of an event for its turn.
    pub(super) fn desk(&self, before: &Before, event: &Event, salt: u32) -> Result<Laid, ReceiveError> {
        lay(&self.store, &self.mind(), &before.conversation, event, salt)
    }
}
