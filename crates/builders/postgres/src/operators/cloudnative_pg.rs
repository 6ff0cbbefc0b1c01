//! The CloudNativePG operator.

use std::collections::BTreeMap;

use hagen_charts::CLOUDNATIVE_PG;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, controller_replicas, labels, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::workload::priority;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use super::barman_cloud;
use crate::disruption_budget;

const NAME: &str = "cloudnative-pg";
const WEBHOOK: u16 = 9443;
const METRICS: u16 = 8080;

/// The namespace of the operator and its plugins: they have to share one.
pub(crate) const NAMESPACE: &str = "cnpg-system";

/// The operator of `postgresql.cnpg.io`.
pub(crate) struct CloudNativePg {
    pub(crate) values: UserValues,
}

/// Its pods.
pub(crate) fn pods() -> Pods {
    Pods { namespace: Name::known(NAMESPACE), labels: labels(NAME, NAME) }
}

impl Component for CloudNativePg {
    fn id(&self) -> ComponentId {
        ComponentId::platform(NAME)
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let replicas = controller_replicas(&cx.site);
        let release = HelmRelease::new(&CLOUDNATIVE_PG, NAME, values(cx, replicas), &self.values);
        let budget = (replicas > 1).then(|| disruption_budget(super::metadata(cx, NAME), labels(NAME, NAME)));
        let manifests = budget.into_iter().chain(network(cx)).map(Artifact::from);
        std::iter::once(Artifact::from(release)).chain(manifests).collect()
    }
}

fn values(cx: &Context<'_>, replicas: i32) -> Value {
    value!({
        "replicaCount": replicas,
        "topologySpreadConstraints": (topology_spread(&cx.site, &labels(NAME, NAME), replicas)),
        "priorityClassName": (priority::CRITICAL),
        "resources": (resources("200m", "1", "256Mi")),
        "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "monitoring": { "podMonitorEnabled": (cx.site.shared.prometheus.is_some()) },
        // A new operator restarts every instance of every cluster: one cluster, one instance at a time, with a pause.
        "config": { "data": { "CLUSTERS_ROLLOUT_DELAY": "120", "INSTANCES_ROLLOUT_DELAY": "30" } },
    })
}

/// The API server calls the webhooks; the operator calls the instances and its plugin.
fn network(cx: &Context<'_>) -> Option<Manifest> {
    let ingress: Vec<_> =
        std::iter::once(super::from_api_server(WEBHOOK)).chain(super::from_prometheus(cx, METRICS)).collect();
    let instances = BTreeMap::from([("cnpg.io/podRole".to_owned(), "instance".to_owned())]);
    let mut egress = super::of_clusters(cx, Need::CloudNativePg, &instances, &[8000, 5432]);
    egress.push(super::to_api_server());
    egress.push(Endpoint {
        peer: Peer::Pods(barman_cloud::pods()),
        ports: vec![Port::tcp(barman_cloud::GRPC)],
    });
    super::policy(cx, NAME, &ingress, &egress)
}
