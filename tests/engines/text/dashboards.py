"""Dashboards: every query is one, every panel is of a type that Grafana has, every variable and data source is there."""

import importlib
import json
import re
from dataclasses import dataclass

import yaml

from report import engine, run

PART = "dashboards"
VARIABLE = re.compile(r"\$(?:\{(\w+)(?::\w+)?\}|(\w+))")
# Variables that Grafana itself fills, with something that it fills them with.
OWN = {"__interval": "1m", "__rate_interval": "5m", "__range": "1h", "__auto": "1m", "__from": "0", "__all": ".+"}


@dataclass(frozen=True)
class Board:
    place: str
    json: dict

    def panels(self):
        for row in self.json["panels"]:
            yield row
            yield from row.get("panels") or []

    def variables(self):
        return (self.json.get("templating") or {}).get("list") or []

    def queries(self, kind):
        """The queries for one kind of data source, with where they stand."""
        for panel in self.panels():
            for target in panel.get("targets") or []:
                source = target.get("datasource") or panel.get("datasource") or {}
                if source.get("type") == kind:
                    yield f"{self.place}: {panel['title']}", target["expr"]
        for variable in self.variables():
            query = variable["query"].get("query", "") if isinstance(variable["query"], dict) else ""
            found = re.match(r"label_values\((.*), *\w+\)$", query)
            if found and variable["datasource"]["type"] == kind:
                yield f"{self.place}: variable {variable['name']}", found[1]

    def filled(self, text):
        return VARIABLE.sub(lambda found: OWN.get(found[1] or found[2], ".+"), text)

    def unknown(self, sources):
        """The variables and data sources that are used and nowhere defined."""
        known = {*OWN, *(one["name"] for one in self.variables())}
        texts = json.dumps([self.json["panels"], self.variables()])
        used = {one for found in VARIABLE.findall(texts) for one in found if one}
        yield from (f"variable {one}" for one in sorted(used - known))
        for uid in set(re.findall(r'"datasource": \{[^{}]*"uid": "([^"]*)"', texts)):
            if not VARIABLE.fullmatch(uid) and uid not in sources:
                yield f"data source {uid}"


def of(tree):
    for one in tree.of("ConfigMap"):
        for name, text in (one.value.get("data") or {}).items():
            if name.endswith(".json") and '"panels"' in text:
                yield Board(f"{one.file}: {name}", json.loads(text))


def check(report, tree, work):
    boards = list(of(tree))
    declared = ((tree.values("grafana").get("datasources") or {}).get("datasources.yaml") or {}).get("datasources") or []
    uids, kinds = {one["uid"] for one in declared}, {one["type"] for one in declared}
    for board in boards:
        report.check(PART, board.place, "; ".join(board.unknown(uids)))
        wanted = {one["query"] for one in board.variables() if one["type"] == "datasource"}
        report.check(PART, board.place, declared and "".join(f"no data source is of {kind}" for kind in wanted - kinds))
        report.check(PART, board.place, "; ".join(unreadable(board)))
    identities = [board.json["uid"] for board in boards]
    report.check(PART, f"{tree.name}: identities", len(identities) != len(set(identities)) and str(sorted(identities)))
    promql(report, tree, boards, work)


def unreadable(board):
    """What Grafana's own published types do not know."""
    from grafana_foundation_sdk.models.dashboard import Dashboard

    try:
        read = Dashboard.from_json(board.json)
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        yield f"Grafana's types do not read it: {wrong!r}"
        return
    for panel in read.panels or []:
        for one in (panel, *(getattr(panel, "panels", None) or [])):
            yield from strange(one)


def strange(panel):
    """Whether a panel is of a known type, and its options are those of the type."""
    if panel.type_val == "row":
        return
    try:
        module = importlib.import_module(f"grafana_foundation_sdk.models.{panel.type_val}")
    except ModuleNotFoundError:
        yield f"Grafana has no panel of the type {panel.type_val}"
        return
    if hasattr(module, "Options") and panel.options:
        given = panel.options if isinstance(panel.options, dict) else vars(panel.options)
        known = vars(module.Options())
        yield from (f"{panel.title}: no option {key}" for key in given if snake(key) not in known)


def snake(key):
    return re.sub("([A-Z])", r"_\1", key).lower()


def promql(report, tree, boards, work):
    """All queries of the tree as rules, which promtool checks together."""
    promtool = engine("promtool")
    found = [(place, board.filled(text)) for board in boards for place, text in board.queries("prometheus")]
    if not found or not promtool:
        return
    rules = [{"record": f"a:q{number}", "expr": text} for number, (_, text) in enumerate(found)]
    file = work / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}), encoding="utf-8")
    done = run(promtool, "check", "rules", "--lint=none", file)
    said = done.stdout + done.stderr
    wrong = {int(number) for number in re.findall(r"a:q(\d+)", said)} if done.returncode else set()
    assert wrong or not done.returncode, said
    for number, (place, text) in enumerate(found):
        report.check("PromQL of dashboards", place, number in wrong and f"{text}: {said}")
