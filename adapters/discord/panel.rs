//! A server's settings, as a message with selects that those see who manage it. Each choice is kept at once, and noted.

use passerelle_core::language::Language;
use passerelle_core::text::Text;
use serde_json::Value;
use serenity::all::{
    ButtonStyle, ChannelId, ChannelType, CreateActionRow, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, RoleId,
};

use super::Discord;
use super::at_once::private;
use super::hear::Review;
use super::ids::{CustomId, Panel};
use super::limits;
use super::say::{self, Page};
use super::server::{Server, Threads};
use super::wire::{self, Interaction, Snowflake};

/// What stands for "none" in a select of words.
const NONE: &str = "-";

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Server,
    Channel,
    Moderators,
}

impl Panel {
    /// The page on which something stands.
    fn page(self) -> Shown {
        match self {
            Panel::Channel | Panel::ChannelLanguage | Panel::ChannelThreads => Shown::Channel,
            Panel::Moderators | Panel::ReviewChannel | Panel::ReviewRole => Shown::Moderators,
            _ => Shown::Server,
        }
    }

    /// How a change is named in what is noted; none for what only shows.
    fn deed(self) -> Option<&'static str> {
        Some(match self {
            Panel::Server | Panel::Channel | Panel::Moderators => return None,
            Panel::Language => "language",
            Panel::ChannelLanguage => "language of a channel",
            Panel::Home => "channel set apart",
            Panel::Threads => "threads",
            Panel::ChannelThreads => "threads in a channel",
            Panel::Forums => "forums",
            Panel::Tags => "tags of forums",
            Panel::ReviewChannel => "moderators' channel",
            Panel::ReviewRole => "moderators' role",
        })
    }
}

impl Discord {
    /// Changes what was chosen, and shows the settings as they are now.
    pub(super) async fn panel(
        &self,
        interaction: &Interaction,
        language: Language,
        panel: Panel,
        values: &[String],
    ) -> Value {
        let (Some(guild), Some(channel), Some(who)) =
            (interaction.guild_id, interaction.channel_id, interaction.person().map(|person| person.id))
        else {
            return self.note(language, "discord-not-allowed");
        };
        let server = match panel.deed() {
            None => self.servers.of(guild),
            Some(what) => {
                let changed = tokio::task::block_in_place(|| {
                    self.servers.change(guild, interaction.id, who, what, |server| {
                        set(server, channel, panel, values)
                    })
                });
                match changed {
                    Ok(server) => server,
                    Err(error) => {
                        tracing::error!("the settings of a server could not be kept: {error:#}");
                        return self.note(language, "discord-settings-failed");
                    }
                }
            }
        };
        let tags = if panel.page() == Shown::Server { self.tags(&server).await } else { Vec::new() };
        let review = self.servers.review(guild);
        // Those who moderate for nobody need no page.
        let shown = match panel.page() {
            Shown::Moderators if review == Review::Elsewhere => Shown::Server,
            shown => shown,
        };
        let page = self.settings(language, &server, channel, (shown, review), &tags);
        if interaction.message.is_some() {
            // 7 changes the message that the component stands on ("Interaction Callback Type").
            serde_json::json!({"type": 7, "data": page.body()})
        } else {
            private(&page)
        }
    }

    /// The tags of the one forum whose posts are answered; of several, no choice fits a message.
    async fn tags(&self, server: &Server) -> Vec<wire::Tag> {
        let mut forums = server.forums.keys();
        let (Some(forum), None) = (forums.next(), forums.next()) else { return Vec::new() };
        // The three seconds allow no patience.
        let Ok(value) = self.rest.get(&format!("/channels/{forum}")).await else { return Vec::new() };
        serde_json::from_value::<wire::Channel>(value)
            .map(|channel| channel.available_tags)
            .unwrap_or_default()
    }

    fn settings(
        &self,
        language: Language,
        server: &Server,
        channel: Snowflake,
        (page, review): (Shown, Review),
        tags: &[wire::Tag],
    ) -> Page {
        let say = |message: &str| self.wording(language, message);
        let mut rows = match page {
            Shown::Server => {
                let mut rows = vec![
                    languages(
                        Panel::Language,
                        server.language,
                        &say("discord-settings-language"),
                        &say("discord-settings-own"),
                    ),
                    channels(
                        Panel::Home,
                        server.home.iter(),
                        ChannelType::Text,
                        1,
                        &say("discord-settings-home"),
                    ),
                    channels(
                        Panel::Forums,
                        server.forums.keys(),
                        ChannelType::Forum,
                        limits::OPTIONS as u8,
                        &say("discord-settings-forums"),
                    ),
                ];
                if !tags.is_empty() {
                    rows.push(self::tags(server, tags, &say("discord-settings-tags")));
                }
                rows
            }
            Shown::Channel => {
                let own = server.channels.get(&channel).and_then(|channel| channel.language);
                vec![languages(
                    Panel::ChannelLanguage,
                    own,
                    &say("discord-settings-channel-language"),
                    &say("discord-settings-as-server"),
                )]
            }
            Shown::Moderators => {
                let kind = CreateSelectMenuKind::Role {
                    default_roles: server.review_role.map(|role| vec![RoleId::new(role.0.max(1))]),
                };
                let role = menu(Panel::ReviewRole, kind, &say("discord-settings-review-role")).min_values(0);
                vec![
                    channels(
                        Panel::ReviewChannel,
                        server.review_channel.iter(),
                        ChannelType::Text,
                        1,
                        &say("discord-settings-review-channel"),
                    ),
                    CreateActionRow::SelectMenu(role),
                ]
            }
        };
        let mut buttons = Vec::new();
        let threads = |threads| match threads {
            Threads::On => "discord-settings-threads-on",
            Threads::Off => "discord-settings-threads-off",
        };
        let mut button = |panel, message: &str, style| {
            buttons.push(say::button(CustomId::Panel(panel).to_string(), &say(message), style));
        };
        match page {
            Shown::Server => button(Panel::Threads, threads(server.threads), ButtonStyle::Secondary),
            Shown::Channel => {
                button(Panel::ChannelThreads, threads(server.threads_in(channel)), ButtonStyle::Secondary);
            }
            Shown::Moderators => {}
        }
        for (other, panel, message) in [
            (Shown::Server, Panel::Server, "discord-settings-page-server"),
            (Shown::Channel, Panel::Channel, "discord-settings-page-channel"),
            (Shown::Moderators, Panel::Moderators, "discord-settings-page-moderators"),
        ] {
            let has = other != Shown::Moderators || review == Review::Here;
            if other != page && has {
                button(panel, message, ButtonStyle::Primary);
            }
        }
        rows.push(CreateActionRow::Buttons(buttons));
        let message = match page {
            Shown::Server => "discord-settings-about",
            Shown::Channel => "discord-settings-about-channel",
            Shown::Moderators => "discord-settings-about-moderators",
        };
        Page::of(&Text::plain(say(message)), rows)
    }
}

/// Changes one thing.
fn set(server: &mut Server, channel: Snowflake, panel: Panel, values: &[String]) {
    let ids: Vec<Snowflake> = values.iter().filter_map(|value| value.parse().ok()).collect();
    let language = values.first().and_then(|code| Language::from_code(code));
    match panel {
        Panel::Server | Panel::Channel | Panel::Moderators => {}
        Panel::Language => server.language = language,
        Panel::ChannelLanguage => server.channels.entry(channel).or_default().language = language,
        Panel::Home => server.home = ids.first().copied(),
        Panel::Threads => server.threads = server.threads.other(),
        Panel::ChannelThreads => {
            let now = server.threads_in(channel).other();
            server.channels.entry(channel).or_default().threads = Some(now);
        }
        Panel::Forums => {
            let before = std::mem::take(&mut server.forums);
            server.forums =
                ids.into_iter().map(|id| (id, before.get(&id).cloned().unwrap_or_default())).collect();
        }
        Panel::Tags => {
            if let Some(tags) = server.forums.values_mut().next() {
                *tags = ids;
            }
        }
        Panel::ReviewChannel => server.review_channel = ids.first().copied(),
        Panel::ReviewRole => server.review_role = ids.first().copied(),
    }
}

fn menu(panel: Panel, kind: CreateSelectMenuKind, placeholder: &str) -> CreateSelectMenu {
    CreateSelectMenu::new(CustomId::Panel(panel).to_string(), kind)
        .placeholder(say::shown(placeholder, limits::OPTION))
}

fn languages(panel: Panel, chosen: Option<Language>, placeholder: &str, none: &str) -> CreateActionRow {
    let option = |label: String, value: &str, is_chosen| {
        CreateSelectMenuOption::new(say::shown(&label, limits::OPTION), value).default_selection(is_chosen)
    };
    let mut options = vec![option(format!("{placeholder} : {none}"), NONE, chosen.is_none())];
    options.extend(Language::all().map(|language| {
        option(format!("{placeholder} : {}", language.info().name), language.code(), chosen == Some(language))
    }));
    CreateActionRow::SelectMenu(menu(panel, CreateSelectMenuKind::String { options }, placeholder))
}

fn channels<'a>(
    panel: Panel,
    chosen: impl Iterator<Item = &'a Snowflake>,
    kind: ChannelType,
    most: u8,
    placeholder: &str,
) -> CreateActionRow {
    let chosen: Vec<ChannelId> = chosen.take(most.into()).map(|id| ChannelId::new(id.0.max(1))).collect();
    let kind = CreateSelectMenuKind::Channel {
        channel_types: Some(vec![kind]),
        default_channels: (!chosen.is_empty()).then_some(chosen),
    };
    CreateActionRow::SelectMenu(menu(panel, kind, placeholder).min_values(0).max_values(most))
}

fn tags(server: &Server, tags: &[wire::Tag], placeholder: &str) -> CreateActionRow {
    let chosen = server.forums.values().next().cloned().unwrap_or_default();
    let options: Vec<CreateSelectMenuOption> = tags
        .iter()
        .take(limits::OPTIONS)
        .map(|tag| {
            CreateSelectMenuOption::new(say::shown(&tag.name, limits::OPTION), tag.id.to_string())
                .default_selection(chosen.contains(&tag.id))
        })
        .collect();
    let most = options.len() as u8;
    let menu = menu(Panel::Tags, CreateSelectMenuKind::String { options }, placeholder);
    CreateActionRow::SelectMenu(menu.min_values(0).max_values(most))
}
