"""Holds what hagen writes inside other texts against the programs that read it.

usage: check.py TREE…
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

import alertmanager
import alloy
import clients
import dashboards
import files
import logql
import loki
import monitors
import prometheus
import trees
from report import Report

PARTS = (prometheus, alertmanager, loki, logql, alloy, dashboards, monitors, files, clients)


@dataclass(frozen=True)
class Tree:
    root: Path
    blueprint: dict
    objects: list

    @property
    def name(self):
        return str(self.root)

    def of(self, kind):
        return [one for one in self.objects if one.kind == kind]

    def values(self, release):
        """The values with which a chart is installed, if it is."""
        file = next(iter(sorted(self.root.glob(f"*/platform/{release}/values.yaml"))), None)
        return (yaml.load(file.read_text(encoding="utf-8"), trees.LOADER) if file else None) or {}

    def alerts(self):
        """The severity and the environment of each alert of the tree."""
        for one in self.of("PrometheusRule"):
            for rule in (rule for group in one.value["spec"]["groups"] for rule in group["rules"] if "alert" in rule):
                environment = rule["labels"]["environment"]
                yield rule["labels"]["severity"], "production" if "{{" in environment else environment


def read(root):
    beside = [root.parent / "blueprint.yaml", Path("blueprints") / f"{root.name}.yaml"]
    file = next((one for one in beside if one.exists()), None)
    blueprint = yaml.load(file.read_text(encoding="utf-8"), trees.LOADER) if file else {}
    return Tree(root, blueprint, trees.objects(root, {}))


def main():
    report = Report()
    logql.corpus(report)
    with tempfile.TemporaryDirectory() as folder:
        for number, root in enumerate(map(Path, sys.argv[1:])):
            tree, work = read(root), Path(folder) / str(number)
            work.mkdir()
            for part in PARTS:
                part.check(report, tree, work)
    report.close()


if __name__ == "__main__":
    main()
