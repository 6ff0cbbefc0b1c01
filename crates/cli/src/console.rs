//! Where a run reads and prints: the terminal, or a test.

use std::io::{self, Read, Write};

use anstream::AutoStream;
use anstream::adapter::strip_str;

use crate::args::Color;

/// A width for what goes into files and pipes.
const WIDTH: usize = 100;

/// The streams of a run, and what is known of them.
pub struct Console<'a> {
    /// Standard input.
    pub stdin: Box<dyn Read + 'a>,
    /// Standard output: results.
    pub stdout: Stream<'a>,
    /// Standard error: findings.
    pub stderr: Stream<'a>,
    /// The columns of the terminal.
    pub width: usize,
}

/// One stream to print to.
pub struct Stream<'a> {
    /// The stream.
    pub to: Box<dyn Write + 'a>,
    /// Whether it shows colours.
    pub has_colour: bool,
}

impl Console<'static> {
    /// The streams of the process.
    pub fn of_process() -> Self {
        Self {
            stdin: Box::new(io::stdin()),
            stdout: Stream { has_colour: has_colour(&io::stdout()), to: Box::new(io::stdout()) },
            stderr: Stream { has_colour: has_colour(&io::stderr()), to: Box::new(io::stderr()) },
            width: width(),
        }
    }
}

impl Console<'_> {
    pub(crate) fn set_colour(&mut self, colour: Color) {
        let has_colour = match colour {
            Color::Auto => return,
            Color::Always => true,
            Color::Never => false,
        };
        self.stdout.has_colour = has_colour;
        self.stderr.has_colour = has_colour;
    }
}

impl Stream<'_> {
    /// Prints text. A reader who has gone has read enough, which is no error.
    pub(crate) fn print(&mut self, text: &str) -> io::Result<()> {
        let printed = if self.has_colour {
            self.to.write_all(text.as_bytes())
        } else {
            self.to.write_all(strip_str(text).to_string().as_bytes())
        };
        match printed.and_then(|()| self.to.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            printed => printed,
        }
    }
}

fn has_colour(stream: &impl anstream::stream::RawStream) -> bool {
    AutoStream::choice(stream) != anstream::ColorChoice::Never
}

fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or_else(terminal).filter(|width| *width > 0).unwrap_or(WIDTH).clamp(20, 400)
}
