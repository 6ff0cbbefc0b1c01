//! What containers take of their node.

use super::{Container, Pod, items, milli};
use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;

pub(super) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    for container in pod.containers() {
        resources(judge, pod, container);
    }
    for (at, volume) in items(pod.spec.get("volumes")).enumerate() {
        if volume.get("emptyDir").is_some_and(|empty| empty.get("sizeLimit").is_none()) {
            let way = pod.way(steps!["volumes", at, "emptyDir"]);
            judge.find(&codes::RESOURCES, way, "has an emptyDir that may fill its node");
        }
    }
}

/// What a container asks for and is held to.
const AMOUNTS: [(&str, &str); 5] = [
    ("requests", "cpu"),
    ("requests", "memory"),
    ("limits", "memory"),
    ("requests", "ephemeral-storage"),
    ("limits", "ephemeral-storage"),
];

/// A23.
fn resources(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let (name, resources) = (container.name(), container.value.get("resources"));
    let amount = |group: &str, resource: &str| resources.and_then(|them| them.at(&[group, resource]));
    for (group, resource) in AMOUNTS {
        if amount(group, resource).is_none() {
            let way = container.way(pod, steps!["resources", group, resource]);
            judge.find(&codes::RESOURCES, way, format!("has no {group} of {resource} for `{name}`"));
        }
    }
    // More requested than allowed is refused by the cluster itself.
    if let (Some(request), Some(limit)) =
        (milli(amount("requests", "memory")), milli(amount("limits", "memory")))
        && request < limit
    {
        let way = container.way(pod, steps!["resources", "limits", "memory"]);
        judge.find(&codes::RESOURCES, way, format!("may lose `{name}` for memory that it was promised"));
    }
}
