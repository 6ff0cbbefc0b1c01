"""Servers of PostgreSQL, run by CloudNativePG or by Patroni in the cluster."""

from series import Case, both, volume


def instances(rule, metric, values, **labels):
    """A series of each of some instances; None is an instance that is gone."""
    pods = (f"{rule.name}-{number}" for number in range(1, len(values) + 1))
    return [rule.s(metric, value, pod=pod, **labels) for pod, value in zip(pods, values) if value is not None]


def one(metric, fires, quiet, **labels):
    return lambda rule: both(lambda value: instances(rule, metric, [value], **labels), fires, quiet)


def is_patroni(rule):
    return rule.spec("postgresql", rule.name) is not None


def size(rule):
    """How many instances the object asks for."""
    patroni = rule.spec("postgresql", rule.name)
    return patroni["numberOfInstances"] if patroni else rule.spec("Cluster", rule.name)["instances"]


def without_primary(rule):
    if is_patroni(rule):
        return both(lambda values: instances(rule, "patroni_primary", values), [0, 0, 0], [0, 1, 0])
    case = both(lambda values: instances(rule, "cnpg_pg_replication_in_recovery", values), [1, 1, 1], [0, 1, 1])
    return Case([*case.fires, []], case.quiet)


def two_primaries(rule):
    return both(lambda values: instances(rule, "cnpg_pg_replication_in_recovery", values), [0, 0, 1], [0, 1, 1])


def instance_down(rule):
    metric = "patroni_postgres_running" if is_patroni(rule) else "cnpg_collector_up"
    some = [1] * (size(rule) - 1)
    fires = [instances(rule, metric, values) for values in ([*some, 0], some, [])]
    return Case(fires, [instances(rule, metric, [*some, 1])])


def not_receiving(rule):
    standby, receives = "cnpg_pg_replication_in_recovery", "cnpg_pg_replication_is_wal_receiver_up"
    if is_patroni(rule):
        standby, receives = "patroni_replica", "patroni_postgres_streaming"
    standbys = instances(rule, standby, [0, 1, 1])
    return both(lambda values: standbys + instances(rule, receives, values), [0, 0, 1], [0, 1, 1])


def connections(rule):
    limit = instances(rule, "cnpg_pg_settings_setting", [100], name="max_connections")
    busy = instances(rule, "cnpg_backends_total", [40], usename="web", state="active")
    others = instances(rule, "cnpg_pg_settings_setting", [8], name="max_worker_processes")

    def used(value):
        idle = instances(rule, "cnpg_backends_total", [value], usename="shop", state="idle")
        return limit + others + busy + idle

    return both(used, 41, 39)


def claim(rule):
    return f"pgdata-{rule.name}-0" if is_patroni(rule) else f"{rule.name}-1"


def filling(rule):
    # Five megabytes a minute are seven gigabytes a day, and less than two and a half are left.
    return both(lambda free: volume(rule, claim(rule), free), "2400000000-5000000", "2400000000", at=360)


def nearly_full(rule):
    case = both(lambda free: volume(rule, claim(rule), free), 900_000_000, 1_100_000_000)
    wal = volume(rule, f"{rule.name}-2-wal", 900_000_000)
    return case if is_patroni(rule) else Case([*case.fires, wal], case.quiet)


LAST_BACKUP = "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp"
FAILED_BACKUP = "barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp"


def backup_failed(rule):
    failed = instances(rule, FAILED_BACKUP, [2000])
    case = both(lambda value: failed + instances(rule, LAST_BACKUP, [value]), 1000, 3000)
    # The first backup of all fails: there has never been one.
    return Case([*case.fires, failed + instances(rule, LAST_BACKUP, [0])], case.quiet)


def archiving(rule):
    archived = instances(rule, "cnpg_pg_stat_archiver_last_archived_time", [1000])

    def archiver(failed, waiting):
        ready = instances(rule, "cnpg_collector_pg_wal_archive_status", [waiting], value="ready")
        return archived + ready + instances(rule, "cnpg_pg_stat_archiver_last_failed_time", [failed])

    return Case([archiver(1002, 0), archiver(0, 61)], [archiver(999, 3)])


TRANSACTION = {"datname": "shop", "usename": "shop", "state": "idle in transaction"}

ALERTS = {
    "PostgresWithoutPrimary": without_primary,
    "PostgresTwoPrimaries": two_primaries,
    "PostgresInstanceDown": instance_down,
    "PostgresFenced": one("cnpg_collector_fencing_on", 1, 0),
    "PostgresSwitchoverRequired": one("cnpg_collector_manual_switchover_required", 1, 0),
    "PostgresNoFailoverCandidate": one("cnpg_pg_replication_streaming_replicas", 0, 1),
    "PostgresReplicationLag": one("cnpg_pg_replication_lag", 61, 59),
    "PostgresStandbyNotReceiving": not_receiving,
    "PostgresConnectionsNearLimit": connections,
    "PostgresLongTransaction": one("cnpg_backends_max_tx_duration_seconds", 1801, 1700, **TRANSACTION),
    "PostgresTransactionIdsRunOut": one("cnpg_pg_database_xid_age", 1_000_000_001, 200_000_000, datname="shop"),
    "PostgresVolumeFilling": filling,
    "PostgresVolumeNearlyFull": nearly_full,
    # The clock begins at zero, and the backup was made two days before, or one.
    "PostgresBackupTooOld": one(LAST_BACKUP, f"-172801x{100}", f"-86400x{100}"),
    "PostgresBackupFailed": backup_failed,
    "PostgresArchivingFails": archiving,
    "PostgresPatroniPaused": one("patroni_is_paused", 1, 0),
}
