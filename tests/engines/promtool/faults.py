"""Shows that the tests of alerts can fail: a rule that is changed a little must not pass the tests of the rule.

usage: faults.py PROMTOOL TREE…

Of each alert: its last comparison turned around, its first metric misspelt, the first value of a label another one.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import alerts
import trees
from cases import ALERTS

TURNED = {">": "<", "<": ">", "==": "!=", "!=": "==", ">=": "<", "<=": ">"}
# What the second half of the alert implies, where requests are even.
IMPLIED = {("SloBudgetBurnsSlowly", "metric"), ("SloBudgetBurnsSlowly", "label")}
METRIC = re.compile(r"\b([A-Za-z_:][\w:]*)(?=\{)")
LABEL = re.compile(r'(=~?")([^"]+)"')
COMPARISON = re.compile(r"(?<=[\s)}])(>=|<=|==|!=|>|<)(?= )")


def mutants(expr):
    found = list(COMPARISON.finditer(expr))
    if found:
        last = found[-1]
        yield "comparison", expr[: last.start()] + TURNED[last[0]] + expr[last.end() :]
    if METRIC.search(expr):
        yield "metric", METRIC.sub(r"\1_x", expr, count=1)
    if LABEL.search(expr):
        yield "label", LABEL.sub(r'\1x-\2-x"', expr, count=1)


def main():
    promtool, *roots = sys.argv[1:]
    seen, killed, alive = set(), 0, []
    for root in map(Path, roots):
        objects = trees.objects(root, {})
        for one in (one for one in objects if one.kind == "PrometheusRule"):
            suites = []
            for rule in (rule for rule in alerts.rules(one, objects) if "alert" in rule.value):
                tests = alerts.alert_tests(rule, ALERTS[rule.title](rule))
                if alerts.renamed(rule, tests) not in seen:
                    seen.add(alerts.renamed(rule, tests))
                    for name, expr in mutants(rule.value["expr"]):
                        if (rule.title, name) in IMPLIED:
                            continue
                        suites.append((f"{rule.title}: {name}: {expr}", {**rule.value, "expr": expr}, tests))
            passed = survivors(promtool, one, suites)
            killed += len(suites) - len(passed)
            alive += passed
    for name in alive:
        print(f"nobody notices: {name}")
    print(f"{killed} passed, {len(alive)} failed")
    sys.exit(bool(alive))


def survivors(promtool, one, suites):
    """Those that pass although their rule is another."""
    records = [value for group in one.value["spec"]["groups"] for value in group["rules"] if "record" in value]
    passed = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, value, tests) in enumerate(suites):
            rules, suite = Path(folder) / f"rules-{number}.json", Path(folder) / f"tests-{number}.json"
            alerts.write(rules, {"groups": [{"name": "rules", "rules": [*records, value]}]})
            alerts.write(suite, {"rule_files": [rules.name], "evaluation_interval": "1m", "tests": tests})
            done = subprocess.run([promtool, "test", "rules", suite], capture_output=True, check=False)
            if done.returncode == 0:
                passed.append(name)
    return passed


if __name__ == "__main__":
    main()
