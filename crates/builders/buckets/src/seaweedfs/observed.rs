//! What is watched of the object storage, and when somebody has to come.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::dashboard::Unit;
use hagen_observe::{
    Alert, Dashboard, Group, Panel, Row, Runbook, Selector, Severity, Target, minutes, rules,
};

use super::index::INDEX;
use super::{NAME, identity, metadata};

pub(super) fn artifacts(cx: &Context<'_>) -> Vec<Artifact> {
    let groups = [Group::new(NAME, servers()), Group::new("seaweedfs-storage", storage())];
    let mut artifacts = rules::artifacts(cx, &metadata(cx, NAME), &groups);
    artifacts.extend(dashboard().config_map(cx, &identity(cx, NAME)).map(Artifact::from));
    artifacts
}

fn all() -> Selector {
    Selector::namespace(NAME)
}

fn servers() -> Vec<Alert> {
    vec![
        Alert {
            name: "ObjectStorageWithoutLeader",
            severity: Severity::Critical,
            expr: format!("(sum({}) or vector(0)) != 1", all().of("SeaweedFS_master_is_leader")),
            hold: minutes(2),
            summary: "the masters of the object storage have no leader".into(),
            description: "`kubectl get pods -n seaweedfs -l app.kubernetes.io/component=master` shows whether two of them \
                          run. Without a leader nothing new can be written."
                .into(),
            runbook: LEADER,
            ..Alert::default()
        },
        Alert {
            name: "ObjectStorageErrors",
            severity: Severity::Critical,
            expr: format!(
                "sum by (bucket) (rate({})) / sum by (bucket) (rate({})) > 0.05",
                all().matches("code", "5..").over("SeaweedFS_s3_request_total", "5m"),
                all().over("SeaweedFS_s3_request_total", "5m")
            ),
            summary: "{{ $value | humanizePercentage }} of the requests to the bucket {{ $labels.bucket }} fail".into(),
            description: "The logs of the gateways (`kubectl logs -n seaweedfs -l app.kubernetes.io/component=s3`) say which \
                          server they cannot reach."
                .into(),
            runbook: ERRORS,
            ..Alert::default()
        },
        Alert {
            name: "ObjectStorageWithoutIndex",
            severity: Severity::Critical,
            expr: format!(
                "(count({} == 0) or vector(0)) == 0",
                all().matches("pod", &format!("{INDEX}-[0-9]+")).of("cnpg_pg_replication_in_recovery")
            ),
            hold: minutes(2),
            summary: "the index of the object storage has no primary: no object can be read or written".into(),
            description: "`kubectl cnpg status seaweedfs-index -n seaweedfs` tells whether a failover is under way.".into(),
            runbook: INDEX_AWAY,
            ..Alert::default()
        },
    ]
}

fn storage() -> Vec<Alert> {
    let claims = all().matches("persistentvolumeclaim", "(data-seaweedfs-volume|seaweedfs-index)-.*");
    let free = claims.of("kubelet_volume_stats_available_bytes");
    vec![
        Alert {
            name: "ObjectStorageCopiesMissing",
            expr: format!("sum({}) > 0", all().of("SeaweedFS_master_under_replicated_volumes")),
            hold: minutes(60),
            summary: "{{ $value }} volumes of the object storage lack a copy".into(),
            description: "The masters make new copies every quarter of an hour. That they do not means that a server is away, \
                          or that no other has room."
                .into(),
            runbook: COPIES,
            ..Alert::default()
        },
        Alert {
            name: "ObjectStorageNearlyFull",
            expr: format!("{free} / {} < 0.15", claims.of("kubelet_volume_stats_capacity_bytes")),
            hold: minutes(15),
            summary: "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left".into(),
            description: "Below 5% a volume server takes no more objects. Raise `objectStorage.servers` in the blueprint."
                .into(),
            runbook: FULL,
            ..Alert::default()
        },
        Alert {
            name: "BucketFull",
            expr: format!("max by (bucket) ({}) == 1", all().of("SeaweedFS_s3_bucket_read_only")),
            hold: minutes(5),
            summary: "the bucket {{ $labels.bucket }} takes no more objects".into(),
            description: "It has reached its `quota`. Raise that in the blueprint, or delete objects.".into(),
            runbook: BUCKET_FULL,
            ..Alert::default()
        },
    ]
}

const LEADER: Runbook = Runbook {
    meaning: "Masters agree by majority on who hands out room for new objects. Without a leader, objects that exist can be \
              read as long as gateways remember where they are; nothing new can be written.",
    look: "`kubectl get pods -n seaweedfs -l app.kubernetes.io/component=master -o wide`, then their logs: a master that \
           cannot reach the others says so.",
    mend: "Two of three masters have to run and reach each other on the ports 9333 and 19333. Free a node for one that is \
           pending; delete one that hangs. Never delete the volumes of two masters at once.",
};
const ERRORS: Runbook = Runbook {
    meaning: "Gateways answer with errors of the server's kind. Clients see failed uploads or downloads.",
    look: "Look whether masters, filers and volume servers are ready (`kubectl get pods -n seaweedfs`), and read the logs of \
           the gateways for the address that does not answer.",
    mend: "Bring the server back that is away. If only writing fails, there is no room: see `ObjectStorageNearlyFull`.",
};
const INDEX_AWAY: Runbook = Runbook {
    meaning: "The index holds the names and places of all objects. While it is away, every request fails.",
    look: "`kubectl cnpg status seaweedfs-index -n seaweedfs`.",
    mend: "Bring a lost instance back first: a failover goes only to an instance that provably has every commit. Promote by \
           hand only when the primary is lost for good.",
};
const COPIES: Runbook = Runbook {
    meaning: "Some objects are on fewer servers than they should be. Losing another server may lose them.",
    look: "`kubectl get pods -n seaweedfs -l app.kubernetes.io/component=volume`; in `weed shell` on a master, \
           `volume.fix.replication` without `-apply` tells what is missing and why it cannot be copied.",
    mend: "Bring the server back. If its volume is lost, delete the claim and the pod: the server comes back empty, and the \
           masters fill it.",
};
const FULL: Runbook = Runbook {
    meaning: "A volume fills up. A volume server closes its volumes below 5% of free space; the index stops when its \
              volume is full.",
    look: "The dashboard shows which buckets hold the most.",
    mend: "Raise `servers` of `objectStorage` in the blueprint: the masters even objects out. Give buckets an `expireAfter` \
           or a `quota`. For the index, grow its volume: `index`.",
};
const BUCKET_FULL: Runbook = Runbook {
    meaning: "The bucket has reached its quota and takes no more objects. What is in it can be read and deleted.",
    look: "The dashboard shows its size against its quota.",
    mend: "Raise `quota` in the blueprint or delete objects. The bucket opens again within a quarter of an hour.",
};

fn dashboard() -> Dashboard {
    Dashboard {
        title: "Object storage".into(),
        tags: vec!["seaweedfs"],
        rows: vec![Row::new("Health", health()), Row::new("S3", requests()), Row::new("Buckets", space())],
        ..Dashboard::default()
    }
}

fn requests() -> [Panel; 3] {
    let rate = |metric: &str| format!("rate({})", all().over(metric, "$__rate_interval"));
    [
        Panel::time_series(
            "Requests",
            Unit::RequestsPerSecond,
            [Target::new(format!("sum by (bucket) ({})", rate("SeaweedFS_s3_request_total")), "{{bucket}}")],
        ),
        Panel::time_series(
            "Errors",
            Unit::RequestsPerSecond,
            [Target::new(
                format!(
                    "sum by (bucket, code) (rate({}))",
                    all().matches("code", "[45]..").over("SeaweedFS_s3_request_total", "$__rate_interval")
                ),
                "{{bucket}} {{code}}",
            )],
        ),
        Panel::time_series(
            "Duration, 99% of requests",
            Unit::Seconds,
            [Target::new(
                format!(
                    "histogram_quantile(0.99, sum by (le, type) ({}))",
                    rate("SeaweedFS_s3_request_seconds_bucket")
                ),
                "{{type}}",
            )],
        ),
    ]
}

fn space() -> [Panel; 3] {
    [
        Panel::time_series(
            "Size of buckets",
            Unit::Bytes,
            [Target::new(
                format!("max by (bucket) ({})", all().of("SeaweedFS_s3_bucket_size_bytes")),
                "{{bucket}}",
            )],
        ),
        Panel::time_series(
            "Objects in buckets",
            Unit::Short,
            [Target::new(
                format!("max by (bucket) ({})", all().of("SeaweedFS_s3_bucket_object_count")),
                "{{bucket}}",
            )],
        ),
        Panel::time_series(
            "Free space of servers",
            Unit::Share,
            [Target::new(
                format!(
                    "{} / {}",
                    all().of("kubelet_volume_stats_available_bytes"),
                    all().of("kubelet_volume_stats_capacity_bytes")
                ),
                "{{persistentvolumeclaim}}",
            )],
        ),
    ]
}

fn health() -> [Panel; 2] {
    [
        Panel::stat(
            "Leading masters",
            Unit::Short,
            format!("sum({})", all().of("SeaweedFS_master_is_leader")),
        ),
        Panel::stat(
            "Volumes that lack a copy",
            Unit::Short,
            format!("sum({})", all().of("SeaweedFS_master_under_replicated_volumes")),
        ),
    ]
}
