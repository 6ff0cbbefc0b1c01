//! The custom resource definitions of Istio.

use hagen_charts::ISTIO_BASE;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Offer};
use hagen_core::context::{Context, Site};
use hagen_kube::Name;
use hagen_yaml::value;

use crate::NAMESPACE;

/// The name of the release.
pub(crate) const RELEASE: &str = "istio-base";

/// The release of the chart `base`.
pub(crate) struct Base {
    pub(crate) values: UserValues,
}

impl Component for Base {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("mesh")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn build(&self, _: &Context<'_>) -> Vec<Artifact> {
        let values = value!({
            // Only meshes over several clusters read with this account.
            "global": { "enableReaderRBAC": false },
            // What istiod sets once it answers: set from the start, there is nothing to fight over with Argo CD.
            "base": { "validationFailurePolicy": "Fail" },
        });
        vec![HelmRelease::new(&ISTIO_BASE, RELEASE, values, &self.values).into()]
    }
}
