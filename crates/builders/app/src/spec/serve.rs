//! Applications that serve TLS themselves.

use hagen_core::section::Section;
use hagen_kube::{MountPath, Name};

/// How an application serves: with TLS, so that nothing between the entry and its pods crosses the network in plain text.
///
/// It gets a certificate as files, `tls.crt`, `tls.key` and the authority's `ca.crt`, and serves with them on the port that
/// requests go to. The files change when the certificate is renewed, a month before its end: it has to read them again.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Name)]
pub struct Serve {
    /// The issuer of its certificate: one that issues for names within the cluster, `ca: {}`.
    #[section(example = "internal")]
    pub tls: Name,
    /// Whether it asks its clients for a certificate of the same issuer: the entry and Prometheus then show one.
    ///
    /// Kubernetes shows none when it asks how a replica is. Give `health` a port of its own without TLS; otherwise it
    /// only sees whether the port opens.
    #[section(default = true)]
    pub mutual: bool,
    /// The folder that the files are in.
    #[section(default = default_mount())]
    pub mount: MountPath,
}

impl From<Name> for Serve {
    fn from(tls: Name) -> Self {
        Self { tls, mutual: true, mount: default_mount() }
    }
}

fn default_mount() -> MountPath {
    MountPath::known("/run/tls")
}
