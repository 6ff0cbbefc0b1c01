"""What the platform runs beside: rollouts, secrets, Nextcloud's own package."""

from series import Case, both, s


def phase(name):
    labels = {"exported_namespace": "shop", "namespace": "argo-rollouts", "name": "web"}
    return lambda rule: both(lambda value: [s("rollout_info", value, **labels, phase=name)], 1, 0)


def sealed(rule):
    def unsealed(values):
        return [rule.s("vault_core_unsealed", value, pod=f"openbao-{at}") for at, value in enumerate(values)]

    return Case([unsealed([0, 0, 0]), []], [unsealed([0, 0, 1])])


def server_sealed(rule):
    return both(lambda value: [rule.s("kube_pod_status_ready", value, pod="openbao-1", condition="true")], 0, 1)


def away(rule):
    metric = "kube_deployment_status_replicas_available"
    return both(lambda value: [rule.s(metric, value, deployment=rule.name)], 0, 1)


def background(rule):
    metric = "kube_cronjob_status_last_successful_time"
    # The clock begins at zero: it ran then, or has run in each minute.
    return both(lambda values: [rule.s(metric, values, cronjob=f"{rule.name}-cron")], 0, "0+60", at=90)


ALERTS = {
    "RolloutAborted": phase("Degraded"),
    "RolloutWaits": phase("Paused"),
    "OpenBaoSealed": sealed,
    "OpenBaoServerSealed": server_sealed,
    "NextcloudAway": away,
    "NextcloudBackgroundWorkStopped": background,
}
