"""Reads the corpus with the YAML readers of Python and prints, for each, how many documents came out wrong.

PyYAML is YAML 1.1, in pure Python and over libyaml; ruamel.yaml is YAML 1.2.
"""

import json
import struct
import sys

import ruamel.yaml
import yaml

SHOWN = 5


def ruamel_documents(text):
    return list(ruamel.yaml.YAML(typ="safe", pure=True).load_all(text))


READERS = {
    "PyYAML": lambda text: list(yaml.load_all(text, Loader=yaml.SafeLoader)),
    "PyYAML (libyaml)": lambda text: list(yaml.load_all(text, Loader=yaml.CSafeLoader)),
    "ruamel.yaml": ruamel_documents,
}


def same(got, wanted):
    """Equality that tells 1, 1.0, true and dates from each other."""
    if type(got) is not type(wanted):
        return False
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    if isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(same(got[key], wanted[key]) for key in wanted)
    if isinstance(wanted, float):
        return struct.pack("d", got) == struct.pack("d", wanted)
    return got == wanted


def wrong_documents(name, read, text, values):
    try:
        got = read(text)
    except Exception as error:  # whatever a reader throws, the document is wrong
        got = repr(error)
    if same(got, values):
        return 0
    return max(1, sum(not same(one, other) for one, other in zip(got, values)))


def main(path):
    for name, read in READERS.items():
        documents = wrong = 0
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                case = json.loads(line)
                documents += len(case["values"])
                missed = wrong_documents(name, read, case["yaml"], case["values"])
                if missed and wrong < SHOWN:
                    print(f"{name}: {case['yaml'][:300]!r}", file=sys.stderr)
                wrong += missed
        print(f"{name}\t{documents}\t{wrong}", flush=True)


main(sys.argv[1])
