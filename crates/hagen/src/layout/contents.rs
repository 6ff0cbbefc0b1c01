//! What is remembered of a component once its files are on their way.

use std::borrow::Cow;
use std::sync::OnceLock;

use hagen_charts::{chart_objects, source_objects};
use hagen_check::schema::{Minor, Schemas};
use hagen_core::artifact::{Artifact, Chart, DeliveredKind, GitSource, HelmRelease};
use hagen_kube::{Manifest, Name};

use super::protection::holds_data;
use crate::output::Built;

/// What a component consists of: enough for the objects of Argo CD, and little, as there may be very many.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    pub(crate) objects: Vec<Object>,
    pub(crate) releases: Vec<Release>,
    pub(crate) sources: Vec<GitSource>,
    /// Whether something in it holds data, or is what others' data stands on.
    pub(crate) holds_data: bool,
    /// The size of all files together.
    pub(crate) bytes: usize,
    /// The largest file, if it is too large for a cluster.
    pub(crate) oversized: Option<Box<str>>,
}

/// An object of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) kind: ObjectKind,
    /// Its namespace, unless that is the component's.
    pub(crate) elsewhere: Option<Box<str>>,
    pub(crate) name: Box<str>,
}

/// A kind and whether its objects live in a namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ObjectKind {
    pub(crate) group: Cow<'static, str>,
    pub(crate) kind: Cow<'static, str>,
    pub(crate) namespaced: bool,
}

/// A chart of a component.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Release {
    pub(crate) chart: &'static Chart,
    pub(crate) name: Name,
    /// The file with its values, in the component's folder.
    pub(crate) values: String,
    /// Namespaces that the chart delivers to beside the component's.
    pub(crate) elsewhere: Vec<String>,
    /// Kinds that it delivers besides those that are known of the chart.
    delivers: Vec<ObjectKind>,
}

impl Contents {
    /// The objects, each by kind and name: `Deployment shop`.
    pub fn objects(&self) -> impl Iterator<Item = String> + '_ {
        self.objects.iter().map(|object| format!("{} {}", object.kind.kind, object.name))
    }

    /// The charts in it.
    pub fn charts(&self) -> impl Iterator<Item = &'static Chart> + '_ {
        self.releases.iter().map(|release| release.chart)
    }

    /// Whether there is nothing to deliver.
    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.releases.is_empty() && self.sources.is_empty()
    }

    /// The kinds of everything in it, charts and sources included.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = ObjectKind> + '_ {
        self.objects.iter().map(|object| object.kind.clone()).chain(self.foreign_kinds())
    }

    /// The kinds of what charts and sources bring.
    pub(crate) fn foreign_kinds(&self) -> impl Iterator<Item = ObjectKind> + '_ {
        let charts = self.releases.iter().filter_map(|release| chart_objects(release.chart));
        let sources = self.sources.iter().filter_map(source_objects);
        let said = self.releases.iter().flat_map(|release| release.delivers.iter().cloned());
        charts.chain(sources).flat_map(foreign_kinds).chain(said)
    }

    /// What a component of these artifacts consists of; `values` are the names of its value files.
    pub(super) fn of(built: &Built, values: &[String]) -> Self {
        let manifests = built.artifacts.iter().filter(|artifact| matches!(artifact, Artifact::Manifest(_)));
        // Exactly as many, as this is remembered of ten thousand components at once.
        let mut contents = Self { objects: Vec::with_capacity(manifests.count()), ..Self::default() };
        let mut values = values.iter();
        for artifact in &built.artifacts {
            match artifact {
                Artifact::Manifest(manifest) => {
                    contents.holds_data |= holds_data(manifest);
                    contents.objects.push(Object::of(manifest, &built.placement.namespace));
                }
                Artifact::Release(release) => {
                    let file = values.next().cloned().unwrap_or_default();
                    contents.releases.push(Release::of(release, file));
                }
                Artifact::Source(source) => contents.sources.push(source.clone()),
                Artifact::File(_) => {}
            }
        }
        let defines = contents.objects.iter().any(|object| object.kind.is_definition())
            || contents.foreign_kinds().any(|kind| kind.is_definition());
        Self { holds_data: contents.holds_data || defines, ..contents }
    }
}

impl Object {
    fn of(manifest: &Manifest, namespace: &Name) -> Self {
        let elsewhere = manifest.namespace().filter(|own| *own != namespace.as_str());
        Self {
            kind: ObjectKind::of(manifest),
            elsewhere: elsewhere.map(Into::into),
            name: manifest.name().into(),
        }
    }
}

impl ObjectKind {
    /// The kind of an object. One that hagen has no schema of lives in a namespace if it names one.
    fn of(manifest: &Manifest) -> Self {
        match schemas().find(manifest.api_version(), manifest.kind()) {
            Some(known) => Self {
                group: known.api_version().split_once('/').map_or("", |(group, _)| group).into(),
                kind: known.kind().into(),
                namespaced: known.namespaced(),
            },
            None => Self {
                group: manifest.group().to_owned().into(),
                kind: manifest.kind().to_owned().into(),
                namespaced: manifest.namespace().is_some(),
            },
        }
    }

    fn said(kind: &DeliveredKind) -> Self {
        Self { group: kind.group.clone().into(), kind: kind.kind.clone().into(), namespaced: kind.namespaced }
    }

    /// Whether Kubernetes itself has the kind, so that it needs no definition to be there first.
    pub(crate) fn is_built_in(&self) -> bool {
        matches!(&*self.group, "" | "apps" | "autoscaling" | "batch" | "policy")
            || (self.group.ends_with(".k8s.io")
                && !matches!(&*self.group, "gateway.networking.k8s.io" | "snapshot.storage.k8s.io"))
    }

    /// Whether its objects are namespaces.
    pub(crate) fn is_namespace(&self) -> bool {
        self.group.is_empty() && self.kind == "Namespace"
    }

    fn is_definition(&self) -> bool {
        self.kind == "CustomResourceDefinition"
    }
}

impl Release {
    fn of(release: &HelmRelease, values: String) -> Self {
        let elsewhere = chart_objects(release.chart).map_or(&[][..], |objects| objects.elsewhere);
        let namespace = |moved: &hagen_charts::Elsewhere| {
            let value = release.values.at(moved.value).and_then(hagen_yaml::Value::as_str);
            value.unwrap_or(moved.namespace).to_owned()
        };
        Self {
            chart: release.chart,
            name: release.name.clone(),
            values,
            elsewhere: elsewhere.iter().map(namespace).collect(),
            delivers: release.delivers.iter().map(ObjectKind::said).collect(),
        }
    }
}

fn foreign_kinds(objects: &'static hagen_charts::Objects) -> impl Iterator<Item = ObjectKind> {
    let kinds = |kinds: &'static [hagen_charts::GroupKind], namespaced| {
        kinds.iter().map(move |(group, kind)| ObjectKind {
            group: Cow::Borrowed(group),
            kind: Cow::Borrowed(kind),
            namespaced,
        })
    };
    kinds(objects.namespaced, true).chain(kinds(objects.cluster, false))
}

/// The scope of a kind is the same in every version of Kubernetes, so the newest does for all.
fn schemas() -> &'static Schemas {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    SCHEMAS.get_or_init(|| Schemas::new(Minor::NEWEST))
}
