//! Reads what is typed: with line editing and history on a terminal, line by line from a pipe.

use std::io::{BufRead, Read};

use anyhow::{Context, Result};
use rustyline::error::ReadlineError;
use rustyline::{DefaultEditor, config::Configurer};

/// The most bytes of a line from a pipe that are kept; the rest of the line is read and dropped.
const LONGEST_LINE: u64 = 64 << 10;

/// What was heard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A line.
    Line(String),
    /// A line that is not UTF-8.
    NotText,
    /// The end of the input, or a word that ends it.
    Leave,
}

/// Where lines come from.
pub(crate) enum Lines {
    /// A person at a terminal.
    Terminal(Box<DefaultEditor>),
    /// A pipe or file.
    Pipe,
}

impl Lines {
    /// Opens the standard input.
    pub(crate) fn open() -> Result<Lines> {
        if !super::is_interactive() {
            return Ok(Lines::Pipe);
        }
        let mut editor = DefaultEditor::new().context("the terminal cannot be set up for line editing")?;
        editor.set_max_history_size(200).context("the history of lines cannot be set up")?;
        Ok(Lines::Terminal(Box::new(editor)))
    }

    /// Returns the next line.
    pub(crate) fn next(&mut self) -> Result<Heard> {
        match self {
            Lines::Terminal(editor) => loop {
                match editor.readline("> ") {
                    Ok(line) if leaves(&line) => return Ok(Heard::Leave),
                    Ok(line) => {
                        // The history lives as long as the program: what was asked is written nowhere.
                        // One that is full costs nothing but an arrow key.
                        let _ = editor.add_history_entry(&line);
                        return Ok(Heard::Line(line));
                    }
                    // One interrupt clears the line, as in a shell.
                    Err(ReadlineError::Interrupted) => {}
                    Err(ReadlineError::Eof) => return Ok(Heard::Leave),
                    Err(error) => return Err(error).context("the terminal cannot be read"),
                }
            },
            Lines::Pipe => read_line(&mut std::io::stdin().lock()),
        }
    }
}

/// Reads a line of any length and keeps its beginning.
fn read_line(input: &mut impl BufRead) -> Result<Heard> {
    let mut bytes = Vec::new();
    let read = input.take(LONGEST_LINE).read_until(b'\n', &mut bytes).context("the input cannot be read")?;
    if read == 0 {
        return Ok(Heard::Leave);
    }
    if bytes.last() != Some(&b'\n') {
        drop_rest(input)?;
        // The cut may fall within a letter.
        while std::str::from_utf8(&bytes).is_err_and(|error| error.error_len().is_none()) {
            bytes.pop();
        }
    }
    Ok(match String::from_utf8(bytes) {
        Ok(line) if leaves(&line) => Heard::Leave,
        Ok(line) => Heard::Line(line.trim_end_matches(['\n', '\r']).to_owned()),
        Err(_) => Heard::NotText,
    })
}

fn drop_rest(input: &mut impl BufRead) -> Result<()> {
    loop {
        let buffer = input.fill_buf().context("the input cannot be read")?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (used, ended) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        input.consume(used);
        if ended {
            return Ok(());
        }
    }
}

/// Returns whether a line asks to leave the program.
fn leaves(line: &str) -> bool {
    matches!(line.trim(), "/quit" | "/exit" | "/quitter" | "/salir")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<Heard> {
        std::iter::from_fn(|| {
            let heard = read_line(&mut bytes).unwrap();
            (heard != Heard::Leave).then_some(heard)
        })
        .collect()
    }

    #[test]
    fn lines_are_read_whatever_they_hold() {
        let line = |text: &str| Heard::Line(text.to_owned());
        assert_eq!(all(b"one\r\n\ntwo"), [line("one"), line(""), line("two")]);
        assert_eq!(all(b"\xff\xfe\nok\n"), [Heard::NotText, line("ok")]);
        assert_eq!(all(b"a\n/quit\nb\n"), [line("a")]);
        let long = ["é".repeat(100_000).as_bytes(), b"\nnext\n"].concat();
        let heard = all(&long);
        assert_eq!(heard.len(), 2);
        assert!(matches!(&heard[0], Heard::Line(line) if line.len() <= LONGEST_LINE as usize));
        assert_eq!(heard[1], line("next"));
    }
}
