//! Finds the content, reads it, and puts the mind together: recalled from the data folder, else learnt with progress shown.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle_core::diagnostic::Level;
use passerelle_core::knowledge::{Knowledge, parse, read};
use passerelle_core::mind::{Host, Mind};

/// Where what was learnt is kept between two starts.
pub(crate) trait Cache {
    /// Returns what was kept under a name.
    fn get(&self, name: &str) -> Option<Vec<u8>>;
    /// Keeps something under a name; a cache that cannot is only slower.
    fn put(&self, name: &str, value: &[u8]);
}

/// The name under which what was learnt is kept.
const LEARNT: &str = "learnt";

/// Returns the folder of the content: the one named, else the one beside the program or in the place it was built.
pub(crate) fn folder(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = named {
        return Ok(folder.to_owned());
    }
    let program = std::env::current_exe().ok();
    let beside = program.iter().flat_map(|program| program.ancestors().skip(1).take(4));
    beside
        .map(|folder| folder.join("knowledge"))
        .chain([PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../knowledge")), PathBuf::from("knowledge")])
        .find(|folder| folder.join("terms.toml").is_file())
        .context("the content that comes with the program was not found\nhelp: name its folder with --knowledge DIR")
}

/// Reads the content. A base without wording, acts or words of its own speaks with those that come with the program.
pub(crate) fn knowledge(named: Option<&Path>) -> Result<Knowledge> {
    let folder = folder(named)?;
    let mut files = read::read(&folder)?;
    if named.is_some()
        && let Ok(shipped) = self::folder(None)
    {
        for part in ["wording/", "language/", "acts/"] {
            if !files.iter().any(|file| file.path.starts_with(part)) {
                files.extend(read::read(&shipped)?.into_iter().filter(|file| file.path.starts_with(part)));
            }
        }
    }
    let parsed = parse::parse(&files);
    let errors: Vec<_> =
        parsed.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).collect();
    if let Some(first) = errors.first() {
        eprintln!("{first}");
        eprintln!(
            "warning: {} problem(s) in `{}`: the files concerned are left out\nhelp: see all with `passerelle check`",
            errors.len(),
            folder.display()
        );
    }
    if parsed.knowledge.entries.is_empty() {
        bail!("there is no entry in `{}`\nhelp: see what is wrong with `passerelle check`", folder.display());
    }
    Ok(parsed.knowledge)
}

/// Puts the mind together.
pub(crate) fn mind(knowledge: Knowledge, host: Host, cache: Option<&dyn Cache>) -> Mind {
    let (knowledge, host) = match cache.and_then(|cache| cache.get(LEARNT)) {
        Some(kept) => match Mind::recall(knowledge, host, &kept) {
            Ok(mind) => return mind,
            Err(back) => *back,
        },
        None => (knowledge, host),
    };
    let mut progress = Progress::new();
    let mind = Mind::learn(knowledge, host, &mut |share| progress.show(share));
    progress.end();
    if let Some(cache) = cache {
        cache.put(LEARNT, &mind.learnt());
    }
    mind
}

/// A line on a terminal that says how far learning is.
struct Progress {
    shown: bool,
}

impl Progress {
    fn new() -> Progress {
        Progress { shown: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, share: f32) {
        if self.shown {
            eprint!("\rLearning the base (the first time only): {:>3} %", (share * 100.0) as u32);
            // A line that does not show yet is no reason to stop.
            let _ = std::io::stderr().flush();
        }
    }

    fn end(&mut self) {
        if self.shown {
            eprint!("\r{:60}\r", "");
        }
    }
}
