//! Commands beside the running program: one process owns the store, so it does what others ask, over a socket in the data folder.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Parser;
use passerelle_core::event::Event;
use passerelle_core::store::StoreError;

use crate::cli::{Arguments, Command, Keeping};
use crate::commands;
use crate::console::{self, Console};
use crate::content::{Content, Taken};
use crate::keeping;
use crate::post::Post;
use crate::stop::Stop;

/// The socket's name in the data folder.
const SOCKET: &str = "control.sock";

/// The longest path of a socket, in bytes: what `sun_path` holds on Linux (unix(7)) and elsewhere a little less.
const LONGEST_PATH: usize = 103;

/// The longest request, in bytes.
const LONGEST: u64 = 64 << 10;

/// Does what other processes ask until the program stops.
pub(crate) async fn serve(
    data: PathBuf,
    post: Arc<Post>,
    content: Arc<Content>,
    mut stop: Stop,
) -> Result<()> {
    let path = data.join(SOCKET);
    // The store is ours, so whoever made this socket has ended.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("`{}` cannot be replaced", path.display()));
        }
        _ => {}
    }
    let listener = match bind(&path) {
        Ok(listener) => listener,
        Err(error) => {
            // A path that is too long for a socket, or a disk without sockets: the rest works.
            tracing::warn!("no command can be given beside the running program: {error}");
            stop.wait().await;
            return Ok(());
        }
    };
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted.context("the control socket failed")?,
            () = stop.wait() => break,
        };
        let (post, content) = (Arc::clone(&post), Arc::clone(&content));
        tokio::task::spawn_blocking(move || {
            let answered = stream.into_std().and_then(|stream| {
                stream.set_nonblocking(false)?;
                answer(stream, &post, &content)
            });
            if let Err(error) = answered {
                tracing::warn!("a command was not heard to its end: {error}");
            }
        });
    }
    let _ = std::fs::remove_file(&path);
    Ok(())
}

/// Returns the socket's path, if it is too long to be one.
pub(crate) fn too_long(data: &Path) -> Option<PathBuf> {
    let path = data.join(SOCKET);
    (path.as_os_str().len() > LONGEST_PATH).then_some(path)
}

/// Opens the socket, for this user alone.
fn bind(path: &Path) -> io::Result<tokio::net::UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    let listener = tokio::net::UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

fn answer(stream: UnixStream, post: &Post, content: &Content) -> io::Result<()> {
    let mut request = Vec::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    io::Read::take(&mut reader, LONGEST).read_until(b'\n', &mut request)?;
    let words: Vec<String> = serde_json::from_slice(&request)?;
    let mut console = Console::There(stream);
    let arguments = Arguments::try_parse_from(std::iter::once("passerelle".to_owned()).chain(words));
    let code = match arguments.map(|arguments| arguments.command) {
        Ok(Command::Keeping(command)) => {
            let done = keeping::beside(post.assistant().store(), &command, &mut console).and_then(|code| {
                // What is published may have lost its name.
                if matches!(command, Keeping::Forget { .. }) {
                    post.assistant().take_up()?;
                }
                Ok(code)
            });
            match done {
                Ok(code) => code,
                Err(error) => {
                    console.problem(&format!("{error:#}"));
                    1
                }
            }
        }
        Ok(Command::Review { review }) => {
            let ask = |event: &Event| Ok(post.ask(event)?);
            match crate::review::review(post.assistant(), &ask, &review, &mut console) {
                Ok(code) => code,
                Err(error) => {
                    console.problem(&format!("{error:#}"));
                    1
                }
            }
        }
        Ok(Command::Ask { question, lang, json }) => match commands::language(lang.as_deref()) {
            Ok(lang) => {
                commands::answer(&post.assistant().mind(), &question, lang, json, &mut console);
                0
            }
            Err(error) => {
                console.problem(&format!("{error:#}"));
                2
            }
        },
        Ok(Command::Reload) => match content.take_up(post.assistant()) {
            Ok(Taken::Same) => {
                console.line("the content is the one in force");
                0
            }
            Ok(Taken::New(entries)) => {
                console.line(&format!("a new content is in force, with {entries} entries"));
                0
            }
            Err(error) => {
                console.problem(&format!("{error:#}"));
                console.aside("note: the content of before stays in force\n");
                1
            }
        },
        Ok(_) => {
            console.problem("this command is not for the running program\nhelp: stop it first");
            2
        }
        Err(error) => {
            console.aside(&error.to_string());
            2
        }
    };
    console.exit(code);
    Ok(())
}

/// Asks the running program, if there is one and `error` says that it has the store.
pub(crate) fn ask(data: &Path, error: &anyhow::Error) -> Option<Result<ExitCode>> {
    let in_use = error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::InUse { .. })));
    in_use.then(|| ask_running(data))?
}

/// Asks the running program to do what this command line says, if there is one.
pub(crate) fn ask_running(data: &Path) -> Option<Result<ExitCode>> {
    let mut socket = UnixStream::connect(data.join(SOCKET)).ok()?;
    let asked = || -> Result<ExitCode> {
        let words = words()?;
        serde_json::to_writer(&mut socket, &words)?;
        socket.write_all(b"\n")?;
        let code = console::follow(socket).context(
            "the running program did not answer to the end\nhelp: look at its log, then give the command again",
        )?;
        Ok(ExitCode::from(code))
    };
    Some(asked())
}

/// The words of this command line, paths made whole: the running program may stand in another folder.
fn words() -> Result<Vec<String>> {
    let here = std::env::current_dir().context("this folder has gone")?;
    let mut words = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(word) = arguments.next() {
        // The running program has its own folders.
        if ["--data", "--config", "--knowledge"].contains(&word.as_str()) {
            arguments.next();
        } else if ["--data=", "--config=", "--knowledge="].iter().any(|option| word.starts_with(option)) {
        } else {
            words.push(word);
        }
    }
    if let [command, rest @ ..] = words.as_mut_slice()
        && ["backup", "export"].contains(&command.as_str())
        && let Some(file) = rest.iter_mut().find(|word| !word.starts_with('-'))
    {
        *file = here.join(&*file).display().to_string();
    }
    if let Some(at) = words.iter().position(|word| word == "--into")
        && let Some(folder) = words.get_mut(at + 1)
    {
        *folder = here.join(&*folder).display().to_string();
    }
    Ok(words)
}
