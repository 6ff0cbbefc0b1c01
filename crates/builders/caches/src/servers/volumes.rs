//! The volumes of a server's pod.

use hagen_core::context::{Context, VolumePurpose};
use hagen_kube::{Name, Quantity};
use k8s_openapi::api::core::v1::{
    EmptyDirVolumeSource, KeyToPath, PersistentVolumeClaim, PersistentVolumeClaimSpec, ProjectedVolumeSource,
    SecretProjection, Volume, VolumeProjection, VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::component::{CacheComponent, PASSWORD, REPLICATION};
use crate::template::config_volume;

/// The volume with the data, and with what the sentinel remembers.
pub(super) const DATA: &str = "data";
/// The volume with the passwords.
pub(super) const SECRETS: &str = "secrets";

/// What a server without a volume of its own may write to the node's disk: a copy that it gets from the primary.
pub(super) fn data_bytes(cache: &CacheComponent) -> u64 {
    cache.container_memory()
}

pub(super) fn volumes(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Volume> {
    let mut volumes = vec![config_volume(&cache.servers_name()), secrets(cache, cx)];
    if cache.volume_size().is_none() {
        let size = Quantity::bytes(data_bytes(cache));
        volumes.push(Volume {
            name: DATA.into(),
            empty_dir: Some(EmptyDirVolumeSource { size_limit: Some((&size).into()), medium: None }),
            ..Volume::default()
        });
    }
    volumes
}

pub(super) fn claim_template(cache: &CacheComponent, cx: &Context<'_>) -> Option<PersistentVolumeClaim> {
    let size = cache.volume_size()?;
    let said = cache.spec.persistence.as_ref().and_then(|persistence| persistence.storage_class.as_ref());
    let class = said.or_else(|| cx.site.storage_class(VolumePurpose::Database));
    Some(PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some(DATA.into()),
            labels: Some(cache.servers_identity(cx).selector()),
            ..ObjectMeta::default()
        },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec!["ReadWriteOnce".into()]),
            storage_class_name: class.map(ToString::to_string),
            resources: Some(VolumeResourceRequirements {
                requests: Some([("storage".to_owned(), (&size).into())].into()),
                limits: None,
            }),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    })
}

/// Both passwords in one folder.
fn secrets(cache: &CacheComponent, cx: &Context<'_>) -> Volume {
    let source = |name: Name, key: &str| VolumeProjection {
        secret: Some(SecretProjection {
            name: name.to_string(),
            items: Some(vec![KeyToPath { key: key.into(), path: key.into(), mode: None }]),
            optional: None,
        }),
        ..VolumeProjection::default()
    };
    let mut sources = vec![source(cache.object_name(), PASSWORD)];
    if cache.is_replicated(&cx.site) {
        sources.push(source(cache.servers_name(), REPLICATION));
    }
    Volume {
        name: SECRETS.into(),
        projected: Some(ProjectedVolumeSource { sources: Some(sources), default_mode: Some(0o440) }),
        ..Volume::default()
    }
}
