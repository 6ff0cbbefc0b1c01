"""Delivers objects to a server: twice, and then the pods that controllers would make of them."""

from collections import Counter

import definitions
import pods
from changes import changes, dropped

FAULTS = ("refused", "warned", "changed")

# Argo CD knows the finalizer that keeps a project until its Applications are gone by this name only.
FINALIZER = "resources-finalizer.argocd.argoproj.io"
EXPECTED = {
    (
        "AppProject",
        f'metadata.finalizers: "{FINALIZER}": prefer a domain-qualified finalizer name including a path (/) '
        "to avoid accidental conflicts with other finalizer writers",
    )
}


class Row:
    """What was found about the objects of a tree on a cluster."""

    def __init__(self, name):
        self.name, self.objects, self.pods, self.findings = name, 0, 0, []

    def found(self, fault, one, message):
        self.findings.append((fault, one, message))

    def say(self):
        for fault, one, message in self.findings:
            print(f"{fault}: {one.file}: {one.kind} {one.name}: {message}", flush=True)

    def line(self):
        """The counts, the last of them of what failed: an object or pod with however many faults."""
        counts = Counter(fault for fault, _, _ in self.findings)
        failed = {(one.identity, fault == "pod") for fault, one, _ in self.findings}
        accepted = self.objects - counts["refused"]
        columns = (self.objects, accepted, *(counts[fault] for fault in FAULTS), self.pods, counts["pod"], len(failed))
        return "\t".join([self.name, *map(str, columns)])


def deliver(server, objects, row):
    """Delivers objects in their order, and again. What is found goes to the row."""
    row.objects = len(objects)
    own_namespaces(server, objects)
    kept = {one.identity: body for one in objects if (body := first(server, one, row))}
    accepted = [one for one in objects if one.identity in kept]
    for one in accepted:
        for change in again(server, one, kept[one.identity]):
            row.found("changed", one, change)
    for one in accepted:
        pods.check(server, one, row)


def own_namespaces(server, objects):
    """Makes the namespaces of Argo CD's own objects, which its installation makes and no tree has."""
    made = {one.name for one in objects if one.kind == "Namespace"}
    wanted = {one.namespace for one in objects if one.group == "argoproj.io"}
    for name in wanted - made - {None}:
        server.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}})


def first(server, one, row):
    """The object as the server keeps it, if it does."""
    answer = server.apply(one)
    for warning in answer.warnings:
        if (one.kind, warning) not in EXPECTED:
            row.found("warned", one, warning)
    if not answer.accepted:
        row.found("refused", one, answer.message)
        return None
    if one.kind == definitions.KIND:
        definitions.await_established(server, one.name)
    return answer.body


def again(server, one, kept):
    """What another apply changes, and what the server keeps otherwise than it was written."""
    answer = server.apply(one)
    if not answer.accepted:
        yield f"the second time refused: {answer.message}"
        return
    causes = [*dropped(one.value, answer.body), *changes(content(kept), content(answer.body))]
    if causes and version(answer.body) != version(kept):
        yield "a second apply makes a new version: " + "; ".join(causes)
    elif version(server.apply(one).body) != version(answer.body):
        # The second apply stores a status that the definition has by default: that is one new version, and no more.
        yield "every apply makes a new version"
    yield from changes(one.value, answer.body)


def version(kept):
    return kept["metadata"]["resourceVersion"]


def content(kept):
    """An object without what the server counts."""
    counted = ("generation", "managedFields", "resourceVersion")
    metadata = {key: value for key, value in kept["metadata"].items() if key not in counted}
    return {**kept, "metadata": metadata}
