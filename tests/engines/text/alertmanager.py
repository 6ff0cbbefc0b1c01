"""The configuration of Alertmanager in the values of its chart: whether it is one, and who hears of which alert."""

import yaml

from report import engine, run

PART = "Alertmanager"
# Who is told without saying more.
SEVERITIES = ("critical", "warning")


def check(report, tree, work):
    values = tree.values("kube-prometheus-stack")
    config = (values.get("alertmanager") or {}).get("config")
    if not config:
        return
    amtool = engine("amtool")
    if not amtool:
        report.skip(PART, "amtool is not built")
        return
    file = written(config, values["alertmanager"].get("templateFiles") or {}, work)
    report.run(PART, f"{tree.name}: configuration", amtool, "check-config", file)
    wanted = (tree.blueprint.get("monitoring") or {}).get("alertmanager") or {}

    def told(**labels):
        pairs = (f"{name}={value}" for name, value in labels.items())
        return run(amtool, "config", "routes", "test", f"--config.file={file}", *pairs).stdout.strip()

    if "watchdog" in wanted:
        place = f"{tree.name}: the Watchdog reaches what watches from outside"
        found = told(alertname="Watchdog", severity="none", environment="platform")
        report.check(PART, place, found != "watchdog" and found)
    for severity, environment in sorted(tree.alerts()):
        names = expected(wanted.get("receivers") or {}, severity, environment)
        found = told(alertname="Any", severity=severity, environment=environment, namespace="any")
        place = f"{tree.name}: {severity} of {environment}"
        report.check(PART, place, set(found.split(",")) != names and f"reaches {found}, not {sorted(names)}")
    templates(report, tree, amtool, config, file)


def written(config, templates, work):
    folder = work / "alertmanager"
    folder.mkdir(parents=True)
    for name, text in templates.items():
        (folder / name).write_text(text, encoding="utf-8")
    file = folder / "alertmanager.yaml"
    file.write_text(yaml.safe_dump({**config, "templates": [str(folder / "*.tmpl")]}), encoding="utf-8")
    return file


def expected(receivers, severity, environment):
    """The receivers that the blueprint promises the alert to."""

    def hears(receiver):
        severities, environments = receiver.get("severities") or SEVERITIES, receiver.get("environments")
        return severity in severities and (not environments or environment in environments)

    return {name for name, receiver in receivers.items() if hears(receiver)} or {"null"}


def templates(report, tree, amtool, config, file):
    """What people are sent, of an alert that amtool makes up: every template that a receiver names renders."""
    for text in sorted(named(config["receivers"])):
        command = (amtool, "template", "render", f"--template.glob={file.parent}/*.tmpl", f"--template.text={text}")
        done = run(*command)
        wrong = done.returncode and done.stderr or not done.stdout.strip() and "nothing"
        report.check(PART, f"{tree.name}: {text}", wrong)


def named(value):
    """The texts of a configuration that are templates."""
    if isinstance(value, dict):
        return {text for one in value.values() for text in named(one)}
    if isinstance(value, list):
        return {text for one in value for text in named(one)}
    return {value} if isinstance(value, str) and "{{" in value else set()
