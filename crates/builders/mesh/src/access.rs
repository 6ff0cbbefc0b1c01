//! The door of an environment, closed until a rule opens it.

use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Need, Offer};
use hagen_core::context::{Context, Site};
use hagen_kube::custom::istio::AuthorizationPolicy;
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Lets nobody in whom no rule of an application names.
pub(crate) struct ClosedNamespace;

impl Component for ClosedNamespace {
    fn id(&self) -> ComponentId {
        ComponentId::platform("mesh-access")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("mesh")
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { needs: vec![Need::Mesh], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let name = Name::known("default-deny");
        let metadata = ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(cx.identity("mesh", name).labels()),
            ..ObjectMeta::default()
        };
        vec![Manifest::custom(&metadata, &AuthorizationPolicy::default()).into()]
    }
}
