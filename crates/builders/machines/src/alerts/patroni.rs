//! Alerts about Patroni.

use hagen_observe::{Alert, Runbook, Severity, minutes};

use super::job;
use crate::component::Machines;

pub(super) fn alerts(machines: &Machines) -> Vec<Alert> {
    vec![
        no_primary(machines),
        two_primaries(machines),
        failover(machines),
        lag(machines),
        not_running(machines),
        cut_off(machines),
        paused(machines),
    ]
}

fn no_primary(machines: &Machines) -> Alert {
    let primary = job(machines, "patroni").of("patroni_primary");
    Alert {
        name: "PatroniWithoutPrimary",
        severity: Severity::Critical,
        expr: format!("(sum({primary}) or vector(0)) == 0"),
        hold: minutes(1),
        summary: format!("no PostgreSQL of `{}` takes writes", machines.name),
        description: "No member holds the lock of the leader. Applications that write fail.".into(),
        runbook: Runbook {
            meaning: "There is no primary: a failover does not come to an end, or none may happen.",
            look: "`patronictl list` on any machine: members, roles, lag. Paused? Is etcd well (`EtcdWithoutLeader`)?",
            mend: "Mend etcd first. Then `patronictl resume`, or `patronictl failover --candidate <member>` with the member \
                   that lags least.",
        },
        ..Alert::default()
    }
}

fn two_primaries(machines: &Machines) -> Alert {
    let primary = job(machines, "patroni").of("patroni_primary");
    Alert {
        name: "PatroniTwoPrimaries",
        severity: Severity::Critical,
        expr: format!("sum by (scope) ({primary}) > 1"),
        hold: minutes(1),
        summary: "{{ $value }} members of {{ $labels.scope }} take writes at once".into(),
        description: "Their data grows apart with each write. Cut one of them off now.".into(),
        runbook: Runbook {
            meaning: "Two members believe to be the primary, which the lock in etcd should make impossible.",
            look: "`patronictl list`, and the timelines: `patroni_postgres_timeline`. The one with the higher timeline is right.",
            mend: "Stop Patroni on the other machine. Compare what was written there before `patronictl reinit` makes it a standby.",
        },
        ..Alert::default()
    }
}

fn failover(machines: &Machines) -> Alert {
    let timeline = job(machines, "patroni").of("patroni_postgres_timeline");
    Alert {
        name: "PatroniFailover",
        expr: format!("max by (scope) ({timeline}) > max by (scope) ({timeline} offset 15m)"),
        hold: minutes(0),
        summary: "{{ $labels.scope }} has changed its primary".into(),
        description:
            "A new timeline has begun. If nobody switched over, the machine of the old primary needs a look."
                .into(),
        runbook: Runbook {
            meaning: "Another member has become the primary, within the last quarter of an hour.",
            look: "`patronictl history` says when and why; the log of Patroni on the old primary says what happened to it.",
            mend: "Nothing, when it was meant. Otherwise see that the old primary is a standby again (`patronictl list`), and \
                   `patronictl reinit` it when it cannot follow.",
        },
        ..Alert::default()
    }
}

fn lag(machines: &Machines) -> Alert {
    let own = job(machines, "patroni");
    let (written, replayed) = (own.of("patroni_xlog_location"), own.of("patroni_xlog_replayed_location"));
    let replica = own.of("patroni_replica");
    Alert {
        name: "PatroniReplicaLag",
        expr: format!(
            "(max by (scope) ({written}) - on (scope) group_right () {replayed}) > 64 * 1024 * 1024 and on (instance) ({replica} == 1)"
        ),
        hold: minutes(5),
        summary: "{{ $labels.machine }} is {{ $value | humanize1024 }}B behind the primary".into(),
        description: "A failover to it would lose this much, or Patroni does not allow one.".into(),
        runbook: Runbook {
            meaning: "A standby does not keep up.",
            look: "`patronictl list`; on the standby `select * from pg_stat_wal_receiver`; long queries there hold the replay up.",
            mend: "End what holds it up. A standby whose log is gone from the primary is made anew: `patronictl reinit`.",
        },
        ..Alert::default()
    }
}

fn not_running(machines: &Machines) -> Alert {
    Alert {
        name: "PatroniPostgresDown",
        expr: format!("{} == 0", job(machines, "patroni").of("patroni_postgres_running")),
        hold: minutes(2),
        summary: "PostgreSQL on {{ $labels.machine }} does not run".into(),
        description: "Patroni is there and cannot start it, or has been told not to.".into(),
        runbook: Runbook {
            meaning: "A member has no running server.",
            look: "`journalctl -u patroni` and PostgreSQL's own log: a full disk, a wrong parameter, a broken data folder.",
            mend: "Make room, take the parameter back (`patronictl edit-config`), or `patronictl reinit` a standby.",
        },
        ..Alert::default()
    }
}

fn cut_off(machines: &Machines) -> Alert {
    Alert {
        name: "PatroniCutOff",
        severity: Severity::Critical,
        expr: format!("time() - {} > 60", job(machines, "patroni").of("patroni_dcs_last_seen")),
        hold: minutes(1),
        summary: "Patroni on {{ $labels.machine }} has not reached etcd for {{ $value | humanizeDuration }}"
            .into(),
        description: "It cannot hold or take the lock: a primary there has become read-only.".into(),
        runbook: Runbook {
            meaning: "Patroni does not reach its configuration store.",
            look: "`etcdctl endpoint health` from this machine, and the network between the machines.",
            mend: "Mend etcd or the network; Patroni goes on by itself.",
        },
        ..Alert::default()
    }
}

fn paused(machines: &Machines) -> Alert {
    Alert {
        name: "PatroniPaused",
        expr: format!("max by (scope) ({}) == 1", job(machines, "patroni").of("patroni_is_paused")),
        hold: minutes(120),
        summary: "{{ $labels.scope }} has been paused for two hours".into(),
        description: "While it is paused nobody fails over.".into(),
        runbook: Runbook {
            meaning: "Somebody paused Patroni for maintenance and did not resume it.",
            look: "`patronictl list` says `Maintenance mode: on`.",
            mend: "`patronictl resume`.",
        },
        ..Alert::default()
    }
}
