//! Reads the files of a content folder into memory: the only module that opens files.
//!
//! It decides nothing about what stands in them; [`parse`](mod@super::parse) does.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path from the content folder, with `/`.
    pub path: String,
    /// What it holds; of a file larger than [`LARGEST`], the first bytes, one more than that.
    pub bytes: Vec<u8>,
}

/// The largest file that is read whole, in bytes.
pub const LARGEST: usize = 1 << 20;

/// How many folders below the content folder are looked into for entries that lie in the wrong place.
const DEEPEST: usize = 3;

/// Why a content folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("there is no folder `{}`\nhelp: name the folder that holds `cases/`, `mechanisms/` and `resources/`", .0.display())]
    Missing(PathBuf),
    /// A file is there.
    #[error("`{}` is not a folder\nhelp: name the folder that holds the entries, not a file in it", .0.display())]
    NotAFolder(PathBuf),
    /// The system refuses.
    #[error("no permission to read `{}`\nhelp: let the user who runs the program read it", .0.display())]
    NoPermission(PathBuf),
    /// Anything else the system says.
    #[error("cannot read `{}`: {source}", path.display())]
    Other {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Reads every file that is content, sorted by path.
///
/// Entries outside the three folders are returned too, for the parser to report; all other files are left alone.
pub fn read(folder: &Path) -> Result<Vec<SourceFile>, ReadError> {
    let about = fs::metadata(folder).map_err(|error| failed(folder, error))?;
    if !about.is_dir() {
        return Err(ReadError::NotAFolder(folder.to_owned()));
    }
    let mut paths = Vec::new();
    list(folder, "", 0, &mut paths)?;
    paths.sort();
    paths.into_iter().map(|path| Ok(SourceFile { bytes: bytes(&folder.join(&path))?, path })).collect()
}

/// The folders that a base may borrow from another: how people and the assistant speak, rather than what is known.
const LENT: [&str; 6] = ["wording/", "language/", "acts/", "facets/", "flows/", "repairs/"];

/// Adds to the files of a base, from the content in `shipped`, the folders of words that it has none of.
pub fn complete(files: &mut Vec<SourceFile>, shipped: &Path) -> Result<(), ReadError> {
    let lacks = |part: &&str| !files.iter().any(|file| file.path.starts_with(*part));
    let lacking: Vec<&str> = LENT.into_iter().filter(lacks).collect();
    if !lacking.is_empty() {
        let lent = |file: &SourceFile| lacking.iter().any(|part| file.path.starts_with(part));
        files.extend(read(shipped)?.into_iter().filter(lent));
    }
    Ok(())
}

/// Adds the paths of the content in `folder`, which is `prefix` from the content folder.
fn list(folder: &Path, prefix: &str, depth: usize, paths: &mut Vec<String>) -> Result<(), ReadError> {
    for item in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let item = item.map_err(|error| failed(folder, error))?;
        let name = item.file_name().to_string_lossy().into_owned();
        let kind = item.file_type().map_err(|error| failed(&item.path(), error))?;
        let path = format!("{prefix}{name}");
        // A linked folder could lead back here; a linked file is read like any other.
        if kind.is_dir() {
            if depth < DEEPEST && !name.starts_with('.') {
                list(&item.path(), &format!("{path}/"), depth + 1, paths)?;
            }
        } else if is_content(&path) {
            paths.push(path);
        }
    }
    Ok(())
}

/// Returns whether a file with this path is content, or an entry in the wrong place.
fn is_content(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    // What an editor leaves beside the file it has open.
    if name.starts_with('.') {
        return false;
    }
    match folder {
        "" if path == "README.md" => false,
        "" if path == "terms.toml" => true,
        "acts" | "facets" | "language" | "flows" | "repairs" if ending == "toml" => true,
        "wording" if ending == "ftl" => true,
        // The papers that a host signs are no entries; the program reads them itself.
        _ if folder == "papers" || folder.starts_with("papers/") => false,
        _ => ending.eq_ignore_ascii_case("md"),
    }
}

/// Reads a file, up to one byte more than [`LARGEST`].
fn bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| failed(path, error))?;
    Ok(bytes)
}

fn failed(path: &Path, source: io::Error) -> ReadError {
    match source.kind() {
        io::ErrorKind::NotFound => ReadError::Missing(path.to_owned()),
        io::ErrorKind::PermissionDenied => ReadError::NoPermission(path.to_owned()),
        _ => ReadError::Other { path: path.to_owned(), source },
    }
}
