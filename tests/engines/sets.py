"""ApplicationSets: the Applications that a tree promises by them, and one more when a folder comes."""

from pathlib import Path

import repositories
import trees
from timeline import is_ready

SETS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applicationsets"


def sets_of(tree):
    return [one.value for one in trees.objects(tree / "argocd", {}) if one.kind == "ApplicationSet"]


def elements(one):
    """The clusters and environments of a set."""
    generator = one["spec"]["generators"][0]
    generators = generator["matrix"]["generators"] if "matrix" in generator else [generator]
    return next(each["list"]["elements"] for each in generators if "list" in each)


def promised(tree):
    """An Application for each folder of an environment that has none of its own, by name; with its project."""
    own = {one.name for one in trees.objects(tree / "argocd", {}) if one.kind == "Application"}
    found = {}
    for one in sets_of(tree):
        for element in elements(one):
            folder = trees.folder_of(tree, element["folder"])
            prefix = f"{element['cluster']}-{folder.name}"
            spec = {"project": element["project"]}
            found |= {f"{prefix}-{part.name}": {"spec": spec} for part in folder.iterdir() if part.is_dir()}
    return {name: value for name, value in found.items() if name not in own}


def prove(one):
    """A folder that comes brings an Application, and one that goes takes none away."""
    for value in sets_of(one.near.tree):
        element = elements(value)[0]
        folder = trees.folder_of(one.near.tree, element["folder"]) / "newcomer"
        name = f"{element['cluster']}-{folder.parent.name}-{folder.name}"
        metadata = {"name": "newcomer", "namespace": element["namespace"]}
        repositories.write(folder / "configmap.yaml", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})
        renew(one, value)
        came = one.until(lambda: is_ready(one.applications.get(name, {})), 60)
        one.check(f"a new folder of {Path(element['folder']).name}", *([] if came else [f"brings no Application {name}"]))
        (folder / "configmap.yaml").unlink()
        folder.rmdir()
        renew(one, value)
        stayed = one.stays(lambda: name in one.applications, 5)
        one.check(f"a folder of {folder.parent.name} that goes", *([] if stayed else ["takes its Application along"]))


def renew(one, value):
    """Commits, and has Argo CD look now."""
    repositories.commit(one.near.repository)
    path = f"{SETS}/{value['metadata']['name']}"
    patch = {"metadata": {"annotations": {"argocd.argoproj.io/application-set-refresh": "true"}}}
    one.server.request("PATCH", path, patch, "application/merge-patch+json")
