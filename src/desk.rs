//! What a turn is told of what was sent, and what it wants kept: the seam between the pure turn and the store.
//!
//! A turn neither reads nor writes: whoever takes it lays on the desk what it may need ([`Wants`] says what that is), and keeps what
//! comes back as [`Effect`]s, together with the conversation, in one commit.

use crate::conversation::Conversation;
use crate::event::{Action, Address, Event};
use crate::flow::{State, Subject};
use crate::mind::Mind;
use crate::reply::{ChoiceId, Deal};
use crate::submission::{Block, Logged, Person, Record, Submission};
use crate::ticket::Ticket;

/// Who may judge what was sent, and where they are told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moderation {
    /// The moderators.
    pub moderators: Vec<Person>,
    /// The chats in which what is new is announced: `platform:chat`.
    pub chats: Vec<Person>,
    /// How many moderators must accept; at least one.
    pub approvals: usize,
    /// More chats in which what is new is announced, as their platforms say: see [`crate::assistant::Assistant::set_boards`].
    pub boards: Vec<Person>,
    /// Those of them in which whoever does something may judge: their platform lets nobody else.
    pub rooms: Vec<Person>,
}

/// The platform of the host's own command line: who can run it may do everything.
pub const HOST: &str = "host";

impl Moderation {
    /// Returns whether a person may judge.
    pub fn is_moderator(&self, address: &Address) -> bool {
        let room = Person { platform: address.platform.clone(), person: address.chat.clone() };
        address.platform == HOST
            || self.moderators.contains(&Person::at(address))
            || self.rooms.contains(&room)
    }

    /// Returns whether more than one person may judge.
    pub fn are_several(&self) -> bool {
        self.moderators.len() > 1 || !self.rooms.is_empty()
    }

    /// Returns how many moderators must accept. No more than there are, or nothing would ever be accepted; how many there are in
    /// a room nobody knows.
    pub fn needed(&self) -> usize {
        let most = if self.rooms.is_empty() { self.moderators.len().max(1) } else { usize::MAX };
        self.approvals.clamp(1, most)
    }

    /// Returns the addresses of the chats.
    pub fn addresses(&self) -> impl Iterator<Item = Address> {
        let more = self.boards.iter().filter(|board| !self.chats.contains(board));
        self.chats.iter().chain(more).map(|chat| Address {
            platform: chat.platform.clone(),
            chat: chat.person.clone(),
            person: String::new(),
            thread: None,
        })
    }
}

/// What lies on the desk when a turn begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Desk {
    /// What is known of the person.
    pub record: Record,
    /// What they sent.
    pub own: Vec<Submission>,
    /// Why they are blocked, if they are.
    pub blocked: Option<Block>,
    /// The submissions that the event or the draft names.
    pub named: Vec<Submission>,
    /// Those that wait, for whoever reviews, and to be compared with what is sent.
    pub waiting: Vec<Submission>,
    /// The submission of somebody with the very words of the draft.
    pub same: Option<Submission>,
    /// How many were sent by all people in the last day.
    pub lately: usize,
    /// The log of the submissions that are named, and everybody who is blocked: for moderators.
    pub log: Vec<Logged>,
    /// Everybody who is blocked: for moderators.
    pub blocks: Vec<Block>,
    /// Grows with every number that turned out to be taken.
    pub salt: u32,
}

impl Desk {
    /// Returns a submission by its number.
    pub fn submission(&self, ticket: Ticket) -> Option<&Submission> {
        self.named.iter().chain(&self.own).chain(&self.waiting).find(|submission| submission.ticket == ticket)
    }
}

/// What a turn may need on its desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wants {
    /// The submissions that are named.
    pub named: Vec<Ticket>,
    /// Those that wait.
    pub waiting: bool,
    /// Whether something may be sent: the same of before, and how many there were lately.
    pub sending: bool,
    /// The log, and who is blocked.
    pub log: bool,
}

impl Wants {
    /// Returns what the turn of an event may need, beyond what is known of its person.
    pub fn of(mind: &Mind, conversation: &Conversation, event: &Event) -> Wants {
        let mut wants = Wants::default();
        let moderates = mind.host.moderation.is_moderator(&event.address);
        match &event.action {
            Action::Press(ChoiceId::Deal(deal)) => {
                wants.named.extend(deal.ticket());
                wants.waiting = moderates && matches!(deal, Deal::List);
                wants.log = moderates;
            }
            Action::Say(text) | Action::Command(_, text) if moderates => {
                wants.named.extend(Ticket::within(text));
                // A list may be asked for in words; moderators are few.
                wants.waiting = true;
                wants.log = true;
            }
            _ => {}
        }
        if let Some(draft) = conversation.draft() {
            if let Some(Subject::Submission(ticket)) = draft.about {
                wants.named.push(ticket);
            }
            if draft.state == State::Open {
                wants.named.push(draft.ticket);
                let ends = mind.knowledge.flow(&draft.flow).is_some_and(|flow| draft.next(flow).is_none());
                wants.sending = ends;
                wants.waiting |= ends;
            }
        }
        wants.named.sort_unstable();
        wants.named.dedup();
        wants
    }
}

/// What a turn wants kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A submission, new or as it is now.
    Keep(Box<Submission>),
    /// What is known of the person.
    Record(Record),
    /// Somebody is blocked.
    Block(Block),
    /// Somebody is not blocked any more.
    Unblock(Person),
    /// Submissions are erased, and the person with them.
    Forget(Vec<Ticket>),
    /// Something was done.
    Log(Logged),
}
