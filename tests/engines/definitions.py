"""The definitions of custom resources: those of the kinds that trees have."""

import gzip
import json
import re
import time

import yaml

import trees

VERSION, KIND = "apiextensions.k8s.io/v1", "CustomResourceDefinition"


def install(server, folder, roots, delivered=frozenset()):
    """Installs the definitions of every kind in the trees that the server does not know, but of groups that come later."""
    objects = [one for root in roots for one in trees.objects(root, {}) if one.group not in delivered]
    wanted = {(one.group, one.kind) for one in objects if unknown(server, one)}
    names = []
    for text, value in definitions(folder, {group for group, _ in wanted}):
        spec = value["spec"]
        if (spec["group"], spec["names"]["kind"]) in wanted:
            names.append(apply(server, text, value))
    for name in names:
        await_established(server, name)
    print(f"{len(names)} custom resource definitions installed", flush=True)


def unknown(server, one):
    return server.resource(one.value["apiVersion"], one.kind) is None


def definitions(folder, groups):
    """The definitions in the files of a folder. A file is read only when it names one of the groups."""
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".gz", ".json", ".yaml", ".yml")):
        text = gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text(encoding="utf-8")
        if KIND in text and any(group in text for group in groups):
            for part in parts(file, text):
                value = yaml.load(part, trees.LOADER) if file.suffix in (".yaml", ".yml") else json.loads(part)
                if isinstance(value, dict) and value.get("kind") == KIND:
                    yield part, value


def parts(file, text):
    """The objects of a file: lines of JSON, one of JSON, or documents of YAML."""
    if file.suffix == ".gz":
        return text.splitlines()
    return [text] if file.suffix == ".json" else re.split(r"^---(?=\s|$)", text, flags=re.MULTILINE)


def apply(server, text, value):
    name = value["metadata"]["name"]
    path = f"/apis/{VERSION}/customresourcedefinitions/{name}"
    query = {"fieldManager": "hagen-definitions", "force": "true"}
    answer = server.request("PATCH", path, text, "application/apply-patch+yaml", **query)
    if not answer.accepted:
        raise SystemExit(f"the definition {name} is refused: {answer.message}")
    return name


def parse(text):
    return json.loads(text) if text.startswith("{") else yaml.load(text, trees.LOADER)


def await_established(server, name):
    """Waits until the server serves a kind."""
    path = f"/apis/{VERSION}/customresourcedefinitions/{name}"
    for _ in range(300):
        conditions = server.request("GET", path).body.get("status", {}).get("conditions") or []
        if any(one["type"] == "Established" and one["status"] == "True" for one in conditions):
            return
        time.sleep(0.2)
    raise SystemExit(f"the definition {name} is not established")
