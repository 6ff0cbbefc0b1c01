"""Series with which an alert fires, and series with which it does not, in promtool's notation."""

from dataclasses import dataclass

MINUTES = 500


@dataclass(frozen=True)
class Case:
    """Each element of `fires` and `quiet` is a list of series, from minute 0 on."""

    fires: list
    quiet: list
    at: int | None = None  # the minute at which it fires at the latest; None: ten minutes after the time it waits


@dataclass(frozen=True)
class Rule:
    """A rule of a tree, with what its series are named after."""

    value: dict
    namespace: str
    name: str
    objects: list
    values: dict  # of the chart that is installed from the same folder

    @property
    def title(self):
        return self.value.get("alert") or self.value["record"]

    @property
    def labels(self):
        return self.value.get("labels") or {}

    def spec(self, kind, name):
        """What an object of the rule's tree and namespace says, which is not what the rule says."""
        of = (self.namespace, kind, name)
        return next((one.value["spec"] for one in self.objects if (one.namespace, one.kind, one.name) == of), None)

    def s(self, metric, values, **labels):
        """A series in the namespace of the rule."""
        return s(metric, values, namespace=self.namespace, **labels)


def s(metric, values, **labels):
    """A series: `1` is constant, `0+5` grows by five a minute, and what has an `x` is promtool's own."""
    text = ",".join(f'{name.rstrip("_")}="{value}"' for name, value in labels.items())
    values = str(values)
    return {"series": f"{metric}{{{text}}}", "values": values if "x" in values else f"{values}x{MINUTES}"}


def volume(rule, claim, free):
    """The free bytes of a volume of ten gigabytes."""
    return [
        rule.s("kubelet_volume_stats_available_bytes", free, persistentvolumeclaim=claim),
        rule.s("kubelet_volume_stats_capacity_bytes", 10_000_000_000, persistentvolumeclaim=claim),
    ]


def both(series, fires, quiet, at=None):
    """The case of a function that gives series for values."""
    return Case([series(fires)], [series(quiet)], at)
