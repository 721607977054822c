//! The door: what happened goes in, is answered, and all that follows from it is kept in one commit.
//!
//! Only this module touches the store. It knows no platform and no runtime: an adapter hears, an [`office::Office`] calls
//! [`Assistant::receive`], and the adapter says what comes out.
//!
//! # What is promised
//! - An event that was accepted is handled, whatever happens to the program, and handled once: its effects and the fact that
//!   it was handled are one commit.
//! - A reply stays in the outbox from that same commit until its platform has taken it.
//! - What cannot be handled is set aside with a reason, and its person is told; nothing is tried for ever.
//!
//! # Layout
//! `keys` where things stand · `names` by what people are known · `desk` what people sent · `handled` which events were handled ·
//! `acquaintance` from whom · `inbox` before the turn · `outbox` after it · `lanes` whose turn it is · `outlet` what may be sent now ·
//! `notice` what is told to everybody · `office` all of them together · `trial` mistakes on purpose.

mod acquaintance;
mod desk;
mod handled;
mod inbox;
mod keys;
pub mod lanes;
pub mod names;
mod notice;
pub mod office;
pub mod outbox;
pub mod outlet;
mod sweep;
pub mod trial;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::conversation::{Conversation, FORMAT};
use crate::desk::Effect;
use crate::event::{Event, Timestamp};
use crate::mind::Mind;
use crate::reply::Reply;
use crate::say::trouble;
use crate::step::{Outcome, Reason};
use crate::store::{Change, Expectation, Key, Store, StoreError, Versioned};
use crate::submission::Person;
use crate::turn::Turn;

use desk::Laid;
pub use desk::{on_their_way, sent_by};
use handled::Handled;
use inbox::json;
pub use keys::PERSONAL;
use names::Names;
pub use notice::{keep_notice, kept_notice};
use outbox::Aside;
pub use outbox::{Origin, Outgoing};
pub use sweep::Swept;
use trial::{Mistake, Trial};

/// How often a commit is tried again when another process was faster.
const TRIES: u32 = 5;

/// Answers events and keeps conversations.
#[derive(Debug)]
pub struct Assistant<S> {
    /// What is known; a contribution that is accepted puts a new one in its place.
    mind: RwLock<Arc<Mind>>,
    /// Held by whoever puts a new one there, so that none is lost to another.
    changing: Mutex<()>,
    /// Whether it is not known if something that was sent was kept.
    unsure: AtomicBool,
    store: S,
    names: Names,
    /// The platforms whose addresses are remembered.
    acquainted: RwLock<BTreeSet<String>>,
    trial: Trial,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// It was answered, and all that follows from it is kept.
    Answered {
        /// What is said, and to whom; kept in the outbox until it is [taken](Assistant::taken).
        replies: Vec<Outgoing>,
        /// What was made of it.
        outcome: Box<Outcome>,
    },
    /// It could not be handled and never will be; its person is told.
    SetAside {
        /// What is said.
        replies: Vec<Outgoing>,
        /// Why.
        reason: Reason,
    },
    /// It was handled before; nothing is done twice.
    Repeated,
}

/// Why an event could not be handled yet.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The conversation kept for the address is of a newer program.
    #[error(
        "the conversation kept under `{key}` has the format {format}, which is newer than this program's ({FORMAT})\nhelp: run the newer program, or restore a backup of before"
    )]
    TooNew {
        /// The key it is kept under.
        key: String,
        /// Its format.
        format: u64,
    },
    /// What is kept cannot be read by this program.
    #[error(
        "what is kept under `{key}` cannot be read by this program\nhelp: run the program that wrote it, or restore a backup of before"
    )]
    Unreadable {
        /// The key it is kept under.
        key: String,
    },
}

impl<S: Store> Assistant<S> {
    /// Puts a mind and a store together.
    pub fn new(mind: impl Into<Arc<Mind>>, store: S, names: Names) -> Assistant<S> {
        Assistant { names, ..Assistant::on_trial(mind, store, Trial::default()) }
    }

    /// The same with a mistake or another turn, for tests.
    pub fn on_trial(mind: impl Into<Arc<Mind>>, store: S, trial: Trial) -> Assistant<S> {
        Assistant {
            mind: RwLock::new(mind.into()),
            changing: Mutex::default(),
            unsure: AtomicBool::default(),
            store,
            names: Names::default(),
            acquainted: RwLock::default(),
            trial,
        }
    }

    /// Returns what is known.
    pub fn mind(&self) -> Arc<Mind> {
        // A panic while it was replaced leaves it whole: it is one assignment.
        Arc::clone(&self.mind.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another mind in the place of the one before; turns that are being taken end with the old one. `change` is given
    /// the mind as it is, and nobody else changes it meanwhile.
    fn change_mind<E>(&self, change: impl FnOnce(&Mind) -> Result<Option<Mind>, E>) -> Result<(), E> {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mind) = change(&self.mind())? {
            *self.mind.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(mind);
        }
        Ok(())
    }

    /// Puts a mind of another content in the place of the one before, with every contribution that was accepted and the
    /// boards that were set.
    ///
    /// # Errors
    /// When the store fails; the mind of before is then in force.
    pub fn learn_anew(&self, mind: Mind) -> Result<(), ReceiveError> {
        self.change_mind(|before| {
            let mut host = mind.host.clone();
            host.moderation.clone_from(&before.host.moderation);
            let mind = mind.of(host);
            let entries = self.accepted(&mind)?;
            Ok(Some(if entries.is_empty() { mind } else { mind.with_added(entries, &[]) }))
        })
    }

    /// Says in which chats of a platform what is new is announced, besides those of the settings, and in which of them whoever
    /// does something may judge. Who comes there is the platform's to guard.
    pub fn set_boards(&self, platform: &str, boards: &[String], rooms: &[String]) {
        let of = |chats: &[String], before: &[Person]| -> Vec<Person> {
            let here =
                chats.iter().map(|chat| Person { platform: platform.to_owned(), person: chat.clone() });
            before.iter().filter(|chat| chat.platform != platform).cloned().chain(here).collect()
        };
        let Ok(()) = self.change_mind(|mind| {
            let mut host = mind.host.clone();
            host.moderation.boards = of(boards, &host.moderation.boards);
            host.moderation.rooms = of(rooms, &host.moderation.rooms);
            Ok::<_, Infallible>((host.moderation != mind.host.moderation).then(|| mind.of(host)))
        });
    }

    /// Returns by what people are known.
    pub fn names(&self) -> &Names {
        &self.names
    }

    fn place(&self, event: &Event) -> String {
        self.names.place(&event.address)
    }

    /// Returns where things are kept.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Answers an event: loads the conversation, takes the turn, and commits what follows from it together with the fact
    /// that the event was handled. It need not have been accepted before.
    ///
    /// # Errors
    /// When the store fails. The event was then not handled, or its outcome is unknown; giving it again is safe.
    pub fn receive(&self, event: &Event) -> Result<Received, ReceiveError> {
        self.handle(event, None)
    }

    /// Answers an event for whoever waits for the answer: returns what is said to them, struck already, and what is said to
    /// others, which stays in the outbox until it is taken.
    ///
    /// # Errors
    /// As [`Assistant::receive`].
    pub fn ask(&self, event: &Event, at: Timestamp) -> Result<(Vec<Outgoing>, Vec<Outgoing>), ReceiveError> {
        let replies = match self.receive(event)? {
            Received::Answered { replies, .. } | Received::SetAside { replies, .. } => replies,
            Received::Repeated => Vec::new(),
        };
        let (own, others): (Vec<_>, Vec<_>) =
            replies.into_iter().partition(|reply| reply.to == event.address);
        for outgoing in &own {
            self.taken(outgoing, None, at)?;
        }
        Ok((own, others))
    }

    /// Sets an event aside instead of answering it, and tells its person.
    ///
    /// # Errors
    /// As [`Assistant::receive`].
    pub fn set_aside(&self, event: &Event, reason: Reason) -> Result<Received, ReceiveError> {
        self.handle(event, Some(reason))
    }

    fn handle(&self, event: &Event, aside: Option<Reason>) -> Result<Received, ReceiveError> {
        self.make_sure()?;
        let mut tries = 0u32;
        loop {
            let before = Before::load(&self.store, &self.place(event))?;
            if before.handled.contains(&event.id) && self.trial.mistake != Mistake::ForgetHandled {
                self.strike_repeated(event)?;
                return Ok(Received::Repeated);
            }
            // Nothing that is set aside looks at what was sent.
            let laid = match aside {
                Some(_) => Laid::default(),
                None => self.desk(&before, event, tries)?,
            };
            let taken = self.take_turn(event, &before, &laid, aside)?;
            match self.commit(event, taken.changes, taken.expected, &before) {
                Ok(()) => {
                    self.follow(&taken.effects);
                    return Ok(taken.received);
                }
                Err(StoreError::Conflict { .. }) if tries < TRIES => tries += 1,
                Err(error) => {
                    if matches!(error, StoreError::OutcomeUnknown { .. }) {
                        self.doubt(&taken.effects);
                    }
                    return Err(error.into());
                }
            }
        }
    }

    /// Takes the turn, and says what it changes.
    fn take_turn(
        &self,
        event: &Event,
        before: &Before,
        laid: &Laid,
        aside: Option<Reason>,
    ) -> Result<Taken, ReceiveError> {
        let mind = self.mind();
        let place = self.place(event);
        let conversation_key = keys::conversation(&place)?;
        let handled_key = keys::handled(&place)?;
        let mut changes = vec![Change::delete(&keys::inbox(&place, &event.id)?)];
        let notice = self.notice(event.at)?;
        let instead = crate::notice::instead(notice.as_ref(), &mind, &before.conversation, event);
        let turn = match (aside, instead) {
            (Some(reason), _) => Err(reason),
            (None, Some(instead)) => {
                if let Some(notice) = instead.sets {
                    changes.push(notice::change(notice.as_ref())?);
                }
                Ok(instead.turn)
            }
            // The turn is pure: a panic leaves nothing half changed. Where it happened is for the program's panic hook; what
            // the panic says may hold a person's words and is dropped.
            (None, None) => {
                let take = self.trial.turn;
                catch_unwind(AssertUnwindSafe(|| take(&mind, &laid.desk, &before.conversation, event)))
                    .map(|turn| crate::notice::beside(notice.as_ref(), &mind, event, turn))
                    .map_err(|_| Reason::Panicked)
            }
        };
        let mut handled = before.handled.clone();
        handled.push(&event.id);
        match turn {
            Ok(Turn { conversation, replies, outcome, effects }) => {
                let plain = conversation.as_ref().is_some_and(|conversation| conversation.plain);
                let replies = self.outgoing_of(event, replies, plain, outcome.language)?;
                match &conversation {
                    Some(conversation) => {
                        changes.push(Change::put(&conversation_key, json(conversation)));
                        changes.push(Change::put(&handled_key, handled.write()));
                        changes.extend(self.acquaintance(event)?);
                    }
                    None => {
                        changes.push(Change::delete(&conversation_key));
                        // That this event was handled must be known, or its repeat would begin a conversation again.
                        let mut only = Handled::default();
                        only.push(&event.id);
                        changes.push(Change::put(&handled_key, only.write()));
                        changes.push(Change::put(&keys::erase(&place)?, event.at.0.to_string()));
                    }
                }
                changes.extend(replies.iter().map(Outgoing::kept));
                let (kept, expected) = laid.changes(&self.store, event, &effects)?;
                changes.extend(kept);
                let received = Received::Answered { replies, outcome: Box::new(outcome) };
                Ok(Taken { received, changes, expected, effects })
            }
            Err(reason) => {
                let language = before.conversation.language();
                // One word to a person who floods us, not one for each message.
                let first = reason != Reason::Flood || !before.conversation.hurried;
                let said: Vec<_> = first
                    .then(|| (event.address.clone(), trouble(&mind, language, reason)))
                    .into_iter()
                    .collect();
                let replies = self.outgoing_of(event, said, before.conversation.plain, language)?;
                changes.push(Change::put(&handled_key, handled.write()));
                if reason == Reason::Flood {
                    let hurried = Conversation { hurried: true, ..before.conversation.clone() };
                    changes.push(Change::put(&conversation_key, json(&hurried)));
                } else {
                    let aside = Aside { format: 1, reason: format!("{reason:?}"), at: event.at };
                    changes.push(Change::put(&keys::aside(&place, &event.id)?, json(&aside)));
                }
                changes.extend(replies.iter().map(Outgoing::kept));
                let received = Received::SetAside { replies, reason };
                Ok(Taken { received, changes, expected: Vec::new(), effects: Vec::new() })
            }
        }
    }

    fn outgoing_of(
        &self,
        event: &Event,
        replies: Vec<(crate::event::Address, Reply)>,
        plain: bool,
        language: crate::language::Language,
    ) -> Result<Vec<Outgoing>, ReceiveError> {
        let place = self.place(event);
        let outgoing = replies
            .into_iter()
            .enumerate()
            .map(|(number, (to, reply))| Outgoing::new(&place, event, number, to, reply, plain, language));
        Ok(outgoing.collect::<Result<_, StoreError>>()?)
    }

    fn commit(
        &self,
        event: &Event,
        changes: Vec<Change>,
        mut expected: Vec<Expectation>,
        before: &Before,
    ) -> Result<(), StoreError> {
        let place = self.place(event);
        expected.extend([
            Expectation::unchanged(&keys::conversation(&place)?, before.kept.0.as_ref()),
            Expectation::unchanged(&keys::handled(&place)?, before.kept.1.as_ref()),
        ]);
        for part in self.trial.mistake.torn(changes, &expected) {
            self.store.commit(&part.0, &part.1)?;
        }
        Ok(())
    }

    /// Takes a repeat of an event that was handled out of the inbox, if it got there.
    fn strike_repeated(&self, event: &Event) -> Result<(), StoreError> {
        let key = keys::inbox(&self.place(event), &event.id)?;
        if self.store.read(&key)?.is_some() {
            self.store.commit(&[Change::delete(&key)], &[])?;
        }
        Ok(())
    }
}

/// A turn that was taken, ready to be committed.
struct Taken {
    received: Received,
    changes: Vec<Change>,
    /// What must be as it was when the turn was taken, besides the conversation.
    expected: Vec<Expectation>,
    effects: Vec<Effect>,
}

/// What is known of an address before an event is handled.
struct Before {
    conversation: Conversation,
    handled: Handled,
    /// The two as they are kept.
    kept: (Option<Versioned>, Option<Versioned>),
}

impl Before {
    fn load(store: &impl Store, place: &str) -> Result<Before, ReceiveError> {
        let key = keys::conversation(place)?;
        let kept = (store.read(&key)?, store.read(&keys::handled(place)?)?);
        let conversation = match &kept.0 {
            Some(kept) => read(&kept.value, &key)?,
            None => Conversation::default(),
        };
        let handled = kept.1.as_ref().map(|kept| Handled::read(&kept.value)).unwrap_or_default();
        Ok(Before { conversation, handled, kept })
    }
}

/// Reads a kept conversation. One that cannot be read any more begins anew rather than to shut its person out; one of a newer
/// program is left as it is.
fn read(bytes: &[u8], key: &Key) -> Result<Conversation, ReceiveError> {
    let format = serde_json::from_slice::<serde_json::Value>(bytes)
        .ok()
        .and_then(|value| value.get("format").and_then(serde_json::Value::as_u64));
    if let Some(format) = format.filter(|format| *format > u64::from(FORMAT)) {
        return Err(ReceiveError::TooNew { key: key.to_string(), format });
    }
    Ok(serde_json::from_slice(bytes).unwrap_or_default())
}
