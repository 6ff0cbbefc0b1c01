"""Objectives of availability and of time, measured by the entry."""

from series import MINUTES, Case, s

# All of the requests that are not fast enough are slower than each of these.
BUCKETS = ("0.005", "0.05", "0.1", "0.2", "0.3", "0.5", "0.75", "1.0", "1.5", "2.0", "3.0", "5.0", "10.0")
MINUTE = 100_000


def requests(rule, bad, good_before=0):
    """So many of a hundred thousand requests a minute fail, or are slow, as the objective has it: after some good minutes."""
    labels = {"router": f"httproute-{rule.namespace}-{rule.name}-gw-gateway-ep-websecure-0-a1b2@kubernetesgateway"}
    all_good, none = f"0+{MINUTE}x{good_before}", f"0x{good_before}"
    last = MINUTE * good_before
    good = f"{all_good} {last}+{MINUTE - bad}x{MINUTES}" if good_before else f"0+{MINUTE - bad}"
    failed = f"{none} 0+{bad}x{MINUTES}" if good_before else f"0+{bad}"
    if rule.labels["slo"] == "availability":
        counted = "traefik_router_requests_total"
        traefik = [s(counted, good, **labels, code=200), s(counted, failed, **labels, code=503)]
        return traefik + in_a_mesh(rule, good, failed)
    counted, every = "traefik_router_request_duration_seconds", f"0+{MINUTE}x{MINUTES + good_before}"
    fast = [s(f"{counted}_bucket", good, **labels, le=le) for le in BUCKETS]
    return [*fast, s(f"{counted}_bucket", every, **labels, le="+Inf"), s(f"{counted}_count", every, **labels)]


def in_a_mesh(rule, good, failed):
    """The same as Istio's entry counts it; those that fail went to the new version."""
    labels = {"reporter": "source", "source_workload_namespace": "istio-ingress"}
    labels["destination_service_namespace"] = rule.namespace
    name, counted = rule.name, "istio_requests_total"
    return [
        s(counted, good, **labels, destination_service_name=name, response_code=200),
        s(counted, failed, **labels, destination_service_name=f"{name}-canary", response_code=503),
    ]


def burns_fast(rule):
    """An hour of much, or six of less: each alone, at objectives of 99.9 and 99.95 per cent, or 99 for a time."""
    time = rule.labels["slo"] != "availability"
    hour, hours, quiet = (50_000, 10_000, 5_000) if time else (3_000, 650, 200)
    return Case([requests(rule, hour, good_before=360), requests(rule, hours)], [requests(rule, quiet)], at=395)


def burns_slowly(rule):
    """Days of hardly more than is allowed. A day of three times as much is such days too, where requests are even."""
    time = rule.labels["slo"] != "availability"
    return Case([requests(rule, 2_000 if time else 120)], [requests(rule, 900 if time else 40)], at=400)


def not_measured(rule):
    return Case([[]], [requests(rule, 0)])


def recorded(rule):
    """What is recorded of these requests, after some hours."""
    bad = 700
    value = bad / MINUTE if ":ratio" in rule.title else (bad if "_bad_" in rule.title else MINUTE) / 60
    return requests(rule, bad), value


ALERTS = {"SloBudgetBurnsFast": burns_fast, "SloBudgetBurnsSlowly": burns_slowly, "SloNotMeasured": not_measured}

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d")
RECORDS = {f"service:slo_{what}": recorded for what in ("bad_requests:rate5m", "requests:rate5m")} | {
    f"service:slo_bad_requests:ratio{window}": recorded for window in WINDOWS
}
