"""Plants Applications that a project must refuse, beside one that it must not: else a refusal proves nothing."""

import repositories
import trees
from delivered import OWN_CLUSTER
from timeline import APPLICATIONS

FOREIGN_NAMESPACE = "kube-public"
FOREIGN_REPOSITORY = "https://git.example.org/foreign.git"
# Kinds of the cluster and of namespaces that no project needs; each with what the API server wants of it.
OF_CLUSTER = ("storage.k8s.io/v1", "CSIDriver", {"spec": {"attachRequired": False}})
OF_NAMESPACE = ("v1", "LimitRange", {"spec": {"limits": []}})


class Case:
    """An Application with one object, and what Argo CD says to it."""

    def __init__(self, name, says, one, **application):
        self.name, self.says, self.object, self.application = name, says, one, application


def cases(project, namespace):
    """What is planted in a project that may write to a namespace."""
    allowed = thing("v1", "ConfigMap", namespace)
    namespaced, of_cluster = "is not permitted in project", "is not permitted in project"
    return [
        Case("allowed", None, allowed),
        Case("namespace", "do not match any of the allowed destinations", allowed, namespace=FOREIGN_NAMESPACE),
        Case("repository", "is not permitted in project", allowed, repository=FOREIGN_REPOSITORY),
        Case("cluster-kind", of_cluster, thing(OF_CLUSTER[0], OF_CLUSTER[1], None, **OF_CLUSTER[2])),
        Case("kind", namespaced, thing(OF_NAMESPACE[0], OF_NAMESPACE[1], namespace, **OF_NAMESPACE[2])),
        Case("elsewhere", "is not permitted in project", thing("v1", "ConfigMap", FOREIGN_NAMESPACE)),
        *([] if "platform" in project else [Case("other-namespace", of_cluster, thing("v1", "Namespace", None))]),
    ]


def thing(version, kind, namespace, **content):
    metadata = {"name": "planted", **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **content}


def prove(one):
    """Each project of the tree refuses what it must, says so, and lets through what it may."""
    planted = {}
    for project in projects(one):
        name = project["metadata"]["name"]
        # Any of its namespaces that is there.
        namespace = next(to["namespace"] for to in project["spec"]["destinations"] if exists(one, to["namespace"]))
        for case in cases(name, namespace):
            planted[f"planted-{name}-{case.name}"] = (case, name, namespace)
    for name, (case, _, _) in planted.items():
        repositories.write(one.near.repository / "planted" / name / "planted.yaml", case.object)
    repositories.commit(one.near.repository)
    for name, (case, project, namespace) in planted.items():
        plant(one, name, project, {"namespace": namespace, "repository": one.near.address, **case.application})
    for name, (case, _, _) in planted.items():
        one.until(lambda: said(one.applications.get(name), case), 30)
        one.check(f"the Application {name}", *verdict(one.applications.get(name), case))
    for name in planted:
        one.server.request("DELETE", f"{APPLICATIONS}/{name}")


def projects(one):
    """The projects of environments and platforms on Argo CD's own cluster."""
    found = trees.objects(one.near.tree / "argocd" / "projects", {})
    return [project.value for project in found if project.value["spec"]["destinations"][0]["server"] == OWN_CLUSTER]


def exists(one, namespace):
    return one.server.request("GET", f"/api/v1/namespaces/{namespace}").accepted


def plant(one, name, project, to):
    spec = {
        "project": project,
        "destination": {"server": OWN_CLUSTER, "namespace": to["namespace"]},
        "source": {"repoURL": to["repository"], "path": f"planted/{name}", "targetRevision": "main"},
        "syncPolicy": {"automated": {}, "syncOptions": ["ServerSideApply=true"]},
    }
    metadata = {"name": name, "namespace": "argocd"}
    application = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec}
    one.server.request("POST", APPLICATIONS, application)


def said(application, case):
    """All that Argo CD says of an Application, once it says what is awaited."""
    status = (application or {}).get("status", {})
    if case.says is None:
        return status.get("sync", {}).get("status") == "Synced"
    return any(case.says in message for message in messages(status))


def messages(status):
    operation = status.get("operationState", {})
    yield from (condition["message"] for condition in status.get("conditions", []))
    yield operation.get("message", "")
    yield from (result.get("message", "") for result in operation.get("syncResult", {}).get("resources") or [])


def verdict(application, case):
    status = (application or {}).get("status", {})
    synced = status.get("sync", {}).get("status") == "Synced"
    if not said(application, case):
        yield f"says {'; '.join(filter(None, messages(status)))!r} instead of {case.says or 'nothing'!r}"
    elif synced and case.says:
        yield "is refused and synchronized all the same"
