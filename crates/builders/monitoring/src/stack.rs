//! The release of kube-prometheus-stack: the operator, Prometheus, Alertmanager, the exporters, rules and dashboards.

mod alertmanager;
mod control_plane;
mod etcd;
mod exporters;
mod network;
mod operator;
mod prometheus;
mod values;

use hagen_charts::KUBE_PROMETHEUS_STACK;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Need, Offer, Pods};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, external_secret};
use hagen_core::section::Within;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub(crate) use network::{anywhere, endpoint, networks};
pub(crate) use values::said_resources;

use crate::section::Monitoring;
use crate::{alerting, alerts, pods, review};

/// kube-prometheus-stack.
pub(crate) struct Stack {
    pub(crate) section: Monitoring,
    pub(crate) values: UserValues,
    /// Whether the cluster has it already: then only what is beside the release is made.
    pub(crate) is_there: bool,
}

impl Stack {
    /// How many Prometheus there are.
    pub(crate) fn prometheus_replicas(&self, site: &Site<'_>) -> i32 {
        self.section.prometheus.replicas.map_or_else(|| site.replicas().min(2), Within::i32)
    }

    /// How many Alertmanagers there are.
    pub(crate) fn alertmanager_replicas(&self, site: &Site<'_>) -> i32 {
        self.section.alertmanager.replicas.map_or_else(|| site.replicas(), Within::i32)
    }

    /// Whether the API server asks the operator whether rules are well-formed. On a single node that would cost
    /// cert-manager, and hold up every change while the one answering pod is away.
    fn has_webhooks(site: &Site<'_>) -> bool {
        site.replicas() > 1
    }

    fn secrets(&self) -> Vec<Secret> {
        let mut secrets = alerting::secrets(&self.section.alertmanager);
        secrets.extend(prometheus::thanos_secret(&self.section.prometheus));
        secrets
    }
}

impl Component for Stack {
    fn id(&self) -> ComponentId {
        ComponentId::platform("kube-prometheus-stack")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("monitoring")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(pods::NAMESPACE))
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        if self.is_there {
            return Offer::default();
        }
        let secrets = self.secrets();
        let needs = [
            (!secrets.is_empty()).then_some(Need::ExternalSecrets),
            Self::has_webhooks(site).then_some(Need::CertManager),
        ];
        let pods: Vec<Pods> =
            vec![pods::prometheus(), pods::alertmanager(), pods::operator(), pods::kube_state_metrics()];
        Offer { needs: needs.into_iter().flatten().collect(), pods, secrets, ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::stack(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let mut manifests: Vec<Manifest> =
            etcd::scrape_config(&self.section.control_plane, cx).into_iter().collect();
        if self.is_there {
            return manifests.into_iter().map(Artifact::from).collect();
        }
        let identity = cx.identity("kube-prometheus-stack", Name::known(pods::STACK));
        let secrets = self.secrets();
        manifests.extend(secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)));
        manifests.extend(network::policies(self, cx));
        let release =
            HelmRelease::new(&KUBE_PROMETHEUS_STACK, pods::STACK, values::values(self, cx), &self.values);
        let mut artifacts: Vec<Artifact> = vec![release.into()];
        artifacts.extend(manifests.into_iter().map(Artifact::from));
        artifacts.extend(alerts::stack(self, cx, &metadata(cx, &identity)));
        artifacts
    }
}

fn metadata(cx: &Context<'_>, identity: &Identity) -> ObjectMeta {
    ObjectMeta {
        name: Some("monitoring".into()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity.labels()),
        ..ObjectMeta::default()
    }
}
