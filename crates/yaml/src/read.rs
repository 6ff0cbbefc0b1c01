//! Reading YAML with places, all problems of a file in one run, within stated limits.

mod conflict;
mod events;
mod fault;
mod pieces;
mod resume;
mod scalar;
mod source;
mod tree;

use crate::node::{FileId, Node, Span};
use crate::problem::{Problem, ProblemKind};
pub use scalar::{looks_like_bool, looks_like_int};
use source::Source;
use tree::Tree;

/// What a source text may cost. Every limit is named in the problem that reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text; 4 MiB by default. Never more than 4 GiB, which is where places end.
    pub bytes: usize,
    /// Lists and mappings within each other; 64 by default, never more than 1000.
    pub depth: usize,
    /// Keys and values; 1,000,000 by default.
    pub nodes: usize,
    /// Reported problems; 100 by default.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 4 << 20, depth: 64, nodes: 1_000_000, problems: 100 }
    }
}

/// What a source text holds, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The root, unless there is none. With problems it is what could be read in spite of them.
    pub node: Option<Node>,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
    file: FileId,
    /// Where the values start of which a part could not be read.
    damaged: Vec<u32>,
    /// The values with an anchor that an alias names.
    repeated: Vec<Span>,
}

impl Reading {
    /// Of a value that a program made: there is no text, and nothing wrong with it.
    pub fn of(node: Node) -> Self {
        Self { node: Some(node), ..Self::default() }
    }

    /// Whether all of a value's own entries or items were read. What is missing in a value that is not whole was
    /// perhaps only unreadable, and a value in place of an unreadable one says nothing: neither is worth a message.
    pub fn is_whole(&self, node: &Node) -> bool {
        node.span.file != self.file || self.damaged.binary_search(&node.span.start).is_err()
    }

    /// Whether a part of a value, or all of it, is used elsewhere by an alias.
    pub fn is_repeated(&self, node: &Node) -> bool {
        let is_within = |span: &Span| span.start >= node.span.start && span.end <= node.span.end;
        self.repeated.iter().any(is_within)
    }
}

/// What a text may use of YAML, and what its words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// What means the same to every reader and person.
    #[default]
    Strict,
    /// What Helm takes in a file of values: anchors, aliases and merges are put in place, keys may be numbers, and
    /// `yes` and `0x10` are what YAML 1.1 made of them. A text without content is an empty mapping.
    Helm,
}

/// Reads one document. Text is YAML 1.2 of the core schema, narrowed to what means the same to every reader and
/// person: see [`ProblemKind`] for what is refused. Octal, hexadecimal, `1_000` and the words that YAML 1.1 took
/// for booleans are text; [`looks_like_bool`] and [`looks_like_int`] tell where a person may have meant more.
///
/// Places are byte offsets into `text`, also behind a byte order mark and with CRLF line ends.
pub fn read(file: FileId, text: impl AsRef<[u8]>, limits: &Limits) -> Reading {
    read_as(Dialect::Strict, file, text, limits)
}

/// Reads one document in a dialect.
pub fn read_as(dialect: Dialect, file: FileId, text: impl AsRef<[u8]>, limits: &Limits) -> Reading {
    let mut problems = Problems { list: Vec::new(), limit: limits.problems, is_closed: false };
    let mut reading = match Source::open(file, text.as_ref(), limits, &mut problems) {
        Some(source) if dialect == Dialect::Helm => {
            Tree::new(&source, limits, &mut problems).reading_as_helm().read()
        }
        Some(source) => {
            let pieces = problems.list.is_empty().then(|| pieces::read(&source, limits)).flatten();
            pieces.unwrap_or_else(|| Tree::new(&source, limits, &mut problems).read())
        }
        None => Reading::default(),
    };
    reading.problems = problems.list;
    reading.problems.sort_by_key(|problem| (problem.kind == ProblemKind::TooManyProblems, problem.span));
    reading.damaged.sort_unstable();
    reading
}

/// The problems found so far.
struct Problems {
    list: Vec<Problem>,
    limit: usize,
    /// Reading was stopped: what would be found now comes of that.
    is_closed: bool,
}

/// Nothing more can be read: a limit is reached.
#[derive(Debug)]
struct Stop;

impl Problems {
    fn add(&mut self, problem: Problem) -> Result<(), Stop> {
        if self.is_closed {
            return Err(Stop);
        }
        if self.list.last() == Some(&problem) {
            return Ok(());
        }
        if self.list.len() < self.limit {
            self.list.push(problem);
            return Ok(());
        }
        let message =
            format!("more than {} problems, the limit of `problems`; the rest is not read", self.limit);
        self.list.push(Problem::new(ProblemKind::TooManyProblems, problem.span, message));
        self.is_closed = true;
        Err(Stop)
    }
}
