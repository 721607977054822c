//! The JSON of users, messages, channels, servers and interactions, with every field that a strict client wants.

use serde_json::{Value, json};

use super::world::{Channel, ChannelKind, Guild, Interaction, Message, World};

/// The time that every timestamp holds.
const THEN: &str = "2026-01-01T00:00:00.000000+00:00";

pub(crate) fn user(id: u64, name: &str, bot: bool) -> Value {
    json!({"id": id.to_string(), "username": name, "discriminator": "0", "global_name": name, "avatar": null, "bot": bot})
}

impl World {
    pub(crate) fn user_json(&self, id: u64) -> Value {
        match self.people.get(&id) {
            Some(name) => user(id, name, false),
            None => user(id, "passerelle", id == self.me),
        }
    }

    pub(crate) fn member_json(&self, id: u64, permissions: u64) -> Value {
        json!({
            "user": self.user_json(id), "roles": [], "deaf": false, "mute": false, "flags": 0, "joined_at": THEN,
            "permissions": permissions.to_string(), "pending": false, "nick": null, "avatar": null
        })
    }

    /// A message, as a client with or without the intent to read messages gets it.
    pub(crate) fn message_json(&self, message: &Message, readable: bool) -> Value {
        let channel = &self.channels[&message.channel];
        let content = message.body["content"].as_str().unwrap_or("");
        let mentions = self.mentions(content, message);
        let me = self.me.to_string();
        let shown = readable
            || channel.guild.is_none()
            || message.author == self.me
            || mentions.iter().any(|user| user["id"].as_str() == Some(me.as_str()));
        let mut value = json!({
            "id": message.id.to_string(),
            "channel_id": message.channel.to_string(),
            "author": self.user_json(message.author),
            "content": if shown { content } else { "" },
            "timestamp": THEN, "edited_timestamp": null, "tts": false, "mention_everyone": false,
            "mentions": mentions, "mention_roles": [],
            "attachments": if shown { message.body.get("attachments").cloned().unwrap_or(json!([])) } else { json!([]) },
            "embeds": if shown { message.body.get("embeds").cloned().unwrap_or(json!([])) } else { json!([]) },
            "components": if shown { message.body.get("components").cloned().unwrap_or(json!([])) } else { json!([]) },
            "pinned": false, "type": if message.answers.is_some() { 19 } else { 0 },
            "flags": message.body.get("flags").cloned().unwrap_or(json!(0)),
        });
        if let Some(guild) = channel.guild {
            value["guild_id"] = guild.to_string().into();
            value["member"] = self.member_json(message.author, 0);
            value["member"].as_object_mut().unwrap().remove("user");
        }
        if let Some(nonce) = message.body.get("nonce") {
            value["nonce"] = nonce.clone();
        }
        if let Some(answered) = message.answers {
            value["message_reference"] = json!({"type": 0, "message_id": answered.to_string(), "channel_id": message.channel.to_string()});
            value["referenced_message"] =
                match self.messages.get(&answered).filter(|answered| !answered.deleted) {
                    Some(answered) => {
                        self.message_json(&Message { answers: None, ..answered.clone() }, readable)
                    }
                    None => Value::Null,
                };
        }
        if let Some(interaction) = message.interaction.and_then(|id| self.interactions.get(&id)) {
            value["interaction_metadata"] = json!({
                "id": interaction.id.to_string(), "type": interaction.kind, "user": self.user_json(interaction.person),
                "authorizing_integration_owners": {}
            });
        }
        value
    }

    /// The users that a message mentions: by their tag, or by answering them.
    fn mentions(&self, content: &str, message: &Message) -> Vec<Value> {
        let named = |id: u64| content.contains(&format!("<@{id}>")) || content.contains(&format!("<@!{id}>"));
        let mut ids: Vec<u64> =
            self.people.keys().copied().chain([self.me]).filter(|&id| named(id)).collect();
        let answered = message.answers.and_then(|id| self.messages.get(&id)).map(|message| message.author);
        if let Some(author) = answered.filter(|id| message.body["quiet"] != true && !ids.contains(id)) {
            ids.push(author);
        }
        ids.into_iter().map(|id| self.user_json(id)).collect()
    }

    pub(crate) fn channel_json(&self, channel: &Channel) -> Value {
        let mut value = json!({
            "id": channel.id.to_string(), "type": channel.kind as u64, "name": channel.name, "position": 0,
            "permission_overwrites": [], "nsfw": false, "last_message_id": null,
        });
        if let Some(guild) = channel.guild {
            value["guild_id"] = guild.to_string().into();
        }
        if let Some(parent) = channel.parent {
            value["parent_id"] = parent.to_string().into();
            value["owner_id"] = channel.owner.unwrap_or(self.me).to_string().into();
            value["applied_tags"] = channel.tags.iter().map(u64::to_string).collect();
            value["thread_metadata"] = json!({
                "archived": false, "auto_archive_duration": 1440, "archive_timestamp": THEN, "locked": false
            });
            value["message_count"] = 0.into();
            value["member_count"] = 1.into();
        }
        if channel.kind == ChannelKind::Forum {
            let tag =
                |(id, name): &(u64, String)| json!({"id": id.to_string(), "name": name, "moderated": false});
            value["available_tags"] = channel.available.iter().map(tag).collect();
        }
        if let Some(person) = channel.person {
            value["recipients"] = json!([self.user_json(person)]);
        }
        value
    }

    pub(crate) fn guild_json(&self, guild: &Guild) -> Value {
        let of_guild = |threads: bool| -> Vec<Value> {
            self.channels
                .values()
                .filter(|channel| channel.guild == Some(guild.id))
                .filter(|channel| (channel.kind == ChannelKind::Thread) == threads)
                .map(|channel| self.channel_json(channel))
                .collect()
        };
        let mut members = vec![self.member_json(self.me, 0)];
        members.extend((0..self.members_sent as u64).map(|at| {
            let mut member = self.member_json(700_000_000_000_000_000 + at, 0);
            member["user"]["username"] = format!("member number {at}").into();
            member
        }));
        json!({
            "id": guild.id.to_string(), "name": "SSE", "owner_id": "1", "verification_level": 0, "afk_timeout": 300,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0,
            "premium_tier": 0, "premium_progress_bar_enabled": false, "system_channel_flags": 0,
            "preferred_locale": guild.locale, "features": [], "joined_at": THEN, "large": guild.member_count > 250,
            "member_count": guild.member_count.max(self.members_sent), "emojis": [], "stickers": [], "voice_states": [],
            "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "channels": of_guild(false), "threads": of_guild(true), "members": members,
            "roles": [{
                "id": guild.id.to_string(), "name": "@everyone", "color": 0, "hoist": false, "managed": false,
                "mentionable": false, "permissions": "0", "position": 0, "flags": 0,
                "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null}
            }],
        })
    }

    /// An interaction, as the gateway sends it.
    pub(crate) fn interaction_json(
        &self,
        interaction: &Interaction,
        data: Value,
        locale: &str,
        permissions: u64,
    ) -> Value {
        let channel = &self.channels[&interaction.channel];
        let mut value = json!({
            "id": interaction.id.to_string(), "application_id": self.me.to_string(), "type": interaction.kind,
            "token": interaction.token, "version": 1, "channel_id": channel.id.to_string(), "channel": self.channel_json(channel),
            "locale": locale, "entitlements": [], "attachment_size_limit": 10_485_760, "data": data,
            "authorizing_integration_owners": {}, "app_permissions": "562949953601536",
        });
        match channel.guild {
            Some(guild) => {
                value["guild_id"] = guild.to_string().into();
                value["guild_locale"] = self.guilds[&guild].locale.clone().into();
                value["member"] = self.member_json(interaction.person, permissions);
                value["context"] = 0.into();
            }
            None => {
                value["user"] = self.user_json(interaction.person);
                value["context"] = 1.into();
            }
        }
        if let Some(source) = interaction.source.and_then(|id| self.messages.get(&id)) {
            value["message"] = self.message_json(source, true);
            let flags = if source.only_for.is_some() { 64 } else { 0 };
            value["message"]["flags"] = flags.into();
        }
        value
    }
}
