//! The node's part: it leads the traffic of pods to their proxies, so that no pod needs the right to do so.

use hagen_charts::ISTIO_CNI;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, resources};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::network::network_policy;
use hagen_core::target::Distribution;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use crate::section::Mode;
use crate::{NAMESPACE, monitors};

/// The name of the release.
pub(crate) const RELEASE: &str = "istio-cni";

/// The release of the chart `cni`.
pub(crate) struct Cni {
    pub(crate) mode: Mode,
    pub(crate) values: UserValues,
}

pub(crate) fn pods() -> Pods {
    crate::pods("k8s-app", "istio-cni-node")
}

/// The API server, at addresses that nobody can know here.
pub(crate) fn api_server() -> Endpoint {
    Endpoint { peer: Peer::ApiServer, ports: vec![Port::tcp(443), Port::tcp(6443)] }
}

impl Component for Cni {
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
        let release = HelmRelease::new(&ISTIO_CNI, RELEASE, values(self.mode, &cx.site), &self.values);
        let objects = [policy(cx), monitors::agents(cx, RELEASE, &pods(), "metrics")];
        [release.into()].into_iter().chain(objects.into_iter().flatten().map(Artifact::from)).collect()
    }
}

fn values(mode: Mode, site: &Site<'_>) -> Value {
    let mut values = value!({
        "ambient": { "enabled": (mode == Mode::Ambient) },
        "resources": (resources("20m", "500m", "128Mi")),
        "seccompProfile": { "type": "RuntimeDefault" },
        "global": { "variant": "distroless", "logAsJson": true },
    });
    match site.cluster.distribution {
        Distribution::K3s => values.merge(value!({
            "cniConfDir": "/var/lib/rancher/k3s/agent/etc/cni/net.d",
            "cniBinDir": "/var/lib/rancher/k3s/data/cni",
        })),
        // There only pods of kube-system may be critical without a quota that says so.
        Distribution::Gke => values.merge(value!({
            "cniBinDir": "/home/kubernetes/bin",
            "resourceQuotas": { "enabled": true },
        })),
        Distribution::Generic | Distribution::Eks | Distribution::Aks => {}
    }
    values
}

fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let scrape = cx
        .site
        .shared
        .prometheus
        .clone()
        .map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![Port::tcp(15014)] });
    let ingress: Vec<_> = scrape.into_iter().collect();
    network_policy(&cx.site, &identity, &pods().labels, &ingress, &[api_server()])
}
