"""Runs the checkers that people use over trees: none finds anything but what exceptions.yaml lists.

usage: check.py SCHEMAS TREE…
"""

import os
import sys
from fnmatch import fnmatch
from pathlib import Path

import yaml

from checkers import CHECKERS, LOADER, is_built

EXCEPTIONS = Path(__file__).with_name("exceptions.yaml")
FIELDS = ("checker", "check", "what", "file")


def main():
    schemas, *roots = sys.argv[1:]
    exceptions = yaml.load(EXCEPTIONS.read_text(encoding="utf-8"), LOADER)
    used, failed = set(), 0
    for name, checker in CHECKERS.items():
        if name != "checkov" and not is_built(name):
            print(f"skipped: {name} is not built")
            failed += os.environ.get("HAGEN_ENGINES_REQUIRED") == "1"
            used.update(number for number, one in enumerate(exceptions) if one["checker"] == name)
            continue
        found = [one for root in map(Path, roots) for one in checker(root, schemas)]
        left = [one for one in found if not excepted(one, exceptions, used)]
        for one in left:
            print(one)
        print(f"{name}: {len(roots)} trees, {len(found) - len(left)} findings are meant to be so, {len(left)} are not")
        failed += bool(left)
    unused = [one for number, one in enumerate(exceptions) if number not in used]
    for one in unused:
        print(f"exceptions.yaml: nothing is like {one['checker']} {one['check']} any more")
    failed += bool(unused)
    print(f"{len(CHECKERS) + 1 - failed} passed, {failed} failed")
    sys.exit(bool(failed))


def excepted(finding, exceptions, used):
    for number, one in enumerate(exceptions):
        if all(fnmatch(getattr(finding, field), one.get(field, "*")) for field in FIELDS):
            used.add(number)
            return True
    return False


if __name__ == "__main__":
    main()
