//! People and chats by a keyed hash: the keys of the store name nobody.
//!
//! Who has the store but not the secret cannot tell whose conversation is whose, nor look for somebody they know. The address
//! itself stands only in what waits for an answer or for its platform, and goes with it.

use crate::event::Address;

/// How many bytes of a hash stand in a key: eighty bits, with which a million people share none.
const BYTES: usize = 10;

/// The secret of the names.
#[derive(Clone, Copy, Default)]
pub struct Names([u8; 32]);

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names(…)")
    }
}

impl Names {
    /// Makes names of a secret: random bytes that stay the same as long as what is kept.
    pub fn new(secret: [u8; 32]) -> Names {
        Names(secret)
    }

    /// Returns the place of an address: the part of keys that stands for it.
    pub fn place(&self, address: &Address) -> String {
        let thread = address.thread.as_deref().map(|thread| self.name(&address.platform, "thread", thread));
        format!(
            "{}{}",
            self.person(&address.platform, &address.chat, &address.person),
            thread.unwrap_or_default()
        )
    }

    /// Returns what the places of a person in a chat begin with.
    pub fn person(&self, platform: &str, chat: &str, person: &str) -> String {
        format!("{}{}|", self.chat(platform, chat), self.name(platform, "person", person))
    }

    /// Returns what the places of a chat begin with.
    pub fn chat(&self, platform: &str, chat: &str) -> String {
        format!("{}|{}|", platform.replace(['|', '/', '%'], "_"), self.name(platform, "chat", chat))
    }

    /// Returns the name of a person, the same in every chat of a platform.
    pub fn who(&self, address: &Address) -> String {
        self.name(&address.platform, "person", &address.person)
    }

    fn name(&self, platform: &str, kind: &str, id: &str) -> String {
        let mut hash = blake3::Hasher::new_keyed(&self.0);
        for part in [platform, kind, id] {
            // With its length, so that no two lists of parts are the same bytes.
            hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        hash.finalize().as_bytes()[..BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_addresses_share_a_place_and_the_secret_decides() {
        let address = |platform: &str, chat: &str, person: &str, thread: Option<&str>| Address {
            platform: platform.into(),
            chat: chat.into(),
            person: person.into(),
            thread: thread.map(str::to_owned),
        };
        let all = [
            address("telegram", "1", "2", None),
            address("telegram", "2", "1", None),
            address("telegram", "12", "", None),
            address("telegram", "1", "2", Some("")),
            address("telegram", "1", "2", Some("3")),
            address("discord", "1", "2", None),
        ];
        let names = Names::new([7; 32]);
        let places: std::collections::BTreeSet<String> =
            all.iter().map(|address| names.place(address)).collect();
        assert_eq!(places.len(), all.len());
        let prefix = names.person("telegram", "1", "2");
        assert_eq!(places.iter().filter(|place| place.starts_with(&prefix)).count(), 3);
        assert_ne!(Names::new([8; 32]).place(&all[0]), names.place(&all[0]));
        assert!(!names.place(&all[0]).contains("|1|"));
    }
}
