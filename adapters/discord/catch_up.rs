//! Reads what was written while we were away and no session could be resumed: where we talked before, and in forums whose posts we
//! answer. What was answered already is known by its id.

use std::sync::Arc;

use serde_json::Value;

use super::hear::{self, Around, Channel, Heard, Review};
use super::wire::{self, Message, Snowflake};
use super::{Discord, limits};

/// How far before the gap we begin to read, in seconds: clocks differ.
const MARGIN: i64 = 60;

/// How far back we read at most, in seconds: who wrote a day ago no longer waits.
const LONGEST: i64 = 24 * 3_600;

/// How many places are looked at, those where we talked last first.
const MOST_PLACES: usize = 500;

/// How many pages of messages are read in one place.
const MOST_PAGES: usize = 5;

impl Discord {
    /// Reads what was written since a moment, in seconds of Unix time.
    pub(super) async fn catch_up(self: &Arc<Self>, since: i64) {
        let since = (since - MARGIN).max(crate::terminal::now().0 - LONGEST);
        let after = Snowflake::first_at(since.max(0).unsigned_abs() * 1_000);
        let mut found = 0;
        for channel in self.talked_in() {
            found += self.read_since(channel, None, after).await;
        }
        for (guild, server) in self.servers.forums() {
            let path = format!("/guilds/{guild}/threads/active");
            let Ok(active) = self.rest.get_patiently(&path).await else { continue };
            for thread in parsed::<wire::Channel>(&active["threads"]) {
                let opted =
                    thread.parent_id.is_some_and(|forum| server.answers_post(forum, &thread.applied_tags));
                if opted && thread.id >= after {
                    found += self.read_since(thread.id, Some(guild), Snowflake(thread.id.0 - 1)).await;
                }
            }
        }
        if found > 0 {
            tracing::info!(found, "messages were read that came while Discord was away");
        }
        self.health.count("discord_caught_up", found);
    }

    /// The channels in which we talked, the last ones first.
    fn talked_in(&self) -> Vec<Snowflake> {
        let heard = match self.post.assistant().heard_from(super::PLATFORM) {
            Ok(heard) => heard,
            Err(error) => {
                tracing::error!("what was said while Discord was away could not be looked for: {error}");
                return Vec::new();
            }
        };
        let mut places: Vec<(u64, Snowflake)> = heard
            .into_iter()
            .filter_map(|(address, last)| Some((last, hear::channel_of(&address.chat)?)))
            .collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        let mut channels = Vec::new();
        for (_, channel) in places {
            if !channels.contains(&channel) && channels.len() < MOST_PLACES {
                channels.push(channel);
            }
        }
        channels
    }

    /// Hears what was written in a channel after a message; returns how much of it was for us.
    async fn read_since(
        self: &Arc<Self>,
        channel: Snowflake,
        guild: Option<Snowflake>,
        after: Snowflake,
    ) -> usize {
        let Some(me) = self.me() else { return 0 };
        let (mut after, mut guild, mut found) = (after, guild.map(Some), 0);
        for _ in 0..MOST_PAGES {
            let path = format!("/channels/{channel}/messages?after={after}&limit={}", limits::PAGE);
            let Ok(page) = self.rest.get_patiently(&path).await else { return found };
            let mut messages: Vec<Message> = parsed(&page);
            let whole = messages.len() == limits::PAGE;
            messages.sort_unstable_by_key(|message| message.id);
            messages.retain(|message| !message.author.bot);
            let Some(last) = messages.last() else { return found };
            after = last.id;
            // A message read this way does not tell its server.
            let server = match guild {
                Some(known) => known,
                None => {
                    let Ok(value) = self.rest.get_patiently(&format!("/channels/{channel}")).await else {
                        return found;
                    };
                    value["guild_id"].as_str().and_then(|id| id.parse().ok())
                }
            };
            guild = Some(server);
            for mut message in messages {
                message.guild_id = server;
                if self.hear_again(message, me).await {
                    found += 1;
                }
            }
            if !whole {
                break;
            }
        }
        found
    }

    async fn hear_again(self: &Arc<Self>, message: Message, me: Snowflake) -> bool {
        let heard = match message.guild_id.map(|guild| self.servers.of(guild)) {
            None => hear::message(
                &message,
                Around { me, server: None, channel: &Channel::Any, review: Review::Elsewhere },
            ),
            Some(server) => {
                let channel = if self.wants_place(&message, &server) {
                    self.places.find(&self.rest, message.channel_id, &message, &server, me).await
                } else {
                    Channel::Any
                };
                hear::message(
                    &message,
                    Around { me, server: Some(&server), channel: &channel, review: Review::Elsewhere },
                )
            }
        };
        let Heard::Event(event, _) = heard else { return false };
        self.keep(vec![*event]).await;
        true
    }
}

/// The items of a list that can be read.
fn parsed<T: serde::de::DeserializeOwned>(list: &Value) -> Vec<T> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| serde_json::from_value(item.clone()).ok()).collect()
}
