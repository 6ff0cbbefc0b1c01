//! The Barman Cloud plugin of CloudNativePG.

use hagen_charts::PLUGIN_BARMAN_CLOUD;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, labels, resources};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::workload::priority;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use super::cloudnative_pg;

/// The name of the chart and of the release; the component is `barman-cloud`.
const NAME: &str = "plugin-barman-cloud";

/// The port that the operator calls.
pub(crate) const GRPC: u16 = 9090;

/// The operator of `barmancloud.cnpg.io`.
///
/// One replica, and so no disruption budget: with leader election every replica is ready, but only the leader
/// listens on the port behind the Service. While it restarts, the sidecars in the instances go on archiving.
pub(crate) struct BarmanCloud {
    pub(crate) values: UserValues,
}

/// Its pods.
pub(crate) fn pods() -> Pods {
    Pods { namespace: Name::known(cloudnative_pg::NAMESPACE), labels: labels(NAME, NAME) }
}

impl Component for BarmanCloud {
    fn id(&self) -> ComponentId {
        ComponentId::platform("barman-cloud")
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(cloudnative_pg::NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        // The operator and the plugin speak TLS with certificates that cert-manager makes.
        Offer { needs: vec![Need::CertManager, Need::CloudNativePg], pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&PLUGIN_BARMAN_CLOUD, NAME, values(), &self.values);
        std::iter::once(Artifact::from(release)).chain(network(cx).map(Artifact::from)).collect()
    }
}

fn values() -> Value {
    value!({
        "replicaCount": 1,
        "priorityClassName": (priority::CRITICAL),
        "resources": (resources("100m", "1", "128Mi")),
    })
}

fn network(cx: &Context<'_>) -> Option<Manifest> {
    let operator = Endpoint { peer: Peer::Pods(cloudnative_pg::pods()), ports: vec![Port::tcp(GRPC)] };
    super::policy(cx, NAME, &[operator], &[super::to_api_server()])
}
