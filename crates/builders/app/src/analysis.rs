//! What is measured of a new version.

use hagen_core::component::Pods;
use hagen_core::section::Percent;
use hagen_kube::Name;
use hagen_kube::custom::rollouts::{
    self, AnalysisTemplate, Argument, ArgumentSource, Metric, PrometheusQuery, Provider, TemplateRef,
};

use crate::requests::of_new_version;
use crate::spec::{Analysis, Query};
use crate::workload::Workload;

/// What a template calls the hash of the new version's pods.
const HASH: &str = "hash";

/// How long the new version has requests before it is measured: a rate needs two scrapes at least.
const INITIAL_DELAY: &str = "90s";

/// How often it is measured.
const INTERVAL: &str = "30s";

/// How many measurements may be bad: one is an accident.
const FAILURE_LIMIT: u32 = 2;

/// How many may tell nothing. A version that no request reaches is not known to do well: a person has to decide.
const INCONCLUSIVE_LIMIT: u32 = 6;

/// How many measurements decide of a version that serves all requests already.
const COUNT_AFTER_SWITCH: u32 = 10;

/// How the strategy refers to the template. `starting_step` is where a canary begins to be measured.
pub(crate) fn analysis(workload: &Workload<'_>, starting_step: Option<usize>) -> Option<rollouts::Analysis> {
    analysis_template(workload)?;
    let hash = ArgumentSource { pod_template_hash_value: "Latest" };
    Some(rollouts::Analysis {
        templates: vec![TemplateRef { template_name: workload.name.to_string() }],
        starting_step,
        args: vec![Argument { name: HASH, value_from: Some(hash) }],
    })
}

/// The measurements. `None` when nothing is measured, or nobody could answer.
pub(crate) fn analysis_template(workload: &Workload<'_>) -> Option<AnalysisTemplate> {
    let said = workload.app.rollout.as_ref()?;
    let prometheus = workload.site().shared.prometheus.as_ref()?;
    let measurements = match said.analysis.as_ref()? {
        Analysis::Slo => promised(workload),
        Analysis::Query(query) => vec![own(query)],
    };
    if measurements.is_empty() {
        return None;
    }
    let count = said.blue_green.map(|_| COUNT_AFTER_SWITCH);
    let metric = |measurement: Measurement| Metric {
        name: measurement.name,
        initial_delay: INITIAL_DELAY.into(),
        interval: INTERVAL.into(),
        count,
        failure_limit: FAILURE_LIMIT,
        inconclusive_limit: INCONCLUSIVE_LIMIT,
        success_condition: measurement.good,
        failure_condition: measurement.bad,
        provider: Provider {
            prometheus: PrometheusQuery { address: address(prometheus), query: measurement.query },
        },
    };
    Some(AnalysisTemplate {
        args: vec![Argument { name: HASH, value_from: None }],
        metrics: measurements.into_iter().map(metric).collect(),
    })
}

/// A question, and what to make of the answer.
struct Measurement {
    name: String,
    query: String,
    good: String,
    bad: Option<String>,
}

/// How many times faster than evenly the allowance for failures may be used up: where somebody would be woken for the whole.
const BURN_RATE: f64 = 14.4;

/// Over what the rates are taken.
const WINDOW: &str = "2m";

/// The promises of the application, held against the new version's requests alone.
fn promised(workload: &Workload<'_>) -> Vec<Measurement> {
    let hash = format!("{{{{args.{HASH}}}}}");
    let Some((slo, requests)) = workload.app.slo.as_ref().zip(of_new_version(workload, &hash)) else {
        return Vec::new();
    };
    let availability = slo.availability.map(|Percent(percent)| {
        let share = format!("{} / {}", requests.failed(WINDOW), requests.all(WINDOW));
        bad_share("availability".into(), share, percent)
    });
    let latency = slo.latency.said().into_iter().map(|(name, percent, time)| {
        let share = format!("{} / {}", requests.slower(time, WINDOW), requests.timed(WINDOW));
        bad_share(format!("latency-{name}"), share, percent)
    });
    availability.into_iter().chain(latency).collect()
}

/// A share of bad requests. Where there were none at all, it is no number, and tells nothing.
fn bad_share(name: String, query: String, percent: f64) -> Measurement {
    let limit = ((100.0 - percent) / 100.0 * BURN_RATE).min(0.5);
    let limit = format!("{limit:.6}");
    let limit = limit.trim_end_matches('0');
    Measurement {
        name,
        query,
        good: format!("len(result) > 0 && result[0] <= {limit}"),
        bad: Some(format!("len(result) > 0 && result[0] > {limit}")),
    }
}

fn own(query: &Query) -> Measurement {
    Measurement { name: "query".into(), query: query.promql.clone(), good: query.success.clone(), bad: None }
}

/// The Service that the operator makes in front of every Prometheus of a namespace.
fn address(prometheus: &Pods) -> String {
    let service = Name::known("prometheus-operated");
    format!("http://{service}.{}.svc.cluster.local:9090", prometheus.namespace)
}
