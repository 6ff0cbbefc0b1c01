//! The section `mesh`.

use hagen_core::section::{Checker, Section, Within};

use crate::codes;

/// A service mesh: proxies that carry the traffic between applications, secure it by certificates, let in only whom
/// `uses` and `expose` name, and measure it. It is Istio.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct MeshSection {
    /// Where the proxies are.
    #[section(default)]
    pub mode: Mode,
    /// Whether applications take traffic without a certificate of the mesh.
    #[section(default)]
    pub mtls: Mtls,
    /// Where proxies let traffic out to.
    #[section(default)]
    pub outbound: Outbound,
    /// Which requests the proxies log.
    #[section(default)]
    pub access_log: AccessLog,
    /// How many percent of the requests are traced, where something takes traces.
    #[section(default = Within::new(1), example = "10")]
    pub sampling: Within<0, 100>,
}

/// Where the proxies of a mesh are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Mode {
    /// One in every pod, as a native sidecar: it starts before the application, and ends after it, in Jobs too.
    #[default]
    Sidecar,
    /// One on every node, for connections and certificates alone: no `traffic` of applications.
    Ambient,
}

/// Whether applications take traffic without a certificate of the mesh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Mtls {
    /// They refuse it.
    #[default]
    Strict,
    /// They take it: for the time in which callers move into the mesh.
    Permissive,
}

/// Where proxies let traffic out to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Outbound {
    /// What is in the cluster, and what `uses` and `egress` of the application say.
    #[default]
    Declared,
    /// Anywhere. Network policies hold all the same.
    Any,
}

/// Which requests the proxies log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum AccessLog {
    /// Those that failed: answers from 400 on, and connections without an answer.
    #[default]
    Errors,
    /// All.
    All,
    /// None.
    Off,
}

fn check(section: &MeshSection, checker: &mut Checker<'_, '_>) {
    if section.mode == Mode::Ambient && checker.has("outbound") {
        let message = "proxies on the nodes let everything out: only network policies hold it back";
        checker.report(&codes::AMBIENT, "outbound", message).help =
            Some("leave `outbound` out, or have `mode: sidecar`".into());
    }
}
