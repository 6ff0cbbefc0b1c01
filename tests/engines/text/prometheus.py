"""What Prometheus reads: rules, and the parts of its configuration that stand in trees."""

import re

import yaml

from report import engine

PART = "Prometheus"


def check(report, tree, work):
    promtool = engine("promtool")
    if not promtool:
        report.skip(PART, "promtool is not built")
        return
    for number, one in enumerate(tree.of("PrometheusRule")):
        file = work / f"rules-{number}.yml"
        file.write_text(yaml.safe_dump(one.value["spec"]), encoding="utf-8")
        report.run(PART, one.file, promtool, "check", "rules", "--lint=all", "--lint-fatal", file)
    spec = (tree.values("kube-prometheus-stack").get("prometheus") or {}).get("prometheusSpec")
    if spec is not None:
        file = work / "prometheus.yml"
        file.write_text(yaml.safe_dump(config(tree, spec)), encoding="utf-8")
        report.run(PART, f"{tree.name}: configuration", promtool, "check", "config", "--syntax-only", "--lint=all", file)


def config(tree, spec):
    """As the operator writes it: what the values and the ScrapeConfigs say, in Prometheus's own words."""
    made = {
        "global": {"external_labels": spec.get("externalLabels") or {}},
        "alerting": {"alert_relabel_configs": spec.get("additionalAlertRelabelConfigs") or []},
        "scrape_configs": list(spec.get("additionalScrapeConfigs") or []),
    }
    for one in tree.of("ScrapeConfig"):
        job = snake(one.value["spec"])
        job.pop("authorization", None)
        job["job_name"] = f"{one.namespace}/{one.name}"
        if "tls_config" in job:
            job["tls_config"] = {key: value for key, value in job["tls_config"].items() if not isinstance(value, dict)}
        made["scrape_configs"].append(job)
    for key in ("scrapeInterval", "evaluationInterval"):
        if key in spec:
            made["global"][words(key)] = spec[key]
    return made


def words(key):
    return re.sub("([A-Z]+)", r"_\1", key).lower()


def snake(value):
    """The operator's fields are Prometheus's own, written in another way; labels are people's."""
    if isinstance(value, dict):
        return {words(key): one if key == "labels" else snake(one) for key, one in value.items()}
    return [snake(one) for one in value] if isinstance(value, list) else value
