"""Holds hagen's own checker against an API server: both judge objects with one thing wrong each.

usage: checker.py CHECKER CRDS COUNT TREE…

CHECKER is the example check-objects of hagen-check; COUNT is how many mutations are made of each object. Objects alike in
kind and keys are taken once. Prints an example of each way in which the two disagree, and how often they do not. Ends badly
when the server alone refuses something, or hagen for no reason of stricter.txt.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import definitions
import trees
from delivery import EXPECTED
from mutations import mutations, shown, walk
from prove import cluster


STRICTER = Path(__file__).with_name("stricter.txt")


def main():
    checker, crds, count, *folders = sys.argv[1:]
    folders = [Path(folder) for folder in folders]
    cases = [case for one in distinct(folders) for case in mutated(one, int(count))]
    judged = own_judgement(checker, [one.value for _, one in cases])
    verdicts, examples = Counter(), {}
    with cluster() as server:
        prepare(server, Path(crds), folders)
        for (done, one), own in zip(cases, judged):
            verdict, message = compare(server, one, own)
            verdicts[verdict] += 1
            if message:
                examples.setdefault((verdict, one.kind, gist(message)), []).append((done, message))
    wrong = unexpected(examples)
    table(verdicts)
    if wrong:
        raise SystemExit(f"{wrong} disagreements that are not on purpose")


def unexpected(examples):
    """How often the two disagree for no known reason; prints an example of each way."""
    lines = STRICTER.read_text(encoding="utf-8").split("\n")
    known = [re.compile(line) for line in lines if line and not line.startswith("#")]
    wrong = 0
    for (verdict, kind, _), found in sorted(examples.items()):
        if verdict == "only hagen refuses":
            found = [one for one in found if not any(reason.search(one[1]) for reason in known)]
        if found and not verdict.endswith("warns"):
            print(f"{verdict}\t{len(found)}\t{kind}\t{found[0][0]}\t{found[0][1]}")
            wrong += len(found)
    return wrong


def table(verdicts):
    """How often each of them accepts and refuses; what one only warns of is accepted."""
    both, hagen, server = (verdicts[what] for what in ("both refuse", "only hagen refuses", "only the server refuses"))
    accepted = sum(verdicts.values()) - both - hagen - server - verdicts["nowhere to ask the server"]
    print(f"{'':24} {'server accepts':>15} {'server refuses':>15}")
    print(f"{'hagen accepts':24} {accepted:15} {server:15}")
    print(f"{'hagen refuses':24} {hagen:15} {both:15}")
    print(", ".join(f"{times} {verdict}" for verdict, times in sorted(verdicts.items())))


def prepare(server, crds, folders):
    """Makes what the objects need beside each other: kinds and namespaces."""
    definitions.install(server, crds, folders)
    objects = [one for folder in folders for one in trees.objects(folder, {})]
    for name in sorted({one.namespace for one in objects} - {None}):
        server.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}})


def distinct(folders):
    """The objects of trees, one for each shape."""
    seen = set()
    for one in (one for folder in folders for one in trees.objects(folder, {})):
        shape = (one.value["apiVersion"], one.kind, frozenset(shown(path) for path in walk(one.value.get("spec", {}))))
        if shape not in seen:
            seen.add(shape)
            yield one


def mutated(one, count):
    """Wrong versions of an object, which still say where to ask for them."""
    for done, value in mutations(one.value, count, str(one.identity)):
        metadata = value.get("metadata")
        if isinstance(metadata, dict) and metadata.get("name") and metadata.get("namespace") == one.namespace:
            yield done, replace(one, value=value, text=json.dumps(value))


def own_judgement(checker, values):
    text = "".join(json.dumps(value) + "\n" for value in values)
    output = subprocess.run([checker], input=text, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def compare(server, one, own):
    """Which of them refuses the object, or warns of it, and a message if not both do. The server keeps nothing of it."""
    try:
        answer = server.apply(one, dryRun="All")
    except (KeyError, TypeError):
        return "nowhere to ask the server", None
    refusals = [] if answer.accepted else [answer.message]
    warnings = [warning for warning in answer.warnings if (one.kind, warning) not in EXPECTED]
    for what, theirs, ours in (("refuse", refusals, own["errors"]), ("warn", warnings, own["warnings"])):
        if theirs and ours:
            return f"both {what}", None
        if theirs:
            return f"only the server {what}s", theirs[0]
        if ours:
            return f"only hagen {what}s", ours[0]
    return "both accept", None


def gist(message):
    """A message without what differs between two of its kind."""
    return re.sub(r'"[^"]*"|`[^`]*`|\[[^\]]*\]|\d+', "…", message)[:120]


if __name__ == "__main__":
    main()
