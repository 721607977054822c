//! How fast Discord may be asked: what its answers told of each route's limit, the limit of all routes together, and a brake
//! before so many refusals that it shuts us out. It has no clock of its own; times are milliseconds of one that does not go back.
//!
//! Source: the developer documentation, "Rate Limits".

use std::collections::HashMap;

use super::limits::{INVALID_REQUESTS, REQUESTS};

/// Milliseconds on a clock that does not go back.
pub(super) type Millis = u64;

/// From how many refusals in ten minutes on we ask nothing until the ten minutes are over: half of what Discord bears.
const MOST_REFUSALS: u32 = INVALID_REQUESTS / 2;

/// The ten minutes.
const REFUSALS: Millis = 600_000;

/// A second.
const SECOND: Millis = 1_000;

/// From so many routes on, those at rest are forgotten.
const MANY: usize = 1_024;

/// What an answer tells of its limit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Told {
    /// How many requests are left on the route.
    pub(super) left: Option<u32>,
    /// When there are more again.
    pub(super) renewed: Option<Millis>,
    /// We were too fast, and may ask again after so long.
    pub(super) after: Option<Millis>,
    /// That holds for every route.
    pub(super) everywhere: bool,
    /// The request was refused in a way that counts against us (401, 403, 429).
    pub(super) refused: bool,
}

/// Which limits hold for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    /// Those of its route, and of all together.
    Route(String),
    /// Those of its route alone: answers to interactions.
    Free(String),
}

/// How fast we are.
#[derive(Debug, Default)]
pub(super) struct Pace {
    second: Count,
    refusals: Count,
    held_until: Millis,
    routes: HashMap<String, Route>,
}

/// How many in a time that began at some moment.
#[derive(Debug, Default)]
struct Count {
    from: Millis,
    count: u32,
}

#[derive(Debug)]
struct Route {
    left: u32,
    renewed: Millis,
}

/// Why not now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    /// For how long.
    pub(super) long: Millis,
    /// Whether every request waits.
    pub(super) everywhere: bool,
}

impl Pace {
    /// Takes leave to ask, or says how long to wait.
    pub(super) fn ask(&mut self, bound: &Bound, now: Millis) -> Result<(), Wait> {
        let (route, free) = match bound {
            Bound::Route(route) => (route, false),
            Bound::Free(route) => (route, true),
        };
        let braked = if self.refusals.count >= MOST_REFUSALS { self.refusals.from + REFUSALS } else { 0 };
        let until = self.held_until.max(braked);
        if now < until {
            return Err(Wait { long: until - now, everywhere: true });
        }
        let known = self.routes.get(route).filter(|route| now < route.renewed);
        if let Some(known) = known.filter(|route| route.left == 0) {
            return Err(Wait { long: known.renewed - now, everywhere: false });
        }
        if !free {
            if now >= self.second.from + SECOND {
                self.second = Count { from: now, count: 0 };
            }
            if self.second.count >= REQUESTS {
                return Err(Wait { long: self.second.from + SECOND - now, everywhere: true });
            }
            self.second.count += 1;
        }
        if let Some(known) = self.routes.get_mut(route) {
            known.left = known.left.saturating_sub(1);
        }
        Ok(())
    }

    /// Learns from an answer.
    pub(super) fn learn(&mut self, bound: &Bound, told: Told, now: Millis) {
        let (Bound::Route(route) | Bound::Free(route)) = bound;
        if told.refused {
            if now >= self.refusals.from + REFUSALS {
                self.refusals = Count { from: now, count: 0 };
            }
            self.refusals.count += 1;
        }
        if let Some(after) = told.after {
            if told.everywhere {
                self.held_until = self.held_until.max(now + after);
            } else {
                self.routes.insert(route.clone(), Route { left: 0, renewed: now + after });
            }
        } else if let (Some(left), Some(renewed)) = (told.left, told.renewed) {
            let renewed = now + renewed;
            let known = self.routes.entry(route.clone()).or_insert(Route { left, renewed });
            // Answers may overtake one another: of one stretch of time the least is true.
            let same = renewed.abs_diff(known.renewed) < SECOND / 4;
            *known = Route { left: if same { known.left.min(left) } else { left }, renewed };
        }
        if self.routes.len() > MANY {
            self.routes.retain(|_, route| now < route.renewed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route() -> Bound {
        Bound::Route("a".into())
    }

    #[test]
    fn a_route_waits_for_what_it_was_told() {
        let mut pace = Pace::default();
        assert_eq!(pace.ask(&route(), 0), Ok(()));
        pace.learn(&route(), Told { left: Some(1), renewed: Some(5_000), ..Told::default() }, 10);
        assert_eq!(pace.ask(&route(), 20), Ok(()));
        assert_eq!(pace.ask(&route(), 30), Err(Wait { long: 4_980, everywhere: false }));
        assert_eq!(pace.ask(&Bound::Route("b".into()), 30), Ok(()));
        assert_eq!(pace.ask(&route(), 5_010), Ok(()));
        pace.learn(&route(), Told { after: Some(1_500), refused: true, ..Told::default() }, 6_000);
        assert_eq!(pace.ask(&route(), 6_500), Err(Wait { long: 1_000, everywhere: false }));
    }

    #[test]
    fn all_together_are_fifty_a_second_but_for_answers_to_interactions() {
        let mut pace = Pace::default();
        for at in 0..REQUESTS {
            assert_eq!(pace.ask(&Bound::Route(at.to_string()), 5_100), Ok(()));
        }
        assert_eq!(pace.ask(&route(), 5_400), Err(Wait { long: 700, everywhere: true }));
        assert_eq!(pace.ask(&Bound::Free("x".into()), 5_400), Ok(()));
        pace.learn(&route(), Told { after: Some(2_000), everywhere: true, ..Told::default() }, 5_500);
        assert_eq!(pace.ask(&Bound::Free("x".into()), 5_600), Err(Wait { long: 1_900, everywhere: true }));
    }

    #[test]
    fn so_many_refusals_stop_us_before_discord_does() {
        let mut pace = Pace::default();
        for _ in 0..MOST_REFUSALS {
            pace.learn(&route(), Told { refused: true, ..Told::default() }, 1_000_000);
        }
        assert!(pace.ask(&route(), 1_000_001).is_err());
        assert!(pace.ask(&route(), 1_000_000 + REFUSALS).is_ok());
    }
}
