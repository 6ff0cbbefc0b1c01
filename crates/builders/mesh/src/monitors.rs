//! How Prometheus finds the mesh: the control plane, what runs on nodes, and the proxies of pods.

use hagen_core::component::Pods;
use hagen_core::context::Context;
use hagen_kube::custom::monitoring::{
    NamespaceSelector, PodMonitor, Relabeling, ScrapeEndpoint, ServiceMonitor,
};
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement, ObjectMeta};

use crate::istiod;

/// The label that injection leaves on a pod with a proxy, and nothing else on any.
const PROXIED: &str = "security.istio.io/tlsMode";
/// The port of a proxy with its own metrics, which needs no certificate.
const PROXY_METRICS: &str = "http-envoy-prom";
const APPLICATION: &str = "app.kubernetes.io/name";
/// How many series one proxy may show: it has some for each pair of caller and called, and each kind of answer.
const SAMPLE_LIMIT: u64 = 50_000;

/// The control plane.
pub(crate) fn istiod(cx: &Context<'_>) -> Option<Manifest> {
    cx.site.shared.prometheus.as_ref()?;
    let monitor = ServiceMonitor {
        selector: LabelSelector { match_labels: Some(istiod::pods().labels), ..LabelSelector::default() },
        endpoints: vec![ScrapeEndpoint { port: Some("http-monitoring".into()), ..ScrapeEndpoint::default() }],
        sample_limit: Some(SAMPLE_LIMIT),
        ..ServiceMonitor::default()
    };
    Some(Manifest::custom(&metadata(cx, istiod::RELEASE), &monitor))
}

/// What runs on every node.
pub(crate) fn agents(cx: &Context<'_>, name: &'static str, pods: &Pods, port: &str) -> Option<Manifest> {
    cx.site.shared.prometheus.as_ref()?;
    let monitor = PodMonitor {
        selector: LabelSelector { match_labels: Some(pods.labels.clone()), ..LabelSelector::default() },
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port: Some(port.to_owned()),
            ..ScrapeEndpoint::default()
        }],
        sample_limit: Some(SAMPLE_LIMIT),
        ..PodMonitor::default()
    };
    Some(Manifest::custom(&metadata(cx, name), &monitor))
}

/// The proxies of the environments' pods.
pub(crate) fn proxies(cx: &Context<'_>) -> Option<Manifest> {
    cx.site.shared.prometheus.as_ref()?;
    if !cx.site.shared.mesh.as_ref()?.has_sidecars() {
        return None;
    }
    let namespaces: Vec<Name> =
        cx.offers.environments.iter().map(|(_, namespace)| namespace.clone()).collect();
    let proxied = LabelSelectorRequirement { key: PROXIED.into(), operator: "Exists".into(), values: None };
    let monitor = PodMonitor {
        selector: LabelSelector { match_expressions: Some(vec![proxied]), match_labels: None },
        namespace_selector: Some(NamespaceSelector { match_names: namespaces }),
        pod_metrics_endpoints: vec![endpoint()],
        pod_target_labels: Some(vec![APPLICATION.into()]),
        sample_limit: Some(SAMPLE_LIMIT),
        ..PodMonitor::default()
    };
    Some(Manifest::custom(&metadata(cx, "proxies"), &monitor))
}

fn endpoint() -> ScrapeEndpoint {
    // Sizes of requests and answers are as many series as their times, and hardly anybody reads them.
    let sizes = Relabeling {
        source_labels: Some(vec!["__name__"]),
        regex: Some("istio_(request|response)_bytes_bucket".into()),
        action: Some("drop"),
        ..Relabeling::default()
    };
    ScrapeEndpoint {
        port: Some(PROXY_METRICS.into()),
        path: Some("/stats/prometheus".into()),
        metric_relabelings: Some(vec![sizes]),
        ..ScrapeEndpoint::default()
    }
}

fn metadata(cx: &Context<'_>, name: &str) -> ObjectMeta {
    let identity = Identity { component: Some("metrics".into()), ..cx.identity("mesh", Name::known(name)) };
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity.labels()),
        ..ObjectMeta::default()
    }
}
