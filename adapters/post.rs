//! The post office with threads, a clock and carriers: what the core's [`Office`] has none of.
//!
//! Events come in by [`Post::deliver`], which returns when they are durable. Workers handle them, order kept within each
//! conversation, conversations side by side. Each platform's carrier takes the replies, as fast as its limits allow.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use async_trait::async_trait;
use passerelle_core::assistant::office::{Office, Rates, Recovered, Verdict, Worked};
use passerelle_core::assistant::outlet::{Limits, Millis, Next};
use passerelle_core::assistant::{Assistant, Outgoing, ReceiveError};
use passerelle_core::event::Event;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::health::Health;
use crate::keeping::Kept;
use crate::stop::Stop;
use crate::terminal::now;

/// How many events are handled at the same time. More than there are cores: a worker waits for the disk most of the time, and
/// those that wait together share one sync.
const WORKERS: usize = 8;

/// How long to wait when the store refuses: a full disk does not empty in a moment.
const PAUSE: Duration = Duration::from_millis(250);

/// How long sends under way may take when the program is to stop.
const LAST_CALL: Duration = Duration::from_secs(3);

/// How often what is kept for a while only is looked through.
const SWEEP: Duration = Duration::from_secs(3600);

/// Brings replies to a platform.
#[async_trait]
pub(crate) trait Carrier: Send + Sync + 'static {
    /// The platform, as addresses name it.
    fn platform(&self) -> &'static str;

    /// How much the platform takes of all chats together.
    fn limits(&self) -> Limits;

    /// How much it takes of one chat.
    fn rates(&self) -> Rates;

    /// Sends a reply. It may be dropped at any moment when the program stops.
    async fn carry(&self, outgoing: &Outgoing) -> Verdict;
}

/// The post office.
pub(crate) struct Post {
    office: Office<Kept>,
    health: Arc<Health>,
    started: Instant,
    /// Wakes workers.
    work: (Mutex<()>, Condvar),
    stopping: AtomicBool,
    /// Wakes those who send.
    send: Notify,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

impl Post {
    /// Opens an office that nobody works in yet.
    pub(crate) fn new(assistant: Assistant<Kept>, health: Arc<Health>) -> Post {
        Post {
            office: Office::new(assistant),
            health,
            started: Instant::now(),
            work: (Mutex::new(()), Condvar::new()),
            stopping: AtomicBool::new(false),
            send: Notify::new(),
            workers: Mutex::default(),
        }
    }

    /// Returns who answers.
    pub(crate) fn assistant(&self) -> &Assistant<Kept> {
        self.office.assistant()
    }

    /// Opens the counter of a platform; all of them before [`Post::start`].
    pub(crate) fn open(&self, carrier: &dyn Carrier) {
        self.office.open(carrier.platform(), carrier.limits(), carrier.rates());
    }

    /// Takes up what the last run left, and sets the workers to work.
    pub(crate) fn start(self: &Arc<Self>) -> Result<Recovered> {
        let recovered = self.office.recover().context("what the last run left could not be taken up")?;
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        for number in 0..WORKERS {
            let post = Arc::clone(self);
            let worker = std::thread::Builder::new().name(format!("worker-{number}"));
            workers.push(worker.spawn(move || post.work()).context("a worker could not be started")?);
        }
        Ok(recovered)
    }

    /// Takes events from a platform. When this returns, they are durable, and the platform may be told so.
    pub(crate) async fn deliver(self: &Arc<Self>, events: Vec<Event>) -> Result<(), ReceiveError> {
        let count = events.len();
        let post = Arc::clone(self);
        let delivered = tokio::task::spawn_blocking(move || post.office.deliver(events)).await;
        // The task neither panics nor is cancelled; a runtime that ends drops us as well.
        let Ok(delivered) = delivered else { return Ok(()) };
        if delivered.is_ok() {
            self.health.count("events", count);
            self.wake();
        }
        delivered
    }

    /// Answers an event at once, for whoever asks at the host's command line; what is said to others is on its way.
    pub(crate) fn ask(&self, event: &Event) -> Result<Vec<Outgoing>, ReceiveError> {
        let (own, platforms) = self.office.ask(event, now())?;
        if !platforms.is_empty() {
            self.send.notify_waiters();
        }
        Ok(own)
    }

    /// Tries at once what waits because a platform was not there.
    pub(crate) fn retry_now(&self, platform: &str) {
        self.office.retry_now(platform);
        self.send.notify_waiters();
    }

    /// Sends what there is to send on one platform, until the program stops.
    pub(crate) async fn carry(self: Arc<Self>, carrier: Arc<dyn Carrier>, mut stop: Stop) {
        let platform = carrier.platform();
        let mut flying = JoinSet::new();
        loop {
            let woken = self.send.notified();
            let next = self.next(platform).await;
            let until = match next {
                Next::Send(outgoing) => {
                    let (post, carrier) = (Arc::clone(&self), Arc::clone(&carrier));
                    flying.spawn(async move {
                        let verdict = carrier.carry(&outgoing).await;
                        post.end(*outgoing, verdict).await;
                    });
                    continue;
                }
                Next::Wait(until) => Duration::from_millis(until.saturating_sub(self.clock())),
                Next::Nothing => SWEEP,
            };
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(until) => {}
                Some(_) = flying.join_next(), if !flying.is_empty() => {}
                () = stop.wait() => break,
            }
        }
        let landing = async { while flying.join_next().await.is_some() {} };
        // What is still under way then is in the outbox, and sent at the next start.
        let _ = tokio::time::timeout(LAST_CALL, landing).await;
    }

    async fn next(self: &Arc<Self>, platform: &'static str) -> Next {
        let post = Arc::clone(self);
        let next = tokio::task::spawn_blocking(move || post.office.next(platform, post.clock(), now())).await;
        match next {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => {
                tracing::error!("a reply could not be read: {error}");
                Next::Wait(self.clock() + PAUSE.as_millis() as Millis)
            }
            Err(_) => Next::Nothing,
        }
    }

    async fn end(self: &Arc<Self>, outgoing: Outgoing, verdict: Verdict) {
        let name = match &verdict {
            Verdict::Taken { .. } => "replies",
            Verdict::Later(_) | Verdict::Hold(_) => "replies_slowed",
            Verdict::Failed(reason) => {
                tracing::warn!(platform = outgoing.to.platform, "a reply was not taken: {reason}");
                "replies_failed"
            }
            Verdict::Moved(_) => "chats_moved",
            Verdict::Refused(reason) => {
                tracing::warn!(platform = outgoing.to.platform, "a reply is set aside: {reason}");
                "replies_refused"
            }
        };
        self.health.count(name, 1);
        let post = Arc::clone(self);
        let ended = tokio::task::spawn_blocking(move || {
            post.office.end(outgoing, &verdict, post.clock(), now());
            if let Err(error) = post.assistant().erase_forgotten() {
                tracing::error!("not everything that was to be forgotten is erased yet: {error}");
            }
        });
        let _ = ended.await;
        self.send.notify_waiters();
    }

    /// Lets go of what is kept for a while only, now and every hour.
    pub(crate) async fn sweep(self: Arc<Self>, mut stop: Stop) {
        loop {
            let post = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || post.assistant().sweep(now())).await {
                Ok(Err(error)) => {
                    tracing::error!("what is kept for a while only could not be let go: {error}")
                }
                Ok(Ok(swept)) => tracing::debug!(?swept, "swept"),
                Err(_) => {}
            }
            tokio::select! {
                () = tokio::time::sleep(SWEEP) => {}
                () = stop.wait() => return,
            }
        }
    }

    /// Lets the workers finish what they are at, and waits for them. What still waits is in the inbox.
    pub(crate) fn close(&self) {
        self.stopping.store(true, Ordering::Release);
        self.wake();
        let workers = std::mem::take(&mut *self.workers.lock().unwrap_or_else(PoisonError::into_inner));
        for worker in workers {
            let _ = worker.join();
        }
    }

    fn work(&self) {
        while !self.stopping.load(Ordering::Acquire) {
            match self.office.work() {
                Ok(Worked::Done { platforms, .. }) => {
                    self.health.count("events_handled", 1);
                    if !platforms.is_empty() {
                        self.send.notify_waiters();
                    }
                }
                Ok(Worked::Nothing) => self.rest(SWEEP),
                Err(error) => {
                    tracing::error!("an event could not be handled yet: {error}");
                    self.health.count("events_put_back", 1);
                    self.rest(PAUSE);
                }
            }
        }
    }

    /// Waits until there may be work.
    fn rest(&self, longest: Duration) {
        let (lock, bell) = &self.work;
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.stopping.load(Ordering::Acquire) && !self.office.has_work() {
            let _ = bell.wait_timeout(guard, longest);
        }
    }

    fn wake(&self) {
        let (lock, bell) = &self.work;
        // The lock is taken so that nobody goes to rest between looking for work and hearing the bell.
        drop(lock.lock().unwrap_or_else(PoisonError::into_inner));
        bell.notify_all();
    }

    fn clock(&self) -> Millis {
        self.started.elapsed().as_millis() as Millis
    }
}
