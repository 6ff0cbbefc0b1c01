//! `hagen crd`

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};
use clap::Subcommand;
use hagen::{DefinedKind, Examination, FileError, Files, Source};
use serde_json::{Value, json};

use crate::codes;
use crate::exit::Exit;
use crate::files::FolderFiles;
use crate::input::{self, Input, plain};
use crate::outcome::Outcome;
use crate::report::{self, Finding, Report};
use crate::style;

/// Bring in the definitions of your own kinds
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(Add),
}

/// Check custom resource definitions and add their files to `crds:`; all else in the blueprint stays as it is
#[derive(Debug, clap::Args)]
struct Add {
    /// The files, beside the blueprint or in a folder there.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
    /// The blueprint.
    #[arg(short, long, default_value = input::DEFAULT, value_name = "BLUEPRINT")]
    blueprint: Utf8PathBuf,
}

const NOTHING: &str = "nothing was changed";

pub(crate) fn run(args: &Args) -> Outcome {
    let Command::Add(args) = &args.command;
    add(args).unwrap_or_else(|stopped| *stopped)
}

fn add(args: &Add) -> Result<Outcome, Box<Outcome>> {
    let input = Input::read(&args.blueprint, &mut io::empty()).map_err(|found| stopped(*found, Exit::Io))?;
    let names = args.files.iter().map(|file| beside(&input.folder, file)).collect::<Result<Vec<_>, _>>();
    let names = names.map_err(|found| stopped(*found, Exit::Blueprint))?;
    let read = names.iter().map(|name| source(&FolderFiles::new(&input.folder), name));
    let read = read.collect::<Result<Vec<_>, _>>().map_err(|found| stopped(*found, Exit::Io))?;
    let found = hagen::examine_definitions(read);
    let kinds = found.kinds.clone();
    let report = examined(found);
    if report.has_errors() {
        return Err(Box::new(Outcome::failed(report, Exit::Blueprint, NOTHING)));
    }
    let edited = hagen::add_definitions(&input.source, &names).map_err(|found| {
        let mut report = Report::default();
        report.sources.add(report::Source::new(&input.source.name, &input.source.text));
        report.diagnose(found);
        Box::new(Outcome::failed(report, Exit::Blueprint, NOTHING))
    })?;
    let changed = edited.as_bytes() != input.source.text;
    if changed {
        replace(&args.blueprint, &edited).map_err(|error| {
            let message = format!("cannot write `{}`: {}", args.blueprint, plain(&error));
            stopped(Finding::new(&codes::DISK, message), Exit::Io)
        })?;
    }
    let data = json!({
        "blueprint": args.blueprint.as_str(), "changed": changed, "files": names,
        "kinds": kinds.iter().map(described).collect::<Vec<_>>(),
    });
    Ok(Outcome { report, ..Outcome::done(told(&args.blueprint, &names, &kinds, changed), data) })
}

#[allow(clippy::unnecessary_box_returns, reason = "it travels in results, which stay small")]
fn stopped(finding: Finding, exit: Exit) -> Box<Outcome> {
    let mut report = Report::default();
    report.add([finding]);
    Box::new(Outcome::failed(report, exit, NOTHING))
}

/// The name of a file as the blueprint writes it.
fn beside(folder: &Utf8Path, file: &Utf8Path) -> Result<String, Box<Finding>> {
    let plain = |path: &Utf8Path| path.strip_prefix("./").unwrap_or(path).to_owned();
    let file = plain(file);
    let folder = plain(folder);
    let inner =
        if folder == "." || folder.as_str().is_empty() { Ok(&*file) } else { file.strip_prefix(&folder) };
    inner.map(|path| path.as_str().to_owned()).map_err(|_| {
        let message = format!("`{file}` is not in the folder of the blueprint");
        let help = "a blueprint names files beside it and in folders there: put the file there";
        Box::new(Finding::about(file.as_str(), &codes::UNREADABLE, message).help(help))
    })
}

fn source(files: &FolderFiles, name: &str) -> Result<Source, Box<Finding>> {
    let text = files.read(name).map_err(|FileError { why }| {
        Box::new(Finding::about(name, &codes::UNREADABLE, format!("`{name}` {why}")))
    })?;
    Ok(Source { name: name.to_owned(), text })
}

fn examined(found: Examination) -> Report {
    let mut report = Report::default();
    for source in (0..).map_while(|file| found.sources.get(hagen_yaml::FileId(file))) {
        report.sources.add(report::Source::new(&source.name, &source.text));
    }
    report.diagnose(found.diagnostics);
    report
}

/// Writes a file beside the old one and puts it in its place, so that there is always a whole one.
fn replace(path: &Utf8Path, text: &str) -> io::Result<()> {
    let real = path.canonicalize_utf8()?;
    let name = real.file_name().unwrap_or_default();
    let new = real.with_file_name(format!(".{name}.new"));
    let outcome = write(&new, text, File::open(&real)?.metadata()?.permissions());
    let outcome = outcome.and_then(|()| std::fs::rename(&new, &real));
    if outcome.is_err() {
        // It is of no use, and the error that matters is told already.
        let _ = std::fs::remove_file(&new);
    }
    outcome
}

fn write(path: &Utf8Path, text: &str, permissions: Permissions) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.set_permissions(permissions)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn described(kind: &DefinedKind) -> Value {
    json!({
        "apiVersion": kind.api_version, "kind": kind.kind, "namespaced": kind.namespaced, "served": kind.served,
    })
}

fn told(blueprint: &Utf8Path, names: &[String], kinds: &[DefinedKind], changed: bool) -> String {
    let (added, code) = (style::ADDED, style::CODE);
    let mut text = String::new();
    for kind in kinds {
        let scope = if kind.namespaced { "in a namespace" } else { "of the cluster" };
        let served = if kind.served { "" } else { ", not served" };
        text.push_str(&format!("{code}{} {}{code:#}: {scope}{served}\n", kind.api_version, kind.kind));
    }
    if changed {
        let lines = names.iter().map(|name| format!("{added}+ {blueprint}: {name}{added:#}\n"));
        lines.for_each(|line| text.push_str(&line));
    } else {
        text.push_str(&format!("{blueprint} has them already\n"));
    }
    text
}
