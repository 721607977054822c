//! What buttons of forms and of what was sent mean, as text that fits a button of every platform.
//!
//! A press carries its draft's number and its step: one that comes twice, or late, is known for what it is.

use std::fmt;

use crate::knowledge::Repair;
use crate::knowledge::entry::is_slug;
use crate::ticket::Ticket;

/// A button of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// The number of its draft.
    pub ticket: Ticket,
    /// What it does.
    pub does: Does,
}

/// What a button of a form does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// Chooses an option of a step.
    Choose {
        /// The step.
        step: String,
        /// The option.
        option: String,
    },
    /// Finds one's way, at the step that was open when it was shown.
    Repair(Repair, Option<String>),
    /// Takes the draft up again.
    Resume,
    /// Reads the notice.
    Notice,
    /// Shows the outcome as plain text.
    AsText,
    /// Shows the cases of the outcome.
    Cases,
}

impl Press {
    /// Reads what stands behind `q:` or `w:`.
    pub(crate) fn parse(verb: &str, rest: &str) -> Option<Press> {
        let (ticket, rest) = rest.split_once(':')?;
        let ticket: Ticket = ticket.parse().ok()?;
        let name = |text: &str| is_slug(text).then(|| text.to_owned());
        let does = if verb == "q" {
            let (step, option) = rest.split_once(':')?;
            Does::Choose { step: name(step)?, option: name(option)? }
        } else {
            match rest.split_once(':') {
                Some((word, step)) => Does::Repair(Repair::from_word(word)?, Some(name(step)?)),
                None => match rest {
                    "resume" => Does::Resume,
                    "notice" => Does::Notice,
                    "text" => Does::AsText,
                    "cases" => Does::Cases,
                    word => Does::Repair(Repair::from_word(word)?, None),
                },
            }
        };
        Some(Press { ticket, does })
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ticket = self.ticket.signs();
        match &self.does {
            Does::Choose { step, option } => write!(f, "q:{ticket}:{step}:{option}"),
            Does::Repair(repair, None) => write!(f, "w:{ticket}:{repair}"),
            Does::Repair(repair, Some(step)) => write!(f, "w:{ticket}:{repair}:{step}"),
            Does::Resume => write!(f, "w:{ticket}:resume"),
            Does::Notice => write!(f, "w:{ticket}:notice"),
            Does::AsText => write!(f, "w:{ticket}:text"),
            Does::Cases => write!(f, "w:{ticket}:cases"),
        }
    }
}

/// What can be done with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deal {
    /// Lists what waits.
    List,
    /// Reads one whole.
    Read(Ticket),
    /// Accepts it.
    Accept(Ticket),
    /// Asks its contributor for changes.
    AskChanges(Ticket),
    /// Declines it.
    Decline(Ticket),
    /// Changes an answer of it.
    Edit(Ticket),
    /// Shows what was done with it.
    Log(Ticket),
    /// Lists one's own.
    Mine,
    /// Reads one's own.
    Own(Ticket),
    /// Asks whether one's own is to be withdrawn.
    Withdraw(Ticket),
    /// Withdraws one's own.
    Withdrawn(Ticket),
    /// Takes up what moderators asked to be changed.
    Revise(Ticket),
}

/// Makes a deal of a number.
type Dealt = fn(Ticket) -> Deal;

/// The letters of deals with a number.
const DEALS: [(char, Dealt); 10] = [
    ('r', Deal::Read),
    ('a', Deal::Accept),
    ('c', Deal::AskChanges),
    ('d', Deal::Decline),
    ('e', Deal::Edit),
    ('l', Deal::Log),
    ('o', Deal::Own),
    ('w', Deal::Withdraw),
    ('x', Deal::Withdrawn),
    ('v', Deal::Revise),
];

impl Deal {
    /// Returns the number it is about.
    pub fn ticket(self) -> Option<Ticket> {
        match self {
            Deal::List | Deal::Mine => None,
            Deal::Read(ticket)
            | Deal::Accept(ticket)
            | Deal::AskChanges(ticket)
            | Deal::Decline(ticket)
            | Deal::Edit(ticket)
            | Deal::Log(ticket)
            | Deal::Own(ticket)
            | Deal::Withdraw(ticket)
            | Deal::Withdrawn(ticket)
            | Deal::Revise(ticket) => Some(ticket),
        }
    }

    /// Returns whether it is for moderators only.
    pub fn moderates(self) -> bool {
        !matches!(self, Deal::Mine | Deal::Own(_) | Deal::Withdraw(_) | Deal::Withdrawn(_) | Deal::Revise(_))
    }

    /// Reads what stands behind `r:`.
    pub(crate) fn parse(rest: &str) -> Option<Deal> {
        match rest.split_once(':') {
            None if rest == "list" => Some(Deal::List),
            None if rest == "mine" => Some(Deal::Mine),
            None => None,
            Some((letter, ticket)) => {
                let make = DEALS.iter().find(|(have, _)| letter.chars().eq([*have]))?.1;
                Some(make(ticket.parse().ok()?))
            }
        }
    }
}

impl fmt::Display for Deal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(ticket) = self.ticket() else {
            return f.write_str(if *self == Deal::List { "r:list" } else { "r:mine" });
        };
        let letter = DEALS.iter().find(|(_, make)| make(ticket) == *self).map_or('r', |(letter, _)| *letter);
        write!(f, "r:{letter}:{}", ticket.signs())
    }
}
