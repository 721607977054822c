//! The platform as a test holds it: started, stopped, started again with everything it knew.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::fault::Rule;
use crate::state::{Call, State};
use crate::{server, updates};

/// What connections, deliveries and tests share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// Rings when anything has changed.
    pub(crate) changed: Notify,
    /// Where the name of a webhook leads to, as a name server would tell.
    route: Mutex<Option<(String, String)>>,
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A test that fails while it looks leaves the state as it was.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn target(&self, url: &str) -> String {
        match &*self.route.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((from, to)) => url.replacen(from.as_str(), to, 1),
            None => url.to_owned(),
        }
    }
}

/// The platform.
#[derive(Debug)]
pub struct Platform {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Platform {
    /// Starts a platform on a free port, for the bot with this token.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(token: &str) -> std::io::Result<Platform> {
        Platform::start_at(token, SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Starts a platform at an address.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub async fn start_at(token: &str, address: SocketAddr) -> std::io::Result<Platform> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(token)),
            changed: Notify::new(),
            route: Mutex::new(None),
        });
        let mut platform = Platform { shared, address, tasks: Vec::new() };
        platform.up().await?;
        Ok(platform)
    }

    /// The same platform, held by one more.
    pub(crate) fn of(shared: Arc<Shared>) -> Platform {
        Platform { shared, address: SocketAddr::from(([127, 0, 0, 1], 0)), tasks: Vec::new() }
    }

    /// Takes the platform down: nothing listens, connections are cut. What it knew stays.
    pub fn down(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
        }
    }

    /// Brings the platform up again, where it was.
    ///
    /// # Errors
    /// When the port cannot be had any more.
    pub async fn up(&mut self) -> std::io::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.address = listener.local_addr()?;
        self.tasks = vec![
            tokio::spawn(server::serve(listener, self.shared.clone())),
            tokio::spawn(updates::deliver(self.shared.clone())),
        ];
        Ok(())
    }

    /// Returns the address to give to the bot as `api_url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Leads deliveries whose address begins with one text to another.
    pub fn route(&self, from: &str, to: &str) {
        let mut route = self.shared.route.lock().unwrap_or_else(PoisonError::into_inner);
        *route = Some((from.to_owned(), to.to_owned()));
    }

    /// Looks at the platform, or changes it.
    pub fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        let value = look(&mut self.shared.lock());
        self.shared.changed.notify_waiters();
        value
    }

    /// Lets something go wrong.
    pub fn wrong(&self, rule: Rule) {
        self.with(|state| state.rules.push(rule));
    }

    /// Waits until something holds, and returns whether it came to hold in time.
    pub async fn until(&self, most: Duration, mut holds: impl FnMut(&State) -> bool) -> bool {
        let end = tokio::time::Instant::now() + most;
        loop {
            let changed = self.shared.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if holds(&self.shared.lock()) {
                return true;
            }
            if tokio::time::timeout_at(end, changed).await.is_err() {
                return holds(&self.shared.lock());
            }
        }
    }

    /// Returns the calls of a method so far.
    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.with(|state| state.calls.iter().filter(|call| call.method == method).cloned().collect())
    }

    /// Returns how long after each update was handed out the first message or edit to the chat `of` it was sent came.
    pub fn delays(&self, of: &[(i64, i64)]) -> Vec<Duration> {
        self.with(|state| {
            let answer = |(update, chat): &(i64, i64)| -> Option<Duration> {
                let handed: Instant = *state.handed.get(update)?;
                let says = |call: &&Call| {
                    matches!(call.method.as_str(), "sendmessage" | "editmessagetext")
                        && call.number("chat_id") == Some(*chat)
                        && call.at >= handed
                };
                state.calls.iter().find(says).map(|call| call.at - handed)
            };
            of.iter().filter_map(answer).collect()
        })
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.down();
    }
}
