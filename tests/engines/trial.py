"""A case of the oracle: a workload on nodes of its own, what happens to it, and what was seen of that."""

import random
import time
from dataclasses import dataclass

import clusters
from api import Server
from outages import MERGE, Cluster, Group, expect

APPS = "/apis/apps/v1/namespaces"
KINDS = (("nodeLost", "drain"), ("zoneLost", "drain"), ("drainTwo", "zoneLostThenDrain", "rollout"))
# Verdicts on these are about the promise alone: they may wait for what is away.
PROMISE_ONLY = ("drainTwo", "zoneLostThenDrain")


@dataclass(frozen=True)
class Seen:
    """What became of a case in an event."""

    case: int
    event: str
    at: tuple
    ready: int
    later: int
    hung: bool


@dataclass(frozen=True)
class Case:
    """A workload, its budgets and its nodes."""

    number: int
    nodes: list
    workload: dict
    budgets: list

    @property
    def objects(self):
        return [*self.nodes, self.workload, *self.budgets]

    @property
    def name(self):
        return self.workload["metadata"]["name"]


class Trial:
    """What happens to a case."""

    def __init__(self, kubeconfig, watch, case):
        self.server, self.watch, self.case, self.name = Server(kubeconfig), watch, case, case.name
        self.cluster = Cluster(self.server, watch, [self.name], case.nodes)
        self.group = Group(self.name, {"app": self.name}, case.workload["spec"]["replicas"])
        self.path = f"{APPS}/{self.name}/{case.workload['kind'].lower()}s"

    def run(self, verdicts):
        """Everything that was seen: the scheduling, and some of the events that there are verdicts on."""
        self.begin()
        yield Seen(self.case.number, "scheduled", (), len(self.group.ready), len(self.group.ready), False)
        chosen = list(self.chosen(verdicts))
        for at, pick in enumerate(chosen):
            yield self.happens(*max(pick, key=self.pods_at))
            if at + 1 < len(chosen):
                self.begin_again()
        self.end()

    def begin(self):
        self.watch.count(self.group)
        expect(self.server.request("POST", "/api/v1/namespaces", {"metadata": {"name": self.name}}))
        while not self.server.request("GET", f"/api/v1/namespaces/{self.name}/serviceaccounts/default").accepted:
            time.sleep(0.5)
        for node in self.case.nodes:
            expect(self.server.request("POST", "/api/v1/nodes", node))
        for one in self.case.budgets:
            expect(self.server.request("POST", f"/apis/policy/v1/namespaces/{self.name}/poddisruptionbudgets", one))
        expect(self.server.request("POST", self.path, self.case.workload))
        self.settle()

    def begin_again(self):
        """All pods are made anew on all nodes, from nothing: where they were before does not matter."""
        self.scale(0)
        self.cluster.come_back([node["metadata"]["name"] for node in self.case.nodes])
        self.until_gone()
        self.scale(self.case.workload["spec"]["replicas"])
        self.settle()

    def end(self):
        """What is over keeps the scheduler busy no longer."""
        self.scale(0)
        self.cluster.delete(self.watch.of([self.name]))
        self.until_gone()
        for node in self.case.nodes:
            expect(self.server.request("DELETE", f"/api/v1/nodes/{node['metadata']['name']}"))

    def chosen(self, verdicts):
        """Of some kinds of events, all there are; the one that leaves the workload in two versions last."""
        chance = random.Random(self.case.number)
        for kinds in KINDS:
            kind = chance.choice(kinds)
            if found := [key for key in verdicts if key[0] == kind]:
                yield found

    def pods_at(self, event):
        nodes = [node for place in event[1] for node in self.members(place)]
        return len(self.watch.of([self.name], nodes))

    def members(self, place):
        """The nodes of a zone, or a node."""
        labels = [(node["metadata"]["name"], node["metadata"]["labels"]) for node in self.case.nodes]
        return [name for name, own in labels if place in (name, own.get(clusters.ZONE))]

    def happens(self, kind, at):
        places = [self.members(place) for place in at]
        if kind == "zoneLostThenDrain":
            # What the loss alone does is another verdict.
            self.lose(places.pop(0))
        with self.watch.meanwhile([self.group]):
            stays = []
            if kind == "rollout":
                stays = self.roll_out()
            elif kind in ("nodeLost", "zoneLost"):
                self.lose(places[0])
            else:
                stays = self.cluster.drain([node for place in places for node in place])
            self.settle()
        hung = bool(stays) and kind not in PROMISE_ONLY
        return Seen(self.case.number, kind, at, self.group.fewest, len(self.group.ready), hung)

    def lose(self, nodes):
        """Nodes are away: what their controllers and the scheduler do in five minutes, and what they do then."""
        self.cluster.lose(nodes)
        self.settle()
        self.cluster.give_up(nodes)
        self.settle()

    def settle(self):
        self.watch.settle([self.name], [self.group])

    def scale(self, replicas):
        expect(self.server.request("PATCH", f"{self.path}/{self.name}", {"spec": {"replicas": replicas}}, MERGE))

    def until_gone(self):
        started = time.monotonic()
        while pods := self.watch.of([self.name]):
            if time.monotonic() - started > 300:
                raise RuntimeError(f"{self.name}: {pods[0]['metadata']['name']} never ends")
            time.sleep(0.1)

    def roll_out(self):
        """A new version. Says whether it is still under way when nothing moves any more."""
        path = f"{self.path}/{self.name}"
        body = {"spec": {"template": {"metadata": {"annotations": {"version": "2"}}}}}
        expect(self.server.request("PATCH", path, body, MERGE))
        started = self.watch.now()
        while True:
            is_still = self.watch.is_quiet([self.name], started)
            kept = self.server.request("GET", path).body
            is_observed = kept["status"].get("observedGeneration", 0) >= kept["metadata"]["generation"]
            if is_observed and self.is_rolled_out(kept["status"]):
                return False
            if is_observed and is_still:
                return True
            time.sleep(0.5)

    def is_rolled_out(self, status):
        return [status.get(key, 0) for key in ("replicas", "updatedReplicas", "readyReplicas")] == [self.group.wanted] * 3
