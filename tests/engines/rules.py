"""Writes the rules of PrometheusRules as the files that promtool reads.

usage: rules.py FOLDER TREE…
"""

import sys
from pathlib import Path

import yaml

import trees


def main():
    folder, *roots = map(Path, sys.argv[1:])
    for root in roots:
        for one in trees.objects(root, {}):
            if (one.group, one.kind) == ("monitoring.coreos.com", "PrometheusRule"):
                name = "__".join(one.file.with_suffix(".yml").parts)
                (folder / name).write_text(yaml.safe_dump(one.value["spec"]), encoding="utf-8")


if __name__ == "__main__":
    main()
