//! The entry of a cache with several servers: HAProxy.

use hagen_core::context::Context;
use hagen_core::workload::{probe, security, shutdown, spread};
use hagen_kube::{Duration, Manifest, Quantity};
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment};
use k8s_openapi::api::core::v1::{Container, ContainerPort, HTTPGetAction, PodSpec, PodTemplateSpec, Probe};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::component::{CacheComponent, PORT, metadata};
use crate::configuration::{HAPROXY_FILE, checksum, entry_files};
use crate::haproxy::STATUS;
use crate::images::HAPROXY;
use crate::template::{
    CONFIG, account_and_budget, config_volume, mount, pod, pod_metadata, resources, selector,
};

/// How long connections may last once the pod is told to go: what `hard-stop-after` says.
const DRAIN: Duration = Duration::seconds(30);
const MEMORY: u64 = 128 << 20;
const LOGS: u64 = 64 << 20;

/// How many pods: one answers while the other is away, and a third would only wait.
pub(crate) const REPLICAS: i32 = 2;

pub(crate) fn objects(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Manifest> {
    if !cache.is_replicated(&cx.site) {
        return Vec::new();
    }
    let identity = cache.entry_identity(cx);
    let deployment = Manifest::new(&deployment(cache, cx));
    account_and_budget(cx, &identity, REPLICAS).into_iter().chain([deployment]).collect()
}

fn deployment(cache: &CacheComponent, cx: &Context<'_>) -> Deployment {
    let identity = cache.entry_identity(cx);
    Deployment {
        metadata: metadata(cx, &identity, &identity.instance),
        spec: Some(DeploymentSpec {
            replicas: Some(REPLICAS),
            selector: selector(&identity),
            strategy: Some(DeploymentStrategy {
                type_: Some("RollingUpdate".into()),
                rolling_update: Some(RollingUpdateDeployment {
                    max_surge: Some(IntOrString::Int(1)),
                    max_unavailable: Some(IntOrString::Int(0)),
                }),
            }),
            min_ready_seconds: Some(10),
            revision_history_limit: Some(5),
            template: PodTemplateSpec {
                metadata: Some(pod_metadata(&identity, checksum(&entry_files(cache, cx)))),
                spec: Some(entry_pod(cache, cx)),
            },
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn entry_pod(cache: &CacheComponent, cx: &Context<'_>) -> PodSpec {
    let labels = cache.entry_identity(cx).selector();
    let replicas =
        spread::Replicas { selector: &labels, least: REPLICAS, release_label: Some("pod-template-hash") };
    PodSpec {
        termination_grace_period_seconds: Some(shutdown::grace_of_server(DRAIN)),
        tolerations: Some(shutdown::leave_lost_nodes()),
        topology_spread_constraints: spread::constraints(&cx.site, replicas),
        affinity: spread::apart(replicas),
        containers: vec![container()],
        volumes: Some(vec![config_volume(&cache.object_name())]),
        ..pod(&cache.object_name())
    }
}

fn container() -> Container {
    let port = |name: &str, number: u16| ContainerPort {
        name: Some(name.into()),
        container_port: number.into(),
        protocol: Some("TCP".into()),
        ..ContainerPort::default()
    };
    let command = ["haproxy", "-W", "-db", "-f"].map(str::to_owned);
    Container {
        name: "haproxy".into(),
        image: Some(HAPROXY.into()),
        image_pull_policy: Some("IfNotPresent".into()),
        command: Some(command.into_iter().chain([format!("/etc/cache/{HAPROXY_FILE}")]).collect()),
        ports: Some(vec![port("tcp-redis", PORT), port("http-status", STATUS)]),
        resources: Some(resources(&Quantity::known("50m"), &Quantity::known("1"), MEMORY, LOGS)),
        startup_probe: Some(probe::startup(get("/alive"), Duration::seconds(60))),
        liveness_probe: Some(probe::liveness(get("/alive"))),
        // A pod that sees no primary for longer than a failover takes is cut off: the other may see one.
        readiness_probe: Some(Probe { failure_threshold: Some(4), ..probe::readiness(get("/ready")) }),
        lifecycle: Some(shutdown::serve_on()),
        security_context: Some(security::container()),
        volume_mounts: Some(vec![mount(CONFIG, "/etc/cache")]),
        ..Container::default()
    }
}

fn get(path: &str) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.into()),
            port: IntOrString::String("http-status".into()),
            ..HTTPGetAction::default()
        }),
        ..Probe::default()
    }
}
