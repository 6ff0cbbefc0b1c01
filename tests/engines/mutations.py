"""Objects with one thing wrong each: what people, patches and bugs make of good ones."""

import copy
import random
import re

QUANTITY = re.compile(r"\d+(\.\d+)?(m|k|M|G|Ki|Mi|Gi|Ti)?")


def mutations(value, count, seed):
    """Up to `count` different mutations of an object: what was done and the object."""
    chance = random.Random(seed)
    places = [place for place in walk(value) if place[0] not in ("apiVersion", "kind")]
    seen = set()
    for _ in range(count * 20):
        if len(seen) == count:
            return
        make, place = chance.choice(MAKERS), chance.choice(places)
        wrong = copy.deepcopy(value)
        done = make(at(wrong, place[:-1]), place[-1], chance)
        label = f"{done} at {shown(place)}"
        if done and label not in seen:
            seen.add(label)
            yield label, wrong


def walk(value, path=()):
    """The paths of everything in an object."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from walk(inner, (*path, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def shown(path):
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


def unknown(parent, key, _):
    if isinstance(parent, dict) and isinstance(parent[key], dict):
        parent[key]["surplus"] = "value"
        return "unknown field"
    return None


def misspelt(parent, key, _):
    if isinstance(parent, dict) and len(key) > 3:
        parent[key[:-2] + key[-1] + key[-2]] = parent.pop(key)
        return "misspelt key"
    return None


def missing(parent, key, _):
    del parent[key]
    return "nothing"


def nulled(parent, key, _):
    parent[key] = None
    return "null"


def retyped(parent, key, chance):
    kinds = {"text": "text", "number": 7, "fraction": 1.5, "truth": True, "list": ["text"], "map": {"a": "b"}}
    name = chance.choice([name for name, kind in kinds.items() if type(kind) is not type(parent[key])])
    parent[key] = kinds[name]
    return name


def other_text(parent, key, chance):
    """Words that are no name, choice, quantity, address, time or path, or hardly one."""
    if not isinstance(parent[key], str):
        return None
    words = ["Nonsense", "", "has space", "-dash", "dot.", "UPPER_lower", "a" * 300, "10.0.0.300", "1d", "*", "/x", "ü"]
    word = chance.choice(words)
    parent[key] = word
    return f"text {word[:20]!r}"


def other_quantity(parent, key, chance):
    if not (isinstance(parent[key], str) and QUANTITY.fullmatch(parent[key])):
        return None
    word = chance.choice(["1.5.2", "256MB", "-1Gi", "1e400", "0.0001m", "1 Gi", "0", "1Gib", "+5", ".5", "5."])
    parent[key] = word
    return f"quantity {word!r}"


def other_number(parent, key, chance):
    if type(parent[key]) is not int:
        return None
    parent[key] = chance.choice([-1, 0, 70000, 2**31, 2**63 - 1])
    return f"number {parent[key]}"


def emptied(parent, key, _):
    if not parent[key] or not isinstance(parent[key], (list, dict)):
        return None
    parent[key] = type(parent[key])()
    return "empty"


def repeated(parent, key, _):
    if not (isinstance(parent, list) and isinstance(parent[key], (dict, str))):
        return None
    parent.append(copy.deepcopy(parent[key]))
    return "a second time"


def renamed_key(parent, key, chance):
    """Keys of labels, annotations and data are names too."""
    if not (isinstance(parent, dict) and isinstance(parent[key], str)):
        return None
    other = chance.choice(["has space", "a/b/c", "UPPER.example/x", "-a", "x" * 80, "ü", "/a"])
    parent[other] = parent.pop(key)
    return f"key {other[:20]!r}"


def extra_item(parent, key, chance):
    if not (isinstance(parent[key], list) and parent[key]):
        return None
    parent[key].append(chance.choice([{}, "", 7, None]))
    return "another item"


MAKERS = [
    unknown, misspelt, missing, nulled, retyped, other_text, other_text, other_quantity, other_quantity, other_number,
    other_number, emptied, repeated, repeated, renamed_key, extra_item,
]
