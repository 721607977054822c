//! Whose turn it is: order within a lane, lanes side by side, and no lane that holds up another.

use std::collections::{HashMap, VecDeque};

/// Things that wait, each in its lane.
#[derive(Debug)]
pub struct Lanes<T> {
    lanes: HashMap<String, Lane<T>>,
    /// The lanes that have something waiting and nobody at work, in the order in which they became so.
    ready: VecDeque<String>,
}

#[derive(Debug)]
struct Lane<T> {
    waiting: VecDeque<T>,
    at_work: bool,
}

impl<T> Default for Lanes<T> {
    fn default() -> Lanes<T> {
        Lanes { lanes: HashMap::new(), ready: VecDeque::new() }
    }
}

impl<T> Lanes<T> {
    /// Puts something at the end of its lane.
    pub fn push(&mut self, name: &str, item: T) {
        self.lane(name).waiting.push_back(item);
        self.wake(name);
    }

    /// Puts something back at the head of its lane, which somebody is at work on.
    pub fn put_back(&mut self, name: &str, item: T) {
        self.lane(name).waiting.push_front(item);
    }

    /// Returns the next thing to work on. Its lane waits until it is [done](Lanes::done).
    pub fn take(&mut self) -> Option<(String, T)> {
        let name = self.ready.pop_front()?;
        let lane = self.lanes.get_mut(&name)?;
        let item = lane.waiting.pop_front()?;
        lane.at_work = true;
        Some((name, item))
    }

    /// Says that the work on a lane is done: the next of it takes its place behind the other lanes.
    pub fn done(&mut self, name: &str) {
        let Some(lane) = self.lanes.get_mut(name) else { return };
        lane.at_work = false;
        if lane.waiting.is_empty() {
            self.lanes.remove(name);
        } else {
            self.ready.push_back(name.to_owned());
        }
    }

    /// Returns how many wait in a lane.
    pub fn waiting(&self, name: &str) -> usize {
        self.lanes.get(name).map_or(0, |lane| lane.waiting.len())
    }

    /// Returns whether there is something to work on.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Returns whether nothing waits and nobody is at work.
    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    fn lane(&mut self, name: &str) -> &mut Lane<T> {
        self.lanes.entry(name.to_owned()).or_insert_with(|| Lane { waiting: VecDeque::new(), at_work: false })
    }

    fn wake(&mut self, name: &str) {
        let Some(lane) = self.lanes.get(name) else { return };
        // A lane that has more than one waiting is in the queue already.
        if !lane.at_work && lane.waiting.len() == 1 {
            self.ready.push_back(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_keeps_its_order_and_no_lane_holds_up_another() {
        let mut lanes = Lanes::default();
        for item in 0..100 {
            lanes.push("flood", item);
        }
        lanes.push("calm", 1000);
        let (flood, first) = lanes.take().unwrap();
        assert_eq!((flood.as_str(), first), ("flood", 0));
        // The flood is at work: the next is somebody else, and then nobody.
        let (calm, item) = lanes.take().unwrap();
        assert_eq!((calm.as_str(), item), ("calm", 1000));
        assert_eq!(lanes.take(), None);
        lanes.push("calm", 1001);
        lanes.done("flood");
        lanes.done("calm");
        assert_eq!(lanes.take().unwrap().1, 1);
        assert_eq!(lanes.take().unwrap().1, 1001);
        lanes.put_back("flood", 1);
        lanes.done("flood");
        lanes.done("calm");
        let rest: Vec<i32> = std::iter::from_fn(|| {
            let (name, item) = lanes.take()?;
            lanes.done(&name);
            Some(item)
        })
        .collect();
        assert_eq!(rest, (1..100).collect::<Vec<_>>());
        assert!(lanes.is_empty());
    }
}
