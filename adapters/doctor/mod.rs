//! `passerelle doctor`: looks at a set-up from the settings to the platforms, and says of each fault what mends it.
//!
//! It changes nothing but a file of its own that it writes, syncs and removes in the data folder; and the store mends a torn
//! end when it is opened, as at every start. No secret is shown, and nobody but the configured platforms is asked.
//!
//! # Layout
//! `finding` what is reported · `settings` the file and what it says · `secrets` tokens and keys · `content` · `data` the
//! folder and its disk · `store` · `clock` · `ports` · `network` · `platforms` what Telegram and Discord answer.

mod clock;
mod content;
mod data;
mod finding;
mod modes;
mod network;
mod platforms;
mod ports;
mod secrets;
mod settings;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Shared;
use crate::settings::Settings;
use crate::terminal::{now, say};
use finding::{Finding, Level};

/// How far the doctor looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Also at what the platforms answer.
    Platforms,
    /// At this machine alone.
    Machine,
}

/// How the findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// For a person.
    Text,
    /// An array of JSON objects.
    Json,
}

/// What is looked at.
struct Patient {
    /// The settings file, if there is one.
    file: Option<PathBuf>,
    settings: Settings,
    data: PathBuf,
    service: Service,
}

/// Whether the service is running on the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    /// It is.
    Running,
    /// It is not.
    Stopped,
}

/// Looks at everything, and shows what was found; the exit code is 1 when something is broken.
pub(crate) fn examine(shared: &Shared, reach: Reach, shape: Shape) -> Result<ExitCode> {
    let findings = findings(shared, reach);
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let (broken, warnings) = (count(Level::Broken), count(Level::Warning));
    match shape {
        Shape::Json => say::line(&serde_json::to_string(&findings)?),
        Shape::Text => {
            for finding in &findings {
                say::line(&finding.to_string());
            }
            say::line(&match (broken, warnings) {
                (0, 0) => "\nNothing to mend.".to_owned(),
                (0, _) => format!("\nIt works; {warnings} warning(s) above."),
                _ => format!("\n{broken} thing(s) to mend, {warnings} warning(s)."),
            });
        }
    }
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn findings(shared: &Shared, reach: Reach) -> Vec<Finding> {
    let mut findings = Vec::new();
    let file = Settings::file(shared.config.as_deref());
    // Settings that cannot be read are told, and the rest is looked at as if there were none.
    let settings = match Settings::load(shared.config.as_deref()) {
        Ok(settings) => {
            findings.extend(self::settings::file(file.as_deref()));
            settings
        }
        Err(error) => {
            let why = "the program does not start with settings that it cannot read; below, the defaults are looked at";
            findings.push(Finding::refused("settings", &error, why));
            Settings::default()
        }
    };
    let data = match settings.data_folder(shared.data.as_deref()) {
        Ok(data) => data,
        // Told with the values of the settings.
        Err(_) => {
            findings.extend(self::settings::values(&settings));
            return findings;
        }
    };
    let mut patient = Patient { file, settings, data, service: Service::Stopped };
    findings.extend(self::settings::values(&patient.settings));
    findings.extend(modes::webhook(&patient.settings));
    let (keys, secrets) = secrets::look(&patient.settings);
    findings.extend(secrets);
    let (base, content) = content::look(shared.knowledge.as_deref(), &patient.settings);
    findings.extend(content);
    findings.extend(data::look(&patient.data));
    // Before the store is opened, which may write.
    findings.extend(clock::look(&patient.data, base.as_ref(), now()));
    let (service, store) = store::look(&patient.data);
    patient.service = service;
    findings.extend(store);
    findings.extend(ports::look(&patient));
    match network::client(&patient.settings.network) {
        Err(finding) => findings.push(*finding),
        Ok(client) if reach == Reach::Platforms => {
            findings.extend(platforms::ask(&client, &patient.settings, &keys, now()));
        }
        Ok(_) => findings.push(Finding::note("network", "the platforms were not asked (--offline)")),
    }
    let mine = patient.file.as_deref();
    findings.extend(modes::permissions(mine));
    findings
}
