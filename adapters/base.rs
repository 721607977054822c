//! Finds the content, reads it, and puts the mind together: recalled from the data folder, else learnt with progress shown.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use passerelle_core::diagnostic::{Diagnostic, Level};
use passerelle_core::encode::Encoder;
use passerelle_core::knowledge::{Day, Knowledge, SourceFile, check, parse, read};
use passerelle_core::mind::{Host, Mind};
use xxhash_rust::xxh3::xxh3_64;

use crate::terminal::say;

/// Where what was learnt is kept between two starts: a file of the data folder, which may be deleted at any time.
///
/// It is not in the store: an index that holds tens of megabytes for the whole run would double the memory of the program.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache of a data folder.
    pub(crate) fn of(data: &Path) -> Cache {
        Cache { folder: data.join("derived") }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("learnt")
    }

    /// Returns what was kept, if it is whole.
    fn get(&self) -> Option<Vec<u8>> {
        let mut bytes = std::fs::read(self.path()).ok()?;
        let at = bytes.len().checked_sub(size_of::<u64>())?;
        let sum = bytes.split_off(at);
        (sum == xxh3_64(&bytes).to_le_bytes()).then_some(bytes)
    }

    /// Keeps what was learnt; a cache that cannot be kept is only slower.
    fn put(&self, learnt: &[u8]) {
        let kept = std::fs::create_dir_all(&self.folder).and_then(|()| {
            // Written aside and renamed, so that two programs that learn at once leave one whole file.
            let aside = self.folder.join(format!("learnt.{}", std::process::id()));
            let whole = [learnt, &xxh3_64(learnt).to_le_bytes()].concat();
            std::fs::write(&aside, whole)?;
            std::fs::rename(&aside, self.path())
        });
        if let Err(error) = kept {
            tracing::warn!("what was learnt could not be kept, so the next start is slower: {error}");
        }
    }
}

/// Returns the folder of the content: the one named, else the one beside the program or in the place it was built.
pub(crate) fn folder(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = named {
        return Ok(folder.to_owned());
    }
    shipped("knowledge", "terms.toml").context(
        "the content that comes with the program was not found\nhelp: name its folder with --knowledge DIR",
    )
}

/// Returns a folder that comes with the program, beside it or in the place it was built, known by a file it holds.
fn shipped(name: &str, file: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok();
    let beside = program.iter().flat_map(|program| program.ancestors().skip(1).take(4));
    beside
        .map(|folder| folder.join(name))
        .chain([Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name), PathBuf::from(name)])
        .find(|folder| folder.join(file).is_file())
}

/// Reads the sentence encoder that comes with the program. Without it, or if it is damaged, the host is told what is lacking.
pub(crate) fn encoder() -> Option<Encoder> {
    read_encoder()
        .inspect_err(|error| {
            say::aside(&format!(
                "warning: without the encoder, questions are understood by their words alone: {error:#}\n"
            ));
        })
        .ok()
}

/// Reads the sentence encoder that comes with the program.
pub(crate) fn read_encoder() -> Result<Encoder> {
    let folder = shipped("models/encoder", "encoder.bin").context(
        "`models/encoder/encoder.bin` was not found\nhelp: put the folder `models` beside the program",
    )?;
    let path = folder.join("encoder.bin");
    let bytes = std::fs::read(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    Ok(Encoder::read(bytes)?)
}

/// Reads the files of the content. A base without wording, acts or words of its own gets those that come with the program.
pub(crate) fn files(named: Option<&Path>) -> Result<Vec<SourceFile>> {
    let mut files = read::read(&folder(named)?)?;
    if named.is_some()
        && let Ok(shipped) = folder(None)
    {
        read::complete(&mut files, &shipped)?;
    }
    Ok(files)
}

/// Returns every problem of a base. What is lent to it is not looked at: it may speak of entries that only the shipped base has.
pub(crate) fn problems(named: Option<&Path>, today: Day) -> Result<Vec<Diagnostic>> {
    let parsed = parse::parse(&read::read(&folder(named)?)?);
    let mut problems = parsed.diagnostics;
    problems.extend(check::check(&parsed.knowledge, &parsed.origins, today));
    Ok(problems)
}

/// Reads the content.
pub(crate) fn knowledge(named: Option<&Path>) -> Result<Knowledge> {
    let folder = folder(named)?;
    let files = files(named)?;
    let parsed = parse::parse(&files);
    let errors: Vec<_> =
        parsed.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).collect();
    if let Some(first) = errors.first() {
        say::aside(&format!(
            "{first}\nwarning: {} problem(s) in `{}`: the files concerned are left out\nhelp: see all with `passerelle check`\n",
            errors.len(),
            folder.display()
        ));
    }
    if parsed.knowledge.entries.is_empty() {
        bail!("there is no entry in `{}`\nhelp: see what is wrong with `passerelle check`", folder.display());
    }
    Ok(parsed.knowledge)
}

/// Puts the mind together.
pub(crate) fn mind(knowledge: Knowledge, host: Host, cache: &Cache) -> Mind {
    let encoder = encoder().map(Arc::new);
    let (knowledge, host) = match cache.get() {
        Some(kept) => match Mind::recall(knowledge, host, encoder.clone(), &kept) {
            Ok(mind) => return mind,
            Err(back) => *back,
        },
        None => (knowledge, host),
    };
    let mut progress = Progress::new();
    let mind = Mind::learn(knowledge, host, encoder, &mut |share| progress.show(share));
    progress.end();
    cache.put(&mind.learnt());
    mind
}

/// Shows on a terminal how far `work` is, from 0 to 1, while it runs.
pub(crate) fn with_progress<T>(work: impl FnOnce(&mut dyn FnMut(f32)) -> T) -> T {
    let mut progress = Progress::new();
    let done = work(&mut |share| progress.show(share));
    progress.end();
    done
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
            // Short enough for any terminal, and the same in every language.
            say::aside(&format!("\rPasserelle … {:>3} %", (share * 100.0) as u32));
        }
    }

    fn end(&mut self) {
        if self.shown {
            say::aside(&format!("\r{:20}\r", ""));
        }
    }
}
