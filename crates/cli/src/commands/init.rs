//! `hagen init`

use std::fs::File;
use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};
use hagen_core::section::nearest;
use serde_json::json;

use super::schema;
use crate::codes;
use crate::examples::{Example, START};
use crate::exit::Exit;
use crate::input::{self, plain};
use crate::outcome::Outcome;
use crate::report::{Finding, Report};
use crate::schema::FILE;
use crate::style;

/// Write a blueprint to start from, and the schema that helps editors with it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to write into; it is made if it is not there.
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: Utf8PathBuf,
    /// The example to start from.
    #[arg(long, default_value = START.name, value_name = "EXAMPLE")]
    from: String,
    /// List the examples.
    #[arg(long)]
    list: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.list {
        return list();
    }
    match start(args) {
        Ok(outcome) => outcome,
        Err(stopped) => {
            let (finding, exit) = *stopped;
            let mut report = Report::default();
            report.add([finding]);
            Outcome::failed(report, exit, "nothing was written")
        }
    }
}

fn list() -> Outcome {
    let code = style::CODE;
    let lines: Vec<String> = Example::all()
        .map(|example| format!("{code}{}{code:#}: {}\n", example.name, example.about()))
        .collect();
    let data = Example::all().map(|example| json!({ "name": example.name, "about": example.about() }));
    Outcome::done(lines.concat(), data.collect())
}

fn start(args: &Args) -> Result<Outcome, Box<(Finding, Exit)>> {
    let example =
        Example::all().find(|example| example.name == args.from).ok_or_else(|| unknown(&args.from))?;
    std::fs::create_dir_all(&args.folder).map_err(|error| refused(&args.folder, &error))?;
    let blueprint = clean(&args.folder, input::DEFAULT);
    create(&blueprint, &example.blueprint()).map_err(|error| refused(&blueprint, &error))?;
    let mut written = vec![blueprint];
    let schema = clean(&args.folder, FILE);
    match create(&schema, &schema::text()) {
        Ok(()) => written.push(schema),
        // An older schema helps as well, and may be somebody else's file.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(refused(&schema, &error)),
    }
    Ok(done(&args.folder, &written))
}

/// Writes a file that is not there yet.
fn create(path: &Utf8Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())
}

/// `blueprint.yaml` rather than `./blueprint.yaml`.
fn clean(folder: &Utf8Path, file: &str) -> Utf8PathBuf {
    if folder == "." { Utf8PathBuf::from(file) } else { folder.join(file) }
}

fn refused(path: &Utf8Path, error: &io::Error) -> Box<(Finding, Exit)> {
    let finding = if error.kind() == io::ErrorKind::AlreadyExists {
        Finding::about(path.as_str(), &codes::EXISTS, format!("`{path}` is there already"))
            .help("`hagen init <folder>` writes into another folder")
    } else {
        Finding::new(&codes::DISK, format!("cannot write `{path}`: {}", plain(error)))
    };
    Box::new((finding, Exit::Io))
}

fn unknown(name: &str) -> Box<(Finding, Exit)> {
    let names = || Example::all().map(|example| example.name);
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("there is no example `{}`", name.escape_debug());
    Box::new((Finding::new(&codes::NO_EXAMPLE, message).help(help), Exit::Usage))
}

fn done(folder: &Utf8Path, written: &[Utf8PathBuf]) -> Outcome {
    let (added, code) = (style::ADDED, style::CODE);
    let mut text =
        written.iter().map(|path| format!("{added}+ {path}{added:#}\n")).collect::<Vec<_>>().concat();
    let go = if folder == "." { String::new() } else { format!("cd {folder} && ") };
    text.push_str(&format!(
        "\nChange it to say what you run, then {code}`{go}hagen render`{code:#} writes the folder `out`.\n\
         {code}`hagen explain`{code:#} lists all keys.\n"
    ));
    Outcome::done(text, json!({ "written": written.iter().map(|path| path.as_str()).collect::<Vec<_>>() }))
}
