"""Plants single defects in a clean platform and tells who finds them: the checkers, and hagen itself.

usage: matrix.py SCHEMAS

A checker finds a defect if it says something that it does not say of the clean platform. hagen gets the same defect as a
user would bring it in: as a patch, a manifest of their own or a chart's value. Writes the table into tests/README.md.
"""

import copy
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import yaml

from checkers import CHECKERS, LOADER, manifests, run

HERE = Path(__file__).parent / "matrix"
PAGE = Path(__file__).parents[2] / "README.md"
MARK = re.compile(r"(<!-- matrix -->\n).*(<!-- end of matrix -->)", re.DOTALL)
NAMESPACE = "in-cluster/production"
VALUES = "in-cluster/platform/{}/values.yaml"


class Matrix:
    def __init__(self, folder, schemas, hagen):
        self.folder, self.schemas, self.hagen = folder, schemas, hagen
        self.blueprint = yaml.load((HERE / "blueprint.yaml").read_text("utf-8"), LOADER)
        self.clean = folder / "clean"
        done = run(hagen, "render", HERE / "blueprint.yaml", "-o", folder / "all")
        assert done.returncode == 0, done.stderr
        shutil.copytree(folder / "all" / NAMESPACE, self.clean / NAMESPACE)
        stack = VALUES.format("kube-prometheus-stack")
        (self.clean / stack).parent.mkdir(parents=True)
        shutil.copy(folder / "all" / stack, self.clean / stack)
        self.said = {name: set(self.findings(name, self.clean)) for name in CHECKERS}
        self.known = self.diagnostics(self.blueprint, {})
        by_hand, own = self.by_hand(None)
        self.known |= self.diagnostics(by_hand, own)

    def findings(self, name, tree):
        return ((one.check, one.file, one.what, one.message) for one in CHECKERS[name](tree, self.schemas))

    def diagnostics(self, blueprint, own):
        """What hagen says of a blueprint that brings some files of its own."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        (place / "blueprint.yaml").write_text(json.dumps(blueprint), encoding="utf-8")
        for name, text in own.items():
            (place / name).write_text(text, encoding="utf-8")
        said = json.loads(run(self.hagen, "check", place / "blueprint.yaml", "--format", "json").stdout)
        return {(one["severity"], one["code"], one["message"]) for one in said["diagnostics"]}

    def by_hand(self, without):
        """The blueprint with the application's objects delivered by hand, all but one."""
        blueprint = copy.deepcopy(self.blueprint)
        del blueprint["apps"]["web"]
        own = ""
        for file in manifests(self.clean / NAMESPACE / "web"):
            value = yaml.load(file.read_text("utf-8"), LOADER)
            if f"{value['kind']}/{value['metadata']['name']}" != without:
                own += "---\n" + yaml.safe_dump(value, sort_keys=False)
        blueprint["manifests"] = {"own": {"from": "own.yaml"}}
        return blueprint, {"own.yaml": own}

    def plant(self, number, defect):
        """The tree with the defect, and what hagen gets."""
        tree = self.folder / f"planted-{number}"
        shutil.copytree(self.clean, tree)
        blueprint = copy.deepcopy(self.blueprint)
        if "drop" in defect:
            file_of(tree, defect["drop"]).unlink()
            return tree, *self.by_hand(defect["drop"])
        own = {"own.yaml": defect["own"]} if "own" in defect else {}
        if own:
            (tree / NAMESPACE / "own.yaml").write_text(defect["own"], encoding="utf-8")
            blueprint["manifests"] = {"own": {"from": "own.yaml"}}
        if "merge" not in defect:
            return tree, blueprint, own
        file = tree / VALUES.format(defect["values"]) if "values" in defect else file_of(tree, defect["patch"])
        value = merged(yaml.load(file.read_text("utf-8"), LOADER), defect["merge"])
        file.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
        if "values" in defect:
            return tree, {**blueprint, "values": {defect["values"]: defect["merge"]}}, own
        kind, name = defect["patch"].split("/")
        return tree, {**blueprint, "patches": {"it": {"kind": kind, "name": name, "merge": defect["merge"]}}}, own

    def row(self, number, defect):
        """What each says: hagen its worst word and its codes, the others the names of their checks."""
        tree, blueprint, own = self.plant(number, defect)
        found = self.diagnostics(blueprint, own) - self.known
        cells = {"hagen": sorted({(severity, code) for severity, code, _ in found})}
        for name in CHECKERS:
            cells[name] = sorted({one[0] for one in self.findings(name, tree) if one not in self.said[name]})
        shutil.rmtree(tree)
        return cells


def file_of(tree, wanted):
    for file in manifests(tree):
        value = yaml.load(file.read_text("utf-8"), LOADER)
        if f"{value['kind']}/{value['metadata']['name']}" == wanted:
            return file
    raise SystemExit(f"there is no {wanted}")


def merged(value, over):
    """`over` laid over a value, as hagen's patches do."""
    if isinstance(over, dict):
        value = dict(value) if isinstance(value, dict) else {}
        for key, one in over.items():
            if one is None:
                value.pop(key, None)
            else:
                value[key] = merged(value.get(key), one)
        return value
    if isinstance(over, list) and over and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in over):
        value = list(value or [])
        names = [one["name"] for one in value]
        for one in over:
            if one["name"] in names:
                value[names.index(one["name"])] = merged(value[names.index(one["name"])], one)
            else:
                value.append(merged(None, one))
        return value
    return over


def cell(name, said):
    if name != "hagen":
        return "●" if said else ""
    worst = next((word for word in ("error", "warning", "note") if any(one == word for one, _ in said)), None)
    sign = {"error": "●", "warning": "○", "note": "·", None: ""}[worst]
    return f"{sign} {', '.join(sorted({code for severity, code in said if severity == worst}))}".strip()


def table(parts):
    names = ["hagen", *CHECKERS]
    lines = []
    for part, rows in parts.items():
        found = {name: sum(bool(cells[name]) for cells in rows.values()) for name in names}
        lines.append(f"| {part}: of {len(rows)} defects | " + " | ".join(f"**{found[name]}**" for name in names) + " |")
        for title, cells in rows.items():
            lines.append(f"| {title} | " + " | ".join(cell(name, cells[name]) for name in names) + " |")
    head = ["| defect | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    return "\n".join([*head, *lines]) + "\n"


def main():
    schemas = sys.argv[1]
    hagen = os.environ.get("HAGEN") or Path("target/debug/hagen").resolve()
    defects = yaml.load((HERE / "defects.yaml").read_text("utf-8"), LOADER)
    with tempfile.TemporaryDirectory() as folder:
        matrix = Matrix(Path(folder), schemas, hagen)
        numbers = iter(range(1000))
        parts = {}
        for part, rows in defects.items():
            parts[part] = {title: matrix.row(next(numbers), defect) for title, defect in rows.items()}
    text = table(parts)
    print(text)
    page = PAGE.read_text("utf-8")
    assert MARK.search(page), "there is no place for the table"
    PAGE.write_text(MARK.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", page), encoding="utf-8")
    missed = [title for rows in parts.values() for title, cells in rows.items() if not cells["hagen"]]
    print("hagen does not see: " + ", ".join(missed))


if __name__ == "__main__":
    main()
