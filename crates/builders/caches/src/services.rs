//! The Services of a cache, and what Prometheus scrapes of it.

use hagen_core::context::Context;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::component::{CacheComponent, PORT, SENTINEL, metadata};
use crate::template::selector;

/// One for consumers, which leads to the primary; and one that gives each server its name.
pub(crate) fn services(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Manifest> {
    let front =
        if cache.is_replicated(&cx.site) { cache.entry_identity(cx) } else { cache.servers_identity(cx) };
    let front = service(cx, &front, &cache.object_name(), front_spec());
    let servers = cache.servers_identity(cx);
    let servers = service(cx, &servers, &servers.instance, servers_spec(cache, cx));
    vec![front, servers]
}

fn service(cx: &Context<'_>, identity: &Identity, name: &Name, spec: ServiceSpec) -> Manifest {
    Manifest::new(&Service {
        metadata: metadata(cx, identity, name),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".into()),
            selector: Some(identity.selector()),
            ..spec
        }),
        ..Service::default()
    })
}

fn front_spec() -> ServiceSpec {
    ServiceSpec { ports: Some(vec![port("tcp-redis", PORT)]), ..ServiceSpec::default() }
}

/// Servers find each other before they are ready: a replica is ready only once it has found the primary.
fn servers_spec(cache: &CacheComponent, cx: &Context<'_>) -> ServiceSpec {
    let sentinel = cache.is_replicated(&cx.site).then(|| port("tcp-sentinel", SENTINEL));
    ServiceSpec {
        cluster_ip: Some("None".into()),
        publish_not_ready_addresses: Some(true),
        ports: Some([port("tcp-redis", PORT)].into_iter().chain(sentinel).collect()),
        ..ServiceSpec::default()
    }
}

fn port(name: &str, number: u16) -> ServicePort {
    ServicePort {
        name: Some(name.into()),
        port: number.into(),
        target_port: Some(IntOrString::String(name.into())),
        protocol: Some("TCP".into()),
        ..ServicePort::default()
    }
}

pub(crate) fn monitors(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Manifest> {
    if cx.site.shared.prometheus.is_none() {
        return Vec::new();
    }
    let mut monitors = vec![monitor(cx, &cache.servers_identity(cx), "metrics")];
    if cache.is_replicated(&cx.site) {
        monitors.push(monitor(cx, &cache.entry_identity(cx), "http-status"));
    }
    monitors
}

fn monitor(cx: &Context<'_>, identity: &Identity, port: &str) -> Manifest {
    let monitor = PodMonitor {
        selector: selector(identity),
        pod_metrics_endpoints: vec![ScrapeEndpoint { port: Some(port.into()), ..ScrapeEndpoint::default() }],
        ..PodMonitor::default()
    };
    Manifest::custom(&metadata(cx, identity, &identity.instance), &monitor)
}
