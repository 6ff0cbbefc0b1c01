"""The cases of all alerts, by name. Each is a function of the rule."""

from . import apps, caches, kafka, logs, machines, mesh, monitoring, objectives, platform, postgres, storage

PARTS = (apps, caches, kafka, logs, machines, mesh, monitoring, objectives, platform, postgres, storage)


def collect(name):
    found = {}
    for part in PARTS:
        for alert, case in getattr(part, name, {}).items():
            assert alert not in found, f"{alert} has two cases"
            found[alert] = case
    return found


ALERTS = collect("ALERTS")
RECORDS = collect("RECORDS")
