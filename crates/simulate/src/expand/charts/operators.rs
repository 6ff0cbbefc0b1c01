//! What makes certificates, databases, brokers and secrets.

use super::{Budgeted, COMPONENT, CONTROLLER, INSTANCE, NAME, Workload};

/// What answers the API server beside a controller.
const WEBHOOK: Workload = Workload {
    name: "*-webhook",
    at: &["webhook"],
    replicas_at: &["webhook", "replicaCount"],
    resources_at: &["webhook", "resources"],
    budget: Budgeted::At(&["webhook", "podDisruptionBudget"], None),
    ..CONTROLLER
};

pub(super) const CERT_MANAGER: &[Workload] = &[
    Workload {
        replicas_at: &["replicaCount"],
        labels: &[(INSTANCE, "*"), (NAME, "cert-manager"), (COMPONENT, "controller")],
        ..CONTROLLER
    },
    Workload {
        name: "*-cainjector",
        at: &["cainjector"],
        replicas_at: &["cainjector", "replicaCount"],
        resources_at: &["cainjector", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "cainjector"), (COMPONENT, "cainjector")],
        budget: Budgeted::At(&["cainjector", "podDisruptionBudget"], None),
        ..CONTROLLER
    },
    Workload { labels: &[(INSTANCE, "*"), (NAME, "webhook"), (COMPONENT, "webhook")], ..WEBHOOK },
];

pub(super) const CLOUDNATIVE_PG: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "cloudnative-pg")],
    budget: Budgeted::Never,
    strategy_at: &["updateStrategy"],
    ..CONTROLLER
}];

pub(super) const BARMAN_CLOUD: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "plugin-barman-cloud")],
    budget: Budgeted::Never,
    may_stop: Some("archived write-ahead logs wait for it; databases do not"),
    ..CONTROLLER
}];

pub(super) const POSTGRES_OPERATOR: &[Workload] = &[Workload {
    labels: &[(INSTANCE, "*"), (NAME, "postgres-operator")],
    budget: Budgeted::Never,
    may_stop: Some("Patroni fails over without it"),
    ..CONTROLLER
}];

pub(super) const STRIMZI: &[Workload] = &[Workload {
    name: "strimzi-cluster-operator",
    labels: &[("name", "strimzi-cluster-operator"), ("strimzi.io/kind", "cluster-operator")],
    strategy_at: &["deploymentStrategy"],
    ..CONTROLLER
}];

pub(super) const EXTERNAL_SECRETS: &[Workload] = &[
    Workload {
        replicas_at: &["replicaCount"],
        labels: &[(INSTANCE, "*"), (NAME, "external-secrets")],
        ..CONTROLLER
    },
    Workload {
        name: "*-cert-controller",
        at: &["certController"],
        replicas_at: &["certController", "replicaCount"],
        resources_at: &["certController", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "external-secrets-cert-controller")],
        budget: Budgeted::At(&["certController", "podDisruptionBudget"], None),
        ..CONTROLLER
    },
    Workload { labels: &[(INSTANCE, "*"), (NAME, "external-secrets-webhook")], ..WEBHOOK },
];
