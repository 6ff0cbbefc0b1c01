"""Logs and traces, and what collects them."""

from series import Case, both, s, volume


def grows(metric, fires="0+1", quiet=7, at=None, **labels):
    return lambda rule: both(lambda values: [rule.s(metric, values, **labels)], fires, quiet, at)


def requests(rule):
    def counted(code, values):
        return rule.s("loki_request_duration_seconds_count", values, status_code=code, route="loki_api_v1_push")

    case = both(lambda bad: [counted(200, f"0+{100 - bad}"), counted(500, f"0+{bad}")], 11, 9)
    return Case(case.fires, [*case.quiet, [counted(200, "0+100"), counted(429, "0+100")]])


def nearly_full(rule):
    return both(lambda free: volume(rule, "storage-loki-0", free), 900_000_000, 1_100_000_000)


def not_compacted(rule):
    metric = "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds"
    # The clock begins at zero. One that does not compact says 0.
    case = both(lambda values: [rule.s(metric, values, pod="loki-backend-0")], 1, "1+60", at=250)
    return Case(case.fires, [*case.quiet, [rule.s(metric, 0, pod="loki-backend-1")]], at=250)


def not_delivered(rule):
    labels = {"namespace": "alloy", "pod": "alloy-logs-x2x4z", "reason": "ingester_error"}
    return both(lambda values: [s("loki_write_dropped_entries_total", values, **labels)], "0+1", 7)


def collector_down(rule):
    return both(lambda value: [s("up", value, namespace="alloy", pod="alloy-logs-x2x4z", job="alloy")], 0, 1)


def traces(rule):
    pod = {"pod": "opentelemetry-collector-7d9f8b6c5d-x2x4z"}

    def counted(values, metric):
        return [rule.s(f"otelcol_{metric}_spans_total", values, **pod)]

    ways = ("exporter_send_failed", "receiver_refused")
    return Case([counted("0+1", way) for way in ways], [counted(7, way) for way in ways])


ALERTS = {
    "LogsNotKept": grows("loki_canary_missing_entries_total", pod="loki-canary-x2x4z", at=40),
    "LokiRequestsFail": requests,
    "LokiDiscardsLines": grows("loki_discarded_samples_total", tenant="shop", reason="rate_limited"),
    "LokiCannotWriteToBucket": grows("loki_ingester_chunks_flush_failures_total", pod="loki-write-0"),
    "LokiVolumeNearlyFull": nearly_full,
    "LokiNotCompacted": not_compacted,
    "LogAlertsNotEvaluated": grows("loki_prometheus_rule_evaluation_failures_total", rule_group="logs"),
    "LogsNotDelivered": not_delivered,
    "LogCollectorDown": collector_down,
    "TracesNotDelivered": traces,
    "TempoCannotWriteToBucket": grows("tempo_ingester_failed_flushes_total", pod="tempo-0"),
}
