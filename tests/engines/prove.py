"""Delivers trees to a real API server: twice, by server-side apply, with strict validation.

usage: prove.py CRDS REPORT TREE…

Says what the server refused, warned of or changed, and writes a line of counts for each tree and cluster to REPORT.
"""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import definitions
import faults
import trees
from api import Server
from delivery import Row, deliver

CLUSTER = Path(__file__).with_name("cluster.sh")


def main():
    crds, report, *folders = sys.argv[1:]
    folders = [Path(folder) for folder in folders]
    with tempfile.TemporaryDirectory() as scratch, open(report, "w", encoding="utf-8") as lines:
        state = Path(scratch, "state")
        with cluster(keep=state) as server:
            definitions.install(server, Path(crds), folders)
            notice_faults(server)
        for tree in folders:
            for row in deliveries(tree, state):
                row.say()
                print(row.line(), file=lines, flush=True)


@contextmanager
def cluster(state=None, keep=None):
    """A server that starts with the objects of a saved one, and is saved when it ends."""
    subprocess.run([CLUSTER, "start", *([state] if state else [])], check=True)
    try:
        settings = subprocess.run([CLUSTER, "env"], check=True, capture_output=True, text=True).stdout
        yield Server(settings.split("KUBECONFIG=")[1].split("\n")[0])
    finally:
        subprocess.run([CLUSTER, "stop", *([keep] if keep else [])], check=True)


def notice_faults(server):
    wrong, count = faults.notice(server)
    if wrong:
        raise SystemExit("\n".join(["the proof itself is wrong:", *wrong]))
    print(f"{count} planted faults found", flush=True)


def deliveries(tree, state):
    """Delivers a tree to a new cluster for each of its clusters."""
    waves = trees.application_waves(tree)
    for parts in trees.clusters(tree):
        row = Row(f"{tree.name}/{parts[0].name}")
        with cluster(state) as server:
            deliver(server, [one for part in parts for one in trees.objects(part, waves)], row)
        yield row


if __name__ == "__main__":
    main()
