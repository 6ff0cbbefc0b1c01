"""Small random clusters with one workload each: what is legal, near to what is sensible, and often just not enough."""

import random

import nodes

CASE = "hagen.test/case"
POOL = "hagen.test/pool"
DEDICATED = {"key": "hagen.test/dedicated", "value": "yes", "effect": "NoSchedule"}
HOST, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"


def case(seed, number):
    """The objects of a case: its nodes, then its workload and budgets."""
    chance, name = random.Random(f"{seed} {number}"), f"case-{number}"
    own_nodes = [one_node(chance, name, at) for at, _ in enumerate(range(chance.randint(2, 6)))]
    zones = chance.choice([0, 2, 3, 3])
    for at, node in enumerate(own_nodes):
        if zones:
            node["metadata"]["labels"][ZONE] = f"{name}-{'abc'[at % zones]}"
    workload = one_workload(chance, name, bool(zones))
    budgets = [budget(chance, name, at) for at in range(chance.choice([0, 1, 1, 1, 1, 2]))]
    return own_nodes, workload, budgets


def one_node(chance, name, at):
    labels = {CASE: name, POOL: chance.choice(["big", "big", "small"])}
    node = nodes.node(f"{name}-{at}", None, str(chance.choice([2, 4])), "8Gi", labels)
    if chance.random() < 0.15:
        node["spec"] = {"taints": [DEDICATED]}
    return node


def one_workload(chance, name, is_zonal):
    is_set = chance.random() < 0.35
    replicas = chance.choice([1, 2, 2, 3, 3, 3, 4, 5, 6])
    spec = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}}, "spec": pods(chance, name, is_zonal, replicas)},
    }
    if is_set:
        spec["podManagementPolicy"] = chance.choice(["OrderedReady", "Parallel"])
    else:
        spec["strategy"] = strategy(chance)
    kind = "StatefulSet" if is_set else "Deployment"
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": name}, "spec": spec}


def strategy(chance):
    if chance.random() < 0.1:
        return {"type": "Recreate"}
    surge, unavailable = chance.choice([(1, 0), (1, 1), (0, 1), ("25%", "25%"), ("50%", 0), (2, 0)])
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}


def pods(chance, name, is_zonal, replicas):
    """The template's pods, of which each goes to the nodes of its case only."""
    selector = {CASE: name, **({POOL: "big"} if chance.random() < 0.15 else {})}
    cpu = chance.choice(["100m", "100m", "500m", "1", "1500m"])
    spec = {
        "schedulerName": chance.choice(["default-scheduler", "careless", "careless"]),
        "nodeSelector": selector,
        "containers": [{"name": "web", "image": "registry.example.com/web:1", "resources": {"requests": {"cpu": cpu}}}],
    }
    if chance.random() < 0.2:
        spec["tolerations"] = [{"key": DEDICATED["key"], "operator": "Exists"}]
    domains = [ZONE, HOST] if is_zonal else [HOST]
    spreads = [spread(chance, name, key, replicas) for key in domains if chance.random() < 0.5]
    if spreads:
        spec["topologySpreadConstraints"] = spreads
    if chance.random() < 0.35:
        spec["affinity"] = affinity(chance, name, chance.choice(domains))
    return spec


def spread(chance, name, key, replicas):
    constraint = {
        "topologyKey": key,
        "maxSkew": chance.choice([1, 1, 2, max(1, replicas - 1)]),
        "whenUnsatisfiable": chance.choice(["DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"]),
        "labelSelector": {"matchLabels": {"app": name}},
    }
    if constraint["whenUnsatisfiable"] == "DoNotSchedule" and chance.random() < 0.4:
        constraint["minDomains"] = chance.choice([1, 2, 3])
    if chance.random() < 0.5:
        constraint["nodeTaintsPolicy"] = chance.choice(["Honor", "Honor", "Ignore"])
    return constraint


def affinity(chance, name, key):
    term = {"topologyKey": key, "labelSelector": {"matchLabels": {"app": name}}}
    kind = chance.choice(["podAntiAffinity", "podAntiAffinity", "podAntiAffinity", "podAffinity"])
    if chance.random() < 0.25:
        soft = {"weight": 100, "podAffinityTerm": term}
        return {kind: {"preferredDuringSchedulingIgnoredDuringExecution": [soft]}}
    return {kind: {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def budget(chance, name, at):
    key, values = chance.choice([("minAvailable", [1, 1, 2, "50%"]), ("maxUnavailable", [1, 1, 1, 0, 2, "34%"])])
    spec = {"selector": {"matchLabels": {"app": name}}, key: chance.choice(values)}
    if chance.random() < 0.5:
        spec["unhealthyPodEvictionPolicy"] = chance.choice(["AlwaysAllow", "IfHealthyBudget"])
    metadata = {"name": f"{name}-{at}", "namespace": name}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}
