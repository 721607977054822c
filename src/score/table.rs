//! The scores as the object of the contract, and as a table.

use std::collections::BTreeMap;
use std::fmt;

use super::Scores;
use super::tally::{Tally, calibration_error};

impl Scores {
    /// Returns the scores as the object of the contract.
    pub fn json(&self) -> serde_json::Value {
        let mut object = self.all.json();
        let extra = serde_json::json!({
            "n": self.n,
            "skipped": self.skipped,
            "latency_us": latency(&self.latencies),
            "by_language": tallies(&self.by_language),
            "by_style": tallies(&self.by_style),
            "wrong": self.wrong,
        });
        if let (Some(object), serde_json::Value::Object(extra)) = (object.as_object_mut(), extra) {
            object.extend(extra);
        }
        object
    }
}

impl fmt::Display for Scores {
    /// The scores as a table: a row for all, each language and each style.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<12} {:>5} {:>9} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>9}",
            "",
            "n",
            "accuracy",
            "recall3",
            "section",
            "list r5",
            "list p5",
            "none",
            "intent",
            "turns",
            "refusals"
        )?;
        let rows = [("all", &self.all)].into_iter();
        let languages = self.by_language.iter().map(|(name, tally)| (name.as_str(), tally));
        let styles = self.by_style.iter().map(|(name, tally)| (name.as_str(), tally));
        for (name, tally) in rows.chain(languages).chain(styles) {
            let n = tally.single.n + tally.recall5.n + tally.none.n + tally.intent.n + tally.turns.n;
            write!(f, "{name:<12} {n:>5}")?;
            let cells = [
                (tally.single, 9),
                (tally.recall3, 8),
                (tally.section, 8),
                (tally.recall5, 8),
                (tally.precision5, 8),
                (tally.none, 7),
                (tally.intent, 7),
                (tally.turns, 7),
                (tally.refused, 9),
            ];
            for (share, width) in cells {
                if share.n == 0 {
                    write!(f, " {:>width$}", "-")?;
                } else {
                    write!(f, " {:>width$.3}", share.fraction())?;
                }
            }
            writeln!(f)?;
        }
        let sure = self.all.sure;
        writeln!(f, "answers said to be sure: {} right of {}", sure.right, sure.n)?;
        writeln!(f, "calibration error: {:.3}", calibration_error(&self.all.confidence))?;
        let latency = latency(&self.latencies);
        writeln!(f, "microseconds: p50 {}, p99 {}, most {}", latency["p50"], latency["p99"], latency["max"])?;
        write!(f, "{} asked, {} skipped (their entries are not in the base)", self.n, self.skipped)
    }
}

fn tallies(tallies: &BTreeMap<String, Tally>) -> serde_json::Value {
    tallies.iter().map(|(name, tally)| (name.clone(), tally.json())).collect::<serde_json::Map<_, _>>().into()
}

fn latency(micros: &[u64]) -> serde_json::Value {
    let mut sorted = micros.to_vec();
    sorted.sort_unstable();
    let at =
        |share: f64| sorted.get(((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1)));
    serde_json::json!({ "p50": at(0.5), "p99": at(0.99), "max": sorted.last() })
}
