//! The compiler as the program calls it: a text in, findings and files out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use hagen::output::{File, Sink, SinkError};
use hagen::{Files, Linking, Platform, Rendered};
use hagen_core::Code;
use hagen_core::section::{Section, SectionInfo};

use crate::files::FolderFiles;
use crate::input::Input;
use crate::report::{Report, Source};
use crate::selection::Selection;
use crate::write::{Output, Preview, WriteError};
use crate::{codes, schema};

/// The whole language.
pub(crate) fn language() -> &'static SectionInfo {
    const ROOT: &SectionInfo = &hagen::Blueprint::INFO;
    ROOT
}

/// The sections that overlays leave alone.
pub(crate) fn overlays() -> schema::Overlays {
    schema::Overlays { fixed: &hagen::FIXED_SECTIONS, of_clusters: &hagen::CLUSTER_SECTIONS }
}

/// Every code there is, in the order of their numbers.
pub(crate) fn all_codes() -> Vec<&'static Code> {
    let mut all = hagen::all_codes();
    all.extend(hagen_simulate::codes::CODES);
    all.extend(codes::CODES);
    all.sort_by_key(|code| code.id);
    all
}

/// Reads and links a blueprint. Without a platform the report has the errors.
pub(crate) fn link(input: Input) -> (Option<Platform>, Report) {
    link_with(input.source, &FolderFiles::new(&input.folder))
}

/// Does the same with files from elsewhere than the blueprint's folder.
pub(crate) fn link_with(source: hagen::Source, files: &dyn Files) -> (Option<Platform>, Report) {
    let document = hagen::read(source);
    let Linking { platform, diagnostics, sources } = hagen::link(document, files);
    let mut report = Report::default();
    for source in (0..).map_while(|file| sources.get(hagen_yaml::FileId(file))) {
        report.sources.add(Source::new(&source.name, &source.text));
    }
    report.diagnose(diagnostics);
    (platform.filter(|_| !report.has_errors()), report)
}

/// Takes the files of a rendering in.
pub(crate) trait Target: Sync {
    /// Takes one file.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError>;

    /// Lets files of an earlier rendering stay as they are.
    fn retain(&self, is_kept: &dyn Fn(&str) -> bool);
}

impl Target for Output {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        Self::put(self, path, bytes)
    }

    fn retain(&self, is_kept: &dyn Fn(&str) -> bool) {
        Self::retain(self, is_kept);
    }
}

impl Target for Preview {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        Self::put(self, path, bytes)
    }

    fn retain(&self, is_kept: &dyn Fn(&str) -> bool) {
        Self::retain(self, is_kept);
    }
}

/// Counts the files and forgets them.
#[derive(Default)]
pub(crate) struct Nowhere(AtomicUsize);

impl Nowhere {
    /// How many files there were.
    pub(crate) fn files(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Target for Nowhere {
    fn put(&self, _: &str, _: &[u8]) -> Result<(), WriteError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn retain(&self, _: &dyn Fn(&str) -> bool) {}
}

/// Renders a part into a target; what is found goes into the report.
pub(crate) fn render(
    platform: &Platform,
    part: &Selection,
    target: &impl Target,
    report: &mut Report,
) -> Result<Rendered, WriteError> {
    target.retain(&|path| !part.has(path));
    let pipe = Pipe { target, part, refused: Mutex::default() };
    let rendered = platform.render(&pipe);
    if let Some(error) = pipe.refused.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut rendered = rendered.map_err(|SinkError| WriteError::Incomplete)?;
    report.diagnose(std::mem::take(&mut rendered.diagnostics));
    Ok(rendered)
}

/// Hands files on, and remembers why the target took no more.
struct Pipe<'a, T> {
    target: &'a T,
    part: &'a Selection,
    refused: Mutex<Option<WriteError>>,
}

impl<T: Target> Sink for Pipe<'_, T> {
    fn put(&self, file: File) -> Result<(), SinkError> {
        if !self.part.has(&file.path) {
            return Ok(());
        }
        self.target.put(&file.path, file.text.as_bytes()).map_err(|error| {
            self.refused.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            SinkError
        })
    }
}
