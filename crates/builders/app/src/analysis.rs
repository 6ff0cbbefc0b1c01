//! What is measured of a new version.

use hagen_core::component::Pods;
use hagen_kube::Name;
use hagen_kube::custom::rollouts::{
    self, AnalysisTemplate, Argument, ArgumentSource, Metric, PrometheusQuery, Provider, TemplateRef,
};

use crate::spec::{Analysis, Query, Rollout};
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
pub(crate) fn analysis(
    workload: &Workload<'_>,
    said: &Rollout,
    starting_step: Option<usize>,
) -> Option<rollouts::Analysis> {
    said.analysis.as_ref()?;
    workload.site().shared.prometheus.as_ref()?;
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
        Analysis::Query(query) => vec![own(query)],
    };
    let count = said.blue_green.map(|_| COUNT_AFTER_SWITCH);
    let metric = |measurement: Measurement| Metric {
        name: measurement.name.to_owned(),
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
    name: &'static str,
    query: String,
    good: String,
    bad: Option<String>,
}

fn own(query: &Query) -> Measurement {
    Measurement { name: "query", query: query.promql.clone(), good: query.success.clone(), bad: None }
}

/// The Service that the operator makes in front of every Prometheus of a namespace.
fn address(prometheus: &Pods) -> String {
    let service = Name::known("prometheus-operated");
    format!("http://{service}.{}.svc.cluster.local:9090", prometheus.namespace)
}
