"""Holds trees against the Prometheus operator and Prometheus.

usage: check.py TREE…

The operator gets the tree's monitors and rules, and a Prometheus and an Alertmanager as the chart makes them of its values.
Each monitor has to become a job, each rule a file; Prometheus has to find a target for each job, and each target that a rule
asks about.
"""

import base64
import gzip
import json
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "text")]

import yaml

import definitions
import programs
import prove
import stack
import targets
import trees
import world

CRDS = Path(os.environ["HAGEN_CRDS"])
CONTROLLERS = "namespace-controller,serviceaccount-controller,endpointslice-controller"
INSTANCE = "app.kubernetes.io/instance"


@dataclass(frozen=True)
class Tree:
    """What of a tree goes to one cluster."""

    name: str
    root: Path
    objects: list
    values: dict
    namespace: str

    def of(self, *kinds):
        return [one for one in self.objects if one.kind in kinds]


class Said:
    """What was checked, and what is wrong where."""

    def __init__(self):
        self.passed, self.wrong = 0, []

    def check(self, place, wrong):
        if wrong:
            self.wrong.append((place, wrong))
        else:
            self.passed += 1


def main():
    passed = failed = 0
    with saved() as state:
        for tree in (tree for root in sys.argv[1:] for tree in read(Path(root))):
            said, counts = judge(tree, state)
            passed, failed = passed + said.passed, failed + len(said.wrong)
            for place, wrong in said.wrong:
                print(f"{tree.name}: {place}: {wrong}")
            print(f"{tree.name}: {counts}; {said.passed} passed, {len(said.wrong)} failed", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(bool(failed or not passed))


def read(root):
    """Each cluster of a tree that has a Prometheus."""
    everything = trees.objects(root, {})
    for file in sorted(root.glob("*/platform/kube-prometheus-stack/values.yaml")):
        cluster = file.parent.parent.parent
        own = [one for one in everything if cluster in one.file.parents or one.group == "argoproj.io"]
        values = yaml.load(file.read_text(encoding="utf-8"), trees.LOADER)
        tree = Tree(f"{root}/{cluster.name}", root, own, values, "")
        namespace = world.monitors.namespace_of(tree, file.parent)
        yield Tree(tree.name, root, own, values, namespace)


@contextmanager
def saved():
    """The state of a server that has the operator's kinds."""
    os.environ["HAGEN_CONTROLLERS"] = CONTROLLERS
    with tempfile.TemporaryDirectory() as scratch:
        state = Path(scratch, "state")
        with prove.cluster(keep=state) as server:
            found = definitions.definitions(CRDS, {stack.GROUP})
            names = [definitions.apply(server, text, one) for text, one in found if one["spec"]["group"] == stack.GROUP]
            for name in names:
                definitions.await_established(server, name)
        yield state


def judge(tree, state):
    said = Said()
    with prove.cluster(state) as server, tempfile.TemporaryDirectory() as work:
        work = Path(work)
        pods, services = world.populate(server, tree)
        monitors = tree.of(*world.KINDS)
        keys = Path(server.kubeconfig).parent
        delivered = [*stack.objects(tree.values, tree.namespace, CRDS), *monitors]
        for one in [*stack.referred(delivered, keys), *delivered]:
            answer = server.apply(one)
            said.check(f"{one.kind} {one.name}", not answer.accepted and answer.message)
        with operator(keys, work):
            config = await_config(server, tree, said, work)
            judge_pods(server, tree, said)
        if not config:
            return said, "the operator made nothing"
        jobs = taken_in(server, tree, monitors, config, said)
        found = targets.judge(monitors, jobs, targets.discovered(server, config, said, work), said)
        counts = f"{pods} pods, {services} services, {len(monitors)} monitors and rules, {len(jobs)} jobs, {found} targets"
    return said, counts


@contextmanager
def operator(keys, work):
    command = [
        programs.BIN / "prometheus-operator",
        *("-apiserver", f"https://127.0.0.1:{programs.PORT}", "-ca-file", keys / "authority.crt"),
        *("-cert-file", keys / "admin.crt", "-key-file", keys / "admin.key"),
        *("-web.listen-address", f"127.0.0.1:{programs.PORT + 5}", "-web.enable-tls=false", "-log-format", "json"),
        *("-prometheus-config-reloader", "registry.example.com/reloader:1", "-kubelet-endpoints=false"),
    ]
    with programs.running(command, work / "operator.log"):
        yield


def await_config(server, tree, said, work):
    """What the operator writes for Prometheus, once it has written for Alertmanager too."""
    wanted = ["prometheus-kps-prometheus"]
    if any(one.kind == "Alertmanager" for one in stack.objects(tree.values, tree.namespace, CRDS)):
        wanted.append("alertmanager-kps-alertmanager-generated")
    found = {}
    for _ in range(240):
        found = {name: secret(server, tree.namespace, name) for name in wanted}
        if all(found.values()):
            break
        time.sleep(0.25)
    log = [json.loads(line) for line in (work / "operator.log").read_text().splitlines() if line.startswith("{")]
    bad = [one for one in log if one["level"] in ("warn", "error") and not harmless(one)]
    for message in sorted({f"{one['msg']}: {one.get('err') or one.get('error') or ''}" for one in bad}):
        said.check("operator", message)
    for name, data in found.items():
        said.check(f"Secret {name}", not data and "the operator does not make it")
        if data and "alertmanager.yaml.gz" in data:
            judge_alertmanager(tree, unpacked(data["alertmanager.yaml.gz"]), said, work)
    made = found["prometheus-kps-prometheus"]
    return made and unpacked(made["prometheus.yaml.gz"])


def harmless(one):
    """What the operator says before it has made a StatefulSet."""
    return "the statefulset couldn't be found" in one["msg"]


def secret(server, namespace, name):
    return server.request("GET", f"/api/v1/namespaces/{namespace}/secrets/{name}").body.get("data")


def unpacked(data):
    return gzip.decompress(base64.b64decode(data)).decode()


def judge_alertmanager(tree, text, said, work):
    file = work / "alertmanager.yaml"
    file.write_text(text)
    programs.run(said, "Alertmanager's configuration", programs.BIN / "amtool", "check-config", file)
    given, made = tree.values["alertmanager"]["config"], yaml.safe_load(text)
    lost = {receiver["name"] for receiver in given["receivers"]} - {receiver["name"] for receiver in made["receivers"]}
    said.check("Alertmanager's receivers", lost and f"the operator loses {sorted(lost)}")
    same = leaves(given["route"]) == leaves(made["route"])
    said.check("Alertmanager's routes", not same and "the operator's are others")


def judge_pods(server, tree, said):
    """Whether the Pods that the operator makes have the labels by which the tree's policies and spreads know them."""
    for name in ("kps-prometheus", "kps-alertmanager"):
        made = stateful_set(server, tree.namespace, f"{name.removeprefix('kps-')}-{name}")
        labels = made["spec"]["template"]["metadata"]["labels"] if made else {}
        said.check(f"Pods of {name}", not made and "the operator does not make them")
        asked = [one for one in selectors([tree.values, *(one.value for one in tree.of("NetworkPolicy"))]) if INSTANCE in one]
        for one in (one for one in asked if made and one[INSTANCE] == name):
            said.check(f"Pods of {name}", not one.items() <= labels.items() and f"{one} selects none with {labels}")


def stateful_set(server, namespace, name):
    for _ in range(60):
        answer = server.request("GET", f"/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}")
        if answer.accepted:
            return answer.body
        time.sleep(0.25)
    return None


def selectors(value):
    if isinstance(value, dict) and isinstance(value.get("matchLabels"), dict):
        yield value["matchLabels"]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from selectors(one)


def leaves(route):
    """The receivers of routes, in their order."""
    return [route.get("receiver"), *(leaf for one in route.get("routes") or [] for leaf in leaves(one))]


def taken_in(server, tree, monitors, config, said):
    """Whether each object came into the configuration. The jobs of each."""
    made = {job["job_name"] for job in yaml.load(config, trees.LOADER).get("scrape_configs") or []}
    path = f"/api/v1/namespaces/{tree.namespace}/configmaps"
    maps = [one for one in server.request("GET", path).body["items"] if "-rulefiles-" in one["metadata"]["name"]]
    files = {name for one in maps for name in one.get("data") or {}}
    jobs = {}
    for one in monitors:
        place = f"{one.kind} {one.namespace}/{one.name}"
        if one.kind == "PrometheusRule":
            there = any(name.startswith(f"{one.namespace}-{one.name}-") for name in files)
            said.check(place, not there and "the operator does not take it in")
        elif one.kind != "AlertmanagerConfig":
            for job in world.jobs_of(one):
                said.check(place, job not in made and f"there is no job {job}")
                if job in made:
                    jobs[job] = place
    return jobs


if __name__ == "__main__":
    main()
