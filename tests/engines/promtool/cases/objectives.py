"""Objectives of availability and of time, measured by the entry."""

from series import Case, s

# All of the requests that are not fast enough are slower than each of these.
BUCKETS = ("0.005", "0.05", "0.1", "0.2", "0.3", "0.5", "0.75", "1.0", "1.5", "2.0", "3.0", "5.0", "10.0")
MINUTE = 100_000


def requests(rule, bad):
    """So many of a hundred thousand requests a minute fail, or are slow, as the objective has it."""
    labels = {"router": f"httproute-{rule.namespace}-{rule.name}-gw-gateway-ep-websecure-0-a1b2@kubernetesgateway"}
    good = f"0+{MINUTE - bad}"
    if rule.labels["slo"] == "availability":
        counted = "traefik_router_requests_total"
        return [s(counted, good, **labels, code=200), s(counted, f"0+{bad}", **labels, code=503)]
    counted = "traefik_router_request_duration_seconds"
    fast = [s(f"{counted}_bucket", good, **labels, le=le) for le in BUCKETS]
    return [*fast, s(f"{counted}_bucket", f"0+{MINUTE}", **labels, le="+Inf"), s(f"{counted}_count", f"0+{MINUTE}", **labels)]


def burns(fast):
    """Of the requests, so many may be bad: a thousandth, or for an objective of time a hundredth."""

    def case(rule):
        time = rule.labels["slo"] != "availability"
        # Neither an hour of five times nor anything below what the objective allows is worth waking somebody.
        fires, quiet = ((20_000, 5_000) if time else (2_000, 200)) if fast else ((4_000, 900) if time else (400, 40))
        return Case([requests(rule, fires)], [requests(rule, quiet)], at=80 if fast else 400)

    return case


def not_measured(rule):
    return Case([[]], [requests(rule, 0)])


def recorded(rule):
    """What is recorded of these requests, after some hours."""
    bad = 700
    value = bad / MINUTE if ":ratio" in rule.title else (bad if "_bad_" in rule.title else MINUTE) / 60
    return requests(rule, bad), value


ALERTS = {"SloBudgetBurnsFast": burns(True), "SloBudgetBurnsSlowly": burns(False), "SloNotMeasured": not_measured}

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d")
RECORDS = {f"service:slo_{what}": recorded for what in ("bad_requests:rate5m", "requests:rate5m")} | {
    f"service:slo_bad_requests:ratio{window}": recorded for window in WINDOWS
}
