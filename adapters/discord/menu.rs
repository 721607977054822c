//! The commands that Discord shows, with names and descriptions in each language; told to Discord only when they differ.
//!
//! The table of commands is the core's; what stands in menus is the wording's.

use passerelle_core::command::{COMMANDS, Command};
use passerelle_core::knowledge::{Act, Flow};
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use passerelle_core::wording::Wording;
use serde_json::Value;
use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InteractionContext, Permissions,
};

use super::hear::{ASK, ASK_ABOUT, REPORT, SETTINGS};
use super::limits::{self, cut};
use super::wire::Snowflake;
use super::{Discord, rest::Trouble};

/// What Discord's clients call our languages ("Locales"). A language that is not here is shown in the first of its clients.
const LOCALES: [(&str, &[&str]); 4] =
    [("fr", &["fr"]), ("en", &["en-US", "en-GB"]), ("es", &["es-ES", "es-419"]), ("pt", &["pt-BR"])];

/// The language of what is shown to clients in none of ours.
const BASE: &str = "en";

/// The option of a command that can be narrowed by words.
const ABOUT: &str = "about";

/// The option of a command that opens one of several forms.
const WHAT: &str = "what";

/// The option of the moderators' command.
const ORDER: &str = "order";

impl Discord {
    /// Tells Discord our commands, when it knows others.
    pub(super) async fn register(&self, application: Snowflake) {
        let mind = self.post.assistant().mind();
        let languages: Vec<Language> =
            Language::all().filter(|&language| mind.host.speaks(language)).collect();
        let ours = commands(&mind, &languages);
        let path = format!("/applications/{application}/commands");
        let told = async {
            let theirs = self.rest.get_patiently(&format!("{path}?with_localizations=true")).await?;
            if same(&ours, &theirs) {
                return Ok(false);
            }
            loop {
                match self.rest.put(&path, ours.clone()).await {
                    Ok(_) => return Ok(true),
                    Err(Trouble::Wait(wait)) => {
                        tokio::time::sleep(std::time::Duration::from_millis(wait.long)).await;
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
        };
        match told.await {
            Ok(true) => tracing::info!("Discord was told the commands"),
            Ok(false) => {}
            Err(trouble) => tracing::error!("Discord could not be told the commands: {trouble}"),
        }
    }
}

/// The commands, as they are told.
pub(super) fn commands(mind: &Mind, languages: &[Language]) -> Value {
    let menu = Menu { wording: &mind.wording, languages };
    let mut commands = vec![menu.command(ASK, &format!("discord-{ASK}")).add_option(
        menu.option("question", CommandOptionType::String).required(true).set_autocomplete(true),
    )];
    for (name, _, command) in COMMANDS {
        let mut made = menu.command(name, &format!("command-{name}"));
        if matches!(command, Command::Browse(_)) {
            made = made.add_option(menu.option(ABOUT, CommandOptionType::String));
        }
        if *name == "language" {
            let mut option = menu.option("language", CommandOptionType::String);
            for language in languages {
                option = option.add_string_choice(language.info().name, language.code());
            }
            made = made.add_option(option);
        }
        if let Command::Act(act @ (Act::Share | Act::Check)) = command {
            made = menu.flows(made, mind, *act);
        }
        if matches!(command, Command::Review) {
            made = made
                .add_option(menu.option(ORDER, CommandOptionType::String))
                .default_member_permissions(Permissions::MANAGE_MESSAGES);
        }
        commands.push(made);
    }
    commands.push(
        menu.command(SETTINGS, &format!("discord-{SETTINGS}"))
            .default_member_permissions(Permissions::MANAGE_GUILD)
            .contexts(vec![InteractionContext::Guild]),
    );
    for (name, message) in [(ASK_ABOUT, "discord-menu-ask"), (REPORT, "discord-menu-report")] {
        let mut made = CreateCommand::new(name).kind(CommandType::Message);
        for (locale, text) in menu.said(message, limits::COMMAND_NAME) {
            made = made.name_localized(locale, text);
        }
        commands.push(made);
    }
    // Builders in memory cannot fail to be written as JSON.
    serde_json::to_value(commands).unwrap_or_default()
}

struct Menu<'a> {
    wording: &'a Wording,
    languages: &'a [Language],
}

impl Menu<'_> {
    /// Adds which of several forms is wanted.
    fn flows(&self, command: CreateCommand, mind: &Mind, act: Act) -> CreateCommand {
        let flows: Vec<&Flow> = mind.knowledge.flows.iter().filter(|flow| flow.act == Some(act)).collect();
        if flows.len() < 2 {
            return command;
        }
        let mut option = self.option(WHAT, CommandOptionType::String);
        for flow in flows.into_iter().take(limits::OPTIONS) {
            let title = |language: Language| {
                let (_, title) = flow.title.best(language)?;
                Some(cut(title, limits::OPTION))
            };
            let said = self.in_clients(title);
            let base = title(self.base_language()).unwrap_or_else(|| flow.id.clone());
            option = option.add_string_choice_localized(base, flow.id.clone(), said);
        }
        command.add_option(option)
    }

    /// What is said in a language, for each client that speaks it.
    fn in_clients(&self, said: impl Fn(Language) -> Option<String>) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        for &language in self.languages {
            let locales =
                LOCALES.iter().find(|(code, _)| *code == language.code()).map_or(&[][..], |(_, all)| all);
            all.extend(locales.iter().filter_map(|locale| Some((*locale, said(language)?))));
        }
        all
    }

    fn base_language(&self) -> Language {
        let base = Language::from_code(BASE).filter(|base| self.languages.contains(base));
        base.unwrap_or(Language::DEFAULT)
    }

    /// A message in each client's language.
    fn said(&self, message: &str, most: usize) -> Vec<(&'static str, String)> {
        self.in_clients(|language| Some(cut(&self.wording.say(language, message), most)))
    }

    fn base(&self, message: &str, most: usize) -> String {
        cut(&self.wording.say(self.base_language(), message), most)
    }

    fn command(&self, name: &str, message: &str) -> CreateCommand {
        let mut command = CreateCommand::new(name).description(self.base(message, limits::COMMAND_TEXT));
        for (locale, text) in self.said(&format!("discord-name-{name}"), limits::COMMAND_NAME) {
            command = command.name_localized(locale, text);
        }
        for (locale, text) in self.said(message, limits::COMMAND_TEXT) {
            command = command.description_localized(locale, text);
        }
        command
    }

    fn option(&self, name: &str, kind: CommandOptionType) -> CreateCommandOption {
        let message = format!("discord-option-{name}");
        let mut option = CreateCommandOption::new(kind, name, self.base(&message, limits::COMMAND_TEXT));
        for (locale, text) in self.said(&format!("discord-name-{name}"), limits::COMMAND_NAME) {
            option = option.name_localized(locale, text);
        }
        for (locale, text) in self.said(&message, limits::COMMAND_TEXT) {
            option = option.description_localized(locale, text);
        }
        option
    }
}

/// Whether Discord knows our commands as they are; it adds keys of its own.
fn same(ours: &Value, theirs: &Value) -> bool {
    let (Some(ours), Some(theirs)) = (ours.as_array(), theirs.as_array()) else { return false };
    let key = |command: &Value| (command["name"].to_string(), command["type"].as_u64().unwrap_or(1));
    ours.len() == theirs.len()
        && ours.iter().all(|one| theirs.iter().any(|other| key(one) == key(other) && holds(one, other)))
}

/// Whether `theirs` says all that `ours` says; what is absent there is what is said by nothing.
fn holds(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.iter().all(|(key, value)| holds(value, theirs.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| holds(one, other))
        }
        (ours, Value::Null) => match ours {
            Value::Null | Value::Bool(false) => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::String(text) => text.is_empty(),
            // The kind of an ordinary command.
            other => *other == 1,
        },
        (ours, theirs) => ours == theirs,
    }
}
