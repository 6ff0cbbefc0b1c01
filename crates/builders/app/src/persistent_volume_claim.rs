//! The claims of an application's volumes that outlive its replicas.

use hagen_core::context::VolumePurpose;
use hagen_kube::{Name, Quantity};
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::spec::Volume;
use crate::workload::Workload;

/// The claim of a volume that all replicas mount.
pub(crate) fn claim_name(app: &Name, volume: &Name) -> Name {
    app.join(volume.as_str())
}

/// The claims of volumes that all replicas mount.
pub(crate) fn shared_claims(workload: &Workload<'_>) -> Vec<PersistentVolumeClaim> {
    let shared = workload.app.volumes.iter().filter(|(_, volume)| volume.shared);
    shared
        .map(|(name, volume)| PersistentVolumeClaim {
            metadata: workload.metadata_of(&claim_name(workload.name, name)),
            spec: Some(claim(workload, volume, "ReadWriteMany")),
            ..PersistentVolumeClaim::default()
        })
        .collect()
}

/// The templates of the claims that each replica has of its own.
pub(crate) fn claim_templates(workload: &Workload<'_>) -> Vec<PersistentVolumeClaim> {
    let own = workload.app.volumes.iter().filter(|(_, volume)| volume.is_own());
    own.map(|(name, volume)| PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some(name.to_string()),
            // Templates can never be changed: no label that a release changes.
            labels: Some(workload.selector.clone()),
            ..ObjectMeta::default()
        },
        spec: Some(claim(workload, volume, "ReadWriteOnce")),
        ..PersistentVolumeClaim::default()
    })
    .collect()
}

fn claim(workload: &Workload<'_>, volume: &Volume, mode: &str) -> PersistentVolumeClaimSpec {
    let purpose = if volume.shared { VolumePurpose::Shared } else { VolumePurpose::Ordinary };
    let class = volume.storage_class.as_ref().or_else(|| workload.site().storage_class(purpose));
    let size = volume.size.as_ref().map(|size: &Quantity| ("storage".to_owned(), size.into()));
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![mode.to_owned()]),
        storage_class_name: class.map(ToString::to_string),
        resources: Some(VolumeResourceRequirements {
            requests: Some(size.into_iter().collect()),
            limits: None,
        }),
        ..PersistentVolumeClaimSpec::default()
    }
}
