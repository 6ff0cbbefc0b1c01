//! The `postgresql`: instances, Patroni, users and databases.

use std::collections::BTreeMap;

use hagen_core::context::{Context, Site};
use hagen_core::workload::priority;
use hagen_kube::{Manifest, Quantity};

use super::resource::{Amounts, Configuration, ConnectionPooler, Patroni, Postgresql, Resources, Volume};
use super::{backup, exporter, instance_labels};
use crate::component::Server;
use crate::parameters::{self, RESERVED, Sizing};
use crate::placement;
use crate::spec::{Durability, PoolMode};
use crate::tenant::Tenant;

pub(super) fn cluster(server: &Server, tenants: &[Tenant], cx: &Context<'_>) -> Manifest {
    let site = &cx.site;
    let name = server.object_name();
    let instances = server.instances(site);
    let resources = server.resources(site);
    let spec = Postgresql {
        team_id: site.platform.clone(),
        number_of_instances: instances,
        volume: Volume { size: server.storage(), storage_class: server.storage_class(site) },
        resources: equal(Amounts { cpu: resources.cpu.0, memory: resources.memory }),
        pod_priority_class_name: priority::CRITICAL,
        topology_spread_constraints: (instances > 1)
            .then(|| placement::zones(site, instances, &instance_labels(&name)))
            .flatten(),
        users: tenants.iter().map(|tenant| (tenant.role.clone(), Vec::new())).collect(),
        databases: tenants.iter().map(|tenant| (tenant.database.clone(), tenant.role.clone())).collect(),
        postgresql: configuration(server, site),
        patroni: patroni(server, site),
        enable_connection_pooler: server.spec.pooler.is_some(),
        connection_pooler: pooler(server, site),
        env: backup::environment(server, cx),
        sidecars: exporter::sidecar(site).map(|sidecar| vec![sidecar]),
    };
    let mut manifest = Manifest::custom(&server.metadata(cx, &name), &spec);
    manifest.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    manifest
}

fn equal(amounts: Amounts) -> Resources {
    Resources { requests: amounts.clone(), limits: amounts }
}

fn configuration(server: &Server, site: &Site<'_>) -> Configuration {
    let mut parameters = parameters::derived(&Sizing {
        memory: &server.resources(site).memory,
        max_connections: server.max_connections(site),
        wal_volume: &server.storage(),
        wal_is_apart: false,
    });
    let own = &server.spec.parameters;
    parameters.extend(own.iter().map(|(name, setting)| (name.to_string(), setting.0.clone())));
    Configuration { version: server.spec.version.get().to_string(), parameters }
}

/// Patroni in synchronous mode promotes only a standby that has every acknowledged commit. Strict mode lets writes
/// wait when there is none; failsafe mode keeps the primary when the API server is away but all members answer.
fn patroni(server: &Server, site: &Site<'_>) -> Patroni {
    let durability = server.durability(site);
    Patroni {
        ttl: 30,
        loop_wait: 10,
        retry_timeout: 10,
        maximum_lag_on_failover: 1 << 20,
        synchronous_mode: durability.is_some_and(|durability| durability != Durability::Asynchronous),
        synchronous_mode_strict: durability == Some(Durability::Required),
        synchronous_node_count: 1,
        failsafe_mode: true,
        initdb: BTreeMap::from([("data-checksums", "true"), ("encoding", "UTF8"), ("locale", "C.UTF-8")]),
    }
}

fn pooler(server: &Server, site: &Site<'_>) -> Option<ConnectionPooler> {
    let (pooler, number_of_instances) = (server.spec.pooler.as_ref()?, server.pooler_instances(site)?);
    let connections = (server.max_connections(site) - RESERVED) / i64::from(number_of_instances);
    Some(ConnectionPooler {
        number_of_instances,
        mode: match pooler.mode {
            PoolMode::Transaction => "transaction",
            PoolMode::Session => "session",
        },
        max_db_connections: connections.max(1),
        resources: equal(Amounts { cpu: Quantity::millicores(250), memory: Quantity::bytes(128 << 20) }),
    })
}
