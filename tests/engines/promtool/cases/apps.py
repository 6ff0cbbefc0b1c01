"""Applications and their Jobs."""

from series import Case, both, s, volume

DEPLOYED = "7d9f8b6c5d-x2x4z"


def pod(rule):
    """A Pod's name, as the controller of the workload makes it."""
    forms = {"CronJob": "29381760-x2x4z", "StatefulSet": "0", "DaemonSet": "x2x4z"}
    kinds = (kind for kind in forms if rule.spec(kind, rule.name))
    return f"{rule.name}-{forms.get(next(kinds, None), DEPLOYED)}"


def ready(rule, value, name=None):
    return [rule.s("kube_pod_status_ready", value, pod=name or pod(rule), condition="true")]


def crash_looping(rule):
    def waiting(values):
        return [rule.s("kube_pod_container_status_waiting_reason", values, pod=pod(rule), reason="CrashLoopBackOff")]

    # It runs for a minute in between.
    return both(waiting, "1 1 _ 1 1 1 _ 1x50", "1 1 _x60")


def out_of_memory(rule):
    def killed(restarts, reason):
        last = rule.s("kube_pod_container_status_last_terminated_reason", 1, pod=pod(rule), reason=reason)
        return [rule.s("kube_pod_container_status_restarts_total", restarts, pod=pod(rule)), last]

    quiet = [killed("0x5 1x55", "Error"), killed(3, "OOMKilled")]
    return Case([killed("0x5 1x55", "OOMKilled")], quiet)


def down(rule):
    # Another application's replica is nobody's substitute.
    other = ready(rule, 1, f"{rule.name}-api-{DEPLOYED}")
    return Case([ready(rule, 0) + other, other], [ready(rule, 1)])


def replicas(rule):
    kinds = {
        "Deployment": ("kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"),
        "StatefulSet": ("kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"),
        "DaemonSet": ("kube_daemonset_status_desired_number_scheduled", "kube_daemonset_status_number_ready"),
    }
    kind = next((kind for kind in kinds if rule.spec(kind, rule.name)), None)
    if kind is None:
        other = ready(rule, 1, f"{rule.name}-7d9f8b6c5d-z2z4x")
        return both(lambda value: ready(rule, value) + other, 0, 1)
    asked, there = kinds[kind]
    label = {kind.lower(): rule.name}
    return both(lambda value: [rule.s(asked, 3, **label), rule.s(there, value, **label)], 2, 3)


def errors(rule):
    """Requests as the entry, the proxy or the application itself counts them: of a hundred, so many fail."""
    traefik = f"httproute-{rule.namespace}-{rule.name}-gw-gateway-gateway-ep-websecure-0-a1b2@kubernetesgateway"
    custom = f"{rule.namespace}-{rule.name}-0123456789abcdef@kubernetescrd"

    def counted(code, values, label="status"):
        istio = {"destination_service_namespace": rule.namespace, "destination_service_name": rule.name}
        entry = {"reporter": "source", "source_workload_namespace": "istio-ingress"}
        return [
            s("traefik_router_requests_total", values, router=traefik, code=code),
            s("traefik_router_requests_total", values, router=custom, code=code),
            s("istio_requests_total", values, **entry, **istio, response_code=code),
            rule.s("http_requests_total", values, job=rule.name, **{label: code}),
        ]

    def failing(bad, label):
        return counted(200, f"0+{100 - bad}", label) + counted(503, f"0+{bad}", label)

    # Some libraries call it `code`, others `status`.
    both_labels = ("code", "status")
    quiet = [failing(4, label) for label in both_labels]
    return Case([failing(6, label) for label in both_labels], [*quiet, counted(200, "0+100")])


def target(rule):
    def up(value):
        return [rule.s("up", value, job=rule.name, pod="a"), rule.s("up", 1, job=rule.name, pod="b")]

    return Case([up(0), []], [up(1)])


def at_maximum(rule):
    most = rule.spec("HorizontalPodAutoscaler", rule.name)["maxReplicas"]
    metric = "kube_horizontalpodautoscaler_status_current_replicas"
    return both(lambda value: [rule.s(metric, value, horizontalpodautoscaler=rule.name)], most, most - 1)


def blind(rule):
    labels = {"horizontalpodautoscaler": rule.name, "condition": "ScalingActive", "status": "false"}
    return both(lambda value: [rule.s("kube_horizontalpodautoscaler_status_condition", value, **labels)], 1, 0)


def job_failed(rule):
    job = f"{rule.name}-29381760"

    def failed(succeeded):
        return [
            rule.s("kube_job_failed", 1, job_name=job, condition="true"),
            rule.s("kube_job_status_start_time", 2000, job_name=job),
            rule.s("kube_cronjob_status_last_successful_time", succeeded, cronjob=rule.name),
        ]

    case = both(failed, 1500, 2500)
    # None has ever succeeded.
    return Case([*case.fires, failed(0)[:2]], case.quiet)


def job_late(rule):
    def due(values, suspended=0):
        next_run = rule.s("kube_cronjob_next_schedule_time", values, cronjob=rule.name)
        return [next_run, rule.s("kube_cronjob_spec_suspend", suspended, cronjob=rule.name)]

    # The clock begins at zero: the run was due then, or is due in ten minutes from any minute on.
    return Case([due(1)], [due("600+60"), due(1, suspended=1)], at=70)


def filling(rule):
    claim = claim_of(rule)
    # Five megabytes a minute are seven gigabytes a day, and less than two and a half are left.
    return both(lambda free: volume(rule, claim, free), "2400000000-5000000", "2400000000", at=360)


def nearly_full(rule):
    return both(lambda free: volume(rule, claim_of(rule), free), 490_000_000, 600_000_000)


def claim_of(rule):
    """The name of a claim: the application's own, or that of its first Pod."""
    own = [one.name for one in rule.objects if one.kind == "PersistentVolumeClaim" and one.namespace == rule.namespace]
    own = [name for name in own if name.startswith(f"{rule.name}-")]
    if own:
        return own[0]
    template = rule.spec("StatefulSet", rule.name)["volumeClaimTemplates"][0]
    return f"{template['metadata']['name']}-{rule.name}-0"


ALERTS = {
    "AppCrashLooping": crash_looping,
    "AppOutOfMemory": out_of_memory,
    "AppDown": down,
    "AppReplicasNotReady": replicas,
    "AppErrors": errors,
    "AppTargetDown": target,
    "AppAtMaxReplicas": at_maximum,
    "AppAutoscalerBlind": blind,
    "AppJobFailed": job_failed,
    "AppJobLate": job_late,
    "AppVolumeFilling": filling,
    "AppVolumeNearlyFull": nearly_full,
}
