//! The command line: one definition, from which parsing and `--help` come.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};

/// Answers how a municipality can support the social and solidarity economy, from a sourced base.
#[derive(Debug, Parser)]
#[command(
    name = "passerelle",
    version,
    about = "Answers how a municipality can support the social and solidarity economy, from a sourced base",
    after_help = "Try it:\n  passerelle chat\n  passerelle ask \"l'épicerie du village ferme, que faire ?\"\n  passerelle check --knowledge my-base/\n  passerelle backup today.backup\n\nAnswers go to the standard output, everything else to the standard error.\nExit codes: 0 fine, 1 a problem was found, 2 wrong use."
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
    /// Answer on every platform that is configured, until SIGTERM or Ctrl-C
    #[command(
        after_help = "Try it:\n  passerelle run --config passerelle.toml\n\nconfig.example.toml tells every setting. `backup`, `export`,\n`verify` and `forget` work beside the running program."
    )]
    Run,
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
    /// What whoever hosts the program needs.
    #[command(flatten)]
    Keeping(Keeping),
}

/// What whoever hosts the program needs. All but `restore` and `import` work beside the running program.
#[derive(Debug, Subcommand)]
pub(crate) enum Keeping {
    /// Write all that is kept to a backup, checksummed, for `restore`
    #[command(
        after_help = "Try it:\n  passerelle backup today.backup\n  passerelle backup - | ssh elsewhere 'cat > today.backup'\n\nThe file gets its name when it is whole and on the disk; only this user may read it.\nIt may be made while the service runs: it holds one moment, whole."
    )]
    Backup {
        /// The file to write; - for the standard output
        file: PathBuf,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Make the store anew from a backup, or keep what can be read of a damaged one
    #[command(
        group(ArgGroup::new("from").required(true).args(["file", "from_journal"])),
        after_help = "Try it:\n  passerelle restore today.backup --data fresh-folder/\n  passerelle restore --from-journal\n\nA backup is checked to its end before anything is there. A data folder that holds a store is\nrefused: move it away first. --from-journal removes nothing: damaged files stay beside, under\nanother name. Its exit code is 1 when something was lost."
    )]
    Restore {
        /// The backup; - for the standard input
        file: Option<PathBuf>,
        /// Keep what can be read of the damaged store in the data folder
        #[arg(long)]
        from_journal: bool,
    },
    /// Write all that is kept as JSON lines, for people and other programs
    #[command(
        after_help = "Try it:\n  passerelle export kept.jsonl\n  passerelle export - | less\n\nOne line an entry, in the order of the keys; the last line holds their number and a checksum.\nThe same state always gives the same bytes."
    )]
    Export {
        /// The file to write; - for the standard output
        file: PathBuf,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Take in an export: its entries replace those of the same key, others stay
    #[command(
        after_help = "Try it:\n  passerelle import kept.jsonl --data fresh-folder/\n\nAll lines are read and checked first: if one is wrong, nothing is imported. Doing it again is harmless."
    )]
    Import {
        /// The file to read; - for the standard input
        file: PathBuf,
    },
    /// Read all that is kept and compare journal, index and checksums
    #[command(
        after_help = "Try it:\n  passerelle verify && passerelle backup today.backup\n\nExit code 1 when something is damaged; what to do is said."
    )]
    Verify,
    /// Erase what is kept of a chat, or of one person in it, from every file of the store
    #[command(
        after_help = "Try it:\n  passerelle forget terminal \"$USER\"\n  passerelle forget telegram -1005 1001\n\nThe names are those of the keys: `passerelle export -` shows them, as\nconversation/PLATFORM|CHAT|PERSON|THREAD. Backups and exports made before are out of reach: erase\nthem too. If it fails half-way, give it again."
    )]
    Forget {
        /// terminal, telegram, discord, …
        platform: String,
        /// The chat or channel; in the terminal, the user's name
        #[arg(allow_negative_numbers = true)]
        chat: String,
        /// The person in it (default: everybody)
        #[arg(allow_negative_numbers = true)]
        person: Option<String>,
        /// Do not ask whether it is meant
        #[arg(long)]
        yes: bool,
    },
}
