//! `passerelle init`: writes a settings file with every setting explained, and says what comes next. It asks nothing and
//! never overwrites.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};

use crate::settings::DEFAULT_FILE;
use crate::terminal::say;

/// Every setting, its default and what it does.
const EXAMPLE: &str = include_str!("../config.example.toml");

/// Writes the settings file, in this folder or where `named` says.
pub(crate) fn init(named: Option<&Path>) -> Result<ExitCode> {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    let shown = path.display();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(own().as_bytes())?;
        file.sync_all()
    });
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(
            "`{shown}` is there already, and is left as it is\nhelp: edit it, or write another: passerelle init --config FILE; `passerelle doctor` looks at it"
        ),
        Err(error) => {
            return Err(anyhow!(
                "`{shown}` cannot be written: {error}\nhelp: go to a folder that you may write to, or name a place with --config FILE"
            ));
        }
    }
    let with = match named {
        Some(_) => format!(" --config {shown}"),
        None => String::new(),
    };
    say::line(&format!("`{shown}` is written: every setting with its default, explained."));
    say::aside(&next(&with));
    Ok(ExitCode::SUCCESS)
}

/// The example without the words that tell how to copy it.
fn own() -> String {
    EXAMPLE.lines().filter(|line| !line.starts_with("# Copy it to")).map(|line| format!("{line}\n")).collect()
}

fn next(with: &str) -> String {
    format!(
        "\nWhat comes next:\n  \
         1. passerelle chat{with}        talk to it here; no token is needed\n  \
         2. open the file and say who runs the service: `operator` and `contact`\n  \
         3. export PASSERELLE_TELEGRAM_TOKEN=…   the token that @BotFather gives for /newbot; or PASSERELLE_DISCORD_TOKEN\n  \
         4. passerelle doctor{with}      looks at everything, and says what to mend\n  \
         5. passerelle run{with}         answers until Ctrl-C\n\n\
         As a service of its own, with backups: docs/en/hosts.md, docs/fr/hosts.md.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn what_is_written_is_read_as_the_defaults() {
        let written = Settings::parse(&own(), "passerelle.toml").unwrap();
        let example = Settings::parse(EXAMPLE, "config.example.toml").unwrap();
        assert_eq!(written.host(), example.host());
        assert!(own().lines().count() + 1 == EXAMPLE.lines().count(), "one line tells how to copy");
    }
}
