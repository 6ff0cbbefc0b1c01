//! The custom resource definitions of the prometheus-operator.

use hagen_charts::PROMETHEUS_OPERATOR_CRDS;
use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Offer};
use hagen_core::context::{Context, Site};
use hagen_kube::Name;

/// The definitions alone: a database is observed, and Grafana stands on a database, so they cannot come with either.
pub(crate) struct PrometheusOperatorCrds;

impl Component for PrometheusOperatorCrds {
    fn id(&self) -> ComponentId {
        ComponentId::platform("prometheus-operator-crds")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("monitoring")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("default"))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn build(&self, _: &Context<'_>) -> Vec<Artifact> {
        vec![Artifact::Source(PROMETHEUS_OPERATOR_CRDS.clone())]
    }
}
