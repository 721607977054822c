//! Which events of an address were handled: the last ones, by their ids.
//!
//! A platform repeats what it does not know us to have: the newest, never what lies hundreds of events back. So the window
//! is counted in events, not in days; it needs no sweeping, and its size is fixed.

use std::collections::VecDeque;

use xxhash_rust::xxh3::xxh3_64;

use crate::event::EventId;

/// How many ids are remembered.
pub(super) const WINDOW: usize = 256;

/// Above this bit stand ids that are no numbers, by their hash.
const HASHED: u64 = 1 << 63;

/// The ids that were handled last, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Handled(VecDeque<u64>);

impl Handled {
    /// Reads what was kept: the difference of each id to the one before, in seven bits a byte, the lowest first.
    pub(super) fn read(bytes: &[u8]) -> Handled {
        let mut ids = VecDeque::new();
        let (mut before, mut difference, mut shift) = (0_u64, 0_u64, 0_u32);
        for byte in bytes {
            difference |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                before = before.wrapping_add(unfold(difference));
                ids.push_back(before);
                (difference, shift) = (0, 0);
            }
        }
        Handled(ids)
    }

    /// Returns the bytes to keep: ids that rise by little, as those of platforms do, take one or two each.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * 2);
        let mut before = 0_u64;
        for &id in &self.0 {
            let mut difference = fold(id.wrapping_sub(before));
            while difference >= 0x80 {
                bytes.push(difference as u8 | 0x80);
                difference >>= 7;
            }
            bytes.push(difference as u8);
            before = id;
        }
        bytes
    }

    /// Returns whether an event was handled.
    pub(super) fn contains(&self, event: &EventId) -> bool {
        self.0.contains(&number(event))
    }

    /// Remembers an event, and forgets the oldest beyond the window.
    pub(super) fn push(&mut self, event: &EventId) {
        self.0.push_back(number(event));
        let over = self.0.len().saturating_sub(WINDOW);
        self.0.drain(..over);
    }
}

/// Makes small numbers of small differences of either sign ("zigzag").
fn fold(difference: u64) -> u64 {
    let signed = difference as i64;
    ((signed << 1) ^ (signed >> 63)) as u64
}

fn unfold(folded: u64) -> u64 {
    (folded >> 1) ^ (folded & 1).wrapping_neg()
}

/// The number of an id: itself where it is one, else its hash.
fn number(event: &EventId) -> u64 {
    // "007" and "7" are two ids.
    let plain =
        event.0.parse::<u64>().ok().filter(|number| *number < HASHED && number.to_string() == event.0);
    plain.unwrap_or_else(|| xxh3_64(event.0.as_bytes()) | HASHED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_events_are_known_and_the_window_is_fixed() {
        let id = |at: usize| EventId(at.to_string());
        let mut handled = Handled::default();
        for at in 0..WINDOW + 10 {
            handled.push(&id(at));
        }
        let handled = Handled::read(&handled.write());
        assert_eq!(handled.0.len(), WINDOW);
        assert!(!handled.contains(&id(9)) && handled.contains(&id(10)));
        assert!(!handled.contains(&EventId("0011".into())));
        assert!(handled.write().len() < WINDOW + 10);
    }

    #[test]
    fn ids_that_are_no_numbers_are_told_apart() {
        let mut handled = Handled::default();
        for id in ["a-1", "007", "-5", ""] {
            assert!(!handled.contains(&EventId(id.into())), "{id}");
            handled.push(&EventId(id.into()));
            assert!(handled.contains(&EventId(id.into())), "{id}");
        }
        assert!(!handled.contains(&EventId("7".into())));
        assert_eq!(Handled::read(&handled.write()), handled);
        for broken in [&[0xFF; 40][..], &[0x80], &[]] {
            Handled::read(broken);
        }
    }
}
