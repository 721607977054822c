//! The program: the only place that knows every part. It reads the command line and hands over.

mod base;
mod bridge;
mod cli;
mod commands;
mod console;
mod control;
mod health;
mod keeping;
mod pages;
mod post;
mod run;
mod settings;
mod stop;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    // Who hosts a service wants to see that it runs; who talks in the terminal does not.
    let default =
        if matches!(arguments.command, cli::Command::Run) { "warn,passerelle=info" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| default.into());
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).init();
    // What a panic says may hold a person's words: only where it happened is told.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!("a panic at {}:{}:{}", place.file(), place.line(), place.column()),
        None => tracing::error!("a panic"),
    }));
    match commands::run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            // The chain of causes, each on its line; the last words say what to do.
            terminal::say::problem(&format!("{error:#}"));
            ExitCode::from(1)
        }
    }
}
