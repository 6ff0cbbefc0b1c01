//! metrics-server: the utilisation of pods, which horizontal autoscalers read.

use hagen_charts::METRICS_SERVER;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, controller_replicas, labels, resources, topology_spread};
use hagen_core::component::{Component, ComponentId, Offer, Pods};
use hagen_core::context::{Context, Site};
use hagen_kube::Name;
use hagen_yaml::{Value, value};

const RELEASE: &str = "metrics-server";

/// The release of metrics-server, in `kube-system` like the other parts of Kubernetes itself.
pub(crate) struct MetricsServer {
    pub(crate) values: UserValues,
}

impl Component for MetricsServer {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("kube-system"))
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let pods = Pods { namespace: site.namespace.clone(), labels: labels(RELEASE, RELEASE) };
        Offer { pods: vec![pods], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        vec![HelmRelease::new(&METRICS_SERVER, RELEASE, values(&cx.site), &self.values).into()]
    }
}

fn values(site: &Site<'_>) -> Value {
    let replicas = controller_replicas(site);
    let scraped = site.shared.prometheus.is_some();
    value!({
        "replicas": replicas,
        // Every replica scrapes every node, so one may always go.
        "podDisruptionBudget": {
            "enabled": replicas > 1,
            "maxUnavailable": 1,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
        "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": { "maxUnavailable": 0, "maxSurge": 1 } },
        "topologySpreadConstraints": (topology_spread(site, &labels(RELEASE, RELEASE), replicas)),
        "resources": (resources("100m", "500m", "200Mi")),
        // Each node checks who asks by the certificate of the API server, and a self-signed one is made at every start.
        "tmpVolume": { "emptyDir": { "sizeLimit": "64Mi" } },
        "metrics": { "enabled": scraped },
        "serviceMonitor": { "enabled": scraped },
    })
}
