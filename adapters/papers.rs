//! `passerelle papers`: the papers that a public body signs, filled in from the running configuration.
//!
//! Their texts are content, `knowledge/papers/LANGUAGE/*.md`; what no program can know stands in them in brackets, for a person
//! to fill in. A paper that is there is never overwritten: somebody may have filled it in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use passerelle_core::conversation::MEMORY;
use passerelle_core::flow::draft;
use passerelle_core::knowledge::Day;
use passerelle_core::language::Language;
use passerelle_core::wording::Wording;
use serde::{Deserialize, Serialize};

use crate::base;
use crate::cli::Shared;
use crate::keeping;
use crate::secret;
use crate::settings::Settings;
use crate::terminal::{now, say};

/// The folder of the texts, in the folder of the content.
const FOLDER: &str = "papers";

/// What the papers say of each platform.
const PLATFORMS: &str = "platforms.toml";

/// What the papers are filled with.
#[derive(Debug, Serialize)]
struct Facts {
    program: &'static str,
    date: String,
    operator: Option<String>,
    contact: Option<String>,
    officer: Option<String>,
    hosted_at: Option<String>,
    platforms: Vec<Platform>,
    languages: Vec<&'static str>,
    entries: usize,
    moderators: usize,
    approvals: u8,
    sealed: bool,
    backup_days: u32,
    retention: Retention,
}

/// A platform, as a language speaks of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Platform {
    name: String,
    policy: Option<String>,
    /// Where its servers are, seen from Québec.
    outside: Option<String>,
}

/// How long things are kept.
#[derive(Debug, Serialize)]
struct Retention {
    memory_hours: i64,
    draft_days: i64,
    aside_days: i64,
    heard_days: i64,
    declined_days: i64,
    decision_years: i64,
    incident_years: i64,
}

impl Retention {
    fn of(_: &Settings) -> Retention {
        Retention {
            memory_hours: MEMORY / 3600,
            draft_days: draft::KEPT / 86_400,
            aside_days: 30,
            heard_days: 7,
            declined_days: 90,
            decision_years: 5,
            incident_years: 5,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Order {
    /// The folder to write them to; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The language of the papers: fr or en (default: both, a folder each)
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) lang: Option<String>,
    /// The platforms to speak of: telegram, discord, bridge (default: those that are configured)
    #[arg(long, value_name = "PLATFORM", value_delimiter = ',')]
    pub(crate) with: Vec<String>,
}

/// Writes the papers.
pub(crate) fn write(shared: &Shared, settings: &Settings, order: &Order) -> Result<ExitCode> {
    let folder = folder(shared)?;
    let languages: Vec<Language> = match &order.lang {
        Some(code) => vec![wanted(&folder, code)?],
        None => Language::all().filter(|language| folder.join(language.code()).is_dir()).collect(),
    };
    let platforms = if order.with.is_empty() { configured(settings)? } else { order.with.clone() };
    let knowledge = base::knowledge(shared.knowledge.as_deref())?;
    let wording = Wording::new(&knowledge);
    for language in languages {
        let from = folder.join(language.code());
        let facts = Facts {
            program: env!("CARGO_PKG_VERSION"),
            date: wording.day(language, Day::of(now())),
            operator: settings.assistant.operator.clone(),
            contact: settings.assistant.contact.clone(),
            officer: settings.papers.officer.clone(),
            hosted_at: settings.papers.hosted_at.clone(),
            platforms: named(&from, &platforms)?,
            languages: Language::all()
                .filter(|language| settings.host().speaks(*language))
                .map(|language| language.info().name)
                .collect(),
            entries: knowledge.entries.len(),
            moderators: settings.review.moderators.len(),
            approvals: settings.review.approvals,
            sealed: keeping::is_sealed()?,
            backup_days: settings.papers.backup_days,
            retention: Retention::of(settings),
        };
        // One language goes straight into the folder that was named.
        let to = if order.lang.is_some() { order.out.clone() } else { order.out.join(language.code()) };
        papers(&from, &to, &facts)?;
    }
    say::aside("help: look for the brackets: they are for a person to fill in\n");
    Ok(ExitCode::SUCCESS)
}

/// The folder of the texts: the one of the content that was named, else the one that comes with the program.
fn folder(shared: &Shared) -> Result<PathBuf> {
    let own = base::folder(shared.knowledge.as_deref())?.join(FOLDER);
    if own.is_dir() {
        return Ok(own);
    }
    let shipped = base::folder(None)?.join(FOLDER);
    if shipped.is_dir() {
        return Ok(shipped);
    }
    bail!(
        "there are no texts of papers in `{}`\nhelp: put the folder `knowledge` beside the program",
        shipped.display()
    )
}

fn wanted(folder: &Path, code: &str) -> Result<Language> {
    let there = |language: &Language| folder.join(language.code()).is_dir();
    Language::from_code(code).filter(there).ok_or_else(|| {
        let known: Vec<&str> = Language::all().filter(there).map(Language::code).collect();
        anyhow!("there are no papers in `{code}`\nhelp: give one of {}", known.join(", "))
    })
}

/// The platforms that `passerelle run` would start with these settings.
fn configured(settings: &Settings) -> Result<Vec<String>> {
    let mut platforms = Vec::new();
    for (name, key) in [("telegram", "PASSERELLE_TELEGRAM_TOKEN"), ("discord", "PASSERELLE_DISCORD_TOKEN")] {
        if secret::read(key)?.is_some() {
            platforms.push(name.to_owned());
        }
    }
    if settings.bridge.listen.is_some() {
        platforms.push("bridge".to_owned());
    }
    Ok(platforms)
}

/// What a language says of platforms.
fn named(folder: &Path, platforms: &[String]) -> Result<Vec<Platform>> {
    let path = folder.join(PLATFORMS);
    let text = fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let known: BTreeMap<String, Platform> =
        toml::from_str(&text).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let one = |name: &String| {
        known.get(name).cloned().ok_or_else(|| {
            let names: Vec<&str> = known.keys().map(String::as_str).collect();
            anyhow!("`{name}` is no platform that papers speak of\nhelp: give one of {}", names.join(", "))
        })
    };
    platforms.iter().map(one).collect()
}

/// Fills in every text of a folder.
fn papers(from: &Path, to: &Path, facts: &Facts) -> Result<()> {
    let mut names: Vec<PathBuf> = fs::read_dir(from)
        .and_then(|items| items.map(|item| item.map(|item| item.path())).collect())
        .with_context(|| format!("`{}` cannot be read", from.display()))?;
    names.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    names.sort();
    // All are filled in before the first is written.
    let mut filled = Vec::new();
    for path in names {
        let text =
            fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let text = fill(&text, facts).with_context(|| format!("`{}` cannot be filled in", path.display()))?;
        let place = to.join(path.file_name().unwrap_or_default());
        if place.exists() {
            bail!(
                "`{}` is there already, and is left as it is: somebody may have filled it in\nhelp: name another folder with --out DIR, or move it away",
                place.display()
            );
        }
        filled.push((place, text));
    }
    let unwritable =
        || format!("`{}` cannot be written to\nhelp: name another folder with --out DIR", to.display());
    fs::create_dir_all(to).with_context(unwritable)?;
    for (place, text) in filled {
        fs::write(&place, text).with_context(unwritable)?;
        say::line(&place.display().to_string());
    }
    Ok(())
}

/// Fills in one text; a name that it misspells is an error.
fn fill(text: &str, facts: &Facts) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    Ok(environment.render_str(text, Serde(facts))? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(platforms: Vec<Platform>, told: Option<&str>) -> Facts {
        let told = told.map(str::to_owned);
        Facts {
            program: "1",
            date: "24".to_owned(),
            operator: told.clone(),
            contact: told.clone(),
            officer: told.clone(),
            hosted_at: told,
            platforms,
            languages: vec!["Français"],
            entries: 3,
            moderators: 2,
            approvals: 1,
            sealed: true,
            backup_days: 30,
            retention: Retention::of(&Settings::default()),
        }
    }

    fn texts(language: &str) -> BTreeMap<String, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge/papers").join(language);
        let files = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .map(|path| {
                (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
            })
            .collect()
    }

    #[test]
    fn each_paper_is_there_in_both_languages_and_holds_the_same_facts() {
        let (french, english) = (texts("fr"), texts("en"));
        assert_eq!(french.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
        assert_eq!(french.len(), 6);
        let marks = |text: &str| {
            let mut marks: Vec<String> = text
                .split("{{")
                .skip(1)
                .map(|rest| {
                    rest.split(['}', '|']).next().unwrap().split(" or ").next().unwrap().trim().to_owned()
                })
                .collect();
            marks.sort();
            marks
        };
        for (name, text) in &french {
            assert_eq!(marks(text), marks(&english[name]), "{name}");
            let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
            assert_eq!(rows(text), rows(&english[name]), "{name}: another number of rows");
        }
    }

    #[test]
    fn what_is_configured_is_filled_in_and_the_rest_is_marked() {
        let platform = Platform { name: "Telegram".to_owned(), policy: None, outside: None };
        for language in ["fr", "en"] {
            for (name, text) in texts(language) {
                let full = fill(&text, &facts(vec![platform.clone()], Some("Sainte-Rose"))).unwrap();
                let bare = fill(&text, &facts(Vec::new(), None)).unwrap();
                assert!(
                    full.contains("Sainte-Rose") && !full.contains("{{") && !full.contains("{%"),
                    "{name}"
                );
                let mark = if language == "fr" { "[À REMPLIR" } else { "[TO FILL IN" };
                assert!(bare.contains(mark), "{name}");
                assert!(full.matches(mark).count() < bare.matches(mark).count(), "{name}");
            }
        }
    }

    #[test]
    fn a_text_that_misspells_a_fact_is_refused() {
        assert!(fill("{{ operater }}", &facts(Vec::new(), None)).is_err());
    }
}
