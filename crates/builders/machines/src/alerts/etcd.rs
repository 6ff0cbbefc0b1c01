//! Alerts about etcd.

use hagen_observe::{Alert, Runbook, Severity, minutes};

use super::job;
use crate::component::Machines;

pub(super) fn alerts(machines: &Machines, members: usize) -> Vec<Alert> {
    vec![
        no_leader(machines),
        member_missing(machines, members),
        leader_changes(machines),
        slow_disk(machines),
        full(machines),
    ]
}

fn no_leader(machines: &Machines) -> Alert {
    Alert {
        name: "EtcdWithoutLeader",
        severity: Severity::Critical,
        expr: format!("{} == 0", job(machines, "etcd").of("etcd_server_has_leader")),
        hold: minutes(1),
        summary: "etcd on {{ $labels.machine }} has no leader".into(),
        description: "Without a leader nothing is written. Patroni cannot hold its lock and makes every PostgreSQL read-only.".into(),
        runbook: Runbook {
            meaning: "A member sees no leader: it is cut off, or most members are away.",
            look: "`etcdctl endpoint status --cluster -w table` on a machine that answers.",
            mend: "Bring the members back that are away; a majority is enough. Restore from a snapshot only when a majority is \
                   lost for good.",
        },
        ..Alert::default()
    }
}

fn member_missing(machines: &Machines, members: usize) -> Alert {
    let up = job(machines, "etcd").of("up");
    Alert {
        name: "EtcdMemberMissing",
        expr: format!("(count({up} == 1) or vector(0)) < {members}"),
        hold: minutes(5),
        summary: format!("{{{{ $value }}}} of {members} members of etcd answer"),
        description: "The loss of another may take the majority away.".into(),
        runbook: Runbook {
            meaning: "A member of etcd does not answer. The others still decide by majority.",
            look: "`systemctl status etcd` and `journalctl -u etcd` on the machine that is missing.",
            mend: "Start it. A member whose data is lost is removed (`etcdctl member remove`) and added anew with \
                   `ETCD_INITIAL_CLUSTER_STATE=existing`.",
        },
        ..Alert::default()
    }
}

fn leader_changes(machines: &Machines) -> Alert {
    let changes = job(machines, "etcd").over("etcd_server_leader_changes_seen_total", "1h");
    Alert {
        name: "EtcdLeaderChanges",
        expr: format!("max(increase({changes})) >= 4"),
        summary: "etcd changed its leader {{ $value | humanize }} times in an hour".into(),
        description:
            "Each change stops writes for a moment. Slow disks or a bad network make members lose patience."
                .into(),
        runbook: Runbook {
            meaning: "The leader changes again and again.",
            look: "`etcd_disk_wal_fsync_duration_seconds` and `etcd_network_peer_round_trip_time_seconds` in the dashboard.",
            mend: "Give etcd a disk of its own. On slow networks raise `ETCD_HEARTBEAT_INTERVAL` to the round trip, and \
                   `ETCD_ELECTION_TIMEOUT` to ten times that, on all members alike.",
        },
        ..Alert::default()
    }
}

fn slow_disk(machines: &Machines) -> Alert {
    let syncs = job(machines, "etcd").over("etcd_disk_wal_fsync_duration_seconds_bucket", "5m");
    Alert {
        name: "EtcdSlowDisk",
        expr: format!("histogram_quantile(0.99, sum by (machine, le) (rate({syncs}))) > 0.5"),
        hold: minutes(10),
        summary: "etcd on {{ $labels.machine }} waits {{ $value | humanizeDuration }} for its disk".into(),
        description: "A healthy disk answers within 10 ms. At half a second the leader is lost soon.".into(),
        runbook: Runbook {
            meaning: "Writing the log takes too long.",
            look: "`iostat -x 1`: who else writes to this disk?",
            mend: "Move etcd, or what disturbs it, to another disk.",
        },
        ..Alert::default()
    }
}

fn full(machines: &Machines) -> Alert {
    let own = job(machines, "etcd");
    let (size, quota) =
        (own.of("etcd_mvcc_db_total_size_in_bytes"), own.of("etcd_server_quota_backend_bytes"));
    Alert {
        name: "EtcdNearlyFull",
        severity: Severity::Critical,
        expr: format!("{size} / {quota} > 0.9"),
        hold: minutes(10),
        summary: "etcd on {{ $labels.machine }} is full to {{ $value | humanizePercentage }}".into(),
        description: "At its quota etcd refuses every write until it is compacted and defragmented.".into(),
        runbook: Runbook {
            meaning: "The database of etcd is near its quota.",
            look: "`etcdctl endpoint status -w table`: DB SIZE against IN USE.",
            mend: "`etcdctl compact <revision>`, then `etcdctl defrag` one member after the other, then `etcdctl alarm disarm`.",
        },
        ..Alert::default()
    }
}
