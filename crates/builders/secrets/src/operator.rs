//! The release of External Secrets Operator.

use std::collections::BTreeMap;

use hagen_charts::EXTERNAL_SECRETS;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, controller_replicas, labels, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site, Store};
use hagen_core::network::network_policy;
use hagen_core::workload::priority::CRITICAL;
use hagen_kube::{Identity, Manifest, Name};
use hagen_yaml::{Value, value};

use crate::section::{Secrets, StoreKind};
use crate::{OPERATOR, openbao};

const METRICS: Port = Port::tcp(8080);
const WEBHOOK: Port = Port::tcp(10250);

/// The operator: a controller, a webhook that checks its resources, and a controller of the webhook's certificate.
pub(crate) struct Operator {
    pub(crate) section: Secrets,
    pub(crate) values: UserValues,
}

impl Component for Operator {
    fn id(&self) -> ComponentId {
        ComponentId::platform(OPERATOR)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("secrets")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(OPERATOR))
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let pods =
            PARTS.map(|(name, _)| Pods { namespace: site.namespace.clone(), labels: labels(name, OPERATOR) });
        Offer { pods: pods.to_vec(), ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release =
            HelmRelease::new(&EXTERNAL_SECRETS, OPERATOR, values(&cx.site, &self.section), &self.values);
        let policies = PARTS.iter().filter_map(|(name, ports)| policy(cx, name, ports, &self.section));
        [release.into()].into_iter().chain(policies.map(Artifact::from)).collect()
    }
}

/// The parts by the names of their pods, each with the ports that the API server calls.
const PARTS: [(&str, &[Port]); 3] =
    [(OPERATOR, &[]), ("external-secrets-webhook", &[WEBHOOK]), ("external-secrets-cert-controller", &[])];

fn values(site: &Site<'_>, section: &Secrets) -> Value {
    let scraped = site.shared.prometheus.is_some();
    let mut values = part(site, OPERATOR, controller_replicas(site), resources("50m", "500m", "256Mi"));
    values.merge(value!({
        "leaderElect": true,
        "installCRDs": true,
        // What nobody here uses needs no rights over all secrets of the cluster.
        "processClusterStore": (site.shared.store != Store::Generated),
        "processClusterExternalSecret": false,
        "processClusterGenerator": false,
        "processPushSecret": (is_written(section)),
        "processClusterPushSecret": false,
        "livenessProbe": { "enabled": true },
        "readinessProbe": { "enabled": true },
        "serviceMonitor": { "enabled": scraped },
        "webhook": (webhook(site)),
        "certController":
            (part(site, PARTS[2].0, controller_replicas(site), resources("20m", "250m", "128Mi"))),
    }));
    values
}

/// Nothing that it guards can be changed while no webhook answers, so it has a spare in each zone.
fn webhook(site: &Site<'_>) -> Value {
    let mut values = part(site, PARTS[1].0, site.replicas(), resources("20m", "250m", "128Mi"));
    values.merge(value!({ "livenessProbe": { "enabled": true } }));
    values
}

fn part(site: &Site<'_>, name: &str, replicas: i32, resources: Value) -> Value {
    let mut values = value!({
        "replicaCount": replicas,
        "priorityClassName": CRITICAL,
        "resources": resources,
        "podDisruptionBudget": { "enabled": (replicas > 1) },
        "topologySpreadConstraints": (topology_spread(site, &labels(name, OPERATOR), replicas)),
    });
    if replicas > 1 {
        values.merge(value!({ "podDisruptionBudget": { "maxUnavailable": 1 } }));
    }
    values
}

fn policy(cx: &Context<'_>, name: &str, called: &[Port], section: &Secrets) -> Option<Manifest> {
    let identity = Identity { component: Some(name.to_owned()), ..cx.identity(OPERATOR, Name::known(name)) };
    let mut ingress = Vec::new();
    if !called.is_empty() {
        ingress.push(Endpoint { peer: Peer::ApiServer, ports: called.to_vec() });
    }
    if let Some(prometheus) = &cx.site.shared.prometheus {
        ingress.push(Endpoint { peer: Peer::Pods(prometheus.clone()), ports: vec![METRICS] });
    }
    let selector: BTreeMap<_, _> = labels(name, OPERATOR);
    network_policy(&cx.site, &identity, &selector, &ingress, &outward(section))
}

/// Whether passwords are written into the store: into one that hagen brings itself.
fn is_written(section: &Secrets) -> bool {
    matches!(section.store, StoreKind::OpenBao(_))
}

/// The API server and the store: both at addresses that nobody can know here, unless the store is in the cluster.
fn outward(section: &Secrets) -> Vec<Endpoint> {
    let mut ports = vec![Port::tcp(443), Port::tcp(6443)];
    if let StoreKind::Vault(vault) = &section.store {
        ports.push(Port::tcp(vault.server.port()));
    }
    let mut endpoints = vec![Endpoint { peer: Peer::ApiServer, ports }];
    if let StoreKind::OpenBao(_) = &section.store {
        endpoints.push(Endpoint { peer: Peer::Pods(openbao::pods()), ports: vec![openbao::API] });
    }
    endpoints
}
