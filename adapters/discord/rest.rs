//! Asks Discord over HTTP: our own client, with a time for each request, our own pace, and errors that hold no token and no words.
//!
//! serenity's client is not used: behind a proxy its limiter must be off and then hides how long to wait, and its requests have
//! no time (its `Http`, versions up to 0.12.5). Every body goes through here, so every message says here that it mentions nobody.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::pace::{Bound, Millis, Pace, Told, Wait};
use super::wire::Snowflake;

/// Discord's own server.
const DISCORD: &str = "https://discord.com";

/// The version of its interface.
const VERSION: &str = "/api/v10";

/// How long a request may take.
const ANSWER: Duration = Duration::from_secs(10);

/// How long the acknowledgement of an interaction may take: what comes later is too late.
const ACKNOWLEDGEMENT: Duration = Duration::from_millis(2_500);

/// The longest that a server may ask us to wait; more would be a mistake.
const LONGEST_WAIT: Millis = 3_600_000;

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// Discord does not know our token.
    #[error("the token is not accepted")]
    Unauthorised,
    /// Not now.
    #[error("too many requests: again in {} ms", .0.long)]
    Wait(Wait),
    /// Discord says no.
    #[error("refused with {status}, code {code}")]
    Refused {
        /// The status.
        status: u16,
        /// Discord's code of the reason ("JSON Error Codes").
        code: u64,
    },
    /// Discord, or what stands in between, is in trouble.
    #[error("the server is in trouble ({0})")]
    Server(u16),
    /// Nobody answered; whether it was done is not known.
    #[error("no answer came")]
    Unanswered,
}

/// The message is not there (any more).
pub(super) const UNKNOWN_MESSAGE: u64 = 10_008;
/// The channel is not there (any more).
pub(super) const UNKNOWN_CHANNEL: u64 = 10_003;
/// The token of an interaction is unknown or over.
pub(super) const UNKNOWN_WEBHOOK: u64 = 10_015;
/// The interaction is unknown or over.
pub(super) const UNKNOWN_INTERACTION: u64 = 10_062;
/// The token of an interaction is not accepted.
pub(super) const INVALID_TOKEN: u64 = 50_027;
/// It was acknowledged before.
pub(super) const ACKNOWLEDGED: u64 = 40_060;
/// A thread was opened from this message before.
pub(super) const HAS_THREAD: u64 = 160_004;

/// The way to Discord.
pub(super) struct Rest {
    client: Client,
    base: String,
    token: String,
    pace: Mutex<Pace>,
    started: Instant,
    /// Rung when Discord no longer accepts the token.
    revoked: tokio::sync::Notify,
}

impl std::fmt::Debug for Rest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rest")
    }
}

impl Rest {
    /// Makes the way to Discord, or to what stands at `api_url`.
    pub(super) fn new(client: Client, api_url: Option<&str>, token: &str) -> Result<Rest> {
        let base = api_url.unwrap_or(DISCORD).trim_end_matches('/').trim_end_matches(VERSION);
        if reqwest::Url::parse(base).is_err() {
            bail!(
                "the setting `discord.api_url` is `{base}`, which is no address\nhelp: write https:// and a name"
            );
        }
        // People copy it with the word in front.
        let token = token.trim().trim_start_matches("Bot ").to_owned();
        let printable = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        if !printable {
            bail!(
                "PASSERELLE_DISCORD_TOKEN holds no token of a bot\nhelp: copy it from the page Bot of your application at https://discord.com/developers/applications"
            );
        }
        Ok(Rest {
            client,
            base: format!("{base}{VERSION}"),
            token,
            pace: Mutex::default(),
            started: Instant::now(),
            revoked: tokio::sync::Notify::new(),
        })
    }

    /// Our own client, for the gateway.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The token, for the gateway.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Waits until Discord no longer accepts the token.
    pub(super) async fn revoked(&self) {
        self.revoked.notified().await;
    }

    /// Asks for something.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Trouble> {
        let route = path.split('?').next().unwrap_or(path).to_owned();
        self.send(Method::GET, path, Bound::Route(format!("GET {route}")), None, ANSWER).await
    }

    /// Puts something in the place of what is there.
    pub(super) async fn put(&self, path: &str, body: Value) -> Result<Value, Trouble> {
        self.send(Method::PUT, path, Bound::Route(format!("PUT {path}")), Some(body), ANSWER).await
    }

    /// Asks for something as often as it takes: what passes is waited out.
    pub(super) async fn get_patiently(&self, path: &str) -> Result<Value, Trouble> {
        let mut pause = Duration::from_millis(500);
        loop {
            let trouble = match self.get(path).await {
                Ok(value) => return Ok(value),
                Err(trouble @ (Trouble::Unauthorised | Trouble::Refused { .. })) => return Err(trouble),
                Err(trouble) => trouble,
            };
            let wait = match trouble {
                Trouble::Wait(wait) => Duration::from_millis(wait.long),
                _ => pause,
            };
            tokio::time::sleep(wait).await;
            pause = (pause * 2).min(Duration::from_secs(30));
        }
    }

    /// Writes a message into a channel. The nonce tells a repeat, so that nothing is said twice.
    pub(super) async fn write(&self, channel: Snowflake, body: Value, nonce: &str) -> Result<Value, Trouble> {
        let mut body = quiet(body);
        body["nonce"] = nonce.into();
        body["enforce_nonce"] = true.into();
        let path = format!("/channels/{channel}/messages");
        self.send(Method::POST, &path, Bound::Route(format!("POST {path}")), Some(body), ANSWER).await
    }

    /// Changes a message of ours.
    pub(super) async fn change(
        &self,
        channel: Snowflake,
        message: Snowflake,
        body: Value,
    ) -> Result<Value, Trouble> {
        let route = Bound::Route(format!("PATCH /channels/{channel}/messages"));
        let path = format!("/channels/{channel}/messages/{message}");
        self.send(Method::PATCH, &path, route, Some(quiet(body)), ANSWER).await
    }

    /// Opens a thread from a message.
    pub(super) async fn open_thread(
        &self,
        channel: Snowflake,
        message: Snowflake,
        name: &str,
    ) -> Result<(), Trouble> {
        let route = Bound::Route(format!("POST /channels/{channel}/threads"));
        let path = format!("/channels/{channel}/messages/{message}/threads");
        // A week, after which Discord puts a thread at rest until somebody writes in it.
        let body = json!({"name": name, "auto_archive_duration": 10_080});
        match self.send(Method::POST, &path, route, Some(body), ANSWER).await {
            Ok(_) | Err(Trouble::Refused { code: HAS_THREAD, .. }) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Returns the channel in which we are alone with a person.
    pub(super) async fn direct(&self, person: Snowflake) -> Result<Snowflake, Trouble> {
        let path = "/users/@me/channels";
        let body = json!({"recipient_id": person});
        let channel =
            self.send(Method::POST, path, Bound::Route(format!("POST {path}")), Some(body), ANSWER).await?;
        channel["id"].as_str().and_then(|id| id.parse().ok()).ok_or(Trouble::Unanswered)
    }

    /// Gives an interaction its first answer.
    pub(super) async fn callback(&self, id: Snowflake, token: &str, body: Value) -> Result<(), Trouble> {
        let mut body = body;
        // Only what is a message mentions anybody.
        if body["data"].get("content").is_some() || body["data"].get("embeds").is_some() {
            body["data"] = quiet(body["data"].take());
        }
        let path = format!("/interactions/{id}/{token}/callback");
        self.send(Method::POST, &path, Bound::Free(format!("callback {id}")), Some(body), ACKNOWLEDGEMENT)
            .await
            .map(drop)
    }

    /// Changes the answer of an interaction.
    pub(super) async fn change_answer(
        &self,
        application: Snowflake,
        token: &str,
        body: Value,
    ) -> Result<Value, Trouble> {
        let path = format!("/webhooks/{application}/{token}/messages/@original");
        self.send(Method::PATCH, &path, answer_to(token), Some(quiet(body)), ANSWER).await
    }

    /// Takes the answer of an interaction away.
    pub(super) async fn take_back(&self, application: Snowflake, token: &str) -> Result<Value, Trouble> {
        let path = format!("/webhooks/{application}/{token}/messages/@original");
        self.send(Method::DELETE, &path, answer_to(token), None, ANSWER).await
    }

    /// Says something after the answer of an interaction.
    pub(super) async fn follow(
        &self,
        application: Snowflake,
        token: &str,
        body: Value,
    ) -> Result<Value, Trouble> {
        let path = format!("/webhooks/{application}/{token}");
        self.send(Method::POST, &path, answer_to(token), Some(quiet(body)), ANSWER).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        bound: Bound,
        body: Option<Value>,
        long: Duration,
    ) -> Result<Value, Trouble> {
        self.pace().ask(&bound, self.clock()).map_err(Trouble::Wait)?;
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .timeout(long)
            .header("user-agent", concat!("DiscordBot (passerelle, ", env!("CARGO_PKG_VERSION"), ")"));
        // What an interaction's own token opens needs no other.
        let own = path.starts_with("/interactions/") || path.starts_with("/webhooks/") || path == "/gateway";
        if !own {
            request = request.header("authorization", format!("Bot {}", self.token));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(|_| Trouble::Unanswered)?;
        let status = response.status();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let seconds = |name: &str| header(name).and_then(|text| text.parse::<f64>().ok()).map(millis);
        let told = Told {
            left: header("x-ratelimit-remaining").and_then(|text| text.parse().ok()),
            renewed: seconds("x-ratelimit-reset-after"),
            after: (status == StatusCode::TOO_MANY_REQUESTS)
                .then(|| seconds("retry-after").unwrap_or(1_000).clamp(1, LONGEST_WAIT)),
            everywhere: header("x-ratelimit-global").is_some()
                || header("x-ratelimit-scope") == Some("global"),
            refused: matches!(status.as_u16(), 401 | 403 | 429),
        };
        self.pace().learn(&bound, told, self.clock());
        if let Some(long) = told.after {
            return Err(Trouble::Wait(Wait { long, everywhere: told.everywhere }));
        }
        if status.is_server_error() {
            return Err(Trouble::Server(status.as_u16()));
        }
        if status == StatusCode::UNAUTHORIZED && !own {
            self.revoked.notify_one();
            return Err(Trouble::Unauthorised);
        }
        if status == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        let bytes = response.bytes().await.map_err(|_| Trouble::Unanswered)?;
        let value: Option<Value> = serde_json::from_slice(&bytes).ok();
        if status.is_success() {
            // What is no JSON comes from something in between.
            return value.ok_or(Trouble::Server(status.as_u16()));
        }
        let code = value.and_then(|value| value["code"].as_u64()).unwrap_or(0);
        Err(Trouble::Refused { status: status.as_u16(), code })
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clock(&self) -> Millis {
        self.started.elapsed().as_millis() as Millis
    }
}

/// The route of the answers of one interaction.
fn answer_to(token: &str) -> Bound {
    // The end of the token tells interactions apart, and is worth nothing to anybody.
    let end: String = token.chars().rev().take(12).collect();
    Bound::Free(format!("answer {end}"))
}

/// Makes sure that a message mentions nobody, whatever it says.
fn quiet(mut body: Value) -> Value {
    body["allowed_mentions"] = json!({"parse": [], "replied_user": false});
    body
}

fn millis(seconds: f64) -> Millis {
    if seconds.is_finite() && seconds > 0.0 { (seconds * 1_000.0).ceil() as Millis } else { 0 }
}

/// Makes our client: the settings of the network are in the builder already.
pub(super) fn client(builder: reqwest::ClientBuilder) -> Result<Client> {
    builder
        // The gateway takes a connection over, which only HTTP/1.1 allows.
        .http1_only()
        .connect_timeout(Duration::from_secs(5))
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .context("the HTTP client for Discord could not be made\nhelp: look at the settings under [network]")
}
