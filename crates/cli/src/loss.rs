//! Objects that hold data and that a run would take out of the output. Argo CD would delete them, after a person has
//! confirmed it; hagen asks first, by name.

use std::collections::BTreeSet;

use hagen_kube::Manifest;
use hagen_yaml::{FileId, Limits};

use crate::codes;
use crate::report::Finding;
use crate::write::{Change, Output, Plan, Preview, Recorded, WriteError};

/// What hagen writes into every object that holds data.
const GUARDED: &str = "Prune=";

/// The output before and after a run.
pub(crate) trait Versions {
    /// The bytes that are there now.
    fn before(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError>;
    /// The bytes that are going to be there, of a file that changes.
    fn after(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError>;
}

impl Versions for Output {
    fn before(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.old_bytes(path)
    }

    fn after(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.new_bytes(path)
    }
}

impl Versions for Preview {
    fn before(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.old_bytes(path)
    }

    fn after(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        Ok(self.new_bytes(path))
    }
}

impl Versions for Recorded {
    fn before(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.old_bytes(path)
    }

    fn after(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        Ok(self.new_bytes(path))
    }
}

/// A complaint for each object that holds data, goes, and is not named in `dropped` by its file.
pub(crate) fn losses(
    plan: &Plan,
    versions: &impl Versions,
    dropped: &[String],
    out: &str,
) -> Result<Vec<Finding>, WriteError> {
    let mut losses = Vec::new();
    for (path, change) in &plan.changes {
        if *change != Change::Added
            && let Some(object) =
                versions.before(path)?.and_then(|bytes| read(&bytes)).filter(hagen::holds_data)
        {
            losses.push((&**path, object));
        }
    }
    if losses.is_empty() {
        return Ok(Vec::new());
    }
    // A file may get another name, and the object stays.
    let mut there = BTreeSet::new();
    for (path, change) in &plan.changes {
        if *change != Change::Removed {
            there
                .extend(versions.after(path)?.and_then(|bytes| read(&bytes)).map(|object| identity(&object)));
        }
    }
    losses.retain(|(path, object)| !there.contains(&identity(object)) && !is_named(path, dropped, out));
    Ok(losses.iter().map(|(path, object)| finding(path, object, out)).collect())
}

/// The object in a file, if it is one that Argo CD has to ask about. Few files are, and so few are worth reading.
fn read(bytes: &[u8]) -> Option<Manifest> {
    str::from_utf8(bytes).ok().filter(|text| text.contains(GUARDED))?;
    let reading = hagen_yaml::read(FileId::NONE, bytes, &Limits::default());
    Manifest::from_value(reading.node?.to_value())
}

fn identity(object: &Manifest) -> [String; 4] {
    [object.group(), object.kind(), object.namespace().unwrap_or_default(), object.name()].map(str::to_owned)
}

/// With or without the output folder in front, as a shell completes it.
pub(crate) fn is_named(path: &str, dropped: &[String], out: &str) -> bool {
    dropped.iter().any(|name| {
        name == path || name.strip_prefix(out).is_some_and(|rest| rest.trim_start_matches('/') == path)
    })
}

fn finding(path: &str, object: &Manifest, out: &str) -> Finding {
    let place =
        object.namespace().map(|namespace| format!(" in the namespace `{namespace}`")).unwrap_or_default();
    let message = format!("the {} `{}`{place} holds data, and would go", object.kind(), object.name());
    let help = format!(
        "if that is meant, name it: `--drop {path}`; if not, it was renamed, moved or left out in the blueprint"
    );
    Finding::about(format!("{out}/{path}"), &codes::LOSS, message).help(help)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Default)]
    struct Trees {
        old: BTreeMap<&'static str, String>,
        new: BTreeMap<&'static str, String>,
    }

    impl Versions for Trees {
        fn before(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
            Ok(self.old.get(path).map(|text| text.clone().into_bytes()))
        }

        fn after(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
            Ok(self.new.get(path).map(|text| text.clone().into_bytes()))
        }
    }

    fn volume(namespace: &str) -> String {
        format!(
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\n  namespace: {namespace}\n  \
             annotations: {{ argocd.argoproj.io/sync-options: Prune=confirm }}\n"
        )
    }

    fn found(trees: &Trees, changes: &[(&str, Change)], dropped: &[&str]) -> Vec<String> {
        let changes = changes.iter().map(|(path, change)| ((*path).into(), *change)).collect();
        let plan = Plan { changes, ..Plan::default() };
        let dropped: Vec<String> = dropped.iter().map(|name| (*name).to_owned()).collect();
        let losses = losses(&plan, trees, &dropped, "out").unwrap();
        losses.into_iter().map(|loss| loss.diagnostic.message).collect()
    }

    #[test]
    fn what_holds_data_goes_only_by_name() {
        let trees = Trees {
            old: [("a/pvc.yaml", volume("x")), ("a/b.yaml", "kind: ConfigMap\n".into())].into(),
            ..Trees::default()
        };
        let changes = [("a/b.yaml", Change::Removed), ("a/pvc.yaml", Change::Removed)];
        let said = ["the PersistentVolumeClaim `data` in the namespace `x` holds data, and would go"];
        assert_eq!(found(&trees, &changes, &["a/b.yaml"]), said);
        assert!(found(&trees, &changes, &["a/pvc.yaml"]).is_empty());
        assert!(found(&trees, &changes, &["out/a/pvc.yaml"]).is_empty());
    }

    #[test]
    fn an_object_in_another_namespace_is_another_object() {
        let trees =
            Trees { old: [("a/pvc.yaml", volume("x"))].into(), new: [("a/pvc.yaml", volume("y"))].into() };
        assert_eq!(found(&trees, &[("a/pvc.yaml", Change::Changed)], &[]).len(), 1);
    }

    #[test]
    fn a_file_may_get_another_name() {
        let trees =
            Trees { old: [("a/pvc.yaml", volume("x"))].into(), new: [("b/pvc.yaml", volume("x"))].into() };
        let changes = [("a/pvc.yaml", Change::Removed), ("b/pvc.yaml", Change::Added)];
        assert!(found(&trees, &changes, &[]).is_empty());
    }
}
