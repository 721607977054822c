//! Those who write, press, choose and fill in.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Platform;
use super::world::{ChannelKind, Interaction, Message};

/// The permission to manage a server.
pub(crate) const MANAGE_GUILD: u64 = 1 << 5;

/// Somebody on the platform.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) platform: Platform,
    pub(crate) id: u64,
    pub(crate) locale: String,
    pub(crate) permissions: u64,
    pub(crate) roles: Vec<u64>,
}

impl Platform {
    /// A new person, whose client speaks a locale.
    pub(crate) fn person(&self, name: &str, locale: &str) -> Person {
        let mut world = self.world();
        let id = world.id();
        world.people.insert(id, name.to_owned());
        Person { platform: self.clone(), id, locale: locale.to_owned(), permissions: 0, roles: Vec::new() }
    }

    /// Puts a message of a person's into a channel, and tells the bot.
    fn write(&self, channel: u64, person: u64, body: Value, answers: Option<u64>) -> u64 {
        let mut world = self.world();
        let id = world.id();
        let message = Message {
            id,
            channel,
            author: person,
            body,
            answers,
            only_for: None,
            loading: false,
            deleted: false,
            interaction: None,
            edits: 0,
            at: Instant::now(),
        };
        world.messages.insert(id, message);
        self.dispatch_message(&mut world, id);
        id
    }
}

impl Person {
    /// Says something in a channel.
    pub(crate) fn says(&self, channel: u64, text: &str) -> u64 {
        self.platform.write(channel, self.id, json!({"content": text}), None)
    }

    /// Says something to the bot, in a channel, by its name.
    pub(crate) fn mentions(&self, channel: u64, text: &str) -> u64 {
        let me = self.platform.world().me;
        self.says(channel, &format!("<@{me}> {text}"))
    }

    /// Says something to the bot alone.
    pub(crate) fn direct(&self, text: &str) -> u64 {
        let channel = self.direct_channel();
        self.says(channel, text)
    }

    /// Sends something that is not text to the bot alone.
    pub(crate) fn sends(&self, name: &str, content_type: &str) -> u64 {
        let file = json!([{
            "id": "1", "filename": name, "size": 10, "url": "https://cdn.example/x", "proxy_url": "https://cdn.example/x",
            "content_type": content_type
        }]);
        let channel = self.direct_channel();
        self.platform.write(channel, self.id, json!({"content": "", "attachments": file}), None)
    }

    /// The channel in which the person and the bot are alone.
    pub(crate) fn direct_channel(&self) -> u64 {
        self.platform.world().direct(self.id)
    }

    /// Answers a message; its author is pinged or not.
    pub(crate) fn answers(&self, message: u64, text: &str, pings: bool) -> u64 {
        let channel = self.platform.world().messages[&message].channel;
        self.platform.write(channel, self.id, json!({"content": text, "quiet": !pings}), Some(message))
    }

    /// Opens a post in a forum.
    pub(crate) fn posts(&self, forum: u64, title: &str, text: &str, tags: &[u64]) -> u64 {
        let mut world = self.platform.world();
        let guild = world.channels[&forum].guild;
        let id = world.id();
        let channel = world.channel_with(id, guild, ChannelKind::Thread, title);
        channel.parent = Some(forum);
        channel.tags = tags.to_vec();
        channel.owner = Some(self.id);
        world.dispatch("THREAD_CREATE", 1, |world, _| {
            let mut value = world.channel_json(&world.channels[&id]);
            value["newly_created"] = true.into();
            value
        });
        let message = Message {
            id,
            channel: id,
            author: self.id,
            body: json!({"content": text}),
            answers: None,
            only_for: None,
            loading: false,
            deleted: false,
            interaction: None,
            edits: 0,
            at: Instant::now(),
        };
        world.messages.insert(id, message);
        self.platform.dispatch_message(&mut world, id);
        id
    }

    fn interacts(&self, kind: u64, channel: u64, source: Option<u64>, data: Value) -> u64 {
        let mut world = self.platform.world();
        let id = world.id();
        let interaction = Interaction {
            id,
            token: format!("token-of-{id}"),
            kind,
            channel,
            person: self.id,
            at: Instant::now(),
            acknowledged: None,
            original: None,
            source,
            data: Value::Null,
        };
        world.interactions.insert(id, interaction.clone());
        world.dispatch("INTERACTION_CREATE", 0, |world, _| {
            let mut value =
                world.interaction_json(&interaction, data.clone(), &self.locale, self.permissions);
            if let Some(member) = value.get_mut("member") {
                member["roles"] = self.roles.iter().map(u64::to_string).collect();
            }
            value
        });
        drop(world);
        self.platform.changed();
        id
    }

    /// Gives a slash command, its options as name and value.
    pub(crate) fn slash(&self, channel: u64, name: &str, options: &[(&str, &str)]) -> u64 {
        let options: Vec<Value> =
            options.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect();
        self.interacts(2, channel, None, json!({"id": "1", "name": name, "type": 1, "options": options}))
    }

    /// Types into an option that completes itself.
    pub(crate) fn types(&self, channel: u64, name: &str, option: &str, text: &str) -> u64 {
        let options = json!([{"name": option, "type": 3, "value": text, "focused": true}]);
        self.interacts(4, channel, None, json!({"id": "1", "name": name, "type": 1, "options": options}))
    }

    /// Takes something from the menu of a message.
    pub(crate) fn menu(&self, message: u64, name: &str) -> u64 {
        let (channel, resolved) = {
            let world = self.platform.world();
            let found = &world.messages[&message];
            (found.channel, world.message_json(found, true))
        };
        let data = json!({
            "id": "1", "name": name, "type": 3, "target_id": message.to_string(),
            "resolved": {"messages": {message.to_string(): resolved}}
        });
        self.interacts(2, channel, None, data)
    }

    /// Presses a button by what stands on it.
    #[track_caller]
    pub(crate) fn presses(&self, message: u64, label: &str) -> u64 {
        let id = {
            let world = self.platform.world();
            let found = &world.messages[&message];
            buttons(&found.body)
                .into_iter()
                .find(|(text, _)| text == label)
                .unwrap_or_else(|| panic!("no button `{label}` on {}", found.body))
                .1
        };
        self.presses_id(message, &id)
    }

    /// Presses a button by its id.
    pub(crate) fn presses_id(&self, message: u64, custom_id: &str) -> u64 {
        let channel = self.platform.world().messages[&message].channel;
        self.interacts(3, channel, Some(message), json!({"custom_id": custom_id, "component_type": 2}))
    }

    /// Chooses in a select.
    pub(crate) fn chooses(&self, message: u64, custom_id: &str, kind: u64, values: &[&str]) -> u64 {
        let channel = self.platform.world().messages[&message].channel;
        self.interacts(
            3,
            channel,
            Some(message),
            json!({"custom_id": custom_id, "component_type": kind, "values": values}),
        )
    }

    /// Fills in the modal that an interaction opened. What is not named keeps what stood there.
    pub(crate) fn submits(&self, opened_by: u64, fields: &[(&str, &str)]) -> u64 {
        let (channel, source, modal) = {
            let world = self.platform.world();
            let interaction = &world.interactions[&opened_by];
            (interaction.channel, interaction.source, interaction.data.clone())
        };
        let rows: Vec<Value> = modal["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let input = &row["components"][0];
                let id = input["custom_id"].as_str().unwrap();
                let typed = fields.iter().find(|(name, _)| *name == id || input["label"] == *name);
                let value = typed.map(|(_, value)| *value).or(input["value"].as_str()).unwrap_or("");
                json!({"type": 1, "components": [{"type": 4, "custom_id": id, "value": value}]})
            })
            .collect();
        self.interacts(5, channel, source, json!({"custom_id": modal["custom_id"], "components": rows}))
    }

    /// Waits until an interaction is acknowledged, and returns with what.
    pub(crate) async fn acknowledged(&self, id: u64) -> u64 {
        let what = format!("interaction {id} to be acknowledged");
        self.platform.until(&what, |world| world.interactions[&id].acknowledged.map(|(kind, _)| kind)).await
    }

    /// Waits until an interaction is answered, and returns the message.
    pub(crate) async fn answered(&self, id: u64) -> Message {
        let what = format!("interaction {id} to be answered");
        self.platform
            .until(&what, |world| {
                let interaction = &world.interactions[&id];
                let (kind, at) = interaction.acknowledged?;
                let message = world.messages.get(&interaction.original?)?;
                // An answer to a button changes the message after it was acknowledged.
                let changed = kind == 4 || kind == 7 || message.at > at;
                (!message.loading && changed).then(|| message.clone())
            })
            .await
    }

    /// Waits for the first message of the bot's that answers a message, or follows it in a place where nothing is answered.
    pub(crate) async fn heard(&self, id: u64) -> Message {
        let what = format!("message {id} to be answered");
        self.platform
            .until(&what, |world| {
                let channel = world.messages[&id].channel;
                world
                    .messages
                    .values()
                    .find(|message| {
                        message.author == world.me
                            && message.id > id
                            && !message.loading
                            && !message.deleted
                            && (message.answers == Some(id)
                                || message.channel == id
                                || (message.channel == channel && world.channels[&channel].guild.is_none()))
                    })
                    .cloned()
            })
            .await
    }

    /// Makes sure that nothing is said in a channel for a while.
    pub(crate) async fn hears_nothing(&self, channel: u64, long: Duration) {
        let before = self.platform.world().said_in(channel).len();
        tokio::time::sleep(long).await;
        assert_eq!(
            self.platform.world().said_in(channel).len(),
            before,
            "{}",
            self.platform.world().report()
        );
    }
}

/// The buttons of a message: what stands on them, and their ids.
pub(crate) fn buttons(body: &Value) -> Vec<(String, String)> {
    let rows = body["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .flat_map(|row| row["components"].as_array().map(Vec::as_slice).unwrap_or_default())
        .filter(|component| component["type"] == 2)
        .map(|button| {
            let text = |key: &str| button[key].as_str().unwrap_or("").to_owned();
            (text("label"), text("custom_id"))
        })
        .collect()
}
