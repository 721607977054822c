//! The clock: whether it can be right, by what was written before.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use passerelle_core::event::Timestamp;
use passerelle_core::knowledge::{Day, Knowledge};

use super::Finding;

/// How far a clock may be off before times are wrong that people see, in seconds.
const OFF: i64 = 300;

/// How far it may be off before somebody should look, in seconds.
const DRIFT: i64 = 30;

const FIX: &str = "timedatectl set-ntp true   # or set the clock by hand, then look with `date`";
const WHY: &str = "events are put in order, forgotten and dated by it, and certificates are judged by it";

/// Compares the clock with the newest thing that was written before now.
pub(super) fn look(data: &Path, knowledge: Option<&Knowledge>, now: Timestamp) -> Option<Finding> {
    let journal = newest_file(&data.join("journal"));
    if let Some(newest) = journal.filter(|newest| *newest > now.0 + OFF) {
        let day = Day::of(Timestamp(newest));
        return Some(Finding::broken(
            "clock",
            format!("the clock is behind: the store was written on {}", day),
            WHY,
            FIX,
        ));
    }
    let checked = knowledge?.entries.iter().filter_map(|entry| entry.checked).max()?;
    let today = Day::of(now);
    // A day of grace: the writer may live east of here.
    (checked.number() > today.number() + 1).then(|| {
        Finding::broken(
            "clock",
            format!("the clock says {}, but an entry was checked on {}", today, checked),
            WHY,
            FIX,
        )
    })
}

/// Compares the clock with the one of a platform, told by its `Date`.
pub(super) fn against(theirs: SystemTime, now: Timestamp) -> Option<Finding> {
    let theirs = i64::try_from(theirs.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    let off = now.0 - theirs;
    let (size, side) = (off.abs(), if off < 0 { "behind" } else { "ahead" });
    let what = format!("the clock is {size} seconds {side} of the platform's");
    if size > OFF {
        Some(Finding::broken("clock", what, WHY, FIX))
    } else if size > DRIFT {
        Some(Finding::warning("clock", what, WHY, FIX))
    } else {
        None
    }
}

fn newest_file(folder: &Path) -> Option<i64> {
    let changed = |item: std::io::Result<std::fs::DirEntry>| item.ok()?.metadata().ok()?.modified().ok();
    let newest = std::fs::read_dir(folder).ok()?.filter_map(changed).max()?;
    i64::try_from(newest.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}
