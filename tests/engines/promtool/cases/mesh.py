"""The mesh of services."""

from series import Case, both, s


def control(metric, fires, quiet, at=None):
    return lambda rule: both(lambda values: [rule.s(metric, values, pod="istiod-1")], fires, quiet, at)


def away(rule):
    def up(value):
        return [rule.s("up", value, job="istiod", pod="istiod-1")]

    return Case([up(0), []], [up(1)])


def slow(rule):
    def spread(late):
        buckets = (("10.0", 100 - late), ("20.0", 100 - late), ("30.0", 100), ("+Inf", 100))
        return [rule.s("pilot_proxy_convergence_time_bucket", f"0+{count}", le=le) for le, count in buckets]

    return both(spread, 20, 0)


def requests(rule):
    labels = {"reporter": "destination", "destination_workload": "log", "destination_workload_namespace": "shop"}

    def answers(bad, scale=1):
        good = s("istio_requests_total", f"0+{(100 - bad) * scale}", **labels, response_code=200)
        return [good, s("istio_requests_total", f"0+{bad * scale}", **labels, response_code=503)]

    # One in ten minutes may fail.
    few = [s("istio_requests_total", "0x9 1x9 2x9 3x9 4x9 5x100", **labels, response_code=503)]
    return Case([answers(6)], [answers(4), few])


MONTH = 30 * 24 * 60 * 60

ALERTS = {
    "MeshControlPlaneAway": away,
    "MeshConfigurationRejected": control("pilot_total_xds_rejects", "0+3", 5, at=25),
    "MeshConfigurationSlow": slow,
    "MeshRootCertificateExpires": control("citadel_server_root_cert_expiry_timestamp", MONTH - 60, MONTH + 86_400),
    "MeshInjectionFails": control("sidecar_injection_failure_total", "0+1", 7),
    "MeshRequestsFail": requests,
}
