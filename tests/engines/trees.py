"""The objects of a tree, in the order in which Argo CD delivers them."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

WAVE = "argocd.argoproj.io/sync-wave"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Object:
    """An object of a file."""

    file: Path
    text: str
    value: dict
    wave: tuple

    @property
    def kind(self):
        return self.value["kind"]

    @property
    def name(self):
        return str(self.value["metadata"]["name"])

    @property
    def namespace(self):
        return self.value["metadata"].get("namespace")

    @property
    def group(self):
        return self.value["apiVersion"].rpartition("/")[0]

    @property
    def identity(self):
        return self.group, self.kind, self.namespace, self.name

    @property
    def order(self):
        """Namespaces before everything, definitions of kinds next."""
        first = {"Namespace": 0, "CustomResourceDefinition": 1}.get(self.kind, 2)
        return first, self.wave, str(self.file)


def objects(folder, waves):
    """All objects below a folder. `waves` are the places of folders in the order of the sync."""
    found = []
    for file in sorted(folder.rglob("*.y*ml")):
        text = file.read_text(encoding="utf-8")
        for part in re.split(r"^---(?=\s|$)", text, flags=re.MULTILINE):
            value = yaml.load(part, LOADER)
            if is_object(value):
                found.append(Object(file, part, value, (wave_of(file, waves), annotated(value))))
    return sorted(found, key=lambda one: one.order)


def is_object(value):
    if not isinstance(value, dict) or not isinstance(value.get("metadata"), dict):
        return False
    return {"apiVersion", "kind"} <= value.keys() and "name" in value["metadata"]


def annotated(value):
    return int((value["metadata"].get("annotations") or {}).get(WAVE, 0))


def wave_of(file, waves):
    """The wave of the nearest folder above a file that has one."""
    return next((waves[folder] for folder in file.parents if folder in waves), 0)


def application_waves(tree):
    """The wave of each folder of a tree that an Application delivers."""
    waves = {}
    for file in sorted(tree.glob("argocd/applications/*.yaml")):
        application = yaml.load(file.read_text(encoding="utf-8"), LOADER)
        spec = application["spec"]
        for source in spec.get("sources") or [spec.get("source")]:
            folder = folder_of(tree, source.get("path"))
            if folder:
                waves[folder] = annotated(application)
    return waves


def folder_of(tree, path):
    """The folder of the tree that a path of the user's repository ends in."""
    parts = Path(path).parts if path else ()
    candidates = (tree.joinpath(*parts[start:]) for start in range(len(parts)))
    return next((folder for folder in candidates if folder.is_dir()), None)


def file_of(tree, path):
    """The file of the tree that a path of the user's repository ends in."""
    parts = Path(path).parts
    return next(file for start in range(len(parts)) if (file := tree.joinpath(*parts[start:])).is_file())


def clusters(tree):
    """The folders of a tree that go to one cluster each: the objects of Argo CD live with the first."""
    apart = {"argocd", "bootstrap", "pipelines"}
    folders = sorted(folder for folder in tree.iterdir() if folder.is_dir())
    own = [folder for folder in folders if folder.name not in apart]
    beside = [folder for folder in folders if folder.name in apart]
    return [[folder, *(beside if folder == own[0] else [])] for folder in own] or [[tree]]
