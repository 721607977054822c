//! The command line: one definition, from which parsing and `--help` come.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::notice::Told;
use crate::papers::Order;

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
        after_help = "Try it:\n  PASSERELLE_TELEGRAM_TOKEN=… passerelle run\n\nA platform runs when its token is there; config.example.toml tells every setting. `backup`, `export`,\n`verify` and `forget` work beside the running program."
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
        /// What the base holds and lacks, counted, instead of its problems
        #[arg(long, conflicts_with = "fix")]
        report: bool,
        /// How easily the assistant's own sentences are read in each language, and the hardest of them
        #[arg(long, conflicts_with_all = ["fix", "report"])]
        reading: bool,
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
    /// Take up a changed content at once, in the running program
    #[command(
        after_help = "Try it:\n  passerelle check && passerelle reload\n\nThe running program looks for changes by itself every few seconds; this tells at once what came of it.\nWhile there is an error in the content, the one of before stays in force."
    )]
    Reload,
    /// Write the papers that a public body signs, filled in from these settings
    #[command(
        after_help = "Try it:\n  passerelle papers --out papers/\n  passerelle papers --out avis/ --lang fr --with telegram\n\nA notice, a privacy impact assessment, a record of processing, a public register card, a register of\nincidents and a retention table. What no program can know stands in brackets, for a person to fill in.\nA paper that is there is never overwritten."
    )]
    Papers(Order),
    /// What is given before the service runs.
    #[command(flatten)]
    Setup(Setup),
    /// Judge what people sent: list, show, accept, ask for changes, decline, edit, withdraw, export
    #[command(
        after_help = "Try it:\n  passerelle review list\n  passerelle review show R-7K3F\n  passerelle review accept R-7K3F\n  passerelle review ask-changes R-7K3F results,links \"Is there a figure for 2024?\"\n  passerelle review export R-7K3F --into knowledge/\n\nIt works beside the running program; what people are told goes out by their platform."
    )]
    Review {
        /// What to do
        #[command(subcommand)]
        review: Review,
    },
    /// What whoever hosts the program needs.
    #[command(flatten)]
    Keeping(Keeping),
}

/// What is given before the service runs: neither needs settings that can be read.
#[derive(Debug, Subcommand)]
pub(crate) enum Setup {
    /// Write a settings file with every setting explained, here or where --config says; never overwrites
    #[command(
        after_help = "Try it:\n  passerelle init\n  passerelle doctor\n\nIt asks nothing, and says what comes next."
    )]
    Init,
    /// Look at the whole set-up, and say of each fault what mends it
    #[command(
        after_help = "Try it:\n  passerelle doctor\n  passerelle doctor --offline --json\n\nLooks at settings, tokens, content, data folder, disk, store, clock, ports, network, and asks each\nplatform whose token is there who we are. Sends nothing, shows no secret. Exit code 1 when\nsomething is broken."
    )]
    Doctor {
        /// Do not ask the platforms
        #[arg(long)]
        offline: bool,
        /// An array of JSON objects instead of text: check, level (fine, note, warning, broken), what, why, fix
        #[arg(long)]
        json: bool,
    },
}

/// What can be done with what people sent.
#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    /// All of it, oldest first
    List {
        /// Only these: waiting, changes, accepted, declined, withdrawn
        #[arg(long, value_name = "STATUS")]
        status: Option<String>,
        /// An array of JSON objects instead of text
        #[arg(long)]
        json: bool,
    },
    /// One of it, whole, with what it resembles and what was done with it
    Show {
        /// Its number, like R-7K3F
        number: String,
        /// A JSON object instead of text
        #[arg(long)]
        json: bool,
    },
    /// Accept it: an experience is an entry from now on
    Accept {
        /// Its number
        number: String,
    },
    /// Ask its contributor some of the questions again
    AskChanges {
        /// Its number
        number: String,
        /// Which answers, by the names that `show --json` gives, with commas between them
        steps: String,
        /// What the contributor is told, as it is
        remark: Vec<String>,
    },
    /// Decline it, with a reason that its contributor is told
    Decline {
        /// Its number
        number: String,
        /// The reason
        #[arg(required = true)]
        reason: Vec<String>,
    },
    /// Change one of its answers; what it was is kept
    Edit {
        /// Its number
        number: String,
        /// Which answer
        step: String,
        /// The new text
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// Withdraw it, published or not
    Withdraw {
        /// Its number
        number: String,
    },
    /// Write an accepted one as a file of the content, to the standard output or into a folder of content
    Export {
        /// Its number
        number: String,
        /// The folder of the content: the file goes into its `cases/`
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
    /// Everything that was done, or what was done with one of it
    Log {
        /// Its number
        number: Option<String>,
        /// An array of JSON objects instead of text
        #[arg(long)]
        json: bool,
    },
    /// Let a person send nothing any more
    Block {
        /// The platform, a colon and the id: telegram:1001
        who: String,
        /// The reason: for the moderators, and told to the person
        #[arg(required = true)]
        reason: Vec<String>,
    },
    /// Let a person send again
    Unblock {
        /// The platform, a colon and the id
        who: String,
    },
    /// Who is blocked, and why
    Blocked,
}

/// What whoever hosts the program needs. All but `restore`, `import` and `rekey` work beside the running program.
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
    /// Pause the service: every message is answered with a notice, until `resume`
    #[command(
        after_help = "Try it:\n  passerelle pause\n  passerelle pause --notice-fr \"De retour lundi.\" --until 2026-11-29\n\nWorks beside the running program, at once. Moderators can do it in a private chat: /pause, /notice, /resume."
    )]
    Pause(Told),
    /// Show a notice before answers, once a day in each conversation; without words, tell which one is in force
    #[command(
        after_help = "Try it:\n  passerelle notice --notice-fr \"La base est relue cette semaine.\" --until 2026-11-29\n  passerelle notice"
    )]
    Notice(Told),
    /// End the pause or the notice
    Resume,
    /// Read all that is kept and compare journal, index and checksums
    #[command(
        after_help = "Try it:\n  passerelle verify && passerelle backup today.backup\n\nExit code 1 when something is damaged; what to do is said."
    )]
    Verify,
    /// Seal everything that is kept with another key: PASSERELLE_KEY, from PASSERELLE_KEY_OLD
    #[command(
        after_help = "Try it:\n  PASSERELLE_KEY=\"$(openssl rand -base64 36)\" passerelle rekey\n\nWithout the old key, what is not sealed yet is sealed; without the new one, everything is opened.\nThe service must be stopped. If it fails half-way, give it again."
    )]
    Rekey,
    /// Erase what is kept of a chat, or of one person in it, from every file of the store
    #[command(
        after_help = "Try it:\n  passerelle forget terminal \"$USER\"\n  passerelle forget telegram -1005 1001\n\nThe ids are those that the platform gives; what is kept names people by a keyed hash of them.\nBackups and exports made before are out of reach: erase\nthem too. If it fails half-way, give it again."
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
