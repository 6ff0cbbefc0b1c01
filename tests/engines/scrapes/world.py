"""A cluster in which a tree's Pods are: those of its workloads, and those that text/made.yaml tells of operators and charts."""

import itertools
import re
import time

import monitors
import trees
from stack import plain

NODE = "node-0"
KINDS = ("ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig", "PrometheusRule", "AlertmanagerConfig")


def populate(server, tree):
    """Pods are ready at once, and have addresses; the controller of EndpointSlices does the rest."""
    made = [one for one in tree.objects if one.kind == "Namespace"]
    pods = list(monitors.pods_of(tree))
    wanted = {one.name for one in made} | {one.namespace for one in pods if one.namespace}
    for name in sorted(wanted):
        # Without the labels that have admission look at Pods: these are not the whole ones.
        expect(server.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}}))
    expect(server.request("POST", "/api/v1/nodes", {"metadata": {"name": NODE}}))
    services = [*tree.of("Service"), *services_of_charts(tree)]
    for one in [*services, *classes(tree)]:
        expect(server.apply(one))
    for number, pod in enumerate(pods):
        if pod.namespace:
            run(server, pod, number)
    return len(pods), len(services)


def classes(tree):
    """The classes of volumes, for which the operator looks; those that a cluster brings where the tree has none."""
    own = tree.of("StorageClass")
    for name in () if own else set(re.findall(r"'storageClassName': '([^']+)'", str(tree.values))):
        yield plain("storage.k8s.io/v1", "StorageClass", None, name, provisioner="example.com/volumes")
    yield from own


def services_of_charts(tree):
    for chart, made in monitors.MADE["charts"].items():
        for file in tree.root.glob(f"*/platform/{chart}/values.yaml"):
            namespace = monitors.namespace_of(tree, file.parent)
            for pod in (pod for pod in made if "service" in pod):
                ports = [{"name": name, "port": port} for name, port in pod["service"]["ports"].items()]
                spec = {"selector": pod["labels"], "ports": ports}
                yield plain("v1", "Service", namespace, chart, labels=pod["service"]["labels"], spec=spec)


def run(server, pod, number):
    ports = [{"containerPort": port, **({} if name.isdigit() else {"name": name})} for name, port in pod.ports.items()]
    containers = [{"name": "main", "image": "registry.example.com/main:1", "ports": ports}]
    metadata = {"name": f"pod-{number}", "labels": pod.labels}
    body = {"metadata": metadata, "spec": {"nodeName": NODE, "automountServiceAccountToken": False, "containers": containers}}
    path = f"/api/v1/namespaces/{pod.namespace}/pods"
    for _ in range(100):
        answer = server.request("POST", path, body)
        if answer.accepted or "serviceaccount" not in answer.message:
            break
        time.sleep(0.1)
    expect(answer)
    address = f"10.244.{number // 200}.{number % 200 + 1}"
    ready = [{"type": "Ready", "status": "True"}, {"type": "ContainersReady", "status": "True"}]
    status = {"phase": "Running", "podIP": address, "podIPs": [{"ip": address}], "conditions": ready}
    expect(server.request("PATCH", f"{path}/pod-{number}/status", {"status": status}, "application/merge-patch+json"))


def expect(answer):
    if not answer.accepted and answer.body.get("reason") != "AlreadyExists":
        raise SystemExit(answer.message)


def jobs_of(one):
    """The jobs that the operator makes of an object."""
    prefix = f"{one.kind[0].lower()}{one.kind[1:]}/{one.namespace}/{one.name}"
    endpoints = one.value["spec"].get({"ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"}.get(one.kind))
    return [f"{prefix}/{number}" for number, _ in zip(itertools.count(), endpoints)] if endpoints else [prefix]
