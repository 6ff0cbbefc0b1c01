"""The configuration of Loki in the values of its chart."""

import yaml

from report import engine

PART = "Loki"
# What the chart calls a section of the configuration, where it is not the section's own name.
SECTIONS = {"commonConfig": "common", "schemaConfig": "schema_config", "rulerConfig": "ruler"}

# What it makes something else of, and what is a file of its own.
APART = ("storage", "extraMemberlistConfig", "runtimeConfig")


def check(report, tree, work):
    values = tree.values("loki").get("loki")
    if not values:
        return
    loki = engine("loki")
    if not loki:
        report.skip(PART, "loki is not built")
        return
    file = work / "loki.yaml"
    file.write_text(yaml.safe_dump(config(values)), encoding="utf-8")
    report.run(PART, f"{tree.name}: configuration", loki, f"-config.file={file}", "-verify-config")


def config(values):
    """As the chart's template `loki.config` puts it together of the parts that hagen sets."""
    made = {SECTIONS.get(key, key): value for key, value in values.items() if key not in APART}
    storage, s3 = values["storage"], dict(values["storage"]["s3"])
    s3["s3forcepathstyle"] = s3.pop("s3ForcePathStyle", False)
    common = {"path_prefix": "/var/loki", **(made.get("common") or {})}
    made["common"] = {**common, "storage": {"s3": {**s3, "bucketnames": storage["bucketNames"]["chunks"]}}}
    made["memberlist"] = {"join_members": ["loki-memberlist"], **(values.get("extraMemberlistConfig") or {})}
    return made
