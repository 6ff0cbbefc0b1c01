"""What the chart kube-prometheus-stack makes of its values, and what monitors refer to, as far as the operator reads it."""

import base64
import json
from pathlib import Path

import yaml

import trees
from definitions import definitions

GROUP = "monitoring.coreos.com"
RELEASE = "kps"
# What the chart makes something else of, and what it does not hand on.
APART = ("image", "storageSpec", "podAntiAffinity", "additionalScrapeConfigs", "additionalAlertRelabelConfigs")
SELECTED = {
    "prometheus": ("serviceMonitor", "podMonitor", "probe", "rule", "scrapeConfig"),
    "alertmanager": ("alertmanagerConfig",),
}
ADDITIONAL = {"additionalScrapeConfigs": "scrape-configs", "additionalAlertRelabelConfigs": "am-relabel-confg"}


def objects(values, namespace, crds):
    """The Prometheus and the Alertmanager of a release, with their Secrets."""
    prometheus = (values.get("prometheus") or {}).get("prometheusSpec") or {}
    spec = handed_on(prometheus, "prometheus", crds)
    for key, name in ADDITIONAL.items():
        if prometheus.get(key):
            text = yaml.safe_dump(prometheus[key])
            yield secret(namespace, f"{RELEASE}-prometheus-{name}", {f"{key}.yaml": text})
            spec[key] = {"name": f"{RELEASE}-prometheus-{name}", "key": f"{key}.yaml"}
    if bucket := (spec.get("thanos") or {}).get("objectStorageConfig"):
        spec["thanos"] = {**spec["thanos"], "objectStorageConfig": bucket["existingSecret"]}
    spec["alerting"] = {"alertmanagers": [{"namespace": namespace, "name": f"{RELEASE}-alertmanager", "port": "http-web"}]}
    yield custom("Prometheus", namespace, f"{RELEASE}-prometheus", spec)
    alertmanager = values.get("alertmanager") or {}
    if alertmanager.get("enabled", True) and alertmanager.get("config"):
        files = {"alertmanager.yaml": yaml.safe_dump(alertmanager["config"]), **(alertmanager.get("templateFiles") or {})}
        yield secret(namespace, f"alertmanager-{RELEASE}-alertmanager", files)
        spec = handed_on(alertmanager.get("alertmanagerSpec") or {}, "alertmanager", crds)
        yield custom("Alertmanager", namespace, f"{RELEASE}-alertmanager", spec)


def handed_on(given, kind, crds):
    """Fields that are the object's own go there as they are; without a selector, the release's own are selected, or all."""
    known = fields(crds, kind.capitalize())
    spec = {key: value for key, value in given.items() if key in known and key not in APART}
    for what in SELECTED[kind]:
        own = {"matchLabels": {"release": RELEASE}} if given.get(f"{what}SelectorNilUsesHelmValues", kind == "prometheus") else {}
        spec[f"{what}Selector"] = given.get(f"{what}Selector") or own
        spec[f"{what}NamespaceSelector"] = given.get(f"{what}NamespaceSelector") or {}
    return spec


def fields(crds, kind):
    for _, value in definitions(Path(crds), {GROUP}):
        if value["spec"]["names"]["kind"] == kind:
            return value["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    raise LookupError(kind)


def referred(objects, keys):
    """The Secrets and ConfigMaps that objects name and that are not among them. `keys` has certificates and a key."""
    there, wanted = {(one.kind, one.namespace, one.name) for one in objects}, {}
    for one in objects:
        for way, ref in references(one.value.get("spec"), ()):
            kind = "ConfigMap" if way[-1] == "configMap" else "Secret"
            wanted.setdefault((kind, one.namespace, ref["name"]), {})[ref["key"]] = content(way, keys)
    for (kind, namespace, name), data in wanted.items():
        if (kind, namespace, name) in there:
            continue
        yield secret(namespace, name, data) if kind == "Secret" else plain("v1", kind, namespace, name, data=data)


def references(value, way):
    if isinstance(value, dict) and isinstance(value.get("name"), str) and isinstance(value.get("key"), str):
        yield way, value
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from references(one, (*way, key))


def content(way, keys):
    if "keySecret" in way:
        return (keys / "server.key").read_text()
    return (keys / ("authority.crt" if "ca" in way else "server.crt")).read_text() if "tlsConfig" in way else "something"


def secret(namespace, name, data):
    encoded = {key: base64.b64encode(text.encode()).decode() for key, text in data.items()}
    return plain("v1", "Secret", namespace, name, data=encoded)


def custom(kind, namespace, name, spec):
    return plain(f"{GROUP}/v1", kind, namespace, name, spec=spec)


def plain(version, kind, namespace, name, labels=None, **rest):
    metadata = {"name": name, "namespace": namespace, "labels": labels or {}}
    value = {"apiVersion": version, "kind": kind, "metadata": metadata, **rest}
    return trees.Object(Path(kind, name), json.dumps(value), value, (0, 0))
