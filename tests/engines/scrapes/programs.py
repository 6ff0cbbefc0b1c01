"""Programs that run beside a check."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

BIN = Path(os.environ["HAGEN_ENGINES"]) / "bin"
# After those of the cluster.
PORT = int(os.environ.get("HAGEN_PORT", "26443"))


@contextmanager
def running(command, log):
    with log.open("w") as file, subprocess.Popen(list(map(str, command)), stdout=file, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.terminate()


def run(said, place, *command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    said.check(place, done.returncode and (done.stdout + done.stderr).strip())
