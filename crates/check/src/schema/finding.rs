//! What is wrong with an object, and where.

use std::fmt::{self, Write as _};

use hagen_core::Step;

use super::Minor;

/// Something that a cluster would refuse, or drop without a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// From the object to the value.
    pub path: Vec<Step>,
    /// What is wrong.
    pub problem: Problem,
    /// The same for people: lower case, no full stop, user text in backticks.
    pub message: String,
}

/// What a cluster does with an object that has the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It works, but not as it looks or not for long.
    Warning,
    /// The object is refused.
    Error,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The schema has no such field.
    UnknownField {
        /// The field.
        name: String,
        /// A field of the same object that is spelled nearly so.
        suggestion: Option<String>,
        /// The place of an object above or below that does have the field.
        place: Option<String>,
    },
    /// A field that has to be there is not.
    MissingField {
        /// The field.
        name: String,
    },
    /// A value of another type.
    WrongType {
        /// What the schema wants.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// Not one of the values that are possible.
    NotInEnum {
        /// The possible values.
        allowed: Vec<String>,
        /// The one that is spelled nearly so.
        suggestion: Option<String>,
    },
    /// Text that a regular expression does not match.
    Pattern {
        /// The regular expression.
        pattern: &'static str,
    },
    /// A number, a length or a count beyond its bounds.
    OutOfRange {
        /// The least, when that is the bound.
        least: Option<f64>,
        /// The most, when that is the bound.
        most: Option<f64>,
    },
    /// Not an amount like `100m` or `10Gi`.
    Quantity,
    /// Text that is not what it stands for: a name, an address, a point in time.
    Syntax {
        /// What it should be.
        expected: &'static str,
    },
    /// Two elements of a list that have to differ do not.
    DuplicateKey {
        /// What they have in common, like `name: http`.
        key: String,
        /// The place of the first of them.
        first: usize,
    },
    /// Too few or too many of fields that exclude each other.
    Choice {
        /// The fields.
        fields: Vec<String>,
    },
    /// A condition of the schema (`anyOf`, `oneOf`, `not`) does not hold.
    Condition,
    /// A rule in CEL that the definition of a custom resource brings does not hold.
    Rule {
        /// The expression.
        rule: &'static str,
    },
    /// Two parts of the object contradict each other.
    Inconsistent,
    /// A field that stays as the object was made with it.
    Fixed,
    /// A namespace where the kind has none; the API server drops it.
    NotNamespaced,
    /// `null` where the API server drops the field.
    DroppedNull,
    /// No such kind.
    UnknownKind {
        /// The API version and kind that is meant.
        suggestion: Option<(String, String)>,
    },
    /// The API version is gone.
    RemovedApi {
        /// The first minor without it.
        since: Minor,
        /// The API version, or the words, to use.
        use_instead: &'static str,
    },
    /// The API version still works, with a warning.
    DeprecatedApi {
        /// The first minor with the warning.
        since: Minor,
        /// The API version, or the words, to use.
        use_instead: &'static str,
    },
    /// An API version that clusters do not serve unless told to.
    NotServedByDefault,
    /// A setting that the program it is for passes over.
    Ignored,
}

impl Problem {
    /// What a cluster does with an object that has the problem.
    pub fn severity(&self) -> Severity {
        match self {
            Self::DroppedNull
            | Self::NotNamespaced
            | Self::DeprecatedApi { .. }
            | Self::NotServedByDefault
            | Self::Ignored => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Finding {
    /// The path as text: `spec.containers[0].image`, and `the object` for none.
    pub fn place(&self) -> String {
        path_text(&self.path)
    }
}

/// `spec.containers[0].image: message`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)
    }
}

/// A path as `spec.containers[0].image`; keys with other letters than those of identifiers stand as `["…"]`.
pub(super) fn path_text(path: &[Step]) -> String {
    if path.is_empty() {
        return "the object".to_owned();
    }
    let mut text = String::new();
    for step in path {
        let dot = if text.is_empty() { "" } else { "." };
        match step {
            Step::Index(at) => write!(text, "[{at}]"),
            Step::Key(key) if is_identifier(key) => write!(text, "{dot}{key}"),
            Step::Key(key) => write!(text, "[\"{key}\"]"),
        }
        .expect("a string takes all");
    }
    text
}

fn is_identifier(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
