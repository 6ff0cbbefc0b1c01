//! The collectors as a component: one on every node for the logs of its pods, and one for the events of the cluster.

mod network;
mod pipeline;
mod rights;
mod values;

use std::collections::BTreeMap;

use hagen_charts::K8S_MONITORING;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Offer, Pods};
use hagen_core::context::{Context, Site};
use hagen_kube::custom::monitoring::{PodMonitor, ScrapeEndpoint};
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use crate::section::Logging;

/// The namespace of the collectors: they read files of the node, which Loki's namespace forbids.
pub(crate) const NAMESPACE: &str = "alloy";
/// The name of the release.
const RELEASE: &str = "alloy";
/// The collector of every node.
const LOGS: &str = "logs";
/// The collector of the cluster's events.
const EVENTS: &str = "events";
/// The operator that makes workloads of the collectors' resources.
const OPERATOR: &str = "alloy-operator";

/// The collectors.
pub(crate) struct Alloy {
    pub(crate) section: Logging,
    pub(crate) values: UserValues,
}

/// The labels of the pods of a collector, as the operator sets them.
fn labels(collector: &str) -> BTreeMap<String, String> {
    hagen_core::chart::labels(collector, &format!("{RELEASE}-{collector}"))
}

/// The pods that push logs.
pub(crate) fn pods() -> Vec<Pods> {
    let pods = |collector| Pods { namespace: Name::known(NAMESPACE), labels: labels(collector) };
    [LOGS, EVENTS].map(pods).to_vec()
}

impl Alloy {
    fn collectors(&self) -> Vec<&'static str> {
        [LOGS].into_iter().chain(self.section.collector.events.then_some(EVENTS)).collect()
    }

    fn identity(cx: &Context<'_>, part: &str) -> Identity {
        let component = Some(part.to_owned());
        Identity { component, ..cx.identity(RELEASE, Name::known(RELEASE).join(part)) }
    }

    fn metadata(cx: &Context<'_>, part: &str) -> ObjectMeta {
        let identity = Self::identity(cx, part);
        ObjectMeta {
            name: Some(identity.instance.to_string()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(identity.labels()),
            ..ObjectMeta::default()
        }
    }

    fn monitors(&self, cx: &Context<'_>) -> Vec<Manifest> {
        let monitor = |collector| {
            let endpoint = ScrapeEndpoint { port: Some("http-metrics".into()), ..ScrapeEndpoint::default() };
            let spec = PodMonitor {
                selector: LabelSelector { match_labels: Some(labels(collector)), ..LabelSelector::default() },
                pod_metrics_endpoints: vec![endpoint],
                ..PodMonitor::default()
            };
            Manifest::custom(&Self::metadata(cx, collector), &spec)
        };
        let is_scraped = cx.site.shared.prometheus.is_some();
        self.collectors().into_iter().filter(|_| is_scraped).map(monitor).collect()
    }
}

impl Component for Alloy {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("logging").key("collector")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { pods: pods(), ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&K8S_MONITORING, RELEASE, values::values(self, cx), &self.values);
        let mut manifests = rights::rights(self, cx);
        manifests.extend(network::policies(self, cx));
        manifests.extend(self.monitors(cx));
        [release.into()].into_iter().chain(manifests.into_iter().map(Artifact::from)).collect()
    }
}
