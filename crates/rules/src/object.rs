//! Rules about one object alone, and what of it matters to others.

mod access;
mod argocd;
mod network;
mod postgres;
mod scaling;
mod service;
mod workload;

use hagen_core::artifact::Artifact;
use hagen_kube::Manifest;

use crate::chart;
use crate::facts::Facts;
use crate::judge::{Judge, Situation};
use crate::labels::hash;
use crate::pod::{self, Pod};

/// Judges each object of a component, and remembers what matters to others. `by_user` tells of an artifact, by its
/// number, whether a user wrote it or a part of it.
pub fn component(
    artifacts: &[Artifact],
    by_user: impl Fn(usize) -> bool,
    situation: &Situation<'_>,
) -> Facts {
    let mut facts = Facts { places: vec![hash(situation.namespace)], ..Facts::default() };
    let mut findings = Vec::new();
    for (at, artifact) in artifacts.iter().enumerate() {
        match artifact {
            Artifact::Manifest(manifest) => {
                let origin = (at, by_user(at));
                object(manifest, origin, situation, &mut facts, &mut findings);
            }
            Artifact::Release(release) => {
                facts.has_unseen_pods(situation.namespace);
                // No table has it.
                facts.has_any_chart |= release.chart.app_version.is_empty();
                if release.chart.name == "argo-cd" {
                    facts.guards_itself(situation.namespace);
                }
                let named = ("chart", release.chart.name);
                let mut judge = Judge::new(situation, (at, by_user(at)), named, &mut findings);
                chart::judge(&mut judge, release, &mut facts);
            }
            Artifact::Source(_) | Artifact::File(_) => {}
        }
    }
    facts.findings = findings;
    facts.shrink();
    facts
}

fn object(
    manifest: &Manifest,
    origin: (usize, bool),
    situation: &Situation<'_>,
    facts: &mut Facts,
    findings: &mut Vec<crate::Finding>,
) {
    let pod = Pod::of(manifest);
    let kind = pod.as_ref().map_or_else(|| known_kind(manifest.kind()), |pod| pod.kind);
    let mut judge = Judge::new(situation, origin, (kind, manifest.name()), findings);
    if let Some(pod) = &pod {
        pod::judge(&mut judge, pod);
        workload::judge(&mut judge, pod);
    }
    match (manifest.group(), manifest.kind()) {
        ("autoscaling", "HorizontalPodAutoscaler") => scaling::autoscaler(&mut judge, manifest.value()),
        ("policy", "PodDisruptionBudget") => scaling::budget(&mut judge, manifest.value()),
        ("", "Service") => service::service(&mut judge, manifest.value()),
        ("networking.k8s.io", "NetworkPolicy") => network::policy(&mut judge, manifest.value()),
        ("networking.k8s.io", "Ingress") => network::ingress(&mut judge, manifest),
        ("postgresql.cnpg.io", "Cluster") => postgres::cluster(&mut judge, manifest.value()),
        ("postgresql.cnpg.io", "Pooler") => postgres::pooler(&mut judge, manifest.value()),
        ("barmancloud.cnpg.io", "ObjectStore") => postgres::store(&mut judge, manifest.value()),
        ("argoproj.io", "Application") => argocd::application(&mut judge, manifest.value()),
        ("argoproj.io", "AppProject") => argocd::project(&mut judge, manifest.value()),
        ("rbac.authorization.k8s.io", _) => access::judge(&mut judge, manifest),
        _ => {}
    }
    argocd::protected(&mut judge, manifest);
    facts.take(&judge, manifest, pod.as_ref());
}

/// The kinds that rules speak of.
const KINDS: &[&str] = &[
    "APIService",
    "AlertmanagerConfig",
    "AnalysisTemplate",
    "AppProject",
    "Application",
    "ApplicationSet",
    "AuthorizationPolicy",
    "Backup",
    "Certificate",
    "Cluster",
    "ClusterAnalysisTemplate",
    "ClusterIssuer",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterSecretStore",
    "ConfigMap",
    "CustomResourceDefinition",
    "Database",
    "DatabaseRole",
    "DestinationRule",
    "EndpointSlice",
    "EnvoyFilter",
    "ExternalSecret",
    "GRPCRoute",
    "Gateway",
    "GatewayClass",
    "HTTPRoute",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Issuer",
    "Kafka",
    "KafkaConnect",
    "KafkaConnector",
    "KafkaNodePool",
    "KafkaRebalance",
    "KafkaTopic",
    "KafkaUser",
    "LimitRange",
    "MutatingWebhookConfiguration",
    "Namespace",
    "NetworkPolicy",
    "ObjectStore",
    "PeerAuthentication",
    "PersistentVolumeClaim",
    "PodDisruptionBudget",
    "PodMonitor",
    "Pooler",
    "PriorityClass",
    "Probe",
    "PrometheusRule",
    "Publication",
    "PushSecret",
    "RequestAuthentication",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Rollout",
    "ScheduledBackup",
    "ScrapeConfig",
    "Secret",
    "SecretStore",
    "Service",
    "ServiceAccount",
    "ServiceEntry",
    "ServiceMonitor",
    "Sidecar",
    "StorageClass",
    "Subscription",
    "TCPRoute",
    "TLSRoute",
    "Telemetry",
    "UDPRoute",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VirtualService",
    "postgresql",
];

fn known_kind(kind: &str) -> &'static str {
    KINDS.iter().copied().find(|known| *known == kind).unwrap_or("object")
}
