//! The container of an application.

use std::collections::BTreeMap;

use hagen_core::workload::{security, shutdown};
use hagen_kube::Quantity;
use k8s_openapi::api::core::v1::{Container, ContainerPort, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Amount;

use crate::environment::{env, env_from};
use crate::probes::probes;
use crate::spec::Resources;
use crate::volumes::{scratch_bytes, volume_mounts};
use crate::workload::Workload;

/// What the node's disk has to have for the logs of a container.
const LOGS: u64 = 128 << 20;

pub(crate) fn container(workload: &Workload<'_>) -> Container {
    let app = workload.app;
    let probes = probes(app);
    Container {
        name: workload.name.to_string(),
        image: app.image.as_ref().map(ToString::to_string),
        image_pull_policy: Some(pull_policy(workload).into()),
        command: some(app.command.clone()),
        args: some(app.args.clone()),
        ports: some(ports(workload)),
        env_from: some(env_from(workload)),
        env: some(env(workload)),
        resources: Some(resources(&app.resources, scratch_bytes(app))),
        startup_probe: probes.startup,
        liveness_probe: probes.liveness,
        readiness_probe: probes.readiness,
        lifecycle: workload.serves().then(shutdown::serve_on),
        security_context: Some(security::container()),
        volume_mounts: some(volume_mounts(workload)),
        ..Container::default()
    }
}

/// Nothing, rather than an empty list.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// A digest always names the same image. What a tag names is asked for at each start, so that all replicas run what
/// the registry has now, and whoever may not pull an image cannot run it from the node's cache.
fn pull_policy(workload: &Workload<'_>) -> &'static str {
    let pinned = workload.app.image.as_ref().is_some_and(hagen_kube::Image::has_digest);
    if pinned { "IfNotPresent" } else { "Always" }
}

fn ports(workload: &Workload<'_>) -> Vec<ContainerPort> {
    let port = |port: crate::ports::AppPort| ContainerPort {
        protocol: Some(port.protocol().into()),
        container_port: port.port.number.into(),
        name: Some(port.name),
        ..ContainerPort::default()
    };
    workload.app.ports().into_iter().map(port).collect()
}

fn resources(resources: &Resources, scratch: u64) -> ResourceRequirements {
    let disk = resources.ephemeral_storage.clone().unwrap_or_else(|| Quantity::bytes(LOGS + scratch));
    let amounts = |cpu: &Quantity| -> BTreeMap<String, Amount> {
        [("cpu", cpu), ("memory", &resources.memory), ("ephemeral-storage", &disk)]
            .into_iter()
            .map(|(name, amount)| (name.to_owned(), Amount::from(amount)))
            .collect()
    };
    ResourceRequirements {
        requests: Some(amounts(&resources.cpu.0)),
        limits: Some(amounts(&cpu_limit(resources))),
        ..ResourceRequirements::default()
    }
}

/// Room for the burst of a start or a peak, without taking the whole node.
fn cpu_limit(resources: &Resources) -> Quantity {
    let four_times = u64::try_from(resources.cpu.0.milli().saturating_mul(4)).unwrap_or(u64::MAX);
    match &resources.cpu_limit {
        Some(limit) => limit.0.clone(),
        None => Quantity::millicores(four_times.max(1000)),
    }
}
