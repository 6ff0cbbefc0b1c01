//! When somebody has to come because of the machines.

mod etcd;
mod haproxy;
mod machine;
mod patroni;
mod postgres;

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::{Group, Selector, rules};

use crate::component::Machines;

pub(crate) fn artifacts(machines: &Machines, cx: &Context<'_>) -> Vec<Artifact> {
    let exporters = &machines.group.exporters;
    let members = machines.group.hosts.len();
    let mut groups = vec![Group::new("machines", labelled(machines, machine::alerts(machines)))];
    let mut add = |name: &str, alerts| groups.push(Group::new(name, labelled(machines, alerts)));
    if exporters.etcd.is_some() {
        add("etcd", etcd::alerts(machines, members));
    }
    if exporters.patroni.is_some() {
        add("patroni", patroni::alerts(machines));
    }
    if exporters.haproxy.is_some() {
        add("haproxy", haproxy::alerts(machines));
    }
    if exporters.postgres.is_some() {
        add("postgres-exporter", postgres::alerts(machines));
    }
    rules::artifacts(cx, &machines.metadata(cx, &machines.object_name()), &groups)
}

/// The series of an exporter of this group.
pub(crate) fn job(machines: &Machines, job: &str) -> Selector {
    Selector::default().is("job", job).is("group", machines.name.as_str())
}

/// Who is called follows from the environment that the machines serve.
fn labelled(machines: &Machines, alerts: Vec<hagen_observe::Alert>) -> Vec<hagen_observe::Alert> {
    let labels = BTreeMap::from([
        ("environment", machines.environment().to_owned()),
        ("group", machines.name.to_string()),
    ]);
    let with = |mut alert: hagen_observe::Alert| {
        alert.labels.extend(labels.clone());
        alert
    };
    alerts.into_iter().map(with).collect()
}
