//! The content: whether it is there, whether it is sound, and whether it speaks the languages it is to speak.

use std::path::Path;

use passerelle_core::diagnostic::Level;
use passerelle_core::knowledge::{Day, Knowledge, parse};
use passerelle_core::language::Language;

use super::Finding;
use crate::base;
use crate::settings::Settings;
use crate::terminal::now;

/// Reads the content as the program would; returns it too.
pub(super) fn look(named: Option<&Path>, settings: &Settings) -> (Option<Knowledge>, Vec<Finding>) {
    let today = Day::of(now());
    let read = base::files(named).and_then(|files| Ok((files, base::problems(named, today)?)));
    let (files, problems) = match read {
        Ok(read) => read,
        Err(error) => {
            let why = "without content there is nothing to say";
            return (None, vec![Finding::refused("content", &error, why)]);
        }
    };
    let errors = problems.iter().filter(|problem| problem.level == Level::Error);
    let mut findings = Vec::new();
    let count = errors.clone().count();
    if let Some(first) = errors.clone().next() {
        findings.push(Finding::broken(
            "content",
            format!("{count} error(s); the first is at {}:{}: {}", first.file, first.line, first.message),
            "files with an error are left out, so people are not told what stands in them",
            command("passerelle check", named),
        ));
    }
    let knowledge = parse::parse(&files).knowledge;
    if knowledge.entries.is_empty() {
        findings.push(Finding::broken(
            "content",
            "there is no entry in it",
            "without content there is nothing to say",
            "name the folder that holds `cases/`, `mechanisms/` and `resources/` with --knowledge DIR",
        ));
    } else if count == 0 {
        let warnings = problems.len();
        findings.push(Finding::fine(
            "content",
            format!("{} entries, no error, {warnings} warning(s)", knowledge.entries.len()),
        ));
    }
    findings.extend(languages(&knowledge, settings));
    findings.extend(encoder());
    (Some(knowledge), findings)
}

/// Each language that is to be spoken has sentences of its own.
fn languages(knowledge: &Knowledge, settings: &Settings) -> Option<Finding> {
    let host = settings.host();
    let dumb: Vec<&str> = Language::all()
        .filter(|language| host.speaks(*language) && knowledge.wording.get(*language).is_none())
        .map(Language::code)
        .collect();
    (!dumb.is_empty()).then(|| {
        Finding::broken(
            "languages",
            format!("the content has no wording in: {}", dumb.join(", ")),
            "people would be answered in a language they did not choose",
            format!(
                "write wording/{}.ftl, or leave the language out of `languages` in [assistant]",
                dumb.join(".ftl, wording/")
            ),
        )
    })
}

/// Without the encoder it works, less well.
fn encoder() -> Option<Finding> {
    let error = base::read_encoder().err()?;
    let why = "questions are understood by their words alone, and fewer of them are";
    Some(Finding { level: super::Level::Warning, ..Finding::refused("encoder", &error, why) })
}

fn command(command: &str, named: Option<&Path>) -> String {
    match named {
        Some(folder) => format!("{command} --knowledge {}", folder.display()),
        None => command.to_owned(),
    }
}
