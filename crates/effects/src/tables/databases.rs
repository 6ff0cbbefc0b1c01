//! PostgreSQL: `CloudNativePG` and Zalando's operator.

use hagen_yaml::Value;

use crate::effect::Effect;
use crate::table::{ALLOWS, CAPACITY, CHANGES, KEPT, POD_CAPACITY, Pods, Table, Verdict, each, rule};

/// A step of a pattern: the parameters that a server takes in only when it starts.
macro_rules! at_start {
    ($before:literal) => {
        concat!(
            $before,
            " (max_connections|shared_buffers|shared_preload_libraries|max_worker_processes|max_wal_senders",
            "|max_replication_slots|max_prepared_transactions|max_locks_per_transaction|wal_level|wal_buffers",
            "|huge_pages|listen_addresses|port|max_files_per_process|autovacuum_max_workers|track_commit_timestamp",
            "|autovacuum_freeze_max_age|hot_standby|archive_mode|pg_stat_statements.max|io_method",
            "|superuser_reserved_connections|reserved_connections|track_activity_query_size|cluster_name)"
        )
    };
}

pub(crate) const CLUSTER: Table = Table {
    pods: |object| servers(object, "instances"),
    rules: &[
        rule("spec instances", "instances", CAPACITY),
        rule("spec imageName", "image", Verdict::Engine),
        rule("spec imageCatalogRef **", "image", Verdict::Pods),
        rule("spec resources limits|requests memory", "memory", POD_CAPACITY),
        rule("spec resources limits|requests cpu", "CPU", POD_CAPACITY),
        rule("spec resources **", "resources", Verdict::Pods),
        rule("spec storage size", "volume size", CAPACITY),
        rule("spec walStorage size", "volume size of the log", CAPACITY),
        each(at_start!("spec postgresql parameters"), "parameter", 1, Verdict::Pods),
        each("spec postgresql parameters *", "parameter", 1, CHANGES),
        rule("spec postgresql shared_preload_libraries **", "preloaded libraries", Verdict::Pods),
        rule("spec postgresql pg_hba **", "who may connect", ALLOWS),
        rule("spec postgresql synchronous **", "synchronous replication", CHANGES),
        each("spec managed roles * connectionLimit", "connections of role", 1, CAPACITY),
        each("spec managed roles * **", "role", 1, CHANGES),
        rule("spec affinity **", "affinity", Verdict::Pods),
        rule("spec priorityClassName", "priority class", Verdict::Pods),
        rule("spec topologySpreadConstraints **", "spread over nodes and zones", Verdict::Pods),
        rule("spec env **", "env", Verdict::Pods),
        rule("spec plugins **", "plugins", Verdict::Pods),
        rule("spec projectedVolumeTemplate **", "volumes", Verdict::Pods),
        rule("spec certificates **", "certificates", CHANGES),
    ],
    ..Table::PLAIN
};

pub(crate) const DATABASE: Table = Table {
    departure: |object| match object.at(&["spec", "databaseReclaimPolicy"]).and_then(Value::as_str) {
        Some("delete") => (Effect::DeletesData, "with what is in it"),
        _ => (Effect::Deletes, "what is in it stays"),
    },
    ..Table::PLAIN
};

pub(crate) const POOLER: Table = Table {
    pods: |_| (Effect::RestartsPods, "rolling"),
    template: "spec template",
    rules: &[rule("spec instances", "instances", CAPACITY), rule("spec pgbouncer **", "", Verdict::Pods)],
    ..Table::PLAIN
};

pub(crate) const BACKUP: Table = Table {
    departure: |_| (Effect::LessCapacity, ""),
    ..Table::of(Effect::Changes, &[rule("spec schedule", "schedule", Verdict::Is(Effect::NextRun))])
};

pub(crate) const OBJECT_STORE: Table =
    Table::of(Effect::Changes, &[rule("spec retentionPolicy", "backups are kept", KEPT)]);

pub(crate) const ZALANDO: Table = Table {
    pods: |object| servers(object, "numberOfInstances"),
    rules: &[
        rule("spec numberOfInstances", "instances", CAPACITY),
        rule("spec postgresql version", "PostgreSQL", Verdict::Engine),
        rule("spec dockerImage", "image", Verdict::Pods),
        rule("spec resources limits|requests memory", "memory", POD_CAPACITY),
        rule("spec resources limits|requests cpu", "CPU", POD_CAPACITY),
        rule("spec volume size", "volume size", CAPACITY),
        each("spec env BACKUP_NUM_TO_RETAIN value", "backups are kept", 0, KEPT),
        each("spec env * **", "env", 1, Verdict::Pods),
        each(at_start!("spec postgresql parameters"), "parameter", 1, Verdict::Pods),
        each("spec postgresql parameters *", "parameter", 1, CHANGES),
        each("spec users * **", "role", 1, CHANGES),
        each("spec databases *", "database", 1, CHANGES),
        rule("spec patroni pg_hba **", "who may connect", ALLOWS),
        rule("spec patroni **", "Patroni", CHANGES),
        each("spec sidecars * **", "sidecar", 1, Verdict::Pods),
        rule("spec nodeAffinity **", "affinity", Verdict::Pods),
        rule("spec tolerations **", "tolerations", Verdict::Pods),
    ],
    ..Table::PLAIN
};

/// The replicas first, then the primary, after another one has taken over.
fn servers(object: &Value, instances: &str) -> Pods {
    match object.at(&["spec", instances]).and_then(Value::as_int) {
        None | Some(1) => (Effect::Interrupts, "its only server restarts"),
        _ => (Effect::ReplacesPods, "with a switchover"),
    }
}
