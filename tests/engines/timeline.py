"""What became of each Application, in the order in which the server saw it: a watch knows no clock."""

import http.client
import json
import threading
import time

from api import Server

APPLICATIONS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications"


class Timeline(threading.Thread):
    """Watches Applications from before the first of them."""

    def __init__(self, kubeconfig):
        super().__init__(daemon=True)
        self.kubeconfig, self.moments, self.started = kubeconfig, 0, time.monotonic()
        # By name: the Application as it is, and the moments when it came, was well first, and the seconds until it was ready.
        self.latest, self.begun, self.well, self.seconds = {}, {}, {}, {}
        self.version = Server(kubeconfig).request("GET", APPLICATIONS).body["metadata"]["resourceVersion"]

    def run(self):
        while True:
            try:
                self.watch()
            except (OSError, http.client.HTTPException):
                # The server has been silent for long, or has gone.
                time.sleep(1)

    def watch(self):
        connection = Server(self.kubeconfig).connection
        query = f"watch=1&allowWatchBookmarks=true&resourceVersion={self.version}"
        connection.request("GET", f"{APPLICATIONS}?{query}", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise OSError(answer.reason)
        for line in answer:
            event = json.loads(line)
            self.version = event["object"]["metadata"]["resourceVersion"]
            if event["type"] != "BOOKMARK":
                self.note(event["type"], event["object"])

    def note(self, kind, application):
        self.moments += 1
        name = application["metadata"]["name"]
        if kind == "DELETED":
            self.latest.pop(name, None)
            return
        self.latest[name] = application
        self.begun.setdefault(name, self.moments)
        if is_well(application):
            self.well.setdefault(name, self.moments)
        if is_ready(application):
            self.seconds.setdefault(name, time.monotonic() - self.started)

    def early(self, waves):
        """Each Application that came before one of a lower wave was well, and that one."""
        for name, wave in sorted(waves.items()):
            for other, lower in sorted(waves.items()):
                if lower < wave and name in self.begun and self.begun[name] < self.well.get(other, self.moments + 1):
                    yield name, other


def is_well(application):
    """Whether everything has been delivered and is healthy: what the next wave waits for."""
    status = application.get("status", {})
    healthy = status.get("health", {}).get("status") == "Healthy"
    return healthy and status.get("operationState", {}).get("phase") == "Succeeded"


def is_ready(application):
    """Whether it is also as the repository has it."""
    return is_well(application) and application["status"].get("sync", {}).get("status") == "Synced"
