//! Asking exposed hosts by their names: from the DNS entry over the certificate to the application's answer.

mod values;

use std::collections::BTreeMap;

use hagen_charts::PROMETHEUS_BLACKBOX_EXPORTER;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, ExposedHost, Offer, Peer, Port};
use hagen_core::context::{Context, Placed, Site};
use hagen_core::network::network_policy;
use hagen_core::{Diagnostic, Path};
use hagen_kube::custom::monitoring::{Probe, ProbeAddresses, ProbeTargets, Prober};
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::pods::{BLACKBOX, BLACKBOX_PORT, NAMESPACE, blackbox};
use crate::section::Probes;
use crate::stack::{anywhere, endpoint};
use crate::{alerts, review};

/// The label `job` of what the probes found.
pub(crate) const JOB: &str = "exposed-hosts";

/// The exporter that asks, and what it asks.
pub(crate) struct BlackboxExporter {
    pub(crate) section: Probes,
    pub(crate) values: UserValues,
}

impl Component for BlackboxExporter {
    fn id(&self) -> ComponentId {
        ComponentId::platform(BLACKBOX)
    }

    fn path(&self) -> Path {
        Path::of(["monitoring", "probes"])
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { pods: vec![blackbox()], ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::probes(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let identity = cx.identity("prometheus-blackbox-exporter", Name::known(BLACKBOX));
        let release =
            HelmRelease::new(&PROMETHEUS_BLACKBOX_EXPORTER, BLACKBOX, values::values(cx), &self.values);
        let mut artifacts: Vec<Artifact> = vec![release.into()];
        artifacts.extend(policy(cx, &identity).map(Artifact::from));
        artifacts.extend(self.probes(cx, &identity).into_iter().map(Artifact::from));
        artifacts.extend(alerts::probes(cx, &identity));
        artifacts
    }
}

impl BlackboxExporter {
    /// One object for each environment, and one for the platform's own hosts.
    fn probes(&self, cx: &Context<'_>, identity: &Identity) -> Vec<Manifest> {
        let mut by_scope: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for placed in asked(cx) {
            let scope = placed.environment.as_ref().map_or("platform", Name::as_str);
            by_scope.entry(scope).or_default().push(self.address(&placed.what));
        }
        by_scope.into_iter().map(|(scope, addresses)| self.probe(cx, identity, scope, addresses)).collect()
    }

    fn probe(
        &self,
        cx: &Context<'_>,
        identity: &Identity,
        scope: &str,
        mut addresses: Vec<String>,
    ) -> Manifest {
        addresses.sort_unstable();
        addresses.dedup();
        let labels = BTreeMap::from([("environment".to_owned(), scope.to_owned())]);
        let spec = Probe {
            job_name: JOB.into(),
            module: values::MODULE.into(),
            prober: Prober { url: format!("{}:{}", cx.site.service_host(BLACKBOX), BLACKBOX_PORT.number) },
            interval: Some(self.section.interval.go()),
            scrape_timeout: Some("15s".into()),
            targets: ProbeTargets { static_config: ProbeAddresses { addresses, labels } },
        };
        Manifest::custom(&metadata(cx, identity, &Name::known("exposed").join(scope)), &spec)
    }

    fn address(&self, exposed: &ExposedHost) -> String {
        let path = self.section.paths.get(&exposed.host).map_or("/", hagen_kube::HttpPath::as_str);
        format!("https://{}{path}", exposed.host)
    }
}

/// The hosts that can be asked: a wildcard is no host.
fn asked<'a>(cx: &'a Context<'_>) -> impl Iterator<Item = &'a Placed<ExposedHost>> {
    cx.offers.hosts.iter().filter(|placed| !placed.what.host.as_str().starts_with('*'))
}

pub(crate) fn metadata(cx: &Context<'_>, identity: &Identity, name: &Name) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_string()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity.labels()),
        ..ObjectMeta::default()
    }
}

/// The entry is asked by its public address, wherever that is.
fn policy(cx: &Context<'_>, identity: &Identity) -> Option<Manifest> {
    let scraped = cx.site.shared.prometheus.iter();
    let ingress: Vec<_> = scraped.map(|pods| endpoint(Peer::Pods(pods.clone()), &[BLACKBOX_PORT])).collect();
    // Behind a Service of the cluster itself, the ports are those of the entry's pods.
    let mut egress = vec![anywhere(&[Port::tcp(443), Port::tcp(8443)])];
    egress.extend(cx.site.shared.entry.iter().map(|entry| endpoint(Peer::Pods(entry.pods.clone()), &[])));
    network_policy(&cx.site, identity, &blackbox().labels, &ingress, &egress)
}
