//! A Discord of our own for tests: REST over HTTP and the gateway over WebSocket, on loopback, as a bot meets them.
//!
//! It refuses what Discord refuses ([`validate`]), keeps sessions and resumes them ([`gateway`]), fails on purpose ([`faults`]),
//! and keeps a ledger of all that was asked. [`people`] are those who write, press and fill in; [`screen`] is what they see.
//! It is no server for people: it knows one bot, and forgets everything.
#![expect(dead_code, reason = "each test uses its part of the platform")]

pub(crate) mod faults;
pub(crate) mod gateway;
pub(crate) mod json;
pub(crate) mod people;
pub(crate) mod rest;
pub(crate) mod screen;
pub(crate) mod validate;
pub(crate) mod world;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) use faults::{Failing, Fault};
pub(crate) use people::Person;
pub(crate) use world::World;

/// The token that the bot must show.
pub(crate) const TOKEN: &str = "test.token.of-the-bot";

/// A running platform. Dropped, it is gone.
#[derive(Clone)]
pub(crate) struct Platform {
    inner: Arc<Inner>,
}

struct Inner {
    world: Mutex<World>,
    /// Counts the changes of the world, for those who wait.
    changes: watch::Sender<u64>,
    rest: SocketAddr,
    gateway: SocketAddr,
    tasks: Mutex<Vec<tokio::task::JoinHandle<()>>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in self.tasks.lock().unwrap().drain(..) {
            task.abort();
        }
    }
}

impl Platform {
    /// Starts on free ports.
    pub(crate) async fn start() -> Platform {
        let rest = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (changes, _) = watch::channel(0);
        let inner = Inner {
            world: Mutex::new(World::new(gateway.local_addr().unwrap())),
            changes,
            rest: rest.local_addr().unwrap(),
            gateway: gateway.local_addr().unwrap(),
            tasks: Mutex::new(Vec::new()),
        };
        let platform = Platform { inner: Arc::new(inner) };
        // The tasks hold weak references, so that dropping the last platform ends them.
        let weak = Arc::downgrade(&platform.inner);
        let tasks =
            vec![tokio::spawn(rest::serve(rest, weak.clone())), tokio::spawn(gateway::serve(gateway, weak))];
        *platform.inner.tasks.lock().unwrap() = tasks;
        platform
    }

    /// Where its REST is: the `api_url` of the settings.
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}", self.inner.rest)
    }

    /// The world, to look at and to change.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.inner.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who wait that something changed.
    pub(crate) fn changed(&self) {
        self.inner.changes.send_modify(|count| *count += 1);
    }

    /// Waits until `look` finds something, at most `long`.
    pub(crate) async fn until_within<T>(
        &self,
        long: Duration,
        what: &str,
        look: impl Fn(&World) -> Option<T>,
    ) -> T {
        let mut changes = self.inner.changes.subscribe();
        let end = Instant::now() + long;
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(&self.world()) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            // Some things become true with time alone.
            let step = left.min(Duration::from_millis(100));
            if left.is_zero() {
                panic!("waited {long:?} for {what}\n{}", self.world().report());
            }
            let _ = tokio::time::timeout(step, changes.changed()).await;
        }
    }

    /// Waits until `look` finds something, at most fifteen seconds.
    pub(crate) async fn until<T>(&self, what: &str, look: impl Fn(&World) -> Option<T>) -> T {
        self.until_within(Duration::from_secs(15), what, look).await
    }

    /// Waits until the bot is connected.
    pub(crate) async fn connected(&self) {
        self.until("the bot to connect", |world| world.is_connected().then_some(())).await;
    }

    /// Fails when a request was refused or not known, or would have pinged somebody.
    #[track_caller]
    pub(crate) fn assert_clean(&self) {
        let world = self.world();
        assert!(
            world.unhandled.is_empty() && world.refused.is_empty() && world.pinged.is_empty(),
            "{}",
            world.report()
        );
    }
}
