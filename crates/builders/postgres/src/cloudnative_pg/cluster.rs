//! The `Cluster`: instances, replication, parameters, roles.

use hagen_core::context::{Context, Site};
use hagen_core::workload::priority;
use hagen_kube::custom::cloudnative_pg::{
    Affinity, Bootstrap, Cluster, Configuration, Enabled, EphemeralVolumes, Initdb, Managed, Plugin,
    Reference, ReplicationSlots, Role, Settings, Storage, Synchronous,
};
use hagen_kube::{Manifest, Quantity};

use super::{BARMAN_CLOUD, instance_labels, statements};
use crate::component::Server;
use crate::parameters::{self, Sizing};
use crate::spec::Durability;
use crate::tenant::{Tenant, limits};
use crate::{images, placement, requests};

/// What `initdb` has to create though nobody uses it: consumers come and go, and this cannot change later. No
/// consumer can have the name, and no role but the superuser, who has no password, can connect to it.
const UNUSED: &str = "initdb_only";

/// How long a primary that is to step down may take to archive and send its log before it is stopped hard. The
/// operator's default of an hour would be an hour without writes.
const SWITCHOVER_SECONDS: i32 = 60;

/// How long a stopping instance waits for its clients to leave by themselves. Clients with a pool never do.
const GOODBYE_SECONDS: i32 = 15;

pub(super) fn cluster(server: &Server, tenants: &[Tenant], cx: &Context<'_>) -> Manifest {
    let site = &cx.site;
    let instances = server.instances(site);
    let name = server.object_name();
    let resources = server.resources(site);
    let spec = Cluster {
        instances,
        image_name: image(server),
        enable_superuser_access: false,
        // With a single instance the budget would block every drain of its node for ever.
        enable_pdb: instances > 1,
        primary_update_strategy: "unsupervised",
        primary_update_method: if instances > 1 { "switchover" } else { "restart" },
        switchover_delay: SWITCHOVER_SECONDS,
        smart_shutdown_timeout: GOODBYE_SECONDS,
        priority_class_name: priority::CRITICAL,
        affinity: affinity(site, instances),
        topology_spread_constraints: placement::zone_spread(site, instances, &instance_labels(&name)),
        ephemeral_volumes_size_limit: ephemeral(&resources.memory),
        resources: requests(&resources.cpu.0, &resources.memory),
        storage: volume(server, site, server.storage()),
        wal_storage: server.wal_storage(site).map(|size| volume(server, site, size)),
        replication_slots: ReplicationSlots { high_availability: Enabled { enabled: true } },
        postgresql: configuration(server, tenants, site),
        bootstrap: Bootstrap { initdb: initdb(server) },
        managed: managed(server, tenants, site),
        plugins: plugins(server),
        monitoring: statements::monitoring(server, site),
    };
    let mut manifest = Manifest::custom(&server.metadata(cx, &name), &spec);
    manifest.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    manifest
}

fn image(server: &Server) -> String {
    let own = server.spec.image.as_ref().map(ToString::to_string);
    own.unwrap_or_else(|| images::image(server.spec.version.get()).to_owned())
}

fn affinity(site: &Site<'_>, instances: i32) -> Option<Affinity> {
    let placement = placement::placement(site, instances)?;
    Some(Affinity {
        enable_pod_anti_affinity: true,
        pod_anti_affinity_type: if placement.required { "required" } else { "preferred" },
        topology_key: placement.topology_key,
    })
}

/// Bounds of what an instance keeps in memory and on the node's disk beside its volumes. Parallel queries share
/// memory by files in `/dev/shm`, which count against the limit of memory.
fn ephemeral(memory: &Quantity) -> EphemeralVolumes {
    let half = u64::try_from(memory.units() / 2).unwrap_or(u64::MAX);
    EphemeralVolumes { shm: Quantity::bytes(half >> 20 << 20), temporary_data: Quantity::bytes(1 << 30) }
}

fn volume(server: &Server, site: &Site<'_>, amount: Quantity) -> Storage {
    Storage { size: amount, storage_class: server.storage_class(site) }
}

fn configuration(server: &Server, tenants: &[Tenant], site: &Site<'_>) -> Configuration {
    let (storage, wal_storage) = (server.storage(), server.wal_storage(site));
    let mut parameters = parameters::derived(&Sizing {
        memory: &server.resources(site).memory,
        max_connections: server.max_connections(site),
        wal_volume: wal_storage.as_ref().unwrap_or(&storage),
        wal_is_apart: wal_storage.is_some(),
    });
    let own = &server.spec.parameters;
    parameters.extend(own.iter().map(|(name, setting)| (name.to_string(), setting.0.clone())));
    Configuration { parameters, pg_hba: host_rules(tenants), synchronous: synchronous(server, site) }
}

/// Each role reaches its own database, by TLS; everything else is refused. The operator puts its own rules, for
/// replication and the pooler, in front of these.
fn host_rules(tenants: &[Tenant]) -> Vec<String> {
    let allow = |tenant: &Tenant| format!("hostssl {} {} all scram-sha-256", tenant.database, tenant.role);
    tenants.iter().map(allow).chain(["host all all all reject".to_owned()]).collect()
}

/// With three instances or more, a failover goes only to a standby that provably holds every acknowledged commit.
fn synchronous(server: &Server, site: &Site<'_>) -> Option<Synchronous> {
    let durability = server.durability(site)?;
    let data_durability = match durability {
        Durability::Required => "required",
        Durability::Preferred => "preferred",
        Durability::Asynchronous => return None,
    };
    let failover_quorum = durability == Durability::Required && server.instances(site) > 2;
    Some(Synchronous { method: "any", number: 1, data_durability, failover_quorum })
}

/// PostgreSQL's own Unicode order where there is one: unlike that of the C library, it does not change under the
/// indexes when the image's distribution does.
fn initdb(server: &Server) -> Initdb {
    let builtin = server.spec.version.get() >= 17;
    Initdb {
        database: UNUSED,
        owner: UNUSED,
        encoding: "UTF8",
        locale_provider: builtin.then_some("builtin"),
        builtin_locale: builtin.then_some("C.UTF-8"),
        data_checksums: true,
    }
}

fn managed(server: &Server, tenants: &[Tenant], site: &Site<'_>) -> Option<Managed> {
    // The review refuses limits that do not fit; what is built then is never written.
    let limits = limits(tenants, server.max_connections(site)).unwrap_or_else(|| vec![1; tenants.len()]);
    let roles = tenants.iter().zip(limits).map(|(tenant, connection_limit)| Role {
        name: tenant.role.clone(),
        ensure: "present",
        comment: format!("of {}", tenant.key),
        login: true,
        connection_limit,
        password_secret: Reference { name: tenant.secret(&server.object_name()).name },
    });
    (!tenants.is_empty()).then(|| Managed { roles: roles.collect() })
}

fn plugins(server: &Server) -> Option<Vec<Plugin>> {
    server.spec.backup.as_ref()?;
    let store = ("barmanObjectName".to_owned(), server.object_name().to_string());
    Some(vec![Plugin {
        name: BARMAN_CLOUD,
        is_wal_archiver: Some(true),
        parameters: Some(Settings::from([store])),
    }])
}
