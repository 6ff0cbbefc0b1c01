//! The ServiceAccount of an application.

use k8s_openapi::api::core::v1::ServiceAccount;

use crate::workload::Workload;

/// Its own, so that what is granted to one application is granted to no other. Pods say themselves whether they want
/// its token.
pub(crate) fn service_account(workload: &Workload<'_>) -> ServiceAccount {
    ServiceAccount {
        metadata: workload.metadata(),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}
