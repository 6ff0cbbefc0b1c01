//! The changes as a person wants to hear of them: what is alike is told once, and the riskiest comes first.

use std::collections::{BTreeMap, BTreeSet};

use hagen_effects::{Action, Change, Consequence, Effect, Field, Place};

use super::gather::Gathered;
use super::sentence::plain_text;
use crate::write::Change as FileChange;

/// Everything that there is to tell.
pub(crate) struct Story<'a> {
    /// Whatever changes, of all places; the riskiest first.
    pub(crate) sections: Vec<Section<'a>>,
    /// How many objects come, change and go.
    pub(crate) counts: [(usize, Action); 3],
    /// How many objects each effect happens to, where that is worth a word at the top.
    pub(crate) effects: BTreeMap<Effect, usize>,
    /// How many clusters there are among the places.
    pub(crate) clusters: usize,
    /// Files that nothing in a cluster reads.
    pub(crate) files: &'a [(String, FileChange)],
}

/// What changes in some places.
pub(crate) struct Section<'a> {
    /// The cluster and environment of each place.
    pub(crate) places: BTreeSet<(&'a str, &'a str)>,
    /// What changes there; the riskiest first.
    pub(crate) entries: Vec<Entry<'a>>,
    /// What is new, and of which there is nothing more to tell.
    pub(crate) additions: Vec<Entry<'a>>,
    /// What nothing that runs takes notice of.
    pub(crate) texts: Vec<Entry<'a>>,
}

/// Changes that are alike.
pub(crate) struct Entry<'a> {
    /// What happens.
    pub(crate) action: Action,
    /// Whether a component comes or goes as a whole: the changes are those of its objects.
    pub(crate) is_whole: bool,
    /// What is told of: objects that change alike, perhaps in several places.
    pub(crate) changes: Vec<&'a Change>,
    /// What that does, and why; the riskiest first.
    pub(crate) lines: Vec<Line>,
    /// When it is synced.
    pub(crate) wave: Option<i32>,
}

/// What the same causes do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// What they do and how, the riskiest first.
    pub(crate) effects: Vec<(Effect, &'static str)>,
    /// The causes; none when it is the object as a whole.
    pub(crate) causes: Vec<Field>,
}

impl Entry<'_> {
    /// The riskiest of its effects.
    pub(crate) fn riskiest(&self) -> Effect {
        self.effects().min().unwrap_or(Effect::Text)
    }

    fn effects(&self) -> impl Iterator<Item = Effect> {
        self.lines.iter().flat_map(|line| &line.effects).map(|(effect, _)| *effect)
    }

    fn is_addition(&self) -> bool {
        !self.is_whole
            && self.lines.iter().all(|line| line.causes.is_empty() && line.effects == [(Effect::Adds, "")])
    }

    fn is_text(&self) -> bool {
        !self.is_whole && self.effects().all(|effect| effect == Effect::Text)
    }
}

impl<'a> Story<'a> {
    /// What there is to tell of the changes.
    pub(crate) fn of(gathered: &'a Gathered) -> Self {
        let told = gathered.changes.iter().filter(|change| change.told_by.is_none());
        let (whole, single): (Vec<&Change>, Vec<&Change>) =
            told.partition(|change| gathered.whole.contains(&change.place));
        let mut entries = wholes(&whole);
        entries.extend(alike(
            &single,
            |change| (change.subject.kind.clone(), lines(&change.consequences)),
            false,
        ));
        for entry in &mut entries {
            let waves: BTreeSet<_> = entry.changes.iter().map(|it| gathered.waves.get(&it.place)).collect();
            entry.wave = if waves.len() == 1 { waves.into_iter().next().flatten().copied() } else { None };
        }
        let clusters: BTreeSet<&str> = gathered.changes.iter().map(|it| it.place.cluster.as_str()).collect();
        let effects = effects(&entries);
        Self {
            sections: sections(entries),
            counts: [Action::Changed, Action::Added, Action::Removed]
                .map(|action| (gathered.changes.iter().filter(|it| it.action == action).count(), action)),
            effects,
            clusters: clusters.iter().filter(|name| !name.is_empty()).count(),
            files: &gathered.files,
        }
    }
}

/// How many objects each effect happens to. What everybody sees by the counts of objects is not among them.
fn effects(entries: &[Entry<'_>]) -> BTreeMap<Effect, usize> {
    let mut effects = BTreeMap::new();
    for entry in entries {
        let all: BTreeSet<Effect> = entry.effects().collect();
        for effect in all.into_iter().filter(|it| *it <= Effect::MayRestart && *it != Effect::Deletes) {
            let of_objects = |change: &&&Change| change.consequences.iter().any(|it| it.effect == effect);
            *effects.entry(effect).or_default() += entry.changes.iter().filter(of_objects).count();
        }
    }
    effects
}

/// Changes that are alike: those of one scope as one entry, and then those of several scopes that have the same names.
fn alike<'a, K: Ord + Clone>(
    changes: &[&'a Change],
    key: impl Fn(&Change) -> (K, Vec<Line>),
    is_whole: bool,
) -> Vec<Entry<'a>> {
    let mut of_scopes: BTreeMap<_, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let scope = (&change.place.cluster, &change.place.scope);
        of_scopes.entry((scope, change.action, key(change))).or_default().push(change);
    }
    let mut alike: BTreeMap<_, Vec<&Change>> = BTreeMap::new();
    for ((_, action, key), changes) in of_scopes {
        let names: BTreeSet<&str> = changes.iter().map(|it| it.subject.name.as_str()).collect();
        let names = if is_whole { BTreeSet::new() } else { names };
        alike.entry((action, key, names)).or_default().extend(changes);
    }
    let entry = |((action, (_, lines), _), changes)| Entry { action, is_whole, changes, lines, wave: None };
    alike.into_iter().map(entry).collect()
}

/// Components that come or go, each as one entry; one for those of several environments.
fn wholes<'a>(changes: &[&'a Change]) -> Vec<Entry<'a>> {
    let mut components: BTreeMap<&Place, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        components.entry(&change.place).or_default().push(change);
    }
    let told: BTreeMap<&Place, Vec<Line>> =
        components.iter().map(|(place, changes)| (*place, worth_telling(changes))).collect();
    alike(changes, |change| (change.place.component.clone(), told[&change.place].clone()), true)
}

/// What becomes of an object of a component that comes or goes as a whole: all else is told of the whole.
pub(crate) fn base(change: &Change) -> (Effect, &'static str) {
    let notable = [Effect::DeletesData, Effect::LeavesBehind];
    let found = change.consequences.iter().find(|it| notable.contains(&it.effect));
    match (change.action, found) {
        (Action::Removed, Some(found)) => (found.effect, found.how),
        (Action::Removed, None) => (Effect::Deletes, ""),
        (Action::Added | Action::Changed, _) => (Effect::Adds, ""),
    }
}

/// What the objects of a component do when it comes or goes.
fn worth_telling(changes: &[&Change]) -> Vec<Line> {
    let mut told: BTreeMap<(Effect, &'static str), BTreeSet<Field>> = BTreeMap::new();
    let objects: Vec<&&Change> =
        changes.iter().filter(|change| change.subject.kind != "Application").collect();
    for change in if objects.is_empty() { changes.iter().collect() } else { objects } {
        let effect = base(change);
        let of_base = told.entry(effect).or_default();
        if effect.0 == Effect::DeletesData {
            of_base.insert(plain_text(change.subject.to_string()));
        }
        for it in &change.consequences {
            let told = &mut told;
            match it.effect {
                Effect::NeedsSecret => {
                    told.entry((it.effect, "")).or_default().extend(it.causes.iter().cloned());
                }
                Effect::MorePermissions => {
                    told.entry((it.effect, "")).or_default().insert(plain_text(change.subject.to_string()));
                }
                _ => {}
            }
        }
    }
    let line = |(effect, causes): (_, BTreeSet<Field>)| Line {
        effects: vec![effect],
        causes: causes.into_iter().collect(),
    };
    told.into_iter().map(line).collect()
}

/// Each cause once, with everything that it does. Where it stands in the object is not told.
fn lines(consequences: &[Consequence]) -> Vec<Line> {
    let mut causes: Vec<(Field, Vec<(Effect, &'static str)>)> = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    for it in consequences {
        let effect = (it.effect, it.how);
        if it.causes.is_empty() {
            lines.push(Line { effects: vec![effect], causes: Vec::new() });
        }
        for cause in &it.causes {
            let cause = Field { path: String::new(), ..cause.clone() };
            match causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, effects)) if effects.contains(&effect) => {}
                Some((_, effects)) => effects.push(effect),
                None => causes.push((cause, vec![effect])),
            }
        }
    }
    for (cause, effects) in causes {
        match lines.iter_mut().find(|line| line.effects == effects && !line.causes.is_empty()) {
            Some(line) => line.causes.push(cause),
            None => lines.push(Line { effects, causes: vec![cause] }),
        }
    }
    lines.sort_by(|one, other| one.effects.cmp(&other.effects));
    // That it is new is seen by its sign.
    if lines.len() > 1 {
        lines.retain(|line| line.effects != [(Effect::Adds, "")] || !line.causes.is_empty());
    }
    lines
}

fn sections(entries: Vec<Entry<'_>>) -> Vec<Section<'_>> {
    let mut by_places: BTreeMap<BTreeSet<(&str, &str)>, Vec<Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        let places = entry.changes.iter().map(|it| (it.place.cluster.as_str(), it.place.scope.as_str()));
        by_places.entry(places.collect()).or_default().push(entry);
    }
    let mut sections = Vec::new();
    for (places, mut entries) in by_places {
        entries.sort_by_key(|entry| (entry.riskiest(), entry.wave));
        let (texts, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(Entry::is_text);
        let (additions, entries) = entries.into_iter().partition(Entry::is_addition);
        sections.push(Section { places, entries, additions, texts });
    }
    sections.sort_by_key(|section| {
        let first = [&section.entries, &section.additions].into_iter().find_map(|entries| entries.first());
        first.map_or(Effect::Text, Entry::riskiest)
    });
    sections
}

impl Section<'_> {
    /// `eu/production and staging`, `Argo CD`.
    pub(crate) fn title(&self) -> String {
        let mut clusters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (cluster, scope) in &self.places {
            clusters.entry(cluster).or_default().push(scope);
        }
        let title = |(cluster, scopes): (&str, Vec<&str>)| match (cluster, &*scopes) {
            ("", _) => "Argo CD".to_owned(),
            (_, [""]) => cluster.to_owned(),
            _ => format!("{cluster}/{}", super::sentence::list(&scopes)),
        };
        clusters.into_iter().map(title).collect::<Vec<_>>().join("; ")
    }
}
