"""Has Argo CD deliver trees: a person applies root.yaml, and everything else follows.

usage: argocd.py CRDS REPORT TREE…

Each Application must appear, in its project, and synchronize what its project allows. The repositories are near ones: the tree
in a Git repository, charts that render their values only. Writes the name, the Applications and the faulty ones of each
tree to REPORT.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import definitions
import near
from prove import cluster

SCRIPT = Path(__file__).with_name("argocd.sh")
OWN_CLUSTER = "https://kubernetes.default.svc"
APPLICATIONS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications"
PATIENCE = 300


def main():
    crds, report, *folders = sys.argv[1:]
    with open(report, "w", encoding="utf-8") as lines:
        for tree in map(Path, folders):
            with tempfile.TemporaryDirectory() as scratch, cluster() as server:
                definitions.install(server, Path(crds), [tree], delivered={near.GROUP})
                site = near.Near(tree, Path(scratch), Path(crds))
                wanted, faults = deliver(server, site)
            for name, fault in sorted(faults.items()):
                print(f"Application {name} of {tree}: {fault}", flush=True)
            print(f"{tree.name}\t{len(wanted)}\t{len(faults)}", file=lines, flush=True)


def deliver(server, site):
    """The Applications that a tree has, and what is wrong with those that are there in the end."""
    server.request("POST", "/api/v1/namespaces", {"metadata": {"name": "argocd"}})
    subprocess.run([SCRIPT, "start"], check=True, env={**os.environ, "KUBECONFIG": server.kubeconfig})
    try:
        for one in site.root():
            answer = server.apply(one)
            if not answer.accepted:
                raise SystemExit(f"{one.file}: {answer.message}")
        return site.wanted, settled(server, site.wanted)
    finally:
        subprocess.run([SCRIPT, "stop"], check=True)
        site.close()


def settled(server, wanted):
    """Waits until nothing is wrong, or for so long that it stays wrong."""
    deadline = time.monotonic() + PATIENCE
    while True:
        items = server.request("GET", APPLICATIONS).body.get("items", [])
        there = {item["metadata"]["name"]: item for item in items}
        names = wanted.keys() | there.keys()
        faults = {name: fault for name in names if (fault := fault_of(there.get(name), wanted.get(name)))}
        if not faults or time.monotonic() > deadline:
            return faults
        time.sleep(2)


def fault_of(item, wanted):
    """What is wrong with an Application, next to the one of its file."""
    if wanted is None:
        return "nobody wrote it"
    if item is None:
        return "it does not appear"
    if item["spec"]["project"] != wanted["spec"]["project"]:
        return f"it is in the project {item['spec']['project']}"
    status = item.get("status", {})
    if status.get("sync", {}).get("status") == "Synced" or wanted["spec"]["destination"].get("server") != OWN_CLUSTER:
        return None
    operation = status.get("operationState", {})
    conditions = [condition["message"] for condition in status.get("conditions", [])]
    return "; ".join(conditions + [operation.get("message") or "it is not synchronized"])


if __name__ == "__main__":
    main()
