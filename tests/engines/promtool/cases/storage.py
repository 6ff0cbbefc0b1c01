"""Object storage, and volumes of Longhorn."""

from series import Case, both, s, volume


def one(metric, fires, quiet, **labels):
    return lambda rule: both(lambda value: [rule.s(metric, value, **labels)], fires, quiet)


def without_leader(rule):
    def leads(values):
        return [rule.s("SeaweedFS_master_is_leader", value, pod=f"seaweedfs-master-{at}") for at, value in enumerate(values)]

    return Case([leads([0, 0, 0]), leads([1, 1, 0]), []], [leads([0, 1, 0])])


def errors(rule):
    def counted(code, values):
        return rule.s("SeaweedFS_s3_request_total", values, bucket="uploads", code=code, type="PUT")

    case = both(lambda bad: [counted(200, f"0+{100 - bad}"), counted(500, f"0+{bad}")], 6, 4)
    return Case(case.fires, [*case.quiet, [counted(200, "0+100"), counted(404, "0+100")]])


def without_index(rule):
    def recovery(values):
        metric = "cnpg_pg_replication_in_recovery"
        return [rule.s(metric, value, pod=f"seaweedfs-index-{at}") for at, value in enumerate(values, 1)]

    return Case([recovery([1, 1]), []], [recovery([0, 1])])


def nearly_full(rule):
    case = both(lambda free: volume(rule, "data-seaweedfs-volume-0", free), 1_400_000_000, 1_600_000_000)
    return Case([*case.fires, volume(rule, "seaweedfs-index-1", 1_400_000_000)], case.quiet)


VOLUME = {"volume": "pvc-1", "node": "one", "pvc": "data", "pvc_namespace": "shop"}
DISK = {"disk": "default-disk", "node": "one"}


def longhorn(metric, fires, quiet, **labels):
    return lambda rule: both(lambda value: [s(metric, value, **labels)], fires, quiet)


def disk(rule):
    full = s("longhorn_disk_capacity_bytes", 1000, **DISK)
    return both(lambda used: [s("longhorn_disk_usage_bytes", used, **DISK), full], 801, 799)


ALERTS = {
    "ObjectStorageWithoutLeader": without_leader,
    "ObjectStorageErrors": errors,
    "ObjectStorageWithoutIndex": without_index,
    "ObjectStorageCopiesMissing": one("SeaweedFS_master_under_replicated_volumes", 1, 0, collection="uploads"),
    "ObjectStorageNearlyFull": nearly_full,
    "BucketFull": one("SeaweedFS_s3_bucket_read_only", 1, 0, bucket="uploads"),
    "LonghornVolumeFaulted": longhorn("longhorn_volume_robustness", 1, 0, state="faulted", **VOLUME),
    "LonghornVolumeDegraded": longhorn("longhorn_volume_robustness", 1, 0, state="degraded", **VOLUME),
    "LonghornNodeAway": longhorn("longhorn_node_status", 0, 1, condition="ready", condition_reason="KubernetesNodeGone", node="one"),
    "LonghornDiskNearlyFull": disk,
    "LonghornBackupFailed": longhorn("longhorn_backup_state", 4, 3, backup="backup-1", volume="pvc-1"),
}
