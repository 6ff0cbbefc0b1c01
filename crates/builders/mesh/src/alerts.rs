//! When somebody has to come because of the mesh.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::{Identity, Name};
use hagen_observe::{Alert, Group, Runbook, Selector, Severity, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::dashboard::dashboard;
use crate::{NAMESPACE, RULES};

/// The rules and the dashboard, where somebody reads them.
pub(crate) fn artifacts(cx: &Context<'_>, metadata: &ObjectMeta) -> Vec<Artifact> {
    let identity = Identity { component: Some("metrics".into()), ..cx.identity("mesh", Name::known(RULES)) };
    let mut alerts = vec![control_plane(), rejected(), slow(), root_certificate(), not_injected()];
    if cx.site.shared.mesh.as_ref().is_some_and(hagen_core::context::Mesh::has_sidecars) {
        alerts.push(failing());
    }
    let mut artifacts = rules::artifacts(cx, metadata, &[Group::new("mesh", alerts)]);
    artifacts.extend(dashboard().config_map(cx, &identity).map(Artifact::from));
    artifacts
}

/// What the control plane tells.
pub(crate) fn control() -> Selector {
    Selector::namespace(NAMESPACE)
}

/// Requests as the called side counts them.
pub(crate) fn requests() -> Selector {
    Selector::default().is("reporter", "destination")
}

fn control_plane() -> Alert {
    Alert {
        name: "MeshControlPlaneAway",
        severity: Severity::Critical,
        expr: format!("absent({} == 1)", control().is("job", "istiod").of("up")),
        hold: minutes(5),
        summary: "no control plane of the mesh answers".into(),
        description: "Traffic flows as it did, but no pod of an application can start, and certificates end within a day.".into(),
        runbook: Runbook {
            meaning: "istiod gives pods their proxies, and proxies their configuration and certificates. Without it, proxies go on with \
                      what they have; new pods are refused by the injector's webhook.",
            look: "`kubectl -n istio-system get pods -l app=istiod -o wide` and `kubectl -n istio-system logs -l app=istiod`.",
            mend: "Give the pods what they wait for. They hold nothing: any of them can be deleted.",
        },
        ..Alert::default()
    }
}

fn rejected() -> Alert {
    Alert {
        name: "MeshConfigurationRejected",
        expr: format!("sum(increase({})) > 0", control().over("pilot_total_xds_rejects", "10m")),
        hold: minutes(10),
        summary: "proxies refuse the configuration of the mesh".into(),
        description: "Some proxies refuse what the control plane sends them, and go on with what they had."
            .into(),
        runbook: Runbook {
            meaning: "Something in the mesh's configuration makes no sense to proxies: most often an EnvoyFilter, after a new version of \
                      Istio.",
            look: "`istioctl proxy-status` shows who is not in sync; the logs of istiod say `ACK ERROR` with the reason.",
            mend: "Mend or remove the object that the reason names. A `delay` or `abort` of `traffic` is an EnvoyFilter.",
        },
        ..Alert::default()
    }
}

fn slow() -> Alert {
    let spread = control().over("pilot_proxy_convergence_time_bucket", "10m");
    Alert {
        name: "MeshConfigurationSlow",
        expr: format!("histogram_quantile(0.99, sum by (le) (rate({spread}))) > 20"),
        hold: minutes(15),
        summary: "changes reach proxies after {{ $value | humanizeDuration }}".into(),
        description: "Until then proxies send requests to pods that are gone.".into(),
        runbook: Runbook {
            meaning: "The control plane does not keep up with changes.",
            look: "Its processor time against its limit; `pilot_xds_pushes` for who is sent what; how many pods come and go.",
            mend: "Give istiod more: `values: { istiod: { resources: … } }`.",
        },
        ..Alert::default()
    }
}

fn root_certificate() -> Alert {
    let end = control().of("citadel_server_root_cert_expiry_timestamp");
    Alert {
        name: "MeshRootCertificateExpires",
        severity: Severity::Critical,
        expr: format!("min({end}) - time() < 30 * 24 * 60 * 60"),
        hold: minutes(60),
        summary: "the mesh's own authority ends in {{ $value | humanizeDuration }}".into(),
        description: "After that no application accepts another's certificate.".into(),
        runbook: Runbook {
            meaning: "All certificates of the mesh come from this one. istiod makes one for ten years and renews it when it is asked to.",
            look: "`kubectl -n istio-system get secret istio-ca-secret -o yaml`, or `cacerts` where you supply the authority.",
            mend: "Put a new authority into the Secret `cacerts` and restart istiod, then the applications one after the other, while \
                   both authorities are trusted.",
        },
        ..Alert::default()
    }
}

fn not_injected() -> Alert {
    Alert {
        name: "MeshInjectionFails",
        expr: format!("sum(increase({})) > 0", control().over("sidecar_injection_failure_total", "10m")),
        hold: minutes(5),
        summary: "pods do not get their proxies".into(),
        description: "The injector could not put a proxy into some pods: they do not start.".into(),
        runbook: Runbook {
            meaning: "A pod is not as the injector expects it, or its template for proxies is broken.",
            look: "The logs of istiod, and the events of the ReplicaSet or Job whose pods are missing.",
            mend: "Mend what the log names; a patch of the pod or values of the chart `istiod` are the usual causes.",
        },
        ..Alert::default()
    }
}

fn failing() -> Alert {
    let by = "destination_workload_namespace, destination_workload";
    let failed = requests().matches("response_code", "5..").over("istio_requests_total", "5m");
    let all = requests().over("istio_requests_total", "5m");
    Alert {
        name: "MeshRequestsFail",
        expr: format!(
            "sum by ({by}) (rate({failed})) / sum by ({by}) (rate({all})) > 0.05 and sum by ({by}) (rate({all})) > 0.1"
        ),
        hold: minutes(10),
        summary:
            "{{ $value | humanizePercentage }} of the requests to {{ $labels.destination_workload }} fail"
                .into(),
        description: "Counted by the proxies before {{ $labels.destination_workload }} in \
                      {{ $labels.destination_workload_namespace }}."
            .into(),
        runbook: Runbook {
            meaning: "The application, or the proxy in its stead, answers with 500 or more.",
            look: "The dashboard of the mesh: since when, and for which callers. The access log of the pod's `istio-proxy` has \
                   `response_flags`: UF and URX are connections that failed, UO a limit of `connections` that was reached.",
            mend: "A release of that hour is the first suspect: roll it back in Git. A limit that is reached in normal times is too low.",
        },
        ..Alert::default()
    }
}
