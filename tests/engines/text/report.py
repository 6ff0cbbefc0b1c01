"""What was checked, and what is wrong."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ENGINES = Path(os.environ.get("HAGEN_ENGINES") or Path.home() / ".cache/hagen-engines")
REQUIRED = os.environ.get("HAGEN_ENGINES_REQUIRED") == "1"


class Report:
    def __init__(self):
        self.passed, self.failed, self.skipped, self.wrong = Counter(), Counter(), {}, []

    def check(self, part, place, wrong):
        """One check: `wrong` says what is wrong, or is empty."""
        if wrong:
            self.failed[part] += 1
            self.wrong.append(f"{part}: {place}: {wrong}")
        else:
            self.passed[part] += 1

    def run(self, part, place, *command, **options):
        """One check by a program."""
        done = run(*command, **options)
        self.check(part, place, done.returncode and f"{done.stdout}{done.stderr}".strip())

    def skip(self, part, reason):
        self.skipped[part] = reason

    def close(self):
        print("\n".join(self.wrong))
        for part in sorted(self.passed.keys() | self.failed.keys()):
            print(f"{part}: {self.passed[part]} passed, {self.failed[part]} failed")
        for part, reason in self.skipped.items():
            print(f"skipped: {part}: {reason}")
        passed, failed = self.passed.total(), self.failed.total()
        failed += REQUIRED and len(self.skipped)
        print(f"{passed} passed, {failed} failed")
        sys.exit(bool(failed or not passed))


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


def engine(name):
    """A program that build.sh built."""
    path = ENGINES / "bin" / name
    return path if path.exists() else None


def installed(name):
    """A program of the distribution, or of this Python."""
    beside = Path(sys.executable).with_name(name)
    return beside if beside.exists() else shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
