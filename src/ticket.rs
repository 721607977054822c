//! Numbers that people can say and type: `R-7K3F` names what somebody sent, for them and for the moderators.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

/// The signs of a number: none looks like another (no 0 and O, no 1, I and L, no U beside V).
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many signs a number has: 810,000 of them.
const LENGTH: usize = 4;

/// The number of something that was sent, or is being written. Made only by [`Ticket::of`] and by parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket([u8; LENGTH]);

impl Ticket {
    /// Returns the number that follows from a text. Nothing is random here, so two texts may have the same; whoever finds a number
    /// taken tries again with another `salt`.
    pub fn of(text: &str, salt: u32) -> Ticket {
        let mut rest = xxh3_64(format!("{salt}\u{0}{text}").as_bytes());
        Ticket(std::array::from_fn(|_| {
            let sign = SIGNS[(rest % SIGNS.len() as u64) as usize];
            rest /= SIGNS.len() as u64;
            sign
        }))
    }

    /// Returns the signs alone, as they stand in keys and on buttons.
    pub fn signs(&self) -> &str {
        // Every sign is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns the first number that stands in a text, written as people write it: `R-7K3F`, `r 7k3f`, `R7K3F`.
    pub fn within(text: &str) -> Option<Ticket> {
        let words: Vec<&str> =
            text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let led = words.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case("r")).map(|pair| pair[1]);
        let joined = words.iter().filter_map(|word| word.strip_prefix(['R', 'r']));
        led.chain(joined).find_map(signs)
    }
}

/// Reads signs, in any case.
fn signs(text: &str) -> Option<Ticket> {
    let upper = text.to_ascii_uppercase();
    let signs: [u8; LENGTH] = upper.as_bytes().try_into().ok()?;
    signs.iter().all(|sign| SIGNS.contains(sign)).then_some(Ticket(signs))
}

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number like R-7K3F")]
pub struct NotATicket(String);

impl FromStr for Ticket {
    type Err = NotATicket;

    fn from_str(text: &str) -> Result<Ticket, NotATicket> {
        let bare = text.trim();
        let rest = bare.strip_prefix("R-").or_else(|| bare.strip_prefix("r-")).unwrap_or(bare);
        signs(rest).ok_or_else(|| NotATicket(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R-{}", self.signs())
    }
}

impl Serialize for Ticket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ticket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_survives_being_said_and_typed() {
        let ticket = Ticket::of("someone|1", 0);
        assert_eq!(ticket.to_string().parse(), Ok(ticket));
        assert_eq!(ticket.signs().to_lowercase().parse(), Ok(ticket));
        assert_ne!(Ticket::of("someone|1", 1), ticket);
        for said in ["c'est R-7K3F, merci", "r 7k3f", "/review accept R7K3F"] {
            assert_eq!(
                Ticket::within(said).map(|ticket| ticket.to_string()).as_deref(),
                Some("R-7K3F"),
                "{said}"
            );
        }
    }

    #[test]
    fn what_looks_like_another_sign_is_refused() {
        for text in ["R-7K3O", "R-7K31", "R-7K3", "R-7K3FF", "", "R-7K3é"] {
            assert!(text.parse::<Ticket>().is_err(), "{text}");
        }
        assert_eq!(Ticket::within("rien de tel, R est une lettre"), None);
    }
}
