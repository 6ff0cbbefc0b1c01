//! Components and what they offer each other: the contract between the compiler and its builders.
//!
//! The compiler makes one [`Component`] of each entry of a section, links them, and has each one build its artifacts.
//! A component never sees another: it sees what the others offer.

use std::collections::BTreeMap;
use std::fmt;

use hagen_kube::{EnvName, FileName, Host, HttpPath, Name, Reference};
use hagen_yaml::Node;

use crate::artifact::Artifact;
use crate::context::{Context, Site};
use crate::diagnostic::Diagnostic;
use crate::object_storage::WantedBucket;
use crate::place::Path;
use crate::secret::Secret;

/// The name of a component, unique within its scope: the section of the blueprint and the name in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId {
    /// The section: `apps`, `postgres`; `platform` for what nobody asks for by name (operators, namespaces).
    pub section: &'static str,
    /// The name in that section.
    pub name: Name,
}

impl ComponentId {
    /// The component `name` of a section.
    pub fn new(section: &'static str, name: Name) -> Self {
        Self { section, name }
    }

    /// A part of the platform.
    pub fn platform(name: &str) -> Self {
        Self { section: "platform", name: Name::known(name) }
    }

    /// Whether a reference of the blueprint names this component.
    pub fn is(&self, reference: &Reference) -> bool {
        self.section == reference.section && self.name == reference.name
    }

    /// The name of its folder and of its Application within the scope: `shop` for an app, `postgres-main` for a
    /// database, `cert-manager` for a part of the platform.
    pub fn folder(&self) -> String {
        match self.section {
            "apps" | "platform" => self.name.as_str().to_owned(),
            section => [section, "-", self.name.as_str()].concat(),
        }
    }
}

impl fmt::Display for ComponentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.section, self.name)
    }
}

/// One component of a platform: an application, a database, an operator.
pub trait Component: Send + Sync {
    /// Its name.
    fn id(&self) -> ComponentId;

    /// Where the blueprint asks for it.
    fn path(&self) -> Path;

    /// The namespace of a part of the platform; `None` for a component of an environment, which lives in that
    /// environment's.
    fn namespace(&self) -> Option<Name> {
        None
    }

    /// The references it makes to others: a component of an environment to those of the same environment, a part of the
    /// platform to those of the cluster's first environment ([`crate::context::Offers::first_environment`]).
    fn links(&self) -> Vec<Link> {
        Vec::new()
    }

    /// Takes in the user's files that it refers to, before anything is built.
    fn load(&mut self, _files: &dyn Files) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What it offers and needs, on the site where it will be built.
    fn offer(&self, site: &Site<'_>) -> Offer;

    /// What a consumer gets that links to it. `None` when nothing can use a component of this kind.
    fn connect(&self, _consumer: &Consumer<'_>, _site: &Site<'_>) -> Option<Connection> {
        None
    }

    /// Secrets that it reads in its own namespace, as far as only all the links together can tell which: the keys of
    /// everybody who uses it.
    fn gathered_secrets(&self, _cx: &Context<'_>) -> Vec<Secret> {
        Vec::new()
    }

    /// The objects as a user wrote them, one for each artifact, so that a finding about one is shown there.
    fn written(&self) -> &[Node] {
        &[]
    }

    /// What only all the links together can tell: two databases that give the same variable, too few connections.
    fn review(&self, _cx: &Context<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Makes the artifacts. Nothing a user can do makes this fail once linking has passed.
    fn build(&self, cx: &Context<'_>) -> Vec<Artifact>;
}

/// The user's files beside the blueprint. The program reads them from disk, a test from memory.
pub trait Files: Sync {
    /// The content of a file, by its path relative to the blueprint.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;
}

/// Why a file cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// What is wrong, to stand after the path in a message: "does not exist".
    pub why: String,
}

/// No files at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, FileError> {
        Err(FileError { why: "cannot be read: no files are at hand".into() })
    }
}

impl Files for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.get(path).cloned().ok_or_else(|| FileError { why: "does not exist".into() })
    }
}

/// A reference that one component makes to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it names.
    pub to: Reference,
    /// Where it stands in the blueprint.
    pub path: Path,
    /// Put in front of the variables' names, for the second database of an application.
    pub prefix: Option<EnvName>,
}

/// Who links to a component.
#[derive(Debug, Clone)]
pub struct Consumer<'a> {
    /// The consumer.
    pub id: &'a ComponentId,
    /// The namespace it runs in.
    pub namespace: &'a Name,
    /// The link.
    pub link: &'a Link,
}

/// What a component offers to the whole platform, and what it needs of it.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// Parts of the platform that must be there before it.
    pub needs: Vec<Need>,
    /// The pods it runs: who is at the other end of a network policy.
    pub pods: Vec<Pods>,
    /// Names under which it is reached from outside.
    pub hosts: Vec<ExposedHost>,
    /// Those of the hosts whose routes say what only the mesh's own kinds can.
    pub mesh_hosts: Vec<Host>,
    /// Those of the hosts that are served without TLS as well.
    pub plain_hosts: Vec<Host>,
    /// Secrets that it reads in its own namespace.
    pub secrets: Vec<Secret>,
    /// Buckets that it wants of the cluster's own object storage.
    pub buckets: Vec<WantedBucket>,
}

/// A part of the platform that a component cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Custom resources `cert-manager.io`, and the issuers of the blueprint.
    CertManager,
    /// Custom resources `cert-manager.io` alone: for what brings an issuer of its own, and comes before secrets can be
    /// read, which the issuers of the blueprint may have to.
    CertManagerResources,
    /// Custom resources `postgresql.cnpg.io`.
    CloudNativePg,
    /// Custom resources `barmancloud.cnpg.io`.
    BarmanCloud,
    /// Custom resources `acid.zalan.do`.
    PostgresOperator,
    /// Custom resources `external-secrets.io`.
    ExternalSecrets,
    /// Custom resources `argoproj.io` that are Rollouts.
    ArgoRollouts,
    /// Custom resources `gateway.networking.k8s.io`.
    GatewayApi,
    /// The entry for traffic from outside.
    Gateway,
    /// Custom resources of the mesh.
    MeshApi,
    /// What gives pods their proxies.
    MeshControl,
    /// The mesh with its rules: who may call whom follows from it.
    Mesh,
    /// The utilisation of pods, for autoscalers.
    MetricsServer,
    /// The cluster's own object storage.
    ObjectStorage,
    /// Custom resources `kafka.strimzi.io`.
    Strimzi,
    /// Custom resources `monitoring.coreos.com`. Whatever is observed needs them; the compiler says so for everybody.
    PrometheusOperator,
}

/// Some pods: where they are and how to select them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pods {
    /// Their namespace.
    pub namespace: Name,
    /// Labels that select them and no others there.
    pub labels: BTreeMap<String, String>,
}

/// A name under which a component is reached from outside the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExposedHost {
    /// The name.
    pub host: Host,
    /// The path below which requests go there.
    pub below: HttpPath,
    /// Where its certificate comes from.
    pub tls: Tls,
    /// The namespace of the Service behind it.
    pub namespace: Name,
    /// Where the blueprint says so.
    pub path: Path,
}

/// Where the certificate of an exposed host comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// The issuer `name` of the blueprint's `certificates`.
    Issuer(Name),
    /// A secret with `tls.crt` and `tls.key`, referenced by its name.
    Secret(Name),
}

/// What a consumer gets from a component that it links to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Connection {
    /// Environment variables, in their customary names.
    pub variables: Vec<Variable>,
    /// Where the traffic goes.
    pub endpoints: Vec<Endpoint>,
    /// The secret that the variables refer to. The component itself makes it in its own namespace; a consumer in
    /// another one makes its own copy.
    pub secret: Option<Secret>,
}

/// An environment variable of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name, before the link's prefix.
    pub name: EnvName,
    /// What it holds.
    pub value: VariableValue,
}

/// What an environment variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableValue {
    /// This text.
    Text(String),
    /// The content of a key of a Secret in the consumer's namespace.
    Secret {
        /// The Secret.
        name: Name,
        /// The key.
        key: FileName,
    },
}

/// Where traffic goes: some peer's ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The other end.
    pub peer: Peer,
    /// The ports of its pods or hosts. None: all of them.
    pub ports: Vec<Port>,
}

/// The other end of traffic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// Some pods.
    Pods(Pods),
    /// Every pod of a namespace.
    Namespace(Name),
    /// Addresses outside the cluster, in CIDR notation.
    Network(hagen_kube::Cidr),
    /// Anywhere outside the cluster's private networks.
    Internet,
    /// The cluster's API server.
    ApiServer,
}

/// A port of a pod or host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port {
    /// The number.
    pub number: u16,
    /// The protocol.
    pub protocol: Protocol,
}

/// A transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Port {
    /// A TCP port.
    pub const fn tcp(number: u16) -> Self {
        Self { number, protocol: Protocol::Tcp }
    }

    /// A UDP port.
    pub const fn udp(number: u16) -> Self {
        Self { number, protocol: Protocol::Udp }
    }
}

/// A link that was resolved: who uses whom, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Who links.
    pub from: ComponentId,
    /// The pods of who links.
    pub from_pods: Vec<Pods>,
    /// The namespace of who links.
    pub from_namespace: Name,
    /// What is linked to.
    pub to: ComponentId,
    /// The link.
    pub link: Link,
    /// What comes of it.
    pub connection: Connection,
}
