"""Renews crds/: the definitions of custom resources, of each upstream release what the server judges by.

usage: compact.py FOLDER

FOLDER has the files of upstream, YAML or JSON, and `index.json`: a list of what is taken, each with `file`, `group`,
`kind`, `versions` and `source`, like `argoproj/argo-cd@v3.5.1:manifests/crds/application-crd.yaml`. Texts for readers and
columns of printed tables are left out, and so are versions that are neither served nor stored. A group becomes a file of JSON lines.
"""

import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import yaml

import trees

OUT = Path(__file__).with_name("crds")
APPROVED = "api-approved.kubernetes.io"
FOR_READERS = ("description", "example", "externalDocs", "title")
# What these hold are names of fields, which may well be called `description`.
NAMED = ("properties", "patternProperties", "definitions", "dependencies")


def main():
    folder = Path(sys.argv[1])
    groups, sources = defaultdict(list), []
    for entry in json.loads((folder / "index.json").read_text(encoding="utf-8")):
        groups[entry["group"]].append(compact(wanted(folder / entry["file"], entry)))
        sources.append(f"{entry['kind']}.{entry['group']} {entry['source']}")
    OUT.mkdir(exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for group, found in groups.items():
        found.sort(key=lambda one: one["metadata"]["name"])
        lines = "".join(json.dumps(one, separators=(",", ":"), sort_keys=True) + "\n" for one in found)
        (OUT / f"{group}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    (OUT / "sources.txt").write_text("".join(f"{line}\n" for line in sorted(sources)), encoding="utf-8")


def wanted(file, entry):
    """The definition in a file that an entry of the index is about."""
    text = file.read_text(encoding="utf-8")
    for part in re.split(r"^---(?=\s|$)", text, flags=re.MULTILINE):
        value = yaml.load(part, trees.LOADER)
        spec = (value or {}).get("spec", {})
        if (spec.get("group"), spec.get("names", {}).get("kind")) == (entry["group"], entry["kind"]):
            return value
    raise SystemExit(f"{file}: there is no {entry['kind']} of {entry['group']}")


def compact(value):
    metadata, spec = value["metadata"], value["spec"]
    approved = (metadata.get("annotations") or {}).get(APPROVED)
    kept = {"name": metadata["name"], **({"annotations": {APPROVED: approved}} if approved else {})}
    names = {key: name for key, name in spec["names"].items() if key not in ("categories", "shortNames")}
    versions = [compact_version(one) for one in spec["versions"] if one["served"] or one["storage"]]
    spec = {"group": spec["group"], "names": names, "scope": spec["scope"], "versions": versions}
    return {"apiVersion": value["apiVersion"], "kind": value["kind"], "metadata": kept, "spec": spec}


def compact_version(version):
    keys = ("name", "served", "storage", "subresources", "selectableFields")
    kept = {key: version[key] for key in keys if key in version}
    return {**kept, "schema": {"openAPIV3Schema": without_texts(version["schema"]["openAPIV3Schema"])}}


def without_texts(schema):
    """A schema without what is for readers; what a field's value may be is no schema."""
    if not isinstance(schema, dict):
        return [without_texts(one) for one in schema] if isinstance(schema, list) else schema
    kept = {key: value for key, value in schema.items() if key not in FOR_READERS}
    for key, value in kept.items():
        if key in NAMED:
            kept[key] = {name: without_texts(inner) for name, inner in value.items()}
        elif key not in ("default", "enum", "x-kubernetes-validations"):
            kept[key] = without_texts(value)
    return kept


if __name__ == "__main__":
    main()
