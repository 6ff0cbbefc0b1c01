"""Shows that the proof can fail: it must find in each file of faults/ what the comments on its top say, and no more.

What is found in an outage it finds in several: there only what the comments say is asked for.
"""

from itertools import takewhile
from pathlib import Path

import endure
import nodes
import trees
from delivery import Row, deliver

FOLDER = Path(__file__).with_name("faults")
DELIVERY, OUTAGES = FOLDER / "delivery", FOLDER / "outages"


def notice(server):
    """The lines that say what was overlooked or wrongly found, and how many faults there were."""
    row = Row("faults")
    deliver(server, trees.objects(DELIVERY, {}), row)
    found = [(one.file, f"{fault}: {message}") for fault, one, message in row.findings]
    wanted = [(file, line) for file in sorted(DELIVERY.iterdir()) for line in expectations(file)]
    wrong = [f"{file}: found {text}" for file, text in found if not any(agree(file, text, *one) for one in wanted)]
    missed = [f"{file}: overlooked {line}" for file, line in wanted if not any(agree(*one, file, line) for one in found)]
    return wrong + missed, len(wanted)


def notice_outages(server):
    """The same of the faults that only show when nodes are taken away."""
    row, objects = endure.Row("faults"), trees.objects(OUTAGES, {})
    for one in objects:
        server.apply(one)
    endure.endure(server, objects, nodes.declared(nodes.ANY), row)
    wanted = [(file, line) for file in sorted(OUTAGES.iterdir()) for line in expectations(file)]
    missed = [f"{file}: overlooked {line}" for file, line in wanted if not any(line in one for one in row.findings)]
    return missed, len(wanted)


def expectations(file):
    """The comments on top: each a fault and a part of its message."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix("# ") for line in takewhile(lambda line: line.startswith("# "), lines)]


def agree(found_in, text, file, line):
    fault, _, message = line.partition(": ")
    return found_in == file and text.startswith(f"{fault}: ") and message in text
