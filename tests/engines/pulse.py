"""Tells whether a control plane has had its turn, however busy the machine is.

A pod of a Deployment is evicted again and again. Once it is back, everything that a workload goes through was gone through:
the budget, the controllers, the scheduler, the node. What has not moved for some beats waits for none of them.
"""

import threading
import time

import nodes

NAMESPACE = "pulse"
TAINT = {"key": "hagen.test/pulse", "effect": "NoSchedule"}
LABELS = {"app": NAMESPACE}
BEATS = 4


class Pulse(threading.Thread):
    """The beats of a control plane."""

    def __init__(self, server, watch):
        super().__init__(daemon=True)
        self.server, self.watch, self.beats = server, watch, 0

    def run(self):
        for path, body in objects():
            self.server.request("POST", path, body)
        gone = set()
        while True:
            for pod in self.watch.of([NAMESPACE]):
                uid, name = pod["metadata"]["uid"], pod["metadata"]["name"]
                if uid not in gone and self.watch.is_ready(pod) and self.evicted(name):
                    gone.add(uid)
                    self.beats += 1
            time.sleep(0.1)

    def evicted(self, name):
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": NAMESPACE}}
        return self.server.request("POST", f"/api/v1/namespaces/{NAMESPACE}/pods/{name}/eviction", body).accepted


def objects():
    """What beats, on a node of its own that no spreading counts."""
    metadata = {"name": NAMESPACE, "namespace": NAMESPACE}
    node = nodes.node(NAMESPACE, None, "1", "1Gi", LABELS)
    del node["metadata"]["labels"]["kubernetes.io/hostname"]
    pods = {
        "terminationGracePeriodSeconds": 0,
        "nodeSelector": LABELS,
        "tolerations": [{"key": TAINT["key"], "operator": "Exists"}],
        "containers": [{"name": "pulse", "image": "registry.example.com/pulse:1"}],
    }
    template = {"metadata": {"labels": LABELS}, "spec": pods}
    selector = {"matchLabels": LABELS}
    yield "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}}
    yield "/api/v1/nodes", {**node, "spec": {"taints": [TAINT]}}
    deployment = {"metadata": metadata, "spec": {"selector": selector, "template": template}}
    yield f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments", deployment
    budget = {"metadata": metadata, "spec": {"selector": selector, "maxUnavailable": 1}}
    yield f"/apis/policy/v1/namespaces/{NAMESPACE}/poddisruptionbudgets", budget
