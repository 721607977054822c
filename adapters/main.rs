//! The program: the only place that knows every part. It reads the command line and hands over.

mod base;
mod bridge;
mod cli;
mod commands;
mod console;
mod content;
mod control;
#[cfg(test)]
mod corpus;
#[cfg(all(test, any(feature = "telegram", feature = "discord")))]
mod dice;
#[cfg(feature = "discord")]
mod discord;
mod doctor;
mod health;
mod init;
mod keeping;
mod logs;
mod network;
mod notice;
mod pages;
mod papers;
mod post;
mod review;
mod run;
mod secret;
mod settings;
mod stop;
mod terminal;
#[cfg(feature = "telegram")]
mod telegram;

use std::process::ExitCode;

use clap::Parser;

use crate::settings::Settings;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let settings = Settings::load(arguments.shared.config.as_deref());
    logs::start(
        &arguments.command,
        settings.as_ref().map(|settings| settings.log.format).unwrap_or_default(),
    );
    match commands::run(&arguments, settings) {
        Ok(code) => code,
        Err(error) => {
            // The chain of causes, each on its line; the last words say what to do.
            terminal::say::problem(&format!("{error:#}"));
            ExitCode::from(1)
        }
    }
}
