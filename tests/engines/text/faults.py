"""Shows that the checks can fail: each fault, planted in a copy of a tree, is found by its part and by no other.

usage: faults.py
"""

import io
import re
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import check
from report import REQUIRED, Report

ROOTS = ("out/{}", "tests/golden/{}/out")
STACK = "eu/platform/kube-prometheus-stack"
CACHE = "eu/production/caches-sessions/configmap-cache-sessions-server.yaml"
DATABASE = "eu/production/postgres-grafana"
DASHBOARD = "eu/platform/loki/configmap-loki-dashboard.yaml"
LOGS = "eu/platform/loki/configmap-loki-logs.yaml"
ALLOY = "eu/platform/alloy/values.yaml"
MACHINE = "eu/machines/db/config.alloy"
MESHED = "in-cluster/production/log"
WEB = "eu/production/web"
TWICE = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: secure-production }\n"

# The tree, the file, what is replaced in it by what, and the part that finds it.
FAULTS = [
    ("patroni-observed", f"{STACK}/values.yaml", r"- receiver: oncall|receiver: oncall", "receiver: onduty", "Alertmanager"),
    ("patroni-observed", f"{STACK}/values.yaml", "receiver: watchdog", 'receiver: "null"', "Alertmanager"),
    ("patroni-observed", f"{STACK}/values.yaml", r'severity !~ "info\|none"', "severity = critical", "Alertmanager"),
    ("patroni-observed", f"{STACK}/values.yaml", "toUpper", "toUper", "Alertmanager"),
    ("patroni-observed", f"{STACK}/prometheus-rule.yaml", r"expr: ", "expr: sum(", "Prometheus"),
    ("patroni-observed", f"{STACK}/values.yaml", 'regex: ";patroni-production"', 'regex: "("', "Prometheus"),
    ("patroni-observed", "eu/platform/loki/values.yaml", "retention_period: ", "retention_perod: ", "Loki"),
    ("patroni-observed", "eu/platform/loki/values.yaml", "period: 24h", "period: 48h", "Loki"),
    ("patroni-observed", DASHBOARD, '"type": "timeseries"', '"type": "timeserie"', "dashboards"),
    ("patroni-observed", DASHBOARD, r'"uid": "\$\{datasource\}"', '"uid": "${source}"', "dashboards"),
    ("patroni-observed", DASHBOARD, r'"expr": "', '"expr": "sum((', "PromQL of dashboards"),
    ("patroni-observed", LOGS, r"\|~ `", "|~ ", "LogQL"),
    ("secure-app", "eu/production/web/configmap.yaml", 'container=', "container==", "LogQL"),
    ("secure-app", ALLOY, r'selector = "\{namespace=.*\}"', 'selector = "{namespace=~\\".*\\"}"', "LogQL"),
    ("logging", "eu/platform/loki/configmap.yaml", r"rate\((.*) \[5m\]\)", '{app=~".+"}', "LogQL"),
    ("logging", "eu/platform/loki/configmap.yaml", r"expr: .*", 'expr: \'{app=~".+"} |= "panic"\'', "LogQL"),
    ("secure-app", ALLOY, r"stage\.static_labels \{", "stage.static_label {", "Alloy"),
    ("secure-app", ALLOY, r"(?m)^( +)stage\.match \{$", "      stage.match", "Alloy"),
    ("secure-app", ALLOY, r"__meta_kubernetes_pod_container_name\",", '__meta_kubernetes_pod_container_name"', "Alloy"),
    ("secure-app", ALLOY, r"\^;\*\(\[\^;\]\+\)", "^;*([^;]+", "Alloy"),
    ("patroni-observed", MACHINE, r"loki\.write\.cluster\.receiver", "loki.write.clusters.receiver", "Alloy"),
    ("patroni-observed", MACHINE, "password_file", "passwordFile", "Alloy"),
    ("patroni-observed", MACHINE, "(?m)^  forward_to .*$", "", "Alloy"),
    ("patroni-observed", MACHINE, '"12h"', '"12 hours"', "Alloy"),
    ("patroni-observed", "eu/machines/entry/haproxy.cfg", "timeout connect 4s", "timeout connect four", "HAProxy"),
    ("patroni-observed", "eu/machines/db/etcd.service", "Restart=on-failure", "Restart=on-failures", "systemd"),
    ("nextcloud", CACHE, "#!/bin/sh", "#!/bin/sh\n    [ $1 == 2 ]", "shellcheck"),
    ("microservice-k3s", "pipelines/gitlab.yaml", r"(?m)^build:", "image:", "pipelines"),
    ("microservice-k3s", "eu/drills/production/api-load.yaml", "export default function", "export function", "JavaScript"),
    ("patroni-observed", "eu/production/orders/service-monitor.yaml", "port: http", "port: https", "monitors"),
    ("patroni-observed", f"{DATABASE}/pod-monitor.yaml", "podRole: instance", "podRole: server", "monitors"),
    ("secure-app", f"{WEB}/service-account.yaml", r"\Z", TWICE, "kustomize"),
    ("secure-app", f"{WEB}/rollout.yaml", r"setWeight: \d+", "setWeight: 120", "Argo Rollouts"),
    ("secure-app", f"{WEB}/rollout.yaml", "setWeight:", "setWieght:", "Argo Rollouts"),
    ("mesh-logging", f"{MESHED}/virtual-service.yaml", "timeout: 1s", "timout: 1s", "Istio"),
    ("mesh-logging", f"{MESHED}/virtual-service.yaml", "- mesh", "- meshes", "Istio"),
    ("mesh-logging", f"{MESHED}/virtual-service.yaml", "(?m)^        port:", "        subset: v2\n        port:", "Istio"),
    ("mesh-logging", f"{MESHED}/destination-rule.yaml", "LEAST_REQUEST", "LEAST_REQUESTS", "Istio"),
]


def findings(root):
    """The parts that find something in a tree."""
    report = Report()
    with tempfile.TemporaryDirectory() as work, redirect_stdout(io.StringIO()):
        tree = check.read(root)
        for part in check.PARTS:
            part.check(report, tree, Path(work))
    return set(report.failed), set(report.skipped)


def main():
    failed = skipped = 0
    for name, file, pattern, text, part in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / name
            shutil.copytree(next(Path(one.format(name)) for one in ROOTS if Path(one.format(name)).exists()), root)
            good = (root / file).read_text(encoding="utf-8")
            bad = re.sub(pattern, lambda _, text=text: text, good)
            assert bad != good, f"{file} has no {pattern}"
            (root / file).write_text(bad, encoding="utf-8")
            found, left_out = findings(root)
        if found != {part}:
            if part in left_out:
                skipped += 1
                continue
            failed += 1
            print(f"{name}/{file}: {text}: found by {sorted(found)}, not by {part}")
    print(f"faults: {len(FAULTS) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    sys.exit(bool(failed or REQUIRED and skipped))


if __name__ == "__main__":
    main()
