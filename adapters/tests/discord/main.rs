//! Discord, from end to end: the real program against a Discord of our own.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot start the program has failed")]
#![recursion_limit = "256"]

#[path = "../platforms/discord/mod.rs"]
mod platform;

#[tokio::test]
async fn compiles() {
    let platform = platform::Platform::start().await;
    platform.assert_clean();
}
