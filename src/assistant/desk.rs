//! The desk in the store: what a turn may need of what people sent is laid on it, and what the turn wants kept becomes changes of
//! the same commit as its conversation.
//!
//! Whatever the turn looked at to decide must be as it was when the commit happens: who comes second finds it changed, and decides
//! again.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::Ordering;

use serde::de::DeserializeOwned;

use super::inbox::json;
use super::names::Names;
use super::{Assistant, Before, ReceiveError, keys, outbox};
use crate::command::{self, Command};
use crate::conversation::Conversation;
use crate::desk::{Desk, Effect, Wants};
use crate::event::{Action, Event, Timestamp};
use crate::knowledge::{Entry, EntryId};
use crate::mind::Mind;
use crate::store::{Change, Expectation, Key, Store, StoreError, Versioned};
use crate::submission::{DAY, Logged, MOST_OVERALL, Person, Record, Status, Submission, publish};
use crate::ticket::Ticket;

/// How many of one's own are laid on the desk: the newest.
const OWN: usize = 50;

/// The desk, and what was read to lay it.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) desk: Desk,
    names: Names,
    read: BTreeMap<Key, Option<Versioned>>,
}

/// Lays the desk for an event.
pub(super) fn lay(
    store: &impl Store,
    names: &Names,
    mind: &Mind,
    conversation: &Conversation,
    event: &Event,
    salt: u32,
) -> Result<Laid, ReceiveError> {
    let mut laid = Laid { desk: Desk { salt, ..Desk::default() }, names: *names, read: BTreeMap::new() };
    let who = Person::at(&event.address);
    laid.desk.record = laid.known(store, keys::person(names, &who)?)?.unwrap_or_default();
    laid.desk.blocked = laid.known(store, keys::block(names, &who)?)?;
    let sent = laid.desk.record.sent.clone();
    // Who asks to be forgotten means all of it.
    let own = if forgets(&event.action) { sent.len() } else { OWN };
    laid.desk.own = laid.submissions(store, sent.iter().rev().take(own).rev())?;
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

/// Returns whether an action asks to be forgotten.
fn forgets(action: &Action) -> bool {
    let name = match action {
        Action::Command(name, _) => Some(name.as_str()),
        Action::Say(text) => command::split(text).map(|(name, _)| name),
        _ => None,
    };
    name.and_then(command::named) == Some(Command::Forget)
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
                    kept.put(keys::person(&self.names, &who)?, json(record));
                    kept.count(store, event.at)?;
                }
                Effect::Block(block) => kept.put(keys::block(&self.names, &block.who)?, json(block)),
                Effect::Unblock(who) => kept.delete(keys::block(&self.names, who)?),
                Effect::Forget(tickets) => {
                    kept.delete(keys::person(&self.names, &who)?);
                    for ticket in tickets {
                        kept.erase(*ticket)?;
                    }
                }
                Effect::Log(logged) => {
                    let key = match logged.ticket {
                        // Several in one second stay in their order.
                        Some(ticket) => keys::log(ticket, kept.logged(store, ticket)?)?,
                        None => keys::log_of_nothing(logged.at.0, &event.id, number)?,
                    };
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

    /// Returns how much was done with a submission so far.
    fn logged(&self, store: &impl Store, ticket: Ticket) -> Result<usize, ReceiveError> {
        let prefix = keys::log_of(Some(ticket));
        let mut count =
            self.changes.iter().filter(|change| change.key().as_str().starts_with(&prefix)).count();
        each(store, &prefix, |_, _| count += 1)?;
        Ok(count)
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
        let hash = |of: &Submission| Submission::content(&of.flow, of.about.as_ref(), &of.answers);
        let now = hash(submission);
        if let Some(before) = self.laid.desk.submission(ticket).map(hash).filter(|before| *before != now) {
            self.changes.push(Change::delete(&keys::content(&before)?));
        }
        // What was withdrawn can be sent again.
        let stands = submission.status != Status::Withdrawn;
        self.changes.push(index(keys::content(&now)?, stands));
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

/// Returns what is kept of what a person sent, for whoever hosts the program and is asked to erase it: the keys that go, and the
/// changes that leave what is published without a name and without a way back to them.
///
/// # Errors
/// When the store fails, or something that was sent cannot be read.
pub fn sent_by(
    store: &impl Store,
    names: &Names,
    who: &Person,
) -> Result<(Vec<Key>, Vec<Change>), ReceiveError> {
    let mut laid = Laid::default();
    let record_key = keys::person(names, who)?;
    let record: Record = laid.known(store, record_key.clone())?.unwrap_or_default();
    let (mut gone, mut changes) = (vec![record_key], Vec::new());
    for sent in laid.submissions(store, record.sent.iter())? {
        if sent.status == Status::Accepted {
            changes.push(Change::put(&keys::submission(sent.ticket)?, json(&sent.anonymous())));
            continue;
        }
        let hash = Submission::content(&sent.flow, sent.about.as_ref(), &sent.answers);
        gone.extend([keys::submission(sent.ticket)?, keys::open(sent.ticket)?, keys::content(&hash)?]);
    }
    Ok((gone, changes))
}

/// Returns the replies on their way to a chat, or to one person wherever they are told it, and those that show what is erased.
///
/// Who caused a reply is in its key, and another than who reads it: a decision goes out from the moderator's place.
///
/// # Errors
/// When the store fails.
pub fn on_their_way(
    store: &impl Store,
    platform: &str,
    chat: &str,
    person: Option<&str>,
    erased: &[Key],
) -> Result<Vec<Key>, ReceiveError> {
    let mut found = Vec::new();
    each(store, keys::OUTBOX, |key, value| {
        // One that cannot be read says nothing of whom it is for.
        let Some((to, subject)) = outbox::address(value) else { return };
        let theirs = to.platform == platform
            && match person {
                Some(person) => to.person == person || (to.person.is_empty() && to.chat == person),
                None => to.chat == chat,
            };
        let shown = subject.and_then(|subject| subject.parse::<Ticket>().ok());
        let shows = |ticket| keys::submission(ticket).is_ok_and(|key| erased.contains(&key));
        if theirs || shown.is_some_and(shows) {
            found.push(key.clone());
        }
    })?;
    Ok(found)
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

    /// Puts every accepted contribution among the entries, and takes out what is accepted no more; at start, before anything is
    /// answered. Returns how many there are.
    ///
    /// # Errors
    /// When the store fails.
    pub fn take_up(&self) -> Result<usize, ReceiveError> {
        let mut count = 0;
        self.change_mind(|mind| {
            let entries = self.accepted(mind)?;
            count = entries.len();
            let before = mind.knowledge.entries.iter().rev().take(mind.knowledge.added);
            let gone = before.filter(|entry| !entries.iter().any(|other| other.id == entry.id));
            let gone: Vec<EntryId> = gone.map(|entry| entry.id.clone()).collect();
            Ok::<_, ReceiveError>((count > 0 || !gone.is_empty()).then(|| mind.with_added(entries, &gone)))
        })?;
        self.unsure.store(false, Ordering::Release);
        Ok(count)
    }

    /// Takes up what was accepted if it is not known whether a commit has happened.
    pub(super) fn make_sure(&self) -> Result<(), ReceiveError> {
        if self.unsure.load(Ordering::Acquire) {
            self.take_up()?;
        }
        Ok(())
    }

    /// Notes that nobody can tell yet whether effects were kept.
    pub(super) fn doubt(&self, effects: &[Effect]) {
        if effects.iter().any(|effect| matches!(effect, Effect::Keep(_))) {
            self.unsure.store(true, Ordering::Release);
        }
    }

    /// Returns the entries that accepted contributions are.
    pub(super) fn accepted(&self, mind: &Mind) -> Result<Vec<Entry>, ReceiveError> {
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
        let kept: Vec<&Submission> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Keep(submission) => Some(submission.as_ref()),
                _ => None,
            })
            .collect();
        if kept.is_empty() {
            return;
        }
        let Ok(()) = self.change_mind(|mind| {
            let (mut added, mut gone) = (Vec::new(), Vec::new());
            for submission in kept {
                let Some(flow) = mind.knowledge.flow(&submission.flow) else { continue };
                if !Submission::becomes_entry(flow) {
                    continue;
                }
                match submission.status {
                    Status::Accepted => added.extend(publish::entry(mind, flow, submission)),
                    _ => gone.extend(publish::id(mind, submission)),
                }
            }
            let there = |id| mind.knowledge.position(id).is_some();
            let changes = !added.is_empty() || gone.iter().any(there);
            Ok::<_, Infallible>(changes.then(|| mind.with_added(added, &gone)))
        });
    }

    /// Lays the desk of an event for its turn.
    pub(super) fn desk(&self, before: &Before, event: &Event, salt: u32) -> Result<Laid, ReceiveError> {
        lay(&self.store, &self.names, &self.mind(), &before.conversation, event, salt)
    }
}
