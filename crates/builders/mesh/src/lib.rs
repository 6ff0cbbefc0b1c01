//! The builder of the mesh: Istio with a proxy in every pod of an application, or with one on every node.

mod access;
mod alerts;
mod base;
mod cni;
pub mod codes;
mod dashboard;
mod istiod;
mod monitors;
mod policy;
mod section;
mod ztunnel;

use std::collections::BTreeMap;

use hagen_core::artifact::Chart;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Pods};
use hagen_core::context::{Dataplane, Mesh};
use hagen_core::target::{Cluster, Provided};
use hagen_kube::Name;

pub use section::{AccessLog, MeshSection, Mode, Mtls, Outbound};

/// The namespace of everything but the entry, and of what holds for the whole mesh.
pub(crate) const NAMESPACE: &str = "istio-system";

/// The part with what holds for the whole mesh.
pub(crate) const RULES: &str = "mesh";

/// The parts of the platform that the mesh is. `values` gives the user's values for a chart.
pub fn components(
    section: &MeshSection,
    cluster: &Cluster,
    values: impl Fn(&'static Chart) -> UserValues,
) -> Vec<Box<dyn Component>> {
    let mut parts: Vec<Box<dyn Component>> = Vec::new();
    if !cluster.provides(Provided::Istio) {
        parts.push(Box::new(base::Base { values: values(&hagen_charts::ISTIO_BASE) }));
        parts.push(Box::new(istiod::Istiod {
            section: section.clone(),
            values: values(&hagen_charts::ISTIOD),
        }));
        let mode = section.mode;
        parts.push(Box::new(cni::Cni { mode, values: values(&hagen_charts::ISTIO_CNI) }));
        if mode == Mode::Ambient {
            parts.push(Box::new(ztunnel::Ztunnel { values: values(&hagen_charts::ZTUNNEL) }));
        }
    }
    parts.push(Box::new(policy::Policy { section: section.clone() }));
    parts
}

/// What every environment has in the mesh: nobody is let in whom no rule names.
pub fn of_environment() -> Vec<Box<dyn Component>> {
    vec![Box::new(access::ClosedNamespace)]
}

/// What answers [`hagen_core::component::Need::MeshApi`].
pub fn api_ids() -> Vec<ComponentId> {
    vec![ComponentId::platform(base::RELEASE)]
}

/// What answers [`hagen_core::component::Need::MeshControl`].
pub fn control_ids() -> Vec<ComponentId> {
    [base::RELEASE, istiod::RELEASE, cni::RELEASE, ztunnel::RELEASE].map(ComponentId::platform).into()
}

/// What answers [`hagen_core::component::Need::Mesh`].
pub fn ids() -> Vec<ComponentId> {
    let mut ids = control_ids();
    ids.push(ComponentId::platform(RULES));
    ids
}

/// What the section means for everybody on the cluster.
pub fn mesh(section: &MeshSection) -> Mesh {
    Mesh {
        dataplane: match section.mode {
            Mode::Sidecar => Dataplane::Sidecar,
            Mode::Ambient => Dataplane::Ambient,
        },
        strict: section.mtls == Mtls::Strict,
        closed: section.mode == Mode::Sidecar && section.outbound == Outbound::Declared,
        control: istiod::pods(),
    }
}

pub(crate) fn pods(key: &str, value: &str) -> Pods {
    let labels = BTreeMap::from([(key.to_owned(), value.to_owned())]);
    Pods { namespace: Name::known(NAMESPACE), labels }
}
