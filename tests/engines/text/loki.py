"""The configuration of Loki in the values of its chart, the rules that it evaluates, and the queries of dashboards."""

import yaml

import dashboards
from report import engine, run

PART = "Loki"
# What the chart calls a section of the configuration, where it is not the section's own name.
SECTIONS = {"commonConfig": "common", "schemaConfig": "schema_config", "rulerConfig": "ruler"}

# What it makes something else of, and what is a file of its own.
APART = ("storage", "extraMemberlistConfig", "runtimeConfig")


def check(report, tree, work):
    values = tree.values("loki").get("loki")
    if not values:
        return
    loki, tool = engine("loki"), engine("lokitool")
    if loki:
        file = work / "loki.yaml"
        file.write_text(yaml.safe_dump(config(values)), encoding="utf-8")
        report.run(PART, f"{tree.name}: configuration", loki, f"-config.file={file}", "-verify-config")
    else:
        report.skip("Loki's configuration", "loki is not built")
    if not tool:
        report.skip("LogQL", "lokitool is not built")
        return
    rules(report, tree, work, tool)
    queries(report, tree, work, tool)


def config(values):
    """As the chart's template `loki.config` puts it together of the parts that hagen sets."""
    made = {SECTIONS.get(key, key): value for key, value in values.items() if key not in APART}
    storage, s3 = values["storage"], dict(values["storage"]["s3"])
    s3["s3forcepathstyle"] = s3.pop("s3ForcePathStyle", False)
    common = {"path_prefix": "/var/loki", **(made.get("common") or {})}
    made["common"] = {**common, "storage": {"s3": {**s3, "bucketnames": storage["bucketNames"]["chunks"]}}}
    made["memberlist"] = {"join_members": ["loki-memberlist"], **(values.get("extraMemberlistConfig") or {})}
    return made


def rules(report, tree, work, tool):
    for one in tree.of("ConfigMap"):
        for name, text in (one.value.get("data") or {}).items():
            value = yaml.safe_load(text) if "rules" in one.name and name.endswith((".yaml", ".yml")) else None
            if isinstance(value, dict) and "groups" in value:
                file = work / f"{one.name}-{name}"
                file.write_text(yaml.safe_dump({"namespace": "logs", **value}), encoding="utf-8")
                report.run("LogQL", f"{one.file}: {name}", tool, "rules", "check", file)


def queries(report, tree, work, tool):
    """Each query of the dashboards as a rule, which is where the tool reads queries."""
    for board in dashboards.of(tree):
        for place, text in board.queries("loki"):
            rule = {"record": "a:b", "expr": board.filled(text)}
            file = work / "query.yaml"
            group = {"namespace": "logs", "groups": [{"name": "one", "rules": [rule]}]}
            file.write_text(yaml.safe_dump(group), encoding="utf-8")
            done = run(tool, "rules", "lint", "--dry-run", file)
            report.check("LogQL", place, done.returncode and f"{rule['expr']}: {done.stdout}{done.stderr}")
