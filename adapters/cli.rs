//! The command line: one definition, from which parsing and `--help` come.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Answers how a municipality can support the social and solidarity economy, from a sourced base.
#[derive(Debug, Parser)]
#[command(
    name = "passerelle",
    version,
    about = "Answers how a municipality can support the social and solidarity economy, from a sourced base",
    after_help = "Try it:\n  passerelle chat\n  passerelle ask \"l'épicerie du village ferme, que faire ?\"\n  passerelle check --knowledge my-base/\n\nAnswers go to the standard output, everything else to the standard error.\nExit codes: 0 fine, 1 a problem was found, 2 wrong use."
)]
pub(crate) struct Arguments {
    /// What all commands share.
    #[command(flatten)]
    pub(crate) shared: Shared,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What all commands share.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// The folder of the content (default: the one that comes with the program)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) knowledge: Option<PathBuf>,
    /// The folder where conversations are kept (default: passerelle in the user's data folder)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The settings (see config.example.toml; default: passerelle.toml if it stands in this folder)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Talk in the terminal: ask, then "and in Spain?", "the second one", "more", /help, /quit
    Chat {
        /// Speak this language from the start: fr, en, es
        #[arg(long, value_name = "LANGUAGE")]
        lang: Option<String>,
        /// No colours, no bold, no links behind words: what a screen reader wants
        #[arg(long)]
        plain: bool,
    },
    /// Answer one question
    Ask {
        /// The question, in quotes
        question: String,
        /// The language to take it for when it does not tell: fr, en, es
        #[arg(long, value_name = "LANGUAGE")]
        lang: Option<String>,
        /// One JSON object instead of text
        #[arg(long)]
        json: bool,
    },
    /// Check the content: every problem with its place and what to do
    Check {
        /// An array of JSON objects instead of text
        #[arg(long)]
        json: bool,
        /// Set the no-break spaces that French and Spanish typography ask for, in the files
        #[arg(long)]
        fix: bool,
    },
    /// Score the answers to files of questions or conversations (JSON lines, see tests/questions/README.md)
    Eval {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// One JSON object instead of a table
        #[arg(long)]
        json: bool,
    },
}
