//! The Services of an application: one for all replicas, and one that gives each replica of a StatefulSet its name.

use std::collections::BTreeMap;

use hagen_kube::Identity;
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::exposure::exposure;
use crate::ports::AppPort;
use crate::rollout::traffic_routing;
use crate::sticky::{Sticky, service_annotations, sticky};
use crate::workload::Workload;

/// The `app.kubernetes.io/component` of the Service that a monitor must not read, since it has the same pods.
pub(crate) const HEADLESS: &str = "headless";

/// The `app.kubernetes.io/component` of the Service of a canary or preview.
const OTHER_VERSION: &str = "other-version";

/// The Service that others send traffic to, on the ports of the container.
pub(crate) fn service(workload: &Workload<'_>) -> Option<Service> {
    let ports = workload.app.ports();
    (!ports.is_empty()).then(|| Service {
        metadata: ObjectMeta { annotations: annotations(workload), ..workload.metadata() },
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".into()),
            selector: Some(workload.selector.clone()),
            ports: Some(ports.into_iter().map(|it| port(workload, it)).collect()),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    })
}

/// The Service without an address that the names of a StatefulSet's replicas hang from. Replicas find each other by
/// it before they are ready.
pub(crate) fn headless_service(workload: &Workload<'_>) -> Service {
    let identity = Identity { component: Some(HEADLESS.to_owned()), ..workload.identity.clone() };
    let ports: Vec<ServicePort> = workload.app.ports().into_iter().map(|it| port(workload, it)).collect();
    Service {
        metadata: ObjectMeta {
            labels: Some(identity.labels()),
            ..workload.metadata_of(&workload.headless_name())
        },
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".into()),
            cluster_ip: Some("None".into()),
            publish_not_ready_addresses: Some(true),
            selector: Some(workload.selector.clone()),
            ports: Some(ports).filter(|ports| !ports.is_empty()),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }
}

/// The Service of the canary, or of the preview. `None` where nobody tells the versions apart. Argo Rollouts has each of
/// the two Services select one version.
pub(crate) fn other_version_service(workload: &Workload<'_>) -> Option<Service> {
    if workload.has_canary() && traffic_routing(workload).is_none() {
        return None;
    }
    let identity = Identity { component: Some(OTHER_VERSION.to_owned()), ..workload.identity.clone() };
    let name = workload.other_version();
    let metadata = ObjectMeta { labels: Some(identity.labels()), ..workload.metadata_of(&name) };
    service(workload).map(|service| Service { metadata, ..service })
}

fn annotations(workload: &Workload<'_>) -> Option<BTreeMap<String, String>> {
    let exposure = exposure(workload.app, workload.site())?;
    let sticks = sticky(workload, &exposure) == Some(Sticky::ServiceAnnotations);
    sticks.then(|| service_annotations(workload).into())
}

fn port(workload: &Workload<'_>, port: AppPort) -> ServicePort {
    let serves_tls = workload.app.serve.is_some() && workload.app.main_port().as_ref() == Some(&port);
    let app_protocol = if serves_tls { Some("https") } else { app_protocol(&port) };
    ServicePort {
        app_protocol: app_protocol.map(Into::into),
        protocol: Some(port.protocol().into()),
        port: port.port.number.into(),
        target_port: Some(IntOrString::String(port.name.clone())),
        name: Some(port.name),
        node_port: None,
    }
}

/// What proxies have to speak, as far as the name tells: meshes and gateways take an unnamed protocol for plain TCP.
fn app_protocol(port: &AppPort) -> Option<&'static str> {
    match port.name.split('-').next() {
        Some("http" | "metrics") => Some("http"),
        Some("grpc") => Some("kubernetes.io/h2c"),
        _ => None,
    }
}
