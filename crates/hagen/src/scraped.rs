//! What of a platform exposes metrics that its Prometheus reads.

use std::collections::BTreeSet;

use hagen_core::section::Free;
use hagen_core::target::Provided;
use hagen_observe::exposed::Source;
use hagen_yaml::{Node, NodeKind};

use crate::application::Application;
use crate::blueprint::Blueprint;
use crate::link::LinkedCluster;
use crate::queries::text;

/// What exposes metrics on the clusters of a platform.
#[derive(Debug, Default)]
pub(crate) struct Scraped {
    sources: BTreeSet<Source>,
    /// The names and images of applications whose metrics are read.
    apps: Vec<String>,
    /// What recordings of the user's make.
    recorded: BTreeSet<String>,
    /// Whether something of the user's may expose, or scrape, anything.
    is_open: bool,
}

impl Scraped {
    /// What is scraped on any of the clusters: a file of alerts is often the same on all of them.
    pub(crate) fn of(clusters: &[LinkedCluster]) -> Self {
        let mut scraped = Self::default();
        for cluster in clusters {
            scraped.provided(cluster);
            for scope in &cluster.scopes {
                scraped.asked(&scope.view.blueprint);
                for linked in &scope.components {
                    scraped.component((linked.id.section, linked.id.name.as_str()));
                    for object in linked.component.written() {
                        scraped.is_open |= is_scraper(object);
                        recordings(object, &mut scraped.recorded);
                    }
                }
            }
        }
        scraped
    }

    /// Whether a recording of the user's makes a metric.
    pub(crate) fn records(&self, metric: &str) -> bool {
        self.recorded.contains(metric)
    }

    /// Whether an application is called so whose metrics are read: theirs may begin with its name.
    pub(crate) fn has_app(&self, word: &str) -> bool {
        self.apps.iter().any(|app| app.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == word))
    }

    /// Whether nothing that is known of exposes what a source brings. `word` is what applications are called that expose
    /// the same.
    pub(crate) fn lacks(&self, source: Source, word: &str) -> bool {
        let is_called = |app: &String| app.contains(word) || EXPORTERS.iter().any(|it| app.contains(it));
        !self.is_open && !self.sources.contains(&source) && !self.apps.iter().any(is_called)
    }

    fn provided(&mut self, cluster: &LinkedCluster) {
        self.sources.insert(Source::Always);
        for provided in &cluster.cluster.provides {
            let source = match provided {
                // Its Prometheus scrapes what nobody sees here.
                Provided::PrometheusOperator => {
                    self.is_open = true;
                    continue;
                }
                Provided::ArgoRollouts => Source::ArgoRollouts,
                Provided::CertManager => Source::CertManager,
                Provided::CloudNativePg => Source::CloudNativePg,
                Provided::PostgresOperator => Source::Patroni,
                Provided::Strimzi => Source::Strimzi,
                Provided::ExternalSecrets => Source::ExternalSecrets,
                Provided::Istio => Source::Mesh,
                Provided::Longhorn => Source::Longhorn,
                _ => continue,
            };
            self.sources.insert(source);
        }
    }

    fn component(&mut self, id: (&str, &str)) {
        let sources: &[Source] = match id {
            ("caches", _) => &[Source::Caches, Source::Haproxy],
            ("kafka", _) => &[Source::Kafka],
            ("platform", "alloy" | "loki") => &[Source::Logging, Source::Collector],
            ("platform", "argo-rollouts") => &[Source::ArgoRollouts],
            ("platform", "blackbox-exporter") => &[Source::Probes],
            ("platform", "cert-manager") => &[Source::CertManager],
            ("platform", "cloudnative-pg") => &[Source::CloudNativePg],
            ("platform", "external-secrets") => &[Source::ExternalSecrets],
            ("platform", "istiod" | "ztunnel" | "mesh") => &[Source::Mesh],
            ("platform", "longhorn") => &[Source::Longhorn],
            ("platform", "openbao") => &[Source::OpenBao],
            ("platform", "opentelemetry-collector") => &[Source::Collector],
            ("platform", "postgres-operator") => &[Source::Patroni, Source::Postgres],
            ("platform", "seaweedfs") => &[Source::SeaweedFs],
            ("platform", "strimzi") => &[Source::Strimzi],
            ("platform", "tempo") => &[Source::Tempo],
            ("platform", "traefik") => &[Source::Traefik],
            // Somebody else's chart may bring anything.
            ("charts", _) => {
                self.is_open = true;
                &[]
            }
            _ => &[],
        };
        self.sources.extend(sources);
    }

    fn asked(&mut self, blueprint: &Blueprint) {
        for exporters in blueprint.machines.values().map(|group| &group.exporters) {
            let all = [
                (&exporters.etcd, Source::Etcd),
                (&exporters.patroni, Source::Patroni),
                (&exporters.haproxy, Source::Haproxy),
                (&exporters.postgres, Source::Postgres),
            ];
            self.sources
                .extend(all.iter().filter(|(exporter, _)| exporter.is_some()).map(|(_, source)| *source));
        }
        if let Some(monitoring) = &blueprint.monitoring {
            let shown = &monitoring.control_plane;
            self.sources.extend((!shown.etcd.is_empty()).then_some(Source::Etcd));
            self.sources.extend(shown.components.iter().filter_map(|component| match component {
                hagen_monitoring::ControlPlaneComponent::Scheduler => Some(Source::Scheduler),
                hagen_monitoring::ControlPlaneComponent::Proxy => Some(Source::Proxy),
                hagen_monitoring::ControlPlaneComponent::ControllerManager => None,
            }));
        }
        let apps = blueprint.apps.iter().filter_map(|(name, app)| Some((name, app.image()?)));
        let watched = apps.filter(|(_, app)| app.metrics.is_some());
        self.apps.extend(watched.flat_map(|(name, app)| {
            let image = app.image.as_ref().map(|image| image.to_string().to_lowercase());
            [Some(name.to_string()), image].into_iter().flatten()
        }));
        for Free(values) in blueprint.values.values() {
            self.is_open |= brings_more(values);
            recordings(values, &mut self.recorded);
        }
        let packages = blueprint.apps.values().filter_map(Application::package);
        self.is_open |= packages.map(|package| &package.values).any(|values| brings_more(&values.0));
        self.is_open |= blueprint.patches.values().any(|patch| MONITORS.contains(&patch.kind.as_str()));
    }
}

/// Parts of the names of images that show the metrics of something else.
const EXPORTERS: [&str; 8] =
    ["exporter", "collector", "telegraf", "statsd", "pushgateway", "otel", "alloy", "prometheus"];

/// Kinds that say what is scraped, and that bring what nobody sees here.
const MONITORS: [&str; 11] = [
    "ServiceMonitor",
    "PodMonitor",
    "ScrapeConfig",
    "Probe",
    "Prometheus",
    "PrometheusAgent",
    "Application",
    "ApplicationSet",
    "HelmChart",
    "HelmRelease",
    "Alloy",
];

fn is_scraper(object: &Node) -> bool {
    object.get("kind").and_then(text).is_some_and(|kind| MONITORS.contains(&kind))
}

/// What keys of values are called that switch on what hagen leaves out.
const MORE: [&str; 8] = [
    "scrapeconfig",
    "exporter",
    "monitors",
    "remotewrite",
    "integrations",
    "kubescheduler",
    "kubeproxy",
    "kubeetcd",
];

/// Whether values of a chart add something that exposes or scrapes: exporters, monitors, objects of one's own.
fn brings_more(values: &Node) -> bool {
    let NodeKind::Map(entries) = &values.kind else { return false };
    entries.iter().any(|entry| {
        let key = entry.key.to_lowercase();
        let adds = MORE.iter().any(|word| key.contains(word));
        adds || key.starts_with("extra") || brings_more(&entry.value)
    })
}

/// The metrics that recordings make, anywhere below.
fn recordings(node: &Node, found: &mut BTreeSet<String>) {
    match &node.kind {
        NodeKind::Map(entries) => {
            let record = node.get("expr").and(node.get("record"));
            found.extend(record.and_then(text).map(str::to_owned));
            for entry in entries {
                recordings(&entry.value, found);
            }
        }
        NodeKind::List(items) => items.iter().for_each(|item| recordings(item, found)),
        _ => {}
    }
}
