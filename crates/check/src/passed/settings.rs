//! Sections and their settings, in the form of `facts/grafana.txt`.

mod kind;

pub(super) use kind::Kind;

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
    pub(super) fn read(text: &'static str) -> Self {
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

    /// What a setting takes: the one of exactly this name before those that only begin so.
    pub(super) fn kind(&self, key: &str) -> Option<&Kind> {
        let exact = self.keys.iter().find(|(name, _)| *name == key);
        let begins = |name: &str| {
            name.strip_suffix('*').is_some_and(|start| key.len() > start.len() && key.starts_with(start))
        };
        exact.or_else(|| self.keys.iter().find(|(name, _)| begins(name))).map(|(_, kind)| kind)
    }

    /// Whether a setting is read.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.kind(key).is_some_and(|kind| *kind != Kind::Gone)
    }

    /// The names of the settings that are read.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        let read = self.keys.iter().filter(|(name, kind)| *kind != Kind::Gone && !name.ends_with('*'));
        read.map(|(name, _)| *name)
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
impl Settings {
    /// Nothing is there twice, and there is so much at least.
    pub(super) fn assert_sound(&self, least_sections: usize, least_keys: usize) {
        use std::collections::BTreeSet;
        let names: Vec<_> = self.0.iter().flat_map(|section| &section.names).collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "a section is there twice");
        assert!(names.len() >= least_sections, "{}", names.len());
        let keys: usize = self.0.iter().map(|section| section.keys.len()).sum();
        assert!(keys >= least_keys, "{keys}");
        for section in &self.0 {
            let mut seen = BTreeSet::new();
            for (name, kind) in &section.keys {
                assert!(seen.insert(name), "{:?} has `{name}` twice", section.names);
                if let Kind::One(words) | Kind::AnyCase(words) = kind {
                    assert!(words.len() > 1 || *name == "ha_engine", "{:?} {name}: {words:?}", section.names);
                }
            }
        }
    }
}
