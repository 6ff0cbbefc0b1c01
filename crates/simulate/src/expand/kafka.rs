//! Strimzi: pools of controllers and brokers, and what operates them.

use hagen_yaml::Value;

use crate::expand::cloudnative_pg::names;
use crate::expand::{Expansion, owned};
use crate::pods::{Budget, Handover, Identity, Keeps, PodSet, Promise, Rollout};
use crate::read::{Disruption, keeps, list, number, requests_of, rules, text};
use crate::select::Selector;

/// The pods of a pool. Controllers vote; brokers keep copies of partitions, of which so many must be in step.
pub(super) fn pool(object: &Value, others: &[&Value]) -> Expansion {
    let (namespace, name) = names(object);
    let spec = object.get("spec").unwrap_or(&Value::Null);
    let cluster = text(object, &["metadata", "labels", "strimzi.io/cluster"]).unwrap_or_default();
    let labels = owned([("strimzi.io/cluster", cluster), ("strimzi.io/pool-name", name)]);
    let replicas = number(spec, &["replicas"]).unwrap_or(1);
    let kafka = others.iter().find(|other| {
        text(other, &["kind"]) == Some("Kafka") && text(other, &["metadata", "name"]) == Some(cluster)
    });
    let set = PodSet {
        labels: labels.clone(),
        replicas,
        most: replicas,
        identity: Identity::Sticky,
        rollout: Rollout::InPlace { unavailable: 1 },
        rules: spec.at(&["template", "pod"]).map(|pod| rules(pod, namespace)).unwrap_or_default(),
        requests: requests_of(spec),
        promise: promise(spec, kafka.copied(), replicas),
        leader: Some(Handover { lost: 15, stepped_down: 1 }),
        ..PodSet::new("KafkaNodePool", namespace, &format!("{cluster}-{name}"))
    };
    let budget = kafka.and_then(|kafka| kafka.at(&["spec", "kafka", "template", "podDisruptionBudget"]));
    let keeps = budget
        .map_or(Keeps::AllBut(1), |budget| keeps(budget.get("minAvailable"), budget.get("maxUnavailable")));
    let disruption = Disruption {
        namespace: namespace.to_owned(),
        selector: Selector::of_labels(&labels),
        budget: Budget { name: format!("{cluster}-kafka"), keeps },
    };
    Expansion { sets: vec![(set, claims(spec))], disruptions: vec![disruption] }
}

fn promise(spec: &Value, kafka: Option<&Value>, replicas: u32) -> Promise {
    let votes = list(spec, &["roles"]).iter().any(|role| role.as_str() == Some("controller"));
    let config = kafka.and_then(|kafka| kafka.at(&["spec", "kafka", "config"])).unwrap_or(&Value::Null);
    let factor = number(config, &["default.replication.factor"]).unwrap_or(1).min(replicas.max(1));
    let needed = number(config, &["min.insync.replicas"]).unwrap_or(1);
    let zonal = kafka.is_some_and(|kafka| kafka.at(&["spec", "kafka", "rack", "topologyKey"]).is_some());
    if votes { Promise::Quorum } else { Promise::Copies { factor, needed, zonal } }
}

fn claims(spec: &Value) -> Vec<Option<String>> {
    let class = |volume: &Value| text(volume, &["class"]).map(str::to_owned);
    let volumes = list(spec, &["storage", "volumes"]).iter();
    volumes.filter(|volume| text(volume, &["type"]) == Some("persistent-claim")).map(class).collect()
}

/// The pods that keep topics and users as they are written down: topics and users work without them.
pub(super) fn operators(object: &Value) -> Expansion {
    let (namespace, name) = names(object);
    let spec = object.get("spec").unwrap_or(&Value::Null);
    let of = |key: &str, suffix: &str| {
        let part = spec.get(key)?;
        let set = PodSet {
            labels: owned([("strimzi.io/name", format!("{name}-{suffix}").as_str())]),
            requests: requests_of(part),
            serves: false,
            may_stop: Some("topics and users stay as they are without it".to_owned()),
            ..PodSet::new("Deployment", namespace, &format!("{name}-{suffix}"))
        };
        Some((set, Vec::new()))
    };
    let sets = [of("entityOperator", "entity-operator"), of("kafkaExporter", "kafka-exporter")];
    Expansion { sets: sets.into_iter().flatten().collect(), disruptions: Vec::new() }
}
