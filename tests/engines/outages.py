"""Takes simulated nodes away, and sees how many pods remain ready meanwhile."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from api import Server

UNREACHABLE = [{"key": "node.kubernetes.io/unreachable", "effect": effect} for effect in ("NoSchedule", "NoExecute")]
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
# Nothing happens for so many seconds, and everybody has had their turn.
QUIET = 4.0


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

    def run(self):
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
        self.moved[namespace] = time.monotonic()
        if what == "DELETED":
            self.pods.pop(key, None)
        else:
            self.pods[key] = pod
        for group in self.groups.get(namespace, ()):
            group.count(pod, what != "DELETED" and is_ready(pod))

    def count(self, group):
        """Counts a group from now on."""
        with self.lock:
            self.groups.setdefault(group.namespace, []).append(group)
            for pod in self.pods.values():
                if group.has(pod):
                    group.count(pod, is_ready(pod))
            group.fewest = len(group.ready)

    def of(self, namespaces, nodes=None):
        """The pods of namespaces, those on some nodes if they are named."""
        if self.broken:
            raise self.broken
        with self.lock:
            found = [pod for pod in self.pods.values() if pod["metadata"]["namespace"] in namespaces]
        return [pod for pod in found if nodes is None or pod["spec"].get("nodeName") in nodes]

    @contextmanager
    def meanwhile(self, groups):
        """Counts the fewest ready pods of groups while something happens."""
        with self.lock:
            for group in groups:
                group.fewest = len(group.ready)
        yield

    def settle(self, namespaces, groups, seconds=60):
        """Waits until all pods of groups are ready, or nothing happens any more."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            moved = max((self.moved.get(namespace, 0) for namespace in namespaces), default=0)
            if time.monotonic() - max(moved, started) > QUIET:
                return
            if all(len(group.ready) == group.wanted for group in groups) and not self.unfinished(namespaces):
                return
            time.sleep(0.1)

    def unfinished(self, namespaces):
        return [pod for pod in self.of(namespaces) if is_live(pod) and not is_ready(pod)]


class Cluster:
    """What happens to the nodes, for the pods of some namespaces."""

    def __init__(self, server, watch, namespaces):
        self.server, self.watch, self.namespaces = server, watch, namespaces

    def cordon(self, node, is_cordoned=True):
        expect(self.server.request("PATCH", f"/api/v1/nodes/{node}", {"spec": {"unschedulable": is_cordoned}}, MERGE))

    def drain(self, nodes, seconds=120):
        """Evicts all pods of nodes, again and again as kubectl does; those that remain when nothing moves any more."""
        for node in nodes:
            self.cordon(node)
        started = time.monotonic()
        while pods := [pod for pod in self.watch.of(self.namespaces, nodes) if is_live(pod) and not of_daemon(pod)]:
            for pod in pods:
                self.evict(pod)
            moved = max(self.watch.moved.get(namespace, 0) for namespace in self.namespaces)
            if time.monotonic() - max(moved, started) > QUIET or time.monotonic() - started > seconds:
                return pods
            time.sleep(0.2)
        return []

    def evict(self, pod):
        namespace, one = name(pod)
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": one, "namespace": namespace}}
        answer = self.server.request("POST", f"/api/v1/namespaces/{namespace}/pods/{one}/eviction", body)
        # 429: the budget says no; 500: two budgets say nothing; 404: it is gone.
        if not answer.accepted and answer.status not in (404, 429, 500):
            raise RuntimeError(answer.message)

    def lose(self, nodes):
        """Nodes are away: what their controllers do in minutes, at once. A StatefulSet waits for its pods."""
        for node in nodes:
            expect(self.server.request("PATCH", f"/api/v1/nodes/{node}", {"spec": {"taints": UNREACHABLE}}, MERGE))
            self.condition(f"/api/v1/nodes/{node}", "Unknown")
        pods = [pod for pod in self.watch.of(self.namespaces, nodes) if is_live(pod)]
        for pod in pods:
            self.condition(path(pod), "False")
        for pod in pods:
            if not of_set(pod) and not of_daemon(pod):
                self.delete(pod)

    def come_back(self, nodes):
        for node in nodes:
            body = {"spec": {"taints": None, "unschedulable": None}}
            expect(self.server.request("PATCH", f"/api/v1/nodes/{node}", body, MERGE))
            self.condition(f"/api/v1/nodes/{node}", "True")

    def restart(self):
        """Makes all pods anew, wherever they were."""
        for pod in self.watch.of(self.namespaces):
            if is_live(pod):
                self.delete(pod)

    def condition(self, where, status):
        body = {"status": {"conditions": [{"type": "Ready", "status": status, "reason": "Test", "message": "test"}]}}
        answer = self.server.request("PATCH", f"{where}/status", body, STRATEGIC)
        if answer.status != 404:
            expect(answer)

    def delete(self, pod):
        self.server.request("DELETE", path(pod), {"gracePeriodSeconds": 0})


def expect(answer):
    if not answer.accepted:
        raise RuntimeError(answer.message)


def name(pod):
    return pod["metadata"]["namespace"], pod["metadata"]["name"]


def path(pod):
    namespace, one = name(pod)
    return f"/api/v1/namespaces/{namespace}/pods/{one}"


def is_live(pod):
    return pod.get("status", {}).get("phase") not in ("Succeeded", "Failed") and "deletionTimestamp" not in pod["metadata"]


def is_ready(pod):
    conditions = pod.get("status", {}).get("conditions") or []
    return is_live(pod) and any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def owner(pod):
    return next((one["kind"] for one in pod["metadata"].get("ownerReferences") or []), None)


def of_set(pod):
    return owner(pod) == "StatefulSet"


def of_daemon(pod):
    return owner(pod) == "DaemonSet"
