//! From text to a tree with places.

use hagen_core::{Code, Diagnostic, Place, codes};
use hagen_yaml::{Dialect, FileId, Limits, Node, Problem, ProblemKind, Reading};

/// The largest blueprint, in bytes: some 60,000 applications.
pub const LARGEST: usize = 16 << 20;

/// A source text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Its name as the user gave it: `blueprint.yaml`.
    pub name: String,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// The source texts that spans point into; a [`FileId`] is an index here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a source; one that is there already keeps its id.
    pub fn add(&mut self, source: Source) -> FileId {
        if let Some(at) = self.0.iter().position(|known| *known == source) {
            return FileId(u32::try_from(at).expect("it was added"));
        }
        self.0.push(source);
        FileId(u32::try_from(self.0.len() - 1).expect("there are fewer files than that"))
    }

    /// The source of an id.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.0.get(file.0 as usize)
    }
}

/// A blueprint as it was written.
#[derive(Debug, Default)]
pub struct Document {
    /// The texts.
    pub sources: Sources,
    /// The text as YAML, as far as it could be read.
    pub reading: Reading,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// A blueprint that a program made.
    pub fn of(root: Node) -> Self {
        Self { reading: Reading::of(root), ..Self::default() }
    }
}

/// Reads a blueprint's text. Pass one of the compiler: text → [`Document`].
pub fn read(source: Source) -> Document {
    read_as(Dialect::Strict, source)
}

/// Reads a file of values for Helm, which may have more of YAML than a blueprint.
pub fn read_values(source: Source) -> Document {
    read_as(Dialect::Helm, source)
}

fn read_as(dialect: Dialect, source: Source) -> Document {
    let mut sources = Sources::default();
    let file = sources.add(source);
    let text = &sources.get(file).expect("it was just added").text;
    let mut reading =
        hagen_yaml::read_as(dialect, file, text, &Limits { bytes: LARGEST, ..Limits::default() });
    let problems = std::mem::take(&mut reading.problems);
    // What is beyond the limits is not looked at any further: that would take the time and the memory they are for.
    if problems
        .iter()
        .any(|problem| matches!(problem.kind, ProblemKind::TooLarge | ProblemKind::TooManyNodes))
    {
        reading.node = None;
    }
    let diagnostics = problems.into_iter().map(diagnostic).collect();
    Document { sources, reading, diagnostics }
}

/// A problem of the YAML reader as a finding of hagen.
pub(crate) fn diagnostic(problem: Problem) -> Diagnostic {
    let found = Diagnostic::new(code(problem.kind), Place::span(problem.span), problem.message);
    let found = found.help_if(problem.help);
    match problem.other {
        Some((span, text)) => found.also(Place::span(span), text),
        None => found,
    }
}

fn code(kind: ProblemKind) -> &'static Code {
    match kind {
        ProblemKind::Syntax | ProblemKind::Unclosed | ProblemKind::Tab | ProblemKind::Empty => &codes::SYNTAX,
        ProblemKind::DuplicateKey => &codes::DUPLICATE_KEY,
        ProblemKind::IntegerTooLarge | ProblemKind::NotFinite => &codes::OUT_OF_RANGE,
        ProblemKind::HiddenCharacter | ProblemKind::ForeignSpace => &codes::HIDDEN_CHARACTER,
        ProblemKind::NotUtf8 | ProblemKind::Utf16 | ProblemKind::LoneCarriageReturn => &codes::ENCODING,
        ProblemKind::TooLarge
        | ProblemKind::TooDeep
        | ProblemKind::TooManyNodes
        | ProblemKind::TooManyProblems => &codes::LIMIT,
        ProblemKind::KeyNotText
        | ProblemKind::ComplexKey
        | ProblemKind::MergeKey
        | ProblemKind::Anchor
        | ProblemKind::Alias
        | ProblemKind::Tag
        | ProblemKind::Directive
        | ProblemKind::SecondDocument => &codes::REFUSED_YAML,
    }
}
