//! The `KafkaTopic`s.

use hagen_core::context::Context;
use hagen_core::section::Within;
use hagen_kube::{Manifest, Name, Text as _, digest};
use hagen_yaml::Value;

use crate::component::KafkaCluster;
use crate::node_pool::CLUSTER_LABEL;
use crate::resource::{KafkaTopic, Settings};
use crate::shape::{Shape, in_sync};
use crate::spec::{Topic, TopicName};

pub(crate) fn topics(cluster: &KafkaCluster, shape: &Shape, cx: &Context<'_>) -> Vec<Manifest> {
    cluster.spec.topics.iter().map(|(name, topic)| manifest(cluster, name, topic, shape, cx)).collect()
}

fn manifest(
    cluster: &KafkaCluster,
    name: &TopicName,
    topic: &Topic,
    shape: &Shape,
    cx: &Context<'_>,
) -> Manifest {
    let mut metadata = cluster.metadata(cx, &object_name(cluster, name));
    metadata
        .labels
        .get_or_insert_default()
        .insert(CLUSTER_LABEL.to_owned(), cluster.object_name().to_string());
    let replicas = topic.copies.map_or(shape.copies, Within::i32);
    let spec = KafkaTopic {
        topic_name: name.to_string(),
        partitions: topic.partitions.i32(),
        replicas,
        config: config(topic, replicas),
    };
    Manifest::custom(&metadata, &spec)
}

/// The name of the topic, as far as it fits an object.
fn object_name(cluster: &KafkaCluster, topic: &TopicName) -> Name {
    let suffix = match Name::parse(topic.as_str()) {
        Ok(_) => topic.to_string(),
        Err(_) => digest(topic.as_str()),
    };
    cluster.object_name().join(&suffix)
}

fn config(topic: &Topic, replicas: i32) -> Settings {
    let mut settings = Settings::new();
    let mut set = |name: &str, value: Value| settings.insert(name.to_owned(), value);
    set("min.insync.replicas", Value::from(i64::from(in_sync(replicas))));
    if topic.compact {
        set("cleanup.policy", Value::from("compact"));
    }
    if let Some(retention) = topic.retention {
        let milliseconds = i64::try_from(retention.as_seconds() * 1000).unwrap_or(i64::MAX);
        set("retention.ms", Value::from(milliseconds));
    }
    settings.extend(topic.config.iter().map(|(name, setting)| (name.to_string(), setting.0.clone())));
    settings
}
