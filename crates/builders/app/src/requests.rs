//! What tells of the requests to an application: the entry's metrics, or its own.

use hagen_core::context::{Entry, EntryApi, EntryEngine};
use hagen_core::gateway::TRAEFIK_BUCKETS;
use hagen_kube::Duration;
use hagen_kube::custom::rollouts::TrafficRouting;
use hagen_observe::Selector;
use hagen_observe::slo::Measured;

use crate::exposure::exposure;
use crate::rollout::traffic_routing;
use crate::spec::Metrics;
use crate::workload::Workload;

/// The ends of the buckets of Istio's histograms, in milliseconds, as far as anybody waits.
const ISTIO_BUCKETS: [u64; 14] = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];

/// The metric that most libraries count requests with.
const REQUESTS: &str = "http_requests_total";

/// The histogram that most libraries measure requests with, in seconds.
const DURATION: &str = "http_request_duration_seconds";

/// The labels that libraries tell the status by.
const STATUS_LABELS: [&str; 2] = ["code", "status"];

/// Metrics of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Requests {
    /// Who measures.
    pub(crate) measured: Measured,
    selector: Selector,
    count: String,
    statuses: Vec<String>,
    duration: String,
    unit: Unit,
    /// Where the buckets end, in milliseconds. Empty: nobody knows.
    buckets: &'static [u64],
}

/// The unit of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Milliseconds,
}

/// The metrics of requests: those that are asked for, or else the entry's, or else the application's own.
pub(crate) fn requests(workload: &Workload<'_>) -> Option<Requests> {
    let asked = workload.app.slo.as_ref().and_then(|slo| slo.measured);
    let entry = || at_the_entry(workload);
    let own = || workload.app.metrics.as_ref().map(|metrics| by_itself(workload, metrics));
    match asked {
        Some(Measured::Entry) => entry(),
        Some(Measured::Metrics) => own(),
        None => entry().or_else(own),
    }
}

/// The metrics of the requests to the new version of a rollout, where they can be told from the others. `hash` is the part
/// of its pods' names that tells it.
pub(crate) fn of_new_version(workload: &Workload<'_>, hash: &str) -> Option<Requests> {
    let all = requests(workload)?;
    if !workload.has_canary() {
        // It has all requests by then.
        return Some(all);
    }
    match traffic_routing(workload).filter(|_| all.measured == Measured::Entry) {
        Some(TrafficRouting::Traefik { .. }) => return Some(of_canary_service(workload, all)),
        Some(TrafficRouting::Istio { .. }) => {
            let entry = workload.site().shared.entry.as_ref()?;
            let service = workload.other_version().to_string();
            return Some(Requests { selector: istio_selector(workload, entry, &service), ..all });
        }
        None => {}
    }
    let own = by_itself(workload, workload.app.metrics.as_ref()?);
    let pods = format!("{}-{hash}-.+", workload.name);
    Some(Requests { selector: own.selector.clone().matches("pod", &pods), ..own })
}

/// Behind Traefik, by the Service that it sends the new version's part to. The scrape has a `service` of its own.
fn of_canary_service(workload: &Workload<'_>, all: Requests) -> Requests {
    let (namespace, service) = (workload.site().namespace, workload.other_version());
    let service = format!("{namespace}-{service}-[0-9]+@kubernetescrd");
    Requests {
        selector: Selector::default().matches("exported_service", &service),
        count: "traefik_service_requests_total".into(),
        duration: "traefik_service_request_duration_seconds".into(),
        ..all
    }
}

/// Only of an entry that hagen itself sets up is it known what it shows.
fn at_the_entry(workload: &Workload<'_>) -> Option<Requests> {
    exposure(workload.app, workload.site())?;
    let entry = workload.site().shared.entry.as_ref()?;
    let EntryApi::Gateway { .. } = entry.api else { return None };
    match entry.engine {
        EntryEngine::Traefik => Some(traefik(workload)),
        EntryEngine::Istio => Some(istio(workload, entry)),
        EntryEngine::Other => None,
    }
}

/// By router: a request that no replica took is counted nowhere else.
fn traefik(workload: &Workload<'_>) -> Requests {
    let (namespace, name) = (workload.site().namespace, workload.name);
    let asks_users = workload.app.expose.as_ref().is_some_and(|expose| expose.clients.is_some());
    let router = if asks_users {
        format!("{namespace}-{name}-[0-9a-f]+@kubernetescrd")
    } else {
        format!("httproute-{namespace}-{name}-gw-.+@kubernetesgateway")
    };
    Requests {
        measured: Measured::Entry,
        selector: Selector::default().matches("router", &router),
        count: "traefik_router_requests_total".into(),
        statuses: vec!["code".into()],
        duration: "traefik_router_request_duration_seconds".into(),
        unit: Unit::Seconds,
        buckets: &TRAEFIK_BUCKETS,
    }
}

/// As the gateway's proxy saw it.
fn istio(workload: &Workload<'_>, entry: &Entry) -> Requests {
    let versions = match traffic_routing(workload) {
        Some(_) => format!("{}|{}", workload.name, workload.other_version()),
        None => workload.name.to_string(),
    };
    Requests {
        measured: Measured::Entry,
        selector: istio_selector(workload, entry, &versions),
        count: "istio_requests_total".into(),
        statuses: vec!["response_code".into()],
        duration: "istio_request_duration_milliseconds".into(),
        unit: Unit::Milliseconds,
        buckets: &ISTIO_BUCKETS,
    }
}

/// What the entry's proxy sent to some Services of the application, as a regular expression of their names.
fn istio_selector(workload: &Workload<'_>, entry: &Entry, services: &str) -> Selector {
    let to = Selector::default()
        .is("reporter", "source")
        .is("source_workload_namespace", entry.pods.namespace.as_str())
        .is("destination_service_namespace", workload.site().namespace.as_str());
    if services.contains('|') {
        to.matches("destination_service_name", services)
    } else {
        to.is("destination_service_name", services)
    }
}

fn by_itself(workload: &Workload<'_>, metrics: &Metrics) -> Requests {
    let selector = Selector::namespace(workload.site().namespace.as_str()).is("job", workload.name.as_str());
    let statuses = metrics
        .status_label
        .as_ref()
        .map_or_else(|| STATUS_LABELS.map(str::to_owned).to_vec(), |label| vec![label.clone()]);
    let or = |said: &Option<String>, usual: &str| said.clone().unwrap_or_else(|| usual.to_owned());
    Requests {
        measured: Measured::Metrics,
        selector,
        count: or(&metrics.requests, REQUESTS),
        statuses,
        duration: or(&metrics.duration, DURATION),
        unit: Unit::Seconds,
        buckets: &[],
    }
}

impl Requests {
    /// Requests each second.
    pub(crate) fn all(&self, window: &str) -> String {
        format!("sum(rate({}))", self.selector.over(&self.count, window))
    }

    /// Requests each second that failed by no fault of who sent them; 0 if there were none.
    pub(crate) fn failed(&self, window: &str) -> String {
        let sum = |status: &String| {
            let failed = self.selector.clone().matches(status, "5..");
            format!("sum(rate({}))", failed.over(&self.count, window))
        };
        let sums: Vec<String> = self.statuses.iter().map(sum).collect();
        format!("({} or vector(0))", sums.join(" or "))
    }

    /// Requests each second by the first digit of their status, with the legend of the series.
    pub(crate) fn by_status(&self, window: &str) -> Vec<(String, String)> {
        let of = |status: &String| {
            let there = self.selector.clone().is_not(status, "");
            let expr = format!("sum by ({status}) (rate({}))", there.over(&self.count, window));
            (expr, format!("{{{{{status}}}}}"))
        };
        self.statuses.iter().map(of).collect()
    }

    /// Requests each second whose time was measured.
    pub(crate) fn timed(&self, window: &str) -> String {
        format!("sum(rate({}))", self.selector.over(&format!("{}_count", self.duration), window))
    }

    /// Requests each second that took longer. There is no such series when no bucket ends at that time.
    pub(crate) fn slower(&self, than: Duration, window: &str) -> String {
        let within = self.selector.clone().matches("le", &self.end(than));
        let within = within.over(&format!("{}_bucket", self.duration), window);
        format!("({} - sum(rate({within})))", self.timed(window))
    }

    /// The time in seconds within which a share of the requests was answered.
    pub(crate) fn quantile(&self, quantile: f64, window: &str) -> String {
        let buckets = self.selector.over(&format!("{}_bucket", self.duration), window);
        let expr = format!("histogram_quantile({quantile}, sum by (le) (rate({buckets})))");
        match self.unit {
            Unit::Seconds => expr,
            Unit::Milliseconds => format!("{expr} / 1000"),
        }
    }

    /// The times nearest to one that no bucket ends at. `None` when one does, or nobody knows.
    pub(crate) fn near(&self, time: Duration) -> Option<Vec<Duration>> {
        let millis = time.as_millis();
        if self.buckets.is_empty() || self.buckets.contains(&millis) {
            return None;
        }
        let below = self.buckets.iter().filter(|end| **end < millis).max();
        let above = self.buckets.iter().filter(|end| **end > millis).min();
        Some(below.into_iter().chain(above).map(|end| Duration::millis(*end)).collect())
    }

    /// The end of a bucket as the label `le` has it: whole numbers are written with a point since Prometheus 3, and
    /// without before.
    fn end(&self, time: Duration) -> String {
        let (whole, thousandths) = match self.unit {
            Unit::Seconds => (time.as_millis() / 1000, time.as_millis() % 1000),
            Unit::Milliseconds => (time.as_millis(), 0),
        };
        match format!("{thousandths:03}").trim_end_matches('0') {
            "" => format!("{whole}(\\.0)?"),
            fraction => format!("{whole}\\.{fraction}"),
        }
    }
}
