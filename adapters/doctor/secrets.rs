//! Tokens and keys: whether they are there, look like what they are to be, and are kept from others. They are never shown.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::modes::{Others, others};
use super::{Finding, Level};
use crate::keeping::{self, KEY};
use crate::secret;
use crate::settings::{Settings, TelegramMode};

/// The names of the secrets in the environment.
pub(super) const TELEGRAM: &str = "PASSERELLE_TELEGRAM_TOKEN";
pub(super) const DISCORD: &str = "PASSERELLE_DISCORD_TOKEN";
const WEBHOOK: &str = "PASSERELLE_WEBHOOK_SECRET";

/// The fewest characters of a webhook secret that nobody guesses.
const SHORTEST_WEBHOOK: usize = 16;

/// The tokens with which the platforms may be asked.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) telegram: Option<SecretString>,
    pub(super) discord: Option<SecretString>,
}

/// Looks at every secret.
pub(super) fn look(settings: &Settings) -> (Keys, Vec<Finding>) {
    let mut findings = Vec::new();
    let (telegram, discord) = (token(TELEGRAM, &mut findings), token(DISCORD, &mut findings));
    let mut keys = Keys::default();
    if let Some(secret) = &telegram {
        let finding = telegram_shape(secret.expose_secret());
        keys.telegram = (finding.level != Level::Broken).then(|| secret.clone());
        findings.push(finding);
    }
    if let Some(secret) = &discord {
        let finding = discord_shape(secret.expose_secret());
        keys.discord = (finding.level != Level::Broken).then(|| secret.clone());
        findings.push(finding);
    }
    let unread = findings.iter().any(|finding| finding.level == Level::Broken);
    if telegram.is_none() && discord.is_none() && settings.bridge.listen.is_none() && !unread {
        findings.push(Finding::broken(
            "platforms",
            "there is no token, so `passerelle run` has nothing to run",
            "a platform runs when its token is there; `passerelle chat` needs none",
            format!("export {TELEGRAM}=…   # from @BotFather; or {DISCORD}, or `bridge.listen`"),
        ));
    }
    let webhook = token(WEBHOOK, &mut findings);
    findings.extend(webhook_secret(webhook.as_ref(), settings, telegram.is_some()));
    findings.push(key());
    findings.extend(open_to_others(KEY));
    (keys, findings)
}

/// The key that what is kept is sealed with.
fn key() -> Finding {
    match keeping::is_sealed() {
        Ok(true) => Finding::fine("key", "what people write is sealed on the disk"),
        Ok(false) => Finding {
            fix: Some(format!(
                "export {KEY}=$(openssl rand -base64 36)   # keep it apart from the backups; then passerelle rekey"
            )),
            ..Finding::note("key", "what people write stands unsealed in the data folder")
        },
        Err(error) => {
            Finding::refused("key", &error, "the program does not start with a key that it cannot use")
        }
    }
}

/// Reads a secret; what is wrong with how it is given is told.
fn token(name: &'static str, findings: &mut Vec<Finding>) -> Option<SecretString> {
    findings.extend(open_to_others(name));
    match secret::read(name) {
        Ok(secret) => secret,
        Err(error) => {
            let mut finding =
                Finding::refused("token", &error, format!("{name} is needed, and cannot be had"));
            if finding.fix.as_deref().is_some_and(|fix| fix.starts_with("mend")) {
                finding.fix = Some(format!("export {name}_FILE=/path/to/a/file/that/this/user/may/read"));
            }
            findings.push(finding);
            None
        }
    }
}

/// A file that holds a secret is for its owner alone.
fn open_to_others(name: &str) -> Option<Finding> {
    let file = std::env::var_os(format!("{name}_FILE"))?;
    let file = Path::new(&file);
    matches!(others(file), Others::Read | Others::Write).then(|| {
        Finding::broken(
            "token",
            format!("everybody on this machine may read `{}`", file.display()),
            format!("it holds {name}: whoever has it can speak as the assistant, or read what is kept"),
            format!("chmod 600 {}", file.display()),
        )
    })
}

/// What is wrong with a token of any platform: mistakes of copying.
fn copied_badly(text: &str) -> Option<&'static str> {
    if text.chars().any(char::is_whitespace) {
        Some("it holds a space or a line break")
    } else if text.starts_with(['"', '\'', '<']) || text.ends_with(['"', '\'', '>']) {
        Some("it stands in quotes or brackets that do not belong to it")
    } else if !text.is_ascii() {
        Some("it holds characters that no token has")
    } else {
        None
    }
}

fn is_telegram(text: &str) -> bool {
    text.split_once(':').is_some_and(|(id, rest)| {
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty() && is_code(rest)
    })
}

fn is_discord(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && is_code(part))
}

fn is_code(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn telegram_shape(text: &str) -> Finding {
    let again = "copy it again from @BotFather: it looks like 123456789:AAE…";
    let broken = |what: String| {
        Finding::broken(
            "telegram-token",
            what,
            "Telegram would refuse it, and the bot would not start",
            again,
        )
    };
    match copied_badly(text) {
        Some(what) => broken(format!("{TELEGRAM} is not as it was given: {what}")),
        None if is_telegram(text) => Finding::fine("telegram-token", "it has the shape of a token"),
        None if is_discord(text) => Finding::broken(
            "telegram-token",
            format!("{TELEGRAM} holds what looks like a token of Discord"),
            "Telegram would refuse it, and has seen a secret of another platform",
            format!("put it into {DISCORD}"),
        ),
        None => broken(format!("{TELEGRAM} has not the shape of a token: a number, a colon, letters")),
    }
}

fn discord_shape(text: &str) -> Finding {
    let again = "copy the bot's token again from the Developer Portal, page Bot: it has three parts between full stops";
    let broken = |what: String| {
        Finding::broken("discord-token", what, "Discord would refuse it, and the bot would not start", again)
    };
    if text.strip_prefix("Bot ").is_some_and(is_discord) {
        return Finding::broken(
            "discord-token",
            format!("{DISCORD} begins with `Bot `, which is no part of it"),
            "Discord would refuse it",
            "take `Bot ` away from its beginning",
        );
    }
    match copied_badly(text) {
        Some(what) => broken(format!("{DISCORD} is not as it was given: {what}")),
        None if is_discord(text) => Finding::fine("discord-token", "it has the shape of a token"),
        None if is_telegram(text) => Finding::broken(
            "discord-token",
            format!("{DISCORD} holds what looks like a token of Telegram"),
            "Discord would refuse it, and has seen a secret of another platform",
            format!("put it into {TELEGRAM}"),
        ),
        None => broken(format!("{DISCORD} has not the shape of a token")),
    }
}

fn webhook_secret(
    secret: Option<&SecretString>,
    settings: &Settings,
    telegram_runs: bool,
) -> Option<Finding> {
    if settings.telegram.mode != TelegramMode::Webhook || !telegram_runs {
        return None;
    }
    let fix = format!("export {WEBHOOK}=$(openssl rand -hex 32)");
    let why =
        "by it we know that it is Telegram that calls; anybody else could put words into people's mouths";
    let Some(secret) = secret else {
        return Some(Finding::broken("webhook", format!("webhook mode needs {WEBHOOK}"), why, fix));
    };
    let text = secret.expose_secret();
    if text.len() > 256 || !is_code(text) {
        return Some(Finding::broken(
            "webhook",
            format!("{WEBHOOK} holds what Telegram does not take: 1 to 256 of A-Z a-z 0-9 _ -"),
            why,
            fix,
        ));
    }
    (text.len() < SHORTEST_WEBHOOK)
        .then(|| Finding::warning("webhook", format!("{WEBHOOK} is short enough to be guessed"), why, fix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_by_their_shape_and_never_shown() {
        for (text, level, said) in [
            ("123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", Level::Fine, "shape"),
            ("\"123456:ABC\"", Level::Broken, "quotes"),
            ("123456:ABC DEF", Level::Broken, "space"),
            ("MTIz.abc.d-e_f", Level::Broken, "Discord"),
            ("hunter2", Level::Broken, "a colon"),
        ] {
            let finding = telegram_shape(text);
            assert_eq!(finding.level, level, "{finding}");
            assert!(finding.to_string().contains(said), "{finding}");
            assert!(!finding.to_string().contains(text), "{finding}");
        }
        for (text, level, said) in [
            ("MTIz.abc.d-e_f", Level::Fine, "shape"),
            ("Bot MTIz.abc.d-e_f", Level::Broken, "take `Bot ` away"),
            ("123456:ABC", Level::Broken, "Telegram"),
            ("MTIz.abc", Level::Broken, "three parts"),
        ] {
            let finding = discord_shape(text);
            assert_eq!(finding.level, level, "{finding}");
            assert!(finding.to_string().contains(said), "{finding}");
        }
    }
}
