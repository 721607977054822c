//! The commands for whoever hosts the program: backup and back, export and import, verification, forgetting.
//!
//! Nothing is left half written: a file gets its name when it is whole and on the disk. No command but `restore` and
//! `import` makes a store where there is none.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use passerelle_core::assistant::PERSONAL;
use passerelle_core::event::Address;
use passerelle_core::store::{self, EmbeddedStore, Key, Store, StoreError};

use crate::cli::Keeping;
use crate::console::Console;
use crate::terminal::say;

/// How many keys are looked at in one go.
const PAGE: usize = 500;
/// What stands for the standard input or output.
const STANDARD: &str = "-";

/// Does a command on a store that is open, also while the service runs, and returns the exit code.
pub(crate) fn beside(store: &EmbeddedStore, command: &Keeping, console: &mut Console) -> Result<u8> {
    match command {
        Keeping::Backup { file, force } => backup(store, file, *force, console),
        Keeping::Export { file, force } => export(store, file, *force, console),
        Keeping::Verify => verify(store, console),
        Keeping::Forget { platform, chat, person, yes } => {
            forget(store, platform, chat, person.as_deref(), *yes, console)
        }
        Keeping::Restore { .. } | Keeping::Import { .. } => bail!(
            "this cannot be done while the service runs\nhelp: stop the service, give the command again, start the service"
        ),
    }
}

/// Writes everything to a backup.
fn backup(store: &EmbeddedStore, file: &Path, force: bool, console: &mut Console) -> Result<u8> {
    let mut out = Out::open(file, force, console)?;
    let done = store.backup(&mut out);
    let backup = out.finish(done)?;
    console.aside(&format!("{} entries, {} bytes: {} is whole\n", backup.entries, backup.bytes, named(file)));
    Ok(0)
}

/// Makes a store from a backup.
pub(crate) fn restore(folder: &Path, file: &Path) -> Result<ExitCode> {
    let mut from = input(file)?;
    let backup = EmbeddedStore::restore(folder, &mut from)
        .with_context(|| format!("{} was not restored to `{}`", named(file), folder.display()))?;
    say::aside(&format!("{} entries are back in `{}`\n", backup.entries, folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// Keeps what can be read of a damaged store.
pub(crate) fn repair(folder: &Path) -> Result<ExitCode> {
    must_hold_a_store(folder)?;
    let repaired = EmbeddedStore::repair(folder)?;
    say::line(&repaired.to_string());
    if !repaired.damage.is_empty() {
        say::aside(
            "help: the damaged files stay in `journal/`, under names that end in `.damaged`, until something is forgotten\n",
        );
    }
    Ok(if repaired.damage.is_empty() || repaired.whole { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Writes everything as JSON lines.
fn export(store: &EmbeddedStore, file: &Path, force: bool, console: &mut Console) -> Result<u8> {
    let mut out = Out::open(file, force, console)?;
    let done = store::export(store, &mut out);
    let entries = out.finish(done)?;
    console.aside(&format!("{entries} entries: {} is whole\n", named(file)));
    Ok(0)
}

/// Takes in an export.
pub(crate) fn import(folder: &Path, file: &Path) -> Result<ExitCode> {
    let from = input(file)?;
    let store = make(folder)?;
    let entries = store::import(&store, &mut BufReader::new(from))
        .with_context(|| format!("{} was not imported", named(file)))?;
    say::aside(&format!("{entries} entries are in `{}`\n", folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// Says whether journal, index and checksums agree.
fn verify(store: &EmbeddedStore, console: &mut Console) -> Result<u8> {
    let verification = store.verify()?;
    console.line(&verification.to_string());
    Ok(u8::from(!verification.is_sound()))
}

/// Says that there is nobody to ask, when it must be asked and cannot be.
pub(crate) fn must_ask(yes: bool) -> Option<ExitCode> {
    let asks = io::stdin().is_terminal() && io::stderr().is_terminal();
    let nobody = !yes && !asks;
    nobody.then(|| {
        say::problem(
            "nothing was erased: there is nobody to ask whether it is meant\nhelp: say so with `--yes`",
        );
        ExitCode::from(2)
    })
}

/// Erases what is kept of a chat, or of one person in it.
fn forget(
    store: &EmbeddedStore,
    platform: &str,
    chat: &str,
    person: Option<&str>,
    yes: bool,
    console: &mut Console,
) -> Result<u8> {
    let prefixes = prefixes(platform, chat, person);
    let prefixes: Vec<&str> = prefixes.iter().map(String::as_str).collect();
    let whose = match person {
        Some(person) => format!("person `{person}` in chat `{chat}` on `{platform}`"),
        None => format!("chat `{chat}` on `{platform}`"),
    };
    if !yes {
        let mut keys = 0;
        for prefix in &prefixes {
            keys += count(store, prefix)?;
        }
        let question = format!(
            "{keys} keys are kept of {whose}. They will be gone for good.\nType `yes` to erase them: "
        );
        if console.ask(&question).context("the answer cannot be read")? != "yes" {
            console.aside("Nothing was erased.\n");
            return Ok(1);
        }
    }
    // Also when no key is left: an erasure that failed half-way is completed by doing it again.
    let forgotten = store.forget(&prefixes).context(
        "it is not certain that everything was erased\nhelp: give the same command again; it is harmless",
    )?;
    console.line(&format!(
        "{} keys of {whose} were erased; the journal had {} bytes and has {}",
        forgotten.keys, forgotten.before, forgotten.after
    ));
    if forgotten.keys == 0 {
        console.aside(
            "warning: nothing was kept under that name\nhelp: `passerelle export -` shows the keys, as conversation/PLATFORM|CHAT|PERSON|THREAD\n",
        );
    } else {
        console.aside("help: backups and exports made before still hold it: erase them too\n");
    }
    Ok(0)
}

/// Returns the beginnings of the keys under which something is kept of a chat, or of one person in it.
fn prefixes(platform: &str, chat: &str, person: Option<&str>) -> [String; PERSONAL.len()] {
    let address = Address {
        platform: platform.to_owned(),
        chat: chat.to_owned(),
        person: person.unwrap_or_default().to_owned(),
        thread: None,
    };
    // The key ends with the bar before the thread. Without a person, what is before the empty one is left.
    let key = address.key();
    let key = if person.is_some() { key.as_str() } else { key.strip_suffix('|').unwrap_or(&key) };
    PERSONAL.map(|kind| format!("{kind}{key}"))
}

fn count(store: &EmbeddedStore, prefix: &str) -> Result<usize> {
    let (mut count, mut after): (usize, Option<Key>) = (0, None);
    loop {
        let page = store.scan(prefix, after.as_ref(), PAGE)?;
        count += page.entries.len();
        after = page.entries.into_iter().next_back().map(|(key, _)| key);
        if !page.more || after.is_none() {
            return Ok(count);
        }
    }
}

/// Opens the store of the data folder, and makes one if there is none.
pub(crate) fn make(folder: &Path) -> Result<EmbeddedStore> {
    fs::create_dir_all(folder).with_context(|| {
        format!("the data folder `{}` cannot be made\nhelp: choose another with --data DIR", folder.display())
    })?;
    let (store, recovered) = EmbeddedStore::open(folder)?;
    for recovery in recovered {
        tracing::warn!("{recovery}");
    }
    Ok(store)
}

/// Opens the store that is in the data folder.
pub(crate) fn open(folder: &Path) -> Result<EmbeddedStore> {
    must_hold_a_store(folder)?;
    make(folder)
}

fn must_hold_a_store(folder: &Path) -> Result<()> {
    let is_there = |folder: &Path, is_part: &dyn Fn(&str) -> bool| -> io::Result<bool> {
        let names = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            names => names?,
        };
        for name in names {
            if name?.file_name().to_str().is_some_and(is_part) {
                return Ok(true);
            }
        }
        Ok(false)
    };
    let journal = is_there(&folder.join("journal"), &|name| name.ends_with(".log"));
    // An index without its journal is a damaged store, which opening tells.
    let found = journal.and_then(|found| Ok(found || is_there(folder, &|name| name.starts_with("index-"))?));
    match found {
        Ok(true) => Ok(()),
        Ok(false) => bail!(
            "nothing is kept in the data folder `{}`\nhelp: name the right one with --data DIR, or in the settings",
            folder.display()
        ),
        Err(error) => Err(anyhow!(
            "the data folder `{}` cannot be read: {error}\nhelp: run this as the user who runs the service",
            folder.display()
        )),
    }
}

/// How a file is called in what is said.
fn named(file: &Path) -> String {
    if is_standard(file) { "what went through the pipe".to_owned() } else { format!("`{}`", file.display()) }
}

fn is_standard(file: &Path) -> bool {
    file.as_os_str() == STANDARD
}

/// Opens what is taken in, before the data folder is touched.
fn input(file: &Path) -> Result<Box<dyn Read>> {
    if is_standard(file) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let help = |error: &io::Error| match error.kind() {
        ErrorKind::NotFound => "look at its name and its folder",
        ErrorKind::PermissionDenied => "run this as a user who may read it, or change its permissions",
        _ => "choose another file",
    };
    let opened = File::open(file).and_then(|opened| match opened.metadata()?.is_dir() {
        true => Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder")),
        false => Ok(opened),
    });
    match opened {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(anyhow!("`{}` cannot be read: {error}\nhelp: {}", file.display(), help(&error))),
    }
}

/// Refuses to write a backup to a terminal.
pub(crate) fn must_not_be_for_the_eye(file: &Path) -> Result<()> {
    if is_standard(file) && io::stdout().is_terminal() {
        bail!("a backup is not for the eye\nhelp: name a file, or send it on: `passerelle backup - | …`");
    }
    Ok(())
}

/// Where a backup or an export goes: a file that gets its name at the end, or the standard output.
struct Out {
    to: Box<dyn Write>,
    /// The file beside its place, and the place.
    aside: Option<Aside>,
    /// What the system said when writing failed: the store knows only the data folder's disk.
    failed: Option<io::Error>,
}

/// A file that is removed unless it gets its name.
struct Aside {
    file: File,
    path: PathBuf,
    place: PathBuf,
    named: bool,
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.named {
            // What cannot be removed has a name that nobody takes for a backup.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Out {
    /// Opens a file aside; refuses a place that is taken, unless it is a file and `force` is given.
    fn open(file: &Path, force: bool, console: &Console) -> Result<Out> {
        if is_standard(file) {
            let out = console.stdout().context("the standard output cannot be reached")?;
            return Ok(Out { to: Box::new(BufWriter::new(out)), aside: None, failed: None });
        }
        match fs::symlink_metadata(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(unwritable(file, &error)),
            Ok(there) if there.is_dir() => {
                bail!("`{}` is a folder\nhelp: name a file in it", file.display())
            }
            Ok(there) if !there.is_file() => {
                bail!(
                    "`{}` is no ordinary file, and is not replaced\nhelp: name another, or write to the standard output with `-`",
                    file.display()
                )
            }
            Ok(_) if !force => bail!(
                "`{}` is there already\nhelp: name another file, or replace it with `--force`",
                file.display()
            ),
            Ok(_) => {}
        }
        let name = file.file_name().with_context(|| {
            format!("`{}` does not end in the name of a file\nhelp: name one", file.display())
        })?;
        let mut aside = name.to_owned();
        aside.push(format!(".{}.part", std::process::id()));
        let path = file.with_file_name(aside);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            // It holds what people said: for nobody else to read, unless the host decides so.
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let opened = options.open(&path).map_err(|error| unwritable(file, &error))?;
        let to = opened.try_clone().map_err(|error| unwritable(file, &error))?;
        let aside = Aside { file: opened, path, place: file.to_owned(), named: false };
        Ok(Out { to: Box::new(BufWriter::new(to)), aside: Some(aside), failed: None })
    }

    /// Gives the file its name if all went well. An error of writing goes before what the store made of it.
    fn finish<T>(mut self, done: Result<T, StoreError>) -> Result<T> {
        if let Some(error) = self.failed.take() {
            return Err(match &self.aside {
                Some(aside) => unwritable(&aside.place, &error),
                None => anyhow!(
                    "the standard output was closed before the end: {error}\nhelp: throw away what was received"
                ),
            });
        }
        let done = done?;
        if let Some(aside) = &mut self.aside {
            let whole = self
                .to
                .flush()
                .and_then(|()| aside.file.sync_all())
                .and_then(|()| fs::rename(&aside.path, &aside.place));
            whole.map_err(|error| unwritable(&aside.place, &error))?;
            aside.named = true;
            sync_folder_of(&aside.place).map_err(|error| unwritable(&aside.place, &error))?;
        }
        Ok(done)
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes).inspect_err(|error| {
            // An interrupted write is tried again by the caller.
            if error.kind() != ErrorKind::Interrupted {
                self.failed = Some(again(error));
            }
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush().inspect_err(|error| self.failed = Some(again(error)))
    }
}

/// An error cannot be cloned; its number or its kind can.
fn again(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// A name survives a loss of power when its folder is on the disk. Elsewhere than on Unix a folder cannot be opened.
fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn unwritable(file: &Path, error: &io::Error) -> anyhow::Error {
    let help = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "make its folder first, or choose another place",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that this user may write to"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room, or choose another disk",
        _ => "choose another place",
    };
    anyhow!("`{}` cannot be written: {error}\nhelp: nothing was left there; {help}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefixes_hold_one_chat_or_one_person_and_no_neighbour() {
        let key = |chat: &str, person: &str, thread: Option<&str>| {
            let (platform, thread) = ("telegram".to_owned(), thread.map(str::to_owned));
            let address = Address { platform, chat: chat.to_owned(), person: person.to_owned(), thread };
            format!("conversation/{}", address.key())
        };
        let [chat, ..] = prefixes("telegram", "-5", None);
        let [person, ..] = prefixes("telegram", "-5", Some("1|0"));
        for (key, of_chat, of_person) in [
            (key("-5", "1|0", None), true, true),
            (key("-5", "1|0", Some("7")), true, true),
            (key("-5", "1", None), true, false),
            (key("-5", "1|00", None), true, false),
            (key("-55", "1|0", None), false, false),
            (key("-5|1", "0", None), false, false),
        ] {
            assert_eq!((key.starts_with(&chat), key.starts_with(&person)), (of_chat, of_person), "{key}");
        }
    }
}
