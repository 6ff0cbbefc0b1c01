//! The blueprint as it comes from the user: a file, or standard input.

use std::fs::File;
use std::io::{self, Read};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::fs::{CWD, Mode, OFlags};

use crate::codes;
use crate::report::Finding;

/// The file that is read when none is named.
pub(crate) const DEFAULT: &str = "blueprint.yaml";
/// The name that stands for standard input.
const STDIN: &str = "-";

/// A blueprint's text, and where its other files are.
#[derive(Debug)]
pub(crate) struct Input {
    /// The text with its name.
    pub(crate) source: hagen::Source,
    /// The folder that paths in the blueprint start from.
    pub(crate) folder: Utf8PathBuf,
}

impl Input {
    /// Reads the blueprint.
    pub(crate) fn read(path: &Utf8Path, stdin: &mut dyn Read) -> Result<Self, Box<Finding>> {
        if path == STDIN {
            let text = read(stdin).map_err(|error| unreadable("standard input", &error))?;
            return Ok(Self::new("<stdin>", text, Utf8Path::new("")));
        }
        let text = open(path).and_then(|mut file| read(&mut file));
        let text = text.map_err(|error| refused(path, &error))?;
        Ok(Self::new(path.as_str(), text, path.parent().unwrap_or(Utf8Path::new(""))))
    }

    fn new(name: &str, text: Vec<u8>, folder: &Utf8Path) -> Self {
        let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        Self { source: hagen::Source { name: name.to_owned(), text }, folder: folder.to_owned() }
    }
}

/// Opens a file. A pipe is not waited for until somebody writes into it; what is written there already is read.
fn open(path: &Utf8Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = rustix::fs::openat(CWD, path.as_std_path(), flags, Mode::empty())?;
    rustix::fs::fcntl_setfl(&file, OFlags::empty())?;
    Ok(file.into())
}

fn read(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    // One byte too many: the compiler tells about the limit.
    from.take(hagen::LARGEST as u64 + 1).read_to_end(&mut text)?;
    Ok(text)
}

fn refused(path: &Utf8Path, error: &io::Error) -> Box<Finding> {
    if error.kind() != io::ErrorKind::NotFound {
        return unreadable(path.as_str(), error);
    }
    let help = if path == DEFAULT {
        "`hagen init` writes one to start from; or name yours: `hagen render path/to/blueprint.yaml`"
    } else {
        "`hagen init` writes a blueprint to start from"
    };
    Box::new(Finding::new(&codes::NO_BLUEPRINT, format!("there is no file `{path}`")).help(help))
}

fn unreadable(name: &str, error: &io::Error) -> Box<Finding> {
    Box::new(Finding::new(&codes::UNREADABLE, format!("cannot read `{name}`: {}", plain(error))))
}

/// What the operating system says, without the number that it gives to it.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text[..1].to_lowercase() + &text[1..]
}
