//! What hagen has to say about a blueprint.

use hagen_yaml::Node;

use crate::place::{Place, Tree};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Something is written, and it is probably not what was meant, or not as safe as it could be.
    Warning,
    /// Worth knowing: a default that follows from the cluster, a promise that cannot be kept.
    Note,
}

impl Severity {
    /// The word in front of a message.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A kind of finding: stable over releases, explained by `hagen explain`.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `HG0123`.
    pub id: &'static str,
    /// A short noun phrase: "unknown key".
    pub title: &'static str,
    /// The severity it is reported with.
    pub severity: Severity,
    /// The page: what is wrong, why it matters, how to mend it, in Markdown.
    pub page: &'static str,
}

/// A second place that explains a finding, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there.
    pub text: String,
}

/// One finding, at a place the user can go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind.
    pub code: &'static Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in lower case, without a full stop, the user's text in backticks.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What the place itself is labelled with, if the message does not say it all.
    pub label: Option<String>,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// Text to put in the place's stead, when there is exactly one mend.
    pub replacement: Option<String>,
    /// What is meant of the place, where that is a text of many lines. [`Diagnostic::narrow`] finds it.
    pub within: Option<Within>,
    /// Whether what stands at the place may be a secret that went astray: nobody shows it then.
    pub is_secret: bool,
}

/// A part of a long text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// A line of a block, counted from one.
    Line(usize),
    /// The first of these texts that is there, where it stands first.
    Text(Vec<String>),
}

impl Within {
    /// Where it is in the text of a source.
    fn range(&self, text: &str) -> Option<std::ops::Range<usize>> {
        match self {
            Self::Line(number) if text.starts_with(['|', '>']) => {
                let (at, _) = text.match_indices('\n').nth(number.checked_sub(1)?)?;
                let line = text[at + 1..].lines().next()?;
                let start = at + 1 + line.len() - line.trim_start().len();
                Some(start..start + line.trim().len())
            }
            Self::Line(_) => None,
            Self::Text(texts) => {
                let found = |meant: &String| Some((text.find(meant)?, meant.len()));
                texts.iter().find_map(found).map(|(at, length)| at..at + length)
            }
        }
    }
}

impl Diagnostic {
    /// A finding of a kind at a place.
    pub fn new(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            place,
            label: None,
            labels: Vec::new(),
            help: None,
            replacement: None,
            within: None,
            is_secret: false,
        }
    }

    /// Says which part of a long text at the place is meant.
    #[must_use]
    pub fn within(mut self, within: impl Into<Option<Within>>) -> Self {
        self.within = within.into();
        self
    }

    /// Finds the part of a long text that is meant, in the source that the place is in.
    pub fn narrow(&mut self, source: &[u8]) {
        let Some(within) = self.within.take() else { return };
        let span = &mut self.place.span;
        let text = source.get(span.start as usize..span.end as usize);
        let Some(text) = text.and_then(|text| std::str::from_utf8(text).ok()) else { return };
        let found = within
            .range(text)
            .and_then(|range| Some((u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?)));
        if let Some((start, end)) = found {
            (span.start, span.end) = (span.start + start, span.start + end);
        }
    }

    /// Labels the place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what to do, if something is known.
    #[must_use]
    pub fn help_if(mut self, text: Option<impl Into<String>>) -> Self {
        self.help = text.map(Into::into).or(self.help);
        self
    }

    /// Offers the text that belongs in the place's stead.
    #[must_use]
    pub fn replace_with(mut self, text: impl Into<String>) -> Self {
        self.replacement = Some(text.into());
        self
    }

    /// Whether nothing may be written.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Finds all its places in the text that the blueprint was read from.
    pub fn locate(&mut self, root: &Node) {
        locate(std::slice::from_mut(self), root);
    }
}

/// Finds all places of some findings in the text that the blueprint was read from.
pub fn locate(diagnostics: &mut [Diagnostic], root: &Node) {
    let mut tree = Tree::new(root);
    for diagnostic in diagnostics {
        diagnostic.place.locate(&mut tree);
        for label in &mut diagnostic.labels {
            label.place.locate(&mut tree);
        }
    }
}

/// Declares codes with their pages, and the list of them that `hagen explain` shows.
///
/// ```ignore
/// codes! { UNKNOWN_KEY = "HG0102" Error "unknown key"; }
/// ```
/// The page of `HG0102` is the file `diagnostics/HG0102.md` beside the crate's `Cargo.toml`.
#[macro_export]
macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal $severity:ident $title:literal;)*) => {
        $(
            #[doc = $title]
            $(#[$meta])*
            pub static $name: $crate::Code = $crate::Code {
                id: $id,
                title: $title,
                severity: $crate::Severity::$severity,
                page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/diagnostics/", $id, ".md")),
            };
        )*

        /// All codes of this crate, in the order of their numbers.
        pub static CODES: &[&$crate::Code] = &[$(&$name),*];
    };
}
