//! What each command does: settings, content, mind, then the work.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use passerelle_core::assistant::Assistant;
use passerelle_core::conversation::Conversation;
use passerelle_core::diagnostic::Level;
use passerelle_core::event::{Action, Address, Event, EventId};
use passerelle_core::knowledge::{Day, check, fix, parse, read};
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use passerelle_core::reading;
use passerelle_core::report::{HeldOut, Report};
use passerelle_core::score::{Line, Scores};
use passerelle_core::turn::turn;

use crate::base::{self, Cache};
use crate::cli::{self, Arguments, Command, Keeping, Setup, Shared};
use crate::console::Console;
use crate::doctor::{self, Reach, Shape};
use crate::keeping;
use crate::settings::Settings;
use crate::terminal;
use crate::{control, init, papers, review, run};

/// Does what the command line says.
pub(crate) fn run(arguments: &Arguments, settings: Result<Settings>) -> Result<ExitCode> {
    let shared = &arguments.shared;
    match (&arguments.command, settings) {
        (Command::Setup(command), _) => set_up(shared, command),
        (_, Err(error)) => Err(error),
        (Command::Chat { lang, plain }, Ok(settings)) => chat(shared, &settings, lang.as_deref(), *plain),
        (Command::Ask { question, lang, json }, Ok(settings)) => {
            ask(shared, &settings, question, lang.as_deref(), *json)
        }
        (Command::Check { json, report: true, .. }, Ok(settings)) => report_content(shared, &settings, *json),
        (Command::Check { json, reading: true, .. }, Ok(_)) => measure_reading(shared, *json),
        (Command::Check { json, fix, .. }, Ok(_)) => check_content(shared, *json, *fix),
        (Command::Eval { files, json }, Ok(settings)) => eval(shared, &settings, files, *json),
        (Command::Run, Ok(settings)) => run_platforms(shared, &settings),
        (Command::Review { review }, Ok(settings)) => review_sent(shared, &settings, review),
        (Command::Reload, Ok(settings)) => {
            let data = settings.data_folder(shared.data.as_deref())?;
            control::ask_running(&data).unwrap_or_else(|| {
                Err(anyhow!(
                    "no program is running on the data folder `{}`\nhelp: a program that starts reads the content; start it with: passerelle run",
                    data.display()
                ))
            })
        }
        (Command::Papers(order), Ok(settings)) => papers::write(shared, &settings, order),
        (Command::Keeping(command), Ok(settings)) => {
            keep(&settings.data_folder(shared.data.as_deref())?, command)
        }
    }
}

fn set_up(shared: &Shared, command: &Setup) -> Result<ExitCode> {
    match command {
        Setup::Init => init::init(shared.config.as_deref()),
        Setup::Doctor { offline, json } => {
            let reach = if *offline { Reach::Machine } else { Reach::Platforms };
            doctor::examine(shared, reach, if *json { Shape::Json } else { Shape::Text })
        }
    }
}

/// Does what whoever hosts the program wants done with the data folder; through the running program, if there is one.
fn keep(folder: &Path, command: &Keeping) -> Result<ExitCode> {
    let done = match command {
        // The command line lets through one of the two.
        Keeping::Restore { file: Some(file), .. } => keeping::restore(folder, file),
        Keeping::Restore { file: None, .. } => keeping::repair(folder),
        Keeping::Import { file } => keeping::import(folder, file),
        Keeping::Rekey => keeping::rekey(folder),
        command => {
            if let Keeping::Forget { yes, .. } = command
                && let Some(code) = keeping::must_ask(*yes)
            {
                return Ok(code);
            }
            if let Keeping::Backup { file, .. } = command {
                keeping::must_not_be_for_the_eye(file)?;
            }
            keeping::open(folder)
                .and_then(|store| keeping::beside(&store, command, &mut Console::Here))
                .map(ExitCode::from)
        }
    };
    done.or_else(|error| control::ask(folder, &error).unwrap_or(Err(error)))
}

/// Puts the mind together.
fn mind(shared: &Shared, settings: &Settings) -> Result<Mind> {
    let knowledge = base::knowledge(shared.knowledge.as_deref())?;
    let cache = Cache::of(&settings.data_folder(shared.data.as_deref())?);
    Ok(base::mind(knowledge, settings.host(), &cache))
}

pub(crate) fn language(code: Option<&str>) -> Result<Option<Language>> {
    let known = || Language::all().map(Language::code).collect::<Vec<_>>().join(", ");
    code.map(|code| {
        Language::from_code(code).ok_or_else(|| {
            anyhow!("`{code}` is not a language of this program\nhelp: give one of {}", known())
        })
    })
    .transpose()
}

/// Judges what people sent; through the running program, if there is one.
fn review_sent(shared: &Shared, settings: &Settings, command: &cli::Review) -> Result<ExitCode> {
    let folder = settings.data_folder(shared.data.as_deref())?;
    let done = keeping::make(&folder).and_then(|store| {
        let names = keeping::names(&store)?;
        let assistant = Assistant::new(mind(shared, settings)?, store, names);
        let ask = |event: &Event| Ok(assistant.ask(event, terminal::now())?.0);
        review::review(&assistant, &ask, command, &mut Console::Here).map(ExitCode::from)
    });
    done.or_else(|error| control::ask(&folder, &error).unwrap_or(Err(error)))
}

fn run_platforms(shared: &Shared, settings: &Settings) -> Result<ExitCode> {
    let data = settings.data_folder(shared.data.as_deref())?;
    let store = keeping::make(&data)?;
    let names = keeping::names(&store)?;
    let mind = mind(shared, settings)?;
    run::run(Assistant::new(mind, store, names), settings, &data, shared.knowledge.as_deref())
}

fn chat(shared: &Shared, settings: &Settings, lang: Option<&str>, plain: bool) -> Result<ExitCode> {
    let lang = language(lang)?;
    let store = keeping::make(&settings.data_folder(shared.data.as_deref())?)?;
    let names = keeping::names(&store)?;
    let assistant = Assistant::new(mind(shared, settings)?, store, names);
    assistant.take_up()?;
    terminal::chat(&assistant, lang, plain)
}

/// Answers one question: with what people contributed as well, through the running program if there is one.
fn ask(
    shared: &Shared,
    settings: &Settings,
    question: &str,
    lang: Option<&str>,
    json: bool,
) -> Result<ExitCode> {
    let lang = language(lang)?;
    let folder = settings.data_folder(shared.data.as_deref())?;
    let mind = match keeping::open(&folder) {
        Ok(store) => {
            let names = keeping::names(&store)?;
            let assistant = Assistant::new(mind(shared, settings)?, store, names);
            assistant.take_up()?;
            assistant.mind()
        }
        Err(error) => {
            // The running program answers from its own content.
            if shared.knowledge.is_none()
                && let Some(answered) = control::ask(&folder, &error)
            {
                return answered;
            }
            // Nothing was contributed, or nobody can tell: the base answers all the same.
            Arc::new(mind(shared, settings)?)
        }
    };
    answer(&mind, question, lang, json, &mut Console::Here);
    Ok(ExitCode::SUCCESS)
}

/// Answers a question from a fresh conversation.
pub(crate) fn answer(mind: &Mind, question: &str, lang: Option<Language>, json: bool, console: &mut Console) {
    let person = "someone".to_owned();
    let event = Event {
        id: EventId("1".to_owned()),
        address: Address { platform: "terminal".to_owned(), chat: person.clone(), person, thread: None },
        at: terminal::now(),
        hint: lang.map(|language| language.code().to_owned()),
        note: None,
        action: Action::Say(question.to_owned()),
    };
    let turn = turn(mind, &Conversation::default(), &event);
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
            console.line(&object.to_string());
        } else {
            console.reply(reply);
        }
    }
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
                std::fs::write(&path, &fixed)
                    .with_context(|| format!("`{}` cannot be written", path.display()))?;
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
            .flat_map(|entry| {
                entry.articles.iter().map(|(_, article)| article.asks.len()).collect::<Vec<_>>()
            })
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

fn report_content(shared: &Shared, settings: &Settings, json: bool) -> Result<ExitCode> {
    let mind = mind(shared, settings)?;
    let mut report = Report::new(&mind.knowledge, today());
    report.held_out = Some(base::with_progress(|progress| HeldOut::new(&mind, progress)));
    terminal::say::line(&if json { serde_json::to_string(&report)? } else { report.to_string() });
    Ok(ExitCode::SUCCESS)
}

/// Says how easily the assistant's own sentences are read.
fn measure_reading(shared: &Shared, json: bool) -> Result<ExitCode> {
    let readings = reading::wording(&base::knowledge(shared.knowledge.as_deref())?);
    if json {
        terminal::say::line(&serde_json::to_string(&readings)?);
    } else {
        for reading in &readings {
            terminal::say::line(&reading.to_string());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the day of today (UTC).
fn today() -> Day {
    Day::of(terminal::now())
}

fn eval(shared: &Shared, settings: &Settings, files: &[PathBuf], json: bool) -> Result<ExitCode> {
    let mut lines = Vec::new();
    for path in files {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
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
