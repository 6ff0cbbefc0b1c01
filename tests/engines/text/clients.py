"""Objects, as the clients of their own operators read them before a cluster does: Istio's, Argo Rollouts', kustomize."""

import json
from collections import defaultdict

import yaml

import trees
from report import engine, run

KUSTOMIZE, ROLLOUTS, ISTIO = "kustomize", "Argo Rollouts", "Istio"
SPLITTING = {"Rollout", "Service", "VirtualService", "Ingress"}
# What istioctl says and is meant to be so, with the reason.
MEANT = {
    "IST0133": "every EnvoyFilter is warned of; a fault that a part of the requests meets has no other object",
    "IST0151": "the filter is put before the router, which every listener of HTTP has at its end, whatever comes between",
}


def check(report, tree, work):
    kustomize(report, tree, work / "kustomize")
    rollouts(report, tree, work)
    for number, parts in enumerate(trees.clusters(tree.root)):
        istio(report, f"{tree.name}: {parts[0].name}", list(of(tree, parts)), work / f"mesh-{number}.yaml")


def of(tree, parts):
    return (one for one in tree.objects if any(part in one.file.parents for part in parts))


def kustomize(report, tree, work):
    """Each component as a base of its own, and all of a cluster together: what comes out is what went in."""
    program = engine("kubectl")
    if not program:
        report.skip(KUSTOMIZE, "kubectl is not built")
        return
    clusters = defaultdict(lambda: defaultdict(list))
    for one in tree.objects:
        cluster, *component, _ = one.file.relative_to(tree.root).parts
        clusters[cluster]["-".join(component) or "own"].append(one)
    for name, components in clusters.items():
        folder = work / name
        for component, objects in components.items():
            write(folder / component, {f"{number}.yaml": one.text for number, one in enumerate(objects)})
        write(folder, {}, sorted(components))
        done = run(program, "kustomize", folder)
        given = [one.value for objects in components.values() for one in objects]
        wrong = done.returncode and done.stderr.strip() or other(given, done.stdout)
        report.check(KUSTOMIZE, f"{tree.name}: {name}", wrong)


def write(folder, files, more=()):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    listed = yaml.safe_dump({"resources": [*sorted(files), *more]})
    (folder / "kustomization.yaml").write_text(listed, encoding="utf-8")


def other(given, text):
    """The objects that are not as they were."""
    made = {identity(one): one for one in yaml.load_all(text, trees.LOADER) if one}
    changed = [one for one in given if made.pop(identity(one), None) != one]
    names = [f"{one['kind']} {one['metadata']['name']}" for one in [*changed, *made.values()]]
    return names and f"others came out: {', '.join(names)}"


def identity(one):
    return one["apiVersion"], one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]


def rollouts(report, tree, work):
    """The Rollouts of a namespace with what they shift requests by."""
    own = tree.of("Rollout")
    program = engine("kubectl-argo-rollouts")
    if own and not program:
        report.skip(ROLLOUTS, "kubectl-argo-rollouts is not built")
        return
    for folder, namespace in sorted({(one.file.parent.parent, one.namespace) for one in own}):
        objects = [one for one in tree.objects if one.namespace == namespace and one.kind in SPLITTING and folder in one.file.parents]
        file = work / "rollouts.yaml"
        file.write_text("\n---\n".join(one.text for one in objects), encoding="utf-8")
        report.run(ROLLOUTS, f"{tree.name}: {namespace}", program, "lint", "-f", file)


def istio(report, place, objects, file):
    """All objects of a cluster together: the mesh's own one by one, and what refers to what."""
    if not any(one.group.endswith("istio.io") for one in objects):
        return
    program = engine("istioctl")
    if not program:
        report.skip(ISTIO, "istioctl is not built")
        return
    file.write_text("\n---\n".join(one.text for one in objects), encoding="utf-8")
    own = file.with_suffix(".own.yaml")
    own.write_text("\n---\n".join(one.text for one in objects if one.group.endswith("istio.io")), encoding="utf-8")
    report.run(ISTIO, f"{place}: validate", program, "validate", "--filename", own)
    done = run(program, "analyze", "--use-kube=false", "--all-namespaces", "--output", "json", file)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        report.check(ISTIO, f"{place}: analyze", done.stderr.strip() or done.stdout)
        return
    left = [one for one in said if one["level"] != "Info" and one["code"] not in MEANT]
    report.check(ISTIO, f"{place}: analyze", "; ".join(f"{one['code']}: {one['origin']}: {one['message']}" for one in left))
