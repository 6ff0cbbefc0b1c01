//! Settings that Kafka does not take, or cannot keep on these brokers, and topics that contradict themselves.

use std::collections::BTreeMap;

use hagen_core::component::Component as _;
use hagen_core::section::{Within, nearest};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::kafka::{Fault, broker_fault, broker_settings, topic_fault, topic_settings};

use crate::codes;
use crate::component::KafkaCluster;
use crate::shape::Shape;
use crate::spec::{Topic, TopicName};

/// Settings of brokers that count copies.
const COPIES: [&str; 4] = [
    "default.replication.factor",
    "offsets.topic.replication.factor",
    "share.coordinator.state.topic.replication.factor",
    "transaction.state.log.replication.factor",
];

pub(super) fn review(cluster: &KafkaCluster, shape: &Shape) -> Vec<Diagnostic> {
    let mut found = brokers(cluster, shape);
    let mut same: BTreeMap<String, &TopicName> = BTreeMap::new();
    for (name, topic) in &cluster.spec.topics {
        let path = cluster.path().key("topics").key(name.as_str());
        found.extend(named(name, &path));
        // Kafka calls its metrics by the names of topics, where both are the same.
        if let Some(other) = same.insert(name.as_str().replace('.', "_"), name) {
            let message = format!("`{name}` and `{other}` are one name to Kafka, which takes `.` for `_`");
            found.push(Diagnostic::new(&codes::TOPIC, Place::key(path.clone()), message));
        }
        found.extend(of_topic(topic, &path, topic.copies.map_or(shape.copies, Within::i32)));
    }
    found
}

/// The topics that Kafka makes for itself.
fn named(name: &TopicName, path: &Path) -> Option<Diagnostic> {
    let is_own = ["__consumer_offsets", "__transaction_state", "__share_group_state", "__cluster_metadata"]
        .contains(&name.as_str());
    is_own.then(|| {
        let message = format!("`{name}` is a topic that Kafka makes for itself");
        Diagnostic::new(&codes::TOPIC, Place::key(path.clone()), message)
    })
}

fn of_topic(topic: &Topic, path: &Path, copies: i32) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let config = path.key("config");
    for (name, setting) in &topic.config {
        let fault = topic_fault(name.as_str(), &setting.0);
        found.extend(fault.map(|fault| diagnostic(name, &fault, &config, topic_settings())));
    }
    if let Some(asked) = number(topic, "min.insync.replicas").filter(|asked| *asked > i64::from(copies)) {
        let message = format!("nothing can be written: {asked} copies have to be, and there are {copies}");
        let place = Place::value(config.key("min.insync.replicas"));
        found.push(Diagnostic::new(&codes::SETTING, place, message));
    }
    let all = number(topic, "min.insync.replicas").filter(|asked| *asked == i64::from(copies) && copies > 1);
    if let Some(asked) = all {
        let message =
            format!("all {asked} copies have to be there: nothing can be written while one broker is away");
        let place = Place::value(config.key("min.insync.replicas"));
        let mut found_all =
            Diagnostic::new(&codes::SETTING, place, message).help(format!("write {}", asked - 1));
        found_all.severity = hagen_core::Severity::Warning;
        found.push(found_all);
    }
    let says = |setting: &str| topic.config.keys().any(|name| name.as_str() == setting);
    if topic.retention.is_some() && says("retention.ms") {
        let place = Place::key(config.key("retention.ms"));
        let message = "how long records stay is said twice";
        found.push(
            Diagnostic::new(&codes::SETTING, place, message)
                .also(Place::value(path.key("retention")), "here for the first time")
                .help("keep `retention`"),
        );
    }
    if topic.compact && topic.retention.is_some() && !says("cleanup.policy") {
        let message = "the last record of each key stays for good: `retention` does nothing beside `compact`";
        found.push(
            Diagnostic::new(&codes::TOPIC, Place::value(path.key("retention")), message).help(
                "take one of them out, or say `config: { cleanup.policy: \"compact,delete\" }` for both",
            ),
        );
    }
    found
}

fn number(topic: &Topic, setting: &str) -> Option<i64> {
    let (_, value) = topic.config.iter().find(|(name, _)| name.as_str() == setting)?;
    value.0.as_int().or_else(|| value.0.as_str()?.parse().ok())
}

fn brokers(cluster: &KafkaCluster, shape: &Shape) -> Vec<Diagnostic> {
    let config = cluster.path().key("config");
    let mut found = Vec::new();
    for (name, setting) in &cluster.spec.config {
        let is_unknown = !broker_settings().any(|known| known == name.as_str());
        let near = broker_settings().find(|known| is_unknown && is_slip(name.as_str(), known));
        let mistyped =
            || near.map(|_| Fault { is_name: true, message: "is no setting of brokers".into(), meant: None });
        let fault = broker_fault(name.as_str(), &setting.0).or_else(mistyped);
        found.extend(fault.map(|fault| diagnostic(name, &fault, &config, broker_settings())));
        let asked = setting.0.as_int().filter(|asked| *asked > i64::from(shape.brokers));
        if let Some(asked) = asked.filter(|_| COPIES.contains(&name.as_str())) {
            let message = format!("{asked} copies do not fit {} brokers", shape.brokers);
            found.push(Diagnostic::new(&codes::SETTING, Place::value(config.key(name.as_str())), message));
        }
    }
    found
}

/// Whether two names differ in one letter: one more, one less or another one. Nearer names mean different settings.
fn is_slip(written: &str, known: &str) -> bool {
    let (one, other) = (written.as_bytes(), known.as_bytes());
    let longer = one.len().max(other.len());
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let rest = one.len().min(other.len()) - front;
    let back = one.iter().rev().zip(other.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    longer - front - back <= 1
}

fn diagnostic(
    name: &TopicName,
    fault: &Fault,
    config: &Path,
    known: impl Iterator<Item = &'static str>,
) -> Diagnostic {
    let path = config.key(name.as_str());
    let place = if fault.is_name { Place::key(path) } else { Place::value(path) };
    let known: Vec<&str> = known.collect();
    let meant = fault.meant.or_else(|| nearest(name.as_str(), known).filter(|_| fault.is_name));
    let found = Diagnostic::new(&codes::SETTING, place, format!("`{name}` {}", fault.message));
    match meant {
        Some(meant) => found.help(format!("did you mean `{meant}`?")),
        None => found,
    }
}
