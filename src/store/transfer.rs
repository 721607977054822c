//! Taking everything from one store to another, as text: one line an entry, in the order of the keys.
//!
//! For people, for other programs, and for the way to another kind of store. Versions stay behind: they belong to the
//! store. The same state always gives the same bytes.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::{Change, Key, MAX_VALUE, Store, StoreError};

/// The format of an export.
const FORMAT: u32 = 1;
/// Entries are put in commits of at most this many bytes.
const STRIDE: usize = 4 << 20;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct First {
    passerelle: String,
    format: u32,
}

/// A line between: the value as text if it is text, otherwise in hexadecimal.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    entries: usize,
    checksum: String,
}

/// Writes every entry of `store` to `out`, and returns how many.
pub fn export(store: &dyn Store, out: &mut dyn Write) -> Result<usize, StoreError> {
    let mut sum = Xxh3::new();
    let mut write = |line: String| {
        sum.update(line.as_bytes());
        out.write_all(line.as_bytes()).map_err(|error| StoreError::from_io("writing the export", &error))
    };
    write(to_line(&First { passerelle: "export".to_owned(), format: FORMAT })?)?;
    let (mut entries, mut after) = (0, None);
    loop {
        let page = store.scan("", after.as_ref(), 500)?;
        for (key, found) in &page.entries {
            let (text, hex) = match std::str::from_utf8(&found.value) {
                Ok(text) => (Some(text.to_owned()), None),
                Err(_) => (None, Some(to_hex(&found.value))),
            };
            write(to_line(&Line { key: key.to_string(), text, hex })?)?;
            entries += 1;
        }
        after = page.entries.last().map(|(key, _)| key.clone());
        if !page.more || after.is_none() {
            break;
        }
    }
    let checksum = format!("{:016x}", sum.digest());
    let last = to_line(&Last { entries, checksum })?;
    out.write_all(last.as_bytes()).map_err(|error| StoreError::from_io("writing the export", &error))?;
    out.flush().map_err(|error| StoreError::from_io("writing the export", &error))?;
    Ok(entries)
}

/// Puts every entry of an export into `store`, and returns how many. What else is there stays.
///
/// All lines are read and checked first: if one is wrong, nothing is put. If the store fails on the way, doing it
/// again is harmless.
pub fn import(store: &dyn Store, from: &mut dyn BufRead) -> Result<usize, StoreError> {
    let changes = read_all(from)?;
    let mut rest = changes.as_slice();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|change| {
            bytes += size(change);
            bytes <= STRIDE
        });
        let (now, later) = rest.split_at(fits.count().max(1));
        store.commit(now, &[])?;
        rest = later;
    }
    Ok(changes.len())
}

fn read_all(from: &mut dyn BufRead) -> Result<Vec<Change>, StoreError> {
    let (mut changes, mut number, mut sum, mut line) = (Vec::<Change>::new(), 0, Xxh3::new(), Vec::new());
    let mut end: Option<Last> = None;
    loop {
        line.clear();
        let len = from.read_until(b'\n', &mut line).map_err(|error| refuse(number + 1, error.to_string()))?;
        if len == 0 {
            break;
        }
        number += 1;
        let text = std::str::from_utf8(&line).map_err(|_| refuse(number, "the line is not UTF-8 text"))?;
        if end.is_some() {
            return Err(refuse(number, "something follows the last line"));
        }
        if number == 1 {
            check_first(text)?;
        } else if let Ok(last) = serde_json::from_str::<Last>(text) {
            end = Some(last);
            continue;
        } else {
            let change = to_change(text).map_err(|reason| refuse(number, reason))?;
            if changes.last().is_some_and(|before| before.key() >= change.key()) {
                return Err(refuse(number, "the keys are not in order, or one stands there twice"));
            }
            changes.push(change);
        }
        sum.update(&line);
    }
    match end {
        None => Err(refuse(number + 1, "the export is cut short: its last line is missing")),
        Some(last) if last.entries != changes.len() => Err(refuse(
            number,
            format!("{} entries were announced, {} are there", last.entries, changes.len()),
        )),
        Some(last) if last.checksum != format!("{:016x}", sum.digest()) => {
            Err(refuse(number, "the checksum does not fit: a line was changed"))
        }
        Some(_) => Ok(changes),
    }
}

fn check_first(text: &str) -> Result<(), StoreError> {
    match serde_json::from_str::<First>(text) {
        Ok(first) if first.passerelle != "export" => Err(refuse(1, "this is not an export of Passerelle")),
        Ok(first) if first.format > FORMAT => {
            Err(StoreError::TooNew { what: "export", format: first.format, known: FORMAT })
        }
        Ok(_) => Ok(()),
        Err(_) => Err(refuse(1, "this is not an export of Passerelle")),
    }
}

fn to_change(text: &str) -> Result<Change, String> {
    let line: Line = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let key = Key::new(line.key).map_err(|error| error.to_string())?;
    let value = match (line.text, line.hex) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(hex)) => from_hex(&hex).ok_or("`hex` does not hold pairs of hexadecimal digits")?,
        _ => return Err("a line has either `text` or `hex`".to_owned()),
    };
    if value.len() > MAX_VALUE {
        return Err(format!("the value is larger than {MAX_VALUE} bytes"));
    }
    Ok(Change::Put { key, value })
}

fn size(change: &Change) -> usize {
    match change {
        Change::Put { value, .. } => value.len() + 64,
        Change::Delete { .. } => 64,
    }
}

fn to_line(what: &impl Serialize) -> Result<String, StoreError> {
    let line =
        serde_json::to_string(what).map_err(|error| StoreError::Unavailable { reason: error.to_string() })?;
    Ok(line + "\n")
}

fn refuse(line: usize, reason: impl Into<String>) -> StoreError {
    StoreError::Refused {
        place: format!("line {line}"),
        reason: reason.into(),
        help: "correct the line, or export again",
    }
}

fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}
