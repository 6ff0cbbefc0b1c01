//! Volumes that would be smaller than they are: no driver takes room away from a file system, and so the API server
//! refuses it of claims, and operators of what they make claims of.

use hagen_yaml::Value;

use super::{Finding, Step, key};
use crate::schema::Problem;
use crate::schema::finding::path_text;
use crate::schema::quantity;

/// Words in the keys above a size that is one of a volume.
const VOLUME: [&str; 4] = ["storage", "volume", "persistence", "disk"];

/// Whether sizes in objects of a kind are those of volumes. Those of a `StatefulSet` do not change at all.
pub(super) fn has_volumes(group: &str, kind: &str) -> bool {
    let is_volume = matches!((group, kind), ("", "PersistentVolumeClaim"));
    is_volume
        || matches!(
            (group, kind),
            ("postgresql.cnpg.io", "Cluster")
                | ("acid.zalan.do", "postgresql")
                | ("kafka.strimzi.io", "Kafka" | "KafkaNodePool")
                | ("monitoring.coreos.com", "Prometheus" | "Alertmanager" | "ThanosRuler")
        )
}

/// The sizes that would go down.
pub(super) fn check(old: &Value, new: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    walk(old, new, &mut Vec::new(), &mut found);
    found
}

fn walk(old: &Value, new: &Value, path: &mut Vec<Step>, found: &mut Vec<Finding>) {
    match (old, new) {
        (Value::Map(was), Value::Map(is)) => {
            for (name, value) in is {
                let Some(before) = was.get(name) else { continue };
                path.push(key(name));
                walk(before, value, path, found);
                path.pop();
            }
        }
        (Value::List(was), Value::List(is)) => {
            for (at, value) in is.iter().enumerate() {
                let Some(before) = counterpart(was, value, at) else { continue };
                path.push(Step::Index(at));
                walk(before, value, path, found);
                path.pop();
            }
        }
        (Value::String(was), Value::String(is)) if was != is && is_size(path) => {
            if let (Some(before), Some(after)) = (quantity::parse(was), quantity::parse(is))
                && after < before
            {
                let message = format!("`{}` is `{was}` and cannot shrink to `{is}`", path_text(path));
                found.push(Finding { path: path.clone(), problem: Problem::Fixed, message });
            }
        }
        _ => {}
    }
}

/// The element of the same name or number; of lists without names, the one at the same place.
fn counterpart<'v>(was: &'v [Value], value: &Value, at: usize) -> Option<&'v Value> {
    for name in ["id", "name"] {
        if let Some(mark) = value.get(name) {
            return was.iter().find(|other| other.get(name) == Some(mark));
        }
    }
    was.get(at)
}

/// `resources.requests.storage`, or a `size` below something that speaks of volumes.
fn is_size(path: &[Step]) -> bool {
    let mut keys = path.iter().rev().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    match keys.next() {
        Some("storage") => keys.next() == Some("requests"),
        Some("size") => keys.any(|key| {
            let key = key.to_ascii_lowercase();
            VOLUME.iter().any(|word| key.contains(word))
        }),
        _ => false,
    }
}
