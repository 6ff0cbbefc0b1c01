//! What can be wrong with a value.

use std::fmt;

use hagen_core::{Path, Step};
use hagen_yaml::{Node as Tree, NodeKind, Span};

/// Something wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFinding {
    /// Where in the values.
    pub path: Path,
    /// Where in the text of the user who wrote them: the key of an unknown value, else the value.
    pub span: Span,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No template reads the key, and no default has it.
    UnknownKey {
        /// The key beside it that is spelled nearly the same.
        suggestion: Option<String>,
        /// Where the same key is known, when there is one place nearest to this one.
        elsewhere: Option<Path>,
        /// Whether the chart's schema names it all the same.
        in_schema: bool,
    },
    /// `values.yaml` has it, and no template reads it.
    Dead,
    /// The chart reads keys below it.
    ScalarWhereMap {
        /// What was there instead.
        found: &'static str,
    },
    /// The chart reads it as it is, and nothing below it.
    MapWhereScalar {
        /// What belongs there.
        expected: &'static str,
        /// What was there instead.
        found: &'static str,
    },
    /// Helm refuses its type.
    WrongType {
        /// What belongs there.
        expected: String,
        /// What was there instead.
        found: &'static str,
    },
    /// It is of another kind than the default.
    Other {
        /// What the default is.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// Helm refuses all but a few values.
    NotInEnum {
        /// Those that it takes.
        allowed: Vec<&'static str>,
        /// The one that is spelled nearly the same.
        suggestion: Option<&'static str>,
    },
}

impl Problem {
    /// Whether the key is at fault rather than the value.
    pub fn is_of_key(&self) -> bool {
        matches!(self, Self::UnknownKey { .. } | Self::Dead)
    }

    /// What to do, if something is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::UnknownKey { suggestion, elsewhere, .. } => {
                let near = suggestion.as_ref().map(|key| format!("did you mean `{key}`?"));
                let there = elsewhere.as_ref().map(|path| format!("the chart has it at `{path}`"));
                match (near, there) {
                    (Some(near), Some(there)) => Some(format!("{near} Or another place: {there}")),
                    (near, there) => near.or(there),
                }
            }
            Self::Other { expected: "a boolean", .. } => {
                Some("to a template every text is true, `\"false\"` too: take the quotes away".to_owned())
            }
            Self::NotInEnum { suggestion, .. } => {
                suggestion.map(|choice| format!("did you mean `{}`?", choice.trim_matches('"')))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { in_schema: true, .. } => {
                f.write_str("the chart's schema names it, but no template reads it")
            }
            Self::UnknownKey { .. } => f.write_str("no template of the chart reads it"),
            Self::Dead => f.write_str("it has no effect: it is among the defaults, but no template reads it"),
            Self::ScalarWhereMap { found } => write!(f, "expected a mapping, found {found}"),
            Self::MapWhereScalar { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Other { expected, found } => write!(f, "the default is {expected}, and this is {found}"),
            Self::NotInEnum { allowed, .. } => write!(f, "the chart takes only {}", allowed.join(", ")),
        }
    }
}

impl ValueFinding {
    /// A finding without a place in a text.
    pub(super) fn new(path: Path, problem: Problem) -> Self {
        Self { path, span: Span::NONE, problem }
    }

    /// Finds the place in the values that a user wrote. Whether they wrote it at all.
    pub fn locate(&mut self, written: &Tree) -> bool {
        let Some((key, value)) = find(written, &self.path) else { return false };
        let is_block = matches!(value.kind, NodeKind::Map(_) | NodeKind::List(_));
        self.span = if self.problem.is_of_key() || is_block { key } else { value.span };
        true
    }
}

/// What stands at a path, and the place of its key.
fn find<'t>(root: &'t Tree, path: &Path) -> Option<(Span, &'t Tree)> {
    path.steps().iter().try_fold((root.span, root), |(_, tree), step| match (step, &tree.kind) {
        (Step::Key(key), NodeKind::Map(_)) => tree.entry(key).map(|entry| (entry.key_span, &entry.value)),
        (Step::Index(at), NodeKind::List(items)) => items.get(*at).map(|item| (item.span, item)),
        _ => None,
    })
}
