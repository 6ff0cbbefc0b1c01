//! The sections of `grafana.ini` and their settings, as `facts/grafana.txt` has them.

use std::sync::LazyLock;

use super::kind::Kind;

pub(super) static SETTINGS: LazyLock<Settings> =
    LazyLock::new(|| Settings::read(include_str!("../../../facts/grafana.txt")));

/// All sections.
pub(super) struct Settings(Vec<Section>);

/// Sections that have the same settings.
#[derive(Default)]
pub(super) struct Section {
    names: Vec<&'static str>,
    keys: Vec<(&'static str, Kind)>,
    is_open: bool,
    is_gone: bool,
}

impl Settings {
    fn read(text: &'static str) -> Self {
        let mut sections: Vec<Section> = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(names) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                // The settings outside of all sections have the empty name.
                let names = if names.is_empty() { vec![""] } else { names.split(' ').collect() };
                sections.push(Section { names, ..Section::default() });
            } else if let Some(section) = sections.last_mut() {
                line.split_whitespace().for_each(|word| section.add(word));
            }
        }
        let shared = sections.iter().position(|section| section.names == ["@oauth"]);
        let shared = shared.map(|at| sections.remove(at).keys).unwrap_or_default();
        for section in &mut sections {
            if section.keys.iter().any(|(name, _)| *name == "@oauth") {
                section.keys.clone_from(&shared);
            }
        }
        Self(sections)
    }

    /// The section of a name: the one of exactly this name before those that only begin so.
    pub(super) fn section(&self, name: &str) -> Option<&Section> {
        let begins = |pattern: &str| {
            let start = pattern.strip_suffix('*');
            start.is_some_and(|start| name.len() > start.len() && name.starts_with(start))
        };
        let exact = self.0.iter().find(|section| section.names.contains(&name));
        exact.or_else(|| self.0.iter().find(|section| section.names.iter().any(|it| begins(it))))
    }

    /// The names of all sections that are read.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        let read = self.0.iter().filter(|section| !section.is_gone);
        read.flat_map(|section| section.names.iter().copied())
            .filter(|name| !name.is_empty() && !name.ends_with('*'))
    }

    /// The one section that has a setting, if no other has.
    pub(super) fn owner(&self, key: &str) -> Option<&'static str> {
        let mut owners =
            self.0.iter().filter(|section| section.knows(key)).flat_map(|section| &section.names);
        owners.next().filter(|_| owners.next().is_none()).copied().filter(|name| !name.is_empty())
    }
}

impl Section {
    fn add(&mut self, word: &'static str) {
        match word {
            "*" => self.is_open = true,
            "-" => self.is_gone = true,
            word => {
                let (name, kind) = word.split_once(':').unwrap_or((word, ""));
                let gone = name.strip_prefix('-').map(|name| (name, Kind::Gone));
                self.keys.push(gone.unwrap_or_else(|| (name, Kind::parse(kind))));
            }
        }
    }

    /// What a setting takes.
    pub(super) fn kind(&self, key: &str) -> Option<&Kind> {
        self.keys.iter().find(|(name, _)| *name == key).map(|(_, kind)| kind)
    }

    /// Whether a setting is read.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.kind(key).is_some_and(|kind| *kind != Kind::Gone)
    }

    /// The names of the settings that are read.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().filter(|(_, kind)| *kind != Kind::Gone).map(|(name, _)| *name)
    }

    /// Whether settings beside those that are known may be read.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether nothing reads it any more.
    pub(super) fn is_gone(&self) -> bool {
        self.is_gone
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_facts_are_read_whole() {
        let sections = &SETTINGS.0;
        let names: Vec<_> = sections.iter().flat_map(|section| &section.names).collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "a section is there twice");
        assert!(names.len() > 120, "{}", names.len());
        let keys: usize = sections.iter().map(|section| section.keys.len()).sum();
        assert!(keys > 600, "{keys}");
        for section in sections {
            let mut seen = BTreeSet::new();
            for (name, kind) in &section.keys {
                assert!(seen.insert(name), "{:?} has `{name}` twice", section.names);
                if let Kind::One(words) = kind {
                    assert!(words.len() > 1 || *name == "ha_engine", "{:?} {name}: {words:?}", section.names);
                }
            }
        }
    }

    #[test]
    fn finds_sections_by_name_and_beginning() {
        let known = |name: &str, key: &str| SETTINGS.section(name).is_some_and(|section| section.knows(key));
        assert!(known("server", "http_port") && !known("server", "htp_port"));
        assert!(known("auth.okta", "client_id") && known("auth.github", "client_id"));
        assert!(SETTINGS.section("plugin.my-plugin").is_some_and(Section::is_open));
        assert!(SETTINGS.section("plugin").is_none() && SETTINGS.section("@oauth").is_none());
        assert!(SETTINGS.section("alerting").is_some_and(Section::is_gone));
        assert_eq!(SETTINGS.owner("admin_user"), Some("security"));
        assert_eq!(SETTINGS.owner("enabled"), None);
    }
}
