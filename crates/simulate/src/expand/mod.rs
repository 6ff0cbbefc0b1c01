//! The pods that custom resources and charts come to: what an operator or a template makes of what hagen writes.

mod charts;
mod cloudnative_pg;
mod kafka;
mod release;
mod zalando;

use std::collections::BTreeMap;

use hagen_yaml::Value;

pub use release::release;

use crate::node::HOST;
use crate::pods::{PodSet, Term};
use crate::read::Disruption;
use crate::select::{Labels, Selector};

/// Sets that something comes to, each with the StorageClasses of its claims, and the budgets that come with them.
#[derive(Debug, Default)]
pub struct Expansion {
    /// The sets.
    pub sets: Vec<(PodSet, Vec<Option<String>>)>,
    /// Their budgets.
    pub disruptions: Vec<Disruption>,
}

/// The pods of a custom resource, if an operator makes pods of it. `others` are the objects beside it.
pub(crate) fn custom(kind: &str, object: &Value, others: &[&Value]) -> Expansion {
    let api = object.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
    match (api.split('/').next().unwrap_or_default(), kind) {
        ("postgresql.cnpg.io", "Cluster") => cloudnative_pg::cluster(object),
        ("postgresql.cnpg.io", "Pooler") => cloudnative_pg::pooler(object),
        ("acid.zalan.do", "postgresql") => zalando::postgresql(object),
        ("kafka.strimzi.io", "KafkaNodePool") => kafka::pool(object, others),
        ("kafka.strimzi.io", "Kafka") => kafka::operators(object),
        _ => Expansion::default(),
    }
}

/// A rule that holds pods with these labels apart.
fn apart(labels: &Labels, key: &str) -> Term {
    Term {
        key: key.to_owned(),
        selector: Selector::of_labels(labels),
        same_release: false,
        own_namespace: true,
    }
}

/// A rule that holds pods with these labels on nodes of their own.
fn on_own_nodes(labels: &Labels) -> Term {
    apart(labels, HOST)
}

fn owned<'a>(labels: impl IntoIterator<Item = (&'a str, &'a str)>) -> Labels {
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    labels.into_iter().map(owned).collect::<BTreeMap<_, _>>()
}
