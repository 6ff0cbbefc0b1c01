//! The ConfigMaps of an application: its variables and its files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hagen_kube::MountPath;
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::ConfigMap;
use sha2::{Digest, Sha256};

use crate::distinct::distinct;
use crate::workload::Workload;

/// The variables of `config`.
pub(crate) fn config_map(workload: &Workload<'_>) -> Option<ConfigMap> {
    let data: BTreeMap<String, String> =
        workload.app.config.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    (!data.is_empty()).then(|| ConfigMap {
        metadata: workload.metadata(),
        data: Some(data),
        ..ConfigMap::default()
    })
}

/// The files. What is no text goes where Kubernetes keeps bytes.
pub(crate) fn files_config_map(workload: &Workload<'_>) -> Option<ConfigMap> {
    let (mut text, mut bytes) = (BTreeMap::new(), BTreeMap::new());
    for (path, key) in file_keys(workload) {
        let content = &workload.files[path];
        match std::str::from_utf8(content) {
            Ok(content) => drop(text.insert(key, content.to_owned())),
            Err(_) => drop(bytes.insert(key, ByteString(content.clone()))),
        }
    }
    let any = !text.is_empty() || !bytes.is_empty();
    any.then(|| ConfigMap {
        metadata: workload.metadata_of(&workload.name.join("files")),
        data: Some(text).filter(|text| !text.is_empty()),
        binary_data: Some(bytes).filter(|bytes| !bytes.is_empty()),
        immutable: None,
    })
}

/// The key of each file in the ConfigMap: its path with `-` for `/`. Paths that would get the same key get a number.
pub(crate) fn file_keys<'a>(workload: &Workload<'a>) -> Vec<(&'a MountPath, String)> {
    let paths = workload.files.keys();
    paths.clone().zip(distinct(paths.map(key_of))).collect()
}

fn key_of(path: &MountPath) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let path = path.as_str().trim_start_matches(['/', '.']);
    path.chars().map(|c| if fits(c) { c } else { '-' }).collect()
}

/// A digest of the variables and files, for an annotation of the pod template: a change of either is a release, and
/// rolls like one. The ConfigMaps keep their names: with the digest in the name, Argo CD would prune the old one while
/// old replicas still run, and one that restarts in the middle of a release could not start again.
pub(crate) fn checksum(workload: &Workload<'_>) -> Option<String> {
    let (config, files) = (&workload.app.config, workload.files);
    if config.is_empty() && files.is_empty() {
        return None;
    }
    let mut digest = Sha256::new();
    let mut part = |content: &[u8]| {
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    };
    for (name, value) in config {
        part(name.as_str().as_bytes());
        part(value.as_bytes());
    }
    for (path, content) in files {
        part(path.as_str().as_bytes());
        part(content);
    }
    Some(digest.finalize().iter().take(8).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all");
        hex
    }))
}
