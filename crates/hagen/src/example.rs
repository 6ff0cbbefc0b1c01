//! Small platforms for the tests of the last passes, made by hand.

use hagen_charts::{ARGO_CD, CERT_MANAGER, GATEWAY_API, METRICS_SERVER};
use hagen_core::Path;
use hagen_core::artifact::{Artifact, Chart, HelmRelease};
use hagen_core::component::ComponentId;
use hagen_core::target::{Cluster, Delivery, Git, Granularity};
use hagen_kube::{Manifest, Name, Url};
use hagen_yaml::{Value, value};

use crate::compile::Memory;
use crate::layout::{self, Contents};
use crate::output::{Built, File, Placement, Plan};

/// A platform and what it is delivered by.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) name: Name,
    pub(crate) delivery: Delivery,
    pub(crate) clusters: Vec<(Name, Cluster)>,
    pub(crate) components: Vec<Built>,
}

impl Example {
    /// No component on one cluster, the one that Argo CD runs in.
    pub(crate) fn empty() -> Self {
        let git = Git {
            repo_url: Url::known("https://git.example.com/platform/shop-deploy.git"),
            revision: "main".into(),
            path: "out".into(),
            forge: None,
        };
        Self {
            name: Name::known("shop"),
            delivery: Delivery { git: Some(git), ..Delivery::default() },
            clusters: vec![(Name::known("eu"), Cluster::default())],
            components: Vec::new(),
        }
    }

    /// A web shop with a database, on a cluster with Argo CD, cert-manager and the Gateway API.
    pub(crate) fn shop() -> Self {
        let mut example = Self::empty();
        example.components = vec![
            built(
                &platform("argo-cd", "argocd", 0),
                vec![
                    object("v1", "Namespace", None, "argocd"),
                    release(&ARGO_CD, "argocd", value!({"global": {"logging": {"format": "json"}}})),
                ],
            ),
            built(
                &platform("cert-manager", "cert-manager", 1),
                vec![
                    object("v1", "Namespace", None, "cert-manager"),
                    release(&CERT_MANAGER, "cert-manager", value!({"crds": {"enabled": true}})),
                ],
            ),
            built(&platform("gateway-api", "gateway", 0), vec![Artifact::Source(GATEWAY_API.clone())]),
            built(
                &platform("metrics-server", "kube-system", 1),
                vec![release(&METRICS_SERVER, "metrics-server", value!({"replicas": 2}))],
            ),
            built(
                &component("apps", "web", 5),
                vec![
                    object("apps/v1", "Deployment", Some("shop-production"), "web"),
                    object("v1", "Service", Some("shop-production"), "web"),
                    object("v1", "Service", Some("shop-production"), "web-metrics"),
                    object("autoscaling/v2", "HorizontalPodAutoscaler", Some("shop-production"), "web"),
                ],
            ),
            built(
                &component("postgres", "main", 4),
                vec![
                    object("postgresql.cnpg.io/v1", "Cluster", Some("shop-production"), "main"),
                    object("networking.k8s.io/v1", "NetworkPolicy", Some("shop-production"), "main"),
                ],
            ),
        ];
        example
    }

    /// The same with another granularity, and sets or none.
    pub(crate) fn delivered(mut self, granularity: Granularity, application_sets: bool) -> Self {
        self.delivery.argocd.granularity = granularity;
        self.delivery.argocd.application_sets = application_sets;
        self
    }

    /// What the layout is told.
    pub(crate) fn plan(&self) -> Plan<'_> {
        Plan {
            platform: &self.name,
            delivery: &self.delivery,
            clusters: self.clusters.iter().map(|(name, cluster)| (name, cluster)).collect(),
            placements: self.components.iter().map(|built| built.placement.clone()).collect(),
        }
    }

    /// What each component consists of.
    pub(crate) fn contents(&self) -> Vec<Contents> {
        let layout = |built| layout::component_files(&self.delivery, built).1;
        self.components.iter().map(layout).collect()
    }

    /// Every file, in the order of their paths.
    pub(crate) fn files(&self) -> Vec<File> {
        let mut files: Vec<File> = self
            .components
            .iter()
            .flat_map(|built| layout::component_files(&self.delivery, built).0)
            .collect();
        let plain = self.components.iter().flat_map(layout::plain_files);
        files.extend(plain.map(|(path, content)| File { path, text: content.whole().into_owned() }));
        let memory = Memory::default();
        layout::platform_files(&self.plan(), &self.contents(), &memory).expect("memory takes every file");
        files.extend(memory.into_files().into_iter().map(|(path, text)| File { path, text }));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> String {
        let file = self.files().into_iter().find(|file| file.path == path);
        file.unwrap_or_else(|| panic!("{path} is not among {:#?}", self.paths())).text
    }

    /// The paths of all files.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.files().into_iter().map(|file| file.path).collect()
    }

    /// The codes and messages of what is wrong.
    pub(crate) fn faults(&self) -> Vec<String> {
        let found = layout::check(&self.plan(), &self.contents(), &|_, _, _| None);
        found.iter().map(|d| format!("{} {}: {}", d.code.id, d.place.path, d.message)).collect()
    }
}

/// A component of the environment `production`.
pub(crate) fn component(section: &'static str, name: &str, wave: i32) -> Placement {
    Placement {
        cluster: Name::known("eu"),
        environment: Some(Name::known("production")),
        id: ComponentId::new(section, Name::known(name)),
        namespace: Name::known("shop-production"),
        wave,
        uses: Vec::new(),
    }
}

/// A part of the platform.
pub(crate) fn platform(name: &str, namespace: &str, wave: i32) -> Placement {
    Placement {
        cluster: Name::known("eu"),
        environment: None,
        id: ComponentId::platform(name),
        namespace: Name::known(namespace),
        wave,
        uses: Vec::new(),
    }
}

/// A component of some artifacts.
pub(crate) fn built(placement: &Placement, artifacts: Vec<Artifact>) -> Built {
    Built { placement: placement.clone(), artifacts }
}

/// An object with nothing but its metadata.
pub(crate) fn object(
    api_version: &'static str,
    kind: &'static str,
    namespace: Option<&str>,
    name: &str,
) -> Artifact {
    let mut object = value!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name.to_owned()}});
    if let (Some(namespace), Some(Value::Map(metadata))) =
        (namespace, object.as_map_mut().and_then(|object| object.get_mut("metadata")))
    {
        metadata.push("namespace", namespace.to_owned());
    }
    Manifest::from_value(object).unwrap().into()
}

/// A release of a chart.
pub(crate) fn release(chart: &'static Chart, name: &str, values: Value) -> Artifact {
    HelmRelease { chart, name: Name::known(name), values, values_path: Path::ROOT, delivers: Vec::new() }
        .into()
}
