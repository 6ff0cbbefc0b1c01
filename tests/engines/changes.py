"""What became of the fields of an object once the server has kept it."""

EMPTY = (None, "", 0, False, {}, [])


def changes(written, kept, path=""):
    """Each field that was written and is kept otherwise, or not at all: what Git and the cluster would differ in."""
    if isinstance(written, dict) and isinstance(kept, dict):
        for key, value in written.items():
            if key in kept:
                yield from changes(value, kept[key], f"{path}.{key}")
            elif value not in EMPTY:
                yield f"{path}.{key}: {short(value)} is not kept"
    elif isinstance(written, list) and isinstance(kept, list):
        yield from list_changes(written, kept, path)
    elif written != kept and not (written in EMPTY and kept in EMPTY):
        yield f"{path}: {short(written)} is kept as {short(kept)}"


def dropped(written, kept, path=""):
    """Each empty thing that was written and that the server leaves out: every apply puts it there again."""
    if isinstance(written, dict) and isinstance(kept, dict):
        for key, value in written.items():
            if key in kept:
                yield from dropped(value, kept[key], f"{path}.{key}")
            elif value in EMPTY:
                yield f"{path}.{key}: {short(value)} is left out"
    elif isinstance(written, list) and isinstance(kept, list):
        for index, (one, other) in enumerate(zip(written, kept)):
            yield from dropped(one, other, f"{path}[{index}]")


def list_changes(written, kept, path):
    if path == ".metadata.finalizers":
        missing = [one for one in written if one not in kept]
        yield from (f"{path}: {short(one)} is not kept" for one in missing)
    elif len(written) != len(kept):
        yield f"{path}: {len(written)} items are kept as {len(kept)}"
    else:
        for index, (one, other) in enumerate(zip(written, kept)):
            yield from changes(one, other, f"{path}[{index}]")


def short(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
