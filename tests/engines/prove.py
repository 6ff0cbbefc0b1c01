"""Delivers trees to a real API server: twice, by server-side apply, with strict validation.

usage: prove.py CRDS REPORT OUTAGES TREE…

Says what the server refused, warned of or changed, and writes a line of counts for each tree and cluster to REPORT. Then
its workloads run on simulated nodes, which are taken away; a line of counts goes to OUTAGES, if that is not `-`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import definitions
import endure
import faults
import nodes
import trees
from api import Server
from delivery import Row, deliver

CLUSTER = Path(__file__).with_name("cluster.sh")


def main():
    crds, report, outages, *folders = sys.argv[1:]
    folders = [Path(folder) for folder in folders]
    with tempfile.TemporaryDirectory() as scratch, open(report, "w", encoding="utf-8") as lines:
        state = Path(scratch, "state")
        with cluster(keep=state) as server:
            definitions.install(server, Path(crds), folders)
            notice(*faults.notice(server))
        if outages != "-":
            with cluster(declared=nodes.declared(nodes.ANY)) as server:
                notice(*faults.notice_outages(server))
        for tree in folders:
            for parts in trees.clusters(tree):
                run(Delivered(tree, parts, Path(scratch, "delivered")), state, lines, outages)


@contextmanager
def cluster(state=None, keep=None, declared=None):
    """A server that starts with the objects of a saved one, and is saved when it ends; with nodes if they are declared."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(nodes.listed(declared or []), file)
        file.flush()
        chosen = {**os.environ, **({"HAGEN_NODES": file.name} if declared else {})}
        subprocess.run([CLUSTER, "start", *([state] if state else [])], check=True, env=chosen)
    try:
        settings = subprocess.run([CLUSTER, "env"], check=True, capture_output=True, text=True).stdout
        yield Server(settings.split("KUBECONFIG=")[1].split("\n")[0])
    finally:
        subprocess.run([CLUSTER, "stop", *([keep] if keep else [])], check=True)


def notice(wrong, count):
    if wrong:
        raise SystemExit("\n".join(["the proof itself is wrong:", *wrong]))
    print(f"{count} planted faults found", flush=True)


class Delivered:
    """The objects of a cluster of a tree, and where the server's state goes once they are delivered."""

    def __init__(self, tree, parts, state):
        waves = trees.application_waves(tree)
        self.name, self.state = f"{tree.name}/{parts[0].name}", state
        self.objects = [one for part in parts for one in trees.objects(part, waves)]
        self.nodes = nodes.of_tree(tree.resolve(), parts[0].name)


def run(delivered, state, lines, outages):
    """Delivers to a new cluster, and then runs what was delivered."""
    row = Row(delivered.name)
    shutil.rmtree(delivered.state, ignore_errors=True)
    with cluster(state, keep=delivered.state) as server:
        deliver(server, delivered.objects, row)
    row.say()
    print(row.line(), file=lines, flush=True)
    if outages == "-":
        return
    outage = endure.Row(delivered.name)
    with cluster(delivered.state, declared=delivered.nodes) as server:
        endure.endure(server, delivered.objects, delivered.nodes, outage)
    outage.say()
    with open(outages, "a", encoding="utf-8") as file:
        print(outage.line(), file=file)


if __name__ == "__main__":
    main()
