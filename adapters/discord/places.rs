//! What a channel of a server is: a thread of ours, a post in a forum. Asked of Discord once, and remembered for a while.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::hear::Channel;
use super::rest::Rest;
use super::server::Server;
use super::wire::{self, Message, Snowflake};

/// How many channels are remembered: what is asked again costs a request.
const MOST: usize = 2_000;

/// The kind of a thread ("Channel Types": 10 announcement, 11 public, 12 private).
fn is_thread(kind: u64) -> bool {
    (10..=12).contains(&kind)
}

/// Whether threads can be opened from the messages of a channel ("Channel Types": 0 text, 5 announcements).
fn opens_threads(kind: u64) -> bool {
    matches!(kind, 0 | 5)
}

/// What is known of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    Ours,
    Post {
        forum: Snowflake,
        title: String,
        tags: Vec<Snowflake>,
    },
    /// A thread of somebody's, or another channel in which no thread can be opened.
    Closed,
    Open,
}

/// What is known of channels.
#[derive(Default)]
pub(super) struct Places {
    known: Mutex<(HashMap<Snowflake, Known>, VecDeque<Snowflake>)>,
}

impl Places {
    /// What a channel is to us, when that is known.
    pub(super) fn known(&self, id: Snowflake, message: &Message, server: &Server) -> Option<Channel> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.0.get(&id).map(|known| known.to_us(message, server))
    }

    /// What a channel is to us; asks when it is not known.
    pub(super) async fn find(
        &self,
        rest: &Rest,
        id: Snowflake,
        message: &Message,
        server: &Server,
        me: Snowflake,
    ) -> Channel {
        if let Some(channel) = self.known(id, message, server) {
            return channel;
        }
        let Ok(value) = rest.get_patiently(&format!("/channels/{id}")).await else { return Channel::Any };
        let Ok(channel) = serde_json::from_value::<wire::Channel>(value) else { return Channel::Any };
        let known = Known::of(channel, me);
        let to_us = known.to_us(message, server);
        self.remember(id, known);
        to_us
    }

    /// No thread can be opened in a channel: we may not.
    pub(super) fn close(&self, id: Snowflake) {
        self.remember(id, Known::Closed);
    }

    fn remember(&self, id: Snowflake, what: Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0.insert(id, what).is_none() {
            known.1.push_back(id);
        }
        if known.1.len() > MOST
            && let Some(oldest) = known.1.pop_front()
        {
            known.0.remove(&oldest);
        }
    }
}

impl Known {
    fn of(channel: wire::Channel, me: Snowflake) -> Known {
        match channel.parent_id {
            _ if opens_threads(channel.kind) => Known::Open,
            _ if !is_thread(channel.kind) => Known::Closed,
            _ if channel.owner_id == Some(me) => Known::Ours,
            Some(forum) => Known::Post { forum, title: channel.name, tags: channel.applied_tags },
            None => Known::Closed,
        }
    }

    fn to_us(&self, message: &Message, server: &Server) -> Channel {
        match self {
            Known::Ours => Channel::OurThread,
            // The first message of a post; what others write under it is not for us.
            Known::Post { forum, title, tags }
                if message.id == message.channel_id && server.answers_post(*forum, tags) =>
            {
                Channel::Post(title.clone())
            }
            Known::Post { .. } | Known::Closed => Channel::Closed,
            Known::Open => Channel::Any,
        }
    }
}
