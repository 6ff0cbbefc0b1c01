"""Runs the workloads of delivered trees on simulated nodes, and takes each node and zone away.

The nodes are those that the tree's blueprint declares. What operators would make of their resources is not there: only
the pods of the workloads of Kubernetes itself, and those of Rollouts, which are pods of a Deployment here.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from outages import Cluster, Group, Watch, expect, of_daemon

WORKLOADS = ("Deployment", "StatefulSet", "Rollout")
MERGE = "application/merge-patch+json"
ZONE = "topology.kubernetes.io/zone"


@dataclass
class Row:
    """What was found about a tree on a cluster."""

    name: str
    pods: int = 0
    services: int = 0
    events: int = 0
    findings: list = field(default_factory=list)

    def line(self):
        return "\t".join(map(str, (self.name, self.pods, self.services, self.events, len(self.findings))))

    def say(self):
        for finding in self.findings:
            print(f"outage: {self.name}: {finding}", flush=True)


@dataclass
class Promised:
    """What some pods are there for, and how many of them must remain ready."""

    what: str
    group: Group
    least: int
    in_drains_only: bool = False


def endure(server, objects, declared, row):
    """Has everything happen to the workloads among delivered objects. What is found goes to the row."""
    workloads = [one for one in objects if one.kind in WORKLOADS and one.value["spec"].get("template")]
    if not workloads:
        return
    replicas = {one.identity: start(server, one, objects) for one in workloads}
    namespaces = sorted({one.namespace for one in workloads})
    watch = Watch(server.kubeconfig)
    watch.start()
    own = [Promised(f"{one.kind} {one.name}", Group(one.namespace, labels(one), replicas[one.identity]), 1) for one in workloads]
    promised = promises(objects, workloads, replicas)
    for one in own + promised:
        watch.count(one.group)
    trial = Trial(Cluster(server, watch, namespaces, declared), own, promised, row)
    trial.settled("at the start")
    row.pods, row.services = sum(replicas.values()), sum(not one.in_drains_only for one in promised)
    for node in declared:
        trial.drain(node["metadata"]["name"])
    for node in declared:
        trial.lose("node", [node["metadata"]["name"]])
    for zone, members in by_zone(declared).items():
        trial.lose(f"zone {zone}:", members)


class Trial:
    """One event after the other."""

    def __init__(self, cluster, own, promised, row):
        self.cluster, self.own, self.promised, self.row = cluster, own, promised, row

    @property
    def groups(self):
        return [one.group for one in self.own]

    def settled(self, when):
        """Waits for every pod, and says which never comes."""
        self.cluster.watch.settle(self.cluster.namespaces, self.groups)
        for one in self.own:
            ready, wanted = len(one.group.ready), one.group.wanted
            if ready != wanted:
                self.row.findings.append(f"{when}: {one.what} has {ready} of {wanted} pods{self.reason(one.group)}")

    def reason(self, group):
        for pod in self.cluster.watch.of([group.namespace]):
            for condition in pod.get("status", {}).get("conditions") or []:
                if group.has(pod) and condition["type"] == "PodScheduled" and condition["status"] == "False":
                    return f": {condition['message']}"
        return ""

    def drain(self, node):
        everyone = [one.group for one in self.own + self.promised]
        with self.cluster.watch.meanwhile(everyone):
            for pod in self.cluster.drain([node]):
                self.row.findings.append(f"the drain of {node} never ends: {pod['metadata']['name']} stays")
            self.settled(f"while {node} is drained")
        self.judge(f"while {node} is drained", self.promised)
        self.cluster.come_back([node])

    def lose(self, what, members):
        when = f"while {what} {', '.join(members)} is away"
        stuck = [pod for pod in self.cluster.watch.of(self.cluster.namespaces, members) if not of_daemon(pod)]
        everyone = [one.group for one in self.own + self.promised]
        with self.cluster.watch.meanwhile(everyone):
            self.cluster.lose(members)
            self.cluster.give_up(members)
            self.cluster.watch.settle(self.cluster.namespaces, self.groups)
        self.judge(when, [one for one in self.promised if not one.in_drains_only])
        self.come_back(when, stuck)
        self.cluster.come_back(members)
        self.cluster.restart()
        self.settled(f"after {', '.join(members)} came back")

    def come_back(self, when, lost):
        """What can be elsewhere is there: only the pods of a StatefulSet wait for their node."""
        for one in self.own:
            waiting = sum(one.what.startswith("StatefulSet") and one.group.has(pod) for pod in lost)
            if len(one.group.ready) < one.group.wanted - waiting:
                count = f"{len(one.group.ready)} of {one.group.wanted}"
                self.row.findings.append(f"{when}: {one.what} keeps {count} pods{self.reason(one.group)}")

    def judge(self, when, promised):
        self.row.events += 1
        for one in promised:
            if one.group.fewest < one.least:
                self.row.findings.append(f"{when}: {one.what} has {one.group.fewest} ready pods, not {one.least}")


def promises(objects, workloads, replicas):
    """The Services with at least two pods, which keep one, and the budgets, which keep what they say in a drain."""
    found = []
    for one in objects:
        selector = selector_of(one)
        served = [w for w in workloads if selector and w.namespace == one.namespace and selector.items() <= labels(w).items()]
        wanted = sum(replicas[workload.identity] for workload in served)
        group = Group(one.namespace, selector, wanted)
        if one.kind == "Service" and wanted >= 2:
            found.append(Promised(f"Service {one.name}", group, 1))
        elif one.kind == "PodDisruptionBudget" and wanted:
            found.append(Promised(f"PodDisruptionBudget {one.name}", group, kept(one.value["spec"], wanted), True))
    return found


def selector_of(one):
    spec = one.value.get("spec") or {}
    if one.kind == "Service":
        return spec.get("selector")
    return (spec.get("selector") or {}).get("matchLabels") if one.kind == "PodDisruptionBudget" else None


def kept(budget, wanted):
    """How many pods a budget keeps. Of a share the server rounds up."""
    if "minAvailable" in budget:
        return amount(budget["minAvailable"], wanted)
    return wanted - amount(budget.get("maxUnavailable", wanted), wanted)


def amount(value, wanted):
    return -(-int(value[:-1]) * wanted // 100) if isinstance(value, str) else value


def start(server, one, objects):
    """Has a workload run as many pods as it would have: what scales by load starts with its least."""
    spec = one.value["spec"]
    replicas = spec.get("replicas", 1)
    for scaler in objects:
        target = scaler.value.get("spec", {}).get("scaleTargetRef") if scaler.kind == "HorizontalPodAutoscaler" else None
        if target and (target["kind"], target["name"], scaler.namespace) == (one.kind, one.name, one.namespace):
            replicas = max(replicas, scaler.value["spec"].get("minReplicas", 1))
    if one.kind == "Rollout":
        deployment = {key: spec[key] for key in ("selector", "template")}
        body = {"metadata": {"name": one.name}, "spec": {**deployment, "replicas": replicas}}
        expect(server.request("POST", f"/apis/apps/v1/namespaces/{one.namespace}/deployments", body))
    elif replicas != spec.get("replicas"):
        expect(server.request("PATCH", server.path(one), {"spec": {"replicas": replicas}}, MERGE))
    return replicas


def labels(one):
    return one.value["spec"]["template"]["metadata"].get("labels") or {}


def by_zone(declared):
    zones = defaultdict(list)
    for node in declared:
        if zone := node["metadata"]["labels"].get(ZONE):
            zones[zone].append(node["metadata"]["name"])
    return zones if len(zones) > 1 else {}
