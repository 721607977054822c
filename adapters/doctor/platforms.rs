//! What the platforms answer to the tokens: nothing is sent, only asked.

use std::time::SystemTime;

use passerelle_core::event::Timestamp;
use reqwest::{Client, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::network::unreachable;
use super::secrets::{DISCORD, Keys, TELEGRAM};
use super::{Finding, clock};
use crate::settings::{Settings, TelegramMode};

/// Telegram's own server of the Bot API.
const TELEGRAM_SERVER: &str = "https://api.telegram.org";

/// Discord's own server.
const DISCORD_SERVER: &str = "https://discord.com";

/// The version of Discord's API that is spoken.
const VERSION: &str = "/api/v10";

/// Asks each platform that has a token who we are.
pub(super) fn ask(client: &Client, settings: &Settings, keys: &Keys, now: Timestamp) -> Vec<Finding> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return Vec::new() };
    runtime.block_on(async {
        let mut findings = Vec::new();
        if let Some(token) = &keys.telegram {
            findings.extend(telegram(client, settings, token, now).await);
        }
        if let Some(token) = &keys.discord {
            findings.extend(discord(client, settings, token, now).await);
        }
        findings
    })
}

async fn telegram(
    client: &Client,
    settings: &Settings,
    token: &SecretString,
    now: Timestamp,
) -> Vec<Finding> {
    let check = "telegram";
    let server = settings.telegram.api_url.as_deref().unwrap_or(TELEGRAM_SERVER).trim_end_matches('/');
    let call = |method: &str| client.get(format!("{server}/bot{}/{method}", token.expose_secret())).send();
    let response = match call("getMe").await {
        Ok(response) => response,
        Err(error) => return vec![unreachable(check, "Telegram", error)],
    };
    let mut findings: Vec<Finding> =
        date(&response).and_then(|date| clock::against(date, now)).into_iter().collect();
    let status = response.status();
    let answer: Value = response.json().await.unwrap_or_default();
    let me = &answer["result"];
    if !status.is_success() || me["is_bot"] != true {
        findings.push(match status {
            StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => {
                refused(check, "Telegram", TELEGRAM, "ask @BotFather for it again: /mybots, API Token")
            }
            _ => odd(check, "Telegram", status, "`telegram.api_url`"),
        });
        return findings;
    }
    let name = me["username"].as_str().unwrap_or("?");
    findings.push(Finding::fine(check, format!("the token is @{name}'s")));
    if me["can_read_all_group_messages"] == true {
        findings.push(Finding::warning(
            check,
            format!("@{name} is sent everything that is said in its groups"),
            "it needs only what is said to it; the rest is people's own",
            "tell @BotFather: /setprivacy, then Enable",
        ));
    }
    if me["supports_inline_queries"] == false {
        findings.push(Finding::note(
            check,
            format!("@{name} cannot be asked from other chats; @BotFather's /setinline lets it"),
        ));
    }
    if let Ok(response) = call("getWebhookInfo").await {
        let answer: Value = response.json().await.unwrap_or_default();
        findings.extend(webhook(&answer["result"], settings));
    }
    findings
}

/// Compares the webhook that Telegram knows with the one of the settings.
fn webhook(known: &Value, settings: &Settings) -> Vec<Finding> {
    let url = known["url"].as_str().unwrap_or_default();
    let mut findings = Vec::new();
    if settings.telegram.mode == TelegramMode::Polling && !url.is_empty() {
        findings.push(Finding::warning(
            "webhook",
            "Telegram calls an address for this bot, and these settings poll",
            "another program may be using this token; when this one starts, that one is told nothing more",
            "stop the other program, or make a bot of your own with @BotFather",
        ));
    }
    if settings.telegram.mode == TelegramMode::Webhook
        && !url.is_empty()
        && let Some(said) = known["last_error_message"].as_str()
    {
        findings.push(Finding::warning(
            "webhook",
            format!("Telegram could not call us the last time: {said}"),
            "people wait while Telegram tries again",
            "look at the certificate and at the server in front of `telegram.listen`",
        ));
    }
    findings
}

async fn discord(client: &Client, settings: &Settings, token: &SecretString, now: Timestamp) -> Vec<Finding> {
    let check = "discord";
    let server = settings.discord.api_url.as_deref().unwrap_or(DISCORD_SERVER);
    let server = server.trim_end_matches('/').trim_end_matches(VERSION);
    let call = |path: &str| {
        let authorization = format!("Bot {}", token.expose_secret());
        client.get(format!("{server}{VERSION}{path}")).header("Authorization", authorization).send()
    };
    let response = match call("/users/@me").await {
        Ok(response) => response,
        Err(error) => return vec![unreachable(check, "Discord", error)],
    };
    let mut findings: Vec<Finding> =
        date(&response).and_then(|date| clock::against(date, now)).into_iter().collect();
    let status = response.status();
    let me: Value = response.json().await.unwrap_or_default();
    if !status.is_success() || me["id"].as_str().is_none() {
        findings.push(match status {
            StatusCode::UNAUTHORIZED => {
                refused(check, "Discord", DISCORD, "make a new one in the Developer Portal: Bot, Reset Token")
            }
            _ => odd(check, "Discord", status, "`discord.api_url`"),
        });
        return findings;
    }
    findings.push(Finding::fine(check, format!("the token is {}'s", me["username"].as_str().unwrap_or("?"))));
    if let Ok(response) = call("/gateway/bot").await {
        let gateway: Value = response.json().await.unwrap_or_default();
        if gateway["session_start_limit"]["remaining"] == 0 {
            findings.push(Finding::broken(
                check,
                "this bot has begun as many sessions today as Discord allows",
                "it cannot connect until tomorrow",
                "stop what starts it again and again, and wait",
            ));
        }
    }
    findings
}

fn refused(check: &'static str, platform: &str, name: &str, fix: &str) -> Finding {
    Finding::broken(
        check,
        format!("{platform} does not know the token in {name}"),
        "it was revoked, or is not whole; nobody there is answered",
        fix,
    )
}

fn odd(check: &'static str, platform: &str, status: StatusCode, key: &str) -> Finding {
    Finding::broken(
        check,
        format!("{platform} answered {status}, and not who we are"),
        "what stands at that address is not the platform, or it has trouble",
        format!("look at {key} and `network.proxy`; if they are right, try again later"),
    )
}

/// The time by the platform's clock.
fn date(response: &Response) -> Option<SystemTime> {
    httpdate::parse_http_date(response.headers().get("date")?.to_str().ok()?).ok()
}
