//! Opens a WebSocket over our own HTTP client, so that its proxy, certificates and times hold for the gateway too.

use std::time::Duration;

use reqwest::{Client, StatusCode, Upgraded};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// How long the way to the gateway may take to open.
const OPEN: Duration = Duration::from_secs(10);

/// The largest frame that is read, in bytes: a server with all its members.
const LARGEST: usize = 64 << 20;

/// A connection to the gateway.
pub(super) type Socket = WebSocketStream<Upgraded>;

/// Opens a connection; an error says why, without the address.
pub(super) async fn open(client: &Client, url: &str) -> Result<Socket, String> {
    match tokio::time::timeout(OPEN, upgraded(client, url)).await {
        Ok(opened) => opened,
        Err(_) => Err("the gateway does not answer".to_owned()),
    }
}

async fn upgraded(client: &Client, url: &str) -> Result<Socket, String> {
    // The client knows HTTP; a WebSocket begins as HTTP.
    let url = match url.split_once("://") {
        Some(("wss", rest)) => format!("https://{rest}"),
        Some(("ws", rest)) => format!("http://{rest}"),
        _ => return Err("the gateway has no address of a WebSocket".to_owned()),
    };
    let url = url.split('?').next().unwrap_or(&url);
    let key = generate_key();
    let response = client
        .get(format!("{url}?v=10&encoding=json"))
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", &key)
        .send()
        .await
        .map_err(
            |error| if error.is_connect() { "the gateway is not reached" } else { "the gateway broke off" },
        )?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(format!("the gateway answers with {}", response.status().as_u16()));
    }
    let accepted = response
        .headers()
        .get("sec-websocket-accept")
        .is_some_and(|value| *value == derive_accept_key(key.as_bytes()));
    if !accepted {
        return Err("the gateway speaks no WebSocket".to_owned());
    }
    let stream = response.upgrade().await.map_err(|_| "the gateway broke off")?;
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
    Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await)
}
