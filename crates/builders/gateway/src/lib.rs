//! How traffic from outside comes in: Traefik or the mesh's gateway behind the Gateway API, or what the cluster has already.

pub mod codes;
mod crds;
mod gateways;
mod istio;
mod section;
mod traefik;

use hagen_core::artifact::Chart;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Pods};
use hagen_core::context::{Entry, EntryApi, EntryEngine};
use hagen_core::target::{Cluster, Provided};
use hagen_kube::Name;

pub use section::{Engine, ExistingGateway, ExistingIngress, GatewaySection};

/// The parts of the platform that exposing something needs; they need [`definitions`] in turn. `values` gives the
/// user's values for a chart.
pub fn components(engine: Engine, values: impl Fn(&'static Chart) -> UserValues) -> Vec<Box<dyn Component>> {
    let mut components: Vec<Box<dyn Component>> = Vec::new();
    match engine {
        Engine::Traefik => {
            components.push(Box::new(traefik::Traefik { values: values(&hagen_charts::TRAEFIK) }));
        }
        Engine::Mesh => {
            components.push(Box::new(istio::Istio { values: values(&hagen_charts::ISTIO_GATEWAY) }));
        }
        Engine::Existing(_) | Engine::Ingress(_) => {}
    }
    components.push(Box::new(gateways::Gateways { engine }));
    components
}

/// The custom resource definitions of the Gateway API, where nobody has them yet.
pub fn definitions(cluster: &Cluster) -> Option<Box<dyn Component>> {
    (!cluster.provides(Provided::GatewayApi)).then(|| Box::new(crds::GatewayApi) as Box<dyn Component>)
}

/// What answers [`hagen_core::component::Need::GatewayApi`].
pub fn api_ids() -> Vec<ComponentId> {
    vec![ComponentId::platform("gateway-api")]
}

/// What answers [`hagen_core::component::Need::Gateway`].
pub fn ids() -> Vec<ComponentId> {
    vec![
        ComponentId::platform("gateway-api"),
        ComponentId::platform(traefik::RELEASE),
        ComponentId::platform(istio::RELEASE),
        ComponentId::platform("gateways"),
    ]
}

/// What the engine means for everybody who exposes something.
pub fn entry(engine: &Engine) -> Entry {
    let everything_in = |namespace: &Name| Pods { namespace: namespace.clone(), labels: [].into() };
    let api = EntryApi::Gateway { namespace: gateways::namespace(engine) };
    match engine {
        Engine::Traefik => Entry { api, pods: traefik::pods(), engine: EntryEngine::Traefik },
        Engine::Mesh => Entry { api, pods: istio::pods(), engine: EntryEngine::Istio },
        Engine::Existing(existing) => {
            Entry { api, pods: everything_in(&existing.namespace), engine: EntryEngine::Other }
        }
        Engine::Ingress(ingress) => Entry {
            api: EntryApi::Ingress { class: ingress.class.to_string() },
            pods: everything_in(&ingress.namespace),
            engine: EntryEngine::Other,
        },
    }
}
