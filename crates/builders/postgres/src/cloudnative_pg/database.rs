//! The `Database` of a consumer.

use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::cloudnative_pg::Reference;

use super::resource::{Database, Extension};
use crate::component::Server;
use crate::tenant::Tenant;

pub(super) fn database(server: &Server, tenant: &Tenant, cx: &Context<'_>) -> Manifest {
    let cluster = server.object_name();
    let metadata = server.metadata(cx, &cluster.join(&tenant.key));
    let extensions: Vec<_> =
        tenant.extensions.iter().map(|name| Extension { name: name.clone(), ensure: "present" }).collect();
    let spec = Database {
        name: tenant.database.clone(),
        owner: tenant.role.clone(),
        cluster: Reference { name: cluster },
        ensure: "present",
        // A consumer that leaves the blueprint leaves its data behind.
        database_reclaim_policy: "retain",
        extensions: (!extensions.is_empty()).then_some(extensions),
    };
    Manifest::custom(&metadata, &spec)
}
