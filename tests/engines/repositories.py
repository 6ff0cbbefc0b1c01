"""What Argo CD fetches from afar, made near: Git repositories, and chart repositories with charts that bring definitions of
kinds and show their values."""

import io
import json
import subprocess
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TEMPLATE = """apiVersion: v1
kind: ConfigMap
metadata: { name: "{{ .Release.Name }}-values" }
data: { values: {{ .Values | toJson | quote }} }
"""


def commit(folder, tag=None):
    """Commits a folder as it is, which becomes a Git repository the first time, and gives its address."""
    git = ["git", "-C", str(folder), "-c", "user.name=tests", "-c", "user.email=tests@example.com"]
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message=Render"], check=True)
    if tag:
        subprocess.run([*git, "tag", tag], check=True)
    return f"file://{folder}"


def write(file, value):
    """Writes an object to a file of a repository, and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value), encoding="utf-8")


def chart(folder, name, version, definitions):
    """Adds a chart with definitions of kinds to a repository."""
    metadata = {"apiVersion": "v2", "name": name, "version": version}
    with tarfile.open(folder / f"{name}-{version}.tgz", "w:gz") as archive:
        files = {"Chart.yaml": json.dumps(metadata), "templates/values.yaml": TEMPLATE}
        for path, text in {**files, **{f"crds/{file}": text for file, text in definitions.items()}}.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    index = folder / "index.yaml"
    listed = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {"apiVersion": "v1", "entries": {}}
    listed["entries"].setdefault(name, []).append({**metadata, "urls": [f"{name}-{version}.tgz"]})
    index.write_text(json.dumps(listed), encoding="utf-8")


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def serve(folder: Path):
    """Serves a folder on a port of its own, and gives the server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
