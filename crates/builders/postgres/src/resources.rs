//! What a container gets.

use std::collections::BTreeMap;

use hagen_kube::Quantity;
use k8s_openapi::api::core::v1::ResourceRequirements;

/// Requests that are also the limits: a database is neither throttled for its neighbours nor evicted before them.
pub(crate) fn requests(cpu: &Quantity, memory: &Quantity) -> ResourceRequirements {
    let amounts = BTreeMap::from([("cpu".to_owned(), cpu.into()), ("memory".to_owned(), memory.into())]);
    ResourceRequirements {
        requests: Some(amounts.clone()),
        limits: Some(amounts),
        ..ResourceRequirements::default()
    }
}
