"""Machines outside of the cluster: etcd, Patroni, HAProxy and PostgreSQL on them."""

from series import Case, both, s


def own(rule):
    """The labels that the scrape configuration of the group gives to each series."""
    return {"group": rule.labels["group"], "environment": rule.labels["environment"]}


def on(rule, job, machine, metric, values, **labels):
    instance = f"{machine}.example.com:9100"
    return s(metric, values, job=job, machine=machine, instance=instance, **own(rule), **labels)


def one(job, metric, fires, quiet, **labels):
    return lambda rule: both(lambda value: [on(rule, job, "one", metric, value, **labels)], fires, quiet)


def three(rule, job, metric, values, **labels):
    machines = zip(("one", "two", "three"), values)
    return [on(rule, job, machine, metric, value, **labels) for machine, value in machines if value is not None]


def each(job, metric, fires, quiet, **labels):
    return lambda rule: both(lambda values: three(rule, job, metric, values, **labels), fires, quiet)


def share(job, used, limit, fires, quiet):
    """Two series of which one is a limit of a thousand."""

    def case(rule):
        return both(lambda value: [on(rule, job, "one", used, value), on(rule, job, "one", limit, 1000)], fires, quiet)

    return case


def member_missing(rule):
    def up(values):
        return three(rule, "etcd", "up", values)

    return Case([up([1, 0, 1]), up([1, None, 1]), []], [up([1, 1, 1])])


def slow_disk(rule):
    def synced(slow):
        buckets = (("0.256", 100 - slow), ("0.512", 100 - slow), ("1.024", 100), ("+Inf", 100))
        name = "etcd_disk_wal_fsync_duration_seconds_bucket"
        return [on(rule, "etcd", "one", name, f"0+{count}", le=le) for le, count in buckets]

    return both(synced, 20, 0)


def replica_lag(rule):
    def behind(lag):
        position = 500_000_000
        return [
            on(rule, "patroni", "one", "patroni_xlog_location", position, scope="main"),
            on(rule, "patroni", "two", "patroni_xlog_replayed_location", position - lag, scope="main"),
            on(rule, "patroni", "one", "patroni_replica", 0, scope="main"),
            on(rule, "patroni", "two", "patroni_replica", 1, scope="main"),
        ]

    return both(behind, 68_000_000, 66_000_000)


def cut_off(rule):
    return both(lambda seen: [on(rule, "patroni", "one", "patroni_dcs_last_seen", seen)], 0, "-10+60")


def postgres_connections(rule):
    def used(value):
        active = on(rule, "postgres-exporter", "one", "pg_stat_activity_count", 45, state="active", datname="shop")
        idle = on(rule, "postgres-exporter", "one", "pg_stat_activity_count", value, state="idle", datname="shop")
        return [active, idle, on(rule, "postgres-exporter", "one", "pg_settings_max_connections", 100)]

    return both(used, 41, 39)


def nobody_behind(rule):
    def servers(value):
        other = on(rule, "haproxy", "one", "haproxy_backend_active_servers", 3, proxy="replicas")
        return [other, on(rule, "haproxy", "one", "haproxy_backend_active_servers", value, proxy="primary")]

    return both(servers, 0, 1)


def sessions(rule):
    def of(value, limit=1000):
        return [
            on(rule, "haproxy", "one", "haproxy_frontend_current_sessions", value, proxy="primary"),
            on(rule, "haproxy", "one", "haproxy_frontend_limit_sessions", limit, proxy="primary"),
        ]

    return Case([of(801)], [of(799), of(801, limit=0)])


SCOPE = {"scope": "main"}

ALERTS = {
    "MachineDown": one("node-exporter", "up", 0, 1),
    "MachineExporterDown": one("etcd", "up", 0, 1),
    "MachineProcessesStuck": one("node-exporter", "node_processes_state", 11, 9, state="D"),
    "MachineThreadsNearLimit": share("node-exporter", "node_processes_threads", "node_processes_max_threads", 801, 799),
    "EtcdWithoutLeader": one("etcd", "etcd_server_has_leader", 0, 1),
    "EtcdMemberMissing": member_missing,
    # One change in a quarter of an hour, or none but long ago.
    "EtcdLeaderChanges": lambda rule: both(
        lambda values: [on(rule, "etcd", "one", "etcd_server_leader_changes_seen_total", values)],
        "0x14 1x14 2x14 3x14 4x14 5x14 6x14 7x14",
        "4x200",
        at=85,
    ),
    "EtcdSlowDisk": slow_disk,
    "EtcdNearlyFull": share("etcd", "etcd_mvcc_db_total_size_in_bytes", "etcd_server_quota_backend_bytes", 901, 899),
    "PatroniWithoutPrimary": each("patroni", "patroni_primary", [0, 0, 0], [0, 1, 0], **SCOPE),
    "PatroniTwoPrimaries": each("patroni", "patroni_primary", [1, 0, 1], [0, 1, 0], **SCOPE),
    "PatroniFailover": lambda rule: both(
        lambda values: three(rule, "patroni", "patroni_postgres_timeline", [values] * 3, **SCOPE), "4x19 5x60", "5x60", at=25
    ),
    "PatroniReplicaLag": replica_lag,
    "PatroniPostgresDown": one("patroni", "patroni_postgres_running", 0, 1),
    "PatroniCutOff": cut_off,
    "PatroniPaused": each("patroni", "patroni_is_paused", [1, 1, 1], [0, 0, 0], **SCOPE),
    "MachinePostgresUnreachable": one("postgres-exporter", "pg_up", 0, 1),
    "MachinePostgresConnectionsNearLimit": postgres_connections,
    "HAProxyNobodyBehind": nobody_behind,
    "HAProxySessionsNearLimit": sessions,
}
