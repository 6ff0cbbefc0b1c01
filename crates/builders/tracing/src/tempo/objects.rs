//! What the chart lacks: the name of all replicas, the budget of disruptions, the network policy, the bucket's key.

use hagen_core::bucket::Access;
use hagen_core::component::{Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_core::secret::external_secret;
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{GOSSIP, GRPC, HTTP, RELEASE, Tempo, pods, replicas};
use crate::collector;

pub(super) fn objects(tempo: &Tempo, cx: &Context<'_>, access: Option<&Access>) -> Vec<Manifest> {
    let identity = cx.identity(RELEASE, Name::known(RELEASE));
    let secrets = access.iter().flat_map(|access| &access.secrets);
    let mut objects: Vec<_> =
        secrets.flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect();
    objects.push(headless(cx, &identity));
    objects.extend((replicas(&tempo.section, &cx.site) > 1).then(|| budget(cx, &identity)));
    objects.extend(policy(tempo, cx, &identity, access));
    objects
}

fn metadata(cx: &Context<'_>, identity: &Identity, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity.labels()),
        ..ObjectMeta::default()
    }
}

/// The StatefulSet names this Service and the chart makes none. Replicas find each other by it before they are ready.
fn headless(cx: &Context<'_>, identity: &Identity) -> Manifest {
    let port = |name: &str, port: Port| ServicePort {
        name: Some(name.to_owned()),
        port: i32::from(port.number),
        target_port: Some(IntOrString::Int(i32::from(port.number))),
        ..ServicePort::default()
    };
    Manifest::new(&Service {
        metadata: metadata(cx, identity, "tempo-headless"),
        spec: Some(ServiceSpec {
            cluster_ip: Some("None".into()),
            publish_not_ready_addresses: Some(true),
            selector: Some(pods().labels),
            ports: Some(vec![
                port("gossip", GOSSIP[0]),
                port("grpc", GRPC),
                port("otlp-grpc", collector::GRPC),
            ]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    })
}

fn budget(cx: &Context<'_>, identity: &Identity) -> Manifest {
    Manifest::new(&PodDisruptionBudget {
        metadata: metadata(cx, identity, RELEASE),
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(1)),
            selector: Some(LabelSelector { match_labels: Some(pods().labels), ..LabelSelector::default() }),
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".into()),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    })
}

fn policy(tempo: &Tempo, cx: &Context<'_>, identity: &Identity, access: Option<&Access>) -> Option<Manifest> {
    let shared = &cx.site.shared;
    let with = |pods: Pods, ports: &[Port]| Endpoint { peer: Peer::Pods(pods), ports: ports.to_vec() };
    let each_other = with(pods(), &[HTTP, GRPC, GOSSIP[0], GOSSIP[1]]);
    let mut ingress = vec![each_other.clone(), with(collector::pods(), &[collector::GRPC])];
    ingress.extend(shared.grafana.clone().map(|pods| with(pods, &[HTTP])));
    ingress.extend(shared.prometheus.clone().map(|pods| with(pods, &[HTTP])));
    let mut egress = vec![each_other];
    egress.extend(access.iter().flat_map(|access| access.endpoints.iter().cloned()));
    let prometheus = shared.remote_write.as_ref().filter(|_| tempo.section.metrics);
    egress.extend(prometheus.map(|prometheus| with(prometheus.pods.clone(), &[prometheus.port])));
    network_policy(&cx.site, identity, &pods().labels, &ingress, &egress)
}
