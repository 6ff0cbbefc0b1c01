//! What a blueprint says of a packaged application.

mod check;
mod retired;

use hagen_core::exposure::TlsSource;
use hagen_core::section::{Distinct, Free, Map, Section, Within};
use hagen_core::target::Cores;
use hagen_kube::{EnvName, Host, Name, Quantity, Reference, StorageClassName};

/// A packaged application: a Helm chart that hagen knows, wired like an application of your own.
///
/// Databases, caches and buckets that it uses become values of the chart, with their secrets by reference; the route,
/// the disruption budget, the network policies and the volumes are objects beside the release. `values` changes the rest.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::package, retired = retired::PACKAGE)]
pub struct Package {
    /// The chart.
    pub chart: PackagedChart,
    /// How many replicas. Absent: three, or as many as there are nodes.
    pub replicas: Option<Within<1, 100>>,
    /// What one replica needs.
    pub resources: Option<Resources>,
    /// What else of the blueprint it uses.
    #[section(example = "[postgres/main, caches/sessions, buckets/files]")]
    pub uses: Distinct<Reference>,
    /// The name under which it is reached from outside the cluster.
    #[section(example = "{ host: cloud.example.com }")]
    pub expose: Option<Expose>,
    /// Volumes, by the name that the chart's wiring has for them.
    #[section(example = "{ data: { size: 100Gi, shared: true } }")]
    pub volumes: Map<Name, Volume>,
    /// Environment variables beside those of the wiring.
    #[section(example = "{ PHP_UPLOAD_LIMIT: 16G }")]
    pub config: Map<EnvName, String>,
    /// Whether it reaches the public internet, on ports 80 and 443: application stores, updates, other servers.
    #[section(default = false)]
    pub internet: bool,
    /// Laid over the values that hagen gives to the chart.
    pub values: Free,
}

/// A chart with a wiring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Section)]
pub enum PackagedChart {
    /// Nextcloud: files, calendars and contacts. It uses a database and a cache; files are in a bucket, or on the volume
    /// `data`, which all replicas mount and which holds the program and its configuration in any case.
    Nextcloud,
}

/// What one replica needs.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Resources {
    /// The CPU it is sure to get; it may take four times as much while nobody else wants it.
    #[section(example = "500m")]
    pub cpu: Cores,
    /// The memory it gets, and is held to.
    #[section(example = "1Gi")]
    pub memory: Quantity,
}

/// How it is reached from outside the cluster. Always by TLS.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Expose {
    /// The name.
    #[section(example = "cloud.example.com")]
    pub host: Host,
    /// The issuer of the certificate, or a secret that has one. Absent: the only issuer there is.
    #[section(example = "letsencrypt")]
    pub tls: Option<TlsSource>,
    /// Keeps a client at the replica that answered it first, by a cookie.
    #[section(default = true)]
    pub sticky: bool,
}

/// A volume of a packaged application.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Volume {
    /// Its size.
    #[section(example = "100Gi")]
    pub size: Quantity,
    /// Whether all replicas mount it.
    #[section(default = false)]
    pub shared: bool,
    /// The StorageClass. Absent: the one that `storage` has for what is shared, or for what is not, or else that of the
    /// cluster.
    pub storage_class: Option<StorageClassName>,
}
