//! One application on one site, as the functions that make its objects see it.

use std::collections::BTreeMap;

use hagen_core::component::Pods;
use hagen_core::context::{Context, Site};
use hagen_core::workload::spread::Replicas;
use hagen_kube::custom::rollouts::{HASH_LABEL, VERSIONS};
use hagen_kube::{Identity, LabelValue, Name, Text};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use crate::component::{Application, FileContents, identity};
use crate::scale::{Scale, scale};
use crate::spec::App;
use crate::split::Takers;

/// The kind of object that runs an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Deployment,
    Rollout,
    StatefulSet,
    DaemonSet,
    CronJob,
}

/// One application on one site.
pub(crate) struct Workload<'a> {
    pub(crate) app: &'a App,
    pub(crate) name: &'a Name,
    pub(crate) files: &'a FileContents,
    pub(crate) takers: &'a Takers,
    pub(crate) cx: Context<'a>,
    pub(crate) identity: Identity,
    pub(crate) selector: BTreeMap<String, String>,
    pub(crate) shape: Shape,
    pub(crate) scale: Scale,
}

impl<'a> Workload<'a> {
    pub(crate) fn new(component: &'a Application, cx: &Context<'a>) -> Self {
        let identity = identity(component.name(), &cx.site);
        Self {
            app: &component.app,
            name: component.name(),
            files: &component.files,
            takers: &component.takers,
            cx: *cx,
            selector: identity.selector(),
            identity,
            shape: component.app.shape(),
            scale: scale(&component.app, &cx.site),
        }
    }

    pub(crate) fn site(&self) -> &Site<'a> {
        &self.cx.site
    }

    /// The metadata of an object that is named like the application.
    pub(crate) fn metadata(&self) -> ObjectMeta {
        self.metadata_of(self.name)
    }

    /// The metadata of one of the application's objects.
    pub(crate) fn metadata_of(&self, name: &Name) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(self.site().namespace.to_string()),
            labels: Some(self.identity.labels()),
            ..ObjectMeta::default()
        }
    }

    /// The labels of what shares out requests to its versions: Argo CD leaves the weights there to Argo Rollouts.
    pub(crate) fn versions_labels(&self) -> BTreeMap<String, String> {
        let component = self.has_canary().then(|| VERSIONS.to_owned());
        Identity { component, ..self.identity.clone() }.labels()
    }

    /// The labels of what a release changes: the pods and what runs them. On all the other objects the version would
    /// only make every release a change of every file.
    pub(crate) fn release_labels(&self) -> BTreeMap<String, String> {
        Identity { version: self.app.version(), ..self.identity.clone() }.labels()
    }

    /// The metadata of the object that runs the pods.
    pub(crate) fn runner_metadata(&self) -> ObjectMeta {
        ObjectMeta { labels: Some(self.release_labels()), ..self.metadata() }
    }

    /// What selects its pods and no others.
    pub(crate) fn label_selector(&self) -> LabelSelector {
        LabelSelector { match_labels: Some(self.selector.clone()), ..LabelSelector::default() }
    }

    pub(crate) fn pods(&self) -> Pods {
        Pods { namespace: self.site().namespace.clone(), labels: self.selector.clone() }
    }

    /// The replicas to be spread, of the kinds that have some.
    pub(crate) fn replicas(&self) -> Option<Replicas<'_>> {
        let release_label = match self.shape {
            Shape::Deployment => Some("pod-template-hash"),
            Shape::Rollout => Some(HASH_LABEL),
            Shape::StatefulSet => None,
            Shape::DaemonSet | Shape::CronJob => return None,
        };
        Some(Replicas { selector: &self.selector, least: self.scale.least(), release_label })
    }

    /// Whether others send it traffic.
    pub(crate) fn serves(&self) -> bool {
        !self.app.served_ports().is_empty()
    }

    /// Whether a new version gets a part of the requests first.
    pub(crate) fn has_canary(&self) -> bool {
        self.app.has_canary()
    }

    /// The name of the Service of the version that is not the one that serves: the canary, or the preview.
    pub(crate) fn other_version(&self) -> Name {
        self.name.join(if self.has_canary() { "canary" } else { "preview" })
    }

    /// The name of the Service that gives each replica of a StatefulSet its own DNS name.
    pub(crate) fn headless_name(&self) -> Name {
        self.name.join("headless")
    }
}

impl App {
    /// The kind of object that runs it.
    pub(crate) fn shape(&self) -> Shape {
        if self.schedule.is_some() {
            Shape::CronJob
        } else if self.per_node {
            Shape::DaemonSet
        } else if self.volumes.values().any(crate::spec::Volume::is_own) {
            Shape::StatefulSet
        } else if self.rollout.is_some() {
            Shape::Rollout
        } else {
            Shape::Deployment
        }
    }

    /// Whether a new version gets a part of the requests first.
    pub(crate) fn has_canary(&self) -> bool {
        let rollout = self.rollout.as_ref().filter(|_| self.shape() == Shape::Rollout);
        rollout.is_some_and(|rollout| rollout.blue_green.is_none())
    }

    /// Whether it serves TLS, or users have to show certificates.
    pub(crate) fn wants_certificates(&self) -> bool {
        self.serve.is_some() || self.expose.as_ref().is_some_and(|expose| expose.clients.is_some())
    }

    /// The version that the tag of the image tells, if a label can hold it.
    pub(crate) fn version(&self) -> Option<String> {
        let tag = self.image.as_ref()?.tag()?;
        LabelValue::parse(tag).ok().map(|label| label.to_string())
    }
}
