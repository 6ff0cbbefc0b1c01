//! When somebody has to come because of a cache.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::{Alert, Group, Runbook, Selector, Severity, minutes, rules};

use crate::component::{CacheComponent, metadata};
use crate::entry;

pub(crate) fn artifacts(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Artifact> {
    let identity = cache.servers_identity(cx);
    let mut alerts = vec![away(cache, cx), full(cache, cx), evicting(cache, cx), refused(cache, cx)];
    if cache.is_replicated(&cx.site) {
        alerts.extend([no_primary(cache, cx), degraded(cache, cx), no_entry(cache, cx)]);
    }
    let group = Group::new(format!("{}.{}", cx.site.namespace, cache.object_name()), alerts);
    rules::artifacts(cx, &metadata(cx, &identity, &identity.instance), &[group])
}

/// The series of the servers.
pub(crate) fn servers(cache: &CacheComponent, cx: &Context<'_>) -> Selector {
    Selector::namespace(cx.site.namespace.as_str())
        .matches("pod", &format!("{}-[0-9]+", cache.servers_name()))
}

/// The series of the entry.
pub(crate) fn entries(cache: &CacheComponent, cx: &Context<'_>) -> Selector {
    Selector::namespace(cx.site.namespace.as_str())
        .matches("pod", &format!("{}-[a-z0-9]+-[a-z0-9]+", cache.object_name()))
}

fn no_primary(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let of = servers(cache, cx).is("role", "master").of("redis_instance_info");
    Alert {
        name: "CacheWithoutPrimary",
        severity: Severity::Critical,
        expr: format!("absent({of})"),
        hold: minutes(1),
        summary: format!("{} takes no writes", cache.object_name()),
        description: format!(
            "No server of {} in {} has been the primary for a minute; a failover takes seven seconds.",
            cache.servers_name(),
            cx.site.namespace
        ),
        runbook: Runbook {
            meaning: "The sentinels have not made any server the primary. Consumers cannot connect at all: the entry \
                      leads nowhere rather than to a server that is out of date.",
            look: "* Are two of three pods running? `kubectl get pods -l app.kubernetes.io/name=valkey -o wide`. A \
                   majority of sentinels is needed to decide.\n* What do the sentinels say? `kubectl logs POD -c sentinel` \
                   of each: `+sdown` sees a server away, `+odown` says that they agree, `-failover-abort` says why not.\n* \
                   Do the names resolve? `kubectl exec POD -c valkey -- getent hosts SERVER.SERVICE`.",
            mend: "Bring the nodes back that the majority was on. When two nodes are lost for good, delete their pods with \
                   `--force` so that they start elsewhere; each asks the others who is the primary before it starts.",
        },
        ..Alert::default()
    }
}

fn away(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let of = servers(cache, cx).of("redis_up");
    Alert {
        name: "CacheServerAway",
        expr: format!("(count({of} == 1) or vector(0)) < {}", cache.instances(&cx.site)),
        hold: minutes(10),
        summary: format!("a server of {} is away", cache.object_name()),
        description: format!("One of {} has not answered for ten minutes.", cache.servers_name()),
        runbook: Runbook {
            meaning: "With three servers, the cache serves on; one more that goes would stop writes. With one server, the \
                      cache is away.",
            look: "`kubectl describe pod`: is it pending, killed for its memory, or on a node that is not ready? \
                   `kubectl logs POD -c valkey --previous` tells why it ended.",
            mend: "A pod that was killed for its memory needs more: raise `memory` in the blueprint. A pod that cannot be \
                   placed needs a node.",
        },
        ..Alert::default()
    }
}

fn degraded(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let of = servers(cache, cx).of("redis_connected_slaves");
    Alert {
        name: "CacheReplicasMissing",
        expr: format!("max({of}) < {}", cache.instances(&cx.site) - 1),
        hold: minutes(10),
        summary: format!("{} has {{{{ $value }}}} replicas", cache.object_name()),
        description: format!(
            "The primary of {} should have {} replicas. Without any, it refuses writes.",
            cache.servers_name(),
            cache.instances(&cx.site) - 1
        ),
        runbook: Runbook {
            meaning: "A replica does not follow the primary. It cannot take over, and when the last one is gone the primary \
                      takes no writes, because it cannot tell whether it was cut off.",
            look: "`kubectl logs POD -c valkey` of the replica: does it sync again and again? Then the primary's buffer for \
                   it overflows: writes come faster than they are sent. `redis_master_link_up` is 0 at the one that does \
                   not follow.",
            mend: "Delete the pod that does not follow; it starts anew from the primary's data. If it happens again, raise \
                   `memory`: the buffers grow with it.",
        },
        ..Alert::default()
    }
}

fn no_entry(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let of = entries(cache, cx).is("proxy", "cache").is("state", "UP").of("haproxy_frontend_status");
    Alert {
        name: "CacheEntryAway",
        expr: format!("(sum({of}) or vector(0)) < {}", entry::REPLICAS),
        hold: minutes(10),
        summary: format!("{} has {{{{ $value }}}} of its entries", cache.object_name()),
        description: format!("{} pods of {} lead to the primary.", entry::REPLICAS, cache.object_name()),
        runbook: Runbook {
            meaning: "One pod of the entry is away; the other carries all connections. Consumers notice only when it goes \
                      too.",
            look: "`kubectl get pods -l app.kubernetes.io/name=haproxy -o wide`, and the log of the pod: it tells which \
                   servers it sees.",
            mend: "A pod that is running but not ready sees no primary that the sentinels agree on: look at network \
                   policies and name resolution on its node.",
        },
        ..Alert::default()
    }
}

fn full(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let series = servers(cache, cx);
    let (used, most) = (series.of("redis_memory_used_bytes"), series.of("redis_memory_max_bytes"));
    Alert {
        name: "CacheNearlyFull",
        expr: format!("{used} / ({most} > 0) > 0.95"),
        hold: minutes(30),
        summary: format!("{} is full", cache.object_name()),
        description: format!(
            "`{{{{ $labels.pod }}}}` uses {{{{ $value | humanizePercentage }}}} of `memory`; what gives way is \
             `eviction: {}`.",
            cache.spec.eviction.word()
        ),
        runbook: Runbook {
            meaning: "What is written now pushes out what was there, or fails, as `eviction` says. For a cache that is \
                      normal; for sessions, locks and queues it is not.",
            look: "The dashboard shows evictions and the hit rate. `redis_db_keys` and `redis_db_keys_expiring` tell \
                   whether keys ever expire.",
            mend: "Raise `memory` in the blueprint, or have the application set a time to live.",
        },
        ..Alert::default()
    }
}

fn evicting(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let series = servers(cache, cx);
    let (evicted, hits, misses) = (
        series.over("redis_evicted_keys_total", "15m"),
        series.over("redis_keyspace_hits_total", "15m"),
        series.over("redis_keyspace_misses_total", "15m"),
    );
    Alert {
        name: "CacheThrashing",
        expr: format!(
            "sum(rate({evicted})) > 10 and sum(rate({hits})) / (sum(rate({hits})) + sum(rate({misses}))) < 0.5"
        ),
        hold: minutes(30),
        summary: format!("{} throws out what is asked for", cache.object_name()),
        description: format!(
            "Fewer than half of the reads of {} find something, and keys are evicted.",
            cache.object_name()
        ),
        runbook: Runbook {
            meaning: "The cache is too small for what is read: consumers wait for it and then compute anyway.",
            look: "The dashboard shows the hit rate, evictions and the largest consumers of memory.",
            mend: "Raise `memory`, or split consumers with different habits into caches of their own.",
        },
        ..Alert::default()
    }
}

fn refused(cache: &CacheComponent, cx: &Context<'_>) -> Alert {
    let refused = servers(cache, cx).over("redis_rejected_connections_total", "5m");
    Alert {
        name: "CacheConnectionsRefused",
        expr: format!("sum(increase({refused})) > 0"),
        summary: format!("{} refuses connections", cache.object_name()),
        description: format!("{} has as many clients as it takes.", cache.object_name()),
        runbook: Runbook {
            meaning: "A server or the entry holds as many connections as it may. Consumers that connect anew fail.",
            look: "`redis_connected_clients` and `haproxy_frontend_current_sessions` over the last hours: a slow rise is a \
                   consumer that never closes connections.",
            mend: "Restart the consumer that leaks, and give it a pool of connections with a limit.",
        },
        ..Alert::default()
    }
}
