"""The checkers that people run over manifests, and what they find, each in the same form."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

ENGINES = Path(os.environ.get("HAGEN_ENGINES") or Path.home() / ".cache/hagen-engines")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Finding:
    checker: str
    check: str
    file: str
    what: str  # the object
    message: str

    def __str__(self):
        return f"{self.checker}: {self.check}: {self.file}: {self.what}: {self.message}"


def program(name):
    return str(ENGINES / "bin" / name)


def is_built(name):
    return Path(program(name)).exists()


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


def manifests(root):
    """The files of a tree that hold objects: not values of charts, nor what other programs read."""
    files = (file for file in sorted(root.rglob("*.yaml")))
    return [file for file in files if any(line.startswith("kind:") for line in file.read_text("utf-8").split("\n"))]


def kubeconform(root, schemas):
    """Each object against the schema of its kind, with no other fields than that has, and no key twice."""
    location = f"{schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
    command = (program("kubeconform"), "-strict", "-output", "json", "-schema-location", location)
    for part in json.loads(run(*command, *manifests(root)).stdout or "{}").get("resources", []):
        if part["status"] not in ("statusValid", "statusSkipped"):
            check = "no schema" if "could not find schema" in part["msg"] else "schema"
            what = f"{part['kind']}/{part['name']}"
            yield Finding("kubeconform", check, relative(part["filename"], root), what, part["msg"])


def kube_score(root, _):
    """All objects of a tree together: it looks for what belongs to each other."""
    command = (program("kube-score"), "score", "--kubernetes-version", "v1.36", "-o", "json")
    said = run(*command, *manifests(root))
    if not said.stdout.strip():
        yield Finding("kube-score", "unreadable", str(root), "", said.stderr.strip())
        return
    for one in json.loads(said.stdout):
        name = f"{one['type_meta']['kind']}/{one['object_meta']['name']}"
        for check in one["checks"]:
            for comment in (check["comments"] or [{}]) if check["grade"] <= 5 and not check["skipped"] else []:
                message = f"{comment.get('path') or ''} {comment.get('summary') or ''}".strip()
                yield Finding("kube-score", check["check"]["id"], relative(one["file_name"], root), name, message)


def checkov(root, _):
    """Without what it asks its vendor for."""
    from checkov.kubernetes.runner import Runner
    from checkov.runner_filter import RunnerFilter

    report = Runner().run(root_folder=str(root), runner_filter=RunnerFilter(framework=["kubernetes"]))
    for one in report.failed_checks:
        kind, _, name = one.resource.partition(".")
        yield Finding("checkov", one.check_id, one.file_path.lstrip("/"), f"{kind}/{name.split('.')[-1]}", one.check_name)
    for file in report.parsing_errors:
        yield Finding("checkov", "unreadable", relative(file, root), "", "")


def gitleaks(root, _):
    """Every file of a tree, for what looks like a secret."""
    command = (program("gitleaks"), "dir", "--no-banner", "--redact", "--report-format", "json", "--report-path", "-")
    for one in json.loads(run(*command, root).stdout or "[]"):
        yield Finding("gitleaks", one["RuleID"], relative(one["File"], root), "", f"line {one['StartLine']}")


def relative(file, root):
    file, root = Path(file).resolve(), root.resolve()
    return str(file.relative_to(root)) if file.is_relative_to(root) else str(file)


CHECKERS = {"kubeconform": kubeconform, "kube-score": kube_score, "checkov": checkov, "gitleaks": gitleaks}
