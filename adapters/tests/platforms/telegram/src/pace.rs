//! Limits of rate, as the platform's questions and answers tell them: one message a second a chat, twenty a minute a group,
//! thirty a second overall.

use std::time::{Duration, Instant};

use crate::refusal::Refusal;
use crate::state::{Pace, State};

/// Clocks differ by a little; a message that comes this much too early is taken.
const SLACK: Duration = Duration::from_millis(60);

/// Counts a message to a chat, or refuses it.
///
/// # Errors
/// With a 429 that tells how long to wait.
pub(crate) fn count(state: &mut State, chat: i64, group: bool) -> Result<(), Refusal> {
    if state.pace == Pace::Free {
        return Ok(());
    }
    let now = Instant::now();
    let second = Duration::from_secs(1);
    let minute = Duration::from_secs(60);
    let limits: &[(Option<i64>, usize, Duration)] = if group {
        &[(None, 30, second), (Some(chat), 20, minute)]
    } else {
        &[(None, 30, second), (Some(chat), 1, second)]
    };
    for &(key, most, per) in limits {
        let times = state.taken.entry(key).or_default();
        while times.front().is_some_and(|&at| now.duration_since(at) + SLACK >= per) {
            times.pop_front();
        }
        if times.len() >= most {
            let wait = times.front().map_or(per, |&at| per.saturating_sub(now.duration_since(at)));
            return Err(Refusal::too_many(wait.as_secs() + 1));
        }
    }
    for &(key, _, _) in limits {
        state.taken.entry(key).or_default().push_back(now);
    }
    Ok(())
}
