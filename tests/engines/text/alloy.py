"""Alloy's configuration: its grammar, and what its components are told, by the reference of Alloy 1.x.

Its own parser cannot be had (the module proxy does not have it), so that this is one that was written by its specification.
"""

import contextlib
import re
from dataclasses import dataclass, field

PART = "Alloy"
TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|//[^\n]*|/\*.*?\*/)|(?P<line>\n)|(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
      |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>==|!=|<=|>=|&&|\|\||[{}\[\](),.=<>+*/%^!-])""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r'\\(?:[abfnrtv\\"\']|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3})')
NEEDED, OPTIONAL = True, False

# The texts of a chart's values that are bodies of blocks, with what they may hold.
PROCESSING = {"logProcessingStages": "stage.", "extraLogProcessingStages": "stage.", "extraDiscoveryRules": "rule"}


class Wrong(ValueError):
    """What is wrong with a text."""


@dataclass(frozen=True)
class Reference:
    """An expression that is no constant: `loki.write.cluster.receiver`."""

    text: str


@dataclass
class Block:
    name: str
    label: str | None = None
    attributes: dict = field(default_factory=dict)
    blocks: list = field(default_factory=list)


def text(value):
    return isinstance(value, (str, Reference))


def flag(value):
    return isinstance(value, (bool, Reference))


def duration(value):
    return text(value) and (isinstance(value, Reference) or re.fullmatch(r"(\d+(\.\d+)?(ms|[smh]))+", value))


def pattern(value):
    """RE2 without what Python does not share with it; look-arounds and back references are refused there."""
    if not isinstance(value, str) or re.search(r"\(\?[=!<]|\\[1-9]", value):
        return False
    try:
        re.compile(value)
    except re.error:
        return False
    return True


def words(value):
    return isinstance(value, list) and all(map(text, value))


def labels(value):
    return isinstance(value, dict) and all(map(text, value.values()))


def exported(what):
    return lambda value: isinstance(value, Reference) and value.text.endswith(f".{what}")


def receivers(value):
    return isinstance(value, list) and all(map(exported("receiver"), value))


# What a block is told (with what it has to be, and whether it has to be there), and which blocks it may have.
STAGES = ["stage.static_labels", "stage.match", "stage.tenant", "stage.label_drop"]
BLOCKS = {
    "loki.source.journal": (
        {"forward_to": (receivers, NEEDED), "relabel_rules": (exported("rules"), OPTIONAL), "max_age": (duration, OPTIONAL),
         "labels": (labels, OPTIONAL), "path": (text, OPTIONAL), "matches": (text, OPTIONAL), "format_as_json": (flag, OPTIONAL)},
        [],
    ),
    "loki.relabel": ({"forward_to": (receivers, NEEDED)}, ["rule"]),
    "loki.write": ({"external_labels": (labels, OPTIONAL)}, ["endpoint", "wal"]),
    "endpoint": (
        {"url": (text, NEEDED), "tenant_id": (text, OPTIONAL), "max_backoff_retries": (lambda value: isinstance(value, int), OPTIONAL),
         "max_backoff_period": (duration, OPTIONAL), "headers": (labels, OPTIONAL)},
        ["basic_auth", "tls_config"],
    ),
    "basic_auth": ({"username": (text, OPTIONAL), "password": (text, OPTIONAL), "password_file": (text, OPTIONAL)}, []),
    "tls_config": ({"ca_file": (text, OPTIONAL), "server_name": (text, OPTIONAL)}, []),
    "wal": ({"enabled": (flag, OPTIONAL), "max_segment_age": (duration, OPTIONAL)}, []),
    "rule": (
        {"source_labels": (words, OPTIONAL), "separator": (text, OPTIONAL), "regex": (pattern, OPTIONAL),
         "target_label": (text, OPTIONAL), "replacement": (text, OPTIONAL), "action": (text, OPTIONAL)},
        [],
    ),
    "stage.static_labels": ({"values": (labels, NEEDED)}, []),
    "stage.match": ({"selector": (text, NEEDED), "action": (text, OPTIONAL)}, STAGES),
    "stage.tenant": ({"label": (text, OPTIONAL), "source": (text, OPTIONAL), "value": (text, OPTIONAL)}, []),
    "stage.label_drop": ({"values": (words, NEEDED)}, []),
}
COMPONENTS = {"loki.source.journal": [], "loki.relabel": ["receiver", "rules"], "loki.write": ["receiver"]}
STANDARD = ("constants.hostname", "constants.os", "constants.arch")


def check(report, tree, work):
    for place, source in texts(tree):
        try:
            wrong = "; ".join(judged(place, parsed(source)))
        except Wrong as found:
            wrong = str(found)
        report.check(PART, place, wrong)


def texts(tree):
    for file in sorted(tree.root.rglob("*.alloy")):
        yield str(file), file.read_text(encoding="utf-8")
    yield from ((f"{tree.name}: alloy: {place}", found) for place, found in inside(tree.values("alloy"), ""))


def blocks(tree):
    """The blocks of all texts that can be read."""
    for place, source in texts(tree):
        with contextlib.suppress(Wrong):
            yield from ((place, block) for block in walk(parsed(source)))


def inside(values, place):
    """The texts in Alloy's language in the values of its chart."""
    for key, value in values.items() if isinstance(values, dict) else ():
        if key in PROCESSING and value:
            yield f"{place}{key}", value
        else:
            yield from inside(value, f"{place}{key}.")


def judged(place, body):
    """What its components do not know."""
    expected = next((one for key, one in PROCESSING.items() if place.endswith(f".{key}")), None)
    if body.attributes:
        yield f"attributes outside of blocks: {', '.join(body.attributes)}"
    for block in body.blocks:
        if not (block.name.startswith(expected) if expected else block.name in COMPONENTS):
            yield f"{block.name} has no place here"
        if (block.label is not None) != (expected is None):
            yield f"{block.name} must {'have no' if expected else 'have a'} label"
    names = [(block.name, block.label) for block in body.blocks if block.label is not None]
    yield from (f"{name} {label} is there twice" for name, label in set(names) if names.count((name, label)) > 1)
    there = {f"{name}.{label}.{what}" for name, label in names for what in COMPONENTS.get(name, ())}
    for block in walk(body):
        yield from told(block, there)


def told(block, there):
    if block.name not in BLOCKS:
        yield f"no block is called {block.name}"
        return
    known, blocks = BLOCKS[block.name]
    yield from (f"{block.name} has no {key}" for key in block.attributes if key not in known)
    yield from (f"{block.name} lacks {key}" for key, (_, need) in known.items() if need and key not in block.attributes)
    yield from (f"{block.name} holds no {one.name}" for one in block.blocks if one.name not in blocks)
    for key, value in block.attributes.items():
        if key in known and not known[key][0](value):
            yield f"{block.name}: {key} must not be {value!r}"
        yield from (f"{key}: nothing is called {one}" for one in references(value) if one not in there and one not in STANDARD)
    if block.name == "stage.tenant" and len(block.attributes) != 1:
        yield "stage.tenant takes its tenant from one place"


def references(value):
    if isinstance(value, Reference):
        yield value.text
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from references(one)


def walk(block):
    for one in block.blocks:
        yield one
        yield from walk(one)


def parsed(source):
    """A body, by the grammar of Alloy's syntax: attributes and blocks, each on a line of its own."""
    return Parser(source).body()


class Parser:
    def __init__(self, source):
        self.tokens, self.at, place = [], 0, 0
        while place < len(source):
            found = TOKEN.match(source, place)
            if not found:
                raise Wrong(f"line {source.count(chr(10), 0, place) + 1}: {source[place : place + 20]!r} is nothing")
            if found.lastgroup != "space":
                self.tokens.append((found.lastgroup, found[0], source.count("\n", 0, place) + 1))
            place = found.end()
        self.tokens.append(("end", "the end", source.count("\n") + 1))

    def sees(self, *wanted):
        kind, text, _ = self.tokens[self.at]
        return (kind if kind in ("name", "string", "number", "line", "end") else text) in wanted

    def take(self, *wanted):
        kind, text, line = self.tokens[self.at]
        if not self.sees(*wanted):
            raise Wrong(f"line {line}: {text!r} instead of {' or '.join(wanted)}")
        self.at += 1
        return text

    def lines(self):
        while self.sees("line"):
            self.at += 1

    def body(self, end="end"):
        block = Block("")
        self.lines()
        while not self.sees(end):
            self.statement(block)
            if not self.sees(end):
                self.take("line")
            self.lines()
        return block

    def statement(self, block):
        name = self.dotted()
        if self.sees("="):
            self.take("=")
            if "." in name or name in block.attributes:
                raise Wrong(f"{name} is no attribute, or is there twice")
            block.attributes[name] = self.expression()
            return
        label = string(self.take("string")) if self.sees("string") else None
        if label is not None and not re.fullmatch(r"[A-Za-z_]\w*", label):
            raise Wrong(f"{name}: {label!r} is no label")
        self.take("{")
        inner = self.body("}")
        self.take("}")
        block.blocks.append(Block(name, label, inner.attributes, inner.blocks))

    def dotted(self):
        parts = [self.take("name")]
        while self.sees("."):
            self.take(".")
            parts.append(self.take("name"))
        return ".".join(parts)

    def expression(self):
        if self.sees("string"):
            return string(self.take("string"))
        if self.sees("number"):
            number = self.take("number")
            return int(number) if number.isdigit() else float(number)
        if self.sees("["):
            return self.items("[", "]", self.expression)
        if self.sees("{"):
            return dict(self.items("{", "}", self.pair))
        name = self.dotted()
        return {"true": True, "false": False, "null": None}.get(name, Reference(name))

    def pair(self):
        key = string(self.take("string")) if self.sees("string") else self.take("name")
        self.take("=")
        return key, self.expression()

    def items(self, start, end, item):
        """Where the end stands on a line of its own, the last item has a comma too."""
        found = []
        self.take(start)
        self.lines()
        while not self.sees(end):
            found.append(item())
            if self.sees(end):
                break
            self.take(",")
            self.lines()
        self.take(end)
        return found


def string(token):
    if token.startswith("`"):
        return token[1:-1]
    if "\\" in ESCAPE.sub("", token):
        raise Wrong(f"{token} has an escape that there is not")
    return ESCAPE.sub(lambda found: {"\\\\": "\\", '\\"': '"', "\\n": "\n", "\\t": "\t"}.get(found[0], found[0]), token[1:-1])
