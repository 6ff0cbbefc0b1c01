//! What a component knows of the world it is built into.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hagen_kube::{Host, Identity, Name, SecretRef, StorageClassName};

use crate::component::{ComponentId, Edge, ExposedHost, Need, Pods, Port, Tls};
use crate::gateway::host_name;
use crate::object_storage::WantedBucket;
use crate::secret::Secret;
use crate::target::{Cluster, Profile};

/// Where a component is built: on which cluster, in which environment.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The name of the blueprint.
    pub platform: &'a Name,
    /// The name of the cluster.
    pub cluster_name: &'a Name,
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The environment; `None` for what is there once per cluster.
    pub environment: Option<&'a Name>,
    /// The namespace of the environment's components, or of the platform component.
    pub namespace: &'a Name,
    /// How much it has to survive.
    pub profile: Profile,
    /// What everything on the cluster shares.
    pub shared: &'a Shared,
}

/// What everything on one cluster shares, as the sections of the blueprint decide it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shared {
    /// The entry for traffic from outside, when there is one.
    pub entry: Option<Entry>,
    /// The pods of the Prometheus that scrapes everything, when there is one.
    pub prometheus: Option<Pods>,
    /// Whether a Grafana gathers the ConfigMaps that hold dashboards.
    pub dashboards: bool,
    /// The pods of the Grafana that asks all the others, when there is one.
    pub grafana: Option<Pods>,
    /// Who takes alerts, when there is anybody: an Alertmanager, under one address for all its replicas.
    pub alertmanager: Option<Backend>,
    /// Where a Prometheus takes series that others write, when one does: the whole address of its remote-write API.
    pub remote_write: Option<Backend>,
    /// The web address of the folder with the cluster's runbooks, when it is known:
    /// `https://github.com/example/deploy/blob/main/out/eu/runbooks`.
    pub runbooks: Option<String>,
    /// Where the logs are, when they are kept.
    pub logs: Option<Backend>,
    /// Where machines outside the cluster send their logs, when they may.
    pub log_entry: Option<LogEntry>,
    /// Where the traces are, when they are kept.
    pub traces: Option<Backend>,
    /// Who takes traces from applications, when there is anybody.
    pub telemetry: Option<Telemetry>,
    /// Where secrets come from.
    pub store: Store,
    /// Whether namespaces are closed unless an edge opens them.
    pub network_policies: bool,
    /// The issuers of certificates, by name.
    pub issuers: Vec<Name>,
    /// Those of them that are the platform's own, and issue for names within the cluster and for users.
    pub authorities: Vec<Name>,
    /// The StorageClasses, by what they are for.
    pub classes: StorageClasses,
    /// The mesh that applications are in, when there is one.
    pub mesh: Option<Mesh>,
}

/// A service mesh: proxies that carry the traffic of applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mesh {
    /// Where the proxies are.
    pub dataplane: Dataplane,
    /// Whether applications take no traffic but that of callers with a certificate of the mesh.
    pub strict: bool,
    /// Whether proxies let nothing out to what the mesh does not know.
    pub closed: bool,
    /// The pods that proxies get their configuration and certificates from.
    pub control: Pods,
}

/// Where the proxies of a mesh are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dataplane {
    /// One in every pod.
    Sidecar,
    /// One on every node.
    Ambient,
}

impl Mesh {
    /// Whether every pod has a proxy of its own.
    pub fn has_sidecars(&self) -> bool {
        self.dataplane == Dataplane::Sidecar
    }
}

/// Something that keeps what was observed, and answers queries about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// The address of its API: `http://loki-gateway.logging.svc.cluster.local`.
    pub url: String,
    /// The pods behind the address.
    pub pods: Pods,
    /// Their port.
    pub port: Port,
    /// The tenant to name in the header `X-Scope-OrgID`, where there are several.
    pub tenant: Option<String>,
}

/// Where machines outside the cluster send their logs: an address with a user and a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The whole address that logs are pushed to: `https://logs.example.com/loki/api/v1/push`.
    pub url: String,
    /// The user.
    pub user: String,
    /// The secret of the platform that holds the password, by its name in the store, and the key of the password in it.
    pub password: SecretRef,
}

/// Who takes what applications tell of themselves by OpenTelemetry's protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telemetry {
    /// The address for OTLP over gRPC: `http://collector.tracing.svc.cluster.local:4317`.
    pub grpc: String,
    /// The address for OTLP over HTTP: `http://collector.tracing.svc.cluster.local:4318`.
    pub http: String,
    /// The pods behind both.
    pub pods: Pods,
}

/// How traffic from outside comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What routes are made of.
    pub api: EntryApi,
    /// The pods that the traffic comes from.
    pub pods: Pods,
    /// What implements it: sessions stick in a way of its own.
    pub engine: EntryEngine,
}

impl Entry {
    /// The ServiceAccount of its pods, where they are in the mesh.
    pub fn account(&self) -> Option<&'static str> {
        (self.engine == EntryEngine::Istio).then_some("istio-ingress")
    }
}

/// What routes to applications are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryApi {
    /// `HTTPRoute` objects that attach to the Gateways of `namespace`: a host to the listener [`crate::gateway::listener`]
    /// of the Gateway [`Context::gateway`].
    Gateway {
        /// The namespace of the Gateways.
        namespace: Name,
    },
    /// `Ingress` objects of a class.
    Ingress {
        /// The IngressClass.
        class: String,
    },
}

/// The program behind the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryEngine {
    /// Traefik.
    Traefik,
    /// Istio's gateway.
    Istio,
    /// One that hagen knows nothing of but its class.
    Other,
}

/// The StorageClasses of a cluster, by what they are for. [`Site::storage_class`] tells which one a volume gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StorageClasses {
    /// For what nobody else keeps a copy of.
    pub ordinary: Option<StorageClassName>,
    /// For what replicates itself.
    pub database: Option<StorageClassName>,
    /// For what many pods mount at once.
    pub shared: Option<StorageClassName>,
}

/// What a volume is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VolumePurpose {
    /// The only copy of its data: the volume of an application, of a Grafana without a database, of a Prometheus that is
    /// alone. The storage below it has to survive a node.
    Ordinary,
    /// One of several copies that a program keeps by itself: PostgreSQL, Kafka, Valkey, SeaweedFS, OpenBao, Loki with
    /// `replication_factor` above one, and Prometheus and Alertmanager with several replicas, each of which has it all. Storage that replicates too would write everything three times three times.
    Database,
    /// What many pods mount and write at once: access mode `ReadWriteMany`.
    Shared,
}

/// Where secrets come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Store {
    /// Made and kept in the cluster, in a namespace of their own.
    #[default]
    Generated,
    /// A ClusterSecretStore of this name; a secret's path in it is `<prefix>/<environment or platform>/<source>`.
    External {
        /// The ClusterSecretStore.
        name: Name,
        /// What paths begin with.
        prefix: String,
        /// What stands between the parts of a path: `/`, or `--` in stores whose names know no slash.
        separator: &'static str,
    },
}

/// What a component is built with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Where it is built.
    pub site: Site<'a>,
    /// The component itself.
    pub id: &'a ComponentId,
    /// What it uses.
    pub uses: &'a [Arc<Edge>],
    /// What uses it.
    pub used_by: &'a [Arc<Edge>],
    /// What the components of the whole cluster offer and need: for those that serve all.
    pub offers: &'a Offers,
}

/// What all components on a cluster offer together.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// The exposed hosts in the order of their names.
    pub hosts: Vec<Placed<ExposedHost>>,
    /// Exposed hosts whose routes say what only the mesh's own kinds can.
    pub mesh_hosts: Vec<Placed<Host>>,
    /// Exposed hosts that are served without TLS as well.
    pub plain_hosts: Vec<Placed<Host>>,
    /// The secrets that someone reads.
    pub secrets: Vec<Placed<Secret>>,
    /// The buckets that are wanted of the cluster's own object storage.
    pub buckets: Vec<Placed<WantedBucket>>,
    /// Every link on the cluster, placed where the component is that is linked to.
    pub edges: Vec<Placed<Arc<Edge>>>,
    /// The parts of the platform that are needed.
    pub needs: Vec<Need>,
    /// The namespaces of those who need a part of the platform: where its operator works.
    pub needed_in: BTreeMap<Need, BTreeSet<Name>>,
    /// The environments on the cluster and their namespaces.
    pub environments: Vec<(Name, Name)>,
    /// The namespaces of the parts of the platform.
    pub namespaces: Vec<Name>,
    /// The Gateway of each exposed host, by environment; see [`Offers::assign_gateways`].
    pub gateways: BTreeMap<(Option<Name>, Host), Name>,
}

/// Something that a component offers, and who it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The environment, `None` for the platform.
    pub environment: Option<Name>,
    /// The namespace.
    pub namespace: Name,
    /// The component.
    pub component: ComponentId,
    /// What it offers.
    pub what: T,
}

impl Site<'_> {
    /// The scope's word in paths and names: the environment, or `platform`.
    pub fn scope(&self) -> &str {
        self.environment.map_or("platform", Name::as_str)
    }

    /// Whether single replicas and small sizes are wanted.
    pub fn is_dev(&self) -> bool {
        self.profile == Profile::Dev
    }

    /// How many replicas survive what this environment has to survive, given how many nodes there are: three, or as
    /// many as there are nodes.
    pub fn replicas(&self) -> i32 {
        if self.is_dev() {
            1
        } else {
            i32::try_from(self.cluster.nodes.schedulable().clamp(1, 3)).unwrap_or(3)
        }
    }

    /// The StorageClass of a volume that names none, by what it is for. `None`: the cluster's default class, or for
    /// [`VolumePurpose::Shared`] that nobody knows of one.
    pub fn storage_class(&self, purpose: VolumePurpose) -> Option<&StorageClassName> {
        self.shared.classes.of(purpose).or(self.cluster.storage_class.as_ref())
    }

    /// The DNS name of a Service within the cluster, complete, so that no search path is walked.
    pub fn service_host(&self, service: &str) -> String {
        format!("{service}.{}.svc.cluster.local", self.namespace)
    }
}

impl StorageClasses {
    /// The class for a purpose, where there is one.
    pub fn of(&self, purpose: VolumePurpose) -> Option<&StorageClassName> {
        match purpose {
            VolumePurpose::Ordinary => self.ordinary.as_ref(),
            VolumePurpose::Database => self.database.as_ref(),
            VolumePurpose::Shared => self.shared.as_ref(),
        }
    }
}

impl Context<'_> {
    /// The labels of a workload of this component. `product` is the `app.kubernetes.io/name`.
    pub fn identity(&self, product: &str, instance: Name) -> Identity {
        Identity {
            name: product.to_owned(),
            instance,
            component: None,
            part_of: self.site.platform.clone(),
            version: None,
        }
    }
}

impl Tls {
    /// The name of the Secret that holds the certificate of a host, in the namespace of the Gateway or Ingress.
    pub fn secret_name(&self, host: &Host) -> Name {
        match self {
            Self::Secret(name) => name.clone(),
            Self::Issuer(_) => host_name("tls", host),
        }
    }
}

impl Offers {
    /// Whether the routes of a host are of the mesh's own kinds: all of them, once one has to be.
    pub fn is_routed_by_mesh(&self, environment: Option<&Name>, host: &Host) -> bool {
        self.mesh_hosts.iter().any(|it| it.environment.as_ref() == environment && it.what == *host)
    }

    /// Whether a host is served without TLS as well: under all of its paths, once under one.
    pub fn is_plain(&self, environment: Option<&Name>, host: &Host) -> bool {
        self.plain_hosts.iter().any(|it| it.environment.as_ref() == environment && it.what == *host)
    }

    /// The environment whose components the platform's own parts use: `production`, or else the first by name.
    pub fn first_environment(&self) -> Option<&Name> {
        let names = || self.environments.iter().map(|(name, _)| name);
        names().find(|name| name.as_str() == "production").or_else(|| names().min())
    }
}

impl Placed<()> {
    /// The same placement of something.
    pub fn with<T>(self, what: T) -> Placed<T> {
        Placed { environment: self.environment, namespace: self.namespace, component: self.component, what }
    }
}
