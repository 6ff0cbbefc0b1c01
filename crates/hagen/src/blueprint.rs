//! The blueprint: what a user writes, as typed sections.

use hagen_core::section::{Free, Map, Section};
use hagen_core::target::{Cluster, Delivery, Environment};
use hagen_kube::Name;
use hagen_postgres::Postgres;

use crate::application::Application;
use crate::crds::DefinitionFile;
use crate::manifests::Manifests;
use crate::patches::Patch;

/// A whole system in the user's words. Every key but the first three may be absent.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(retired = crate::retired::ROOT)]
pub struct Blueprint {
    /// The version of this language.
    #[section(example = "hagen/v1alpha1")]
    pub api_version: ApiVersion,
    /// Tells editors and people what this file is.
    #[section(example = "Blueprint")]
    pub kind: Kind,
    /// The name of the system: a part of the names of its namespaces, and the `app.kubernetes.io/part-of` of
    /// everything in it.
    #[section(example = "shop")]
    pub name: Name,
    /// How the output reaches the clusters.
    #[section(default, also = "deploy deployment output gitOps repository repo repoURL")]
    pub delivery: Delivery,
    /// The clusters it runs on. Absent: the one that Argo CD runs in, `in-cluster`.
    #[section(also = "cluster")]
    pub clusters: Map<Name, Cluster>,
    /// The environments, each with a namespace of its own. Absent: `production`, on every cluster.
    #[section(also = "environment envs env stages namespaces namespace overlays")]
    pub environments: Map<Name, Environment>,
    /// Applications: services, jobs, agents; and packaged ones, which have a `chart`.
    #[section(
        also = "app applications application services service workloads deployments components microservices"
    )]
    pub apps: Map<Name, Application>,
    /// Any other Helm charts, at exact versions, with least privilege, network policies and secrets by reference.
    #[section(also = "helm helmCharts helmReleases releases chart")]
    pub charts: Map<Name, hagen_packages::AnyChart>,
    /// PostgreSQL databases.
    #[section(also = "postgresql databases database db pg cnpg patroni")]
    pub postgres: Map<Name, Postgres>,
    /// Caches that speak the protocol of Redis.
    #[section(also = "cache redis valkey memcached")]
    pub caches: Map<Name, hagen_caches::Cache>,
    /// Kafka clusters.
    #[section(also = "brokers strimzi messaging queues")]
    pub kafka: Map<Name, hagen_kafka::Kafka>,
    /// Buckets of object storage.
    #[section(also = "bucket s3")]
    pub buckets: Map<Name, hagen_buckets::Bucket>,
    /// The object storage of a cluster, which buckets live in.
    #[section(default, also = "seaweedfs")]
    pub object_storage: hagen_buckets::ObjectStorage,
    /// Where volumes come from.
    #[section(default, also = "storageClass storageClasses volumes csi")]
    pub storage: hagen_storage::Storage,
    /// Logs of everything: what collects them, and where they are kept.
    #[section(also = "logs loki")]
    pub logging: Option<hagen_logging::Logging>,
    /// Traces of applications: who takes them, and where they are kept.
    #[section(also = "traces tempo jaeger otel openTelemetry")]
    pub tracing: Option<hagen_tracing::Tracing>,
    /// Issuers of certificates, by the name that `tls` refers to.
    #[section(
        also = "certs certificate certManager issuers issuer clusterIssuer clusterIssuers tls acme letsencrypt"
    )]
    pub certificates: hagen_certificates::Certificates,
    /// Where secrets come from.
    #[section(default, also = "secret externalSecrets secretStore")]
    pub secrets: hagen_secrets::Secrets,
    /// How traffic from outside comes in.
    #[section(
        default,
        also = "ingress ingressClass ingressController traefik gatewayApi loadBalancer entry"
    )]
    pub gateway: hagen_gateway::GatewaySection,
    /// A service mesh of the applications.
    #[section(example = "{ mtls: strict }", also = "istio linkerd serviceMesh")]
    pub mesh: Option<hagen_mesh::MeshSection>,
    /// Metrics, alerts and dashboards for everything.
    #[section(also = "observability metrics kubePrometheusStack")]
    pub monitoring: Option<hagen_monitoring::Monitoring>,
    /// Machines outside the cluster that the monitoring watches, in groups of one kind.
    #[section(also = "vms hosts servers")]
    pub machines: Map<Name, hagen_machines::Group>,
    /// What holds for everything.
    #[section(default, also = "policy networkPolicy networkPolicies")]
    pub policies: Policies,
    /// Values that are laid over hagen's own for the charts of the platform, by chart: `cert-manager: {…}`.
    #[section(also = "helmValues overrides")]
    pub values: Map<Name, Free>,
    /// Changes to objects that hagen makes, by a name of your own.
    #[section(also = "patch kustomize transformations")]
    pub patches: Map<Name, Patch>,
    /// Your own Kubernetes files, by a name of your own: a component of each environment.
    #[section(also = "manifest resources objects extraObjects extraManifests extraDeploy yaml")]
    pub manifests: Map<Name, Manifests>,
    /// Findings of rules that somebody answers for, until a day.
    #[section(also = "waiver exceptions ignore ignored suppressions skip")]
    pub waivers: Vec<hagen_rules::Waiver>,
    /// Files with the definitions of your own kinds, so that these are checked as strictly as any other.
    #[section(example = "[crds/widgets.yaml]", also = "customResourceDefinitions definitions")]
    pub crds: Vec<DefinitionFile>,
}

impl Default for Blueprint {
    fn default() -> Self {
        Self {
            api_version: ApiVersion::default(),
            kind: Kind::default(),
            name: Name::known("platform"),
            delivery: Delivery::default(),
            clusters: Map::default(),
            environments: Map::default(),
            apps: Map::default(),
            charts: Map::default(),
            postgres: Map::default(),
            caches: Map::default(),
            storage: hagen_storage::Storage::default(),
            kafka: Map::default(),
            buckets: Map::default(),
            object_storage: hagen_buckets::ObjectStorage::default(),
            logging: None,
            tracing: None,
            certificates: Map::default(),
            secrets: hagen_secrets::Secrets::default(),
            gateway: hagen_gateway::GatewaySection::default(),
            mesh: None,
            monitoring: None,
            machines: Map::default(),
            policies: Policies::default(),
            values: Map::default(),
            patches: Map::default(),
            manifests: Map::default(),
            waivers: Vec::new(),
            crds: Vec::new(),
        }
    }
}

/// The version of the blueprint language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum ApiVersion {
    /// The first version.
    #[default]
    #[section(rename = "hagen/v1alpha1")]
    V1Alpha1,
}

/// The kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Kind {
    /// A blueprint.
    #[default]
    #[section(rename = "Blueprint")]
    Blueprint,
}

/// What holds for everything.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Policies {
    /// What pods may send and take.
    #[section(default)]
    pub network: NetworkPolicies,
}

/// What pods may send and take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum NetworkPolicies {
    /// Nothing but what `uses`, `expose` and `egress` say, and DNS.
    #[default]
    DenyByDefault,
    /// Everything: hagen makes no network policies.
    Open,
}
