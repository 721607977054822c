//! The pages for whoever watches over the program: `/livez`, `/readyz`, `/metrics`.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::health::Health;
use crate::stop::Stop;

/// Serves the pages until the program stops.
pub(crate) async fn serve(listen: SocketAddr, health: Arc<Health>, mut stop: Stop) -> Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("the pages cannot be served on `{listen}`\nhelp: choose another address in `http.listen`")
    })?;
    let pages = Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(|State(health): State<Arc<Health>>| async move { health.metrics() }))
        .with_state(health);
    axum::serve(listener, pages)
        .with_graceful_shutdown(async move { stop.wait().await })
        .await
        .context("the pages could not be served any more")
}

async fn ready(State(health): State<Arc<Health>>) -> (StatusCode, String) {
    match health.ready() {
        Ok(()) => {
            let remark = health.remark().map(|remark| format!("{remark}\n")).unwrap_or_default();
            (StatusCode::OK, format!("ready\n{remark}"))
        }
        Err(away) => (StatusCode::SERVICE_UNAVAILABLE, format!("{away}\n")),
    }
}
