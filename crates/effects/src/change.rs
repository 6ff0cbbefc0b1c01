//! What changes, and what comes of it.

use std::fmt;

use crate::effect::Effect;

/// One object, or one Helm release, that comes, goes or differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub subject: Subject,
    /// Where it belongs.
    pub place: Place,
    /// Whether it comes, goes or differs.
    pub action: Action,
    /// Its file below the output folder.
    pub file: String,
    /// What that does, the riskiest first. Never empty.
    pub consequences: Vec<Consequence>,
    /// The object that tells of this change as a cause of its own: the workload that reads a ConfigMap.
    pub told_by: Option<String>,
}

/// What an object is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The API group; empty for the core group.
    pub group: String,
    /// The kind; `Helm release` for a release.
    pub kind: String,
    /// The namespace, if it has one.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

/// Where an object belongs in the output.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The cluster; empty for what speaks of all of them.
    pub cluster: String,
    /// The environment, or `platform`; empty for what speaks of all of them.
    pub scope: String,
    /// The folder of the component; empty for what speaks of all of them.
    pub component: String,
}

impl Place {
    /// Where a file belongs, by its path below the output folder: `<cluster>/<scope>/<component>/<file>`.
    pub fn of_file(path: &str) -> Self {
        let steps: Vec<&str> = path.split('/').collect();
        let own = |step: &&str| (*step).to_owned();
        match &steps[..] {
            ["argocd" | "bootstrap" | "pipelines", ..] => Self::default(),
            [cluster, scope, component, _] => {
                Self { cluster: own(cluster), scope: own(scope), component: own(component) }
            }
            [cluster, _, ..] => Self { cluster: own(cluster), ..Self::default() },
            _ => Self::default(),
        }
    }
}

/// What happens to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is new.
    Added,
    /// It differs.
    Changed,
    /// It goes.
    Removed,
}

/// What a change does, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Consequence {
    /// What it does.
    pub effect: Effect,
    /// How it does that: `rolling`, `one by one`; may be empty.
    pub how: &'static str,
    /// What causes it, as far as it is a part of the object.
    pub causes: Vec<Field>,
}

/// A part of an object that comes, goes or differs, in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// The keys that lead there, with dots between them; items of a list by their name.
    pub path: String,
    /// What it is: `image`, `memory limit`, `env`.
    pub label: String,
    /// Which of several: the name of the variable. May be empty.
    pub item: String,
    /// What it was; `None` when it is new.
    pub from: Option<String>,
    /// What it will be; `None` when it goes.
    pub to: Option<String>,
}

impl Action {
    /// The word for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

impl Change {
    /// The riskiest of its effects.
    pub fn riskiest(&self) -> Effect {
        self.consequences.iter().map(|consequence| consequence.effect).min().unwrap_or(Effect::Text)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}
