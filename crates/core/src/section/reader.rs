//! Reads nodes into sections and keeps every problem on the way.

mod meant;
mod unknown;

use hagen_yaml::{Entry, Node, NodeKind, Reading};
pub use meant::nearest;
use rayon::prelude::*;

use super::{ChoiceInfo, Field, FieldInfo, Retired, SectionInfo};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::place::{Path, Place, Step};

/// Mappings with fewer entries are read before other threads have begun.
const MANY: usize = 128;

/// Collects the problems of one reading.
pub struct Reader<'a> {
    path: Path,
    text: Option<&'a Reading>,
    /// The sections that are being read, outermost first, each with the length of its path.
    around: Vec<(usize, &'static SectionInfo)>,
    /// Takes what nobody needs to hear.
    unreported: Diagnostic,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader at the root of a blueprint.
    pub fn new(diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { path: Path::ROOT, text: None, around: Vec::new(), unreported: silent(), diagnostics }
    }

    /// A reader of a text that has faults itself: what only looks wrong because a part of the text could not be read
    /// is not reported again.
    pub fn of_text(text: &'a Reading, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { path: Path::ROOT, text: Some(text), around: Vec::new(), unreported: silent(), diagnostics }
    }

    /// Whether nothing of the value was lost to a fault of the text.
    pub fn is_whole(&self, node: &Node) -> bool {
        self.text.is_none_or(|text| text.is_whole(node))
    }

    /// The path to the value that is being read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a problem of the value that is being read.
    pub fn report(
        &mut self,
        code: &'static Code,
        node: &Node,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let place = Place { path: self.path.clone(), span: node.span, at_key: false };
        self.push(Diagnostic::new(code, place, message))
    }

    /// Keeps a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("one was pushed")
    }

    /// Reads a value one step further.
    pub fn at<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let value = read(self);
        self.path.pop();
        value
    }

    /// Reads each of the entries of a mapping, in pieces side by side where there are many. The problems stand in the
    /// order of the entries all the same.
    pub(super) fn each<T: Send>(
        &mut self,
        entries: &[Entry],
        read: impl Fn(&Entry, &mut Reader<'_>) -> T + Sync,
    ) -> Vec<T> {
        if entries.len() < MANY {
            return entries.iter().map(|entry| read(entry, self)).collect();
        }
        let (path, text, around) = (&self.path, self.text, &self.around);
        let piece = |entries: &[Entry]| {
            let mut found = Vec::new();
            let (path, around) = (path.clone(), around.clone());
            let mut cx = Reader { path, text, around, unreported: silent(), diagnostics: &mut found };
            let values: Vec<T> = entries.iter().map(|entry| read(entry, &mut cx)).collect();
            (values, found)
        };
        let pieces: Vec<_> = entries.par_chunks(MANY / 2).map(piece).collect();
        let mut all = Vec::with_capacity(entries.len());
        for (values, found) in pieces {
            all.extend(values);
            self.diagnostics.extend(found);
        }
        all
    }

    /// Says that a value is of the wrong kind.
    pub fn expected(&mut self, node: &Node, what: &str) -> &mut Diagnostic {
        let found = describe(node);
        if !self.is_whole(node) {
            self.unreported = silent();
            return &mut self.unreported;
        }
        let is_nothing = node.kind == NodeKind::Null;
        let diagnostic = self.report(&codes::WRONG_TYPE, node, format!("expected {what}, found {found}"));
        if is_nothing {
            diagnostic.help = Some("write a value, or leave the key out".to_owned());
        }
        diagnostic
    }

    /// Opens a section: refuses what is no mapping, and unknown keys.
    pub fn fields<'n>(&mut self, node: &'n Node, info: &'static SectionInfo) -> Option<Fields<'n, '_, 'a>> {
        let Some(entries) = node.entries() else {
            let keys: Vec<_> = info.fields.iter().take(3).map(|field| format!("`{}`", field.key)).collect();
            let what = format!("a mapping with keys such as {}", keys.join(", "));
            self.expected(node, &what);
            return None;
        };
        let depth = self.path.steps().len();
        while self.around.last().is_some_and(|(length, _)| *length >= depth) {
            self.around.pop();
        }
        let mut meant = Vec::new();
        for entry in entries {
            if !info.fields.iter().any(|field| field.key == entry.key) {
                meant.extend(self.unknown_key(entry.key.as_str(), entry.key_span, info));
            }
        }
        self.around.push((depth, info));
        Some(Fields { node, info, meant, reader: self })
    }

    /// Opens a choice: a word, or a mapping from one word to what it leads to.
    pub fn choice<'n>(
        &mut self,
        node: &'n Node,
        choices: &'static [ChoiceInfo],
        retired: &'static [Retired],
    ) -> Option<Chosen<'n>> {
        let (word, span, inner) = match &node.kind {
            NodeKind::String(word) => (word.as_str(), node.span, None),
            NodeKind::Map(entries)
                if entries.len() == 1 && choices.iter().any(|choice| choice.inner.is_some()) =>
            {
                (entries[0].key.as_str(), entries[0].key_span, Some(&entries[0].value))
            }
            NodeKind::Map(entries) if entries.len() > 1 && self.has_one_too_many(entries, choices) => {
                return None;
            }
            _ => {
                let what = format!("one of {}", list(&words(choices)));
                self.expected(node, &what);
                return None;
            }
        };
        match choices.iter().find(|choice| choice.word == word) {
            Some(choice) if choice.inner.is_some() && inner.is_none() => {
                Some(Chosen { word: choice.word, node, inner })
            }
            Some(choice) if choice.inner.is_none() && inner.is_some() => {
                let message = format!("`{word}` takes no value");
                self.report(&codes::WRONG_TYPE, node, message).help = Some(format!("write `{word}` alone"));
                None
            }
            Some(choice) => Some(Chosen { word: choice.word, node, inner }),
            None => {
                let place = Place { path: self.path.clone(), span, at_key: false };
                if !self.retired(word, &place, retired) {
                    self.unknown_word(word, place, choices);
                }
                None
            }
        }
    }

    /// Checks a section as a whole once its fields are read. Where a key is unknown, nobody knows the whole: that there
    /// is no `port` follows from `prot`, and would only be told twice.
    pub fn check(
        &mut self,
        node: &Node,
        info: &'static SectionInfo,
        check: impl FnOnce(&mut Checker<'_, '_>),
    ) {
        let is_known = |key: &str| info.fields.iter().any(|field| field.key == key);
        let has_unknown =
            node.entries().is_some_and(|entries| entries.iter().any(|entry| !is_known(&entry.key)));
        if has_unknown || !self.is_whole(node) {
            return;
        }
        let mut checker = Checker { node, path: self.path.clone(), diagnostics: self.diagnostics };
        check(&mut checker);
    }
}

/// A word of a choice that was found.
pub struct Chosen<'n> {
    /// The word.
    pub word: &'static str,
    node: &'n Node,
    inner: Option<&'n Node>,
}

impl Chosen<'_> {
    /// Reads what the word leads to. A word that stands alone leads to an empty mapping.
    pub fn inner<T: Field>(&self, cx: &mut Reader<'_>) -> Option<T> {
        let empty = Node::empty_map(self.node.span);
        let node = match self.inner {
            Some(Node { kind: NodeKind::Null, .. }) | None => &empty,
            Some(node) => node,
        };
        cx.at(Step::Key(self.word.to_owned()), |cx| T::read(node, cx))
    }
}

/// The keys of a section that is being read.
pub struct Fields<'n, 'r, 'a> {
    node: &'n Node,
    info: &'static SectionInfo,
    /// The keys that unknown ones were probably meant to be: they are there, in other words.
    meant: Vec<&'static str>,
    reader: &'r mut Reader<'a>,
}

impl Fields<'_, '_, '_> {
    /// Reads a key whose type says what its absence means.
    pub fn read<T: Field>(&mut self, key: &str) -> Option<T> {
        match self.node.entry(key) {
            Some(entry) => self.reader.at(Step::Key(key.to_owned()), |cx| T::read(&entry.value, cx)),
            None => T::absent().or_else(|| {
                self.missing(key);
                None
            }),
        }
    }

    /// Reads a key with a default. An explicit `null` means the default too.
    pub fn read_or<T: Field>(&mut self, key: &str, default: impl FnOnce() -> T) -> Option<T> {
        match self.node.entry(key) {
            Some(entry) if entry.value.kind == NodeKind::Null && self.reader.is_whole(&entry.value) => {
                Some(default())
            }
            Some(entry) => self.reader.at(Step::Key(key.to_owned()), |cx| T::read(&entry.value, cx)),
            None => Some(default()),
        }
    }

    fn missing(&mut self, key: &str) {
        if !self.reader.is_whole(self.node) || self.meant.contains(&key) {
            return;
        }
        // The place of a mapping is the key that leads to it: its first byte belongs to its first entry.
        let place = Place::key(self.reader.path.clone());
        let help = self.info.fields.iter().find(|field| field.key == key).and_then(FieldInfo::sample);
        let diagnostic = Diagnostic::new(&codes::MISSING_KEY, place, format!("the key `{key}` is missing"))
            .help_if(help.map(|sample| format!("for example `{key}: {sample}`")));
        self.reader.push(diagnostic);
    }
}

/// Reports what is wrong between the fields of a section.
pub struct Checker<'n, 'd> {
    node: &'n Node,
    path: Path,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    /// Reports a problem at a key of the section, or at the section when the key is not written.
    pub fn report(&mut self, code: &'static Code, key: &str, message: impl Into<String>) -> &mut Diagnostic {
        let place = match self.node.entry(key) {
            Some(entry) => Place { path: self.path.key(key), span: entry.value.span, at_key: false },
            None => Place::key(self.path.clone()),
        };
        self.diagnostics.push(Diagnostic::new(code, place, message));
        self.diagnostics.last_mut().expect("one was pushed")
    }

    /// Reports a problem at a place below the section.
    pub fn report_at(
        &mut self,
        code: &'static Code,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(code, place, message));
        self.diagnostics.last_mut().expect("one was pushed")
    }

    /// Keeps a problem.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The path of the section.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the user wrote this key.
    pub fn has(&self, key: &str) -> bool {
        self.node.entry(key).is_some()
    }

    /// The place of a key, for a second label.
    pub fn place(&self, key: &str) -> Place {
        Place::key(self.path.key(key))
    }
}

fn silent() -> Diagnostic {
    Diagnostic::new(&codes::WRONG_TYPE, Place::default(), "")
}

fn words(choices: &[ChoiceInfo]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.word).collect()
}

/// `a`, `b` and `c`.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// What stands there, with short scalars shown.
pub(crate) fn describe(node: &Node) -> String {
    match &node.kind {
        NodeKind::Bool(truth) => format!("the boolean `{truth}`"),
        NodeKind::Int(number) => format!("the integer `{number}`"),
        NodeKind::Float(number) => format!("the number `{number}`"),
        // A text may be a secret in the wrong place.
        _ => node.kind_name().to_owned(),
    }
}
