//! Zalando's operator: Patroni in a StatefulSet.

use hagen_yaml::Value;

use crate::expand::cloudnative_pg::names;
use crate::expand::{Expansion, on_own_nodes, owned};
use crate::pods::{Budget, Handover, Identity, Keeps, PodSet, Promise, Rollout};
use crate::read::{Disruption, list, number, request, requests_of, rules, text};
use crate::select::Selector;

/// The members of a cluster. The operator's own configuration holds them on nodes of their own
/// (`enable_pod_antiaffinity`, as hagen sets it), keeps the primary from being evicted, and moves it before a drain.
pub(super) fn postgresql(object: &Value) -> Expansion {
    let (namespace, name) = names(object);
    let spec = object.get("spec").unwrap_or(&Value::Null);
    let replicas = number(spec, &["numberOfInstances"]).unwrap_or(1);
    let labels = owned([("application", "spilo"), ("cluster-name", name)]);
    let mut rules = rules(spec, namespace);
    rules.apart.push(on_own_nodes(&labels));
    let mut requests = requests_of(spec);
    for sidecar in list(spec, &["sidecars"]) {
        requests += request(sidecar);
    }
    let set = PodSet {
        labels: labels.clone(),
        replicas,
        most: replicas,
        identity: Identity::Sticky,
        rollout: Rollout::InPlace { unavailable: 1 },
        rules,
        requests,
        promise: Promise::Ready(must_remain(spec, replicas)),
        leader: Some(Handover { lost: 50, stepped_down: 10 }),
        ..PodSet::new("postgresql", namespace, name)
    };
    let class = text(spec, &["volume", "storageClass"]).map(str::to_owned);
    let disruption = Disruption {
        namespace: namespace.to_owned(),
        selector: Selector::of_labels(&labels),
        budget: Budget { name: format!("postgres-{name}-pdb"), keeps: Keeps::AllBut(1) },
    };
    Expansion {
        sets: vec![(set, vec![class])],
        disruptions: (replicas > 1).then_some(disruption).into_iter().collect(),
    }
}

/// In strict synchronous mode a transaction waits for so many members beside the primary.
fn must_remain(spec: &Value, instances: u32) -> u32 {
    let patroni = spec.get("patroni").unwrap_or(&Value::Null);
    let is_strict = patroni.get("synchronous_mode_strict").and_then(Value::as_bool) == Some(true);
    let members = if is_strict { number(patroni, &["synchronous_node_count"]).unwrap_or(1) } else { 0 };
    (1 + members).min(instances.max(1))
}
