"""The pods that controllers would make: admission sees them only then, and says no where nobody looks."""

TEMPLATES = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "Job": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
}


def check(server, one, row):
    """Has the server admit the pod of a workload without keeping it."""
    template = one.value
    for key in TEMPLATES.get(one.kind, ("spec", "no template")):
        template = (template or {}).get(key)
    if template is None:
        return
    row.pods += 1
    metadata = {**template.get("metadata", {}), "name": f"{one.name[:50]}-pod"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": with_claims(template["spec"], one)}
    path = f"/api/v1/namespaces/{one.namespace}/pods"
    answer = server.request("POST", path, pod, dryRun="All", fieldValidation="Strict")
    for message in answer.warnings + ([] if answer.accepted else [answer.message]):
        row.found("pod", one, message)


def with_claims(spec, one):
    """A pod with the volumes that a StatefulSet's controller makes of its templates of claims."""
    names = [claim["metadata"]["name"] for claim in one.value["spec"].get("volumeClaimTemplates") or []]
    volumes = [{"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{one.name}-0"}} for name in names]
    return {**spec, "volumes": [*(spec.get("volumes") or []), *volumes]}
