"""Judges that are wrong: each overlooks one thing of the objects, or says one thing of every verdict."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Callable

import clusters

REQUIRED, PREFERRED = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"


@dataclass(frozen=True)
class Judge:
    """What a judge makes of the objects before it judges them, and of its verdicts."""

    change: Callable = lambda workload, nodes, budgets: None
    say: Callable = lambda verdict, said, case: verdict
    # What it overlooks matters in few random clusters: that nothing contradicts it is no fault.
    is_seldom: bool = False

    def objects(self, objects):
        """The objects as it sees them."""
        objects = deepcopy(objects)
        nodes = [one for one in objects if one["kind"] == "Node"]
        (workload,) = [one for one in objects if one["kind"] in ("Deployment", "StatefulSet")]
        budgets = [one for one in objects if one["kind"] == "PodDisruptionBudget"]
        self.change(workload, nodes, budgets)
        return [*nodes, workload, *budgets]

    def verdicts(self, said, case):
        """The verdicts as it says them."""
        return {key: self.say(verdict, said, case) for key, verdict in said.items()}


def pods(workload):
    return workload["spec"]["template"]["spec"]


def spreads(workload):
    return pods(workload).get("topologySpreadConstraints", [])


def no_spread(workload, _nodes, _budgets):
    pods(workload).pop("topologySpreadConstraints", None)


def hard_spread(workload, _nodes, _budgets):
    for one in spreads(workload):
        one["whenUnsatisfiable"] = "DoNotSchedule"


def one_skew(workload, _nodes, _budgets):
    for one in spreads(workload):
        one["maxSkew"] = 1


def no_min_domains(workload, _nodes, _budgets):
    for one in spreads(workload):
        one.pop("minDomains", None)


def honored_taints(workload, _nodes, _budgets):
    for one in spreads(workload):
        one["nodeTaintsPolicy"] = "Honor"


def no_affinity(kind):
    return lambda workload, _nodes, _budgets: pods(workload).get("affinity", {}).pop(kind, None)


def hard_affinity(workload, _nodes, _budgets):
    for terms in pods(workload).get("affinity", {}).values():
        terms[REQUIRED] = terms.get(REQUIRED, []) + [one["podAffinityTerm"] for one in terms.pop(PREFERRED, [])]


def no_requests(workload, _nodes, _budgets):
    for container in pods(workload)["containers"]:
        container.pop("resources")


def no_selector(workload, _nodes, _budgets):
    pods(workload)["nodeSelector"].pop(clusters.POOL, None)


def no_taints(_workload, nodes, _budgets):
    for node in nodes:
        node.pop("spec", None)


def no_budgets(_workload, _nodes, budgets):
    budgets.clear()


def one_budget(_workload, _nodes, budgets):
    del budgets[1:]


def rounded_down(workload, _nodes, budgets):
    for one in budgets:
        if one["spec"].get("minAvailable") == "50%":
            one["spec"]["minAvailable"] = workload["spec"]["replicas"] // 2


def surging(surge, unavailable):
    def change(workload, _nodes, _budgets):
        if "strategy" in workload["spec"]:
            rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
            workload["spec"]["strategy"] = {"type": "RollingUpdate", "rollingUpdate": rolling}

    return change


def no_recreation(workload, _nodes, _budgets):
    if workload["spec"].get("strategy", {}).get("type") == "Recreate":
        del workload["spec"]["strategy"]


def no_identity(workload, _nodes, _budgets):
    workload["kind"] = "Deployment"


def no_order(workload, _nodes, _budgets):
    if "podManagementPolicy" in workload["spec"]:
        workload["spec"]["podManagementPolicy"] = "OrderedReady"


def zone_as_node(verdict, said, case):
    """The loss of a zone is that of its node which says least."""
    if verdict["event"] != "zoneLost":
        return verdict
    own = [node["metadata"]["name"] for node in case.nodes if node["metadata"]["labels"].get(clusters.ZONE) in verdict["at"]]
    return {**min((said["nodeLost", (name,)] for name in own), key=lambda one: one["ready"]), "event": "zoneLost"}


def two_as_one(verdict, said, _case):
    if verdict["event"] not in ("drainTwo", "zoneLostThenDrain"):
        return verdict
    return {**said["drain", (verdict["at"][1],)], "event": verdict["event"]}


def nothing_hangs(verdict, _said, _case):
    return {**verdict, "safe": True} if verdict["outcome"] == "hangs" else verdict


def all_come_back(verdict, said, _case):
    return {**verdict, "later": max(one["ready"] for one in said.values())}


def one_more(verdict, _said, _case):
    return {**verdict, "ready": verdict["ready"] + 1}


RIGHT = Judge()
WRONG = {
    "no spread binds": Judge(no_spread),
    "every spread binds": Judge(hard_spread, is_seldom=True),
    "every spread has a skew of one": Judge(one_skew, is_seldom=True),
    "minDomains is nothing": Judge(no_min_domains, is_seldom=True),
    "nodes that are away are no domains": Judge(honored_taints, is_seldom=True),
    "no anti-affinity binds": Judge(no_affinity("podAntiAffinity")),
    "no affinity binds": Judge(no_affinity("podAffinity")),
    "every affinity binds": Judge(hard_affinity, is_seldom=True),
    "nodes have room for everything": Judge(no_requests),
    "every node is selected": Judge(no_selector),
    "no node has taints": Judge(no_taints),
    "no budget counts": Judge(no_budgets),
    "one budget is as good as two": Judge(one_budget),
    "shares of budgets are rounded down": Judge(rounded_down, is_seldom=True),
    "every rollout surges by one": Judge(surging(1, 0)),
    "every rollout takes one away first": Judge(surging(0, 1), is_seldom=True),
    "nothing is recreated": Judge(no_recreation, is_seldom=True),
    "pods of a StatefulSet are replaced": Judge(no_identity),
    "every StatefulSet is ordered": Judge(no_order, is_seldom=True),
    "the loss of a zone is that of a node": Judge(say=zone_as_node),
    "two outages are one": Judge(say=two_as_one),
    "no drain and no rollout hangs": Judge(say=nothing_hangs),
    "all pods come back": Judge(say=all_come_back),
    "one pod more remains": Judge(say=one_more),
}
