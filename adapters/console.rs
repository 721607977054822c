//! Where a command speaks: this terminal, or the terminal of another process that asked the running program.

use std::io::{self, BufRead, Read, Write};
use std::os::unix::net::UnixStream;

use passerelle_core::reply::Reply;

use crate::terminal::say;

/// Where a command speaks.
#[derive(Debug)]
pub(crate) enum Console {
    /// This terminal.
    Here,
    /// The terminal at the other end of a socket.
    There(UnixStream),
}

/// What goes over the socket, before its length (four bytes, little-endian) and its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Frame {
    /// For the standard output.
    Out = b'o',
    /// For the standard error.
    Aside = b'a',
    /// A question; a line is sent back.
    Ask = b'q',
    /// The exit code, one byte; the end.
    Exit = b'x',
}

/// The longest frame.
const LONGEST: usize = 1 << 20;

impl Console {
    /// Says a line of the answer.
    pub(crate) fn line(&mut self, text: &str) {
        match self {
            Console::Here => say::line(text),
            // Whoever asked has gone; the command itself goes on.
            Console::There(socket) => drop(write(socket, Frame::Out, format!("{text}\n").as_bytes())),
        }
    }

    /// Shows a reply.
    pub(crate) fn reply(&mut self, reply: &Reply) {
        match self {
            Console::Here => say::Screen::of_stdout(false).reply(reply, false),
            // How wide the other terminal is and what it shows is not known here.
            Console::There(_) => self.line(reply.to_string().trim_end()),
        }
    }

    /// Says something beside the answer.
    pub(crate) fn aside(&mut self, text: &str) {
        match self {
            Console::Here => say::aside(text),
            Console::There(socket) => drop(write(socket, Frame::Aside, text.as_bytes())),
        }
    }

    /// Says what went wrong.
    pub(crate) fn problem(&mut self, text: &str) {
        self.aside(&format!("error: {text}\n"));
    }

    /// Asks, and returns the line that was typed.
    pub(crate) fn ask(&mut self, question: &str) -> io::Result<String> {
        let mut answer = String::new();
        match self {
            Console::Here => {
                say::aside(question);
                io::stdin().read_line(&mut answer)?;
            }
            Console::There(socket) => {
                write(socket, Frame::Ask, question.as_bytes())?;
                io::BufReader::new(socket.take(200)).read_line(&mut answer)?;
            }
        }
        Ok(answer.trim().to_owned())
    }

    /// Returns a writer to the standard output.
    pub(crate) fn stdout(&self) -> io::Result<Box<dyn Write>> {
        Ok(match self {
            Console::Here => Box::new(io::stdout()),
            Console::There(socket) => Box::new(Sink(socket.try_clone()?)),
        })
    }

    /// Ends what is said over a socket.
    pub(crate) fn exit(mut self, code: u8) {
        if let Console::There(socket) = &mut self {
            let _ = write(socket, Frame::Exit, &[code]);
        }
    }
}

/// Writes to the standard output at the other end.
struct Sink(UnixStream);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let some = &bytes[..bytes.len().min(LONGEST)];
        write(&mut self.0, Frame::Out, some)?;
        Ok(some.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn write(socket: &mut UnixStream, frame: Frame, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::Error::other("a frame is too long"))?;
    socket.write_all(&[frame as u8])?;
    socket.write_all(&length.to_le_bytes())?;
    socket.write_all(bytes)
}

/// Shows here what the running program says, and returns the exit code.
pub(crate) fn follow(mut socket: UnixStream) -> io::Result<u8> {
    let mut head = [0; 5];
    loop {
        socket.read_exact(&mut head)?;
        let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > LONGEST {
            return Err(io::Error::other("a frame is too long"));
        }
        let mut bytes = vec![0; length];
        socket.read_exact(&mut bytes)?;
        match head[0] {
            kind if kind == Frame::Out as u8 => {
                let mut out = io::stdout().lock();
                out.write_all(&bytes)?;
                out.flush()?;
            }
            kind if kind == Frame::Aside as u8 => say::aside(&String::from_utf8_lossy(&bytes)),
            kind if kind == Frame::Ask as u8 => {
                let answer = Console::Here.ask(&String::from_utf8_lossy(&bytes))?;
                socket.write_all(format!("{answer}\n").as_bytes())?;
            }
            kind if kind == Frame::Exit as u8 => return Ok(bytes.first().copied().unwrap_or(1)),
            _ => return Err(io::Error::other("an unknown frame")),
        }
    }
}
