//! The release of Argo Rollouts.

use std::collections::BTreeMap;

use hagen_charts::ARGO_ROLLOUTS;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, controller_replicas, labels, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, EntryEngine, Site};
use hagen_core::network::network_policy;
use hagen_core::workload::priority::CRITICAL;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use crate::alerts;

/// The name of the release, of its namespace and of its ServiceAccount.
pub const RELEASE: &str = "argo-rollouts";

const METRICS: Port = Port::tcp(8090);
/// Where Prometheus answers the queries of an analysis.
const PROMETHEUS: Port = Port::tcp(9090);
const API: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

/// The controller of Rollouts. It has no dashboard: that shows everything to everyone, and lets them promote.
pub(crate) struct Operator {
    pub(crate) values: UserValues,
}

impl Component for Operator {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(RELEASE))
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let pods = Pods { namespace: site.namespace.clone(), labels: selector() };
        Offer { pods: vec![pods], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&ARGO_ROLLOUTS, RELEASE, values(&cx.site), &self.values);
        let policy = policy(cx).map(Artifact::from);
        [release.into()].into_iter().chain(policy).chain(alerts::artifacts(cx)).collect()
    }
}

fn selector() -> BTreeMap<String, String> {
    let mut labels = labels(RELEASE, RELEASE);
    labels.insert("app.kubernetes.io/component".to_owned(), "rollouts-controller".to_owned());
    labels
}

fn values(site: &Site<'_>) -> Value {
    value!({
        "installCRDs": true,
        "keepCRDs": true,
        "dashboard": { "enabled": false },
        "providerRBAC": { "providers": (providers(site)) },
        "controller": (controller(site)),
    })
}

fn controller(site: &Site<'_>) -> Value {
    let replicas = controller_replicas(site);
    let scraped = site.shared.prometheus.is_some();
    let mut values = value!({
        "replicas": replicas,
        "priorityClassName": CRITICAL,
        "resources": (resources("50m", "1", "256Mi")),
        "topologySpreadConstraints": (topology_spread(site, &selector(), replicas)),
        "pdb": { "enabled": (replicas > 1) },
        "logging": { "format": "json" },
        "metrics": { "enabled": scraped, "serviceMonitor": { "enabled": scraped } },
    });
    if replicas > 1 {
        values.merge(value!({ "pdb": { "maxUnavailable": 1 } }));
    }
    values
}

/// Rights over the objects that share out traffic here, and over no others: the chart gives all of them.
fn providers(site: &Site<'_>) -> Value {
    let engine = site.shared.entry.as_ref().map(|entry| entry.engine);
    value!({
        "traefik": (engine == Some(EntryEngine::Traefik)),
        "istio": (engine == Some(EntryEngine::Istio) || site.shared.mesh.is_some()),
        "smi": false,
        "ambassador": false,
        "awsLoadBalancerController": false,
        "awsAppMesh": false,
        "apisix": false,
        "contour": false,
        "glooPlatform": false,
        "gatewayAPI": false,
    })
}

/// Out to the API server, and to the Prometheus that tells how a version does.
fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let prometheus = cx.site.shared.prometheus.as_ref();
    let scrape = prometheus.map(|pods| Endpoint { peer: Peer::Pods(pods.clone()), ports: vec![METRICS] });
    let ask = prometheus.map(|pods| Endpoint { peer: Peer::Pods(pods.clone()), ports: vec![PROMETHEUS] });
    let api = Endpoint { peer: Peer::ApiServer, ports: API.to_vec() };
    let ingress: Vec<_> = scrape.into_iter().collect();
    let egress: Vec<_> = [api].into_iter().chain(ask).collect();
    network_policy(&cx.site, &identity, &selector(), &ingress, &egress)
}
