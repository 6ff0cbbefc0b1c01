//! Finds what a key path leads to.

use std::collections::BTreeSet;

use hagen_core::section::{ChoiceInfo, FieldInfo, SectionInfo, Shape, nearest};

use super::Unknown;

/// What a path leads to.
pub(super) struct Found {
    /// The path as the blueprint has it, with `*` for names of the user's own.
    pub(super) path: String,
    /// What may stand there.
    pub(super) shape: Shape,
    /// The key that leads there.
    pub(super) leads: Leads,
}

/// How a path ends.
#[derive(Clone, Copy)]
pub(super) enum Leads {
    /// It is the whole blueprint.
    Root,
    /// With a key of a section.
    Field(&'static FieldInfo),
    /// With a word of a choice.
    Choice(&'static ChoiceInfo),
    /// With a name of the user's own, or an item of a list.
    Item,
}

/// How many places a key is looked for at.
const SUGGESTED: usize = 5;
/// How deep a section may hold itself while keys are collected.
const DEEPEST: usize = 12;

/// Finds what the path leads to: `apps.*.replicas`, `apps.shop.uses[0]`. A single key that the root does not have is
/// looked for everywhere.
pub(super) fn find(root: &'static SectionInfo, path: &str) -> Result<Found, Unknown> {
    let start = Found { path: String::new(), shape: Shape::Section(root), leads: Leads::Root };
    let steps = steps(path);
    let found = steps.iter().try_fold(start, |found, step| found.step(step));
    found.map_err(|unknown| unknown.or_elsewhere(root, &steps))
}

/// `apps.shop.files["/a.b"].from` → `apps`, `shop`, `files`, `/a.b`, `from`.
fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = path.trim();
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(inner) => match inner.strip_prefix('"').and_then(|inner| inner.split_once("\"]")) {
                Some(quoted) => quoted,
                None => inner.split_once(']').unwrap_or((inner, "")),
            },
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        steps.push(step.to_owned());
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    steps
}

impl Found {
    fn step(self, step: &str) -> Result<Self, Missing> {
        match self.shape {
            Shape::Optional(inner) => Self { shape: inner(), ..self }.step(step),
            Shape::Section(info) => self.section(info, step),
            Shape::Choice(choices) => self.choice(choices, step),
            Shape::Map(_, inner) => Ok(self.inside(".*", inner())),
            Shape::List(inner) if step.is_empty() || step == "*" || step.parse::<usize>().is_ok() => {
                Ok(self.inside("[]", inner()))
            }
            // Nobody wants to write the brackets.
            Shape::List(inner) => self.inside("[]", inner()).step(step),
            Shape::Free => Ok(self.inside(".*", Shape::Free)),
            Shape::Either(one, other) => {
                let second = Self { path: self.path.clone(), shape: other(), leads: self.leads };
                let first = Self { shape: one(), ..self }.step(step);
                first.or_else(|missing| second.step(step).map_err(|_| missing))
            }
            _ => Err(Missing { after: self.path, step: step.to_owned(), known: Vec::new() }),
        }
    }

    fn section(self, info: &'static SectionInfo, step: &str) -> Result<Self, Missing> {
        if let Some(field) = info.fields.iter().find(|field| field.key == step) {
            let path = join(&self.path, step);
            return Ok(Self { path, shape: (field.shape)(), leads: Leads::Field(field) });
        }
        let known = info.fields.iter().map(|field| field.key).collect();
        Err(Missing { after: self.path, step: step.to_owned(), known })
    }

    fn choice(self, choices: &'static [ChoiceInfo], step: &str) -> Result<Self, Missing> {
        if let Some(choice) = choices.iter().find(|choice| choice.word == step) {
            let path = join(&self.path, step);
            // A word that leads to nothing has no further keys, which is what a truth says too.
            let shape = choice.inner.map_or(Shape::Choice(&[]), |inner| inner());
            return Ok(Self { path, shape, leads: Leads::Choice(choice) });
        }
        let known = choices.iter().map(|choice| choice.word).collect();
        Err(Missing { after: self.path, step: step.to_owned(), known })
    }

    fn inside(self, step: &str, shape: Shape) -> Self {
        let step = if self.path.is_empty() { step.trim_start_matches('.') } else { step };
        Self { path: format!("{}{step}", self.path), shape, leads: Leads::Item }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A step that leads nowhere.
struct Missing {
    after: String,
    step: String,
    known: Vec<&'static str>,
}

impl Missing {
    fn or_elsewhere(self, root: &'static SectionInfo, steps: &[String]) -> Unknown {
        let place =
            if self.after.is_empty() { "a blueprint".to_owned() } else { format!("`{}`", self.after) };
        let message = format!("{place} has no key `{}`", self.step.escape_debug());
        let last = steps.last().map_or("", String::as_str);
        let near = nearest(&self.step, self.known.iter().copied()).map(|near| join(&self.after, near));
        let elsewhere = places(root, last);
        let elsewhere = match nearest(last, names(root)) {
            Some(meant) if elsewhere.is_empty() && near.is_none() => places(root, meant),
            _ => elsewhere,
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if !elsewhere.is_empty() => format!("there is {}", quoted(&elsewhere)),
            None if self.known.is_empty() => format!("{place} has no keys"),
            None => format!("the keys of {place} are {}", quoted(&self.known)),
        };
        Unknown { message, help }
    }
}

fn quoted(words: &[impl AsRef<str>]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Where a key of that name can stand, the shortest paths first.
fn places(root: &'static SectionInfo, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(Shape::Section(root), "", &mut Vec::new(), &mut |path, name| {
        if name == key {
            found.push(path.to_owned());
        }
    });
    found.sort_by_key(|path| (path.matches('.').count(), path.clone()));
    found.dedup();
    found.truncate(SUGGESTED);
    found
}

/// The names of all keys.
fn names(root: &'static SectionInfo) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    collect(Shape::Section(root), "", &mut Vec::new(), &mut |_, name| {
        names.insert(name);
    });
    names
}

/// Calls `each` with the path and the name of every key.
pub(super) fn collect(
    shape: Shape,
    path: &str,
    open: &mut Vec<&'static str>,
    each: &mut impl FnMut(&str, &'static str),
) {
    match shape {
        Shape::Optional(inner) => collect(inner(), path, open, each),
        Shape::List(inner) => collect(inner(), &format!("{path}[]"), open, each),
        Shape::Map(_, inner) => collect(inner(), &join(path, "*"), open, each),
        Shape::Either(one, other) => {
            collect(one(), path, open, each);
            collect(other(), path, open, each);
        }
        Shape::Choice(choices) => {
            for choice in choices {
                if let Some(inner) = choice.inner {
                    let path = join(path, choice.word);
                    each(&path, choice.word);
                    collect(inner(), &path, open, each);
                }
            }
        }
        Shape::Section(info) if !open.contains(&info.name) && open.len() < DEEPEST => {
            open.push(info.name);
            for field in info.fields {
                let path = join(path, field.key);
                each(&path, field.key);
                collect((field.shape)(), &path, open, each);
            }
            open.pop();
        }
        _ => {}
    }
}
