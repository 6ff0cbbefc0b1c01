"""LogQL, as Loki's own parser reads it: of dashboards, of the ruler's alerts, and the selectors of collectors."""

import json
import re
from pathlib import Path

import yaml

import alloy
import dashboards
import trees
from report import engine, run

PART = "LogQL"


def check(report, tree, work):
    found = list(expressions(tree))
    if not found:
        return
    logql = engine("logql")
    if not logql:
        report.skip(PART, "logql is not built")
        return
    asked = [{"kind": kind, "text": text} for _, kind, text in found]
    done = run(logql, input=json.dumps(asked))
    assert done.returncode == 0, done.stderr
    for (place, _, text), wrong in zip(found, json.loads(done.stdout), strict=True):
        report.check(PART, place, wrong and f"{text}: {wrong}")


CORPUS = Path(__file__).parents[3] / "crates/builders/logging/src/logql/corpus.txt"
# Loki compiles the regular expressions of lines only when the query runs.
LATER = {'{a="b"} |~ "\\\\d+("', '{a="b"} |~ "[0-9"'}


def corpus(report):
    """The queries by which hagen's own reader is tested: Loki's says the same of each."""
    logql = engine("logql")
    if not logql:
        return
    lines = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line[:1] in "+-" and line[2:] not in LATER]
    asked = [{"kind": "query", "text": line[2:]} for line in lines]
    done = run(logql, input=json.dumps(asked))
    assert done.returncode == 0, done.stderr
    for line, wrong in zip(lines, json.loads(done.stdout), strict=True):
        is_read = line.startswith("+")
        report.check(PART, CORPUS.name, (wrong if is_read else not wrong and "Loki reads it") and f"{line}: {wrong}")


def expressions(tree):
    """Where each stands, and of which kind it has to be."""
    for board in dashboards.of(tree):
        for place, text in board.queries("loki"):
            yield place, "query", board.filled(text)
    for place, rule in rules(tree):
        yield f"{place}: {rule.get('alert') or rule['record']}", "sample", rule["expr"]
    for place, block in alloy.blocks(tree):
        if block.name == "stage.match":
            yield f"{place}: stage.match", "stream", block.attributes.get("selector", "")


def rules(tree):
    """The rules that Loki's ruler reads: a file for each tenant, in ConfigMaps of its namespace."""
    for one in tree.of("ConfigMap"):
        for name, text in (one.value.get("data") or {}).items():
            if re.match(r"loki-rules-", one.name) and name.endswith(".yaml"):
                for group in yaml.load(text, trees.LOADER)["groups"]:
                    yield from ((f"{one.file}: {name}", rule) for rule in group["rules"])
