//! The servers of a cache, each with a sentinel and an exporter beside it.

mod containers;
mod volumes;

use hagen_core::context::Context;
use hagen_core::workload::spread;
use hagen_kube::Manifest;
use k8s_openapi::api::apps::v1::{
    RollingUpdateStatefulSetStrategy, StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy,
    StatefulSetSpec, StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{
    Affinity, PodAntiAffinity, PodDNSConfig, PodDNSConfigOption, PodSpec, PodTemplateSpec,
};

use crate::component::{CacheComponent, metadata};
use crate::configuration::{checksum, server_files};
use crate::template::{account_and_budget, pod, pod_metadata, selector};

/// How long a server may take to hand over, and to write out what it has.
const GRACE: i64 = 60;

pub(crate) fn objects(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Manifest> {
    let identity = cache.servers_identity(cx);
    let set = Manifest::new(&stateful_set(cache, cx));
    let instances = cache.instances(&cx.site);
    account_and_budget(cx, &identity, instances).into_iter().chain([set]).collect()
}

fn stateful_set(cache: &CacheComponent, cx: &Context<'_>) -> StatefulSet {
    let identity = cache.servers_identity(cx);
    StatefulSet {
        metadata: metadata(cx, &identity, &identity.instance),
        spec: Some(StatefulSetSpec {
            replicas: Some(cache.instances(&cx.site)),
            selector: selector(&identity),
            service_name: Some(identity.instance.to_string()),
            // A replica is ready once it has what the primary has, and the primary may be any of them.
            pod_management_policy: Some("Parallel".into()),
            update_strategy: Some(StatefulSetUpdateStrategy {
                type_: Some("RollingUpdate".into()),
                rolling_update: Some(RollingUpdateStatefulSetStrategy {
                    partition: Some(0),
                    ..RollingUpdateStatefulSetStrategy::default()
                }),
            }),
            min_ready_seconds: Some(10),
            revision_history_limit: Some(5),
            persistent_volume_claim_retention_policy: cache.volume_size().map(|_| {
                StatefulSetPersistentVolumeClaimRetentionPolicy {
                    when_deleted: Some("Retain".into()),
                    when_scaled: Some("Retain".into()),
                }
            }),
            volume_claim_templates: volumes::claim_template(cache, cx).map(|claim| vec![claim]),
            template: PodTemplateSpec {
                metadata: Some(pod_metadata(&identity, checksum(&server_files(cache, cx)))),
                spec: Some(server_pod(cache, cx)),
            },
            ..StatefulSetSpec::default()
        }),
        ..StatefulSet::default()
    }
}

fn server_pod(cache: &CacheComponent, cx: &Context<'_>) -> PodSpec {
    let labels = cache.servers_identity(cx).selector();
    let least = cache.instances(&cx.site);
    let replicas = spread::Replicas { selector: &labels, least, release_label: None };
    let beside = containers::beside(cache, cx);
    PodSpec {
        termination_grace_period_seconds: Some(GRACE),
        topology_spread_constraints: spread::constraints(&cx.site, replicas),
        affinity: apart(cx, replicas),
        dns_config: cache.is_replicated(&cx.site).then(dns),
        init_containers: Some(beside).filter(|beside| !beside.is_empty()),
        containers: vec![containers::server(cache, cx)],
        volumes: Some(volumes::volumes(cache, cx)),
        ..pod(&cache.servers_name())
    }
}

/// No two servers on one node, as long as there are nodes enough: one with two of three would take the majority with it.
fn apart(cx: &Context<'_>, replicas: spread::Replicas<'_>) -> Option<Affinity> {
    let affinity = spread::apart(replicas)?;
    if i64::from(replicas.least) > cx.site.cluster.nodes.schedulable() {
        return Some(affinity);
    }
    let preferred = affinity.pod_anti_affinity?.preferred_during_scheduling_ignored_during_execution?;
    let required = preferred.into_iter().map(|weighted| weighted.pod_affinity_term).collect();
    Some(Affinity {
        pod_anti_affinity: Some(PodAntiAffinity {
            required_during_scheduling_ignored_during_execution: Some(required),
            ..PodAntiAffinity::default()
        }),
        ..Affinity::default()
    })
}

/// Names are complete and asked for as they are: a sentinel that waits for a search path to be walked believes that
/// time itself has jumped, and does nothing for half a minute.
fn dns() -> PodDNSConfig {
    let option =
        |name: &str, value: &str| PodDNSConfigOption { name: Some(name.into()), value: Some(value.into()) };
    PodDNSConfig {
        options: Some(vec![option("ndots", "1"), option("timeout", "1"), option("attempts", "2")]),
        ..PodDNSConfig::default()
    }
}
