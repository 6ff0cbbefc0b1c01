//! The release of cert-manager.

use std::collections::BTreeMap;

use hagen_charts::CERT_MANAGER;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, controller_replicas, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, EntryApi, Site};
use hagen_core::network::network_policy;
use hagen_core::workload::priority::CRITICAL;
use hagen_kube::{Identity, Manifest, Name};
use hagen_yaml::{Value, value};

use crate::OPERATOR;

const METRICS: Port = Port::tcp(9402);
const WEBHOOK: Port = Port::tcp(10250);
const API: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

/// The operator: a controller, a webhook that checks its resources, and what gives webhooks their authority.
pub(crate) struct Operator {
    pub(crate) values: UserValues,
}

impl Component for Operator {
    fn id(&self) -> ComponentId {
        ComponentId::platform(OPERATOR)
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(OPERATOR))
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let pods = ["controller", "webhook", "cainjector"]
            .map(|part| Pods { namespace: site.namespace.clone(), labels: selector(part) });
        Offer { pods: pods.to_vec(), ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&CERT_MANAGER, OPERATOR, values(cx), &self.values);
        let policies = [
            policy(cx, "controller", &[], &controller_egress()),
            policy(cx, "webhook", &[WEBHOOK], &[to_anywhere(&API)]),
            policy(cx, "cainjector", &[], &[to_anywhere(&API)]),
        ];
        [release.into()].into_iter().chain(policies.into_iter().flatten().map(Artifact::from)).collect()
    }
}

/// The labels of a part's pods: the chart calls the controller like itself.
fn selector(part: &str) -> BTreeMap<String, String> {
    let name = if part == "controller" { OPERATOR } else { part };
    [("name", name), ("instance", OPERATOR), ("component", part)]
        .map(|(key, value)| (format!("app.kubernetes.io/{key}"), value.to_owned()))
        .into()
}

fn values(cx: &Context<'_>) -> Value {
    let site = &cx.site;
    let scraped = site.shared.prometheus.is_some();
    let mut values = part(site, "controller", controller_replicas(site), resources("50m", "1", "256Mi"));
    values.merge(value!({
        "crds": { "enabled": true, "keep": true },
        "global": { "priorityClassName": CRITICAL, "leaderElection": { "namespace": OPERATOR } },
        "webhook": (part(site, "webhook", site.replicas(), resources("20m", "250m", "64Mi"))),
        "cainjector": (part(site, "cainjector", controller_replicas(site), resources("20m", "500m", "256Mi"))),
        "prometheus": { "enabled": scraped, "servicemonitor": { "enabled": scraped } },
        // A job that asks whether the webhook answers: Argo CD waits for the Deployments themselves.
        "startupapicheck": { "enabled": false },
    }));
    if has_gateway_api(cx) {
        values.merge(value!({
            "config": {
                "apiVersion": "controller.config.cert-manager.io/v1alpha1",
                "kind": "ControllerConfiguration",
                "gatewayAPI": { "enabled": true },
            },
        }));
    }
    values
}

/// Whether the Gateway API is there: without it, cert-manager does not start when it is told to use it.
fn has_gateway_api(cx: &Context<'_>) -> bool {
    let entry = cx.site.shared.entry.as_ref();
    let is_gateway = entry.is_some_and(|entry| matches!(entry.api, EntryApi::Gateway { .. }));
    is_gateway && cx.offers.needs.contains(&Need::Gateway)
}

fn part(site: &Site<'_>, part: &str, replicas: i32, resources: Value) -> Value {
    let mut values = value!({
        "replicaCount": replicas,
        "resources": resources,
        "podDisruptionBudget": { "enabled": (replicas > 1) },
        "topologySpreadConstraints": (topology_spread(site, &selector(part), replicas)),
    });
    if replicas > 1 {
        values.merge(value!({
            "podDisruptionBudget": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
        }));
    }
    values
}

/// Beside the API server: authorities and DNS providers by HTTPS, its own question to port 80 of a host before it has
/// the authority ask it, and the name servers of a zone.
fn controller_egress() -> [Endpoint; 2] {
    let name_servers = Endpoint { peer: Peer::Internet, ports: vec![Port::udp(53), Port::tcp(53)] };
    [to_anywhere(&[API[0], API[1], Port::tcp(80)]), name_servers]
}

/// The API server is at an address that nobody can know here, and so is everything else on these ports.
fn to_anywhere(ports: &[Port]) -> Endpoint {
    Endpoint { peer: Peer::ApiServer, ports: ports.to_vec() }
}

fn policy(cx: &Context<'_>, part: &str, called: &[Port], egress: &[Endpoint]) -> Option<Manifest> {
    let name = if part == "controller" { Name::known(OPERATOR) } else { Name::known(OPERATOR).join(part) };
    let identity = Identity { component: Some(part.to_owned()), ..cx.identity(OPERATOR, name) };
    let mut ingress = Vec::new();
    if !called.is_empty() {
        ingress.push(to_anywhere(called));
    }
    if let Some(prometheus) = &cx.site.shared.prometheus {
        ingress.push(Endpoint { peer: Peer::Pods(prometheus.clone()), ports: vec![METRICS] });
    }
    network_policy(&cx.site, &identity, &selector(part), &ingress, egress)
}
