//! When somebody has to look at logging.
//!
//! The metrics are those of Loki 3.7, its canary, and Alloy 1.18.

use hagen_observe::{Alert, Group, Runbook, Selector, Severity, minutes};

use crate::section::Logging;
use crate::{NAMESPACE, alloy};

pub(super) fn groups(section: &Logging) -> Vec<Group> {
    let mut alerts = vec![not_kept(), errors(), discarded(), not_flushed(), volume(), not_compacted()];
    alerts.extend([not_delivered(), no_collector()]);
    alerts.extend((!section.rules.is_empty()).then(rules_failing));
    vec![Group::new("loki", alerts)]
}

fn loki() -> Selector {
    Selector::namespace(NAMESPACE)
}

fn not_kept() -> Alert {
    let missing = loki().over("loki_canary_missing_entries_total", "30m");
    Alert {
        name: "LogsNotKept",
        severity: Severity::Critical,
        expr: format!("sum(increase({missing})) > 0"),
        hold: minutes(15),
        summary: "lines that Loki took in do not come back".into(),
        description:
            "The canary wrote {{ $value | humanize }} lines within half an hour that Loki confirmed and \
                      does not find any more. Those of others are missing too."
                .into(),
        runbook: Runbook {
            meaning: "The canary writes a line each second and asks for it later. Loki confirmed lines that it cannot \
                      find: logs are lost, or queries do not reach what is in memory.",
            look: "Look at `/ring` of the gateway: every replica should be `ACTIVE`. Look whether replicas were \
                        killed (`kubectl -n logging get pods`) and whether writing to the bucket fails.",
            mend: "Bring missing replicas back; each reads its log again when it starts. Forget replicas in the \
                         ring only when they are gone for good.",
        },
        ..Alert::default()
    }
}

fn errors() -> Alert {
    let rate = |selector: Selector| {
        format!("sum(rate({}))", selector.over("loki_request_duration_seconds_count", "5m"))
    };
    Alert {
        name: "LokiRequestsFail",
        severity: Severity::Critical,
        expr: format!("{} / {} > 0.1", rate(loki().matches("status_code", "5..")), rate(loki())),
        hold: minutes(10),
        summary: "{{ $value | humanizePercentage }} of Loki's requests fail".into(),
        description: "Collectors wait and try again meanwhile; who reads logs gets errors.".into(),
        runbook: Runbook {
            meaning: "Loki answers requests with errors of its own. Logs stay on the nodes and are delivered later, as \
                      long as the nodes keep their files.",
            look: "The panel *Errors by route* of the dashboard tells whether writing or reading fails. When \
                        writing does, fewer than two of three replicas are in the ring, or their volumes are full. \
                        When reading does, look for `context canceled` and errors of the bucket in Loki's own log.",
            mend: "Bring replicas back first. Then the bucket: its address, its key, its quota.",
        },
        ..Alert::default()
    }
}

fn discarded() -> Alert {
    let discarded = loki().over("loki_discarded_samples_total", "15m");
    Alert {
        name: "LokiDiscardsLines",
        expr: format!("sum by (tenant, reason) (rate({discarded})) > 0"),
        hold: minutes(15),
        summary: "Loki refuses lines of {{ $labels.tenant }}: {{ $labels.reason }}".into(),
        description: "It refuses {{ $value | humanize }} lines a second, which are lost.".into(),
        runbook: Runbook {
            meaning: "Lines come that the limits forbid. They are not tried again.",
            look: "`rate_limited` and `per_stream_rate_limit`: somebody writes more than allowed; the dashboard \
                        shows who. `stream_limit`: a label has too many values. `greater_than_max_sample_age`: a node \
                        comes back after a long time, which ends by itself.",
            mend: "Quiet who writes too much, or raise `limits` of `logging` in the blueprint.",
        },
        ..Alert::default()
    }
}

fn not_flushed() -> Alert {
    let failures = loki().over("loki_ingester_chunks_flush_failures_total", "15m");
    Alert {
        name: "LokiCannotWriteToBucket",
        severity: Severity::Critical,
        expr: format!("sum by (pod) (rate({failures})) > 0"),
        hold: minutes(15),
        summary: "{{ $labels.pod }} cannot write to the bucket".into(),
        description: "What it cannot write it keeps on its volume and in memory, until these are full."
            .into(),
        runbook: Runbook {
            meaning: "Logs stay where they should only pass. Nothing is lost yet; a few hours are left.",
            look: "`kubectl -n logging logs` of the pod tells the bucket's answer: `AccessDenied` is the key, \
                        `NoSuchBucket` the name, a timeout the network policy or the service itself.",
            mend: "Mend the bucket. The replicas write by themselves what they have kept.",
        },
        ..Alert::default()
    }
}

fn volume() -> Alert {
    let of = |metric: &str| loki().matches("persistentvolumeclaim", "(storage|data)-loki-.+").of(metric);
    let (free, all) = (of("kubelet_volume_stats_available_bytes"), of("kubelet_volume_stats_capacity_bytes"));
    Alert {
        name: "LokiVolumeNearlyFull",
        severity: Severity::Critical,
        expr: format!("{free} / {all} < 0.1"),
        summary: "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left".into(),
        description:
            "With a full volume a replica goes on without its log, and loses what it holds in memory when \
                      it is killed."
                .into(),
        runbook: Runbook {
            meaning: "The volume holds what is not in the bucket yet, and the index of what was read last.",
            look: "See first whether writing to the bucket fails: then the log grows without end. Otherwise more \
                        logs come than the volume was made for.",
            mend: "Mend the bucket, or raise `storage` of `logging`: claims of StatefulSets have to be enlarged \
                         one by one (`kubectl -n logging edit pvc`) before the StatefulSet is made anew.",
        },
        ..Alert::default()
    }
}

fn not_compacted() -> Alert {
    let last =
        loki().of("loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds");
    Alert {
        name: "LokiNotCompacted",
        expr: format!("time() - (max({last}) > 0) > 10800"),
        hold: minutes(60),
        summary: "Loki has not put its index together for {{ $value | humanizeDuration }}".into(),
        description: "Queries get slower by and by, and old logs are not deleted.".into(),
        runbook: Runbook {
            meaning: "One replica puts the index together and deletes what is older than `retention`. It has not been \
                      able to for hours.",
            look: "`/compactor/ring` of the gateway shows which replica it is; its log shows why it fails.",
            mend: "Most often it is the bucket. Restarting that replica hands the work to another.",
        },
        ..Alert::default()
    }
}

fn rules_failing() -> Alert {
    let failures = loki().over("loki_prometheus_rule_evaluation_failures_total", "15m");
    Alert {
        name: "LogAlertsNotEvaluated",
        expr: format!("sum by (rule_group) (increase({failures})) > 0"),
        hold: minutes(15),
        summary: "alerts on logs cannot be evaluated".into(),
        description: "{{ $labels.rule_group }} fails, so that its alerts do not fire.".into(),
        runbook: Runbook {
            meaning: "Alerts of `logging.rules` stay silent, whatever the logs say.",
            look: "Loki's log names the rule and what went wrong: mostly a query that takes too long.",
            mend: "Ask for less: a narrower selector, a shorter span of time.",
        },
        ..Alert::default()
    }
}

fn not_delivered() -> Alert {
    let dropped = Selector::namespace(alloy::NAMESPACE).over("loki_write_dropped_entries_total", "15m");
    Alert {
        name: "LogsNotDelivered",
        expr: format!("sum by (pod, reason) (rate({dropped})) > 0"),
        hold: minutes(15),
        summary: "the collector {{ $labels.pod }} drops lines: {{ $labels.reason }}".into(),
        description: "It drops {{ $value | humanize }} lines a second that Loki refuses.".into(),
        runbook: Runbook {
            meaning: "Loki refused lines for good, so that the collector does not try them again.",
            look: "See `LokiDiscardsLines` for the reason; `line_too_long` and `stream_limited` are counted here.",
            mend: "As for `LokiDiscardsLines`.",
        },
        ..Alert::default()
    }
}

fn no_collector() -> Alert {
    let up = Selector::namespace(alloy::NAMESPACE).matches("pod", "alloy-logs-.+").of("up");
    Alert {
        name: "LogCollectorDown",
        expr: format!("{up} == 0"),
        hold: minutes(15),
        summary: "the collector {{ $labels.pod }} does not answer".into(),
        description:
            "The logs of its node wait there, and are thrown away once the node has no room for them.".into(),
        runbook: Runbook {
            meaning: "Each node keeps about 50Mi of each container's output. A collector that is back in time goes on \
                      where it stopped.",
            look: "`kubectl -n alloy describe pod` and its log. `OOMKilled`: a container of its node writes a lot.",
            mend: "Raise `logging.collector.resources`, or quiet the container.",
        },
        ..Alert::default()
    }
}
