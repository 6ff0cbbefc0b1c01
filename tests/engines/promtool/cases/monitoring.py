"""Prometheus, Alertmanager, Grafana, and what is asked from outside."""

from series import Case, both, s

DAY = 24 * 60 * 60


def probed(metric, fires, quiet, at=None):
    labels = {"job": "exposed-hosts", "instance": "https://shop.example.com/up", "environment": "production"}
    return lambda rule: both(lambda value: [s(metric, value, **labels)], fires, quiet, at)


def replicas(job, fewest, **labels):
    """So many are needed: one that does not answer is as bad as one that is not there."""

    def case(rule):
        def up(values):
            return [rule.s("up", value, job=job, pod=f"{job}-{at}", **labels) for at, value in enumerate(values)]

        some = [1] * (fewest(rule) - 1)
        return Case([up([*some, 0]), up(some), []], [up([*some, 1])])

    return case


def asked(part):
    """How many replicas the values of the chart ask for."""
    return lambda rule: rule.values[part][f"{part}Spec"]["replicas"]


def failing(rule):
    def counted(code, values):
        return rule.s("grafana_http_request_duration_seconds_count", values, job="grafana", status_code=code)

    case = both(lambda bad: [counted(200, f"0+{100 - bad}"), counted(500, f"0+{bad}")], 6, 4)
    return Case(case.fires, [*case.quiet, [counted(200, "0+100"), counted(404, "0+100")]])


def connections(rule):
    def used(value, most=100):
        return [
            rule.s("grafana_database_conn_in_use", value, job="grafana", pod="grafana-1"),
            rule.s("grafana_database_conn_max_open", most, job="grafana", pod="grafana-1"),
        ]

    return Case([used(91)], [used(89), used(91, most=0)])


def series_grow(rule):
    def head(values):
        return [rule.s("prometheus_tsdb_head_series", values, job="kps-prometheus", pod="prometheus-0")]

    # A day before, there were half as many; few may double.
    grown, few, steady = "150000x1500 301000x300", "50000x1500 150000x300", "300000x1900"
    return Case([head(grown)], [head(few), head(steady)], at=1600)


ALERTS = {
    "ExposedHostDown": probed("probe_success", 0, 1),
    "ExposedHostSlow": probed("probe_duration_seconds", "3.1", "2.9"),
    "CertificateExpiresSoon": probed("probe_ssl_earliest_cert_expiry", 14 * DAY, 15 * DAY, at=90),
    "CertificateExpires": probed("probe_ssl_earliest_cert_expiry", 3 * DAY, 4 * DAY),
    "ExposedHostsNotAsked": probed("up", 0, 1),
    "PrometheusReplicaMissing": replicas("kps-prometheus", asked("prometheus"), endpoint="http-web"),
    "AlertmanagerReplicaMissing": replicas("kps-alertmanager", asked("alertmanager"), endpoint="http-web"),
    "PrometheusSeriesGrow": series_grow,
    "GrafanaReplicaMissing": replicas("grafana", lambda rule: rule.values["replicas"]),
    "GrafanaRequestsFail": failing,
    "GrafanaDatabaseConnectionsExhausted": connections,
}
