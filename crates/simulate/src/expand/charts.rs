//! The table of charts: which workloads a chart makes, and where its values say how many and how far apart.

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
        "argo-cd" => ARGO_CD,
        "argo-rollouts" => ARGO_ROLLOUTS,
        "base" => &[],
        "cert-manager" => CERT_MANAGER,
        "cloudnative-pg" => CLOUDNATIVE_PG,
        "cni" => ISTIO_CNI,
        "external-secrets" => EXTERNAL_SECRETS,
        "gateway" => ISTIO_GATEWAY,
        "grafana" => GRAFANA,
        "istiod" => ISTIOD,
        "k8s-monitoring" => K8S_MONITORING,
        "kube-prometheus-stack" => KUBE_PROMETHEUS_STACK,
        "loki" => LOKI,
        "longhorn" => LONGHORN,
        "metrics-server" => METRICS_SERVER,
        "nextcloud" => NEXTCLOUD,
        "openbao" => OPENBAO,
        "opentelemetry-collector" => COLLECTOR,
        "plugin-barman-cloud" => BARMAN_CLOUD,
        "postgres-operator" => POSTGRES_OPERATOR,
        "prometheus-blackbox-exporter" => BLACKBOX_EXPORTER,
        "seaweedfs" => SEAWEEDFS,
        "strimzi-kafka-operator" => STRIMZI,
        "tempo" => TEMPO,
        "traefik" => TRAEFIK,
        "ztunnel" => ZTUNNEL,
        _ => return None,
    })
}

const ARGO_CD: &[Workload] = &[
    Workload {
        name: "*-application-controller",
        identity: Identity::Sticky,
        at: &["controller"],
        replicas_at: &["controller", "replicas"],
        resources_at: &["controller", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-application-controller")],
        budget: Budgeted::At(&["controller", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-server",
        at: &["server"],
        replicas_at: &["server", "replicas"],
        resources_at: &["server", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-server")],
        budget: Budgeted::At(&["server", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-repo-server",
        at: &["repoServer"],
        replicas_at: &["repoServer", "replicas"],
        resources_at: &["repoServer", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-repo-server")],
        budget: Budgeted::At(&["repoServer", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-applicationset-controller",
        at: &["applicationSet"],
        replicas_at: &["applicationSet", "replicas"],
        resources_at: &["applicationSet", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "argocd-applicationset-controller")],
        budget: Budgeted::At(&["applicationSet", "pdb"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-redis-ha-server",
        identity: Identity::Sticky,
        at: &["redis-ha"],
        replicas_at: &["redis-ha", "replicas"],
        replicas: 3,
        resources_at: &["redis-ha", "redis", "resources"],
        labels: &[("app", "redis-ha"), ("release", "*")],
        affinity: Affinity::Hard("hardAntiAffinity", true),
        budget: Budgeted::At(&["redis-ha", "podDisruptionBudget"], None),
        made_if: &[(&["redis-ha", "enabled"], Made::OffUnlessTrue)],
        promise: Promise::Quorum,
        leader: Some(Handover { lost: 20, stepped_down: 5 }),
        ..CONTROLLER
    },
    Workload {
        name: "*-redis-ha-haproxy",
        at: &["redis-ha", "haproxy"],
        replicas_at: &["redis-ha", "haproxy", "replicas"],
        replicas: 3,
        resources_at: &["redis-ha", "haproxy", "resources"],
        labels: &[("app", "redis-ha-haproxy"), ("release", "*"), (NAME, "argocd-redis-ha-haproxy")],
        strategy_at: &["redis-ha", "haproxy", "deploymentStrategy"],
        affinity: Affinity::Hard("hardAntiAffinity", true),
        budget: Budgeted::At(&["redis-ha", "haproxy", "podDisruptionBudget"], None),
        made_if: &[(&["redis-ha", "enabled"], Made::OffUnlessTrue)],
        ..CONTROLLER
    },
];

const ARGO_ROLLOUTS: &[Workload] = &[Workload {
    at: &["controller"],
    replicas_at: &["controller", "replicas"],
    resources_at: &["controller", "resources"],
    labels: &[(INSTANCE, "*"), (NAME, "argo-rollouts"), (COMPONENT, "rollouts-controller")],
    budget: Budgeted::At(&["controller", "pdb"], None),
    ..CONTROLLER
}];

const CERT_MANAGER: &[Workload] = &[
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
    Workload {
        name: "*-webhook",
        at: &["webhook"],
        replicas_at: &["webhook", "replicaCount"],
        resources_at: &["webhook", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "webhook"), (COMPONENT, "webhook")],
        budget: Budgeted::At(&["webhook", "podDisruptionBudget"], None),
        ..CONTROLLER
    },
];

const CLOUDNATIVE_PG: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "cloudnative-pg")],
    budget: Budgeted::Never,
    strategy_at: &["updateStrategy"],
    ..CONTROLLER
}];

const BARMAN_CLOUD: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "plugin-barman-cloud")],
    budget: Budgeted::Never,
    may_stop: Some("archived write-ahead logs wait for it; databases do not"),
    ..CONTROLLER
}];

const POSTGRES_OPERATOR: &[Workload] = &[Workload {
    labels: &[(INSTANCE, "*"), (NAME, "postgres-operator")],
    budget: Budgeted::Never,
    may_stop: Some("Patroni fails over without it"),
    ..CONTROLLER
}];

const STRIMZI: &[Workload] = &[Workload {
    name: "strimzi-cluster-operator",
    labels: &[("name", "strimzi-cluster-operator"), ("strimzi.io/kind", "cluster-operator")],
    strategy_at: &["deploymentStrategy"],
    ..CONTROLLER
}];

const EXTERNAL_SECRETS: &[Workload] = &[
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
    Workload {
        name: "*-webhook",
        at: &["webhook"],
        replicas_at: &["webhook", "replicaCount"],
        resources_at: &["webhook", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "external-secrets-webhook")],
        budget: Budgeted::At(&["webhook", "podDisruptionBudget"], None),
        ..CONTROLLER
    },
];

const ISTIO_CNI: &[Workload] = &[Workload { name: "istio-cni-node", ..PER_NODE }];
const ZTUNNEL: &[Workload] = &[Workload { name: "ztunnel", ..PER_NODE }];
const ISTIOD: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[("app", "istiod")],
    budget: Budgeted::At(&["pdb"], Some(Keeps::Available(1))),
    strategy_at: &[],
    ..CONTROLLER
}];
const ISTIO_GATEWAY: &[Workload] =
    &[Workload { replicas_at: &["replicaCount"], labels: &[(NAME, "*")], ..DEPLOYMENT }];
const TRAEFIK: &[Workload] = &[Workload {
    replicas_at: &["deployment", "replicas"],
    labels: &[(NAME, "traefik")],
    strategy_at: &["updateStrategy"],
    ..DEPLOYMENT
}];

const GRAFANA: &[Workload] = &[Workload {
    labels: &[(INSTANCE, "*"), (NAME, "grafana")],
    strategy_at: &["deploymentStrategy"],
    ..DEPLOYMENT
}];
const BLACKBOX_EXPORTER: &[Workload] =
    &[Workload { labels: &[(INSTANCE, "*"), (NAME, "prometheus-blackbox-exporter")], ..CONTROLLER }];
const METRICS_SERVER: &[Workload] = &[Workload {
    labels: &[(INSTANCE, "*"), (NAME, "metrics-server")],
    strategy_at: &["updateStrategy"],
    ..CONTROLLER
}];

const KUBE_PROMETHEUS_STACK: &[Workload] = &[
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

const LOKI: &[Workload] = &[
    Workload {
        at: &["singleBinary"],
        replicas_at: &["singleBinary", "replicas"],
        replicas: 0,
        resources_at: &["singleBinary", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "loki"), (COMPONENT, "single-binary")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::At(&["singleBinary", "podDisruptionBudget"], ONE_MAY_GO),
        claims: &[&["singleBinary", "persistence", "storageClass"]],
        promise: Promise::Quorum,
        may_stop: Some("one replica, as the blueprint has it: collectors hold what they have meanwhile"),
        ..STATEFUL
    },
    Workload {
        name: "*-gateway",
        at: &["gateway"],
        replicas_at: &["gateway", "replicas"],
        resources_at: &["gateway", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "loki"), (COMPONENT, "gateway")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::At(&["gateway", "podDisruptionBudget"], ONE_MAY_GO),
        strategy_at: &["gateway", "deploymentStrategy"],
        made_if: &[(&["gateway", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("one replica, as the blueprint has it: collectors hold what they have meanwhile"),
        ..DEPLOYMENT
    },
    Workload {
        name: "*-chunks-cache",
        at: &["chunksCache"],
        replicas_at: &["chunksCache", "replicas"],
        labels: &[
            (INSTANCE, "*"),
            (NAME, "loki"),
            (COMPONENT, "memcached-chunks-cache"),
            ("name", "memcached-chunks-cache"),
        ],
        budget: Budgeted::Always(Keeps::AllBut(1)),
        made_if: &[(&["chunksCache", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("queries are slower without it"),
        is_optional: true,
        serves: false,
        ..STATEFUL
    },
    Workload {
        name: "*-results-cache",
        at: &["resultsCache"],
        replicas_at: &["resultsCache", "replicas"],
        labels: &[
            (INSTANCE, "*"),
            (NAME, "loki"),
            (COMPONENT, "memcached-results-cache"),
            ("name", "memcached-results-cache"),
        ],
        budget: Budgeted::Always(Keeps::AllBut(1)),
        made_if: &[(&["resultsCache", "enabled"], Made::OnUnlessFalse)],
        may_stop: Some("queries are slower without it"),
        is_optional: true,
        serves: false,
        ..STATEFUL
    },
    Workload {
        name: "*-canary",
        at: &["lokiCanary"],
        replicas_at: &["lokiCanary", "replicas"],
        resources_at: &["lokiCanary", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "loki"), (COMPONENT, "canary")],
        budget: Budgeted::Never,
        made_if: &[
            (&["lokiCanary", "enabled"], Made::OnUnlessFalse),
            (&["lokiCanary", "kind"], Made::Word("Deployment")),
        ],
        may_stop: Some("it only watches the logs"),
        ..CONTROLLER
    },
];

const TEMPO: &[Workload] = &[Workload {
    resources_at: &["tempo", "resources"],
    labels: &[(INSTANCE, "*"), (NAME, "tempo")],
    budget: Budgeted::Never,
    claims: &[&["persistence", "storageClassName"]],
    promise: Promise::Quorum,
    may_stop: Some("one replica, as the blueprint has it: collectors hold what they have meanwhile"),
    ..STATEFUL
}];
const COLLECTOR: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "opentelemetry-collector")],
    strategy_at: &["rollout"],
    ..DEPLOYMENT
}];
const K8S_MONITORING: &[Workload] = &[
    Workload {
        name: "*-alloy-operator",
        at: &["alloy-operator"],
        replicas_at: &["alloy-operator", "replicaCount"],
        resources_at: &["alloy-operator", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "alloy-operator")],
        budget: Budgeted::At(&["alloy-operator", "podDisruptionBudget"], None),
        ..CONTROLLER
    },
    Workload {
        name: "*-events",
        at: &["collectors", "events", "controller"],
        resources_at: &["collectors", "events", "alloy", "resources"],
        labels: &[(NAME, "alloy-events")],
        budget: Budgeted::Never,
        made_if: &[(&["clusterEvents", "enabled"], Made::OffUnlessTrue)],
        may_stop: Some("two would write every event twice; the API server keeps events for an hour"),
        ..CONTROLLER
    },
    Workload {
        name: "*-logs",
        at: &["collectors", "logs", "controller"],
        resources_at: &["collectors", "logs", "alloy", "resources"],
        ..PER_NODE
    },
];

const OPENBAO: &[Workload] = &[Workload {
    at: &["server"],
    replicas_at: &["server", "ha", "replicas"],
    resources_at: &["server", "resources"],
    labels: &[(INSTANCE, "*"), (NAME, "openbao"), ("component", "server")],
    affinity: Affinity::HardUnlessWritten,
    budget: Budgeted::At(&["server", "ha", "disruptionBudget"], None),
    claims: &[&["server", "dataStorage", "storageClass"]],
    promise: Promise::Quorum,
    leader: Some(Handover { lost: 15, stepped_down: 5 }),
    may_stop: Some("secrets that were fetched stay; new ones wait"),
    ..STATEFUL
}];

const SEAWEEDFS: &[Workload] = &[
    Workload {
        name: "*-master",
        at: &["master"],
        replicas_at: &["master", "replicas"],
        resources_at: &["master", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "master")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::Never,
        claims: &[&["master", "data", "storageClass"]],
        promise: Promise::Quorum,
        leader: Some(Handover { lost: 15, stepped_down: 5 }),
        may_stop: Some("one replica, as the blueprint has it"),
        ..STATEFUL
    },
    Workload {
        name: "*-volume",
        at: &["volume"],
        replicas_at: &["volume", "replicas"],
        resources_at: &["volume", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "volume")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::Never,
        claims: &[&["volume", "dataDirs", "storageClass"]],
        promise: Promise::Copies { factor: 2, needed: 1, zonal: false },
        may_stop: Some("one replica, as the blueprint has it"),
        ..STATEFUL
    },
    Workload {
        name: "*-filer",
        at: &["filer"],
        replicas_at: &["filer", "replicas"],
        resources_at: &["filer", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "filer")],
        affinity: Affinity::HardUnlessWritten,
        budget: Budgeted::Never,
        claims: &[&["filer", "data", "storageClass"]],
        may_stop: Some("one replica, as the blueprint has it"),
        ..STATEFUL
    },
    Workload {
        name: "*-s3",
        at: &["s3"],
        replicas_at: &["s3", "replicas"],
        resources_at: &["s3", "resources"],
        labels: &[(INSTANCE, "*"), (NAME, "seaweedfs"), (COMPONENT, "s3")],
        budget: Budgeted::Never,
        strategy_at: &["s3", "strategy"],
        made_if: &[(&["s3", "enabled"], Made::OffUnlessTrue)],
        may_stop: Some("one replica, as the blueprint has it"),
        ..DEPLOYMENT
    },
];

const LONGHORN: &[Workload] = &[
    Workload { name: "longhorn-manager", ..PER_NODE },
    // Longhorn's default of `guaranteedInstanceManagerCPU`.
    Workload { name: "instance-manager", node_share: 12, ..PER_NODE },
    Workload {
        name: "longhorn-ui",
        replicas_at: &["longhornUI", "replicas"],
        replicas: 2,
        labels: &[("app", "longhorn-ui")],
        budget: Budgeted::Never,
        may_stop: Some("people look at it; volumes do without"),
        is_optional: true,
        ..CONTROLLER
    },
    Workload {
        name: "longhorn-driver-deployer",
        labels: &[("app", "longhorn-driver-deployer")],
        budget: Budgeted::Never,
        ..CONTROLLER
    },
];

const NEXTCLOUD: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[(INSTANCE, "*"), (NAME, "nextcloud"), (COMPONENT, "app")],
    budget: Budgeted::Never,
    ..DEPLOYMENT
}];
