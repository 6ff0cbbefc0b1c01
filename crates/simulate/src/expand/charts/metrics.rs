//! What measures and alerts.

use super::{
    Affinity, Budgeted, COMPONENT, CONTROLLER, DEPLOYMENT, INSTANCE, Made, NAME, PER_NODE, STATEFUL, Workload,
};

pub(super) const GRAFANA: &[Workload] = &[Workload {
    labels: &[(INSTANCE, "*"), (NAME, "grafana")],
    strategy_at: &["deploymentStrategy"],
    ..DEPLOYMENT
}];

pub(super) const BLACKBOX_EXPORTER: &[Workload] =
    &[Workload { labels: &[(INSTANCE, "*"), (NAME, "prometheus-blackbox-exporter")], ..CONTROLLER }];

pub(super) const METRICS_SERVER: &[Workload] = &[Workload {
    labels: &[(INSTANCE, "*"), (NAME, "metrics-server")],
    strategy_at: &["updateStrategy"],
    ..CONTROLLER
}];

pub(super) const KUBE_PROMETHEUS_STACK: &[Workload] = &[
    Workload {
        name: "prometheus-*-prometheus",
        at: &["prometheus", "prometheusSpec"],
        replicas_at: &["prometheus", "prometheusSpec", "replicas"],
        resources_at: &["prometheus", "prometheusSpec", "resources"],
        labels: &[(INSTANCE, "*-prometheus"), (NAME, "prometheus")],
        affinity: Affinity::Hard("podAntiAffinity", false),
        budget: Budgeted::At(&["prometheus", "podDisruptionBudget"], None),
        claims: &[&[
            "prometheus",
            "prometheusSpec",
            "storageSpec",
            "volumeClaimTemplate",
            "spec",
            "storageClassName",
        ]],
        made_if: &[(&["prometheus", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("one replica, as the blueprint has it: nothing is watched while it is away"),
        ..STATEFUL
    },
    Workload {
        name: "alertmanager-*-alertmanager",
        at: &["alertmanager", "alertmanagerSpec"],
        replicas_at: &["alertmanager", "alertmanagerSpec", "replicas"],
        resources_at: &["alertmanager", "alertmanagerSpec", "resources"],
        labels: &[(INSTANCE, "*-alertmanager"), (NAME, "alertmanager")],
        affinity: Affinity::Hard("podAntiAffinity", false),
        budget: Budgeted::At(&["alertmanager", "podDisruptionBudget"], None),
        claims: &[&[
            "alertmanager",
            "alertmanagerSpec",
            "storage",
            "volumeClaimTemplate",
            "spec",
            "storageClassName",
        ]],
        made_if: &[(&["alertmanager", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("one replica, as the blueprint has it: nobody is told while it is away"),
        ..STATEFUL
    },
    Workload {
        name: "*-operator",
        at: &["prometheusOperator"],
        replicas_at: &["prometheusOperator", "replicas"],
        resources_at: &["prometheusOperator", "resources"],
        labels: &[("app", "kube-prometheus-stack-operator")],
        budget: Budgeted::Never,
        made_if: &[(&["prometheusOperator", "enabled"], Made::OnUnlessFalse)],
        ..CONTROLLER
    },
    Workload {
        name: "*-operator-webhook",
        at: &["prometheusOperator", "admissionWebhooks", "deployment"],
        replicas_at: &["prometheusOperator", "admissionWebhooks", "deployment", "replicas"],
        resources_at: &["prometheusOperator", "admissionWebhooks", "deployment", "resources"],
        labels: &[
            (INSTANCE, "*"),
            (NAME, "kube-prometheus-stack-prometheus-operator"),
            (COMPONENT, "prometheus-operator-webhook"),
        ],
        budget: Budgeted::At(
            &["prometheusOperator", "admissionWebhooks", "deployment", "podDisruptionBudget"],
            None,
        ),
        made_if: &[(
            &["prometheusOperator", "admissionWebhooks", "deployment", "enabled"],
            Made::OffUnlessTrue,
        )],
        ..CONTROLLER
    },
    Workload {
        name: "*-kube-state-metrics",
        at: &["kube-state-metrics"],
        replicas_at: &["kube-state-metrics", "replicas"],
        resources_at: &["kube-state-metrics", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "kube-state-metrics")],
        budget: Budgeted::Never,
        may_stop: Some(
            "two would count everything twice; alerts wait out the minute that it takes to come back",
        ),
        ..CONTROLLER
    },
    Workload {
        name: "*-prometheus-node-exporter",
        at: &["prometheus-node-exporter"],
        resources_at: &["prometheus-node-exporter", "resources"],
        made_if: &[(&["nodeExporter", "enabled"], Made::OnUnlessFalse)],
        ..PER_NODE
    },
];
