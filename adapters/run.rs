//! `passerelle run`: every platform that is configured, until the signal to stop.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use passerelle_core::assistant::Assistant;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::bridge::Bridge;
use crate::health::Health;
use crate::post::{Carrier, Post};
use crate::settings::Settings;
use crate::stop::{self, Stop};
use crate::{control, pages};

/// Runs until SIGTERM or Ctrl-C.
pub(crate) fn run(
    assistant: Assistant<passerelle_core::store::EmbeddedStore>,
    settings: &Settings,
    data: &Path,
) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the program's threads could not be started")?;
    let health = Arc::new(Health::default());
    let post = Arc::new(Post::new(assistant, Arc::clone(&health)));
    let ended = runtime.block_on(serve(Arc::clone(&post), health, settings, data));
    post.close();
    // Nothing is lost by not waiting for what hangs: it is in the inbox or the outbox.
    runtime.shutdown_background();
    ended.map(|()| ExitCode::SUCCESS)
}

async fn serve(post: Arc<Post>, health: Arc<Health>, settings: &Settings, data: &Path) -> Result<()> {
    let (bell, stop) = stop::signal();
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    let mut carriers: Vec<Arc<dyn Carrier>> = Vec::new();

    if let Some(listen) = settings.bridge.listen {
        let bridge = Arc::new(Bridge::open(listen).await?);
        carriers.push(Arc::clone(&bridge) as Arc<dyn Carrier>);
        tasks.spawn(bridge.run(Arc::clone(&post), Arc::clone(&health), stop.clone()));
    }
    if carriers.is_empty() {
        bail!(
            "no platform is configured, so there is nothing to run\nhelp: set `bridge.listen` in the settings (see config.example.toml), or talk to it here: passerelle chat"
        );
    }
    for carrier in &carriers {
        post.open(carrier.as_ref());
    }
    let recovered = post.start()?;
    if recovered.events + recovered.replies > 0 {
        tracing::info!(recovered.events, recovered.replies, "taken up from the last run");
    }
    for carrier in carriers {
        let (post, stop) = (Arc::clone(&post), stop.clone());
        tasks.spawn(async move {
            post.carry(carrier, stop).await;
            Ok(())
        });
    }
    if let Some(listen) = settings.http.listen {
        tasks.spawn(pages::serve(listen, Arc::clone(&health), stop.clone()));
    }
    tasks.spawn(control::serve(data.to_owned(), Arc::clone(&post), stop.clone()));
    tasks.spawn(swept(Arc::clone(&post), stop.clone()));
    tracing::info!("ready");

    let ended = tokio::select! {
        _ = terminate.recv() => Ok(()),
        signal = tokio::signal::ctrl_c() => signal.context("Ctrl-C cannot be heard"),
        ended = first_problem(&mut tasks) => ended,
    };
    bell.ring();
    let landing = async { while tasks.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_CALL, landing).await;
    ended
}

/// How long platforms may take to end.
const LAST_CALL: std::time::Duration = std::time::Duration::from_secs(4);

async fn swept(post: Arc<Post>, stop: Stop) -> Result<()> {
    post.sweep(stop).await;
    Ok(())
}

/// Waits until a task ends with a problem; one that ends well was asked to.
async fn first_problem(tasks: &mut JoinSet<Result<()>>) -> Result<()> {
    while let Some(ended) = tasks.join_next().await {
        ended.context("a part of the program panicked")??;
    }
    Ok(())
}
