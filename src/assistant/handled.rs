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
    /// Reads what was kept: eight bytes an id, little-endian.
    pub(super) fn read(bytes: &[u8]) -> Handled {
        Handled(bytes.as_chunks::<8>().0.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect())
    }

    /// Returns the bytes to keep.
    pub(super) fn write(&self) -> Vec<u8> {
        self.0.iter().flat_map(|id| id.to_le_bytes()).collect()
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

/// The number of an id: itself where it is one, else its hash.
fn number(event: &EventId) -> u64 {
    // "007" and "7" are two ids.
    let plain = event.0.parse::<u64>().ok().filter(|number| *number < HASHED && number.to_string() == event.0);
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
    }
}
