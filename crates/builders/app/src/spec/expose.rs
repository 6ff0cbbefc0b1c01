//! Links to others, and ways in.

use hagen_core::exposure::TlsSource;
use hagen_core::section::Section;
use hagen_kube::{Duration, EnvName, Host, HttpPath, Name, Reference};

use super::PortNumber;

/// A component of the blueprint that is used.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Reference)]
pub struct Use {
    /// Which one.
    #[section(example = "postgres/main")]
    pub to: Reference,
    /// Put in front of the variables' names, so that those of two databases differ: `REPORTS_` gives
    /// `REPORTS_PGHOST`.
    #[section(example = "REPORTS_")]
    pub prefix: Option<EnvName>,
}

impl From<Reference> for Use {
    fn from(to: Reference) -> Self {
        Self { to, prefix: None }
    }
}

/// How an application is reached from outside the cluster. Always by TLS.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Expose {
    /// The name.
    pub host: Host,
    /// The path below which requests go here: a prefix of whole elements.
    #[section(default = HttpPath::known("/"))]
    pub path: HttpPath,
    /// The issuer of the certificate, or a secret that has one. Absent: the only issuer there is.
    #[section(example = "letsencrypt")]
    pub tls: Option<TlsSource>,
    /// The issuer of the certificates that users have to show: nobody gets in without one.
    #[section(example = "internal")]
    pub clients: Option<Name>,
    /// Keeps a client at the replica that answered it first, by a cookie.
    #[section(default = false)]
    pub sticky: bool,
    /// The name of the port, when there are several. Absent: `http`, or else the only TCP port.
    pub port: Option<Name>,
}

/// Where an application shows its metrics.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = HttpPath)]
pub struct Metrics {
    /// The path.
    #[section(default = HttpPath::known("/metrics"))]
    pub path: HttpPath,
    /// The port, when it is not the one that requests go to.
    #[section(example = "9090")]
    pub port: Option<PortNumber>,
    /// How often it is read.
    #[section(default = Duration::seconds(30))]
    pub interval: Duration,
}

impl From<HttpPath> for Metrics {
    fn from(path: HttpPath) -> Self {
        Self { path, ..Self::default() }
    }
}
