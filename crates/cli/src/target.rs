//! What the commands that compile have in common: where the blueprint is, and where the output goes.

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;

use camino::{Utf8Path, Utf8PathBuf};
use hagen::{Path, Place, Platform, Rendered};

use crate::compile::{self, Target};
use crate::console::Console;
use crate::exit::Exit;
use crate::files::{FolderFiles, Noted};
use crate::input::{self, Input};
use crate::outcome::Outcome;
use crate::refusal;
use crate::report::{Finding, Report};
use crate::selection::{self, Selection};
use crate::write::{Digest, Options, WriteError};

/// The blueprint on the command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Blueprint {
    /// The blueprint; `-` reads standard input.
    #[arg(default_value = input::DEFAULT, value_name = "BLUEPRINT")]
    pub(crate) blueprint: Utf8PathBuf,
}

/// The day on the command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Today {
    /// The day of today, such as 2027-01-31: a waiver that is over is an error then.
    #[arg(long, value_name = "DAY")]
    pub(crate) date: Option<hagen::Date>,
}

/// The output folder on the command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Out {
    /// The folder that hagen writes; it belongs to hagen alone.
    #[arg(short, long, default_value = "out", value_name = "FOLDER")]
    pub(crate) out: Utf8PathBuf,
}

/// What is rendered and where to, on the command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Rendering {
    #[command(flatten)]
    pub(crate) blueprint: Blueprint,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    pub(crate) part: selection::Part,
    #[command(flatten)]
    pub(crate) today: Today,
}

impl Rendering {
    /// The output folder.
    pub(crate) fn out(&self) -> &Utf8Path {
        &self.out.out
    }

    /// Reads and links the blueprint, on the day that it says. `failure` is what errors mean for the command.
    pub(crate) fn link(
        &self,
        console: &mut Console<'_>,
        failure: &'static str,
    ) -> Result<Linked, Box<Outcome>> {
        let mut linked = Linked::of(&self.blueprint, &self.part, console, failure)?;
        linked.set_today(&self.today);
        Ok(linked)
    }
}

/// A blueprint that was found to be right, so far.
pub(crate) struct Linked {
    /// It lives until the process ends: taking it apart, piece by piece, would only take time.
    pub(crate) platform: ManuallyDrop<Platform>,
    pub(crate) report: Report,
    /// What of it is rendered.
    part: Selection,
    /// Folders that no output may replace.
    protected: Vec<Utf8PathBuf>,
    failure: &'static str,
    /// The blueprint, for when somebody asks where something comes from.
    source: hagen::Source,
    folder: Utf8PathBuf,
    /// The files that the blueprint names.
    files: BTreeMap<String, Digest>,
}

impl Linked {
    /// Reads and links the blueprint. `failure` is what errors mean for the command.
    pub(crate) fn of(
        args: &Blueprint,
        part: &selection::Part,
        console: &mut Console<'_>,
        failure: &'static str,
    ) -> Result<Self, Box<Outcome>> {
        Self::read(args, console, failure).and_then(|input| Self::link(input, part, failure))
    }

    /// Reads the blueprint.
    pub(crate) fn read(
        args: &Blueprint,
        console: &mut Console<'_>,
        failure: &'static str,
    ) -> Result<Input, Box<Outcome>> {
        Input::read(&args.blueprint, &mut console.stdin).map_err(|finding| {
            let mut report = Report::default();
            report.add([*finding]);
            Box::new(Outcome::failed(report, Exit::Io, failure))
        })
    }

    /// Links what was read.
    pub(crate) fn link(
        input: Input,
        part: &selection::Part,
        failure: &'static str,
    ) -> Result<Self, Box<Outcome>> {
        let protected = protected(&input.folder);
        let Input { source, folder } = input;
        let beside = FolderFiles::new(&folder);
        let files = Noted::new(&beside);
        let (platform, mut report) = compile::link_with(source.clone(), &files);
        let files = files.digests();
        let Some(platform) = platform else {
            return Err(Box::new(Outcome::failed(report, Exit::Blueprint, failure)));
        };
        match Selection::of(part, &platform) {
            Ok(part) => {
                let platform = ManuallyDrop::new(platform);
                Ok(Self { platform, report, part, protected, failure, source, folder, files })
            }
            Err(unknown) => {
                report.add(unknown);
                Err(Box::new(Outcome::failed(report, Exit::Usage, failure)))
            }
        }
    }

    /// Says which day it is.
    pub(crate) fn set_today(&mut self, today: &Today) {
        if let Some(date) = today.date {
            self.platform.set_today(date);
        }
    }

    /// The text of the blueprint, and the files that it names.
    pub(crate) fn texts(&self) -> (&[u8], &BTreeMap<String, Digest>) {
        (&self.source.text, &self.files)
    }

    /// How the writer is to treat the output folder.
    pub(crate) fn options(&self, force: bool) -> Options {
        Options { force, protected: self.protected.clone(), guard: None }
    }

    /// Renders, and stops when that finds errors.
    pub(crate) fn render(&mut self, target: &impl Target, out: &Utf8Path) -> Result<Rendered, Box<Outcome>> {
        let rendered = compile::render(&self.platform, &self.part, target, &mut self.report);
        if self.report.has_errors() {
            let report = std::mem::take(&mut self.report);
            return Err(Box::new(Outcome::failed(report, Exit::Blueprint, self.failure)));
        }
        rendered.map_err(|error| self.refused(&error, out))
    }

    /// Whether a path of the output belongs to the part.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.part.has(path)
    }

    /// Where the blueprint asks for a value in a file of the output.
    pub(crate) fn origin(&self, path: &str, keys: &Path) -> Option<Place> {
        let root = hagen::read(self.source.clone()).reading.node?;
        self.platform.origin(&root, &FolderFiles::new(&self.folder), path, keys)
    }

    /// Whether everything is rendered.
    pub(crate) fn is_whole(&self) -> bool {
        self.part.is_everything()
    }

    /// Stops because of what the blueprint no longer says.
    #[allow(clippy::unnecessary_box_returns, reason = "it travels in results, which stay small")]
    pub(crate) fn stopped(&mut self, findings: Vec<Finding>) -> Box<Outcome> {
        let mut report = std::mem::take(&mut self.report);
        report.add(findings);
        Box::new(Outcome::failed(report, Exit::Blueprint, self.failure))
    }

    /// Stops because of what the writer says.
    #[allow(clippy::unnecessary_box_returns, reason = "it travels in results, which stay small")]
    pub(crate) fn refused(&mut self, error: &WriteError, out: &Utf8Path) -> Box<Outcome> {
        let mut report = std::mem::take(&mut self.report);
        report.add(refusal::findings(error, out.as_str()));
        Box::new(Outcome::failed(report, refusal::exit(error), self.failure))
    }
}

/// How the writer is to treat the output of a blueprint in this folder, where nothing is forced.
pub(crate) fn careful(folder: &Utf8Path) -> Options {
    Options { protected: protected(folder), ..Options::default() }
}

/// The home folder and that of the blueprint.
fn protected(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let home = std::env::var("HOME").ok().map(Utf8PathBuf::from).filter(|home| home.is_dir());
    home.into_iter().chain([folder.to_owned()]).collect()
}
