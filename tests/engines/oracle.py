"""Holds `hagen simulate` against a real control plane: what it calls safe must be so, and nothing may go worse than it says.

usage: oracle.py JUDGE COUNT [SEED]

JUDGE is the example judge of hagen-simulate. COUNT small random clusters of simulated nodes run a workload each. The nodes
and zones with the most of its pods are lost or drained, and what happens is compared with the verdicts, which must not be
better. The same comparison with every bad verdict turned into a good one must fail: it would see a lie.
"""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import clusters
from api import Server
from outages import MERGE, Cluster, Group, Watch, expect
from prove import cluster

AT_ONCE = 24
# Verdicts on these are about the promise alone: they may wait for what is away.
PROMISE_ONLY = ("drainTwo", "zoneLostThenDrain")
APPS = "/apis/apps/v1/namespaces"


@dataclass(frozen=True)
class Seen:
    """A verdict, and what became of it."""

    case: int
    event: str
    at: tuple
    keeps: int
    safe: bool
    ready: int
    later: int
    real_ready: int
    real_later: int
    hung: bool

    @property
    def failed(self):
        return self.real_ready < self.keeps or self.hung

    @property
    def contradicts(self):
        """Whether it went worse than the verdict says."""
        worse = self.real_ready < self.ready or (self.event not in PROMISE_ONLY and self.real_later < self.later)
        return worse or (self.safe and self.failed)


def main():
    judge, count, seed = sys.argv[1], int(sys.argv[2]), (sys.argv[3:] or ["hagen"])[0]
    cases = [(number, *clusters.case(seed, number)) for number in range(count)]
    with cluster(declared=[clusters.one_node(random.Random(0), "spare", 0)]) as server:
        namespaces(server, count)
        watch = Watch(server.kubeconfig)
        watch.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            trials = [Trial(server.kubeconfig, watch, judge, case) for case in cases]
            seen = [one for found in pool.map(Trial.run, trials) for one in found]
    report(count, seen)


def namespaces(server, count):
    """A namespace for each case, with the account that its pods have."""
    names = [f"case-{number}" for number in range(count)]
    for name in names:
        expect(server.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}}))
    for name in names:
        while not server.request("GET", f"/api/v1/namespaces/{name}/serviceaccounts/default").accepted:
            time.sleep(0.1)


class Trial:
    """A case, and what happens to it."""

    def __init__(self, kubeconfig, watch, judge, case):
        self.kubeconfig, self.watch, self.judge = kubeconfig, watch, judge
        self.number, self.nodes, self.workload, self.budgets = case
        self.name = self.workload["metadata"]["name"]
        self.group = Group(self.name, {"app": self.name}, self.workload["spec"]["replicas"])
        self.chance = random.Random(self.number)

    def run(self):
        """Everything that was seen."""
        verdicts = self.verdicts()
        server = Server(self.kubeconfig)
        self.cluster, self.server = Cluster(server, self.watch, [self.name], self.nodes), server
        self.watch.count(self.group)
        for node in self.nodes:
            expect(server.request("POST", "/api/v1/nodes", node))
        for one in self.budgets:
            expect(server.request("POST", f"/apis/policy/v1/namespaces/{self.name}/poddisruptionbudgets", one))
        expect(server.request("POST", f"{APPS}/{self.name}/{self.plural}", self.workload))
        self.settle()
        seen = [self.compare(verdicts["keeps"], self.scheduled(verdicts), len(self.group.ready), False)]
        for verdict in self.chosen(verdicts["events"]):
            seen.append(self.happens(verdicts["keeps"], verdict))
        return seen

    @property
    def plural(self):
        return self.workload["kind"].lower() + "s"

    def verdicts(self):
        listed = {"apiVersion": "v1", "kind": "List", "items": [*self.nodes, self.workload, *self.budgets]}
        output = subprocess.run([self.judge], input=json.dumps(listed), capture_output=True, text=True, check=True)
        (found,) = json.loads(output.stdout)["sets"]
        return found

    def scheduled(self, verdicts):
        least = verdicts["placed"]["least"]
        found = next((one for one in verdicts["events"] if one["event"] == "scheduled"), None)
        return found or {"event": "scheduled", "at": [], "safe": False, "ready": least, "later": least}

    def chosen(self, verdicts):
        """The events at the places with the most pods; the one that leaves the workload in two versions last."""
        for kinds in (("nodeLost", "drain"), ("zoneLost", "drain"), ("drainTwo", "zoneLostThenDrain", "rollout")):
            kind = self.chance.choice(kinds)
            found = [one for one in verdicts if one["event"] == kind]
            if found:
                yield max(found, key=self.pods_at)

    def pods_at(self, verdict):
        nodes = [node for place in verdict["at"] for node in self.members(place)]
        return len(self.watch.of([self.name], nodes))

    def members(self, place):
        """The nodes of a zone, or a node."""
        labels = [(node["metadata"]["name"], node["metadata"]["labels"]) for node in self.nodes]
        return [name for name, own in labels if place in (name, own.get(clusters.ZONE))]

    def happens(self, keeps, verdict):
        kind, places = verdict["event"], [self.members(place) for place in verdict["at"]]
        if kind == "zoneLostThenDrain":
            # What the loss alone does is another verdict.
            self.cluster.lose(places.pop(0))
            self.settle()
        with self.watch.meanwhile([self.group]):
            stays = []
            if kind == "rollout":
                stays = self.roll_out()
            elif kind in ("nodeLost", "zoneLost"):
                self.cluster.lose(places[0])
            else:
                stays = self.cluster.drain([node for place in places for node in place])
            self.settle()
        seen = self.compare(keeps, verdict, self.group.fewest, bool(stays) and kind not in PROMISE_ONLY)
        self.come_back()
        return seen

    def come_back(self):
        self.cluster.come_back([node["metadata"]["name"] for node in self.nodes])
        self.cluster.restart()
        self.settle()

    def settle(self):
        self.watch.settle([self.name], [self.group])

    def roll_out(self):
        """A new version. Says whether it is still under way when nothing moves any more."""
        path = f"{APPS}/{self.name}/{self.plural}/{self.name}"
        body = {"spec": {"template": {"metadata": {"annotations": {"version": "2"}}}}}
        expect(self.server.request("PATCH", path, body, MERGE))
        started = self.watch.now()
        while not self.rolled_out(self.server.request("GET", path).body):
            if self.watch.is_quiet([self.name], started):
                return True
            time.sleep(0.2)
        return False

    def rolled_out(self, kept):
        status, wanted = kept["status"], self.group.wanted
        counts = [status.get(key, 0) for key in ("replicas", "updatedReplicas", "readyReplicas")]
        return status.get("observedGeneration", 0) >= kept["metadata"]["generation"] and counts == [wanted] * 3

    def compare(self, keeps, verdict, real_ready, hung):
        expected = (verdict["safe"], verdict["ready"], verdict["later"])
        at, later = tuple(verdict["at"]), len(self.group.ready)
        return Seen(self.number, verdict["event"], at, keeps, *expected, real_ready, later, hung)


def report(count, seen):
    """Says what was seen, and ends badly if anything contradicts a verdict or if a lie were not noticed."""
    table = Counter((one.event, one.safe, one.failed) for one in seen)
    print(f"{'event':20} {'safe, held':>12} {'safe, failed':>12} {'unsafe, failed':>14} {'unsafe, held':>12}")
    for event in sorted({one.event for one in seen}):
        row = [table[event, *cell] for cell in ((True, False), (True, True), (False, True), (False, False))]
        print(f"{event:20} {row[0]:12} {row[1]:12} {row[2]:14} {row[3]:12}")
    wrong = [one for one in seen if one.contradicts]
    for one in wrong:
        print(f"worse than its verdict: {one}")
    exact = sum(one.real_ready == one.ready for one in seen)
    lies = [replace(one, safe=True) for one in seen if not one.safe]
    noticed = sum(one.contradicts for one in lies)
    print(f"{count} clusters, {len(seen)} events, {exact} exactly as bad as said, {len(wrong)} worse; "
          f"of {len(lies)} lies {noticed} would be noticed")
    if wrong or not noticed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
