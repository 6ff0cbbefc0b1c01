//! The StorageClasses of Longhorn.

use std::collections::BTreeMap;

use hagen_kube::Manifest;
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::classes::{DATABASE, ORDINARY, SHARED};
use crate::recurring_job::KEPT_BY_ITSELF;

/// A StorageClass of Longhorn.
struct Class {
    name: &'static str,
    /// The recurring jobs that its volumes have instead of the usual ones.
    jobs: Option<&'static str>,
    replicas: i32,
    locality: &'static str,
    binding: &'static str,
    is_default: bool,
    extra: &'static [(&'static str, &'static str)],
}

/// The three classes. Their parameters can never be changed; volumes keep what they were made with.
pub(crate) fn storage_classes(
    labels: &BTreeMap<String, String>,
    replicas: i32,
    is_default: bool,
) -> Vec<Manifest> {
    let ordinary = Class {
        name: ORDINARY,
        jobs: None,
        replicas,
        locality: "best-effort",
        binding: "WaitForFirstConsumer",
        is_default,
        extra: &[],
    };
    // The only copy is where the pod is: no network between a database and its disk, and no second copy of what the
    // database copies itself. The volume ties its pod to the node, so the pod is placed first.
    let database = Class {
        name: DATABASE,
        jobs: Some(KEPT_BY_ITSELF),
        replicas: 1,
        locality: "strict-local",
        binding: "WaitForFirstConsumer",
        is_default: false,
        extra: &[],
    };
    // A pod of Longhorn serves it by NFS. Soft mounts would tell programs of errors, and lose writes, while that pod
    // moves; hard ones wait.
    let shared = Class {
        name: SHARED,
        jobs: None,
        replicas,
        locality: "disabled",
        binding: "Immediate",
        is_default: false,
        extra: &[("nfsOptions", "vers=4.1,hard,timeo=600,retrans=5")],
    };
    [ordinary, database, shared].iter().map(|class| object(labels, class)).collect()
}

fn object(labels: &BTreeMap<String, String>, class: &Class) -> Manifest {
    let replicas = class.replicas.to_string();
    let mut parameters = BTreeMap::from([
        ("numberOfReplicas", replicas.as_str()),
        ("staleReplicaTimeout", "30"),
        ("fsType", "ext4"),
        ("dataLocality", class.locality),
        ("dataEngine", "v1"),
        ("unmapMarkSnapChainRemoved", "enabled"),
    ]);
    parameters.extend(class.jobs.map(|jobs| ("recurringJobSelector", jobs)));
    parameters.extend(class.extra.iter().copied());
    let default = ("storageclass.kubernetes.io/is-default-class".to_owned(), class.is_default.to_string());
    Manifest::new(&StorageClass {
        metadata: ObjectMeta {
            name: Some(class.name.into()),
            labels: Some(labels.clone()),
            annotations: Some(BTreeMap::from([default])),
            ..ObjectMeta::default()
        },
        provisioner: "driver.longhorn.io".into(),
        parameters: Some(
            parameters.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        ),
        // Deleting a claim leaves the volume: only a person deletes data.
        reclaim_policy: Some("Retain".into()),
        volume_binding_mode: Some(class.binding.into()),
        allow_volume_expansion: Some(true),
        ..StorageClass::default()
    })
}
