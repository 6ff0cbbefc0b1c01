"""Shows that the proof can fail: it must find in each file of faults/ what the comments on its top say, and no more."""

from itertools import takewhile
from pathlib import Path

import trees
from delivery import Row, deliver

FOLDER = Path(__file__).with_name("faults")


def notice(server):
    """The lines that say what was overlooked or wrongly found, and how many faults there were."""
    row = Row("faults")
    deliver(server, trees.objects(FOLDER, {}), row)
    found = [(one.file, f"{fault}: {message}") for fault, one, message in row.findings]
    wanted = [(file, line) for file in sorted(FOLDER.iterdir()) for line in expectations(file)]
    wrong = [f"{file}: found {text}" for file, text in found if not any(agree(file, text, *one) for one in wanted)]
    missed = [f"{file}: overlooked {line}" for file, line in wanted if not any(agree(*one, file, line) for one in found)]
    return wrong + missed, len(wanted)


def expectations(file):
    """The comments on top: each a fault and a part of its message."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix("# ") for line in takewhile(lambda line: line.startswith("# "), lines)]


def agree(found_in, text, file, line):
    fault, _, message = line.partition(": ")
    return found_in == file and text.startswith(f"{fault}: ") and message in text
