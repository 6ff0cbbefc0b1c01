//! What a user says of it.

use hagen_core::codes;
use hagen_core::section::{Checker, Percent, Section};
use hagen_kube::Duration;

/// The least availability that can be asked for, in percent. Below it no window of time tells trouble from luck.
pub const LEAST: f64 = 90.0;

/// The largest, in percent: five minutes a year. Beyond it, the alert is slower than the outage may be long.
pub const MOST: f64 = 99.999;

/// What users may rely on, within thirty days. Alerts tell when failures use up the allowance too fast.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct Slo {
    /// The share of requests that have to succeed, in percent, from 90 to 99.999.
    #[section(example = "99.95")]
    pub availability: Option<Percent>,
    /// How soon requests have to be answered, by percentile.
    #[section(default, example = "{ p99: 300ms }")]
    pub latency: Latency,
    /// Where it is measured. Absent: at the entry when users come in by it, else by the application's own metrics.
    #[section(example = "metrics")]
    pub measured: Option<Measured>,
}

/// Where requests are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub enum Measured {
    /// At the entry for traffic from outside: what users see, and a request that nobody took counts.
    Entry,
    /// By the application itself: requests from inside count too, those that never reached it do not.
    Metrics,
}

/// How soon requests have to be answered: `p99: 300ms` is 99 of a hundred within 300 milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Section)]
pub struct Latency {
    /// Half of them.
    pub p50: Option<Duration>,
    /// Nine of ten.
    pub p90: Option<Duration>,
    /// 95 of a hundred.
    pub p95: Option<Duration>,
    /// 99 of a hundred.
    pub p99: Option<Duration>,
    /// 999 of a thousand.
    pub p999: Option<Duration>,
}

impl Latency {
    /// The percentiles that are said: name, percent, time.
    pub fn said(&self) -> Vec<(&'static str, f64, Duration)> {
        let Self { p50, p90, p95, p99, p999 } = *self;
        let all = [
            ("p50", 50.0, p50),
            ("p90", 90.0, p90),
            ("p95", 95.0, p95),
            ("p99", 99.0, p99),
            ("p999", 99.9, p999),
        ];
        all.into_iter().filter_map(|(name, percent, time)| Some((name, percent, time?))).collect()
    }
}

fn check(slo: &Slo, checker: &mut Checker<'_, '_>) {
    if let Some(Percent(percent)) = slo.availability
        && !(LEAST..=MOST).contains(&percent)
    {
        let message = format!("`{percent}` is not between {LEAST} and {MOST}");
        checker.report(&codes::OUT_OF_RANGE, "availability", message);
    }
    let said = slo.latency.said();
    for pair in said.windows(2).filter(|pair| pair[0].2 > pair[1].2) {
        let ((few, _, long), (many, _, short)) = (pair[0], pair[1]);
        let message = format!("`{few}` is {long} and `{many}` {short}: of more requests more is asked");
        checker.report(&codes::OUT_OF_RANGE, "latency", message);
    }
}
