//! The bytes of the journal: the head of a segment, a record, and what stands in one.
//!
//! Nothing here touches a disk. Numbers are little-endian. The first 16 bytes of a segment keep their meaning in every
//! format, so that a program can always tell a later format from damage.

use std::ops::Range;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed, xxh3_128};

use crate::store::{Change, Key, MAX_COMMIT};

/// The format this program writes.
pub(crate) const FORMAT: u32 = 1;
/// The bytes of a segment's head.
pub(crate) const HEAD: usize = 64;
/// The bytes before a record's payload.
pub(crate) const RECORD_HEAD: usize = 48;
/// The longest payload; more is damage.
const MAX_PAYLOAD: usize = MAX_COMMIT + (1 << 20);

const MAGIC: &[u8; 8] = b"PASSEREL";
/// Begins every record, so that reading can go on after damage.
pub(crate) const MARK: &[u8; 4] = b"\xF0rec";

/// What a segment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Commits, one record each.
    Live,
    /// The whole state at one commit; what came before is not needed any more.
    Snapshot,
    /// The same, outside the store.
    Backup,
}

/// The head of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// What it is for.
    pub(crate) kind: Kind,
    /// Its number, which is also its name.
    pub(crate) number: u64,
    /// The last commit before its first record; for a snapshot, the commit it is of.
    pub(crate) base: u64,
    /// The chain that its first record continues.
    pub(crate) chain: u128,
}

/// Why a head cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadHead {
    /// Not one of our files at all.
    Foreign,
    /// Ours, of a later format.
    TooNew(u32),
    /// Ours, damaged.
    Damaged,
}

impl Head {
    /// Makes the head of a snapshot: its chain begins anew, so that nothing of what it replaces lives on in a hash.
    pub(crate) fn snapshot(kind: Kind, number: u64, base: u64) -> Head {
        Head { kind, number, base, chain: 0 }
    }

    pub(crate) fn encode(&self) -> [u8; HEAD] {
        let mut bytes = [0; HEAD];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        let check = low(xxh3_64(&bytes[..12]));
        bytes[12..16].copy_from_slice(&check.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.number.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.base.to_le_bytes());
        bytes[32..48].copy_from_slice(&self.chain.to_le_bytes());
        bytes[48] = match self.kind {
            Kind::Live => 0,
            Kind::Snapshot => 1,
            Kind::Backup => 2,
        };
        let check = xxh3_64(&bytes[..56]);
        bytes[56..].copy_from_slice(&check.to_le_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Head, BadHead> {
        if bytes.len() < 16 || &bytes[..8] != MAGIC {
            return Err(BadHead::Foreign);
        }
        if read_u32(bytes, 12) != Some(low(xxh3_64(&bytes[..12]))) {
            return Err(BadHead::Damaged);
        }
        let format = read_u32(bytes, 8).unwrap_or_default();
        if format > FORMAT {
            return Err(BadHead::TooNew(format));
        }
        // The place of the migration: an older format is decoded here by its own rules, and the next compaction writes
        // it anew in the current one.
        let fields = (read_u64(bytes, 16), read_u64(bytes, 24), read_u128(bytes, 32), read_u64(bytes, 56));
        let (Some(number), Some(base), Some(chain), Some(check)) = fields else {
            return Err(BadHead::Damaged);
        };
        if check != xxh3_64(&bytes[..56]) {
            return Err(BadHead::Damaged);
        }
        let kind = match bytes[48] {
            0 => Kind::Live,
            1 => Kind::Snapshot,
            2 => Kind::Backup,
            _ => return Err(BadHead::Damaged),
        };
        Ok(Head { kind, number, base, chain })
    }
}

/// A record as it stands in a segment, without its payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    /// The number of the commit; in a snapshot, the commit it is of.
    pub(crate) commit: u64,
    /// The last commit that was known to survive a loss of power when this one was written.
    pub(crate) durable: u64,
    /// The bytes of the payload.
    pub(crate) len: usize,
    /// The hash of this record and all before it.
    pub(crate) chain: u128,
    checksum: u64,
}

impl Record {
    /// Appends a record to `out`, and returns the chain after it.
    pub(crate) fn encode(out: &mut Vec<u8>, commit: u64, durable: u64, chain: u128, payload: &[u8]) -> u128 {
        let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        let checksum = checksum(len, commit, durable, payload);
        let chain = link(chain, commit, checksum);
        out.extend_from_slice(MARK);
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&commit.to_le_bytes());
        out.extend_from_slice(&durable.to_le_bytes());
        out.extend_from_slice(&checksum.to_le_bytes());
        out.extend_from_slice(&chain.to_le_bytes());
        out.extend_from_slice(payload);
        chain
    }

    /// Reads what stands before a payload; nothing if it is not the beginning of a record.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Record> {
        if bytes.len() < RECORD_HEAD || &bytes[..4] != MARK {
            return None;
        }
        let len = read_u32(bytes, 4)? as usize;
        if len > MAX_PAYLOAD {
            return None;
        }
        Some(Record {
            len,
            commit: read_u64(bytes, 8)?,
            durable: read_u64(bytes, 16)?,
            checksum: read_u64(bytes, 24)?,
            chain: read_u128(bytes, 32)?,
        })
    }

    /// Whether the payload is the one that was written.
    pub(crate) fn is_intact(&self, payload: &[u8]) -> bool {
        payload.len() == self.len
            && self.checksum == checksum(low(self.len as u64), self.commit, self.durable, payload)
    }

    /// Whether it continues `chain`.
    pub(crate) fn follows(&self, chain: u128) -> bool {
        self.chain == link(chain, self.commit, self.checksum)
    }
}

fn checksum(len: u32, commit: u64, durable: u64, payload: &[u8]) -> u64 {
    let mut head = [0; 20];
    head[..4].copy_from_slice(&len.to_le_bytes());
    head[4..12].copy_from_slice(&commit.to_le_bytes());
    head[12..].copy_from_slice(&durable.to_le_bytes());
    xxh3_64_with_seed(payload, xxh3_64(&head))
}

fn link(chain: u128, commit: u64, checksum: u64) -> u128 {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&chain.to_le_bytes());
    bytes[16..24].copy_from_slice(&commit.to_le_bytes());
    bytes[24..].copy_from_slice(&checksum.to_le_bytes());
    xxh3_128(&bytes)
}

/// What stands in a record.
#[derive(Debug)]
pub(crate) enum Payload {
    /// The changes of one commit.
    Commit(Vec<Item>),
    /// A stretch of a snapshot.
    Part(Vec<Item>),
    /// The end of a snapshot, with the number of its entries.
    End(u64),
}

/// One change, or one entry of a snapshot. The value is a range of the payload.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) key: Key,
    /// Only in a snapshot; elsewhere the record's commit is the version.
    pub(crate) version: u64,
    /// Nothing: the key was deleted.
    pub(crate) value: Option<Range<usize>>,
}

const COMMIT: u8 = 1;
const PART: u8 = 2;
const END: u8 = 3;

/// Writes the payload of a commit.
pub(crate) fn encode_commit(changes: &[Change]) -> Vec<u8> {
    let mut out = vec![COMMIT];
    for change in changes {
        match change {
            Change::Put { key, value } => {
                out.push(1);
                put_bytes16(&mut out, key);
                put_value(&mut out, value);
            }
            Change::Delete { key } => {
                out.push(0);
                put_bytes16(&mut out, key);
            }
        }
    }
    out
}

/// Begins the payload of a stretch of a snapshot.
pub(crate) fn begin_part() -> Vec<u8> {
    vec![PART]
}

/// Appends an entry to a stretch of a snapshot.
pub(crate) fn put_entry(out: &mut Vec<u8>, key: &Key, version: u64, value: &[u8]) {
    put_bytes16(out, key);
    out.extend_from_slice(&version.to_le_bytes());
    put_value(out, value);
}

/// Writes the payload that ends a snapshot.
pub(crate) fn encode_end(entries: u64) -> Vec<u8> {
    let mut out = vec![END];
    out.extend_from_slice(&entries.to_le_bytes());
    out
}

/// Reads a payload; nothing if it breaks its own form.
pub(crate) fn decode_payload(payload: &[u8]) -> Option<Payload> {
    let (&kind, _) = payload.split_first()?;
    let mut at = 1;
    if kind == END {
        return read_u64(payload, at).map(Payload::End);
    }
    let mut items = Vec::new();
    while at < payload.len() {
        let mut put = true;
        if kind == COMMIT {
            put = *payload.get(at)? == 1;
            at += 1;
        }
        let len = usize::from(u16::from_le_bytes(payload.get(at..at + 2)?.try_into().ok()?));
        at += 2;
        let key = Key::new(std::str::from_utf8(payload.get(at..at + len)?).ok()?).ok()?;
        at += len;
        let mut version = 0;
        if kind == PART {
            version = read_u64(payload, at)?;
            at += 8;
        }
        let value = if put {
            let len = read_u32(payload, at)? as usize;
            at += 4;
            payload.get(at..at + len)?;
            at += len;
            Some(at - len..at)
        } else {
            None
        };
        items.push(Item { key, version, value });
    }
    match kind {
        COMMIT => Some(Payload::Commit(items)),
        PART => Some(Payload::Part(items)),
        _ => None,
    }
}

fn put_bytes16(out: &mut Vec<u8>, key: &Key) {
    // A key has at most 512 bytes by its type.
    out.extend_from_slice(&(key.as_str().len() as u16).to_le_bytes());
    out.extend_from_slice(key.as_str().as_bytes());
}

fn put_value(out: &mut Vec<u8>, value: &[u8]) {
    // A value has at most 16 MiB: checked before a commit is encoded.
    out.extend_from_slice(&low(value.len() as u64).to_le_bytes());
    out.extend_from_slice(value);
}

fn low(number: u64) -> u32 {
    (number & 0xFFFF_FFFF) as u32
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn read_u64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn read_u128(bytes: &[u8], at: usize) -> Option<u128> {
    Some(u128::from_le_bytes(bytes.get(at..at + 16)?.try_into().ok()?))
}
