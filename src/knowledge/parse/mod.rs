//! Makes [`Knowledge`] of the files of a folder: never stops at the first problem, leaves out what has an error.
//!
//! Everything here looks at one file at a time; [`check`](mod@super::check) compares files.

mod acts;
mod body;
mod characters;
mod entry;
mod flows;
mod front;
mod lexicon;
mod markdown;
mod origins;
mod sources;
mod terms;
mod values;
mod wording;

use std::borrow::Cow;

use xxhash_rust::xxh3::Xxh3;

use super::read::{LARGEST, SourceFile};
use super::report::Report;
use super::{Knowledge, Terms};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::{LANGUAGES, Language};
pub(in crate::knowledge) use body::title_of;
use characters::Tabs;
pub(crate) use characters::is_unwanted;
pub use origins::{ArticleOrigin, EntryOrigin, FileText, FlowOrigin, Origins, Span, TermOrigin};
pub(in crate::knowledge) use wording::span_within;

/// What stands in a folder.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// What can be used.
    pub knowledge: Knowledge,
    /// Where it stands, for [`check`](super::check::check).
    pub origins: Origins,
    /// What is wrong, by file and line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Makes knowledge of files. A file with an error is left out; one with a warning is used.
pub fn parse(files: &[SourceFile]) -> Parsed {
    let mut files: Vec<&SourceFile> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut parsed = Parsed::default();
    parsed.knowledge.fingerprint = fingerprint(&files);
    let mut entries = Vec::new();
    for file in files {
        match decode(file) {
            Ok(text) => {
                let mut report = Report::new(&file.path, &text);
                one_file(&mut report, &mut parsed, &mut entries);
                let problems = report.finish();
                parsed.diagnostics.extend(problems);
            }
            Err(problem) => {
                refuse(&mut parsed.origins, &file.path);
                parsed.diagnostics.push(*problem);
            }
        }
    }
    entries.sort_by(|a: &entry::Read, b| a.entry.id.cmp(&b.entry.id));
    for read in entries {
        parsed.knowledge.entries.push(read.entry);
        parsed.origins.entries.push(read.origin);
    }
    parsed.knowledge.acts.of.sort_by_key(|(act, _)| *act);
    parsed.knowledge.repairs.of.sort_by_key(|(repair, _)| *repair);
    parsed
}

/// Reads one file into its part of the knowledge.
fn one_file(report: &mut Report<'_>, parsed: &mut Parsed, entries: &mut Vec<entry::Read>) {
    let Parsed { knowledge, origins, .. } = parsed;
    let (path, text) = (report.file, report.text);
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    let is_toml = name.ends_with(".toml");
    let tabs = if is_toml || folder == "wording" { Tabs::Allowed } else { Tabs::Refused };
    characters::check(report, tabs);
    match folder {
        "" if name == "terms.toml" => {
            let Some(read) = terms::read(report) else {
                origins.terms_refused = true;
                return;
            };
            knowledge.terms = Terms::new(read.terms);
            origins.terms = read.origins;
            origins.refused_terms = read.refused;
            origins.terms_file = Some(FileText { path: path.to_owned(), text: text.to_owned() });
        }
        "acts" if is_toml => acts::read(report, name, &mut knowledge.acts),
        "facets" if is_toml => acts::read_facet(report, name, &mut knowledge.acts),
        "language" if is_toml => {
            if let Some((language, lexicon)) = lexicon::read(report, name) {
                knowledge.lexicons.insert(language, lexicon);
            }
        }
        "wording" if name.ends_with(".ftl") => {
            if let Some(language) = wording::read(report, name) {
                knowledge.wording.insert(language, text.to_owned());
                origins.wording.insert(language, FileText { path: path.to_owned(), text: text.to_owned() });
            }
        }
        "flows" if is_toml => {
            if let Some((flow, origin)) = flows::read(report, name) {
                knowledge.flows.push(flow);
                origins.flows.push(origin);
            }
        }
        "repairs" if is_toml => flows::read_repair(report, name, &mut knowledge.repairs),
        _ => match entry::read(report) {
            Some(read) => entries.push(read),
            None => refuse(origins, path),
        },
    }
}

/// Notes that an entry, or the file of the terms, is left out.
fn refuse(origins: &mut Origins, path: &str) {
    origins.terms_refused |= path == "terms.toml";
    if let Some(id) = path.strip_suffix(".md") {
        origins.refused_entries.insert(id.to_owned());
    }
}

/// Returns the text of a file without the mark at its beginning and with `\n` at the end of each line.
fn decode(file: &SourceFile) -> Result<Cow<'_, str>, Box<Diagnostic>> {
    if file.bytes.len() > LARGEST {
        let message = format!("the file is larger than {} KiB", LARGEST / 1024);
        let problem = Diagnostic::whole(Code::FileTooLarge, &file.path, message);
        return Err(Box::new(
            problem.help("one file holds one entry; keep documents elsewhere and link to them"),
        ));
    }
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = error.valid_up_to();
        // The line is shown as far as it can be read.
        let shown = String::from_utf8_lossy(bytes);
        let message = format!("byte 0x{:02X} is not UTF-8", bytes[good]);
        let problem = Diagnostic::at(Code::NotUtf8, &file.path, &shown, good..good + 1, message);
        Box::new(problem.help("save the file as UTF-8"))
    })?;
    Ok(if text.contains("\r\n") { text.replace("\r\n", "\n").into() } else { text.into() })
}

/// Returns a number that changes whenever a path or a byte does.
fn fingerprint(files: &[&SourceFile]) -> u128 {
    let mut hash = Xxh3::new();
    for file in files {
        // The lengths keep two files from reading like one.
        for part in [file.path.as_bytes(), &file.bytes] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.digest128()
}

/// Returns the language a file is named after; reports a name that is none.
fn language_of(report: &mut Report<'_>, stem: &str) -> Option<Language> {
    let found = language_from(stem);
    if found.is_none() {
        let codes = language_codes();
        let message = format!("`{stem}` is not a language of this program");
        report.whole(Code::UnknownLanguage, message, values::choose(stem, &codes));
    }
    found
}

/// Returns the language with exactly this code.
fn language_from(code: &str) -> Option<Language> {
    Language::from_code(code).filter(|language| language.code() == code)
}

/// Returns the codes of all languages.
fn language_codes() -> Vec<&'static str> {
    LANGUAGES.iter().map(|language| language.code).collect()
}
