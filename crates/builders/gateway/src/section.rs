//! The section `gateway`.

use hagen_core::section::{Section, Within};
use hagen_kube::{ClassName, Name};

/// How traffic from outside comes in: what stands behind `expose`.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct GatewaySection {
    /// What takes it. Absent: the mesh's own gateway where there is a `mesh`, else Traefik.
    pub engine: Option<Engine>,
}

impl GatewaySection {
    /// What takes the traffic on a cluster, with a mesh or without.
    pub fn engine(&self, has_mesh: bool) -> Engine {
        let usual = if has_mesh { Engine::Mesh } else { Engine::Traefik };
        self.engine.clone().unwrap_or(usual)
    }
}

/// What takes the traffic from outside.
#[derive(Debug, Clone, PartialEq, Default, Section)]
pub enum Engine {
    /// Traefik, which hagen installs, behind the Gateway API.
    #[default]
    Traefik,
    /// The gateway of the `mesh`: applications see the identity of the entry, and `traffic` holds from there on.
    Mesh,
    /// An implementation of the Gateway API that the cluster has.
    Existing(ExistingGateway),
    /// An ingress controller that the cluster has.
    Ingress(ExistingIngress),
}

/// An implementation of the Gateway API that the cluster has.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct ExistingGateway {
    /// Its GatewayClass.
    #[section(example = "cilium")]
    pub class: ClassName,
    /// The namespace of the pods that the traffic comes from: network policies let them in.
    #[section(example = "kube-system")]
    pub namespace: Name,
    /// The port that its listeners take plain HTTP on.
    #[section(default = Within::new(80))]
    pub http_port: Within<1, 65535>,
    /// The port that its listeners take HTTPS on.
    #[section(default = Within::new(443))]
    pub https_port: Within<1, 65535>,
}

/// An ingress controller that the cluster has.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct ExistingIngress {
    /// Its IngressClass.
    #[section(example = "haproxy")]
    pub class: ClassName,
    /// The namespace of its pods: network policies let them in.
    #[section(example = "haproxy-ingress")]
    pub namespace: Name,
}
