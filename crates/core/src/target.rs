//! Where things run: clusters, environments, and what is said of them.

use std::collections::BTreeSet;

use hagen_kube::{Minor, Name, Quantity, StorageClassName, Url, Zone};

use crate::codes_target as codes;
use crate::place::Place;
use crate::section::{Checker, Distinct, Free, Section, Within};

/// A Kubernetes cluster that Argo CD delivers to.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_servers)]
pub struct Cluster {
    /// The address of its API server, as Argo CD knows the cluster.
    #[section(default = Url::known("https://kubernetes.default.svc"))]
    pub server: Url,
    /// The minor version of Kubernetes; every object is checked against its API.
    #[section(default = Minor::new(36), example = "\"1.36\"")]
    pub kubernetes: Minor,
    /// Whose Kubernetes it is: it decides where control plane metrics are and what is there already.
    #[section(default)]
    pub distribution: Distribution,
    /// The nodes: how many, where, and how large. Spread, quorum and capacity follow from them.
    #[section(default)]
    pub nodes: Nodes,
    /// The StorageClass of volumes that do not name one. Absent: the cluster's default class.
    pub storage_class: Option<StorageClassName>,
    /// What the cluster has already: hagen uses it and installs nothing.
    pub provides: Distinct<Provided>,
    /// A partial blueprint that holds on this cluster only.
    pub overlay: Free,
}

/// Who runs the control plane: on those of the clouds, nobody counts.
fn check_servers(cluster: &Cluster, checker: &mut Checker<'_, '_>) {
    let server = cluster.server.as_str();
    if !server.starts_with("https://") && !server.starts_with("http://") {
        let message = format!("`{server}` is no address of an API server");
        checker.report(&codes::SERVER, "server", message).help =
            Some("the address in the kubeconfig: `https://10.0.0.10:6443`".into());
    }
    let servers = cluster.nodes.servers.get();
    if matches!(cluster.distribution, Distribution::Generic | Distribution::K3s) && servers % 2 == 0 {
        let place = Place::value(checker.path().key("nodes").key("servers"));
        let message = format!("{servers} servers survive no more failures than {}", servers - 1);
        checker.report_at(&codes::MAJORITY, place, message).help =
            Some(format!("take {} or {}", servers - 1, servers + 1));
    }
}

/// Whose Kubernetes a cluster runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Distribution {
    /// Plain Kubernetes, for instance by kubeadm.
    #[default]
    Generic,
    /// k3s: one process for the whole control plane, Traefik and metrics-server built in.
    #[section(rename = "k3s")]
    K3s,
    /// Amazon EKS.
    Eks,
    /// Google GKE.
    Gke,
    /// Azure AKS.
    Aks,
}

/// What may be in a cluster before hagen comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Section)]
pub enum Provided {
    /// Argo CD itself.
    #[section(rename = "argo-cd")]
    ArgoCd,
    /// Argo Rollouts.
    ArgoRollouts,
    /// cert-manager.
    CertManager,
    /// The CloudNativePG operator.
    #[section(rename = "cloudnative-pg")]
    CloudNativePg,
    /// The Barman Cloud plugin of CloudNativePG.
    BarmanCloud,
    /// Zalando's postgres-operator.
    PostgresOperator,
    /// Strimzi, the operator of Kafka.
    Strimzi,
    /// External Secrets Operator.
    ExternalSecrets,
    /// The Gateway API's custom resources.
    GatewayApi,
    /// The prometheus-operator with a Prometheus that selects monitors of every namespace.
    PrometheusOperator,
    /// Istio in `istio-system`, with its CNI plugin.
    Istio,
    /// metrics-server, which a horizontal autoscaler reads.
    MetricsServer,
    /// The priority classes `hagen-critical`, `hagen-standard` and `hagen-batch`.
    PriorityClasses,
    /// Longhorn.
    Longhorn,
}

/// The nodes of a cluster.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_nodes)]
pub struct Nodes {
    /// Nodes that run the control plane.
    #[section(default = Within::new(3))]
    pub servers: Within<1, 99>,
    /// Nodes that run workloads. On k3s the servers run workloads too.
    #[section(default = Within::new(3))]
    pub workers: Within<0, 15000>,
    /// The zones (values of `topology.kubernetes.io/zone`) that the workers are spread over.
    /// Absent: the nodes carry no zone, and spreading is over nodes alone.
    pub zones: Vec<Zone>,
    /// What one worker offers to pods.
    pub shape: Option<NodeShape>,
}

/// What one node offers to pods.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_shape)]
pub struct NodeShape {
    /// Cores.
    #[section(example = "8")]
    pub cpu: Cores,
    /// Memory.
    #[section(example = "32Gi")]
    pub memory: Quantity,
}

/// An amount of CPU: whole cores as a number, or a quantity such as `250m`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cores(pub Quantity);

fn check_nodes(nodes: &Nodes, checker: &mut Checker<'_, '_>) {
    let distinct: BTreeSet<_> = nodes.zones.iter().collect();
    if distinct.len() < nodes.zones.len() {
        checker.report(&codes::ZONES, "zones", "a zone is listed twice").help =
            Some("name each zone once: `zones: [a, b, c]`".into());
    }
    if i64::try_from(nodes.zones.len()).unwrap_or(i64::MAX) > nodes.schedulable() {
        let message =
            format!("{} zones cannot be filled by {} nodes", nodes.zones.len(), nodes.schedulable());
        checker.report(&codes::ZONES, "zones", message).help =
            Some("name fewer zones, or say how many `workers` there are".into());
    }
}

/// Less than this a node has not left once its own processes run.
const LEAST_MEMORY: u128 = 256 << 20;

fn check_shape(shape: &NodeShape, checker: &mut Checker<'_, '_>) {
    if shape.cpu.0.milli() < 100 {
        let message = format!("`{}` cores are no node", shape.cpu.0);
        checker.report(&codes::SHAPE, "cpu", message).help = Some("whole cores: `cpu: 8`".into());
    }
    if shape.memory.units() < LEAST_MEMORY {
        let message = format!("`{}` of memory are no node", shape.memory);
        checker.report(&codes::SHAPE, "memory", message).help = Some("for instance `memory: 32Gi`".into());
    }
}

impl Nodes {
    /// How many nodes run workloads: the workers, or the servers of a cluster that has no others.
    pub fn schedulable(&self) -> i64 {
        if self.workers.get() == 0 { self.servers.get() } else { self.workers.get() }
    }

    /// How many zones there are; one when none are declared.
    pub fn zone_count(&self) -> usize {
        self.zones.len().max(1)
    }

    /// Whether the workers are spread over declared zones.
    pub fn is_zonal(&self) -> bool {
        self.zones.len() > 1
    }
}

impl Cluster {
    /// Whether something is there already.
    pub fn provides(&self, what: Provided) -> bool {
        self.provides.contains(&what)
    }
}

/// A set of applications that lives on its own: production, staging.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_clusters)]
pub struct Environment {
    /// The clusters it runs on. Absent: every cluster.
    pub clusters: Distinct<Name>,
    /// The namespace of its applications. Absent: `<name of the blueprint>-<environment>`.
    pub namespace: Option<Name>,
    /// `dev` gives small sizes and single replicas, `production` what survives failure.
    pub profile: Option<Profile>,
    /// A partial blueprint that holds in this environment only.
    pub overlay: Free,
}

fn check_clusters(environment: &Environment, checker: &mut Checker<'_, '_>) {
    if environment.clusters.is_empty() && checker.has("clusters") {
        checker.report(&codes::NOWHERE, "clusters", "the environment would run on no cluster").help =
            Some("name its clusters, or leave the key out for all of them".into());
    }
}

/// How much an environment has to survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Profile {
    /// Everything survives the loss of a node, and of a zone where there are three.
    #[default]
    Production,
    /// Small and cheap: one replica of everything, no disruption budgets.
    Dev,
}

/// How the output reaches the clusters.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Delivery {
    /// The Git repository that `out/` is committed to.
    pub git: Option<Git>,
    /// How Argo CD is set up.
    #[section(default)]
    pub argocd: ArgoCd,
    /// The pipeline that builds, pushes and commits a new tag.
    pub pipeline: Option<Pipeline>,
}

/// A Git repository that Argo CD reads.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Git {
    /// Its address.
    #[section(rename = "repoURL", example = "https://git.example.com/platform/shop-deploy.git")]
    pub repo_url: Url,
    /// The branch, tag or commit.
    #[section(default = "main".to_owned())]
    pub revision: String,
    /// The folder in the repository that holds the output.
    #[section(default = "out".to_owned())]
    pub path: String,
    /// What shows the repository to people on the web, so that alerts can link to their runbooks. Absent: what the
    /// host's name tells.
    #[section(example = "gitlab")]
    pub forge: Option<Forge>,
}

/// What shows a Git repository to people on the web.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub enum Forge {
    /// GitHub.
    Github,
    /// GitLab.
    Gitlab,
    /// Gitea or Forgejo.
    Gitea,
    /// Bitbucket, in the cloud.
    Bitbucket,
}

/// How Argo CD is set up.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct ArgoCd {
    /// The namespace that Argo CD lives in.
    #[section(default = Name::known("argocd"))]
    pub namespace: Name,
    /// What one Application delivers.
    #[section(default)]
    pub granularity: Granularity,
    /// Makes ApplicationSets for the environments instead of single Applications.
    #[section(default = false)]
    pub application_sets: bool,
    /// Lays these values over those of the chart `argo-cd`.
    pub values: Free,
}

/// What one Application delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Granularity {
    /// One component: an application, a database, an operator.
    #[default]
    Component,
    /// One environment on one cluster.
    Environment,
}

/// Where the pipeline of the applications runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub enum Pipeline {
    /// GitLab CI.
    Gitlab,
    /// GitHub Actions.
    Github,
}
