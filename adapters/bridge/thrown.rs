//! Any bytes, thrown at what hears the bridge: for fuzzing, and for the test of its corpus.

use super::hear;

/// Hears a line; it is an event, a verdict or a reason.
pub(crate) fn at(bytes: &[u8]) {
    if let Err(reason) = hear::line(bytes) {
        assert!(!reason.is_empty(), "a line is refused without a reason");
    }
}
