"""What the servers said, as one table: usage: merge.py <folder of renew.sh>"""

import pathlib
import re
import sys

# What the images of the operators, which are Debian's builds, have beyond the builds that were asked.
BUILT = {
    "default_toast_compression": ["lz4"],
    "wal_compression": ["lz4", "zstd"],
    "io_method": ["io_uring"],
}
DEBIAN = {"extension_destdir": ("text", range(14, 18))}


def choices(folder):
    """Of each parameter the choices that the server takes without listing them."""
    refused = set((folder / "refused").read_text().splitlines())
    taken = {}
    for line in (folder / "words").read_text().splitlines():
        name, word = re.fullmatch(r"ALTER SYSTEM SET \"?(\w+)\"? TO '(.*)'", line).groups()
        if f"{name} {word}" not in refused and f"{name} *" not in refused:
            taken.setdefault(name.lower(), []).append(word)
    return taken


def parameters(folder):
    """The parameters of one server, by their name."""
    hidden = choices(folder)
    found = {}
    for line in (folder / "parameters").read_text().splitlines():
        name, kind = line.split(" ", 1)
        if kind.startswith("enum "):
            words = kind[5:].split(",")
            more = BUILT.get(name, []) + sorted(hidden.get(name, []))
            kind = "enum " + ",".join(words + [word for word in more if word not in words])
        found[name] = kind
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    majors = sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())
    rows = {}
    for major in majors:
        found = parameters(folder / str(major))
        assert len(found) > 300, f"PostgreSQL {major} told of {len(found)} parameters only"
        found |= {name: kind for name, (kind, since) in DEBIAN.items() if major in since}
        for name, kind in found.items():
            last = rows.setdefault(name, [])
            if last and last[-1][2] == kind and last[-1][1] == major - 1:
                last[-1][1] = major
            else:
                last.append([major, major, kind])
    for name in sorted(rows):
        for since, until, kind in rows[name]:
            print(f"{name} {since} {until} {kind}")


main()
