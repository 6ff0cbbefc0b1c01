//! When somebody has to look at a cluster, and what they should do.
//!
//! The metrics are those of the operator's default queries and of the backup plugin:
//! <https://cloudnative-pg.io/documentation/current/monitoring/>,
//! <https://cloudnative-pg.io/plugin-barman-cloud/docs/observability/>.

use hagen_core::context::Context;
use hagen_kube::custom::monitoring::{PrometheusRule, Rule, RuleGroup};

use crate::alerts::{self, minutes};
use crate::backup;
use crate::component::Server;

/// Selects the series of one cluster.
struct Selection {
    name: String,
    namespace: String,
}

impl Selection {
    /// A metric of the instances.
    fn of(&self, metric: &str) -> String {
        self.with(metric, "")
    }

    /// A metric of the instances with further labels.
    fn with(&self, metric: &str, labels: &str) -> String {
        let Self { name, namespace } = self;
        format!("{metric}{{namespace=\"{namespace}\",pod=~\"{name}-[0-9]+\"{labels}}}")
    }

    /// A metric of the poolers.
    fn pooler(&self, metric: &str) -> String {
        let Self { name, namespace } = self;
        format!("{metric}{{namespace=\"{namespace}\",pod=~\"{name}-pooler-.+\"}}")
    }
}

pub(super) fn rules(server: &Server, cx: &Context<'_>) -> PrometheusRule {
    let name = server.object_name().to_string();
    let select = Selection { name: name.clone(), namespace: cx.site.namespace.to_string() };
    let instances = server.instances(&cx.site);
    let mut rules = availability(&select, instances);
    if instances > 1 {
        rules.extend(replication(&select));
    }
    rules.extend(load(&select));
    let claims = format!("{}-[0-9]+(-wal)?", select.name);
    rules.extend(alerts::volumes(&select.namespace, &claims));
    if let Some(backup) = &server.spec.backup {
        rules.extend(backups(&select, 2 * backup::longest_gap_hours(&backup.schedule)));
    }
    if server.spec.pooler.is_some() {
        rules.push(pooler(&select));
    }
    PrometheusRule { groups: vec![RuleGroup { name, interval: None, rules }] }
}

fn availability(select: &Selection, instances: i32) -> Vec<Rule> {
    let Selection { name, namespace } = select;
    let up = format!("(count({} == 1) or vector(0))", select.of("cnpg_collector_up"));
    let primaries = format!("(count({} == 0) or vector(0))", select.of("cnpg_pg_replication_in_recovery"));
    vec![
        Rule::alert(
            "PostgresWithoutPrimary",
            "critical",
            minutes(2),
            format!("{primaries} == 0"),
            format!("{namespace}/{name} has no primary: nothing can be written"),
            format!(
                "`kubectl cnpg status {name} -n {namespace}` tells whether a failover is under way or refused. It is \
                 refused while no reachable standby provably holds every acknowledged commit: bring a lost instance \
                 back first, and promote by hand only if it is lost for good."
            ),
        ),
        Rule::alert(
            "PostgresTwoPrimaries",
            "critical",
            minutes(1),
            format!("{primaries} > 1"),
            format!("{namespace}/{name} has more than one instance that takes writes"),
            format!(
                "Fence the instance that the Service `{name}-rw` does not lead to \
                 (`kubectl cnpg fencing on {name} <instance> -n {namespace}`), then compare the timelines."
            ),
        ),
        Rule::alert(
            "PostgresInstanceDown",
            "warning",
            minutes(10),
            format!("{up} < {instances}"),
            format!("{namespace}/{name} runs {{{{ $value }}}} of {instances} instances"),
            format!(
                "Look at the pods with `kubectl get pods -n {namespace} -l cnpg.io/cluster={name}` and at their events: \
                 a pending pod lacks a node or a volume, a restarting one has the reason in its log."
            ),
        ),
        Rule::alert(
            "PostgresFenced",
            "warning",
            minutes(15),
            format!("max by (pod) ({}) > 0", select.of("cnpg_collector_fencing_on")),
            format!("{namespace}/{{{{ $labels.pod }}}} is fenced: PostgreSQL is kept stopped on it"),
            format!(
                "Somebody has asked for it. `kubectl cnpg fencing off {name} <instance> -n {namespace}` ends it."
            ),
        ),
        Rule::alert(
            "PostgresSwitchoverRequired",
            "warning",
            minutes(15),
            format!("max({}) > 0", select.of("cnpg_collector_manual_switchover_required")),
            format!("{namespace}/{name} waits for a switchover to complete an update"),
            format!(
                "`kubectl cnpg promote {name} <instance> -n {namespace}` on a standby that is up to date."
            ),
        ),
    ]
}

fn replication(select: &Selection) -> Vec<Rule> {
    let Selection { name, namespace } = select;
    vec![
        Rule::alert(
            "PostgresNoFailoverCandidate",
            "critical",
            minutes(5),
            format!("max({}) < 1", select.of("cnpg_pg_replication_streaming_replicas")),
            format!("no standby of {namespace}/{name} streams from the primary"),
            "Losing the primary now means an outage, and with `durability: required` writes already wait. Bring a \
             standby back: look at the pods that are not ready and at the free space of their volumes.",
        ),
        Rule::alert(
            "PostgresReplicationLag",
            "warning",
            minutes(5),
            format!("max by (pod) ({}) > 60", select.of("cnpg_pg_replication_lag")),
            format!(
                "{namespace}/{{{{ $labels.pod }}}} is {{{{ $value | humanizeDuration }}}} behind the primary"
            ),
            "A standby that far behind is a slow failover. Look for long queries on it, for a burst of writes, and at \
             the latency of its volume.",
        ),
        Rule::alert(
            "PostgresStandbyNotReceiving",
            "warning",
            minutes(5),
            format!(
                "max by (pod) ({}) > max by (pod) ({})",
                select.of("cnpg_pg_replication_in_recovery"),
                select.of("cnpg_pg_replication_is_wal_receiver_up")
            ),
            format!("{namespace}/{{{{ $labels.pod }}}} does not receive the write-ahead log"),
            "Its log says why. When the primary no longer has the log that it needs, destroy the instance with \
             `kubectl cnpg destroy`: the operator makes a new one.",
        ),
    ]
}

fn load(select: &Selection) -> Vec<Rule> {
    let namespace = &select.namespace;
    let limit = select.with("cnpg_pg_settings_setting", ",name=\"max_connections\"");
    let backends = select.of("cnpg_backends_total");
    vec![
        Rule::alert(
            "PostgresConnectionsNearLimit",
            "warning",
            minutes(10),
            format!("sum by (pod) ({backends}) / max by (pod) ({limit}) > 0.8"),
            format!(
                "{namespace}/{{{{ $labels.pod }}}} uses {{{{ $value | humanizePercentage }}}} of its connections"
            ),
            "Beyond the limit, clients are refused. Find the role that holds them (`cnpg_backends_total` by \
             `usename`), give it a smaller pool or a `connectionLimit`, switch the `pooler` on, or raise \
             `maxConnections`.",
        ),
        Rule::alert(
            "PostgresLongTransaction",
            "warning",
            minutes(1),
            format!(
                "max by (pod, datname, usename) ({}) > 1800",
                select.of("cnpg_backends_max_tx_duration_seconds")
            ),
            format!(
                "a transaction of {{{{ $labels.usename }}}} on {namespace}/{{{{ $labels.datname }}}} has run for \
                 {{{{ $value | humanizeDuration }}}}"
            ),
            "It keeps vacuum from removing dead rows, and may hold locks. Find it in `pg_stat_activity` by \
             `xact_start`; `pg_terminate_backend(pid)` ends it.",
        ),
        Rule::alert(
            "PostgresTransactionIdsRunOut",
            "critical",
            minutes(10),
            format!("max by (pod, datname) ({}) > 1000000000", select.of("cnpg_pg_database_xid_age")),
            format!("vacuum does not keep up on {namespace}/{{{{ $labels.datname }}}}"),
            "At two thousand million transactions the server stops taking writes. Remove what holds vacuum back (long \
             transactions, prepared transactions, stale replication slots) and run `VACUUM (FREEZE)` on the oldest \
             tables.",
        ),
    ]
}

fn backups(select: &Selection, hours: u64) -> Vec<Rule> {
    let Selection { name, namespace } = select;
    let last = select.of("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp");
    let failed = select.of("barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp");
    let archived = select.of("cnpg_pg_stat_archiver_last_archived_time");
    let unarchived = select.of("cnpg_pg_stat_archiver_last_failed_time");
    let waiting = select.with("cnpg_collector_pg_wal_archive_status", ",value=\"ready\"");
    let look = format!(
        "`kubectl get backups -n {namespace}` and the log of the container `plugin-barman-cloud` of the instances say \
         why: most often the bucket, its credentials or the way to it."
    );
    vec![
        Rule::alert(
            "PostgresBackupTooOld",
            "critical",
            minutes(60),
            format!("time() - max({last}) > {}", hours * 3600),
            format!("the last base backup of {namespace}/{name} is {{{{ $value | humanizeDuration }}}} old"),
            look.clone(),
        ),
        Rule::alert(
            "PostgresBackupFailed",
            "warning",
            minutes(5),
            format!("max({failed}) > max({last})"),
            format!("the latest base backup of {namespace}/{name} has failed"),
            look.clone(),
        ),
        Rule::alert(
            "PostgresArchivingFails",
            "critical",
            minutes(10),
            format!("max by (pod) ({unarchived} - {archived}) > 1 or max by (pod) ({waiting}) > 60"),
            format!("{namespace}/{{{{ $labels.pod }}}} cannot archive its write-ahead log"),
            format!("Until it can, nothing newer can be restored, and the log fills its volume. {look}"),
        ),
    ]
}

fn pooler(select: &Selection) -> Rule {
    let Selection { name, namespace } = select;
    Rule::alert(
        "PostgresPoolerClientsWait",
        "warning",
        minutes(5),
        format!("max by (pod) ({}) > 1", select.pooler("cnpg_pgbouncer_pools_maxwait")),
        format!("clients of {namespace}/{name} wait {{{{ $value | humanizeDuration }}}} for a connection"),
        "The pool is exhausted: look for slow queries and long transactions first, then raise the consumers' \
         `connectionLimit` or `maxConnections`.",
    )
}
