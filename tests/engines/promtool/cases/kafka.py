"""Kafka, run by Strimzi."""

from series import Case, both, volume


def pods(rule):
    """The names of the nodes: each pool counts on from the one before."""
    pools = sorted(
        (one.name, one.value["spec"]["replicas"])
        for one in rule.objects
        if one.kind == "KafkaNodePool" and one.namespace == rule.namespace
    )
    numbers = iter(range(100))
    return [f"{rule.name}-{pool}-{next(numbers)}" for pool, replicas in pools for _ in range(replicas)]


def node(metric, fires, quiet):
    return lambda rule: both(lambda value: [rule.s(metric, value, pod=pods(rule)[0])], fires, quiet)


def without_controller(rule):
    def active(values):
        metric = "kafka_controller_kafkacontroller_activecontrollercount"
        return [rule.s(metric, value, pod=pod) for pod, value in zip(pods(rule), values)]

    return Case([active([0, 0]), active([1, 1]), []], [active([0, 1])])


def node_down(rule):
    def up(values):
        return [rule.s("up", value, pod=pod) for pod, value in zip(pods(rule), values)]

    count = len(pods(rule))
    return Case([up([0] + [1] * (count - 1)), up([1] * (count - 1))], [up([1] * count)])


def lag(rule):
    labels = {"pod": f"{rule.name}-kafka-exporter-7d9f8b6c5d-x2x4z", "consumergroup": "billing", "topic": "orders"}

    def behind(values):
        return [rule.s("kafka_consumergroup_lag", values, **labels, partition=part) for part in (0, 1)]

    # The readers stopped after forty minutes, read with a small backlog, and catch up with a large one.
    return Case([behind("100x39 100+400x80")], [behind("100x30 120x90"), behind("90000-100x120")], at=75)


def nearly_full(rule):
    return both(lambda free: volume(rule, f"data-0-{pods(rule)[0]}", free), 1_400_000_000, 1_600_000_000)


ALERTS = {
    "KafkaPartitionsOffline": node("kafka_controller_kafkacontroller_offlinepartitionscount", 1, 0),
    "KafkaWithoutController": without_controller,
    "KafkaBelowMinimum": node("kafka_server_replicamanager_underminisrpartitioncount", 1, 0),
    "KafkaCopiesBehind": node("kafka_server_replicamanager_underreplicatedpartitions", 1, 0),
    "KafkaNodeDown": node_down,
    "KafkaConsumerLagGrows": lag,
    "KafkaVolumeNearlyFull": nearly_full,
}
