//! What Prometheus reads.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The media type of what [`Metrics::text`] gives.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The metrics of the log service.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Calls of `POST /log`.
    pub calls: Counter,
    /// Messages that were written.
    pub written: Counter,
    /// Messages that were not.
    pub failed: Counter,
    durations: Family<Request, Histogram>,
}

/// What a request was for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            calls: Counter::default(),
            written: Counter::default(),
            failed: Counter::default(),
            // From a millisecond to eight seconds.
            durations: Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 2.0, 14))),
        };
        let registry = &mut metrics.registry;
        registry.register("log_calls", "Calls of POST /log", metrics.calls.clone());
        registry.register("log_messages_written", "Messages that were written", metrics.written.clone());
        registry.register("log_messages_failed", "Messages that were not written", metrics.failed.clone());
        let help = "How long requests took; the sum by the count is the mean";
        registry.register("http_request_duration_seconds", help, metrics.durations.clone());
        metrics
    }
}

impl Metrics {
    /// Counts a request. `route` is one of the known ones, so that no client can make up series.
    pub fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = Request { method: method.to_owned(), route: route.to_owned(), status };
        self.durations.get_or_create(&labels).observe(seconds);
    }

    /// Everything, in the format of `OpenMetrics`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes all");
        text
    }
}
