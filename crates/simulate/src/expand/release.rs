//! Charts: what their templates make of the values that hagen and the user wrote.

use std::collections::BTreeMap;

use hagen_yaml::{FileId, Limits, Value, read};

use crate::expand::charts::{self, Affinity, Budgeted, Workload};
use crate::expand::{Expansion, on_own_nodes};
use crate::node::{HOST, ZONE};
use crate::pods::{Budget, Identity, Keeps, PodSet, Rollout, Rules, Spread};
use crate::read::{Disruption, keeps, number, requests_of, rules, share, text};
use crate::select::{Labels, Selector};

/// The pods of a release of a chart, in a namespace. `None`: hagen does not know what pods the chart makes.
pub fn release(chart: &str, name: &str, namespace: &str, values: &Value) -> Option<Expansion> {
    let workloads = charts::workloads(chart)?;
    let mut expansion = Expansion::default();
    for workload in workloads.iter().filter(|workload| workload.is_made(values)) {
        let (set, claims) = set(workload, name, namespace, values);
        expansion.disruptions.extend(disruption(workload, &set, values));
        expansion.sets.push((set, claims));
    }
    Some(expansion)
}

impl Workload {
    fn is_made(&self, values: &Value) -> bool {
        self.made_if.iter().all(|(path, made)| {
            let value = values.at(path);
            value.map_or(made.by_default(), |value| made.is(value))
        }) && self.replicas(values) > 0
    }

    fn replicas(&self, values: &Value) -> u32 {
        number(values, self.replicas_at).unwrap_or(self.replicas)
    }
}

fn set(workload: &Workload, release: &str, namespace: &str, values: &Value) -> (PodSet, Vec<Option<String>>) {
    let part = values.at(workload.at).unwrap_or(&Value::Null);
    let labels = pod_labels(workload, release);
    let replicas = workload.replicas(values);
    let name =
        if workload.name.is_empty() { release.to_owned() } else { workload.name.replace('*', release) };
    let set = PodSet {
        replicas,
        most: replicas,
        identity: workload.identity,
        rollout: rollout(workload, values, replicas),
        rules: placement(workload, part, &labels, namespace),
        requests: values.at(workload.resources_at).map(requests_of).unwrap_or_default(),
        labels,
        node_share: workload.node_share,
        promise: workload.promise,
        serves: workload.serves,
        leader: workload.leader,
        may_stop: workload.may_stop.filter(|_| replicas < 2 || workload.is_optional).map(str::to_owned),
        ..PodSet::new(kind(workload.identity), namespace, &name)
    };
    let claims = workload.claims.iter().flat_map(|path| claim(values, path)).collect();
    (set, claims)
}

fn kind(identity: Identity) -> &'static str {
    match identity {
        Identity::Replaceable => "Deployment",
        Identity::Sticky => "StatefulSet",
        Identity::PerNode => "DaemonSet",
    }
}

fn pod_labels(workload: &Workload, release: &str) -> Labels {
    let text = |(key, value): &(&str, &str)| ((*key).to_owned(), value.replace('*', release));
    workload.labels.iter().map(text).collect::<BTreeMap<_, _>>()
}

/// What holds the pods apart: what the values say, and what the chart does when they say nothing.
fn placement(workload: &Workload, part: &Value, labels: &Labels, namespace: &str) -> Rules {
    let mut spec = part.clone();
    for key in ["affinity", "topologySpreadConstraints", "tolerations"] {
        let written = text(part, &[key]).map(parsed);
        if let (Some(written), Some(map)) = (written, spec.as_map_mut()) {
            map.insert(key.to_owned(), written);
        }
    }
    let mut rules = rules(&spec, namespace);
    rules.spread.extend(switched(part, labels));
    let is_cleared = || {
        part.get("affinity").is_some_and(|affinity| {
            affinity.as_str().is_some() || matches!(affinity.get("podAntiAffinity"), Some(Value::Null))
        })
    };
    let is_hard = match workload.affinity {
        Affinity::Written => false,
        Affinity::HardUnlessWritten => !is_cleared() && rules.apart.is_empty(),
        // Where an affinity is written, the chart's own rule is not made.
        Affinity::Hard(..) if !rules.apart.is_empty() => false,
        Affinity::Hard(key, default) => match part.get(key) {
            Some(Value::Bool(hard)) => *hard,
            Some(Value::String(word)) => word == "hard",
            _ => default,
        },
    };
    if is_hard {
        rules.apart.push(on_own_nodes(labels));
    }
    rules.apart.iter_mut().filter(|term| term.key.is_empty()).for_each(|term| HOST.clone_into(&mut term.key));
    rules
}

/// The one spread constraint of charts that have a switch for it.
fn switched(part: &Value, labels: &Labels) -> Option<Spread> {
    let spread = part.get("topologySpreadConstraints")?;
    let is_on = spread.get("enabled").and_then(Value::as_bool) == Some(true);
    let is_hard = text(spread, &["whenUnsatisfiable"]) == Some("DoNotSchedule");
    (is_on && is_hard).then(|| Spread {
        key: text(spread, &["topologyKey"]).unwrap_or(ZONE).to_owned(),
        selector: Selector::of_labels(labels),
        skew: number(spread, &["maxSkew"]).unwrap_or(1),
        min_domains: 1,
        counts_unselected: false,
        counts_tainted: true,
        same_release: false,
    })
}

/// What a chart takes as text and templates.
fn parsed(text: &str) -> Value {
    let reading = read(FileId(0), text, &Limits::default());
    reading.node.map(|node| node.to_value()).unwrap_or_default()
}

fn rollout(workload: &Workload, values: &Value, replicas: u32) -> Rollout {
    if workload.identity != Identity::Replaceable {
        return Rollout::InPlace { unavailable: 1 };
    }
    let strategy = values.at(workload.strategy_at).unwrap_or(&Value::Null);
    if text(strategy, &["type"]) == Some("Recreate") {
        return Rollout::Recreate;
    }
    let rolling = strategy.get("rollingUpdate").unwrap_or(strategy);
    let of = |keys: [&str; 2], default: u32| {
        let value = keys.iter().find_map(|key| rolling.get(key));
        value.map_or(default, |value| share(value, replicas, crate::read::Rounding::Up))
    };
    let surge = of(["maxSurge", "rollingMaxSurge"], workload.rolling.0.max(replicas.div_ceil(4)));
    let unavailable = of(["maxUnavailable", "rollingMaxUnavailable"], workload.rolling.1.min(replicas / 4));
    Rollout::Rolling { surge, unavailable }
}

/// The StorageClass of the claim that is made by what stands before the last key; nothing when none is made.
fn claim(values: &Value, path: &[&str]) -> Vec<Option<String>> {
    let Some((key, at)) = path.split_last() else { return Vec::new() };
    let Some(volume) = values.at(at) else { return Vec::new() };
    let volume = volume.as_list().and_then(<[Value]>::first).unwrap_or(volume);
    let is_none = text(volume, &["type"]).is_some_and(|kind| kind != "persistentVolumeClaim")
        || volume.get("enabled").and_then(Value::as_bool) == Some(false);
    if is_none { Vec::new() } else { vec![text(volume, &[key]).map(str::to_owned)] }
}

fn disruption(workload: &Workload, set: &PodSet, values: &Value) -> Option<Disruption> {
    let keeps = match workload.budget {
        Budgeted::Never => return None,
        Budgeted::Always(keeps) => keeps,
        Budgeted::At(path, default) => {
            let budget = values.at(path);
            if budget.and_then(|budget| budget.get("enabled")).and_then(Value::as_bool) == Some(false) {
                return None;
            }
            written(budget, default)?
        }
    };
    let budget = Budget { name: set.name.clone(), keeps };
    Some(Disruption { namespace: set.namespace.clone(), selector: Selector::of_labels(&set.labels), budget })
}

/// What a budget in values keeps. Without a number it is what the chart puts there.
fn written(budget: Option<&Value>, default: Option<Keeps>) -> Option<Keeps> {
    let Some(budget) = budget.filter(|budget| budget.as_map().is_some_and(|map| !map.is_empty())) else {
        return default;
    };
    let is_set = |key: &str| budget.get(key).is_some_and(|value| !matches!(value, Value::Null));
    if is_set("minAvailable") || is_set("maxUnavailable") {
        return Some(keeps(budget.get("minAvailable"), budget.get("maxUnavailable")));
    }
    default
}
