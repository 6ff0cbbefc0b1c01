//! The release of the mesh's gateway: one set of proxies for the Gateways of all environments, with a disruption budget,
//! a spread and a hardening that those which istiod would run for each Gateway do not have.

use hagen_charts::ISTIO_GATEWAY;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::network::network_policy;
use hagen_core::workload::priority::CRITICAL;
use hagen_core::{Diagnostic, Path};
use hagen_kube::custom::gateway::GatewayAddress;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use crate::traefik::bundled;

/// The name of the release, of its namespace and of its ServiceAccount.
pub(crate) const RELEASE: &str = "istio-ingress";

/// The GatewayClass, which istiod makes.
pub(crate) const CLASS: &str = "istio";

/// The ports of its pods. Below 1024 they would need a setting of the kernel.
const HTTP: u16 = 8080;
const HTTPS: u16 = 8443;

/// The metrics of the proxy.
const METRICS: Port = Port::tcp(15090);

/// The mesh's gateway as an implementation of the Gateway API.
pub(crate) struct Istio {
    pub(crate) values: UserValues,
}

/// The pods that traffic comes from.
pub(crate) fn pods() -> Pods {
    Pods {
        namespace: Name::known(RELEASE),
        labels: [("app.kubernetes.io/name".to_owned(), RELEASE.to_owned())].into(),
    }
}

/// The Service of the pods: a Gateway that names it gets no pods of its own.
pub(crate) fn address() -> GatewayAddress {
    GatewayAddress { kind: "Hostname", value: format!("{RELEASE}.{RELEASE}.svc.cluster.local") }
}

impl Component for Istio {
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
        // Injection makes the proxies of its pods, so the control plane has to be there.
        let needs = vec![Need::GatewayApi, Need::MeshControl];
        Offer { needs, pods: vec![pods()], ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        bundled(cx).into_iter().collect()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&ISTIO_GATEWAY, RELEASE, values(&cx.site), &self.values);
        let objects = [policy(cx), monitor(cx)];
        [release.into()].into_iter().chain(objects.into_iter().flatten().map(Artifact::from)).collect()
    }
}

fn values(site: &Site<'_>) -> Value {
    let replicas = site.replicas();
    let mut values = value!({
        "autoscaling": { "enabled": false },
        "replicaCount": replicas,
        "strategy": { "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "priorityClassName": CRITICAL,
        "resources": (resources("200m", "2", "256Mi")),
        "topologySpreadConstraints": (topology_spread(site, &pods().labels, replicas)),
        "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
        "service": { "ports": [(port("http2", 80, HTTP)), (port("https", 443, HTTPS))] },
        // A pod that goes takes connections until every balancer has heard of it, and then finishes what it has.
        "lifecycle": { "preStop": { "sleep": { "seconds": 15 } } },
        "podAnnotations": { "proxy.istio.io/config": "terminationDrainDuration: 30s" },
        "terminationGracePeriodSeconds": 60,
    });
    if replicas > 1 {
        let budget = value!({ "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" });
        values.merge(value!({ "podDisruptionBudget": budget }));
    }
    values
}

fn port(name: &'static str, outside: u16, inside: u16) -> Value {
    value!({ "name": name, "port": outside, "targetPort": inside, "protocol": "TCP" })
}

/// In from everywhere; out to the control plane, to the namespaces of those who expose something, and to who takes traces.
fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let shared = &cx.site.shared;
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let mut ingress =
        vec![Endpoint { peer: Peer::ApiServer, ports: vec![Port::tcp(HTTP), Port::tcp(HTTPS)] }];
    if let Some(prometheus) = &shared.prometheus {
        ingress.push(Endpoint { peer: Peer::Pods(prometheus.clone()), ports: vec![METRICS] });
    }
    let served = cx.offers.hosts.iter().map(|host| &host.what.namespace).chain([cx.site.namespace]);
    let to_served =
        served.map(|namespace| Endpoint { peer: Peer::Namespace(namespace.clone()), ports: vec![] });
    let control = shared
        .mesh
        .iter()
        .map(|mesh| Endpoint { peer: Peer::Pods(mesh.control.clone()), ports: vec![Port::tcp(15012)] });
    let traces = shared
        .telemetry
        .iter()
        .map(|telemetry| Endpoint { peer: Peer::Pods(telemetry.pods.clone()), ports: vec![Port::tcp(4317)] });
    let egress: Vec<_> = to_served.chain(control).chain(traces).collect();
    network_policy(&cx.site, &identity, &pods().labels, &ingress, &egress)
}

/// Its own metrics, by its labels alone.
fn monitor(cx: &Context<'_>) -> Option<Manifest> {
    cx.site.shared.prometheus.as_ref()?;
    let monitor = PodMonitor {
        selector: LabelSelector { match_labels: Some(pods().labels), ..LabelSelector::default() },
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port: Some("http-envoy-prom".into()),
            path: Some("/stats/prometheus".into()),
            ..ScrapeEndpoint::default()
        }],
        job_label: Some("app.kubernetes.io/name".into()),
        sample_limit: Some(50_000),
        ..PodMonitor::default()
    };
    let metadata = ObjectMeta {
        name: Some(RELEASE.into()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(RELEASE, Name::known(RELEASE)).labels()),
        ..ObjectMeta::default()
    };
    Some(Manifest::custom(&metadata, &monitor))
}
