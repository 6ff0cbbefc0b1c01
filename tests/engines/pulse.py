"""Tells whether a control plane has had its turn, however busy the machine is.

A pod of a Deployment is evicted and one of a StatefulSet deleted again and again. Once both are back, everything that a
workload goes through was gone through: the budget, the controllers, the scheduler, the node. What has not moved for some
beats waits for none of them.
"""

import threading
import time
from collections import Counter

import nodes

NAMESPACE = "pulse"
TAINT = {"key": "hagen.test/pulse", "effect": "NoSchedule"}
LABELS = {"app": NAMESPACE}
KINDS = ("deployments", "statefulsets")
BEATS = 4


class Pulse(threading.Thread):
    """The beats of a control plane."""

    def __init__(self, server, watch):
        super().__init__(daemon=True)
        self.server, self.watch, self.beats = server, watch, 0

    def run(self):
        for path, body in objects():
            self.server.request("POST", path, body)
        gone, beats = set(), Counter(dict.fromkeys(KINDS, 0))
        while True:
            for pod in self.watch.of([NAMESPACE]):
                uid, name = pod["metadata"]["uid"], pod["metadata"]["name"]
                kind = pod["metadata"]["labels"]["kind"]
                if uid not in gone and self.watch.is_ready(pod) and self.gone(kind, name):
                    gone.add(uid)
                    beats[kind] += 1
            self.beats = min(beats.values())
            time.sleep(0.1)

    def gone(self, kind, name):
        if kind == "statefulsets":
            # A budget counts a pod of a StatefulSet as gone for two minutes if its controller never sees it end.
            body = {"gracePeriodSeconds": 0}
            return self.server.request("DELETE", f"/api/v1/namespaces/{NAMESPACE}/pods/{name}", body).accepted
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": NAMESPACE}}
        return self.server.request("POST", f"/api/v1/namespaces/{NAMESPACE}/pods/{name}/eviction", body).accepted


def objects():
    """What beats, on a node of its own that no spreading counts."""
    node = nodes.node(NAMESPACE, None, "1", "1Gi", LABELS)
    del node["metadata"]["labels"]["kubernetes.io/hostname"]
    pods = {
        "terminationGracePeriodSeconds": 0,
        "nodeSelector": LABELS,
        "tolerations": [{"key": TAINT["key"], "operator": "Exists"}],
        "containers": [{"name": "pulse", "image": "registry.example.com/pulse:1"}],
    }
    yield "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}}
    yield "/api/v1/nodes", {**node, "spec": {"taints": [TAINT]}}
    for kind in KINDS:
        metadata, labels = {"name": kind, "namespace": NAMESPACE}, {"kind": kind}
        spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pods}}
        yield f"/apis/apps/v1/namespaces/{NAMESPACE}/{kind}", {"metadata": metadata, "spec": spec}
        budget = {"metadata": metadata, "spec": {"selector": spec["selector"], "maxUnavailable": 1}}
        yield f"/apis/policy/v1/namespaces/{NAMESPACE}/poddisruptionbudgets", budget
