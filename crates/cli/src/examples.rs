//! Blueprints to start from.

use std::borrow::Cow;

use crate::schema::FILE;

/// A blueprint to start from.
pub(crate) struct Example {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    text: &'static str,
}

/// The commented one, which `hagen init` writes.
pub(crate) const START: Example = Example { name: "start", text: include_str!("examples/start.yaml") };

/// Those of the repository.
pub(crate) const EXAMPLES: &[Example] = include!(concat!(env!("OUT_DIR"), "/blueprints.rs"));

impl Example {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        std::iter::once(&START).chain(EXAMPLES)
    }

    /// The blueprint, with the line that tells editors about the schema.
    pub(crate) fn blueprint(&self) -> Cow<'static, str> {
        if self.text.contains("yaml-language-server:") {
            return self.text.into();
        }
        format!("# yaml-language-server: $schema=./{FILE}\n{}", self.text).into()
    }

    /// What the comment at its head says, or what it is for lack of one.
    pub(crate) fn about(&self) -> String {
        let comments = self.text.lines().take_while(|line| line.starts_with('#'));
        let said: Vec<&str> = comments
            .filter(|line| !line.contains("yaml-language-server:"))
            .map(|line| line.trim_start_matches('#').trim())
            .skip_while(|line| line.is_empty())
            .take_while(|line| !line.is_empty())
            .collect();
        if said.is_empty() { "an example".to_owned() } else { said.join(" ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_tells_editors_about_its_schema() {
        for example in Example::all() {
            let line = "# yaml-language-server: $schema=./hagen.schema.json";
            assert!(example.blueprint().starts_with(line), "{}", example.name);
        }
        assert!(Example::all().count() >= 3);
        assert!(START.about().starts_with("A web service with its database"), "{}", START.about());
    }
}
