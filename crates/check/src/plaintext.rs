//! Secrets in plain text: in values, arguments, addresses and files inside objects, in any encoding.
//!
//! Nothing that hagen writes may hold one, whoever wrote it there. A text is a secret by its shape, wherever it stands
//! (a private key, the token of a well-known service, a password in an address), or by the name that it stands under
//! (`DB_PASSWORD: …`). What only refers to a secret is none: `${VARIABLE}`, a path, the name of a Secret.

mod glance;
mod names;
mod shapes;
mod texts;

use hagen_core::Path;
use hagen_yaml::Value;

/// A secret in plain text. It tells where, and never what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// From the root of the value to the text.
    pub path: Path,
    /// What it is, to stand after "holds": "a private key".
    pub what: String,
    /// The secret itself, to find where it was written. Nobody shows it.
    pub secret: String,
}

/// The secrets in a Kubernetes object.
pub fn object(object: &Value) -> Vec<Leak> {
    let mut leaks = values(object);
    if object.get("kind").and_then(Value::as_str) == Some("Secret") {
        leaks.extend(of_secret(object));
    }
    leaks.dedup_by(|a, b| a.path == b.path);
    leaks
}

/// The secrets in the values of a chart.
pub fn values(values: &Value) -> Vec<Leak> {
    let mut leaks = Vec::new();
    walk(values, None, &Trail::ROOT, &mut leaks);
    leaks
}

/// The secrets in a text that stands for itself.
pub fn text(text: &str) -> Vec<Leak> {
    let mut leaks = Vec::new();
    let found = texts::secrets(text);
    leaks.extend(found.into_iter().map(|(what, secret)| Leak { path: Path::ROOT, what, secret }));
    leaks
}

/// The way from the root, which becomes a path only when there is something to tell.
struct Trail<'a> {
    before: Option<&'a Trail<'a>>,
    step: TrailStep<'a>,
}

#[derive(Clone, Copy)]
enum TrailStep<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Trail<'a> {
    const ROOT: Self = Self { before: None, step: TrailStep::Root };

    fn then(&'a self, step: TrailStep<'a>) -> Self {
        Self { before: Some(self), step }
    }

    fn path(&self) -> Path {
        let before = self.before.map_or(Path::ROOT, Trail::path);
        match self.step {
            TrailStep::Root => before,
            TrailStep::Key(key) => before.key(key),
            TrailStep::Index(at) => before.index(at),
        }
    }
}

/// Goes through a value; `name` is what a scalar stands under.
fn walk(value: &Value, name: Option<&str>, trail: &Trail<'_>, leaks: &mut Vec<Leak>) {
    match value {
        Value::Map(map) => {
            let of_variable = variable(value);
            for (key, child) in map {
                let name: &str = if key == "value" { of_variable.unwrap_or(key) } else { key };
                walk(child, Some(name), &trail.then(TrailStep::Key(key)), leaks);
            }
        }
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, argument(items, at).or(name), &trail.then(TrailStep::Index(at)), leaks);
            }
        }
        Value::String(text) => {
            let named = name.filter(|name| names::is_secret(name) && names::is_literal(name, text));
            if let Some(name) = named {
                let what = format!("what `{name}` names");
                leaks.push(Leak { path: trail.path(), what, secret: text.to_string() });
            } else if let Some((what, secret)) = texts::secrets(text).into_iter().next() {
                leaks.push(Leak { path: trail.path(), what, secret });
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// The name of a variable, of what has a name and a value.
fn variable(value: &Value) -> Option<&str> {
    value.get("value").and(value.get("name")).and_then(Value::as_str)
}

/// The option that an argument belongs to: `--password`, `hunter2`.
fn argument(items: &[Value], at: usize) -> Option<&str> {
    let before = items.get(at.checked_sub(1)?)?.as_str()?;
    before.starts_with("--").then(|| before.trim_start_matches('-'))
}

/// What a Secret holds. Names and addresses may stand there; what is behind other keys is not for Git.
fn of_secret(object: &Value) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for part in ["data", "stringData"] {
        for (key, value) in object.get(part).and_then(Value::as_map).into_iter().flatten() {
            let text = value.as_str().unwrap_or_default();
            if !text.is_empty() && !names::is_public(key) {
                let path = Path::of([part, key]);
                let what = format!("the content of a Secret under `{key}`");
                leaks.push(Leak { path, what, secret: text.to_owned() });
            }
        }
    }
    leaks
}

#[cfg(test)]
mod tests;
