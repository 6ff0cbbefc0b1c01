//! The custom resource definitions of the Gateway API.

use hagen_charts::GATEWAY_API;
use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Offer};
use hagen_core::context::{Context, Site};
use hagen_kube::Name;

/// The definitions of the standard channel, with the policy that keeps others from being laid over them.
pub(crate) struct GatewayApi;

impl Component for GatewayApi {
    fn id(&self) -> ComponentId {
        ComponentId::platform("gateway-api")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("gateway")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("default"))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn build(&self, _: &Context<'_>) -> Vec<Artifact> {
        vec![Artifact::Source(GATEWAY_API.clone())]
    }
}
