"""Files for other programs, in trees and in ConfigMaps: HAProxy, systemd, shells, k6, pipelines."""

import re

from report import installed, run


def check(report, tree, work):
    for name, text in texts(tree):
        if name.endswith(".sh"):
            (work / re.split(r"[/ ]", name)[-1]).write_text(text, encoding="utf-8")
    for name, text in texts(tree):
        for suffix, judge in JUDGES.items():
            if name.endswith(suffix):
                judge(report, f"{tree.name}: {name}", text, work)
    for file in sorted(tree.root.glob("pipelines/*.yaml")):
        schema = "vendor.github-workflows" if "github" in file.name else "vendor.gitlab-ci"
        pipeline(report, f"{tree.name}: {file.name}", schema, file, work)


def texts(tree):
    """The files of a tree that are no objects, and those in its ConfigMaps."""
    for file in sorted(tree.root.rglob("*")):
        if file.is_file() and file.suffix not in (".md", ".yaml", ".lock"):
            yield str(file.relative_to(tree.root)), file.read_text(encoding="utf-8")
    for one in tree.of("ConfigMap"):
        for name, text in (one.value.get("data") or {}).items():
            yield f"{one.file}: {name}", text


def program(report, part, name):
    found = installed(name)
    if not found:
        report.skip(part, f"there is no {name}")
    return found


def haproxy(report, place, text, work):
    if found := program(report, "HAProxy", "haproxy"):
        file = work / "haproxy.cfg"
        file.write_text(text, encoding="utf-8")
        report.run("HAProxy", place, found, "-c", "-f", file)


def unit(report, place, text, work):
    """The programs that a unit starts are not here, so that another stands for them."""
    if found := program(report, "systemd", "systemd-analyze"):
        file = work / re.split(r"[/ ]", place)[-1]
        file.write_text(re.sub(r"^(ExecStart\w*=)\S+", r"\1/bin/true", text, flags=re.MULTILINE), encoding="utf-8")
        done = run(found, "verify", "--man=no", file)
        report.check("systemd", place, (done.returncode or done.stderr.strip()) and done.stderr)


def shell(report, place, text, work):
    """A script finds those that it reads beside itself, where `check` has put them. One that is only read names no shell."""
    if found := program(report, "shellcheck", "shellcheck"):
        shells = () if text.startswith("#!") else ("--shell=sh",)
        report.run("shellcheck", place, found, "--external-sources", *shells, "-", input=text, cwd=work)


def script(report, place, text, work):
    if found := program(report, "JavaScript", "node"):
        file = work / "load.mjs"
        file.write_text(text, encoding="utf-8")
        report.run("JavaScript", place, found, "--check", file)


def pipeline(report, place, schema, file, work):
    if found := program(report, "pipelines", "check-jsonschema"):
        # In GitLab's, a document on top says what it takes; the pipeline is the last.
        last = work / file.name
        last.write_text(re.split(r"^---$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[-1], encoding="utf-8")
        report.run("pipelines", place, found, "--builtin-schema", schema, last)


JUDGES = {"haproxy.cfg": haproxy, ".service": unit, ".sh": shell, ".js": script}
