//! The values of Prometheus.

use hagen_core::chart::{resources, topology_spread_stateful};
use hagen_core::context::Context;
use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_core::workload::priority::CRITICAL;
use hagen_kube::Name;
use hagen_yaml::{Value, value};

use super::Stack;
use super::values::{anti_affinity, disruption_budget, said_resources, volume_claim, volume_purpose};
use crate::pods;
use crate::section::{Prometheus, Thanos};

/// How much of a volume, in hundredths, the samples may fill: the log, the head and a compaction need the rest.
const USABLE: u128 = 80;

pub(super) fn values(stack: &Stack, cx: &Context<'_>) -> Value {
    let has_thanos = stack.section.prometheus.thanos.is_some();
    value!({
        "podDisruptionBudget": (disruption_budget(stack.prometheus_replicas(&cx.site))),
        // Two replicas hold slightly different samples: whoever asks stays with one of them.
        "service": { "sessionAffinity": "ClientIP" },
        "thanosService": { "enabled": has_thanos },
        "thanosServiceMonitor": { "enabled": has_thanos },
        "prometheusSpec": (spec(stack, cx)),
    })
}

fn spec(stack: &Stack, cx: &Context<'_>) -> Value {
    let (said, site) = (&stack.section.prometheus, &cx.site);
    let replicas = stack.prometheus_replicas(site);
    let interval = said.interval.go();
    let class = said.storage_class.as_ref().or_else(|| site.storage_class(volume_purpose(replicas)));
    let mut spec = value!({
        "replicas": replicas,
        "podAntiAffinity": (anti_affinity(site)),
        "topologySpreadConstraints": (topology_spread_stateful(site, &pods::prometheus().labels, replicas)),
        "priorityClassName": CRITICAL,
        "enableServiceLinks": false,
        "scrapeInterval": (interval.clone()),
        "evaluationInterval": interval,
        "retention": (said.retention.go()),
        "retentionSize": (retention_size(said)),
        "storageSpec": (volume_claim(class, &said.storage)),
        "resources": (said.resources.as_ref().map_or_else(|| resources("500m", "2", "3Gi"), said_resources)),
        "externalLabels": { "cluster": (site.cluster_name.to_string()) },
        "replicaExternalLabelName": "prometheus_replica",
        "additionalAlertRelabelConfigs": (environment_label(cx)),
        "serviceDiscoveryRole": "EndpointSlice",
    });
    // Otherwise only what carries the label of this Helm release is found.
    for kind in ["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"] {
        let mut all = hagen_yaml::Map::new();
        all.insert(format!("{kind}SelectorNilUsesHelmValues"), false);
        spec.merge(Value::Map(all));
    }
    if site.shared.logs.is_some() || site.shared.traces.is_some() {
        // What Loki's rules and Tempo's span metrics compute is written here.
        spec.merge(value!({ "enableRemoteWriteReceiver": true }));
    }
    if site.shared.traces.is_some() {
        spec.merge(value!({ "enableFeatures": ["exemplar-storage"] }));
    }
    if let Some(thanos) = &said.thanos {
        spec.merge(value!({ "thanos": (sidecar(thanos)) }));
    }
    spec
}

/// In Prometheus' own units, which are powers of 1024 whatever they are called.
fn retention_size(said: &Prometheus) -> String {
    format!("{}MB", said.storage.units() * USABLE / 100 / (1 << 20))
}

/// Gives every alert the label `environment`, by the namespace that it is about.
fn environment_label(cx: &Context<'_>) -> Value {
    let of = |(environment, namespace): &(Name, Name)| {
        value!({
            "source_labels": ["environment", "namespace"],
            "regex": (format!(";{namespace}")),
            "target_label": "environment",
            "replacement": (environment.to_string()),
        })
    };
    let rest = value!({
        "source_labels": ["environment"],
        "regex": "",
        "target_label": "environment",
        "replacement": "platform",
    });
    Value::List(cx.offers.environments.iter().map(of).chain([rest]).collect())
}

fn sidecar(thanos: &Thanos) -> Value {
    value!({
        "objectStorageConfig": {
            "existingSecret": {
                "name": (thanos_name(thanos).to_string()),
                "key": (thanos.object_store.key.to_string()),
            },
        },
        "resources": (resources("50m", "1", "256Mi")),
    })
}

fn thanos_name(thanos: &Thanos) -> Name {
    Name::known("prometheus").join(thanos.object_store.name.as_str())
}

/// The Secret with the configuration of the object store.
pub(super) fn thanos_secret(said: &Prometheus) -> Option<Secret> {
    let thanos = said.thanos.as_ref()?;
    let key = thanos.object_store.key.clone();
    Some(Secret {
        name: thanos_name(thanos),
        source: thanos.object_store.name.clone(),
        kind: "Opaque",
        keys: vec![SecretKey { key: key.clone(), origin: SecretOrigin::Supplied(key) }],
        labels: Vec::new(),
        environment: None,
    })
}
