//! The webhook: Telegram tells us updates; each is durable before it is told that we have it.
//!
//! It has a listener of its own, behind whatever holds the certificate. What does not show the secret is not read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State as Ours;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use reqwest::Url;
use serde_json::Value;
use subtle::ConstantTimeEq;
use teloxide::payloads::{GetWebhookInfo, SetWebhook};
use teloxide::requests::Payload;
use tokio::net::TcpListener;

use super::api::Trouble;
use super::limits::LONGEST_SECRET;
use super::{ALLOWED, Telegram, UNAUTHORIZED};
use crate::stop::Stop;

/// The header that holds the secret (Bot API, `setWebhook`).
const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";

/// The largest update that is read, in bytes; Telegram's are some kilobytes.
const LARGEST: usize = 1 << 20;

/// How long an update may take to come in.
const SLOWEST: Duration = Duration::from_secs(10);

/// How often it is looked whether Telegram still calls us.
const LOOK: Duration = Duration::from_secs(60);

/// How the webhook is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Webhook {
    /// The address that Telegram calls.
    pub(crate) public: Url,
    /// Where we listen.
    pub(crate) listen: SocketAddr,
    /// What Telegram shows.
    pub(crate) secret: String,
}

impl Webhook {
    /// Checks the settings of a webhook.
    ///
    /// # Errors
    /// When one is missing or cannot be.
    pub(crate) fn new(
        public: Option<&str>,
        listen: Option<SocketAddr>,
        secret: Option<String>,
    ) -> Result<Webhook> {
        let Some(public) = public else {
            bail!(
                "webhook mode needs the setting `telegram.public_url`\nhelp: the https:// address that Telegram is to call"
            );
        };
        let public = Url::parse(public).with_context(|| {
            format!("the setting `telegram.public_url` is `{public}`, which is no address\nhelp: write https:// and a name")
        })?;
        let Some(listen) = listen else {
            bail!("webhook mode needs the setting `telegram.listen`\nhelp: for example \"127.0.0.1:8443\"");
        };
        let Some(secret) = secret else {
            bail!(
                "webhook mode needs PASSERELLE_WEBHOOK_SECRET, by which we know that Telegram calls\nhelp: set it to 32 or more letters and digits that nobody can guess"
            );
        };
        let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if secret.len() > LONGEST_SECRET || !secret.bytes().all(letters) {
            bail!(
                "PASSERELLE_WEBHOOK_SECRET holds what Telegram does not take\nhelp: 1 to {LONGEST_SECRET} of A-Z a-z 0-9 _ -"
            );
        }
        Ok(Webhook { public, listen, secret })
    }
}

/// A request that teloxide sends in parts because it may hold a certificate; ours holds none.
#[derive(serde::Serialize)]
struct Set<'a> {
    url: &'a str,
    secret_token: &'a str,
    allowed_updates: Vec<teloxide::types::AllowedUpdate>,
}

impl Payload for Set<'_> {
    type Output = bool;
    const NAME: &'static str = SetWebhook::NAME;
}

/// Serves until the program stops.
pub(super) async fn run(telegram: &Arc<Telegram>, webhook: &Webhook, mut stop: Stop) -> Result<()> {
    let listen = webhook.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("the webhook cannot listen on `{listen}`\nhelp: choose another port"))?;
    let shared = (Arc::clone(telegram), webhook.secret.clone().into());
    // Whatever stands in front may take the path off: the secret tells who calls.
    let router = Router::new().fallback(any(told)).with_state(shared);
    let mut ended = stop.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move { ended.wait().await });
    let watching = watch(telegram, webhook);
    tokio::select! {
        served = serving.into_future() => served.context("the webhook cannot be served"),
        problem = watching => problem,
        () = stop.wait() => Ok(()),
    }
}

/// Sets the webhook, and looks from time to time whether it still stands. Ends only with a problem.
async fn watch(telegram: &Arc<Telegram>, webhook: &Webhook) -> Result<()> {
    let mut set = false;
    loop {
        let answer = if set {
            match telegram.api.raw(&GetWebhookInfo::new()).await {
                Ok(info) if info["url"] == webhook.public.as_str() => Ok(()),
                Ok(_) => {
                    tracing::warn!("the webhook was changed by someone else and is set again");
                    tell(telegram, webhook).await
                }
                Err(trouble) => Err(trouble),
            }
        } else {
            tell(telegram, webhook).await
        };
        let wait = match answer {
            Ok(()) => {
                set = true;
                telegram.connected();
                LOOK
            }
            Err(Trouble::Refused { code: 401 | 404, .. }) => bail!(UNAUTHORIZED),
            Err(Trouble::Refused { code: 400, description }) => {
                bail!(
                    "Telegram does not take the webhook: {description}\nhelp: see the setting `telegram.public_url`"
                )
            }
            Err(Trouble::Wait(long)) => long,
            Err(other) => {
                telegram.away(&other.to_string());
                Duration::from_secs(2)
            }
        };
        tokio::time::sleep(wait).await;
    }
}

async fn tell(telegram: &Arc<Telegram>, webhook: &Webhook) -> Result<(), Trouble> {
    let request = Set {
        url: webhook.public.as_str(),
        secret_token: &webhook.secret,
        allowed_updates: ALLOWED.to_vec(),
    };
    telegram.api.raw(&request).await.map(drop)
}

/// What the listener knows: the adapter, and the secret.
type Known = (Arc<Telegram>, Arc<str>);

/// Takes an update.
async fn told(Ours((telegram, secret)): Ours<Known>, headers: HeaderMap, body: Body) -> StatusCode {
    let shown = headers.get(SECRET).map(|value| value.as_bytes()).unwrap_or_default();
    // Compared in the same time whatever is shown, so that the secret cannot be found letter by letter.
    if !bool::from(shown.ct_eq(secret.as_bytes())) {
        telegram.health.count("telegram_webhook_refused", 1);
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(read) = tokio::time::timeout(SLOWEST, to_bytes(body, LARGEST)).await else {
        return StatusCode::REQUEST_TIMEOUT;
    };
    let Ok(bytes) = read else { return StatusCode::PAYLOAD_TOO_LARGE };
    let Ok(update) = serde_json::from_slice::<Value>(&bytes) else {
        // It would come again for ever.
        telegram.health.count("telegram_updates_unknown", 1);
        return StatusCode::OK;
    };
    match telegram.take(std::slice::from_ref(&update)).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!("an update could not be kept and will come again: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_what_to_do() {
        let listen = Some(SocketAddr::from(([127, 0, 0, 1], 8443)));
        let public = Some("https://bot.ville.example/telegram");
        let said = |public, listen, secret: Option<&str>| {
            Webhook::new(public, listen, secret.map(str::to_owned))
                .map_or_else(|e| format!("{e:#}"), |_| "ok".into())
        };
        assert_eq!(said(public, listen, Some("a-Z_9")), "ok");
        for (said, word) in [
            (said(None, listen, Some("a")), "public_url"),
            (said(public, None, Some("a")), "telegram.listen"),
            (said(public, listen, None), "PASSERELLE_WEBHOOK_SECRET"),
            (said(public, listen, Some("a b")), "A-Z a-z 0-9 _ -"),
            (said(Some("bot"), listen, Some("a")), "no address"),
        ] {
            assert!(said.contains(word) && said.contains("help:"), "{said}");
        }
    }
}
