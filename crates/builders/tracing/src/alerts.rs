//! When somebody has to look at tracing.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::Name;
use hagen_observe::{Alert, Group, Runbook, Selector, minutes};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::{NAMESPACE, collector, tempo};

pub(crate) fn artifacts(cx: &Context<'_>) -> Vec<Artifact> {
    let metadata = ObjectMeta {
        name: Some(tempo::RELEASE.into()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(tempo::RELEASE, Name::known(tempo::RELEASE)).labels()),
        ..ObjectMeta::default()
    };
    hagen_observe::rules::artifacts(cx, &metadata, &[Group::new("tempo", [not_delivered(), not_flushed()])])
}

fn not_delivered() -> Alert {
    let of = |metric: &str| {
        let series = Selector::namespace(NAMESPACE).matches("pod", &format!("{}-.+", collector::RELEASE));
        format!("sum(rate({}))", series.over(metric, "10m"))
    };
    let (failed, refused) =
        (of("otelcol_exporter_send_failed_spans_total"), of("otelcol_receiver_refused_spans_total"));
    Alert {
        name: "TracesNotDelivered",
        expr: format!("{failed} > 0 or {refused} > 0"),
        hold: minutes(15),
        summary: "{{ $value | humanize }} spans a second are lost".into(),
        description: "The collector cannot hand them to Tempo, or has no room for more.".into(),
        runbook: Runbook {
            meaning: "Traces have holes. Applications go on undisturbed.",
            look: "Look whether Tempo's replicas are ready (`kubectl -n tracing get pods`). When they are, the log of the \
                   collector names the answer that it gets; `memory limiter` there means that it gets more than it can hold.",
            mend: "Bring Tempo back, or keep fewer traces with `tracing.sample`.",
        },
        ..Alert::default()
    }
}

fn not_flushed() -> Alert {
    let failed = Selector::namespace(NAMESPACE).over("tempo_ingester_failed_flushes_total", "15m");
    Alert {
        name: "TempoCannotWriteToBucket",
        expr: format!("sum by (pod) (rate({failed})) > 0"),
        hold: minutes(15),
        summary: "{{ $labels.pod }} cannot write to the bucket".into(),
        description: "What it cannot write it keeps on its volume, until that is full.".into(),
        runbook: Runbook {
            meaning: "Traces stay where they should only pass. Nothing is lost yet.",
            look: "`kubectl -n tracing logs` of the pod tells the bucket's answer: `AccessDenied` is the key, \
                   `NoSuchBucket` the name, a timeout the network policy or the service itself.",
            mend: "Mend the bucket. The replicas write by themselves what they have kept.",
        },
        ..Alert::default()
    }
}
