//! What is remembered of a component once its objects are on their way: enough to judge them together with those of
//! all others, and little, as there may be very many.

mod network;
mod scaling;
mod workload;

pub(crate) use network::Service;
pub(crate) use scaling::{Amount, Budget, Scaler};
pub(crate) use workload::{Apart, Claim, Workload};

use hagen_kube::Manifest;

use crate::finding::Finding;
use crate::judge::Judge;
use crate::labels::hash;
use crate::pod::Pod;

/// What is remembered of a component, and what is wrong with its objects, each taken alone.
#[derive(Debug, Default)]
pub struct Facts {
    pub(crate) findings: Vec<Finding>,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) scalers: Vec<Scaler>,
    pub(crate) budgets: Vec<Budget>,
    pub(crate) services: Vec<Service>,
    /// Volumes that claims of their own ask for.
    pub(crate) claims: Vec<Claim>,
    /// The names of priority classes.
    pub(crate) priorities: Vec<u64>,
    /// Namespaces where a chart makes pods that nobody sees here.
    pub(crate) unseen: Vec<u64>,
}

impl Facts {
    /// Says that pods which nobody sees here are made in a namespace: by a chart.
    pub fn has_unseen_pods(&mut self, namespace: &str) {
        self.unseen.push(hash(namespace));
    }

    /// Takes in what matters of an object to others.
    pub(crate) fn take(&mut self, judge: &Judge<'_>, manifest: &Manifest, pod: Option<&Pod<'_>>) {
        let (subject, namespace) = (&judge.subject, hash(judge.namespace(manifest)));
        let value = manifest.value();
        self.workloads.extend(pod.map(|pod| Workload::of(subject, namespace, pod)));
        match (manifest.group(), manifest.kind()) {
            ("autoscaling", "HorizontalPodAutoscaler") => {
                self.scalers.extend(Scaler::of(subject, namespace, value));
            }
            ("policy", "PodDisruptionBudget") => self.budgets.push(Budget::of(subject, namespace, value)),
            ("", "Service") => self.services.push(Service::of(subject, namespace, value)),
            ("", "PersistentVolumeClaim") => self.claims.push(Claim::of(namespace, manifest)),
            ("scheduling.k8s.io", "PriorityClass") => self.priorities.push(hash(manifest.name())),
            _ => {}
        }
    }
}
