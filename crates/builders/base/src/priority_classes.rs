//! Who gives way when nodes are lost.

use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Offer};
use hagen_core::context::{Context, Site};
use hagen_core::workload::priority::{BATCH, CRITICAL, STANDARD};
use hagen_kube::{Manifest, Name};
use k8s_openapi::api::scheduling::v1::PriorityClass;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

const CLASSES: [(&str, i32, &str, &str); 3] = [
    (
        CRITICAL,
        1_000_000,
        "PreemptLowerPriority",
        "What others cannot do without: databases, the entry, monitoring.",
    ),
    (STANDARD, 100_000, "PreemptLowerPriority", "Applications that serve."),
    (BATCH, 1_000, "Never", "Jobs: they wait for room and make none."),
];

/// The priority classes of a cluster. None is the default of pods that name no class: those are not hagen's.
pub(crate) struct PriorityClasses;

impl Component for PriorityClasses {
    fn id(&self) -> ComponentId {
        ComponentId::platform("priority-classes")
    }

    fn path(&self) -> Path {
        Path::ROOT
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("default"))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        CLASSES
            .iter()
            .map(|&(name, value, preemption, description)| {
                Artifact::from(Manifest::new(&PriorityClass {
                    metadata: ObjectMeta {
                        name: Some(name.to_owned()),
                        labels: Some(cx.identity("priority-class", Name::known(name)).labels()),
                        ..ObjectMeta::default()
                    },
                    value,
                    global_default: Some(false),
                    preemption_policy: Some(preemption.to_owned()),
                    description: Some(description.to_owned()),
                }))
            })
            .collect()
    }
}
