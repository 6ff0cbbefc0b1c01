//! The volumes of a pod and where they are mounted.

use std::collections::BTreeMap;

use hagen_kube::{MountPath, Name, Quantity, SecretRef};
use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, EmptyDirVolumeSource, KeyToPath, PersistentVolumeClaimVolumeSource,
    SecretVolumeSource, Volume as PodVolume, VolumeMount,
};

use crate::config_map::file_keys;
use crate::distinct::distinct;
use crate::persistent_volume_claim::claim_name;
use crate::secrets::secret_name;
use crate::spec::{App, FileSource};
use crate::tls;
use crate::workload::Workload;

/// The size of `/tmp` and of every other folder that is writable.
const SCRATCH: u64 = 64 << 20;

/// The names of the volumes that hagen makes: none that a user gives may be one of them.
const TMP: &str = "tmp";
const FILES: &str = "files";
const WRITABLE: &str = "writable";
const SECRET: &str = "secret";

/// Whether a volume of hagen's own could have this name.
pub(crate) fn is_taken(name: &Name) -> bool {
    let name = name.as_str();
    let starts = |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-'));
    name == TMP || name == FILES || name == tls::VOLUME || starts(WRITABLE) || starts(SECRET)
}

/// How much of the node's disk the volumes of a replica may take.
pub(crate) fn scratch_bytes(app: &App) -> u64 {
    let ephemeral = app.volumes.values().filter_map(|volume| volume.ephemeral.as_ref());
    let ephemeral: u128 = ephemeral.map(Quantity::units).sum();
    let folders = u64::try_from(app.writable.len() + 1).unwrap_or(u64::MAX);
    SCRATCH.saturating_mul(folders).saturating_add(u64::try_from(ephemeral).unwrap_or(u64::MAX))
}

/// The volumes of the pod, but for those that a StatefulSet claims for each replica.
pub(crate) fn volumes(workload: &Workload<'_>) -> Vec<PodVolume> {
    let mut volumes = vec![empty_dir(TMP, &Quantity::bytes(SCRATCH))];
    volumes
        .extend(writable_names(workload.app).iter().map(|name| empty_dir(name, &Quantity::bytes(SCRATCH))));
    volumes.extend(said_volumes(workload));
    if !workload.files.is_empty() {
        volumes.push(PodVolume {
            name: FILES.to_owned(),
            config_map: Some(ConfigMapVolumeSource {
                name: workload.name.join(FILES).to_string(),
                ..ConfigMapVolumeSource::default()
            }),
            ..PodVolume::default()
        });
    }
    volumes.extend(secret_volumes(workload));
    volumes.extend(tls::volume(workload).map(|(volume, _)| volume));
    volumes
}

/// Where the volumes are mounted.
pub(crate) fn volume_mounts(workload: &Workload<'_>) -> Vec<VolumeMount> {
    let app = workload.app;
    let mut mounts = vec![mount(TMP, "/tmp")];
    let writable = writable_names(app).into_iter().zip(&app.writable);
    mounts.extend(writable.map(|(name, path)| mount(&name, path.as_str())));
    mounts.extend(app.volumes.iter().map(|(name, volume)| mount(name.as_str(), volume.mount.as_str())));
    mounts.extend(file_keys(workload).into_iter().map(|(path, key)| file(FILES, path, &key)));
    mounts.extend(
        secret_files(app)
            .map(|(path, secret)| file(secret_volume(&secret.name).as_str(), path, secret.key.as_str())),
    );
    mounts.extend(tls::volume(workload).map(|(_, mount)| mount));
    mounts
}

fn said_volumes(workload: &Workload<'_>) -> impl Iterator<Item = PodVolume> {
    workload.app.volumes.iter().filter_map(|(name, volume)| match &volume.ephemeral {
        Some(size) => Some(empty_dir(name.as_str(), size)),
        None if volume.shared => Some(PodVolume {
            name: name.to_string(),
            persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                claim_name: claim_name(workload.name, name).to_string(),
                read_only: None,
            }),
            ..PodVolume::default()
        }),
        None => None,
    })
}

fn empty_dir(name: &str, size: &Quantity) -> PodVolume {
    PodVolume {
        name: name.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource { size_limit: Some(size.into()), medium: None }),
        ..PodVolume::default()
    }
}

fn writable_names(app: &App) -> Vec<String> {
    distinct(app.writable.iter().map(writable_name))
}

fn writable_name(path: &MountPath) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let path = path.as_str().to_ascii_lowercase();
    let dashed: String = path.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    Name::known(WRITABLE).join(dashed.trim_matches('-')).to_string()
}

/// The files that are keys of secrets, by path.
fn secret_files(app: &App) -> impl Iterator<Item = (&MountPath, &SecretRef)> {
    let variables = app.secrets.values().filter_map(|secret| Some((secret.file.as_ref()?, &secret.from)));
    let files = app.files.iter().filter_map(|(path, source)| match source {
        FileSource::Secret(secret) => Some((path, secret)),
        FileSource::From(_) | FileSource::Text(_) => None,
    });
    variables.chain(files)
}

fn secret_volume(secret: &Name) -> Name {
    Name::known(SECRET).join(secret.as_str())
}

/// One volume a secret, with the keys that are mounted and no others.
fn secret_volumes(workload: &Workload<'_>) -> Vec<PodVolume> {
    let mut keys: BTreeMap<&Name, Vec<&str>> = BTreeMap::new();
    for (_, secret) in secret_files(workload.app) {
        keys.entry(&secret.name).or_default().push(secret.key.as_str());
    }
    let item = |key: &str| KeyToPath { key: key.to_owned(), path: key.to_owned(), mode: None };
    keys.into_iter()
        .map(|(secret, mut keys)| {
            keys.sort_unstable();
            keys.dedup();
            PodVolume {
                name: secret_volume(secret).to_string(),
                secret: Some(SecretVolumeSource {
                    secret_name: Some(secret_name(workload.name, secret).to_string()),
                    // Readable by the pod's group and nobody else.
                    default_mode: Some(0o440),
                    items: Some(keys.into_iter().map(item).collect()),
                    optional: None,
                }),
                ..PodVolume::default()
            }
        })
        .collect()
}

fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount { name: name.to_owned(), mount_path: path.to_owned(), ..VolumeMount::default() }
}

/// One file of a volume, beside whatever the image has in the same folder.
fn file(volume: &str, path: &MountPath, key: &str) -> VolumeMount {
    VolumeMount { sub_path: Some(key.to_owned()), read_only: Some(true), ..mount(volume, path.as_str()) }
}
