//! Values that only the user's own templates read: charts run some texts among the values as templates.

use hagen_core::{Path, Step};
use hagen_yaml::Value;

/// What stands in front of the keys that a template reads.
const VALUES: &str = ".Values.";

/// The keys that templates among some values read.
pub(super) struct Used<'v>(Vec<&'v str>);

/// What the templates among some values read.
pub(super) fn used(values: &Value) -> Used<'_> {
    let mut used = Used(Vec::new());
    used.collect(values);
    used
}

impl<'v> Used<'v> {
    fn collect(&mut self, value: &'v Value) {
        match value {
            Value::Map(map) => map.iter().for_each(|(_, value)| self.collect(value)),
            Value::List(items) => items.iter().for_each(|value| self.collect(value)),
            Value::String(text) if text.contains("{{") => {
                let is_of_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
                let reads = text.split(VALUES).skip(1);
                self.0.extend(reads.map(|rest| &rest[..rest.find(|c| !is_of_key(c)).unwrap_or(rest.len())]));
            }
            _ => {}
        }
    }

    /// Whether one of them reads a value or something below it. The templates of a subchart begin at its own values.
    pub(super) fn reads(&self, path: &Path) -> bool {
        let keys: Option<Vec<&str>> = path.steps().iter().map(key).collect();
        let Some(keys) = keys.filter(|_| !self.0.is_empty()) else { return false };
        (0..keys.len()).any(|from| {
            let name = keys[from..].join(".");
            let is_read =
                |read: &&str| read.strip_prefix(&*name).is_some_and(|r| r.is_empty() || r.starts_with('.'));
            self.0.iter().any(is_read)
        })
    }
}

fn key(step: &Step) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use hagen_yaml::value;

    use super::*;

    #[test]
    fn reads_what_templates_name() {
        let values = value!({ "a": ["{{ .Values.shop.name }}-{{$.Values.domain}}"], "b": ".Values.plain" });
        let used = used(&values);
        for (keys, expected) in [
            (&["shop"][..], true),
            (&["shop", "name"], true),
            (&["grafana", "domain"], true),
            (&["sho"], false),
            (&["shop", "size"], false),
            (&["plain"], false),
        ] {
            assert_eq!(used.reads(&super::super::path(keys)), expected, "{keys:?}");
        }
    }
}
