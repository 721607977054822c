//! The bridge: another program brings people to us over a socket, one JSON object a line.
//!
//! For platforms that have no adapter here: a web page, Matrix, a help desk. The other program keeps the rule of every
//! platform: it may forget an event once it was told `kept`, and we forget a reply once it says `taken`. `hear` reads lines,
//! `say` writes them; the format is told in `docs/bridge.md`.

mod hear;
#[cfg(test)]
pub(crate) mod thrown;
mod say;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use passerelle_core::assistant::Outgoing;
use passerelle_core::assistant::office::{Rates, Verdict};
use passerelle_core::assistant::outlet::Limits;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

use crate::health::{Health, State};
use crate::post::{Carrier, Post};
use crate::stop::Stop;
use hear::Heard;

/// The platform, as addresses name it.
pub(crate) const PLATFORM: &str = "bridge";

/// The longest line that is read, in bytes.
const LONGEST_LINE: u64 = 64 << 10;

/// How long the other program may take to say that it has a reply.
const ANSWER: Duration = Duration::from_secs(10);

/// The socket, and who is at its other end.
pub(crate) struct Bridge {
    listener: TcpListener,
    other: Mutex<Option<Other>>,
}

/// The program at the other end.
struct Other {
    lines: mpsc::UnboundedSender<String>,
    /// Replies whose verdict is awaited, by their keys.
    awaited: HashMap<String, oneshot::Sender<Verdict>>,
}

impl Bridge {
    /// Opens the socket.
    pub(crate) async fn open(listen: SocketAddr) -> Result<Bridge> {
        if !listen.ip().is_loopback() {
            bail!(
                "the setting `bridge.listen` is `{listen}`: the bridge trusts whoever connects\nhelp: listen on 127.0.0.1, and let the other program run on this machine"
            );
        }
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("the bridge cannot listen on `{listen}`\nhelp: choose another port"))?;
        Ok(Bridge { listener, other: Mutex::new(None) })
    }

    /// Serves one program at a time until the program stops.
    pub(crate) async fn run(
        self: Arc<Self>,
        post: Arc<Post>,
        health: Arc<Health>,
        mut stop: Stop,
    ) -> Result<()> {
        health.set(PLATFORM, State::Connected);
        loop {
            let (stream, _) = tokio::select! {
                accepted = self.listener.accept() => accepted.context("the bridge cannot accept connections")?,
                () = stop.wait() => return Ok(()),
            };
            let (bridge, post, stop) = (Arc::clone(&self), Arc::clone(&post), stop.clone());
            tokio::spawn(async move { bridge.serve(stream, &post, stop).await });
        }
    }

    async fn serve(&self, stream: TcpStream, post: &Arc<Post>, mut stop: Stop) {
        // Small lines must not wait for one another.
        let _ = stream.set_nodelay(true);
        let (read, mut write) = stream.into_split();
        let (lines, mut to_write) = mpsc::unbounded_channel::<String>();
        if !self.connect(&lines) {
            let _ = write.write_all(say::error("another program is connected").as_bytes()).await;
            return;
        }
        post.retry_now(PLATFORM);
        let writing = async move {
            while let Some(line) = to_write.recv().await {
                if write.write_all(line.as_bytes()).await.is_err() {
                    return;
                }
            }
        };
        let mut read = BufReader::new(read);
        let reading = async {
            let mut line = Vec::new();
            loop {
                line.clear();
                match (&mut read).take(LONGEST_LINE).read_until(b'\n', &mut line).await {
                    Ok(1..) if line.ends_with(b"\n") => self.hear(&line, post, &lines).await,
                    // Closed, torn in the middle, or a line without end.
                    _ => return,
                }
            }
        };
        tokio::select! {
            () = writing => {}
            () = reading => {}
            () = stop.wait() => {}
        }
        // Those who wait for a verdict hear that nobody will give one.
        self.other().take();
    }

    /// Takes a program's place at the other end, if it is free.
    fn connect(&self, lines: &mpsc::UnboundedSender<String>) -> bool {
        let mut other = self.other();
        let free = other.is_none();
        if free {
            *other = Some(Other { lines: lines.clone(), awaited: HashMap::new() });
        }
        free
    }

    async fn hear(&self, line: &[u8], post: &Arc<Post>, lines: &mpsc::UnboundedSender<String>) {
        let say = |line: String| {
            // The other end is gone: the event was kept or comes again.
            let _ = lines.send(line);
        };
        match hear::line(line) {
            Ok(Heard::Event(event)) => {
                let id = event.id.0.clone();
                match post.deliver(vec![*event]).await {
                    Ok(()) => say(say::kept(&id)),
                    Err(error) => {
                        tracing::error!("an event of the bridge could not be kept: {error}");
                        say(say::not_kept(&id));
                    }
                }
            }
            Ok(Heard::Verdict(key, verdict)) => {
                let awaited = self.other().as_mut().and_then(|other| other.awaited.remove(&key));
                if let Some(awaited) = awaited {
                    let _ = awaited.send(verdict);
                }
            }
            Err(problem) => say(say::error(&problem)),
        }
    }

    fn other(&self) -> MutexGuard<'_, Option<Other>> {
        self.other.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Carrier for Bridge {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn limits(&self) -> Limits {
        // The other program has its own limits; one reply at a time, so that a kill repeats one at most.
        Limits { overall: &[], at_once: 1, patience: 1000 }
    }

    fn rates(&self) -> Rates {
        |_| &[]
    }

    async fn carry(&self, outgoing: &Outgoing) -> Verdict {
        let key = outgoing.key.to_string();
        let verdict = {
            let mut other = self.other();
            let Some(other) = other.as_mut() else {
                return Verdict::Failed("no program is connected".to_owned());
            };
            let (sender, verdict) = oneshot::channel();
            other.awaited.insert(key.clone(), sender);
            let _ = other.lines.send(say::reply(outgoing));
            verdict
        };
        match tokio::time::timeout(ANSWER, verdict).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(_)) => Verdict::Failed("the other program went away".to_owned()),
            Err(_) => {
                if let Some(other) = self.other().as_mut() {
                    other.awaited.remove(&key);
                }
                Verdict::Failed("the other program did not answer".to_owned())
            }
        }
    }
}
