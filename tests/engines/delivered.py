"""A cluster with Argo CD, in which a person has applied root.yaml of a tree."""

import json
import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import definitions
import near
import trees
from operators import Operators
from prove import cluster
from timeline import APPLICATIONS, Timeline

SCRIPT = Path(__file__).with_name("argocd.sh")
OWN_CLUSTER = "https://kubernetes.default.svc"
PATIENCE = 180
MERGE = "application/merge-patch+json"
# Those that Argo CD and admission rely on, and those of built-in workloads. Pods and claims are the operators' matter.
CONTROLLERS = """
clusterrole-aggregation-controller cronjob-controller daemonset-controller deployment-controller disruption-controller
garbage-collector-controller job-controller namespace-controller replicaset-controller resourcequota-controller
root-ca-certificate-publisher-controller serviceaccount-controller statefulset-controller
"""


class Site:
    """The cluster, what Argo CD delivers to it, and what was found about that."""

    def __init__(self, server, near_tree):
        self.server, self.near = server, near_tree
        self.timeline = Timeline(server.kubeconfig)
        self.operators = Operators(server.kubeconfig, {kind for _, kind in near_tree.kinds} | {"Pod"})
        self.passed, self.faults = 0, []

    def check(self, what, *faults):
        """One thing that has to be true, and what speaks against it."""
        self.faults += [f"{what}: {fault}" for fault in faults]
        self.passed += not faults

    def until(self, holds, patience=PATIENCE):
        """Waits until something holds, and says whether it does."""
        deadline = time.monotonic() + patience
        while not holds():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.3)
        return True

    def settle(self, holds):
        """Waits until something holds, for as long as there is progress."""
        known = None
        while not holds() and known != self.progress():
            known = self.progress()
            self.until(lambda: holds() or self.progress() != known)

    def progress(self):
        """How many Applications have come, and have been ready."""
        return len(self.timeline.begun), len(self.timeline.seconds)

    def stays(self, holds, seconds):
        """Whether something holds for so long."""
        return not self.until(lambda: not holds(), seconds)

    @property
    def applications(self):
        """The Applications that are there, by their names."""
        return dict(self.timeline.latest)

    def change(self, name, patch):
        """Changes an Application as a person would by hand."""
        answer = self.server.request("PATCH", f"{APPLICATIONS}/{name}", patch, MERGE)
        if not answer.accepted:
            raise SystemExit(f"Application {name}: {answer.message}")

    def annotate(self, name, key, value):
        self.change(name, {"metadata": {"annotations": {f"argocd.argoproj.io/{key}": value}}})

    def refresh(self, name):
        """Has Argo CD look at the repository now."""
        self.annotate(name, "refresh", "hard")

    def confirm(self, name):
        """What `argocd app confirm-deletion` does."""
        self.annotate(name, "deletion-approved", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))

    def kept(self, one):
        """An object of the tree as the server keeps it, or nothing."""
        answer = self.server.request("GET", self.server.path(one))
        return answer.body if answer.accepted else None


    def part(self, kind):
        """An object of a kind, and the Application that delivers it."""
        part = next(part for part in objects(self) if part.kind == kind)
        named = (name for name, value in self.near.wanted.items() if self.is_of(part, value))
        return part, next(named)

    def is_of(self, part, application):
        sources = application["spec"].get("sources") or [application["spec"]["source"]]
        return any(self.near.repository / source.get("path", "") == part.file.parent for source in sources)


@contextmanager
def site(tree, crds, change=lambda settings: settings):
    """Argo CD with the settings that the tree has for it; `change` makes others of them."""
    os.environ["HAGEN_CONTROLLERS"] = ",".join(CONTROLLERS.split())
    with tempfile.TemporaryDirectory() as scratch, cluster() as server:
        near_tree = near.Near(tree, Path(scratch), crds)
        for text in near_tree.own_definitions():
            definitions.await_established(server, definitions.apply(server, text, definitions.parse(text)))
        server.request("POST", "/api/v1/namespaces", {"metadata": {"name": "argocd"}})
        settings = Path(scratch, "settings.yaml")
        settings.write_text(json.dumps(objects_of(change(near_tree.settings))), encoding="utf-8")
        environment = {**os.environ, **variables(near_tree.settings), "KUBECONFIG": server.kubeconfig}
        subprocess.run([SCRIPT, "start", settings], check=True, env=environment)
        one = Site(server, near_tree)
        try:
            yield begun(one)
        finally:
            one.operators.end()
            subprocess.run([SCRIPT, "stop"], check=True)
            near_tree.close()


def begun(one):
    one.timeline.start()
    one.operators.start()
    for root in one.near.root():
        answer = one.server.apply(root)
        if not answer.accepted:
            raise SystemExit(f"{root.file}: {answer.message}")
    return one


def objects_of(settings):
    """What Argo CD's chart makes of its settings."""
    data = {key: text(value) for key, value in settings["cm"].items()}
    secret = {"stringData": {"server.secretkey": "only-for-tests"}}
    items = [named("ConfigMap", "argocd-cm", data=data), named("ConfigMap", "argocd-rbac-cm")]
    return {"apiVersion": "v1", "kind": "List", "items": [*items, named("Secret", "argocd-secret", **secret)]}


def named(kind, name, **content):
    labels = {"app.kubernetes.io/part-of": "argocd"}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "argocd", "labels": labels}, **content}


def variables(settings):
    """The parameter that the chart hands to the application controller."""
    return {"ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF": text(settings["params"]["controller.diff.server.side"])}


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def objects(one):
    """What the Applications deliver of the tree's own."""
    found = trees.objects(one.near.tree, {})
    apart = {one.near.tree / name for name in ("argocd", "bootstrap", "pipelines")}
    return [part for part in found if not apart & set(part.file.parents) and part.file.name != "values.yaml"]
