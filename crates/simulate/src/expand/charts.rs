//! The table of charts: which workloads a chart makes, and where its values say how many and how far apart.

mod delivery;
mod logs;
mod metrics;
mod network;
mod operators;
mod state;

use hagen_yaml::Value;

use crate::pods::{Handover, Identity, Keeps, Promise};

/// A workload of a chart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Workload {
    /// Its name; `*` stands for the release. Empty: the release's.
    pub(super) name: &'static str,
    /// What becomes of its pods.
    pub(super) identity: Identity,
    /// Where its affinity, spread and tolerations are.
    pub(super) at: &'static [&'static str],
    /// Where the number of pods is.
    pub(super) replicas_at: &'static [&'static str],
    /// How many there are when nobody says so.
    pub(super) replicas: u32,
    /// How many percent of its node's cores a pod asks for.
    pub(super) node_share: u32,
    /// Where its resources are.
    pub(super) resources_at: &'static [&'static str],
    /// The labels of its pods; `*` stands for the release.
    pub(super) labels: &'static [(&'static str, &'static str)],
    /// What holds its pods apart when nobody says so.
    pub(super) affinity: Affinity,
    /// Its disruption budget.
    pub(super) budget: Budgeted,
    /// Where its strategy is.
    pub(super) strategy_at: &'static [&'static str],
    /// How many more and how many fewer pods a rollout may make, when nobody says so.
    pub(super) rolling: (u32, u32),
    /// Where the StorageClasses of its claims are.
    pub(super) claims: &'static [&'static [&'static str]],
    /// It is made only if the values say so.
    pub(super) made_if: &'static [(&'static [&'static str], Made)],
    /// What must remain.
    pub(super) promise: Promise,
    /// Whether requests of users wait for it.
    pub(super) serves: bool,
    /// Where one leads.
    pub(super) leader: Option<Handover>,
    /// Why one alone is enough.
    pub(super) may_stop: Option<&'static str>,
    /// Whether all of them may stop too.
    pub(super) is_optional: bool,
}

/// What holds pods apart.
#[derive(Debug, Clone, Copy)]
pub(super) enum Affinity {
    /// What the values say.
    Written,
    /// A node for each, unless the values say something else.
    HardUnlessWritten,
    /// A node for each, if this key says `hard` or `true`; and what holds without it.
    Hard(&'static str, bool),
}

/// A disruption budget.
#[derive(Debug, Clone, Copy)]
pub(super) enum Budgeted {
    /// The chart makes none; hagen may make one beside it.
    Never,
    /// The chart always makes one.
    Always(Keeps),
    /// The values say so, at a path; and what holds where they name no number.
    At(&'static [&'static str], Option<Keeps>),
}

/// A condition on a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Made {
    /// Unless it is false.
    OnUnlessFalse,
    /// If it is true.
    OffUnlessTrue,
    /// If it is this word.
    Word(&'static str),
}

impl Made {
    pub(super) fn by_default(self) -> bool {
        matches!(self, Self::OnUnlessFalse)
    }

    pub(super) fn is(self, value: &Value) -> bool {
        match self {
            Self::OnUnlessFalse => value.as_bool() != Some(false),
            Self::OffUnlessTrue => value.as_bool() == Some(true),
            Self::Word(word) => value.as_str() == Some(word),
        }
    }
}

const CONTROLS: &str = "what it has made goes on without it";
const NAME: &str = "app.kubernetes.io/name";
const INSTANCE: &str = "app.kubernetes.io/instance";
const COMPONENT: &str = "app.kubernetes.io/component";
const ONE_MAY_GO: Option<Keeps> = Some(Keeps::AllBut(1));

const DEPLOYMENT: Workload = Workload {
    name: "",
    identity: Identity::Replaceable,
    at: &[],
    replicas_at: &["replicas"],
    replicas: 1,
    node_share: 0,
    resources_at: &["resources"],
    labels: &[],
    affinity: Affinity::Written,
    budget: Budgeted::At(&["podDisruptionBudget"], None),
    strategy_at: &["strategy"],
    rolling: (1, 0),
    claims: &[],
    made_if: &[],
    promise: Promise::Ready(1),
    serves: true,
    leader: None,
    may_stop: None,
    is_optional: false,
};
const CONTROLLER: Workload = Workload { serves: false, may_stop: Some(CONTROLS), ..DEPLOYMENT };
const STATEFUL: Workload = Workload { identity: Identity::Sticky, ..DEPLOYMENT };
const PER_NODE: Workload =
    Workload { identity: Identity::PerNode, serves: false, budget: Budgeted::Never, ..DEPLOYMENT };

/// The workloads of a chart that hagen knows.
#[allow(clippy::too_many_lines, reason = "a line for each chart")]
pub(super) fn workloads(chart: &str) -> Option<&'static [Workload]> {
    Some(match chart {
        "argo-cd" => delivery::ARGO_CD,
        "argo-rollouts" => delivery::ARGO_ROLLOUTS,
        "base" => &[],
        "cert-manager" => operators::CERT_MANAGER,
        "cloudnative-pg" => operators::CLOUDNATIVE_PG,
        "cni" => network::ISTIO_CNI,
        "external-secrets" => operators::EXTERNAL_SECRETS,
        "gateway" => network::ISTIO_GATEWAY,
        "grafana" => metrics::GRAFANA,
        "istiod" => network::ISTIOD,
        "k8s-monitoring" => logs::K8S_MONITORING,
        "kube-prometheus-stack" => metrics::KUBE_PROMETHEUS_STACK,
        "loki" => logs::LOKI,
        "longhorn" => state::LONGHORN,
        "metrics-server" => metrics::METRICS_SERVER,
        "nextcloud" => state::NEXTCLOUD,
        "openbao" => state::OPENBAO,
        "opentelemetry-collector" => logs::COLLECTOR,
        "plugin-barman-cloud" => operators::BARMAN_CLOUD,
        "postgres-operator" => operators::POSTGRES_OPERATOR,
        "prometheus-blackbox-exporter" => metrics::BLACKBOX_EXPORTER,
        "seaweedfs" => state::SEAWEEDFS,
        "strimzi-kafka-operator" => operators::STRIMZI,
        "tempo" => logs::TEMPO,
        "traefik" => network::TRAEFIK,
        "ztunnel" => network::ZTUNNEL,
        _ => return None,
    })
}
