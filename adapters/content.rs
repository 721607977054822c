//! The content folder of the running program, watched: what changes in it is taken up without a restart, if it is sound.
//!
//! A change is looked for every few seconds and at SIGHUP, and taken up when the folder has come to rest. It is read and checked
//! whole first; while there is an error in it, the base of before stays in force, and the log and `/readyz` say so.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use passerelle_core::assistant::Assistant;
use passerelle_core::diagnostic::Level;
use passerelle_core::knowledge::{Day, Knowledge, parse};
use passerelle_core::mind::Host;
use tokio::signal::unix::{SignalKind, signal};
use xxhash_rust::xxh3::Xxh3Default;

use crate::base::{self, Cache};
use crate::health::Health;
use crate::keeping::Kept;
use crate::post::Post;
use crate::stop::Stop;
use crate::terminal::now;

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(3);

/// How deep folders are looked into; the reader of the content goes no deeper.
const DEEPEST: usize = 4;

/// The content of a running program.
pub(crate) struct Content {
    /// The folder that was named on the command line.
    named: Option<PathBuf>,
    host: Host,
    cache: Cache,
    health: Arc<Health>,
    /// The fingerprint of the content in force. Held while one is learnt, so that two changes are taken up one after the other.
    fingerprint: Mutex<u128>,
}

/// What came of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The content is the one in force.
    Same,
    /// A new one is in force, with so many entries.
    New(usize),
}

impl Content {
    /// The content that a program was started with.
    pub(crate) fn new(
        named: Option<PathBuf>,
        host: Host,
        cache: Cache,
        fingerprint: u128,
        health: Arc<Health>,
    ) -> Content {
        Content { named, host, cache, health, fingerprint: Mutex::new(fingerprint) }
    }

    /// Reads the content and puts it into force, if it is another one and sound.
    ///
    /// # Errors
    /// When there is an error in it: the one of before stays in force.
    pub(crate) fn take_up(&self, assistant: &Assistant<Kept>) -> Result<Taken> {
        let mut fingerprint = self.fingerprint.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = self.sound().and_then(|knowledge| {
            if knowledge.fingerprint == *fingerprint {
                return Ok(Taken::Same);
            }
            let (new, count) = (knowledge.fingerprint, knowledge.entries.len());
            let mind = base::mind(knowledge, self.host.clone(), &self.cache);
            assistant.learn_anew(mind).context("the new content could not be put into force")?;
            *fingerprint = new;
            Ok(Taken::New(count))
        });
        match &taken {
            Ok(taken) => {
                self.health.content(None);
                if let Taken::New(entries) = taken {
                    tracing::info!("a new content is in force, with {entries} entries");
                }
            }
            Err(error) => {
                self.health.content(Some(format!("{error:#}")));
                tracing::error!("the content was changed, and the one of before stays in force: {error:#}");
            }
        }
        taken
    }

    /// Reads the content, and refuses it when there is any error in it.
    fn sound(&self) -> Result<Knowledge> {
        let today = Day::of(now());
        let mut problems = base::problems(self.named.as_deref(), today)?;
        problems.retain(|problem| problem.level == Level::Error);
        if let Some(first) = problems.first() {
            bail!(
                "{} error(s) in the content, the first at {}:{}: {}\nhelp: passerelle check",
                problems.len(),
                first.file,
                first.line,
                first.message
            );
        }
        let knowledge = parse::parse(&base::files(self.named.as_deref())?).knowledge;
        if knowledge.entries.is_empty() {
            bail!("there is no entry in the content\nhelp: passerelle check");
        }
        Ok(knowledge)
    }

    /// Returns what changes with any file of the folder: names, sizes and times.
    fn look(&self) -> u64 {
        let mut hash = Xxh3Default::new();
        let mut folders: Vec<(PathBuf, usize)> =
            base::folder(self.named.as_deref()).into_iter().map(|folder| (folder, 0)).collect();
        while let Some((folder, depth)) = folders.pop() {
            let Ok(items) = std::fs::read_dir(&folder) else { continue };
            let mut items: Vec<_> = items.filter_map(Result::ok).collect();
            items.sort_by_key(std::fs::DirEntry::file_name);
            for item in items {
                let Ok(about) = std::fs::metadata(item.path()) else { continue };
                if about.is_dir() {
                    if depth < DEEPEST {
                        folders.push((item.path(), depth + 1));
                    }
                    continue;
                }
                hash.update(item.path().as_os_str().as_encoded_bytes());
                hash.update(&about.len().to_le_bytes());
                let changed =
                    about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
                hash.update(&changed.unwrap_or_default().as_nanos().to_le_bytes());
            }
        }
        hash.digest()
    }

    /// Takes up changes until the program stops.
    pub(crate) async fn watch(self: Arc<Self>, post: Arc<Post>, mut stop: Stop) -> Result<()> {
        let mut hangup = signal(SignalKind::hangup()).context("SIGHUP cannot be heard")?;
        // The first look takes up what changed while the program learnt.
        let (mut seen, mut before) = (None, None);
        loop {
            let asked = tokio::select! {
                _ = hangup.recv() => true,
                () = tokio::time::sleep(LOOK) => false,
                () = stop.wait() => return Ok(()),
            };
            let content = Arc::clone(&self);
            let Ok(is) = tokio::task::spawn_blocking(move || content.look()).await else { continue };
            // A folder that is being written to is left until it has come to rest.
            let settled = before.replace(is) == Some(is);
            if !asked && (seen == Some(is) || !settled) {
                continue;
            }
            seen = Some(is);
            let (content, post) = (Arc::clone(&self), Arc::clone(&post));
            // What is wrong is told by what takes it up.
            let _ = tokio::task::spawn_blocking(move || content.take_up(post.assistant()).is_ok()).await;
        }
    }
}
