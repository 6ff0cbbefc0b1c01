"""Takes simulated nodes away, and sees how many pods remain ready meanwhile."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from api import Server
from pulse import BEATS, Pulse

UNREACHABLE = [{"key": "node.kubernetes.io/unreachable", "effect": effect} for effect in ("NoSchedule", "NoExecute")]
CORDONED = [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
# A pod that had no place is tried again after a second: so many more without anything, and it has none.
QUIET = 2.5


@dataclass
class Group:
    """Pods that are counted: those of a namespace that have some labels."""

    namespace: str
    labels: dict
    wanted: int = 0
    ready: set = field(default_factory=set)
    fewest: int = 0

    def has(self, pod):
        """Whether a pod is one of the group."""
        metadata = pod["metadata"]
        labels = (metadata.get("labels") or {}).items()
        return metadata["namespace"] == self.namespace and self.labels.items() <= labels

    def count(self, pod, is_ready):
        """Notes what became of a pod."""
        (self.ready.add if is_ready and self.has(pod) else self.ready.discard)(name(pod))
        self.fewest = min(self.fewest, len(self.ready))


class Watch(threading.Thread):
    """Follows every pod, and misses no moment of any."""

    def __init__(self, kubeconfig):
        super().__init__(daemon=True)
        self.server, self.lock = Server(kubeconfig), threading.RLock()
        self.pods, self.groups, self.moved, self.broken = {}, {}, {}, None
        self.pulse, self.is_ready = Pulse(Server(kubeconfig), self), is_ready

    def run(self):
        self.pulse.start()
        try:
            listed = self.server.request("GET", "/api/v1/pods").body
            with self.lock:
                for pod in listed["items"]:
                    self.see("ADDED", pod)
            self.follow(listed["metadata"]["resourceVersion"])
        except Exception as fault:  # pylint: disable=broad-except
            self.broken = fault

    def follow(self, version):
        path = f"/api/v1/pods?watch=true&resourceVersion={version}&timeoutSeconds=7200"
        self.server.connection.timeout = None
        self.server.connection.close()
        self.server.connection.request("GET", path, headers={"Accept": "application/json"})
        for line in self.server.connection.getresponse():
            event = json.loads(line)
            if event["type"] == "ERROR":
                raise RuntimeError(event["object"]["message"])
            with self.lock:
                self.see(event["type"], event["object"])

    def see(self, what, pod):
        key, namespace = name(pod), pod["metadata"]["namespace"]
        before = self.pods.setdefault(namespace, {}).pop(key, None)
        if what != "DELETED":
            self.pods[namespace][key] = pod
        # That the scheduler tries again and counts other nodes than before is no movement.
        if what == "DELETED" or before is None or course(before) != course(pod):
            self.moved[namespace] = self.now()
        for group in self.groups.get(namespace, ()):
            group.count(pod, what != "DELETED" and is_ready(pod))

    def now(self):
        return time.monotonic(), self.pulse.beats

    def is_quiet(self, namespaces, since):
        """Whether nothing has happened in namespaces for so long that nothing will."""
        seconds, beats = max([since, *(self.moved[one] for one in namespaces if one in self.moved)])
        return time.monotonic() - seconds > QUIET and self.pulse.beats - beats >= BEATS

    def await_move(self, namespaces, seconds):
        """Waits until something happens in namespaces, but not for long."""
        before, started = [self.moved.get(one) for one in namespaces], time.monotonic()
        while time.monotonic() - started < seconds and before == [self.moved.get(one) for one in namespaces]:
            time.sleep(0.1)

    def count(self, group):
        """Counts a group from now on."""
        with self.lock:
            self.groups.setdefault(group.namespace, []).append(group)
            for pod in self.pods.get(group.namespace, {}).values():
                if group.has(pod):
                    group.count(pod, is_ready(pod))
            group.fewest = len(group.ready)

    def of(self, namespaces, nodes=None):
        """The pods of namespaces, those on some nodes if they are named."""
        if self.broken:
            raise self.broken
        with self.lock:
            found = [pod for namespace in namespaces for pod in self.pods.get(namespace, {}).values()]
        return [pod for pod in found if nodes is None or pod["spec"].get("nodeName") in nodes]

    @contextmanager
    def meanwhile(self, groups):
        """Counts the fewest ready pods of groups while something happens."""
        with self.lock:
            for group in groups:
                group.fewest = len(group.ready)
        yield

    def settle(self, namespaces, groups, seconds=300):
        """Waits until all pods of groups are ready, or nothing happens any more."""
        started = self.now()
        while time.monotonic() - started[0] < seconds and not self.is_quiet(namespaces, started):
            if all(len(group.ready) == group.wanted for group in groups) and not self.unfinished(namespaces):
                return
            time.sleep(0.1)

    def unfinished(self, namespaces):
        return [pod for pod in self.of(namespaces) if is_live(pod) and not is_ready(pod)]


class Cluster:
    """What happens to nodes, for the pods of some namespaces. The taints are those that the controllers of nodes give them."""

    def __init__(self, server, watch, namespaces, nodes):
        self.server, self.watch, self.namespaces = server, watch, namespaces
        self.taints = {node["metadata"]["name"]: node.get("spec", {}).get("taints", []) for node in nodes}

    def mark(self, node, taints, is_cordoned=False):
        body = {"spec": {"unschedulable": is_cordoned, "taints": [*self.taints[node], *taints]}}
        expect(self.server.request("PATCH", f"/api/v1/nodes/{node}", body, MERGE))

    def drain(self, nodes, seconds=900):
        """Evicts all pods of nodes, again and again as kubectl does; those that remain when nothing moves any more."""
        for node in nodes:
            self.mark(node, CORDONED, is_cordoned=True)
        started = self.watch.now()
        while pods := [pod for pod in self.watch.of(self.namespaces, nodes) if is_live(pod) and not of_daemon(pod)]:
            # Asked before the evictions: a budget that makes up its mind after them would be refused its last word.
            is_still = self.watch.is_quiet(self.namespaces, started) and not self.is_remembered()
            evicted = [self.evict(pod) for pod in pods]
            if (is_still and not any(evicted)) or time.monotonic() - started[0] > seconds:
                return pods
            self.watch.await_move(self.namespaces, 1)
        return []

    def is_remembered(self):
        """Whether a budget still counts a pod as gone of which it never saw the end. It forgets it after two minutes."""
        paths = [f"/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets" for namespace in self.namespaces]
        budgets = [one for where in paths for one in self.server.request("GET", where).body["items"]]
        return any(one["status"].get("disruptedPods") for one in budgets)

    def evict(self, pod):
        """Whether a pod is told to end, or is gone."""
        namespace, one = name(pod)
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": one, "namespace": namespace}}
        answer = self.server.request("POST", f"/api/v1/namespaces/{namespace}/pods/{one}/eviction", body)
        # 429: the budget says no; 500: two budgets say nothing; 404: it is gone.
        if not answer.accepted and answer.status not in (404, 429, 500):
            raise RuntimeError(answer.message)
        return answer.accepted or answer.status == 404

    def lose(self, nodes):
        """Nodes are away, which their controllers say after a minute."""
        for node in nodes:
            self.mark(node, UNREACHABLE)
            self.condition(f"/api/v1/nodes/{node}", "Unknown")
        pods = [pod for pod in self.watch.of(self.namespaces, nodes) if is_live(pod)]
        for pod in pods:
            self.condition(path(pod), "False")
        self.until_seen(lambda: not any(map(is_ready, self.watch.of(self.namespaces, nodes))))

    def give_up(self, nodes):
        """The pods of lost nodes are told to end, as after five minutes. Nobody there does it before the node is back."""
        pods = [pod for pod in self.watch.of(self.namespaces, nodes) if is_live(pod) and not of_daemon(pod)]
        for pod in pods:
            self.server.request("DELETE", path(pod))
        self.until_seen(lambda: not [pod for pod in self.watch.of(self.namespaces, nodes) if is_live(pod) and not of_daemon(pod)])

    def come_back(self, nodes):
        for node in nodes:
            self.mark(node, [])
            self.condition(f"/api/v1/nodes/{node}", "True")
        self.delete([pod for pod in self.watch.of(self.namespaces, nodes) if "deletionTimestamp" in pod["metadata"]])

    def restart(self):
        """Makes all pods anew, wherever they were."""
        self.delete([pod for pod in self.watch.of(self.namespaces) if is_live(pod)])

    def condition(self, where, status):
        reason = "NodeReady" if status == "True" else "NodeLost"
        body = {"status": {"conditions": [{"type": "Ready", "status": status, "reason": reason, "message": "test"}]}}
        answer = self.server.request("PATCH", f"{where}/status", body, STRATEGIC)
        if answer.status != 404:
            expect(answer)

    def delete(self, pods):
        for pod in pods:
            self.server.request("DELETE", path(pod), {"gracePeriodSeconds": 0})
        gone = {pod["metadata"]["uid"] for pod in pods}
        self.until_seen(lambda: not any(pod["metadata"]["uid"] in gone for pod in self.watch.of(self.namespaces)))

    def until_seen(self, is_so):
        """Waits for the watch: it lags behind the answers."""
        for _ in range(3000):
            if is_so():
                return
            time.sleep(0.02)
        raise RuntimeError("the watch saw nothing of what was done")


def expect(answer):
    if not answer.accepted:
        raise RuntimeError(answer.message)


def name(pod):
    return pod["metadata"]["namespace"], pod["metadata"]["name"]


def path(pod):
    namespace, one = name(pod)
    return f"/api/v1/namespaces/{namespace}/pods/{one}"


def course(pod):
    """How far a pod is."""
    return pod["metadata"]["uid"], pod["spec"].get("nodeName"), is_live(pod), is_ready(pod)


def is_live(pod):
    return pod.get("status", {}).get("phase") not in ("Succeeded", "Failed") and "deletionTimestamp" not in pod["metadata"]


def is_ready(pod):
    conditions = pod.get("status", {}).get("conditions") or []
    return is_live(pod) and any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def owner(pod):
    return next((one["kind"] for one in pod["metadata"].get("ownerReferences") or []), None)


def of_daemon(pod):
    return owner(pod) == "DaemonSet"
