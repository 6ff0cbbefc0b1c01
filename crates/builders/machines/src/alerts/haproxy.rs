//! Alerts about HAProxy.

use hagen_observe::{Alert, Runbook, Severity, minutes};

use super::job;
use crate::component::Machines;

pub(super) fn alerts(machines: &Machines) -> Vec<Alert> {
    vec![nobody_behind(machines), sessions(machines)]
}

fn nobody_behind(machines: &Machines) -> Alert {
    let servers = job(machines, "haproxy").of("haproxy_backend_active_servers");
    Alert {
        name: "HAProxyNobodyBehind",
        severity: Severity::Critical,
        expr: format!("max by (machine, proxy) ({servers}) == 0"),
        hold: minutes(1),
        summary: "HAProxy on {{ $labels.machine }} has no server behind `{{ $labels.proxy }}`".into(),
        description: "Its checks find nobody: connections to this port are refused.".into(),
        runbook: Runbook {
            meaning: "All servers of a backend fail their check. For `primary` exactly one passes while all is well.",
            look: "`echo 'show servers state' | socat stdio /run/haproxy/admin.sock`, and by hand what HAProxy asks: \
                   `curl -i -X OPTIONS http://<machine>:8008/primary`.",
            mend: "Without a primary see `PatroniWithoutPrimary`. When Patroni answers and HAProxy does not see it, mend the network.",
        },
        ..Alert::default()
    }
}

fn sessions(machines: &Machines) -> Alert {
    let own = job(machines, "haproxy");
    let (used, most) =
        (own.of("haproxy_frontend_current_sessions"), own.of("haproxy_frontend_limit_sessions"));
    Alert {
        name: "HAProxySessionsNearLimit",
        expr: format!("{used} / ({most} > 0) > 0.8"),
        hold: minutes(5),
        summary: "`{{ $labels.proxy }}` on {{ $labels.machine }} uses {{ $value | humanizePercentage }} of its sessions".into(),
        description: "At the limit new connections wait.".into(),
        runbook: Runbook {
            meaning: "A frontend of HAProxy is near `maxconn`.",
            look: "Who is connected: `select client_addr, count(*) from pg_stat_activity group by 1 order by 2 desc`.",
            mend: "Give applications smaller pools, or raise `maxconn` together with `max_connections` of PostgreSQL.",
        },
        ..Alert::default()
    }
}
