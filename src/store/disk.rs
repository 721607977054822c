//! The few file operations the journal needs, and the disk that does them.
//!
//! A disk knows one flat folder of files. It never decides anything: order, retries and checks are the journal's.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// One flat folder of files.
///
/// What was written is certain to survive a loss of power only after [`sync`](Disk::sync), and what was created,
/// renamed or removed only after [`sync_dir`](Disk::sync_dir). A failed `sync` promises nothing about the past.
pub trait Disk: Send + Sync {
    /// Returns the names of the files.
    fn list(&self) -> io::Result<BTreeSet<String>>;
    /// Returns the length of a file in bytes.
    fn size(&self, name: &str) -> io::Result<u64>;
    /// Returns up to `len` bytes from `at`: fewer only at the end of the file.
    fn read(&self, name: &str, at: u64, len: usize) -> io::Result<Vec<u8>>;
    /// Writes all `bytes` from `at`; makes the file if it is not there, and fills a gap with zeros.
    fn write(&self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Cuts the file to `len` bytes.
    fn truncate(&self, name: &str, len: u64) -> io::Result<()>;
    /// Returns when the content of the file survives a loss of power.
    fn sync(&self, name: &str) -> io::Result<()>;
    /// Gives a file another name, in place of what has that name.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Returns when names made, changed and removed survive a loss of power.
    fn sync_dir(&self) -> io::Result<()>;
}

/// A folder of the file system.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The file written last stays open: a commit is then two system calls, and a failed sync is reported to the
    /// descriptor that wrote.
    open: Mutex<Option<(String, File)>>,
}

impl Folder {
    /// Uses `path` as it is; makes nothing.
    pub fn existing(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into(), open: Mutex::new(None) }
    }

    /// Makes the folder and those above it where they are missing, so that they survive a loss of power.
    pub fn create(path: impl Into<PathBuf>) -> io::Result<Folder> {
        let path = path.into();
        if !path.is_dir() {
            fs::create_dir_all(&path)?;
            if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                sync_path(parent)?;
            }
        }
        Ok(Folder::existing(path))
    }

    fn with_open<T>(&self, name: &str, act: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.as_mut() {
            Some((last, file)) if last == name => act(file),
            _ => {
                let path = self.path.join(name);
                let file =
                    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
                act(&mut open.insert((name.to_owned(), file)).1)
            }
        }
    }

    /// Lets go of the open file when its name is about to mean another one.
    fn forget_open(&self, names: [&str; 2]) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_some_and(|(last, _)| names.contains(&last.as_str())) {
            *open = None;
        }
    }
}

impl Disk for Folder {
    fn list(&self) -> io::Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.extend(entry.file_name().into_string().ok());
            }
        }
        Ok(names)
    }

    fn size(&self, name: &str) -> io::Result<u64> {
        Ok(fs::metadata(self.path.join(name))?.len())
    }

    fn read(&self, name: &str, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.path.join(name))?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        file.take(len as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.with_open(name, |file| {
            file.seek(SeekFrom::Start(at))?;
            file.write_all(bytes)
        })
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        self.with_open(name, |file| file.set_len(len))
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        self.with_open(name, |file| file.sync_data())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.forget_open([from, to]);
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.forget_open([name, name]);
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    fn sync_dir(&self) -> io::Result<()> {
        sync_path(&self.path)
    }
}

/// Syncs a folder; elsewhere than on Unix a folder cannot be opened, and its names need no sync.
fn sync_path(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
