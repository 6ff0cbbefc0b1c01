//! What to do when an alert of an application fires.

use hagen_observe::Runbook;

pub(crate) const DOWN: Runbook = Runbook {
    meaning: "No replica can take requests: for whoever uses the application, it is down.",
    look: "```console\n$ kubectl get pods -n <namespace> -l app.kubernetes.io/instance=<app>\n$ kubectl describe pods -n <namespace> -l app.kubernetes.io/instance=<app>\n\
           $ kubectl logs -n <namespace> -l app.kubernetes.io/instance=<app> --tail=100\n```\n\n* No pods: look at what runs them, `kubectl describe deployment,statefulset -n <namespace> <app>`.\n\
           * `Pending`: no node has room, or a volume cannot be attached.\n* `ImagePullBackOff`: the image is not there, or its registry wants credentials.\n\
           * `CrashLoopBackOff`: see AppCrashLooping.\n* Running and not ready: it says itself that it is not well; most often something that it uses is away.",
    mend: "If it began with a release, revert that commit. If something it uses is down, follow that one's runbook. If nodes lack room, add one or lower what less \
           important applications ask for.",
};

pub(crate) const NOT_READY: Runbook = Runbook {
    meaning: "Fewer replicas are ready than were asked for. Requests are answered by the others, which have more to do; a release may be stuck.",
    look: "```console\n$ kubectl get pods -n <namespace> -l app.kubernetes.io/instance=<app> -o wide\n$ kubectl describe pod -n <namespace> <pod>\n```\n\n\
           Is it all the new pods (a release) or those of one node?",
    mend: "A release: revert it. One node: `kubectl cordon <node>` and delete the pod, so that it starts elsewhere. `Pending`: make room.",
};

pub(crate) const CRASH_LOOPING: Runbook = Runbook {
    meaning: "A replica ends soon after it starts, again and again. Kubernetes waits longer each time, up to five minutes.",
    look: "```console\n$ kubectl logs -n <namespace> <pod> --previous\n$ kubectl get pod -n <namespace> <pod> -o jsonpath='{.status.containerStatuses[0].lastState}'\n```\n\n\
           Exit code 137 and `OOMKilled` is memory; 143 means that it was told to stop, most often because its liveness probe failed.",
    mend: "* Missing or wrong configuration: compare `config` and `secrets` with what it expects; is the ExternalSecret ready?\n* It needs longer to start: raise `startTime`.\n\
           * Memory: see AppOutOfMemory.\n* A release: revert it.",
};

pub(crate) const OUT_OF_MEMORY: Runbook = Runbook {
    meaning: "The kernel ended the process, because it took more memory than its limit. Its requests were lost.",
    look: "The panel *Memory* of the dashboard: does it grow slowly (a leak), or with the load, or at once (one large request)?",
    mend: "Raise `resources.memory` if the application simply needs more. A leak is bridged by more memory and mended in the code. Tell managed languages their limit, \
           for instance `-XX:MaxRAMPercentage` or `GOMEMLIMIT`.",
};

pub(crate) const AT_MAXIMUM: Runbook = Runbook {
    meaning: "The autoscaler has used all the replicas that it may. More load makes every request slower.",
    look: "The rows *Traffic* and *Replicas* of the dashboard: are there more requests than usual, or does each cost more than it did before the last release?",
    mend: "Raise `replicas.max` if nodes have room and what it uses bears it (connections to the database!). If a release made it slower, revert it. If it is unwanted \
           traffic, stop that at the entry.",
};

pub(crate) const AUTOSCALER_BLIND: Runbook = Runbook {
    meaning: "The autoscaler cannot read the use of the pods, and leaves their number as it is: load that grows is not answered.",
    look: "```console\n$ kubectl describe hpa -n <namespace> <app>\n$ kubectl top pods -n <namespace>\n$ kubectl get apiservice v1beta1.metrics.k8s.io\n```",
    mend: "When `kubectl top` fails too, metrics-server is not well: look at its pods in `kube-system`. When only this one fails, its pods may not be running at all.",
};

pub(crate) const VOLUME: Runbook = Runbook {
    meaning: "A volume of the application fills. When it is full, whatever it writes fails.",
    look: "The row *Volumes* of the dashboard for how fast; then `kubectl exec -n <namespace> <pod> -- du -xh -d2 <mount>` for what it is.",
    mend: "Raise the volume's `size` in the blueprint and apply: volumes grow while in use where the StorageClass allows it. They never shrink.",
};

pub(crate) const JOB_FAILED: Runbook = Runbook {
    meaning: "The last run did not do its work, with all its retries.",
    look: "```console\n$ kubectl get jobs -n <namespace> -l app.kubernetes.io/instance=<app>\n$ kubectl logs -n <namespace> job/<job>\n```\n\n`DeadlineExceeded`: it took longer \
           than `timeLimit`.",
    mend: "Mend the cause, then run it again at once: `kubectl create job -n <namespace> --from=cronjob/<app> <app>-again`. The alert ends with the next run that \
           succeeds.",
};

pub(crate) const JOB_LATE: Runbook = Runbook {
    meaning: "A run was due more than an hour ago and has not been started.",
    look: "```console\n$ kubectl describe cronjob -n <namespace> <app>\n$ kubectl get jobs -n <namespace> -l app.kubernetes.io/instance=<app>\n```\n\n\
           Does the run before it still go on? With `concurrency: forbid` the next one is left out.",
    mend: "End a run that hangs: `kubectl delete job -n <namespace> <job>`. If runs take longer than the time between them, give them a schedule with more time.",
};

pub(crate) const ERRORS: Runbook = Runbook {
    meaning: "More than one request in twenty is answered with a status of 500 or above.",
    look: "The row *Traffic* of the dashboard: since when, and with which status? 502 to 504 come from the entry, when replicas are away or too slow; 500 comes from the \
           application: look into its log.",
    mend: "A release: revert it. Replicas away: see AppReplicasNotReady. Something it uses: that one's runbook.",
};

pub(crate) const TARGET_DOWN: Runbook = Runbook {
    meaning: "Prometheus cannot read the metrics of a replica, or finds none at all. Alerts and objectives that rest on them are silent.",
    look: "*Status → Target health* in Prometheus names the error:\n\n* `connection refused`: nothing listens on `metrics.port`.\n* `404`: another `metrics.path`.\n\
           * A timeout: a network policy, or mutual TLS of a mesh.\n* No target at all: `kubectl get servicemonitor -n <namespace> <app> -o yaml`; does the Service have endpoints?",
    mend: "Correct `metrics` in the blueprint. If the replicas themselves are down, that alert comes first.",
};
