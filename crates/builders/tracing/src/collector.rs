//! The OpenTelemetry collector: it takes traces of applications, gathers them into batches and holds them for a while.

use hagen_charts::OPENTELEMETRY_COLLECTOR;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::network::network_policy;
use hagen_core::workload::priority::CRITICAL;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use crate::section::Tracing;
use crate::{NAMESPACE, tempo};

/// The name of the release and of its Service.
pub(crate) const RELEASE: &str = "opentelemetry-collector";
/// OTLP over gRPC.
pub(crate) const GRPC: Port = Port::tcp(4317);
/// OTLP over HTTP.
pub(crate) const HTTP: Port = Port::tcp(4318);
const METRICS: Port = Port::tcp(8888);

/// The collector.
pub(crate) struct Collector {
    pub(crate) section: Tracing,
    pub(crate) values: UserValues,
}

pub(crate) fn pods() -> Pods {
    crate::pods(RELEASE, RELEASE)
}

impl Component for Collector {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("tracing")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let values = values(&self.section, &cx.site);
        let release = HelmRelease::new(&OPENTELEMETRY_COLLECTOR, RELEASE, values, &self.values);
        [release.into()].into_iter().chain(policy(cx).map(Artifact::from)).collect()
    }
}

fn values(section: &Tracing, site: &Site<'_>) -> Value {
    let replicas = site.replicas();
    let mut values = value!({
        "mode": "deployment",
        "fullnameOverride": RELEASE,
        "image": { "repository": "otel/opentelemetry-collector-k8s" },
        "replicaCount": replicas,
        "rollout": { "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "topologySpreadConstraints": (topology_spread(site, &pods().labels, replicas)),
        "priorityClassName": CRITICAL,
        "resources": (resources("100m", "1", "512Mi")),
        "serviceAccount": { "automountServiceAccountToken": false },
        "podSecurityContext": { "seccompProfile": { "type": "RuntimeDefault" } },
        "securityContext": {
            "runAsNonRoot": true,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "readOnlyRootFilesystem": true,
            "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"] },
        },
        "ports": {
            "jaeger-compact": { "enabled": false },
            "jaeger-thrift": { "enabled": false },
            "jaeger-grpc": { "enabled": false },
            "zipkin": { "enabled": false },
            "metrics": { "enabled": true },
        },
        "podMonitor": { "enabled": (site.shared.prometheus.is_some()) },
        "config": (config(section)),
    });
    if replicas > 1 {
        values.merge(value!({ "podDisruptionBudget": { "enabled": true, "maxUnavailable": 1 } }));
    }
    values
}

/// Traces only. The chart's own configuration takes more, and what it has too many is taken away by `null`.
fn config(section: &Tracing) -> Value {
    let mut config = value!({
        "receivers": {
            "jaeger": null,
            "zipkin": null,
            "prometheus": null,
            "otlp": {
                "protocols": {
                    // Connections last long, and new replicas would wait for old ones to end.
                    "grpc": {
                        "keepalive": {
                            "server_parameters": {
                                "max_connection_age": "2m",
                                "max_connection_age_grace": "30s",
                            },
                        },
                    },
                },
            },
        },
        "processors": {
            "memory_limiter": { "check_interval": "1s", "limit_percentage": 80, "spike_limit_percentage": 25 },
            "batch": { "send_batch_size": 1024, "timeout": "2s" },
        },
        "exporters": {
            "debug": null,
            "otlp": {
                // All replicas of Tempo in turn.
                "endpoint": (format!("dns:///{}:{}", tempo::headless_host(), GRPC.number)),
                "balancer_name": "round_robin",
                "tls": { "insecure": true },
                "sending_queue": { "enabled": true, "queue_size": 2000 },
                "retry_on_failure": { "enabled": true, "max_elapsed_time": "10m" },
            },
        },
        "service": {
            "pipelines": {
                "logs": null,
                "metrics": null,
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["memory_limiter", "batch"],
                    "exporters": ["otlp"],
                },
            },
        },
    });
    if let Some(percent) = section.sample {
        config.merge(value!({
            "processors": { "probabilistic_sampler": { "sampling_percentage": (percent.0) } },
            "service": {
                "pipelines": { "traces": { "processors": ["memory_limiter", "probabilistic_sampler", "batch"] } },
            },
        }));
    }
    config
}

/// Every environment may send; which of their applications does is for their own policies.
fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let from =
        |namespace: &Name| Endpoint { peer: Peer::Namespace(namespace.clone()), ports: vec![GRPC, HTTP] };
    let mut ingress: Vec<_> = cx.offers.environments.iter().map(|(_, namespace)| from(namespace)).collect();
    let prometheus = cx.site.shared.prometheus.clone();
    ingress.extend(prometheus.map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![METRICS] }));
    let egress = [Endpoint { peer: Peer::Pods(tempo::pods()), ports: vec![GRPC] }];
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    network_policy(&cx.site, &identity, &pods().labels, &ingress, &egress)
}
