//! Strimzi: the operator of Kafka clusters.

use std::collections::BTreeMap;

use hagen_charts::STRIMZI;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, controller_replicas, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::network::network_policy;
use hagen_core::workload::priority;
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use crate::network::{AGENT, API_SERVER, CONTROL, REPLICATION};

/// The name of the component, of the release and of the namespace.
const NAME: &str = "strimzi";

const METRICS: u16 = 8080;

/// The operator as a part of the platform.
pub(crate) struct Strimzi {
    pub(crate) values: UserValues,
}

/// Its pods.
pub(crate) fn pods() -> Pods {
    Pods { namespace: Name::known(NAME), labels: labels() }
}

fn labels() -> BTreeMap<String, String> {
    [("name", "strimzi-cluster-operator"), ("strimzi.io/kind", "cluster-operator")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

impl Component for Strimzi {
    fn id(&self) -> ComponentId {
        ComponentId::platform(NAME)
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAME))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&STRIMZI, NAME, values(cx), &self.values);
        let monitor = cx.site.shared.prometheus.is_some().then(|| monitor(cx));
        let manifests = network(cx).into_iter().chain(monitor).map(Artifact::from);
        std::iter::once(Artifact::from(release)).chain(manifests).collect()
    }
}

fn values(cx: &Context<'_>) -> Value {
    let replicas = controller_replicas(&cx.site);
    value!({
        "replicas": replicas,
        "watchAnyNamespace": true,
        // Its own policies know no way out of a namespace that is closed; hagen's do.
        "generateNetworkPolicy": false,
        "topologySpreadConstraints": (topology_spread(&cx.site, &labels(), replicas)),
        "priorityClassName": (priority::CRITICAL),
        "resources": (resources("200m", "1", "512Mi")),
        "deploymentStrategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "podDisruptionBudget": {
            "enabled": replicas > 1,
            "minAvailable": null,
            "maxUnavailable": 1,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
        "dashboards": { "enabled": (cx.site.shared.dashboards) },
    })
}

fn metadata(cx: &Context<'_>) -> ObjectMeta {
    ObjectMeta {
        name: Some(NAME.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(NAME, Name::known(NAME)).labels()),
        ..ObjectMeta::default()
    }
}

/// The operator calls the nodes of every cluster; nobody calls it.
fn network(cx: &Context<'_>) -> Option<Manifest> {
    let ports: Vec<_> = [CONTROL, REPLICATION, AGENT].map(Port::tcp).into();
    let of = |namespace: &Name| Pods {
        namespace: namespace.clone(),
        labels: [("strimzi.io/component-type".to_owned(), "kafka".to_owned())].into(),
    };
    let namespaces = cx.offers.needed_in.get(&Need::Strimzi).into_iter().flatten();
    let mut egress: Vec<_> = namespaces
        .map(|namespace| Endpoint { peer: Peer::Pods(of(namespace)), ports: ports.clone() })
        .collect();
    egress.push(Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() });
    let ingress: Vec<_> = cx.site.shared.prometheus.iter().cloned().map(Peer::Pods).collect();
    let ingress: Vec<_> =
        ingress.into_iter().map(|peer| Endpoint { peer, ports: vec![Port::tcp(METRICS)] }).collect();
    network_policy(&cx.site, &cx.identity(NAME, Name::known(NAME)), &labels(), &ingress, &egress)
}

fn monitor(cx: &Context<'_>) -> Manifest {
    let monitor = PodMonitor {
        selector: LabelSelector { match_labels: Some(labels()), ..LabelSelector::default() },
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port: Some("http".into()),
            ..ScrapeEndpoint::default()
        }],
        ..PodMonitor::default()
    };
    Manifest::custom(&metadata(cx), &monitor)
}
