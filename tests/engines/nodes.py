"""The nodes that a blueprint declares for a cluster: those that run workloads."""

import yaml

import trees

ANY = {"workers": 3, "zones": ["a", "b", "c"]}


def of_tree(tree, cluster):
    """The nodes of a cluster of a tree whose blueprint has its name; three in three zones if there is none."""
    blueprint = tree.parent.parent / "blueprints" / f"{tree.name}.yaml"
    if not blueprint.is_file():
        return declared(ANY)
    clusters = yaml.load(blueprint.read_text(encoding="utf-8"), trees.LOADER).get("clusters") or {}
    return declared((clusters.get(cluster) or {}).get("nodes") or {})


def declared(nodes):
    """The nodes of a declaration, in its zones by turns. Servers run workloads where there are no workers."""
    count = nodes.get("workers", 3) or nodes.get("servers", 3)
    zones, shape = nodes.get("zones") or [None], nodes.get("shape") or {}
    size = (str(shape.get("cpu", 8)), str(shape.get("memory", "32Gi")))
    return [node(f"node-{number}", zones[number % len(zones)], *size) for number in range(count)]


def node(name, zone, cpu, memory, labels=None):
    """A node as its kubelet registers it."""
    own = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    zonal = {"topology.kubernetes.io/zone": zone} if zone else {}
    room = {"cpu": cpu, "memory": memory, "pods": "110", "ephemeral-storage": "200Gi"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {**own, **zonal, **(labels or {})}},
        "status": {"allocatable": room, "capacity": room},
    }


def listed(nodes):
    return {"apiVersion": "v1", "kind": "List", "items": nodes}
