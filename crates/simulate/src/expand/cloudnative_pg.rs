//! `CloudNativePG`: instances, each with volumes of its own, and poolers.

use hagen_yaml::Value;

use crate::expand::{Expansion, apart, owned};
use crate::node::HOST;
use crate::pods::{Budget, Handover, Identity, Keeps, PodSet, Promise, Rollout};
use crate::read::{Disruption, Template, list, number, requests_of, rules, text};
use crate::select::Selector;

/// The instances of a cluster. The primary is never evicted: its budget holds it until the operator has made another
/// instance the primary; the replicas' lets one go.
pub(super) fn cluster(object: &Value) -> Expansion {
    let (namespace, name) = names(object);
    let spec = object.get("spec").unwrap_or(&Value::Null);
    let replicas = number(spec, &["instances"]).unwrap_or(1);
    let labels = owned([("cnpg.io/cluster", name), ("cnpg.io/podRole", "instance")]);
    let mut rules = rules(spec, namespace);
    let affinity = spec.get("affinity").unwrap_or(&Value::Null);
    if text(affinity, &["podAntiAffinityType"]) == Some("required") {
        rules.apart.push(apart(&labels, text(affinity, &["topologyKey"]).unwrap_or(HOST)));
    }
    let set = PodSet {
        labels: labels.clone(),
        replicas,
        most: replicas,
        identity: Identity::Sticky,
        rollout: Rollout::InPlace { unavailable: 1 },
        rules,
        requests: requests_of(spec),
        promise: Promise::Ready(must_remain(spec, replicas)),
        leader: Some(Handover { lost: 60, stepped_down: 10 }),
        ..PodSet::new("Cluster", namespace, name)
    };
    let is_protected = spec.get("enablePDB").and_then(Value::as_bool) != Some(false) && replicas > 1;
    let disruption = is_protected.then(|| Disruption {
        namespace: namespace.to_owned(),
        selector: Selector::of_labels(&labels),
        budget: Budget { name: name.to_owned(), keeps: Keeps::AllBut(1) },
    });
    Expansion { sets: vec![(set, claims(spec))], disruptions: disruption.into_iter().collect() }
}

/// The primary, and as many replicas as must have a transaction before it counts as done.
fn must_remain(spec: &Value, instances: u32) -> u32 {
    let synchronous = spec.at(&["postgresql", "synchronous"]).unwrap_or(&Value::Null);
    let is_required = text(synchronous, &["dataDurability"]) != Some("preferred");
    let replicas = number(synchronous, &["number"]).filter(|_| is_required).unwrap_or(0);
    (1 + replicas).min(instances.max(1))
}

fn claims(spec: &Value) -> Vec<Option<String>> {
    let volumes = ["storage", "walStorage"].into_iter().filter_map(|key| spec.get(key));
    volumes.map(|volume| text(volume, &["storageClass"]).map(str::to_owned)).collect()
}

/// The poolers in front of a cluster: a Deployment.
pub(super) fn pooler(object: &Value) -> Expansion {
    let (namespace, name) = names(object);
    let spec = object.get("spec").unwrap_or(&Value::Null);
    let replicas = number(spec, &["instances"]).unwrap_or(1);
    let template = spec.get("template").map(|it| Template::read(it, namespace)).unwrap_or_default();
    let mut labels = template.labels;
    labels.insert("cnpg.io/poolerName".to_owned(), name.to_owned());
    let rolling = spec.at(&["deploymentStrategy", "rollingUpdate"]).unwrap_or(&Value::Null);
    let set = PodSet {
        labels,
        replicas,
        most: replicas,
        rollout: Rollout::Rolling {
            surge: number(rolling, &["maxSurge"]).unwrap_or(1),
            unavailable: number(rolling, &["maxUnavailable"]).unwrap_or(0),
        },
        rules: template.rules,
        requests: template.requests,
        ..PodSet::new("Pooler", namespace, name)
    };
    Expansion { sets: vec![(set, Vec::new())], disruptions: Vec::new() }
}

pub(super) fn names(object: &Value) -> (&str, &str) {
    let namespace = text(object, &["metadata", "namespace"]).unwrap_or("default");
    debug_assert!(list(object, &["items"]).is_empty(), "a list is taken apart before");
    (namespace, text(object, &["metadata", "name"]).unwrap_or_default())
}
