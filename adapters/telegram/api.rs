//! Calls the Bot API: teloxide's requests and types over our own connection.
//!
//! teloxide's own client sleeps ten seconds within a request when the server fails, which would hold up a chat, and its errors
//! carry the address, which holds the token. Here every request has its time, and no error holds an address.

use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::{Client, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use teloxide::requests::Payload;

/// How long the way to the server may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);

/// How long a connection is kept for the next request.
const IDLE: Duration = Duration::from_secs(90);

/// The longest that a server may ask us to wait; a day would be a mistake.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// The way to the Bot API.
#[derive(Clone)]
pub(crate) struct Api {
    client: Client,
    /// The address up to the name of a method. It holds the token: never shown.
    base: Url,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Api")
    }
}

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// The server says no.
    #[error("{description} ({code})")]
    Refused {
        /// The code of the error.
        code: u16,
        /// Its words.
        description: String,
    },
    /// Too much at once: again after this time.
    #[error("too many requests: again in {0:?}")]
    Wait(Duration),
    /// The group has another id now.
    #[error("the group has another id now")]
    Moved(i64),
    /// The server, or what stands in between, is in trouble: nothing was done.
    #[error("the server is in trouble ({0})")]
    Server(u16),
    /// The server was not reached: nothing was done.
    #[error("the server was not reached")]
    Unreached,
    /// No answer came; whether it was done is not known.
    #[error("no answer came")]
    Unanswered,
    /// An answer came that is none of the Bot API.
    #[error("the answer is none of the Bot API")]
    Strange,
}

impl Api {
    /// Makes the way to the Bot API at `url` for the bot with this token.
    ///
    /// # Errors
    /// When the address is none.
    pub(crate) fn new(client: reqwest::ClientBuilder, url: &str, token: &str) -> Result<Api> {
        let base = format!("{}/bot{token}/", url.trim_end_matches('/'));
        // What is wrong with the address is not said: it holds the token.
        let base = Url::parse(&base).ok().context(format!(
            "the setting `telegram.api_url` is `{url}`, which is no address\nhelp: write https:// and a name, or leave it out"
        ))?;
        let client = client
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE)
            .tcp_nodelay(true)
            .build()
            .context("the connection to Telegram cannot be set up")?;
        Ok(Api { client, base })
    }

    /// Calls a method.
    pub(crate) async fn call<P>(&self, payload: &P) -> Result<P::Output, Trouble>
    where
        P: Payload + Serialize,
        P::Output: DeserializeOwned,
    {
        let longer = payload.timeout_hint().unwrap_or_default();
        let answer = self.post(P::NAME, payload, longer).await?;
        serde_json::from_value(answer).map_err(|_| Trouble::Strange)
    }

    /// Calls a method and returns its answer as it is.
    pub(crate) async fn raw<P: Payload + Serialize>(&self, payload: &P) -> Result<Value, Trouble> {
        self.post(P::NAME, payload, payload.timeout_hint().unwrap_or_default()).await
    }

    async fn post<B: Serialize>(&self, method: &str, body: &B, longer: Duration) -> Result<Value, Trouble> {
        let url = self.base.join(&documented(method)).map_err(|_| Trouble::Strange)?;
        let request = self.client.post(url).timeout(ANSWER + longer).json(body);
        let response = request.send().await.map_err(|error| {
            // Before there is a connection nothing can have been done.
            if error.is_connect() { Trouble::Unreached } else { Trouble::Unanswered }
        })?;
        let status = response.status();
        let text = response.bytes().await.map_err(|_| Trouble::Unanswered)?;
        answer(status, &text)
    }
}

/// The name of a method as it is documented: teloxide has it with a capital.
fn documented(method: &str) -> String {
    let mut letters = method.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// Reads an answer.
fn answer(status: StatusCode, body: &[u8]) -> Result<Value, Trouble> {
    let Ok(mut envelope) = serde_json::from_slice::<Value>(body) else {
        return Err(if status.is_server_error() {
            Trouble::Server(status.as_u16())
        } else {
            Trouble::Strange
        });
    };
    if envelope["ok"] == true {
        return Ok(envelope["result"].take());
    }
    let parameters = &envelope["parameters"];
    if let Some(seconds) = parameters["retry_after"].as_u64() {
        return Err(Trouble::Wait(Duration::from_secs(seconds).min(LONGEST_WAIT)));
    }
    if let Some(chat) = parameters["migrate_to_chat_id"].as_i64() {
        return Err(Trouble::Moved(chat));
    }
    let code = envelope["error_code"].as_u64().and_then(|code| u16::try_from(code).ok());
    let code = code.unwrap_or(status.as_u16());
    match code {
        429 => Err(Trouble::Wait(Duration::from_secs(1))),
        500.. => Err(Trouble::Server(code)),
        _ => {
            let description = envelope["description"].as_str().unwrap_or_default().to_owned();
            Err(Trouble::Refused { code, description })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let said = |status: u16, body: &str| answer(StatusCode::from_u16(status).unwrap(), body.as_bytes());
        assert_eq!(said(200, r#"{"ok":true,"result":7}"#), Ok(7.into()));
        for (status, body, trouble) in [
            (
                429,
                r#"{"ok":false,"error_code":429,"parameters":{"retry_after":3}}"#,
                Trouble::Wait(Duration::from_secs(3)),
            ),
            (429, r#"{"ok":false,"error_code":429}"#, Trouble::Wait(Duration::from_secs(1))),
            (
                400,
                r#"{"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-100}}"#,
                Trouble::Moved(-100),
            ),
            (502, "<html>Bad Gateway</html>", Trouble::Server(502)),
            (200, "<html>Log in to the wireless network</html>", Trouble::Strange),
            (
                500,
                r#"{"ok":false,"error_code":500,"description":"Internal Server Error"}"#,
                Trouble::Server(500),
            ),
            (
                403,
                r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#,
                Trouble::Refused { code: 403, description: "Forbidden: bot was blocked by the user".into() },
            ),
        ] {
            assert_eq!(said(status, body), Err(trouble));
        }
    }

    #[test]
    fn methods_are_called_as_documented() {
        assert_eq!(documented("SendMessage"), "sendMessage");
    }

    #[test]
    fn nothing_shows_the_token() {
        let api = Api::new(Client::builder(), "https://api.telegram.org", "1:secret").unwrap();
        assert!(!format!("{api:?}").contains("secret"));
        let error = format!("{:#}", Api::new(Client::builder(), "no address", "1:secret").unwrap_err());
        assert!(!error.contains("secret") && error.contains("api_url"), "{error}");
    }
}
