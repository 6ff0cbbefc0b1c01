//! The StatefulSet of an application whose replicas each keep data of their own.

use k8s_openapi::api::apps::v1::{
    RollingUpdateStatefulSetStrategy, StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy,
    StatefulSetSpec, StatefulSetUpdateStrategy,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::deployment::{MIN_READY_SECONDS, REVISION_HISTORY};
use crate::persistent_volume_claim::claim_templates;
use crate::pod::pod_template;
use crate::workload::Workload;

pub(crate) fn stateful_set(workload: &Workload<'_>) -> StatefulSet {
    StatefulSet {
        metadata: workload.runner_metadata(),
        spec: Some(StatefulSetSpec {
            replicas: workload.scale.fixed(),
            selector: workload.label_selector(),
            service_name: Some(workload.headless_name().to_string()),
            // In order, a replica that never becomes ready would keep its repair from being rolled out.
            pod_management_policy: Some("Parallel".into()),
            update_strategy: Some(one_by_one()),
            min_ready_seconds: Some(MIN_READY_SECONDS),
            revision_history_limit: Some(REVISION_HISTORY),
            persistent_volume_claim_retention_policy: Some(keep_data()),
            volume_claim_templates: Some(claim_templates(workload)),
            template: pod_template(workload),
            ..StatefulSetSpec::default()
        }),
        ..StatefulSet::default()
    }
}

fn one_by_one() -> StatefulSetUpdateStrategy {
    StatefulSetUpdateStrategy {
        type_: Some("RollingUpdate".into()),
        rolling_update: Some(RollingUpdateStatefulSetStrategy {
            max_unavailable: None::<IntOrString>,
            partition: Some(0),
        }),
    }
}

/// The data stays when replicas go, and when the whole StatefulSet does.
fn keep_data() -> StatefulSetPersistentVolumeClaimRetentionPolicy {
    StatefulSetPersistentVolumeClaimRetentionPolicy {
        when_deleted: Some("Retain".into()),
        when_scaled: Some("Retain".into()),
    }
}
