"""Has promtool run unit tests of every alert and recording rule of trees.

usage: alerts.py PROMTOOL TREE…

Each alert fires with the series that stand for the trouble, with all labels that it names and that its text asks for; it
does not before its time, and never with series that are just well. A rule without a case fails.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

import trees
from cases import ALERTS, RECORDS
from series import Rule

LABEL = re.compile(r"\$labels\.([a-z_]+)")
LENGTH = {"ms": 1 / 60_000, "s": 1 / 60, "m": 1, "h": 60, "d": 1440}


def main():
    promtool, *roots = sys.argv[1:]
    total = {"alerts": 0, "records": 0, "tests": 0, "run": 0}
    said, names, seen = [], set(), set()
    for root in map(Path, roots):
        objects = trees.objects(root, {})
        for one in objects:
            if (one.group, one.kind) == ("monitoring.coreos.com", "PrometheusRule"):
                said += prove(promtool, one, objects, total, names, seen)
    for line in said:
        print(line)
    print(
        f"promtool: {total['alerts']} alerts and {total['records']} recorded series of {len(roots)} trees "
        f"({len(names)} names), {total['tests']} unit tests, {total['run']} but for names; {len(said)} failed"
    )
    missing = sorted((ALERTS.keys() | RECORDS.keys()) - names) if len(roots) > 6 else []
    for name in missing:
        print(f"{name} has a case, and no tree has it")
    print(f"{total['tests'] - len(said)} passed, {len(said) + len(missing)} failed")
    sys.exit(bool(said or missing or not total["alerts"]))


def prove(promtool, one, objects, total, names, seen):
    """What is wrong with the rules of an object."""
    suites, wrong = [], []
    for rule in rules(one, objects):
        names.add(rule.title)
        total["alerts" if "alert" in rule.value else "records"] += 1
        case = (ALERTS if "alert" in rule.value else RECORDS).get(rule.title)
        if case is None:
            wrong.append(f"{one.file}: {rule.title} has no case")
            continue
        tests = (alert_tests if "alert" in rule.value else record_tests)(rule, case(rule))
        total["tests"] += len(tests)
        if renamed(rule, tests) not in seen:
            suites.append((rule.value, tests))
            seen.add(renamed(rule, tests))
    total["run"] += sum(len(tests) for _, tests in suites)
    total["tests"] += len(wrong)
    return wrong + run(promtool, one, suites)


def renamed(rule, tests):
    """A rule and its tests without the names of the tree: what is the same but for them has the same outcome."""
    text = json.dumps([{**rule.value, "annotations": None}, tests])
    names = {"namespace": rule.namespace, "name": rule.name, "environment": rule.labels.get("environment")}
    for name, value in names.items():
        text = re.sub(rf"\b{re.escape(str(value))}\b", f"<{name}>", text)
    return re.sub(r'"component": "[^"]*"|component=\\"[^"]*"', "<component>", text)


def rules(one, objects):
    beside = one.file.with_name("values.yaml")
    values = yaml.load(beside.read_text(encoding="utf-8"), trees.LOADER) if beside.exists() else {}
    for group in one.value["spec"]["groups"]:
        for value in group["rules"]:
            yield Rule(value, one.namespace, one.name, objects, values)


def alert_tests(rule, case):
    hold = int(minutes(rule.value.get("for", "0m")))
    at = case.at or hold + 10
    firing = f"ALERTS{{{','.join(matchers(rule))}}}"
    fired = [{"labels": "{}", "value": 1}]
    ever = f"count(count_over_time(ALERTS{{{','.join(known(rule))}}}[{at + 1}m])) > bool 0"
    tests = [test(f"{rule.title} fires", series, f"count({firing}) > bool 0", at, fired) for series in case.fires]
    tests += [test(f"{rule.title} is quiet", series, ever, at, []) for series in case.quiet]
    if hold > 1:
        early = f"{rule.title} before its time"
        tests += [test(early, series, f"count({firing})", hold - 1, []) for series in case.fires]
    return tests


def known(rule):
    """What is known of an alert that fires: its name and the labels that are written out."""
    own = {name: value for name, value in rule.labels.items() if "{{" not in str(value)}
    return [f'alertname="{rule.title}"', 'alertstate="firing"', *(f'{name}="{value}"' for name, value in own.items())]


def matchers(rule):
    """As `known`, with every label that somebody who reads it needs: none may be empty."""
    texts = json.dumps([rule.value.get("annotations"), rule.labels])
    needed = {*LABEL.findall(texts), "severity", "environment", "component"} - own_names(rule)
    return [*known(rule), *(f'{name}!=""' for name in sorted(needed))]


def own_names(rule):
    return {name for name, value in rule.labels.items() if "{{" not in str(value)}


def record_tests(rule, case):
    series, value = case
    labels = ",".join(f'{name}="{value}"' for name, value in rule.labels.items())
    close = f"abs({rule.title}{{{labels}}} - {value!r}) < bool {value * 1e-6!r}"
    expected = ",".join(f'{name}="{value}"' for name, value in rule.labels.items())
    return [test(f"{rule.title} is right", series, close, 400, [{"labels": f"{{{expected}}}", "value": 1}])]


def test(name, series, expr, minute, samples):
    question = {"expr": expr, "eval_time": f"{minute}m", "exp_samples": samples}
    return {"name": name, "interval": "1m", "input_series": series, "promql_expr_test": [question]}


def minutes(text):
    return sum(int(number) * LENGTH[unit] for number, unit in re.findall(r"(\d+)(ms|[smhd])", text))


def run(promtool, one, suites):
    """The tests that fail, with what promtool says. A suite has the rule itself and what rules of the object record."""
    if not suites:
        return []
    records = [value for group in one.value["spec"]["groups"] for value in group["rules"] if "record" in value]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for number, (value, tests) in enumerate(suites):
            own = [*records, *([value] if "alert" in value else [])]
            write(folder / f"rules-{number}.json", {"groups": [{"name": "rules", "rules": own}]})
            suite = {"rule_files": [f"rules-{number}.json"], "evaluation_interval": "1m", "tests": tests}
            write(folder / f"tests-{number}.json", suite)
        command = [promtool, "test", "rules", *sorted(folder.glob("tests-*.json"))]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return []
    parts = re.findall(r"^ *expr: .*(?:\n +(?:exp|got):.*)*", done.stdout + done.stderr, flags=re.MULTILINE)
    return [f"{one.file}: {' '.join(part.split())}" for part in parts] or [f"{one.file}: {done.stdout}{done.stderr}"]


def write(file, value):
    file.write_text(json.dumps(value), encoding="utf-8")


if __name__ == "__main__":
    main()
