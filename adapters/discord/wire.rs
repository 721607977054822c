//! What Discord sends, as far as we read it: everything else is passed over, and what is missing has a default.
//!
//! Discord adds fields and kinds at any time; a message that we understand must not be dropped for one that we do not.

use std::fmt;
use std::str::FromStr;

use passerelle_core::event::Timestamp;
use passerelle_core::knowledge::EntryId;
use passerelle_core::reply::ChoiceId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids::CustomId;

/// An id of Discord's. It tells when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Snowflake(pub(super) u64);

/// The first second of Discord's time, in milliseconds of Unix time ("Snowflakes").
const EPOCH: u64 = 1_420_070_400_000;

impl Snowflake {
    /// When it was made.
    pub(super) fn at(self) -> Timestamp {
        Timestamp(i64::try_from(self.millis() / 1_000).unwrap_or(i64::MAX))
    }

    /// When it was made, in milliseconds of Unix time.
    pub(super) fn millis(self) -> u64 {
        (self.0 >> 22) + EPOCH
    }

    /// The first id that could be made at a moment, given in milliseconds of Unix time.
    pub(super) fn first_at(millis: u64) -> Snowflake {
        Snowflake(millis.saturating_sub(EPOCH) << 22)
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Snowflake {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Snowflake, Self::Err> {
        text.parse().map(Snowflake)
    }
}

impl Serialize for Snowflake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Snowflake {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Number(u64),
        }
        match Written::deserialize(deserializer)? {
            Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
            Written::Number(number) => Ok(Snowflake(number)),
        }
    }
}

/// Reads what may be null as what it is by default.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Somebody.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct User {
    pub(super) id: Snowflake,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) bot: bool,
}

/// Somebody in a server.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Member {
    pub(super) user: User,
    /// What they may do in the channel: a number as text.
    #[serde(default, deserialize_with = "or_default")]
    pub(super) permissions: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) roles: Vec<Snowflake>,
}

/// A message.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Message {
    pub(super) id: Snowflake,
    pub(super) channel_id: Snowflake,
    #[serde(default)]
    pub(super) guild_id: Option<Snowflake>,
    pub(super) author: User,
    #[serde(default)]
    pub(super) webhook_id: Option<Snowflake>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) content: String,
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub(super) kind: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) mentions: Vec<User>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) attachments: Vec<File>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) sticker_items: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    pub(super) referenced_message: Option<Box<Referenced>>,
}

/// A message that another answers, or that something is done with.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Referenced {
    pub(super) author: User,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) content: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) components: Vec<Filled>,
}

impl Referenced {
    /// The entry that its buttons speak of, when it is an answer of ours.
    pub(super) fn entry(&self) -> Option<EntryId> {
        fn of(component: &Filled) -> Option<EntryId> {
            let id = component.custom_id.as_deref().and_then(CustomId::read);
            let own = match id {
                Some(CustomId::Press(
                    _,
                    ChoiceId::Open(entry, _) | ChoiceId::Sources(entry) | ChoiceId::Similar(entry),
                )) => Some(entry),
                _ => None,
            };
            own.or_else(|| component.components.iter().find_map(of))
        }
        self.components.iter().find_map(of)
    }
}

/// A file that came with a message.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct File {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) content_type: String,
    /// Of a voice message.
    #[serde(default)]
    pub(super) duration_secs: Option<f64>,
}

/// Something done with a command, a component or a modal.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Interaction {
    pub(super) id: Snowflake,
    pub(super) application_id: Snowflake,
    #[serde(rename = "type")]
    pub(super) kind: u64,
    pub(super) token: String,
    #[serde(default)]
    pub(super) guild_id: Option<Snowflake>,
    #[serde(default)]
    pub(super) channel_id: Option<Snowflake>,
    #[serde(default)]
    pub(super) channel: Option<Channel>,
    #[serde(default)]
    pub(super) member: Option<Member>,
    #[serde(default)]
    pub(super) user: Option<User>,
    #[serde(default)]
    pub(super) locale: Option<String>,
    #[serde(default)]
    pub(super) guild_locale: Option<String>,
    #[serde(default)]
    pub(super) message: Option<Stands>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) data: Data,
}

/// The message that a component stands on.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Stands {
    pub(super) id: Snowflake,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) flags: u64,
}

/// What was given with an interaction.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Data {
    #[serde(deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub(super) kind: u64,
    #[serde(deserialize_with = "or_default")]
    pub(super) options: Vec<Given>,
    pub(super) target_id: Option<Snowflake>,
    #[serde(deserialize_with = "or_default")]
    pub(super) resolved: Resolved,
    #[serde(deserialize_with = "or_default")]
    pub(super) custom_id: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) values: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) components: Vec<Filled>,
}

/// An option of a command.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Given {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) value: serde_json::Value,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) focused: bool,
}

/// What an interaction names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Resolved {
    #[serde(deserialize_with = "or_default")]
    pub(super) messages: std::collections::BTreeMap<String, Referenced>,
}

/// A component of a modal: a row, a label around one, or an input with what was typed.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    pub(super) custom_id: Option<String>,
    #[serde(default)]
    pub(super) value: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) components: Vec<Filled>,
    #[serde(default)]
    pub(super) component: Option<Box<Filled>>,
}

/// A channel.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Channel {
    pub(super) id: Snowflake,
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub(super) kind: u64,
    #[serde(default)]
    pub(super) parent_id: Option<Snowflake>,
    #[serde(default)]
    pub(super) owner_id: Option<Snowflake>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) applied_tags: Vec<Snowflake>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) available_tags: Vec<Tag>,
}

/// A tag of a forum.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Tag {
    pub(super) id: Snowflake,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
}

impl Interaction {
    /// Who did it.
    pub(super) fn person(&self) -> Option<&User> {
        self.member.as_ref().map(|member| &member.user).or(self.user.as_ref())
    }

    /// Whether they may manage the server.
    pub(super) fn manages(&self) -> bool {
        use serenity::all::Permissions;
        let bits =
            self.member.as_ref().and_then(|member| member.permissions.parse::<u64>().ok()).unwrap_or(0);
        Permissions::from_bits_truncate(bits)
            .intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_its_time() {
        // The example of the documentation: 2016-04-30 11:18:25.796 UTC.
        let id: Snowflake = "175928847299117063".parse().unwrap();
        assert_eq!(id.millis(), 1_462_015_105_796);
        assert_eq!(id.at(), Timestamp(1_462_015_105));
        assert!(Snowflake::first_at(id.millis()) <= id);
        assert!(Snowflake::first_at(id.millis() + 1) > id);
    }

    #[test]
    fn the_least_and_the_strangest_are_read() {
        let least = r#"{"id":"1","channel_id":"2","author":{"id":"3"}}"#;
        assert!(serde_json::from_str::<Message>(least).is_ok());
        let strange = r#"{"id":"1","channel_id":2,"author":{"id":"3","bot":null},"components":null,"mentions":null,
            "type":46,"referenced_message":null,"new_thing":{"a":[1]},"attachments":[{"content_type":null}]}"#;
        let read: Message = serde_json::from_str(strange).unwrap();
        assert_eq!((read.channel_id, read.kind), (Snowflake(2), 46));
    }
}
