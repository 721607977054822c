//! The settings: one file, every key optional, unknown keys refused with the nearest known one. Read once, passed as values.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use passerelle_core::answer::Thresholds;
use passerelle_core::desk::Moderation;
use passerelle_core::diagnostic::did_you_mean;
use passerelle_core::language::Language;
use passerelle_core::mind::Host;
use passerelle_core::submission::Person;
use serde::Deserialize;

/// The file that is read when none is named.
pub(crate) const DEFAULT_FILE: &str = "passerelle.toml";

/// Every setting.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// How the assistant speaks.
    pub(crate) assistant: Assistant,
    /// Where things are kept.
    pub(crate) store: Store,
    /// Telegram.
    pub(crate) telegram: Telegram,
    /// Discord.
    pub(crate) discord: Discord,
    /// Who reviews what comes in.
    pub(crate) review: Review,
    /// How the platforms are reached.
    pub(crate) network: Network,
    /// The pages for whoever watches over the program.
    pub(crate) http: Http,
    /// The bridge for other programs.
    pub(crate) bridge: Bridge,
    /// How the log is written.
    pub(crate) log: Log,
    /// What the papers say that the rest does not tell.
    pub(crate) papers: Papers,
}

/// How the assistant speaks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Assistant {
    /// The language to begin in.
    pub(crate) default_language: Option<Language>,
    /// The languages that are spoken; French cannot be left out.
    pub(crate) languages: Vec<Language>,
    /// Who runs the service.
    pub(crate) operator: Option<String>,
    /// How to reach a person.
    pub(crate) contact: Option<String>,
    /// Where the bands of answers lie.
    pub(crate) thresholds: Thresholds,
}

/// Where things are kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Store {
    /// `sled:DIR`.
    pub(crate) url: Option<String>,
}

/// How Telegram is reached. Its token comes from the environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Telegram {
    /// Whether we ask for updates or are told them.
    pub(crate) mode: TelegramMode,
    /// The Bot API, when it is not Telegram's own server.
    pub(crate) api_url: Option<String>,
    /// The address that Telegram calls, in webhook mode.
    pub(crate) public_url: Option<String>,
    /// Where we listen for it.
    pub(crate) listen: Option<SocketAddr>,
}

/// Whether we ask for updates or are told them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TelegramMode {
    /// We ask.
    #[default]
    Polling,
    /// We are told.
    Webhook,
}

/// How Discord is reached. Its token comes from the environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Discord {
    /// The REST API, when it is not Discord's own server; the gateway is the one it names.
    pub(crate) api_url: Option<String>,
    /// Whether Discord shows all messages, which must be allowed there first; else only those that name the bot.
    pub(crate) read_messages: bool,
    /// The servers whose own moderators, a channel and a role they set, judge what people send.
    pub(crate) review_servers: Vec<String>,
}

/// Who reviews what comes in.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Review {
    /// Who may decide: `telegram:1001`, `discord:2001`.
    pub(crate) moderators: Vec<String>,
    /// Where new submissions are announced: `telegram:-1005`, `discord:3001`.
    pub(crate) chats: Vec<String>,
    /// How many moderators must accept.
    pub(crate) approvals: u8,
}

impl Default for Review {
    fn default() -> Review {
        Review { moderators: Vec::new(), chats: Vec::new(), approvals: 1 }
    }
}

impl Review {
    /// Returns who judges, as the core knows them; [`Settings::parse`] has refused what cannot be read.
    fn moderation(&self) -> Moderation {
        let people = |list: &[String]| list.iter().filter_map(|text| Person::parse(text)).collect();
        Moderation {
            moderators: people(&self.moderators),
            chats: people(&self.chats),
            approvals: usize::from(self.approvals),
            ..Moderation::default()
        }
    }
}

/// How the platforms are reached.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Network {
    /// A certificate authority to trust besides the usual ones (PEM).
    pub(crate) ca_file: Option<PathBuf>,
    /// An HTTP proxy.
    pub(crate) proxy: Option<String>,
}

/// The pages for whoever watches over the program.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Http {
    /// Where they are served; nowhere, when it is left out.
    pub(crate) listen: Option<SocketAddr>,
}

/// The bridge for other programs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Bridge {
    /// Where another program may connect, on this machine; nowhere, when it is left out.
    pub(crate) listen: Option<SocketAddr>,
}

/// How the log is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// For people, or for a program that collects logs.
    pub(crate) format: LogFormat,
}

/// For whom the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Sentences, one a line.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

/// What the papers say that the rest of the settings does not tell.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Papers {
    /// Who is in charge of the protection of personal information: function, and how to reach them.
    pub(crate) officer: Option<String>,
    /// Where the machine stands, and whose it is.
    pub(crate) hosted_at: Option<String>,
    /// How many days backups are kept.
    pub(crate) backup_days: u32,
}

impl Default for Papers {
    fn default() -> Papers {
        Papers { officer: None, hosted_at: None, backup_days: 30 }
    }
}

impl Settings {
    /// Returns the settings file: the one named, else the usual one if it is there.
    pub(crate) fn file(named: Option<&Path>) -> Option<PathBuf> {
        let usual = || Path::new(DEFAULT_FILE).is_file().then(|| PathBuf::from(DEFAULT_FILE));
        named.map(Path::to_owned).or_else(usual)
    }

    /// Reads the settings file, or the defaults when there is none and none was named.
    pub(crate) fn load(named: Option<&Path>) -> Result<Settings> {
        let Some(path) = Settings::file(named) else { return Ok(Settings::default()) };
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("the settings file `{}` cannot be read", path.display()))?;
        Settings::parse(&text, &path.display().to_string())
    }

    /// Parses settings; `file` is named in what is said of a problem.
    pub(crate) fn parse(text: &str, file: &str) -> Result<Settings> {
        let settings: Settings = toml::from_str(text).map_err(|error| explained(&error, text, file))?;
        let languages = &settings.assistant.languages;
        if !languages.is_empty() && !languages.contains(&Language::DEFAULT) {
            bail!(
                "{file}: `languages` leaves out `{0}`, in which the content is always complete\nhelp: add \"{0}\" to the list",
                Language::DEFAULT
            );
        }
        for value in [
            settings.assistant.thresholds.none,
            settings.assistant.thresholds.unsure,
            settings.assistant.thresholds.sure,
        ] {
            if !(0.0..=1.0).contains(&value) {
                bail!(
                    "{file}: the threshold {value} is not a probability\nhelp: give a number from 0.0 to 1.0"
                );
            }
        }
        for (key, list) in [("moderators", &settings.review.moderators), ("chats", &settings.review.chats)] {
            if let Some(wrong) = list.iter().find(|text| Person::parse(text).is_none()) {
                bail!(
                    "{file}: `{wrong}` in `{key}` is not a person or a chat\nhelp: write the platform, a colon and the id: \"telegram:1001\""
                );
            }
        }
        Ok(settings)
    }

    /// Returns what the core needs to know of this deployment.
    pub(crate) fn host(&self) -> Host {
        Host {
            operator: self.assistant.operator.clone(),
            contact: self.assistant.contact.clone(),
            languages: self.assistant.languages.clone(),
            default_language: self.assistant.default_language,
            thresholds: self.assistant.thresholds,
            moderation: self.review.moderation(),
        }
    }

    /// Returns the folder of data: the one on the command line, the one of the settings, else the user's own.
    pub(crate) fn data_folder(&self, named: Option<&Path>) -> Result<PathBuf> {
        if let Some(folder) = named {
            return Ok(folder.to_owned());
        }
        match &self.store.url {
            Some(url) => match url.strip_prefix("sled:") {
                Some(folder) if !folder.is_empty() => Ok(PathBuf::from(folder)),
                _ => bail!(
                    "the setting `store.url` is `{url}`, which is no store of this program\nhelp: write `sled:` and a folder"
                ),
            },
            None => {
                let home = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(|| {
                    std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"))
                });
                Ok(home.map_or_else(|| PathBuf::from("passerelle-data"), |home| home.join("passerelle")))
            }
        }
    }
}

/// Says what is wrong in a settings file: the place, the line, and the nearest known key.
fn explained(error: &toml::de::Error, text: &str, file: &str) -> anyhow::Error {
    let message = error.message();
    let help = message.strip_prefix("unknown field `").and_then(|rest| {
        let (field, known) = rest.split_once('`')?;
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        Some(match did_you_mean(field, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        })
    });
    let place = error.span().map(|span| {
        let before = &text[..span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        let source = text.lines().nth(line - 1).unwrap_or_default();
        (line, column, source.to_owned())
    });
    let what = message.lines().next().unwrap_or("cannot be read");
    let mut said = match place {
        Some((line, column, source)) => {
            format!("{file}:{line}:{column}: {what}\n  | {source}\n  | {:>column$}", "^")
        }
        None => format!("{file}: {what}"),
    };
    if let Some(help) = help {
        said.push_str(&format!("\nhelp: {help}"));
    }
    anyhow!(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_complete_and_holds_the_defaults() {
        let text = include_str!("../config.example.toml");
        let as_is = Settings::parse(text, "config.example.toml").unwrap();
        assert_eq!(as_is.host().thresholds, Thresholds::default());
        // Every key stands in the example, commented or not: without the comment signs it parses too.
        let open: String = text
            .lines()
            .map(|line| match line.strip_prefix("#: ") {
                Some(key) => format!("{key}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        let full = Settings::parse(&open, "config.example.toml").unwrap();
        assert!(
            full.assistant.operator.is_some()
                && full.assistant.contact.is_some()
                && full.store.url.is_some()
                && full.telegram.api_url.is_some()
                && full.telegram.public_url.is_some()
                && full.telegram.listen.is_some()
                && full.discord.api_url.is_some()
                && !full.review.moderators.is_empty()
                && !full.review.chats.is_empty()
                && full.network.ca_file.is_some()
                && full.network.proxy.is_some()
                && full.http.listen.is_some()
                && full.bridge.listen.is_some()
                && full.papers.officer.is_some()
                && full.papers.hosted_at.is_some()
        );
    }

    #[test]
    fn a_mistyped_key_is_told_with_its_place_and_the_nearest_one() {
        let error =
            Settings::parse("[assistant]\ndefault_langage = \"fr\"\n", "p.toml").unwrap_err().to_string();
        assert!(error.contains("p.toml:2:1"), "{error}");
        assert!(error.contains("did you mean `default_language`?"), "{error}");
        let error = Settings::parse("[assistant]\nlanguages = [\"en\"]\n", "p.toml").unwrap_err().to_string();
        assert!(error.contains("add \"fr\""), "{error}");
        let error =
            Settings::parse("[assistant]\ndefault_language = \"xx\"\n", "p.toml").unwrap_err().to_string();
        assert!(error.contains("xx"), "{error}");
    }
}
