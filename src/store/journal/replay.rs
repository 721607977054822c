//! Reading the journal from its first byte to its last: what is there, what was torn, what is damaged.
//!
//! Reading changes nothing on the disk. It goes on after damage, so that a repair can keep what can be read; whoever
//! opens a store refuses if there was any.
//!
//! How a torn end is told from damage: each record names the last commit that was durable when it was written. A
//! record that cannot be read, with no later one that saw it durable, was never acknowledged; it is cut off. Anything
//! else was acknowledged, and its loss is damage.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use super::record::{
    BadHead, FORMAT, HEAD, Head, Item, Kind, MARK, Payload, RECORD_HEAD, Record, decode_payload,
};
use crate::store::disk::Disk;
use crate::store::fake::Fault;
use crate::store::{Key, StoreError};

/// The name of the command that repairs a damaged store.
pub(crate) const REPAIR: &str = "run `passerelle restore --from-journal` to keep what can be read, or move the data folder away and run `passerelle restore FILE` to go back to a backup";

/// Where the value of a key stands in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) version: u64,
    pub(crate) segment: u64,
    pub(crate) at: u64,
    pub(crate) len: usize,
    pub(crate) hash: u64,
}

/// A segment that was read.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    /// Where the next record would stand.
    pub(crate) end: u64,
    /// The file's length, with the room made ahead.
    pub(crate) size: u64,
    pub(crate) records: u64,
}

/// An end that was torn off by a crash: never acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) segment: u64,
    pub(crate) at: u64,
    pub(crate) bytes: u64,
}

/// Something acknowledged that cannot be read any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file and the byte.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl Damage {
    /// Turns it into a refusal that names the repair.
    pub(crate) fn refusal(&self) -> StoreError {
        StoreError::Corrupt { place: format!("{} ({})", self.place, self.what), help: REPAIR.to_owned() }
    }
}

/// What the journal says.
#[derive(Debug, Default)]
pub(crate) struct Replay {
    /// The state after the last commit.
    pub(crate) entries: BTreeMap<Key, Place>,
    /// The last commit.
    pub(crate) last: u64,
    /// The chain after it.
    pub(crate) chain: u128,
    pub(crate) segments: Vec<Segment>,
    /// Files that are not needed any more, or never became whole.
    pub(crate) obsolete: Vec<String>,
    pub(crate) cut: Option<Cut>,
    pub(crate) damage: Vec<Damage>,
    /// Where the records begin in the last segment of which none says that they were durable.
    pub(crate) doubtful: Option<u64>,
    /// The highest number in use.
    pub(crate) highest: u64,
}

/// Returns the file name of a segment.
pub(crate) fn log_name(number: u64) -> String {
    format!("{number:08}.log")
}

/// Returns the place of a byte, as people are told it.
pub(crate) fn place(number: u64, at: u64) -> String {
    format!("journal/{}, byte {at}", log_name(number))
}

/// Reads the whole journal.
pub(crate) fn replay(disk: &dyn Disk, fault: Fault) -> Result<Replay, StoreError> {
    let names = disk.list().map_err(|error| StoreError::from_io("listing the journal", &error))?;
    let mut out = Replay::default();
    let (logs, others): (BTreeSet<_>, BTreeSet<_>) =
        names.into_iter().partition(|name| number_of(name).is_some());
    out.obsolete.extend(others.into_iter().filter(|name| name.ends_with(".tmp")));
    let mut heads = Vec::new();
    for number in logs.iter().filter_map(|name| number_of(name)) {
        let bytes = read(disk, &log_name(number), 0, HEAD)?;
        let head = match Head::decode(&bytes) {
            Err(BadHead::TooNew(format)) => {
                return Err(StoreError::TooNew { what: "store", format, known: FORMAT });
            }
            Ok(head) if head.number == number && head.kind != Kind::Backup => Some(head),
            _ => None,
        };
        heads.push((number, head));
    }
    out.highest = heads.last().map_or(0, |(number, _)| *number);
    drop_unborn(disk, &mut heads, &mut out)?;
    let is_snapshot = |(_, head): &(u64, Option<Head>)| head.is_some_and(|head| head.kind == Kind::Snapshot);
    let start = heads.iter().rposition(is_snapshot).unwrap_or(0);
    out.obsolete.extend(heads.drain(..start).map(|(number, _)| log_name(number)));
    let count = heads.len();
    for (index, (number, head)) in heads.into_iter().enumerate() {
        let name = log_name(number);
        out.begin(number, head.as_ref(), index == 0, fault);
        let kind = head.map_or(Kind::Live, |head| head.kind);
        let mut reader = Reader::new(disk, &name)?;
        out.segment(&mut reader, number, kind, index + 1 == count, fault)?;
    }
    Ok(out)
}

/// Reads one backup, which is a snapshot under another name. `name` is its temporary file.
pub(crate) fn replay_backup(disk: &dyn Disk, name: &str) -> Result<Replay, StoreError> {
    let mut out = Replay::default();
    if let Ok(head) = Head::decode(&read(disk, name, 0, HEAD)?) {
        out.last = head.base;
        out.chain = head.chain;
    }
    let mut reader = Reader::new(disk, name)?;
    out.segment(&mut reader, 0, Kind::Backup, true, Fault::None)?;
    Ok(out)
}

/// Returns the value at a place; refuses it if it is not the one that was read before.
pub(crate) fn value_at(disk: &dyn Disk, found: &Place) -> Result<Vec<u8>, StoreError> {
    let value = read(disk, &log_name(found.segment), found.at, found.len)?;
    if value.len() != found.len || xxh3_64(&value) != found.hash {
        let what = "the value has changed since it was read".to_owned();
        return Err(Damage { place: place(found.segment, found.at), what }.refusal());
    }
    Ok(value)
}

fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log")?;
    let number = digits.parse().ok()?;
    (digits.len() >= 8 && log_name(number) == name).then_some(number)
}

/// Sets aside a last segment whose creation a crash interrupted: no head, and no record.
fn drop_unborn(
    disk: &dyn Disk,
    heads: &mut Vec<(u64, Option<Head>)>,
    out: &mut Replay,
) -> Result<(), StoreError> {
    while let Some((number, None)) = heads.last().copied() {
        let name = log_name(number);
        let mut reader = Reader::new(disk, &name)?;
        if reader.find(0)?.is_some() {
            break;
        }
        out.cut = Some(Cut { segment: number, at: 0, bytes: reader.size });
        out.obsolete.push(name.clone());
        heads.pop();
    }
    Ok(())
}

impl Replay {
    /// Checks that a segment continues the one before it.
    fn begin(&mut self, number: u64, head: Option<&Head>, first: bool, fault: Fault) {
        let expected = self.segments.last().map_or(1, |segment| segment.number + 1);
        let Some(head) = head else {
            self.report(number, 0, "the head of the segment cannot be read");
            return;
        };
        let continues = match head.kind {
            Kind::Live => {
                number == expected
                    && head.base == self.last
                    && (head.chain == self.chain || fault == Fault::IgnoreChain)
            }
            _ => first,
        };
        if !continues {
            let what = if number > expected {
                format!(
                    "the segments {} to {} before it are missing",
                    log_name(expected),
                    log_name(number - 1)
                )
            } else {
                "the segment does not continue the one before it".to_owned()
            };
            self.report(number, 0, &what);
        }
        self.last = self.last.max(head.base);
        self.chain = head.chain;
    }

    fn segment(
        &mut self,
        reader: &mut Reader<'_>,
        number: u64,
        kind: Kind,
        newest: bool,
        fault: Fault,
    ) -> Result<(), StoreError> {
        let live = kind == Kind::Live;
        let (mut at, mut records, mut in_snapshot, mut ended) = (HEAD as u64, 0, 0_u64, false);
        let mut recent: Vec<(u64, u64)> = Vec::new();
        loop {
            let Some(record) = reader.record(at)? else {
                if reader.is_blank(at)? {
                    break;
                }
                if live && newest && !reader.saw_durable(at, self.last)? {
                    if fault == Fault::KeepTornTail {
                        at = reader.size;
                    } else {
                        self.cut = Some(Cut { segment: number, at, bytes: reader.size - at });
                    }
                    break;
                }
                self.report(number, at, "a record cannot be read");
                match reader.find(at + 1)? {
                    Some(next) => at = next,
                    None => break,
                }
                continue;
            };
            let in_order = if live { record.commit == self.last + 1 } else { record.commit == self.last };
            if !(in_order && (record.follows(self.chain) || fault == Fault::IgnoreChain)) {
                if live && newest && !reader.saw_durable(at, self.last)? {
                    self.cut = Some(Cut { segment: number, at, bytes: reader.size - at });
                    break;
                }
                self.report(number, at, "a record does not continue the one before it");
                if live && record.commit <= self.last {
                    at += (RECORD_HEAD + record.len) as u64;
                    continue;
                }
            }
            let base = at + RECORD_HEAD as u64;
            let payload = reader.bytes(base, record.len)?;
            match decode_payload(payload) {
                Some(Payload::Commit(items)) if live => {
                    self.apply(items, payload, record.commit, number, base)
                }
                Some(Payload::Part(items)) if !live => {
                    in_snapshot += items.len() as u64;
                    self.apply(items, payload, 0, number, base);
                }
                Some(Payload::End(entries)) if !live && !ended => {
                    ended = true;
                    if entries != in_snapshot {
                        self.report(number, at, "entries of the snapshot are missing");
                    }
                }
                _ => self.report(number, at, "a record has a form that this segment cannot hold"),
            }
            self.chain = record.chain;
            self.last = record.commit;
            records += 1;
            recent.retain(|(commit, _)| *commit > record.durable);
            recent.push((record.commit, at));
            at = base + record.len as u64;
        }
        if !live && !ended {
            self.report(number, at, "the snapshot has no end");
        }
        self.doubtful = if live && newest { recent.first().map(|(_, at)| *at) } else { None };
        self.segments.push(Segment { number, kind, end: at, size: reader.size, records });
        Ok(())
    }

    fn apply(&mut self, items: Vec<Item>, payload: &[u8], commit: u64, segment: u64, base: u64) {
        for item in items {
            match item.value {
                None => {
                    self.entries.remove(&item.key);
                }
                Some(range) => {
                    let hash = xxh3_64(payload.get(range.clone()).unwrap_or_default());
                    let version = if commit == 0 { item.version } else { commit };
                    let at = base + range.start as u64;
                    self.entries.insert(item.key, Place { version, segment, at, len: range.len(), hash });
                }
            }
        }
    }

    fn report(&mut self, number: u64, at: u64, what: &str) {
        self.damage.push(Damage { place: place(number, at), what: what.to_owned() });
    }
}

fn read(disk: &dyn Disk, name: &str, at: u64, len: usize) -> Result<Vec<u8>, StoreError> {
    disk.read(name, at, len).map_err(|error| StoreError::from_io("reading the journal", &error))
}

/// A file read in large pieces.
struct Reader<'a> {
    disk: &'a dyn Disk,
    name: &'a str,
    size: u64,
    piece: Vec<u8>,
    start: u64,
}

const PIECE: usize = 512 << 10;

impl<'a> Reader<'a> {
    fn new(disk: &'a dyn Disk, name: &'a str) -> Result<Reader<'a>, StoreError> {
        let size = disk.size(name).map_err(|error| StoreError::from_io("reading the journal", &error))?;
        Ok(Reader { disk, name, size, piece: Vec::new(), start: 0 })
    }

    /// Returns `len` bytes from `at`, or what there is of them.
    fn bytes(&mut self, at: u64, len: usize) -> Result<&[u8], StoreError> {
        let held = self.start..self.start + self.piece.len() as u64;
        let wanted = at..(at + len as u64).min(self.size);
        if wanted.is_empty() {
            return Ok(&[]);
        }
        if wanted.start < held.start || wanted.end > held.end {
            self.piece = read(self.disk, self.name, at, len.max(PIECE))?;
            self.start = at;
        }
        let from = (at - self.start) as usize;
        let to = (from + len).min(self.piece.len());
        Ok(self.piece.get(from..to).unwrap_or_default())
    }

    /// Returns the intact record at `at`.
    fn record(&mut self, at: u64) -> Result<Option<Record>, StoreError> {
        let Some(record) = Record::decode(self.bytes(at, RECORD_HEAD)?) else { return Ok(None) };
        if at + (RECORD_HEAD + record.len) as u64 > self.size {
            return Ok(None);
        }
        let payload = self.bytes(at + RECORD_HEAD as u64, record.len)?;
        Ok(record.is_intact(payload).then_some(record))
    }

    /// Returns where the next intact record stands, from `from` on.
    fn find(&mut self, from: u64) -> Result<Option<u64>, StoreError> {
        let mut at = from;
        while at < self.size {
            let piece = self.bytes(at, PIECE)?;
            let seen = piece.len();
            match piece.windows(MARK.len()).position(|window| window == MARK) {
                Some(offset) => {
                    let candidate = at + offset as u64;
                    if self.record(candidate)?.is_some() {
                        return Ok(Some(candidate));
                    }
                    at = candidate + 1;
                }
                // A mark may lie across the border of two pieces.
                None if seen > MARK.len() => at += (seen - MARK.len() + 1) as u64,
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Whether nothing but room made ahead stands from `at` on.
    fn is_blank(&mut self, mut at: u64) -> Result<bool, StoreError> {
        while at < self.size {
            let piece = self.bytes(at, PIECE)?;
            if piece.iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
            at += piece.len().max(1) as u64;
        }
        Ok(true)
    }

    /// Whether an intact record from `from` on was written when the commit after `last` was durable already.
    fn saw_durable(&mut self, from: u64, last: u64) -> Result<bool, StoreError> {
        let mut at = from;
        while let Some(found) = self.find(at)? {
            match self.record(found)? {
                Some(record) if record.durable > last => return Ok(true),
                Some(record) => at = found + (RECORD_HEAD + record.len) as u64,
                None => at = found + 1,
            }
        }
        Ok(false)
    }
}
