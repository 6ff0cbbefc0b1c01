//! The one table of pinned upstream versions: every chart that hagen releases, at exactly one version. And what the
//! charts know: which values their templates read.

pub mod codes;
pub mod facts;
mod kinds;
mod release;
mod upgrade;

use hagen_core::artifact::{Chart, GitSource};

pub use kinds::{Elsewhere, GroupKind, Objects, chart_objects, source_objects};
pub use release::{check_release, check_values};
pub use upgrade::check_upgrade;

macro_rules! charts {
    ($($(#[$doc:meta])* $id:ident = $name:literal $version:literal ($app:literal) $repo:literal;)*) => {
        $($(#[$doc])* pub static $id: Chart =
            Chart { name: $name, version: $version, app_version: $app, repo_url: $repo };)*

        /// All of them, in the order of their names.
        pub static CHARTS: &[&Chart] = &[$(&$id),*];
    };
}

charts! {
    /// Argo CD.
    ARGO_CD = "argo-cd" "10.1.1" ("v3.4.4") "https://argoproj.github.io/argo-helm";
    /// Argo Rollouts.
    ARGO_ROLLOUTS = "argo-rollouts" "2.41.0" ("v1.9.0") "https://argoproj.github.io/argo-helm";
    /// Istio's custom resource definitions.
    ISTIO_BASE = "base" "1.30.3" ("1.30.3") "https://istio-release.storage.googleapis.com/charts";
    /// cert-manager.
    CERT_MANAGER = "cert-manager" "v1.21.1" ("v1.21.1") "quay.io/jetstack/charts";
    /// The CloudNativePG operator. Never below 1.29.1, which mends CVE-2026-44477: a role could gain privileges by way of
    /// the metrics exporter.
    CLOUDNATIVE_PG = "cloudnative-pg" "0.29.0" ("1.30.0") "https://cloudnative-pg.github.io/charts";
    /// Istio's plugin for the network of nodes.
    ISTIO_CNI = "cni" "1.30.3" ("1.30.3") "https://istio-release.storage.googleapis.com/charts";
    /// External Secrets Operator.
    EXTERNAL_SECRETS = "external-secrets" "2.9.0" ("v2.9.0") "https://charts.external-secrets.io";
    /// A gateway of Istio's proxies.
    ISTIO_GATEWAY = "gateway" "1.30.3" ("1.30.3") "https://istio-release.storage.googleapis.com/charts";
    /// Istio's control plane.
    ISTIOD = "istiod" "1.30.3" ("1.30.3") "https://istio-release.storage.googleapis.com/charts";
    /// Grafana.
    GRAFANA = "grafana" "12.11.1" ("13.2.0") "https://grafana-community.github.io/helm-charts";
    /// Prometheus, Alertmanager, their operator, the exporters, rules and dashboards.
    KUBE_PROMETHEUS_STACK = "kube-prometheus-stack" "88.5.3" ("v0.93.1") "https://prometheus-community.github.io/helm-charts";
    /// Longhorn.
    LONGHORN = "longhorn" "1.12.1" ("v1.12.1") "https://charts.longhorn.io";
    /// The collectors of logs: Alloy, and the operator that runs it.
    K8S_MONITORING = "k8s-monitoring" "4.4.0" ("4.4.0") "https://grafana.github.io/helm-charts";
    /// Loki, as the community packs it: the chart of the same name in Grafana's own repository is another product.
    LOKI = "loki" "18.11.0" ("3.7.6") "https://grafana-community.github.io/helm-charts";
    /// metrics-server.
    METRICS_SERVER = "metrics-server" "3.13.1" ("0.8.1") "https://kubernetes-sigs.github.io/metrics-server/";
    /// Nextcloud.
    NEXTCLOUD = "nextcloud" "9.2.4" ("34.0.1") "https://nextcloud.github.io/helm/";
    /// OpenBao.
    OPENBAO = "openbao" "0.29.2" ("v2.6.2") "https://openbao.github.io/openbao-helm";
    /// The OpenTelemetry collector.
    OPENTELEMETRY_COLLECTOR = "opentelemetry-collector" "0.170.0" ("0.158.0") "https://open-telemetry.github.io/opentelemetry-helm-charts";
    /// The Barman Cloud plugin of CloudNativePG.
    PLUGIN_BARMAN_CLOUD = "plugin-barman-cloud" "0.7.0" ("v0.13.0") "https://cloudnative-pg.github.io/charts";
    /// Zalando's postgres-operator.
    POSTGRES_OPERATOR = "postgres-operator" "2.0.1" ("2.0.1") "https://opensource.zalando.com/postgres-operator/charts/postgres-operator";
    /// The blackbox exporter.
    PROMETHEUS_BLACKBOX_EXPORTER = "prometheus-blackbox-exporter" "11.17.2" ("v0.28.0") "https://prometheus-community.github.io/helm-charts";
    /// `SeaweedFS`.
    SEAWEEDFS = "seaweedfs" "4.44.0" ("4.44") "https://seaweedfs.github.io/seaweedfs/helm";
    /// The operator of Kafka.
    STRIMZI = "strimzi-kafka-operator" "1.2.0" ("1.2.0") "quay.io/strimzi-helm";
    /// Tempo in one process, which can be several. Its successor in many processes wants a Kafka to write through.
    TEMPO = "tempo" "2.2.4" ("2.10.8") "https://grafana-community.github.io/helm-charts";
    /// Traefik.
    TRAEFIK = "traefik" "41.3.0" ("v3.7.11") "https://traefik.github.io/charts";
    /// Istio's proxy of a node.
    ZTUNNEL = "ztunnel" "1.30.3" ("1.30.3") "https://istio-release.storage.googleapis.com/charts";
}

/// PostgreSQL for what hagen itself keeps in one: the `standard` image of CloudNativePG's catalog, without Barman.
pub const POSTGRESQL: &str = "ghcr.io/cloudnative-pg/postgresql:18.6-202608170814-standard-trixie@sha256:771f9eab5225587af259d84680cc69a5b6e374ac32bb24effafde1f3368a1241";

/// The custom resource definitions of the prometheus-operator, as the chart kube-prometheus-stack has them. They are
/// apart from it because what is observed comes before what observes it.
pub static PROMETHEUS_OPERATOR_CRDS: GitSource = GitSource {
    repo_url: "https://github.com/prometheus-operator/prometheus-operator",
    revision: "v0.93.1",
    path: "example/prometheus-operator-crd",
};

/// The custom resource definitions of the Gateway API, standard channel.
pub static GATEWAY_API: GitSource = GitSource {
    repo_url: "https://github.com/kubernetes-sigs/gateway-api",
    revision: "v1.6.1",
    path: "config/crd",
};
