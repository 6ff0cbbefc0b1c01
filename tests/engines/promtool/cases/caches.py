"""Caches, with a primary and replicas or one server."""

from series import Case, both


def pod(rule, number=0):
    return f"{rule.name}-{number}"


def servers(rule):
    return rule.spec("StatefulSet", rule.name)["replicas"]


def server(metric, fires, quiet, at=None):
    return lambda rule: both(lambda value: [rule.s(metric, value, pod=pod(rule))], fires, quiet, at)


def away(rule):
    def up(values):
        return [rule.s("redis_up", value, pod=pod(rule, number)) for number, value in enumerate(values)]

    count = servers(rule)
    return Case([up([0] + [1] * (count - 1)), up([1] * (count - 1)), []], [up([1] * count)])


def nearly_full(rule):
    def memory(used, most=1_000_000):
        maximum = rule.s("redis_memory_max_bytes", most, pod=pod(rule))
        return [rule.s("redis_memory_used_bytes", used, pod=pod(rule)), maximum]

    # Without a limit there is nothing to be near to.
    return Case([memory(960_000)], [memory(940_000), memory(960_000, most=0)])


def thrashing(rule):
    def reads(hits, misses, evicted):
        counters = {"evicted_keys": evicted, "keyspace_hits": hits, "keyspace_misses": misses}
        return [rule.s(f"redis_{name}_total", f"0+{values}", pod=pod(rule)) for name, values in counters.items()]

    # It is well if much is found, and if what is not found was never there.
    return Case([reads(400, 600, 700)], [reads(600, 400, 700), reads(400, 600, 500)], at=60)


def without_primary(rule):
    def roles(first):
        return [
            rule.s("redis_instance_info", 1, pod=pod(rule, 0), role=first),
            rule.s("redis_instance_info", 1, pod=pod(rule, 1), role="slave"),
        ]

    return both(roles, "slave", "master")


def replicas_missing(rule):
    count = servers(rule) - 1
    return both(lambda value: [rule.s("redis_connected_slaves", value, pod=pod(rule, 1))], count - 1, count)


def entry_away(rule):
    entry = rule.name.removesuffix("-server")
    count = rule.spec("Deployment", entry)["replicas"]

    def status(pods):
        """Each has a series for being up and one for being down."""
        return [
            rule.s("haproxy_frontend_status", value, pod=f"{entry}-7d9f8b6c5d-{number}", proxy="cache", state=state)
            for number in range(pods)
            for state, value in (("UP", 1), ("DOWN", 0))
        ]

    return Case([status(count - 1), []], [status(count)])


ALERTS = {
    "CacheServerAway": away,
    "CacheNearlyFull": nearly_full,
    "CacheThrashing": thrashing,
    "CacheConnectionsRefused": server("redis_rejected_connections_total", "0+1", 7),
    "CacheWithoutPrimary": without_primary,
    "CacheReplicasMissing": replicas_missing,
    "CacheEntryAway": entry_away,
}
