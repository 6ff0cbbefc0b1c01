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
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
    path = f"/api/v1/namespaces/{one.namespace}/pods"
    answer = server.request("POST", path, pod, dryRun="All", fieldValidation="Strict")
    for message in answer.warnings + ([] if answer.accepted else [answer.message]):
        row.found("pod", one, message)
