"""Whether each monitor finds something, by the semantics that the Prometheus operator documents.

A ServiceMonitor finds the endpoints of Services with its labels that have a port of its name; a PodMonitor the Pods with
its labels that have one. Pods are those of the tree's workloads, and those that made.yaml tells of operators and charts.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

PART = "monitors"
MADE = yaml.safe_load(Path(__file__).with_name("made.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Target:
    """A Pod, or a Service of some."""

    namespace: str
    labels: dict
    ports: dict = field(default_factory=dict)


def check(report, tree, work):
    pods = list(pods_of(tree))
    services = list(services_of(tree, pods))
    for kind, among, endpoints in (("PodMonitor", pods, "podMetricsEndpoints"), ("ServiceMonitor", services, "endpoints")):
        for one in tree.of(kind):
            found = [target for target in among if finds(one, target)]
            for endpoint in one.value["spec"][endpoints]:
                wrong = not any(has(target, endpoint) for target in found) and f"none of {len(found)} has {endpoint}"
                report.check(PART, f"{one.file}: {one.name}", wrong)
    for one in tree.of("ScrapeConfig"):
        targets = [target for static in one.value["spec"].get("staticConfigs") or [] for target in static["targets"]]
        report.check(PART, f"{one.file}: {one.name}", not targets and "it has no targets")
    for one in tree.of("Probe"):
        targets = one.value["spec"]["targets"].get("staticConfig", {}).get("static")
        report.check(PART, f"{one.file}: {one.name}", not targets and "it has no targets")


def finds(one, target):
    """Whether a monitor looks where the target is, and for its labels."""
    asked = one.value["spec"].get("namespaceSelector") or {}
    there = asked.get("any") or target.namespace in (asked.get("matchNames") or [one.namespace])
    return there and selects(one.value["spec"]["selector"], target.labels)


def selects(selector, labels):
    """A selector of labels, as Kubernetes has it."""
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    return all(meets(one, labels) for one in selector.get("matchExpressions") or [])


def meets(one, labels):
    value = labels.get(one["key"])
    return {
        "In": value in (one.get("values") or ()),
        "NotIn": value not in (one.get("values") or ()),
        "Exists": value is not None,
        "DoesNotExist": value is None,
    }[one["operator"]]


def has(target, endpoint):
    if "port" in endpoint:
        return endpoint["port"] in target.ports
    return (endpoint.get("portNumber") or endpoint.get("targetPort")) in target.ports.values()


def pods_of(tree):
    meshed = {one.name for one in tree.of("Namespace") if is_meshed(one)}
    for one in tree.objects:
        template = ((one.value.get("spec") or {}).get("template") or {}) if one.kind in WORKLOADS else None
        if template:
            labels, ports = dict(template["metadata"]["labels"]), ports_of(template["spec"])
            if one.namespace in meshed:
                labels, ports = {**MADE["sidecar"]["labels"], **labels}, {**MADE["sidecar"]["ports"], **ports}
            yield Target(one.namespace, labels, ports)
        for made in MADE["objects"].get(one.kind, []):
            labels = {key: value.replace("{name}", one.name) for key, value in made["labels"].items()}
            yield Target(one.namespace, labels, {str(name): port for name, port in made["ports"].items()})
    for chart, pods in MADE["charts"].items():
        for file in tree.root.glob(f"*/platform/{chart}/values.yaml"):
            yield from (Target(namespace_of(tree, file.parent), pod["labels"], pod["ports"]) for pod in pods)


def is_meshed(one):
    return (one.value["metadata"].get("labels") or {}).get("istio-injection") == "enabled"


WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Rollout")


def ports_of(spec):
    containers = [*spec["containers"], *(spec.get("initContainers") or [])]
    return {port["name"]: port["containerPort"] for one in containers for port in one.get("ports") or []}


def namespace_of(tree, folder):
    """Where a chart is installed: the namespace of the Application that delivers its folder."""
    for one in tree.of("Application"):
        sources = one.value["spec"].get("sources") or [one.value["spec"].get("source") or {}]
        texts = [value for source in sources for value in (source.get("helm") or {}).get("valueFiles") or []]
        if any(text.endswith(f"{folder.parent.name}/{folder.name}/values.yaml") for text in texts):
            return one.value["spec"]["destination"]["namespace"]
    return None


def services_of(tree, pods):
    """Services that have Pods; their ports are those that such a Pod has."""
    for one in tree.of("Service"):
        spec = one.value["spec"]
        selector = {"matchLabels": spec.get("selector") or {"": ""}}
        if any(pod.namespace == one.namespace and selects(selector, pod.labels) for pod in pods):
            labels = one.value["metadata"].get("labels") or {}
            yield Target(one.namespace, labels, {port["name"]: port["port"] for port in spec["ports"] if "name" in port})
    for chart, made in MADE["charts"].items():
        for file in tree.root.glob(f"*/platform/{chart}/values.yaml"):
            for service in (pod["service"] for pod in made if "service" in pod):
                yield Target(namespace_of(tree, file.parent), service["labels"], service["ports"])
