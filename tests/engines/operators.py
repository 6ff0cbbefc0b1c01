"""Writes the statuses that operators write, and kubelets: none of them runs here, and Argo CD waits for their word.

Nothing is ready at once: what has just been made is left alone for a while, as it would be.
"""

import http.client
import threading
import time
from datetime import datetime, timezone

from api import Server, quoted

DELAY = 2
PAUSE = 1


def condition(one, kind="Ready", reason="Ready"):
    return {
        "type": kind,
        "status": "True",
        "reason": reason,
        "message": f"{kind} for the tests",
        "lastTransitionTime": one["metadata"]["creationTimestamp"],
        "observedGeneration": one["metadata"].get("generation", 1),
    }


def plain(one, kind="Ready", reason="Ready"):
    """A condition of kinds that do not keep the generation with it."""
    return {key: value for key, value in condition(one, kind, reason).items() if key != "observedGeneration"}


def is_ready(one):
    return {"conditions": [plain(one)]}


def gateway(one):
    return {"conditions": [condition(one, "Accepted", "Accepted"), condition(one, "Programmed", "Programmed")]}


def route(one):
    conditions = [condition(one, "Accepted", "Accepted"), condition(one, "ResolvedRefs", "ResolvedRefs")]
    parents = one["spec"].get("parentRefs", [])
    controller = "example.com/tests"
    return {"parents": [{"parentRef": ref, "controllerName": controller, "conditions": conditions} for ref in parents]}


def postgres(one):
    instances = one["spec"].get("instances", 1)
    status = {"phase": "Cluster in healthy state", "instances": instances, "readyInstances": instances}
    return {**status, "conditions": [plain(one)]}


def rollout(one):
    return {"phase": "Healthy", "observedGeneration": str(one["metadata"]["generation"])}


def autoscaler(one):
    able = plain(one, "AbleToScale", "ReadyForNewScale")
    return {"currentReplicas": 1, "desiredReplicas": 1, "currentMetrics": None, "conditions": [able]}


def claim(one):
    spec = one["spec"]
    return {"phase": "Bound", "accessModes": spec["accessModes"], "capacity": spec["resources"]["requests"]}


def pod(one):
    owners = [owner["kind"] for owner in one["metadata"].get("ownerReferences", [])]
    if "Job" in owners:
        return {"phase": "Succeeded"}
    ready = [plain(one, kind, "Tests") for kind in ("PodScheduled", "Initialized", "ContainersReady", "Ready")]
    return {"phase": "Running", "conditions": ready}


def ingress(_):
    return {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}


STATUSES = {
    ("acid.zalan.do/v1", "postgresql"): lambda _: {"PostgresClusterStatus": "Running"},
    ("argoproj.io/v1alpha1", "Rollout"): rollout,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): autoscaler,
    ("cert-manager.io/v1", "Certificate"): is_ready,
    ("cert-manager.io/v1", "ClusterIssuer"): is_ready,
    ("cert-manager.io/v1", "Issuer"): is_ready,
    ("external-secrets.io/v1", "ClusterSecretStore"): is_ready,
    ("external-secrets.io/v1", "ExternalSecret"): is_ready,
    ("external-secrets.io/v1", "SecretStore"): is_ready,
    ("external-secrets.io/v1alpha1", "PushSecret"): is_ready,
    ("gateway.networking.k8s.io/v1", "Gateway"): gateway,
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): route,
    ("kafka.strimzi.io/v1", "Kafka"): is_ready,
    ("kafka.strimzi.io/v1", "KafkaTopic"): is_ready,
    ("kafka.strimzi.io/v1", "KafkaUser"): is_ready,
    ("networking.k8s.io/v1", "Ingress"): ingress,
    ("postgresql.cnpg.io/v1", "Cluster"): postgres,
    ("v1", "PersistentVolumeClaim"): claim,
    ("v1", "Pod"): pod,
}


class Operators(threading.Thread):
    """All operators at once, of the kinds that there may be. Those of the kinds in `silent` say nothing."""

    def __init__(self, kubeconfig, kinds):
        super().__init__(daemon=True)
        self.statuses = {key: status for key, status in STATUSES.items() if key[1] in kinds}
        self.server, self.silent, self.ended, self.refused = Server(kubeconfig), set(), threading.Event(), set()

    def run(self):
        while not self.ended.wait(PAUSE):
            try:
                for (version, kind), status in self.statuses.items():
                    if kind not in self.silent:
                        self.tend(version, kind, status)
            except (OSError, http.client.HTTPException):
                # The server is busy, or has gone.
                time.sleep(1)

    def end(self):
        self.ended.set()
        self.join()

    def tend(self, version, kind, status):
        resource = self.server.resource(version, kind)
        if resource is None:
            return
        for one in self.server.request("GET", f"{resource.prefix}/{resource.plural}").body.get("items") or []:
            told = status(one)
            if age(one) >= DELAY and not holds(one.get("status") or {}, told):
                self.write(resource, one, told)

    def write(self, resource, one, told):
        metadata = one["metadata"]
        scope = f"/namespaces/{quoted(metadata['namespace'])}" if resource.namespaced else ""
        path = f"{resource.prefix}{scope}/{resource.plural}/{quoted(metadata['name'])}/status"
        answer = self.server.request("PATCH", path, {"status": told}, "application/merge-patch+json")
        if not answer.accepted and answer.status not in (404, 409):
            self.refused.add(f"{path}: {answer.message}")


def age(one):
    made = datetime.fromisoformat(one["metadata"]["creationTimestamp"])
    return (datetime.now(timezone.utc) - made).total_seconds()


def holds(status, told):
    return all(status.get(key) == value for key, value in told.items() if value is not None)
