"""What comes after the first delivery: nothing, as long as nothing changes; and what goes goes only when it may."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import yaml

import repositories
import trees
from delivered import objects
from timeline import APPLICATIONS, is_ready

HOLD = 8
WIPE = "will wipe out all resources"


def second(one):
    """Delivers everything once more, even what Argo CD takes for equal: no object gets a new version."""
    before = versions(one)
    began = {name: finished(application) for name, application in one.applications.items() if name != one.near.name}
    for name, application in one.applications.items():
        if name != one.near.name:
            options = application["spec"]["syncPolicy"]["syncOptions"]
            options = [option for option in options if not option.startswith("ApplyOutOfSyncOnly")]
            one.change(name, {"operation": {"sync": {"syncOptions": options}, "initiatedBy": {"username": "tests"}}})
    again = lambda name: finished(one.applications[name]) != began[name] and is_ready(one.applications[name])
    one.until(lambda: all(map(again, began)), 120)
    late = [f"{name} is not ready again" for name in began if not again(name)]
    after = versions(one)
    changed = [f"{' '.join(filter(None, key))} has a new version" for key in before if before[key] != after.get(key)]
    one.check("a second sync", *late, *changed)


def finished(application):
    return application.get("status", {}).get("operationState", {}).get("finishedAt")


def versions(one):
    """The tree's objects as they were last written, but for their statuses: a CronJob's has another when it is time."""
    kept = {part.identity: one.kept(part) for part in objects(one)}
    return {key: without_status(value) for key, value in kept.items() if value}


def without_status(value):
    metadata = {key: held for key, held in value["metadata"].items() if key not in ("resourceVersion", "managedFields")}
    writers = [writer for writer in value["metadata"].get("managedFields", []) if writer.get("subresource") != "status"]
    return {**value, "metadata": {**metadata, "managedFields": writers}, "status": None}


def prove(one, tree):
    """Takes parts away, one after the other."""
    wiped(one)
    emptied(one)
    pruned(one)
    deleted(one)
    for sections in (["apps"], ["apps", "postgres"]):
        removed(one, tree, sections)


def commit(one, *names):
    """Commits, and has Argo CD look now."""
    repositories.commit(one.near.repository)
    for name in names:
        one.refresh(name)


def says(one, name, text):
    conditions = one.applications[name].get("status", {}).get("conditions", [])
    return any(text in condition["message"] for condition in conditions)


def restore(one, kept, folder, *names):
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    commit(one, *names)
    one.until(lambda: all(is_ready(one.applications.get(name, {})) for name in names), 90)


def wiped(one):
    """A folder that has become empty is a mistake: nothing goes."""
    part, name = one.part("Cluster")
    with tempfile.TemporaryDirectory() as kept:
        folder = part.file.parent
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        (folder / ".gitkeep").touch()
        commit(one, name)
        told = one.until(lambda: says(one, name, WIPE), 60)
        stayed = one.stays(lambda: one.kept(part), HOLD)
        one.check("an empty folder", *fault(told, f"{name} does not refuse it"), *fault(stayed, "takes the database along"))
        restore(one, kept, folder, name)


def emptied(one):
    """A repository without Applications is a mistake as well."""
    folder, root = one.near.tree / "argocd", one.near.name
    there = set(one.applications)
    with tempfile.TemporaryDirectory() as kept:
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        for part in folder.iterdir():
            if part.is_dir():
                shutil.rmtree(part)
        commit(one, root)
        told = one.until(lambda: says(one, root, WIPE), 60)
        stayed = one.stays(lambda: set(one.applications) == there, HOLD)
        one.check("an empty tree", *fault(told, "the root does not refuse it"), *fault(stayed, "takes Applications along"))
        restore(one, kept, folder, root)


def pruned(one):
    """A database whose file goes stays until a person confirms it."""
    part, name = one.part("Cluster")
    part.file.unlink()
    commit(one, name)
    waits = one.until(lambda: is_running(one.applications[name]), 60)
    stayed = one.stays(lambda: one.kept(part), HOLD)
    one.check("a database without its file", *fault(waits, "nobody is asked"), *fault(stayed, "goes unasked"))
    one.confirm(name)
    went = one.until(lambda: not one.kept(part), 60)
    one.check("a database whose end is confirmed", *fault(went, "stays"))
    part.file.write_text(part.text, encoding="utf-8")
    commit(one, name)
    one.until(lambda: one.kept(part) and is_ready(one.applications[name]), 90)


def is_running(application):
    return application.get("status", {}).get("operationState", {}).get("phase") == "Running"


def deleted(one):
    """A database whose Application is deleted with all that is in it stays until a person confirms it."""
    part, name = one.part("Cluster")
    one.change(name, {"metadata": {"finalizers": ["resources-finalizer.argocd.argoproj.io"]}})
    one.server.request("DELETE", f"{APPLICATIONS}/{name}")
    stayed = one.stays(lambda: one.kept(part) and name in one.applications, HOLD)
    one.check("a database whose Application is deleted", *fault(stayed, "goes unasked"))
    uid = one.kept(part)["metadata"]["uid"]
    one.confirm(name)
    went = one.until(lambda: (one.kept(part) or {"metadata": {"uid": None}})["metadata"]["uid"] != uid, 60)
    one.check("a database whose deletion is confirmed", *fault(went, "stays"))
    one.refresh(one.near.name)
    back = one.until(lambda: one.kept(part) and is_ready(one.applications.get(name, {})), 90)
    one.check("a deleted Application that the tree still has", *fault(back, "does not come back"))


def removed(one, tree, sections):
    """Sections that leave the blueprint: their Applications go when a person confirms it, and data stays even then."""
    section = sections[-1]
    data = [part for part in objects(one) if part.kind == "Cluster"]
    cascading = {name for name, value in one.near.wanted.items() if value["metadata"].get("finalizers")}
    parts = [part for part in objects(one) if any(one.is_of(part, one.near.wanted[name]) for name in cascading)]
    with tempfile.TemporaryDirectory() as scratch:
        one.near.deliver(render(tree, sections, Path(scratch)))
    names = {part.name for part in trees.objects(one.near.tree / "argocd", {}) if part.kind == "Application"}
    gone = set(one.applications) - names
    commit(one, one.near.name)
    waits = one.until(lambda: is_running(one.applications[one.near.name]), 60)
    stayed = one.stays(lambda: gone <= set(one.applications), HOLD)
    one.check(f"Applications without {section}", *fault(gone, "none"), *fault(waits and stayed, f"{gone} go unasked"))
    one.confirm(one.near.name)
    went = one.until(lambda: not gone & set(one.applications), 90)
    one.check(f"Applications without {section}, confirmed", *fault(went, f"{gone & set(one.applications)} stay"))
    one.check(f"data without {section}", *(f"{part.kind} {part.name} goes" for part in data if not one.kept(part)))
    left = [part for part in parts if not part.file.exists() and one.kept(part)]
    one.check(f"what {section} delivered", *(f"{part.kind} {part.name} stays" for part in left))


def render(tree, without, scratch):
    """What the tree's blueprint would render to without some of its sections."""
    blueprint = yaml.safe_load(Path("blueprints", f"{tree.name}.yaml").read_text(encoding="utf-8"))
    kept = {key: value for key, value in blueprint.items() if key not in without}
    file, out = scratch / "blueprint.yaml", scratch / "out"
    file.write_text(yaml.safe_dump(kept), encoding="utf-8")
    subprocess.run([os.environ["HAGEN"], "render", file, "--out", out], check=True, capture_output=True)
    return out


def fault(holds, message):
    return [] if holds else [message]
