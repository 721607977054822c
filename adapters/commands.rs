//! What each command does: settings, content, mind, then the work.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use passerelle_core::assistant::Assistant;
use passerelle_core::conversation::Conversation;
use passerelle_core::diagnostic::Level;
use passerelle_core::event::{Action, Address, Event, EventId};
use passerelle_core::knowledge::{Day, check, fix, parse, read};
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use passerelle_core::score::{Line, Scores};
use passerelle_core::store::{EmbeddedStore, Key, StoreError};
use passerelle_core::turn::turn;

use crate::base::{self, Cache};
use crate::cli::{Arguments, Command, Shared};
use crate::settings::Settings;
use crate::terminal;

/// Does what the command line says.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let shared = &arguments.shared;
    let settings = Settings::load(shared.config.as_deref())?;
    match &arguments.command {
        Command::Chat { lang, plain } => chat(shared, &settings, lang.as_deref(), *plain),
        Command::Ask { question, lang, json } => ask(shared, &settings, question, lang.as_deref(), *json),
        Command::Check { json, fix } => check_content(shared, *json, *fix),
        Command::Eval { files, json } => eval(shared, &settings, files, *json),
    }
}

/// What was learnt, kept in the store.
struct StoreCache<'a>(&'a EmbeddedStore);

impl Cache for StoreCache<'_> {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut whole = Vec::new();
        for part in 0.. {
            match self.0.cache_get(&key(name, part)?).ok()? {
                Some(bytes) if bytes.is_empty() => return Some(whole),
                Some(bytes) => whole.extend(bytes),
                None => return None,
            }
        }
        None
    }

    fn put(&self, name: &str, value: &[u8]) {
        // An empty part ends it, so that a cache cut short by a crash is not taken for whole.
        for (part, bytes) in value.chunks(PART).chain([&[][..]]).enumerate() {
            let kept = key(name, part).map(|key| self.0.cache_put(&key, bytes));
            if let Some(Err(error)) = kept {
                tracing::warn!("what was learnt could not be kept, so the next start is slower: {error}");
                return;
            }
        }
    }
}

/// How many bytes of the cache stand under one key: large values make the index slow.
const PART: usize = 1 << 20;

/// Returns the key of a part of the cache.
fn key(name: &str, part: usize) -> Option<Key> {
    Key::new(format!("derived/{name}/{part:04}")).ok()
}

/// Opens the store of the data folder.
fn store(shared: &Shared, settings: &Settings) -> Result<EmbeddedStore> {
    let folder = settings.data_folder(shared.data.as_deref())?;
    std::fs::create_dir_all(&folder).with_context(|| {
        format!("the data folder `{}` cannot be made\nhelp: choose another with --data DIR", folder.display())
    })?;
    let (store, recovered) = EmbeddedStore::open(&folder)
        .map_err(|error| anyhow!("the data folder `{}`: {error}", folder.display()))?;
    for recovery in recovered {
        tracing::warn!("{recovery}");
    }
    Ok(store)
}

/// Puts the mind together for a command that keeps nothing: another process may hold the data folder.
fn mind(shared: &Shared, settings: &Settings) -> Result<Mind> {
    let knowledge = base::knowledge(shared.knowledge.as_deref())?;
    let folder = settings.data_folder(shared.data.as_deref())?;
    let store = std::fs::create_dir_all(&folder).ok().and_then(|()| match EmbeddedStore::open(&folder) {
        Ok((store, _)) => Some(store),
        Err(StoreError::InUse { .. }) => {
            tracing::info!("the data folder is in use: the base is learnt anew for this question");
            None
        }
        Err(error) => {
            tracing::warn!("the data folder cannot be opened, so the base is learnt anew: {error}");
            None
        }
    });
    let cache = store.as_ref().map(StoreCache);
    Ok(base::mind(knowledge, settings.host(), cache.as_ref().map(|cache| cache as &dyn Cache)))
}

fn language(code: Option<&str>) -> Result<Option<Language>> {
    let known = || Language::all().map(Language::code).collect::<Vec<_>>().join(", ");
    code.map(|code| {
        Language::from_code(code)
            .ok_or_else(|| anyhow!("`{code}` is not a language of this program\nhelp: give one of {}", known()))
    })
    .transpose()
}

fn chat(shared: &Shared, settings: &Settings, lang: Option<&str>, plain: bool) -> Result<ExitCode> {
    let lang = language(lang)?;
    let store = store(shared, settings)?;
    let knowledge = base::knowledge(shared.knowledge.as_deref())?;
    let mind = base::mind(knowledge, settings.host(), Some(&StoreCache(&store)));
    terminal::chat(&Assistant::new(mind, store), lang, plain)
}

fn ask(shared: &Shared, settings: &Settings, question: &str, lang: Option<&str>, json: bool) -> Result<ExitCode> {
    let lang = language(lang)?;
    let mind = mind(shared, settings)?;
    let person = "someone".to_owned();
    let event = Event {
        id: EventId("1".to_owned()),
        address: Address { platform: "terminal".to_owned(), chat: person.clone(), person, thread: None },
        at: terminal::now(),
        hint: lang.map(|language| language.code().to_owned()),
        action: Action::Say(question.to_owned()),
    };
    let turn = turn(&mind, &Conversation::default(), &event);
    let outcome = turn.outcome;
    for (_, reply) in &turn.replies {
        if json {
            let matches: Vec<_> = outcome
                .matches
                .iter()
                .enumerate()
                .map(|(at, (id, confidence))| {
                    let section = if at == 0 { outcome.facet } else { None };
                    serde_json::json!({ "id": id, "confidence": confidence, "section": section })
                })
                .collect();
            let object = serde_json::json!({
                "language": outcome.language,
                "act": outcome.act,
                "band": outcome.band,
                "confidence": outcome.matches.first().map_or(0.0, |(_, confidence)| *confidence),
                "section": outcome.facet,
                "matches": matches,
                "reply": reply.to_string(),
            });
            terminal::say::line(&object.to_string());
        } else {
            terminal::say::Screen::of_stdout(false).reply(reply, false);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check_content(shared: &Shared, json: bool, fix: bool) -> Result<ExitCode> {
    let folder = base::folder(shared.knowledge.as_deref())?;
    let mut files = read::read(&folder)?;
    if fix {
        for file in files.iter_mut().filter(|file| file.path.ends_with(".md")) {
            let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
            let fixed = fix::french_spaces(text);
            if fixed != text {
                let path = folder.join(&file.path);
                std::fs::write(&path, &fixed).with_context(|| format!("`{}` cannot be written", path.display()))?;
                file.bytes = fixed.into_bytes();
            }
        }
    }
    let parsed = parse::parse(&files);
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(check::check(&parsed.knowledge, &parsed.origins, today()));
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    if json {
        terminal::say::line(&serde_json::to_string(&diagnostics)?);
    } else {
        for diagnostic in &diagnostics {
            terminal::say::line(&diagnostic.to_string());
        }
        let asks: usize = parsed
            .knowledge
            .entries
            .iter()
            .flat_map(|entry| entry.articles.iter().map(|(_, article)| article.asks.len()).collect::<Vec<_>>())
            .sum();
        terminal::say::line(&format!(
            "{} entries, {asks} asks, {} terms: {errors} error(s), {} warning(s)",
            parsed.knowledge.entries.len(),
            parsed.knowledge.terms.iter().len(),
            diagnostics.len() - errors
        ));
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Returns the day of today (UTC).
fn today() -> Day {
    Day::from_number(terminal::now().0.div_euclid(86_400))
}

fn eval(shared: &Shared, settings: &Settings, files: &[PathBuf], json: bool) -> Result<ExitCode> {
    let mut lines = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let line: Line = serde_json::from_str(line).map_err(|error| {
                anyhow!(
                    "{}:{}: this line is no question and no conversation: {error}\nhelp: see tests/questions/README.md",
                    path.display(),
                    at + 1
                )
            })?;
            lines.push(line);
        }
    }
    let mind = mind(shared, settings)?;
    let begin = Instant::now();
    let mut clock = || u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
    let mut scores = Scores::default();
    for line in &lines {
        scores.line(&mind, line, &mut clock);
    }
    terminal::say::line(&if json { scores.json().to_string() } else { scores.to_string() });
    Ok(ExitCode::SUCCESS)
}
