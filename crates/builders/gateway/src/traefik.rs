//! The release of Traefik.

use std::time::Duration;

use hagen_charts::TRAEFIK;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::gateway::TRAEFIK_BUCKETS;
use hagen_core::network::network_policy;
use hagen_core::target::Distribution;
use hagen_core::workload::priority::CRITICAL;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use crate::codes;

/// The name of the release, of its namespace and of the GatewayClass.
pub(crate) const RELEASE: &str = "traefik";

/// The ports of its pods, which Gateways name as their own: a listener is served by the entry point of its number.
/// Below 1024 they would need a capability.
pub(crate) const HTTP: u16 = 8000;
pub(crate) const HTTPS: u16 = 8443;

const METRICS: u16 = 9100;

/// Traefik as an implementation of the Gateway API.
pub(crate) struct Traefik {
    pub(crate) values: UserValues,
}

/// The pods that traffic comes from.
pub(crate) fn pods() -> Pods {
    Pods {
        namespace: Name::known(RELEASE),
        labels: [("app.kubernetes.io/name".to_owned(), RELEASE.to_owned())].into(),
    }
}

impl Component for Traefik {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("gateway")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(RELEASE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { needs: vec![Need::GatewayApi], pods: vec![pods()], ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        bundled(cx).into_iter().collect()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&TRAEFIK, RELEASE, values(&cx.site), &self.values);
        [release.into()].into_iter().chain(policy(cx).map(Artifact::from)).collect()
    }
}

/// k3s has a Traefik on the ports of its nodes that another entry would want.
pub(crate) fn bundled(cx: &Context<'_>) -> Option<Diagnostic> {
    (cx.site.cluster.distribution == Distribution::K3s).then(|| {
        let path = Path::ROOT.key("clusters").key(cx.site.cluster_name.as_str()).key("distribution");
        let message =
            "k3s brings a Traefik of its own, which must be off: hagen installs an entry for the Gateway API";
        let help = "start the servers with `--disable traefik`, or use another `gateway.engine`";
        Diagnostic::new(&codes::BUNDLED_TRAEFIK, Place::value(path), message).help(help)
    })
}

fn values(site: &Site<'_>) -> Value {
    let replicas = site.replicas();
    let mut values = value!({
        "deployment": { "replicas": replicas, "terminationGracePeriodSeconds": 60 },
        "podDisruptionBudget": { "enabled": (replicas > 1) },
        "priorityClassName": CRITICAL,
        "resources": (resources("200m", "2", "256Mi")),
        "topologySpreadConstraints": (topology_spread(site, &pods().labels, replicas)),
        "providers": {
            "kubernetesGateway": { "enabled": true },
            // The Gateway API has no sticky sessions: a TraefikService beside the route has.
            "kubernetesCRD": { "enabled": true, "allowCrossNamespace": false },
            "kubernetesIngress": { "enabled": false },
        },
        "ingressClass": { "enabled": false },
        "gateway": { "enabled": false },
        "gatewayClass": { "enabled": true, "name": RELEASE },
        "ingressRoute": { "dashboard": { "enabled": false } },
        "api": { "dashboard": false },
        "global": { "checkNewVersion": false, "sendAnonymousUsage": false },
        "log": { "format": "json" },
        "ports": { "web": (port(HTTP)), "websecure": (port(HTTPS)) },
        // Who asks for a host that nobody serves gets no certificate, not one that signs itself.
        "tlsOptions": { "default": { "minVersion": "VersionTLS12", "sniStrict": true } },
        "metrics": (metrics(site)),
    });
    if replicas > 1 {
        values.merge(value!({ "podDisruptionBudget": { "maxUnavailable": 1 } }));
    }
    values
}

/// A pod that goes takes requests until every balancer has heard of it, and then finishes what it has.
fn port(number: u16) -> Value {
    value!({
        "port": number,
        "transport": { "lifeCycle": { "requestAcceptGraceTimeout": "15s", "graceTimeOut": "30s" } },
    })
}

/// Metrics of each route, so that requests count that no backend took.
fn metrics(site: &Site<'_>) -> Value {
    let scraped = site.shared.prometheus.is_some();
    let mut prometheus =
        value!({ "service": { "enabled": scraped }, "serviceMonitor": { "enabled": scraped } });
    if let (true, Some(map)) = (scraped, prometheus.as_map_mut()) {
        map.push("addRoutersLabels", true);
        map.push("buckets", buckets());
    }
    value!({ "prometheus": (prometheus) })
}

/// The ends of the buckets, in seconds.
fn buckets() -> String {
    let seconds = TRAEFIK_BUCKETS.map(|millis| Duration::from_millis(millis).as_secs_f64().to_string());
    seconds.join(",")
}

/// In from everywhere; out to the namespaces of those who expose something, and to what proves names to authorities.
fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let anyone = Peer::ApiServer;
    let mut ingress = vec![Endpoint { peer: anyone, ports: vec![Port::tcp(HTTP), Port::tcp(HTTPS)] }];
    if let Some(prometheus) = &cx.site.shared.prometheus {
        ingress.push(Endpoint { peer: Peer::Pods(prometheus.clone()), ports: vec![Port::tcp(METRICS)] });
    }
    let served = cx.offers.hosts.iter().map(|host| &host.what.namespace).chain([cx.site.namespace]);
    let to_served =
        served.map(|namespace| Endpoint { peer: Peer::Namespace(namespace.clone()), ports: vec![] });
    let to_api = Endpoint { peer: Peer::ApiServer, ports: vec![Port::tcp(443), Port::tcp(6443)] };
    let egress: Vec<_> = to_served.chain([to_api]).collect();
    network_policy(&cx.site, &identity, &pods().labels, &ingress, &egress)
}
