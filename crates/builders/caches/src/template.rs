//! What the pods of servers and of the entry have in common.

use std::collections::BTreeMap;

use hagen_core::context::Context;
use hagen_core::workload::{priority, security};
use hagen_kube::{Identity, Manifest, Name, Quantity};
use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, PodSpec, ResourceRequirements, ServiceAccount, Volume, VolumeMount,
};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::component::metadata;

/// The name of the volume with the configuration.
pub(crate) const CONFIG: &str = "config";

/// A pod that runs as nobody in particular and asks nothing of the API server.
pub(crate) fn pod(name: &Name) -> PodSpec {
    PodSpec {
        service_account_name: Some(name.to_string()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        priority_class_name: Some(priority::CRITICAL.into()),
        security_context: Some(security::pod(security::USER)),
        ..PodSpec::default()
    }
}

/// The metadata of a pod, which changes with the files that it reads.
pub(crate) fn pod_metadata(identity: &Identity, checksum: String) -> ObjectMeta {
    ObjectMeta {
        labels: Some(identity.labels()),
        annotations: Some(BTreeMap::from([("checksum/config".to_owned(), checksum)])),
        ..ObjectMeta::default()
    }
}

/// What a container gets: memory that is set aside for it, and processor time beyond the request while nobody else
/// wants it.
pub(crate) fn resources(
    cpu: &Quantity,
    cpu_limit: &Quantity,
    memory: u64,
    disk: u64,
) -> ResourceRequirements {
    let (memory, disk) = (Quantity::bytes(memory), Quantity::bytes(disk));
    let amounts = |cpu: &Quantity| {
        [("cpu", cpu), ("memory", &memory), ("ephemeral-storage", &disk)]
            .map(|(name, amount)| (name.to_owned(), amount.into()))
            .into()
    };
    ResourceRequirements {
        requests: Some(amounts(cpu)),
        limits: Some(amounts(cpu_limit)),
        ..ResourceRequirements::default()
    }
}

pub(crate) fn config_volume(name: &Name) -> Volume {
    Volume {
        name: CONFIG.into(),
        config_map: Some(ConfigMapVolumeSource {
            name: name.to_string(),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

pub(crate) fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount { name: name.into(), mount_path: path.into(), ..VolumeMount::default() }
}

pub(crate) fn selector(identity: &Identity) -> LabelSelector {
    LabelSelector { match_labels: Some(identity.selector()), ..LabelSelector::default() }
}

/// The account and, where there are several pods, the budget that lets one of them go at a time.
pub(crate) fn account_and_budget(cx: &Context<'_>, identity: &Identity, replicas: i32) -> Vec<Manifest> {
    let metadata = metadata(cx, identity, &identity.instance);
    let account = ServiceAccount {
        metadata: metadata.clone(),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    };
    let budget = PodDisruptionBudget {
        metadata,
        spec: Some(PodDisruptionBudgetSpec {
            selector: Some(selector(identity)),
            max_unavailable: Some(IntOrString::Int(1)),
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".into()),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    };
    let budget = (replicas > 1).then(|| Manifest::new(&budget));
    [Manifest::new(&account)].into_iter().chain(budget).collect()
}
