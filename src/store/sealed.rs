//! A store whose values are sealed under a key of the host: what lies on the disk, in backups too, is read with that key only.
//!
//! AES-SIV (RFC 5297) seals each value together with the name of its key, so that a value cannot be moved to another name.
//! It needs no random numbers: the same value under the same name gives the same bytes, which tells nobody more than that it
//! has not changed. The names of keys are not sealed; they hold no names of people.

use aes_siv::aead::{Aead, KeyInit, Payload};
use aes_siv::{Aes256SivAead, Nonce};

use super::{Change, Expectation, Forgotten, Key, Page, Store, StoreError, Version, Versioned};

/// What a sealed value begins with; no text does.
const MARK: [u8; 4] = [0xF5, b'P', b'S', 1];

/// Where a known value is kept, which tells a wrong key.
const CHECK: &str = "secret/check";

/// What is kept there.
const KNOWN: &[u8] = b"passerelle";

/// The fewest characters of a key: it is stretched by no slow function, so it must be as good as random.
pub const SHORTEST_KEY: usize = 32;

/// What values are sealed with.
pub struct Seal(Aes256SivAead);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// Makes a seal of the host's key; none when it is too short to be one.
    pub fn new(key: &str) -> Option<Seal> {
        if key.chars().count() < SHORTEST_KEY {
            return None;
        }
        let mut bytes = [0; 64];
        let mut derived = blake3::Hasher::new_derive_key("passerelle 2026-11-24 values of the store");
        derived.update(key.as_bytes());
        derived.finalize_xof().fill(&mut bytes);
        Some(Seal(Aes256SivAead::new(&bytes.into())))
    }

    fn close(&self, key: &Key, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let sealed = self.0.encrypt(&Nonce::default(), Payload { msg: value, aad: key.as_str().as_bytes() });
        let sealed =
            sealed.map_err(|_| StoreError::TooLarge { what: format!("`{key}`"), limit: super::MAX_VALUE })?;
        Ok([&MARK, sealed.as_slice()].concat())
    }

    fn open(&self, key: &Key, value: &[u8]) -> Option<Vec<u8>> {
        let sealed = value.strip_prefix(&MARK)?;
        self.0.decrypt(&Nonce::default(), Payload { msg: sealed, aad: key.as_str().as_bytes() }).ok()
    }
}

/// A store with a seal, or without one.
#[derive(Debug)]
pub struct Sealed<S> {
    store: S,
    seal: Option<Seal>,
}

impl<S: Store> Sealed<S> {
    /// Puts a seal on a store. What was written before there was a key is read as it is.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when the store was sealed with another key, or is sealed and there is none.
    pub fn new(store: S, seal: Option<Seal>) -> Result<Sealed<S>, StoreError> {
        let check = Key::new(CHECK)?;
        match (store.read(&check)?, &seal) {
            (None, None) => {}
            (None, Some(seal)) => {
                store.commit(&[Change::put(&check, seal.close(&check, KNOWN)?)], &[])?;
            }
            (Some(_), None) => return Err(StoreError::WrongKey),
            (Some(known), Some(seal)) => {
                if seal.open(&check, &known.value).as_deref() != Some(KNOWN) {
                    return Err(StoreError::WrongKey);
                }
            }
        }
        Ok(Sealed { store, seal })
    }

    /// Returns the store beneath.
    pub fn inner(&self) -> &S {
        &self.store
    }

    /// Seals every value anew: from an old key, or none, to another, or none. When it was broken off, doing it again completes it.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when a value opens with neither key; nothing of it was changed.
    pub fn rekey(store: &S, old: Option<&Seal>, new: Option<&Seal>) -> Result<usize, StoreError> {
        let check = Key::new(CHECK)?;
        let (mut count, mut after) = (0, None);
        loop {
            let page = store.scan("", after.as_ref(), 100)?;
            for (key, kept) in &page.entries {
                let sealed = kept.value.starts_with(&MARK);
                if *key == check || (sealed && new.is_some_and(|seal| seal.open(key, &kept.value).is_some()))
                {
                    continue;
                }
                let plain = if sealed {
                    old.and_then(|seal| seal.open(key, &kept.value)).ok_or(StoreError::WrongKey)?
                } else {
                    kept.value.clone()
                };
                let value = new.map_or(Ok(plain.clone()), |seal| seal.close(key, &plain))?;
                if value != kept.value {
                    store.commit(
                        &[Change::put(key, value)],
                        &[Expectation::Version(key.clone(), kept.version)],
                    )?;
                    count += 1;
                }
            }
            after = page.entries.last().map(|(key, _)| key.clone()).or(after);
            if !page.more {
                break;
            }
        }
        // Last: until here, both keys are needed.
        let last = match new {
            Some(seal) => Change::put(&check, seal.close(&check, KNOWN)?),
            None => Change::delete(&check),
        };
        store.commit(&[last], &[])?;
        Ok(count)
    }

    fn opened(&self, key: &Key, kept: Versioned) -> Result<Versioned, StoreError> {
        match &self.seal {
            Some(seal) if kept.value.starts_with(&MARK) => {
                let value = seal.open(key, &kept.value).ok_or(StoreError::WrongKey)?;
                Ok(Versioned { value, ..kept })
            }
            _ => Ok(kept),
        }
    }
}

impl<S: Store> Store for Sealed<S> {
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        self.store.read(key)?.map(|kept| self.opened(key, kept)).transpose()
    }

    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        let page = self.store.scan(prefix, after, limit)?;
        // The known value is nobody's business, and of no use under another key.
        let entries = page.entries.into_iter().filter(|(key, _)| key.as_str() != CHECK);
        let opened = entries.map(|(key, kept)| self.opened(&key, kept).map(|kept| (key, kept)));
        Ok(Page { entries: opened.collect::<Result<_, _>>()?, more: page.more })
    }

    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError> {
        let Some(seal) = &self.seal else { return self.store.commit(changes, expectations) };
        let sealed = changes.iter().map(|change| match change {
            Change::Put { key, value } => {
                seal.close(key, value).map(|value| Change::Put { key: key.clone(), value })
            }
            Change::Delete { .. } => Ok(change.clone()),
        });
        self.store.commit(&sealed.collect::<Result<Vec<_>, _>>()?, expectations)
    }

    fn forget(&self, prefixes: &[&str]) -> Result<Forgotten, StoreError> {
        self.store.forget(prefixes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;
    use std::sync::Arc;

    const OLD: &str = "an old key of more than thirty-two characters";
    const NEW: &str = "a new key of more than thirty-two characters, too";

    fn value(store: &impl Store, key: &Key) -> Vec<u8> {
        store.read(key).unwrap().unwrap().value
    }

    #[test]
    fn a_value_is_read_with_its_key_and_under_its_name_only() {
        let store = Arc::new(MemoryStore::default());
        let (one, other) = (Key::new("a").unwrap(), Key::new("b").unwrap());
        let sealed = Sealed::new(Arc::clone(&store), Seal::new(OLD)).unwrap();
        sealed.commit(&[Change::put(&one, "quokka"), Change::put(&other, "")], &[]).unwrap();
        assert_eq!(value(&sealed, &one), b"quokka");
        assert_eq!(sealed.scan("", None, 10).unwrap().entries.len(), 2);
        let raw = value(&store, &one);
        assert!(!raw.windows(6).any(|window| window == b"quokka"));
        for seal in [Seal::new(NEW), None] {
            assert!(matches!(Sealed::new(Arc::clone(&store), seal), Err(StoreError::WrongKey)));
        }
        store.commit(&[Change::put(&other, raw)], &[]).unwrap();
        assert!(matches!(sealed.read(&other), Err(StoreError::WrongKey)));
        assert!(Seal::new("short").is_none());
    }

    #[test]
    fn what_was_written_before_there_was_a_key_is_read_and_can_be_sealed_and_unsealed() {
        let store = Arc::new(MemoryStore::default());
        let key = Key::new("a").unwrap();
        store.commit(&[Change::put(&key, "quokka")], &[]).unwrap();
        let (old, new) = (Seal::new(OLD).unwrap(), Seal::new(NEW).unwrap());
        assert_eq!(value(&Sealed::new(Arc::clone(&store), Seal::new(OLD)).unwrap(), &key), b"quokka");
        assert_eq!(Sealed::rekey(&store, None, Some(&old)).unwrap(), 1);
        assert!(value(&store, &key).starts_with(&MARK));
        assert!(matches!(Sealed::rekey(&store, None, Some(&new)), Err(StoreError::WrongKey)));
        assert_eq!(Sealed::rekey(&store, Some(&old), Some(&new)).unwrap(), 1);
        assert_eq!(Sealed::rekey(&store, Some(&old), Some(&new)).unwrap(), 0);
        assert_eq!(value(&Sealed::new(Arc::clone(&store), Seal::new(NEW)).unwrap(), &key), b"quokka");
        assert_eq!(Sealed::rekey(&store, Some(&new), None).unwrap(), 1);
        assert_eq!(value(&store, &key), b"quokka");
        assert!(Sealed::new(store, None).is_ok());
    }
}
