//! The proxy of each node, where pods have none of their own.

use hagen_charts::ZTUNNEL;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, resources};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};
use hagen_yaml::value;

use crate::{NAMESPACE, istiod, monitors};

/// The name of the release.
pub(crate) const RELEASE: &str = "ztunnel";

/// The release of the chart `ztunnel`.
pub(crate) struct Ztunnel {
    pub(crate) values: UserValues,
}

fn pods() -> Pods {
    crate::pods("app", RELEASE)
}

impl Component for Ztunnel {
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
        Offer { needs: vec![Need::MeshApi], pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let values = value!({
            "variant": "distroless",
            "logAsJson": true,
            // As long as it takes those that go to finish: what it carries ends with it.
            "terminationGracePeriodSeconds": 60,
            "resources": (resources("100m", "1", "256Mi")),
        });
        let release = HelmRelease::new(&ZTUNNEL, RELEASE, values, &self.values);
        let objects = [policy(cx), monitors::agents(cx, RELEASE, &pods(), "ztunnel-stats")];
        [release.into()].into_iter().chain(objects.into_iter().flatten().map(Artifact::from)).collect()
    }
}

/// For its own connections. Those that it carries come from and go to the pods' own networks.
fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let scrape = cx
        .site
        .shared
        .prometheus
        .clone()
        .map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![Port::tcp(15020)] });
    let ingress: Vec<_> = scrape.into_iter().collect();
    let control = Endpoint { peer: Peer::Pods(istiod::pods()), ports: vec![Port::tcp(15012)] };
    network_policy(&cx.site, &identity, &pods().labels, &ingress, &[control])
}
