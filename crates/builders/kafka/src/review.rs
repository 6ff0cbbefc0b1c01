//! What only the cluster and the consumers together can tell.

mod settings;

use hagen_core::component::{Component as _, ComponentId};
use hagen_core::context::Context;
use hagen_core::section::nearest;
use hagen_core::{Diagnostic, Place};
use hagen_kube::Reference;

use crate::codes;
use crate::component::KafkaCluster;
use crate::shape::Shape;
use crate::spec::Topic;

/// The longest name that leaves room for what the operator puts behind it.
const LONGEST_NAME: usize = 40;

pub(crate) fn review(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = name(cluster).into_iter().collect();
    found.extend(brokers(cluster, cx));
    found.extend(copies(cluster, cx));
    found.extend(settings::review(cluster, &Shape::of(&cluster.spec, &cx.site)));
    found.extend(named(cluster, cx));
    found.extend(consumers(cluster, cx));
    found
}

fn name(cluster: &KafkaCluster) -> Option<Diagnostic> {
    let name = cluster.object_name();
    (name.as_str().len() > LONGEST_NAME).then(|| {
        let message = format!("`{name}` is longer than {LONGEST_NAME} characters");
        Diagnostic::new(&codes::NAME_TOO_LONG, Place::key(cluster.path()), message)
            .help("the operator puts suffixes behind the name; give the cluster a shorter one")
    })
}

fn brokers(cluster: &KafkaCluster, cx: &Context<'_>) -> Option<Diagnostic> {
    let shape = Shape::of(&cluster.spec, &cx.site);
    let nodes = cx.site.cluster.nodes.schedulable();
    if shape.brokers == 1 {
        let message = "one broker: records are on one volume, and nothing is taken while it restarts";
        return Some(Diagnostic::new(&codes::SINGLE_BROKER, Place::key(cluster.path()), message));
    }
    (i64::from(shape.brokers) > nodes).then(|| {
        let message =
            format!("{} brokers share {nodes} nodes: one node can take several with it", shape.brokers);
        Diagnostic::new(&codes::FEW_NODES, Place::value(cluster.path().key("brokers")), message)
            .help(format!("use {nodes} brokers or fewer, or more nodes"))
    })
}

/// Topics that ask for more copies than there are brokers, where the blueprint leaves their number to hagen.
fn copies(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Diagnostic> {
    let brokers = Shape::of(&cluster.spec, &cx.site).brokers;
    let too_many = |topic: &Topic| topic.copies.is_some_and(|copies| copies.i32() > brokers);
    let topics =
        cluster.spec.topics.iter().filter(|(_, topic)| cluster.spec.brokers.is_none() && too_many(topic));
    topics
        .map(|(name, _)| {
            let path = cluster.path().key("topics").key(name.as_str()).key("copies");
            let message =
                format!("`{name}` cannot have more copies than there are brokers, which are {brokers}");
            Diagnostic::new(&codes::TOPIC, Place::value(path), message)
        })
        .collect()
}

/// Rights for those who do not use the cluster.
fn named(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Diagnostic> {
    let uses = |reference: &Reference| cx.used_by.iter().any(|edge| edge.from.is(reference));
    let known: Vec<String> = cx.used_by.iter().map(|edge| edge.from.to_string()).collect();
    let mut found = Vec::new();
    for (name, topic) in &cluster.spec.topics {
        for (key, references) in [("produce", &topic.produce), ("consume", &topic.consume)] {
            for (at, reference) in references.iter().enumerate().filter(|(_, reference)| !uses(reference)) {
                let path = cluster.path().key("topics").key(name.as_str()).key(key).index(at);
                let message = format!("`{reference}` does not use `{}`", cluster.id());
                let finding = Diagnostic::new(&codes::UNKNOWN_CONSUMER, Place::value(path), message);
                found.push(match nearest(&reference.to_string(), known.iter().map(String::as_str)) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")).replace_with(near),
                    None => finding.help(format!("write `uses: [{}]` there, or take it out", cluster.id())),
                });
            }
        }
    }
    found
}

fn consumers(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for edge in cx.used_by {
        let place = Place::value(edge.link.path.clone());
        if edge.from_namespace != *cx.site.namespace {
            let message = format!("`{}` is in another namespace than `{}`", edge.from, cluster.id());
            found
                .push(Diagnostic::new(&codes::OTHER_NAMESPACE, place, message).help(
                    "the authority of the brokers' certificates stays in the namespace of the cluster",
                ));
        } else if !cluster.spec.topics.values().any(|topic| has_right(topic, &edge.from)) {
            let message =
                format!("`{}` may neither read nor write any topic of `{}`", edge.from, cluster.id());
            let help = format!("name it at a topic: `produce: [{}]` or `consume: […]`", edge.from);
            found.push(Diagnostic::new(&codes::NO_RIGHTS, place, message).help(help));
        }
    }
    found
}

fn has_right(topic: &Topic, consumer: &ComponentId) -> bool {
    let named = || topic.produce.iter().chain(&topic.consume).any(|reference| consumer.is(reference));
    topic.is_open() || named()
}
