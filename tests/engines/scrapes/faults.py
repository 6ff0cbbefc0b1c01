"""Shows that the checks can fail: each fault, planted in a copy of a tree, is found where it is, and nothing else is.

usage: faults.py
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import check

TREE = Path("out/patroni-observed")
STACK = "eu/platform/kube-prometheus-stack"
DATABASE = "eu/production/postgres-grafana"
ORDERS = "eu/production/orders"
SHOWN = 'up{namespace="patroni-production",job="orders"}'

# Copies of the tree, each with faults that do not meet: the file, what is replaced in it by what, and where it is found.
COPIES = [
    [
        (f"{ORDERS}/service-monitor.yaml", "port: http", "port: https", ["ServiceMonitor patroni-production/orders", SHOWN]),
        (f"{DATABASE}/pod-monitor.yaml", "port: metrics", "port: metrics\n    relabelings: [{ regex: '(' }]",
         ["PodMonitor patroni-production/postgres-grafana"]),
        (f"{DATABASE}/prometheus-rule.yaml", "expr: ", "expr: sum( + ", ["PrometheusRule patroni-production/postgres-grafana"]),
        (f"{STACK}/values.yaml", "probeSelectorNilUsesHelmValues: false", "probeSelectorNilUsesHelmValues: true",
         ["Probe monitoring/exposed-platform", "Probe monitoring/exposed-production", 'up{job="exposed-hosts"}']),
        (f"{STACK}/values.yaml", "app.kubernetes.io/instance: kps-prometheus", "app.kubernetes.io/instance: kps-alertmanager",
         ["Pods of kps-alertmanager"]),
        ("eu/platform/alloy/pod-monitor-alloy-logs.yaml", "(?m)^  selector:", "  namespaceSelector: { matchNames: [logs] }\n  selector:",
         ["PodMonitor alloy/alloy-logs"]),
    ],
    [
        (f"{STACK}/values.yaml", "scrapeInterval: 30s", "scrapeInterval: 30 seconds",
         ["Prometheus kps-prometheus", "Pods of kps-prometheus"]),
    ],
    [
        (f"{ORDERS}/service.yaml", "targetPort: http", "targetPort: web", ["ServiceMonitor patroni-production/orders", SHOWN]),
        (f"{STACK}/values.yaml", "- receiver: oncall|receiver: oncall", "receiver: onduty",
         ["Secret alertmanager-kps-alertmanager-generated", "Pods of kps-alertmanager"]),
    ],
]


def main():
    failed = planted = 0
    with check.saved() as state, tempfile.TemporaryDirectory() as folder:
        for number, faults in enumerate(COPIES):
            root = Path(folder, str(number), TREE.name)
            shutil.copytree(TREE, root)
            for file, pattern, text, _ in faults:
                good = (root / file).read_text(encoding="utf-8")
                bad = re.sub(pattern, lambda _, text=text: text, good)
                assert bad != good, f"{file} has no {pattern}"
                (root / file).write_text(bad, encoding="utf-8")
            said, _ = check.judge(next(check.read(root)), state)
            found = {place for place, _ in said.wrong if not place.startswith(("operator", "Secret prometheus"))}
            wanted = {place for *_, places in faults for place in places}
            planted += len(faults)
            for place in sorted(found ^ wanted):
                failed += 1
                print(f"{place}: {'found for nothing: ' + str(dict(said.wrong)[place]) if place in found else 'not found'}")
    print(f"faults: {planted} planted, {failed} wrong")
    print(f"{planted - min(planted, failed)} passed, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
