//! Objects as hagen writes them.

use super::{check, documents};
use hagen_check::schema::{Kind, Minor, Schemas, Severity};

const FILES: [(&str, &str); 3] = [
    ("workloads", include_str!("good/workloads.yaml")),
    ("kubernetes", include_str!("good/kubernetes.yaml")),
    ("custom", include_str!("good/custom.yaml")),
];

#[test]
fn good_objects_pass_in_every_minor() {
    let schemas = Schemas::new(Minor::NEWEST);
    let (built_in, custom): (Vec<_>, Vec<_>) = schemas.kinds().partition(Kind::built_in);
    let rules: usize = custom.iter().map(|kind| kind.rules().len()).sum();
    println!(
        "figure schemas: {} minors of Kubernetes, {} kinds in the newest; {} kinds of custom resources with {rules} \
         rules in CEL",
        Minor::SUPPORTED.len(),
        built_in.len(),
        custom.len()
    );
    for (file, text) in FILES {
        for object in documents(text) {
            for minor in Minor::SUPPORTED {
                let findings: Vec<String> = check(&object, minor).iter().map(ToString::to_string).collect();
                let kind = object.get("kind").and_then(|kind| kind.as_str()).unwrap();
                assert!(findings.is_empty(), "{file} {kind} in {minor}: {findings:#?}");
            }
        }
    }
}

#[test]
fn good_objects_without_rules_cost_no_allocation() {
    let schemas = Schemas::new(Minor::NEWEST);
    for object in FILES.iter().flat_map(|(_, text)| documents(text)) {
        // Regular expressions are compiled when the first text has to match them.
        schemas.check(&object);
        let counted = allocation_counter::measure(|| assert!(schemas.check(&object).is_empty()));
        let kind = object.get("kind").and_then(|kind| kind.as_str()).unwrap();
        let api_version = object.get("apiVersion").and_then(|version| version.as_str()).unwrap();
        // Rules in CEL see a copy of the value with the defaults filled in.
        let is_ruled = !schemas.find(api_version, kind).unwrap().rules().is_empty();
        assert!(counted.count_total == 0 || is_ruled, "{kind}: {counted:?}");
    }
}

#[test]
fn all_kinds_that_hagen_writes_are_among_them() {
    let mut kinds: Vec<String> = Vec::new();
    for (_, text) in FILES {
        kinds.extend(
            documents(text).iter().map(|object| object.get("kind").unwrap().as_str().unwrap().to_owned()),
        );
    }
    for kind in WRITTEN {
        assert!(kinds.iter().any(|known| known == kind), "no good {kind}");
    }
}

const WRITTEN: [&str; 51] = [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "CronJob",
    "Job",
    "Service",
    "ServiceAccount",
    "ConfigMap",
    "Secret",
    "Namespace",
    "PersistentVolumeClaim",
    "PodDisruptionBudget",
    "HorizontalPodAutoscaler",
    "NetworkPolicy",
    "Ingress",
    "EndpointSlice",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "ResourceQuota",
    "LimitRange",
    "PriorityClass",
    "StorageClass",
    "Application",
    "AppProject",
    "ApplicationSet",
    "Rollout",
    "AnalysisTemplate",
    "ServiceMonitor",
    "PodMonitor",
    "PrometheusRule",
    "HTTPRoute",
    "Gateway",
    "Certificate",
    "ClusterIssuer",
    "Issuer",
    "ExternalSecret",
    "SecretStore",
    "ClusterSecretStore",
    "Password",
    "Cluster",
    "Database",
    "Pooler",
    "ScheduledBackup",
    "ObjectStore",
    "postgresql",
    "Kafka",
    "KafkaNodePool",
    "KafkaTopic",
    "PeerAuthentication",
];

#[test]
fn deprecated_kinds_warn() {
    let endpoints = documents("{apiVersion: v1, kind: Endpoints, metadata: {name: db}, subsets: []}");
    let [finding] = &check(&endpoints[0], Minor::NEWEST)[..] else { panic!("one warning") };
    assert_eq!(finding.problem.severity(), Severity::Warning);
    assert_eq!(
        finding.to_string(),
        "apiVersion: Endpoints is deprecated since Kubernetes 1.33: use discovery.k8s.io/v1 EndpointSlice"
    );
    assert!(check(&endpoints[0], Minor::SUPPORTED[0]).is_empty(), "1.32 does not warn");
}
