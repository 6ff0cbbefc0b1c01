"""Has Argo CD deliver trees: a person applies root.yaml, and everything else follows.

usage: argocd.py CRDS REPORT TREE…
       argocd.py CRDS - TREE         shows that the proof can fail

The repositories are near ones: the tree in a Git repository, and charts of the right name and version that bring definitions
of kinds and render their values. Argo CD has the settings that the tree itself has for it. Writes a line to REPORT for each
tree: its name, its Applications, how many are synchronized, how many healthy, the waves, the seconds, the checks, the faults.
"""

import sys
from pathlib import Path

import life
import refusals
import sets
import trees
from delivered import site
from timeline import is_ready

# The tree whose blueprint loses parts.
LIVING = "quickstart"
HOLD = 8
HEALTH = "resource.customizations.health.argoproj.io_Application"


def main():
    crds, report, *folders = sys.argv[1:]
    roots = [Path(folder) for folder in folders]
    if report == "-":
        notice(roots[0], Path(crds))
        return
    with open(report, "w", encoding="utf-8") as lines:
        for tree in roots:
            with site(tree, Path(crds)) as one:
                line = prove(one, tree)
            for fault in one.faults:
                print(f"Argo CD: {tree}: {fault}", flush=True)
            print(tree.name, *line, one.passed + len(one.faults), len(one.faults), sep="\t", file=lines, flush=True)


def notice(tree, crds):
    """The proof can fail: an Argo CD that is not told what the health of an Application is waits for no wave."""

    def mute(settings):
        told = {key: value for key, value in settings["cm"].items() if key != HEALTH}
        return {**settings, "cm": told}

    with site(tree, crds, mute) as one:
        if not one.until(lambda: any(one.timeline.early(waves(one))), 120):
            raise SystemExit(f"the proof itself is wrong: {tree} keeps its waves without {HEALTH}")
    print("a wave that does not wait is found", flush=True)


def waves(one):
    """The waves of the Applications that the root delivers."""
    return {name: trees.annotated(value) for name, value in one.near.wanted.items() if name != one.near.name}


def prove(one, tree):
    """Holds everything that a tree promises, and gives the counts of its line."""
    wanted = {**one.near.wanted, **sets.promised(one.near.tree)}
    if tree.name == LIVING:
        gate(one)
    counts = first(one, wanted)
    if counts[1] < counts[0]:
        return counts
    life.second(one)
    refusals.prove(one)
    sets.prove(one)
    if tree.name == LIVING:
        life.prove(one, tree)
    return counts


def gate(one):
    """While a part is not ready, nothing of a later wave comes."""
    one.operators.silent.add("Gateway")
    _, name = one.part("Gateway")
    order = waves(one)
    later = {other for other, wave in order.items() if wave > order[name]}
    one.settle(lambda: is_synced(one.applications.get(name, {})))
    here = is_synced(one.applications.get(name, {}))
    held = one.stays(lambda: not later & set(one.applications), HOLD)
    one.check(f"who waits for {name}", *([] if here and later else ["nobody"]), *([] if held else ["does not wait"]))
    one.operators.silent.clear()


def is_synced(application):
    return application.get("status", {}).get("sync", {}).get("status") == "Synced"


def first(one, wanted):
    """From nothing to everything, in the order of the waves."""
    everything = lambda: wanted.keys() == one.applications.keys() and all(map(is_ready, one.applications.values()))
    one.settle(everything)
    there = one.applications
    for name in sorted(wanted.keys() | there.keys()):
        one.check(f"Application {name}", *faults_of(there.get(name), wanted.get(name)))
    early = [f"{name} came before {other} was healthy" for name, other in one.timeline.early(waves(one))]
    one.check("the order of the waves", *early)
    one.check("the statuses of operators", *one.operators.refused)
    states = [application.get("status", {}) for application in there.values()]
    synced = sum(status.get("sync", {}).get("status") == "Synced" for status in states)
    healthy = sum(status.get("health", {}).get("status") == "Healthy" for status in states)
    return len(wanted), synced, healthy, len(set(waves(one).values())), round(max(one.timeline.seconds.values(), default=0))


def faults_of(item, wanted):
    """What is wrong with an Application, next to the one of its file."""
    if wanted is None:
        return ["nobody wrote it"]
    if item is None:
        return ["it does not appear"]
    if item["spec"]["project"] != wanted["spec"]["project"]:
        return [f"it is in the project {item['spec']['project']}"]
    return [] if is_ready(item) else ["; ".join(filter(None, words(item.get("status", {}))))]


def words(status):
    """What Argo CD says of an Application that is not ready."""
    yield f"{status.get('sync', {}).get('status')}, {status.get('health', {}).get('status')}"
    yield status.get("operationState", {}).get("message")
    yield from (condition["message"] for condition in status.get("conditions", []))
    for resource in status.get("resources", []):
        health = resource.get("health", {})
        if health.get("status", "Healthy") != "Healthy" or resource.get("status") != "Synced":
            yield f"{resource['kind']} {resource['name']}: {resource.get('status')} {health.get('status')} {health.get('message')}"


if __name__ == "__main__":
    main()
