//! The platform as a program: a bot can be tried against it by hand, through the control port (see `control`).
//!
//!     telegram-platform 127.0.0.1:9400 TOKEN

use telegram_platform::Platform;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().and_then(|address| address.parse().ok());
    let token = arguments.next().unwrap_or_else(|| "7000001:test_token".to_owned());
    let address = address.unwrap_or_else(|| std::net::SocketAddr::from(([127, 0, 0, 1], 9400)));
    let _platform = Platform::start_at(&token, address).await?;
    std::future::pending().await
}
