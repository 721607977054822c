//! Mistakes made on purpose, to prove that the simulator would catch them. The program never makes one.

use crate::conversation::Conversation;
use crate::desk::Desk;
use crate::event::Event;
use crate::mind::Mind;
use crate::store::{Change, Expectation};
use crate::turn::{Turn, at_desk};

use super::keys;

/// What a trial changes.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// The mistake.
    pub mistake: Mistake,
    /// What takes the turn.
    pub turn: fn(&Mind, &Desk, &Conversation, &Event) -> Turn,
}

impl Default for Trial {
    /// Changes nothing.
    fn default() -> Trial {
        Trial { mistake: Mistake::None, turn: at_desk }
    }
}

/// A mistake in the handling of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mistake {
    /// No mistake.
    #[default]
    None,
    /// The platform is told before the event is kept.
    TellBeforeKeeping,
    /// "Handled" is committed before the effects.
    HandledFirst,
    /// "Handled" is committed after the effects.
    HandledLast,
    /// What was handled is not looked at.
    ForgetHandled,
    /// The replies are committed after the rest.
    OutboxApart,
    /// A reply is struck before it is sent.
    StrikeBeforeSending,
    /// A reply that was sent is not struck.
    NeverStrike,
    /// The inbox is not worked off at start.
    LeaveInbox,
    /// The outbox is not worked off at start.
    LeaveOutbox,
    /// The newest event of a conversation is handled first.
    NewestFirst,
    /// A reply that failed to be sent is given up.
    GiveUp,
    /// A reply is sent again at once when its platform said "later".
    Impatient,
}

impl Mistake {
    /// Every mistake there is.
    pub const ALL: [Mistake; 12] = [
        Mistake::TellBeforeKeeping,
        Mistake::HandledFirst,
        Mistake::HandledLast,
        Mistake::ForgetHandled,
        Mistake::OutboxApart,
        Mistake::StrikeBeforeSending,
        Mistake::NeverStrike,
        Mistake::LeaveInbox,
        Mistake::LeaveOutbox,
        Mistake::NewestFirst,
        Mistake::GiveUp,
        Mistake::Impatient,
    ];

    /// Splits a commit as the mistake would; without one, it stays whole.
    pub(super) fn torn(
        self,
        changes: Vec<Change>,
        expectations: &[Expectation],
    ) -> Vec<(Vec<Change>, Vec<Expectation>)> {
        let of = |prefix: &str, change: &Change| change.key().as_str().starts_with(prefix);
        let (first, last): (Vec<Change>, Vec<Change>) = match self {
            Mistake::HandledFirst => changes.into_iter().partition(|change| of("handled/", change)),
            Mistake::HandledLast => changes.into_iter().partition(|change| !of("handled/", change)),
            Mistake::OutboxApart => changes.into_iter().partition(|change| !of(keys::OUTBOX, change)),
            Mistake::ForgetHandled => return vec![(changes, Vec::new())],
            _ => return vec![(changes, expectations.to_vec())],
        };
        vec![(first, expectations.to_vec()), (last, Vec::new())]
    }
}
