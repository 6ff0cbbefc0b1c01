//! The control plane: it gives proxies their configuration and certificates, and pods their proxies.

mod values;

use hagen_charts::ISTIOD;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, EntryApi, EntryEngine, Site};
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use crate::section::MeshSection;
use crate::{NAMESPACE, monitors};

/// The name of the release.
pub(crate) const RELEASE: &str = "istiod";

/// Configuration and certificates, by TLS.
const XDS: Port = Port::tcp(15012);
/// What the API server asks: may this pod have a proxy, is this resource right.
const WEBHOOKS: Port = Port::tcp(15017);
const METRICS: Port = Port::tcp(15014);

/// The release of the chart `istiod`.
pub(crate) struct Istiod {
    pub(crate) section: MeshSection,
    pub(crate) values: UserValues,
}

/// The pods of the control plane.
pub(crate) fn pods() -> Pods {
    crate::pods("app", RELEASE)
}

impl Component for Istiod {
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
        let values = values::values(&self.section, &cx.site);
        let release = HelmRelease::new(&ISTIOD, RELEASE, values, &self.values);
        let objects = [policy(cx), monitors::istiod(cx)];
        [release.into()].into_iter().chain(objects.into_iter().flatten().map(Artifact::from)).collect()
    }
}

fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let proxies = proxied(cx)
        .into_iter()
        .map(|namespace| Endpoint { peer: Peer::Namespace(namespace), ports: vec![XDS] });
    let webhooks = Endpoint { peer: Peer::ApiServer, ports: vec![WEBHOOKS] };
    let scrape = cx
        .site
        .shared
        .prometheus
        .clone()
        .map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![METRICS] });
    let ingress: Vec<_> = proxies.chain([webhooks]).chain(scrape).collect();
    network_policy(&cx.site, &identity, &pods().labels, &ingress, &[crate::cni::api_server()])
}

/// The namespaces with proxies: those of the environments, the control plane's own, and that of the entry.
fn proxied(cx: &Context<'_>) -> Vec<Name> {
    let mut namespaces: Vec<Name> =
        cx.offers.environments.iter().map(|(_, namespace)| namespace.clone()).collect();
    namespaces.push(Name::known(NAMESPACE));
    if let Some(entry) = &cx.site.shared.entry
        && let (EntryEngine::Istio, EntryApi::Gateway { namespace }) = (entry.engine, &entry.api)
    {
        namespaces.push(namespace.clone());
    }
    namespaces
}
