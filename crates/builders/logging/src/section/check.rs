//! What contradicts itself in the section.

use hagen_core::bucket::Bucket;
use hagen_core::section::{Checker, Retired};
use hagen_core::{Code, Place};
use hagen_kube::Duration;

use super::{LogAlert, Logging, Mode};
use crate::codes;
use crate::logql::{self, Gives};

/// Loki's compactor works on whole days of logs.
const LEAST_RETENTION: Duration = Duration::days(1);

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: WORD, help }
}

const WORD: &Code = &codes::RETIRED;

pub(super) const RETIRED: &[Retired] = &[
    gone("promtail", "leave it out: Promtail is no longer maintained, Alloy collects the logs"),
    gone("agent", "leave it out: Grafana Agent is no longer maintained, Alloy collects the logs"),
    gone("alloy", "write `collector`"),
    gone("loki", "write its keys here: `logging: { bucket: buckets/logs }`"),
    gone("minio", "write `bucket: buckets/logs`: MinIO is no longer maintained"),
    gone("s3", "write `bucket: { s3: { … } }`"),
    gone("deploymentMode", "write `mode: monolithic`, `simpleScalable` or `distributed`"),
    gone("retentionPeriod", "write `retention: 14d`"),
    gone("alerts", "write `rules`"),
    gone("elasticsearch", "leave it out: logs are kept by Loki"),
];

pub(super) const MODES: &[Retired] =
    &[gone("singleBinary", "write `monolithic`"), gone("ssd", "write `simpleScalable`")];

pub(super) fn logging(logging: &Logging, checker: &mut Checker<'_, '_>) {
    if logging.retention < LEAST_RETENTION {
        let message = format!("`{}` is less than a day", logging.retention);
        checker.report(&codes::RETENTION, "retention", message).help =
            Some("Loki deletes logs by whole days".into());
    }
    if logging.mode == Mode::SimpleScalable {
        let message = "Loki 4 no longer has the mode `simpleScalable`";
        checker.report(&codes::SIMPLE_SCALABLE, "mode", message).help =
            Some("`monolithic` with more `replicas` carries as much; above that, `distributed`".into());
    }
    if logging.replicas.is_some_and(|replicas| replicas.get() == 2) {
        let message = "of two replicas none may be away";
        checker.report(&codes::TWO_REPLICAS, "replicas", message).help =
            Some("write 3, or 1 where logging may stop with its node".into());
    }
    sizes(logging, checker);
    times(logging, checker);
    rates(logging, checker);
    if let Some(Bucket::S3(s3)) = &logging.bucket
        && s3.path.is_some()
    {
        let message = "Loki keeps its logs at the top of the bucket";
        checker.report(&codes::FOLDER, "bucket", message).help =
            Some("leave `path` out, and give Loki a bucket of its own".into());
    }
}

/// The log of what is not in the bucket yet, and the index, want room.
const LEAST_STORAGE: u128 = 1 << 30;

/// In mebibytes: what the programs take before they have seen a line.
const LEAST_LOKI: u64 = 128;
const LEAST_COLLECTOR: u64 = 96;

fn sizes(logging: &Logging, checker: &mut Checker<'_, '_>) {
    if logging.storage.units() < LEAST_STORAGE {
        let message = format!("`{}` is too small a volume", logging.storage);
        checker.report(&codes::SIZE, "storage", message).help = Some("1Gi at least".into());
    }
    if let Some(resources) = &logging.resources {
        let why = "Loki is killed while it starts";
        checker.at_least(&["resources", "memory"], &resources.memory, LEAST_LOKI, why);
    }
    if let Some(resources) = &logging.collector.resources {
        let why = "the collector is killed while it starts";
        checker.at_least(&["collector", "resources", "memory"], &resources.memory, LEAST_COLLECTOR, why);
    }
    if let Some(cache) = &logging.cache {
        checker.at_least(&["cache"], cache, 64, "two caches share it, and memcached keeps nothing in less");
    }
    for (key, rate) in
        [("ingestionRate", &logging.limits.ingestion_rate), ("streamRate", &logging.limits.stream_rate)]
    {
        if rate.units() < 1 << 10 {
            let place = Place::value(checker.path().key("limits").key(key));
            let message = format!("`{rate}` a second takes in no log");
            checker.report_at(&codes::SIZE, place, message).help = Some("for instance `4Mi`".into());
        }
    }
}

fn times(logging: &Logging, checker: &mut Checker<'_, '_>) {
    let overrides = logging.tenants.iter().flat_map(|tenants| &tenants.overrides);
    for (name, limits) in overrides {
        let Some(retention) = limits.retention.filter(|retention| *retention < LEAST_RETENTION) else {
            continue;
        };
        let path = checker.path().key("tenants").key("overrides").key(name.as_str()).key("retention");
        let message = format!("`{retention}` is less than a day");
        checker.report_at(&codes::RETENTION, Place::value(path), message).help =
            Some("Loki deletes logs by whole days".into());
    }
}

/// Loki forgets how long an expression has held when it is updated.
const LONGEST_HOLD: u64 = 7 * 86_400;

/// What one container may send is a part of what all may.
fn rates(logging: &Logging, checker: &mut Checker<'_, '_>) {
    let (all, one) = (&logging.limits.ingestion_rate, &logging.limits.stream_rate);
    if one.units() > all.units() {
        let place = Place::value(checker.path().key("limits").key("streamRate"));
        let message = format!("one container may send {one} a second, and all together {all}");
        checker.report_at(&codes::RATES, place, message).help = Some(
            "make `streamRate` the smaller one: a single container takes the place of all others".into(),
        );
    }
}

/// An alert has to be LogQL that gives numbers, and its texts templates.
pub(super) fn alert(alert: &LogAlert, checker: &mut Checker<'_, '_>) {
    for (key, text) in [("summary", &alert.summary), ("description", &alert.description)] {
        if let Some(fault) = text.as_deref().and_then(hagen_kube::template::template_fault) {
            checker.report(&codes::TEMPLATE, key, fault).help =
                Some("`{{ $labels.pod }}` is a label of the series, `{{ $value }}` its value".into());
        }
    }
    if alert.hold.as_seconds() > LONGEST_HOLD {
        let message = format!("the alert would wait for `{}`, which Loki does not remember", alert.hold);
        checker.report(&hagen_core::codes::OUT_OF_RANGE, "for", message).help = Some("`7d` at most".into());
    }
    expression(alert, checker);
}

fn expression(alert: &LogAlert, checker: &mut Checker<'_, '_>) {
    let (message, label) = match logql::read(&alert.expr) {
        Ok(Gives::Series) => return,
        Ok(Gives::Lines) => ("the expression gives lines, not numbers".to_owned(), None),
        Ok(Gives::Number) => ("the expression looks at no log".to_owned(), None),
        Err(invalid) => {
            let rest: String = invalid.rest.chars().take(30).flat_map(char::escape_debug).collect();
            let label = (!rest.is_empty()).then(|| format!("reading stopped before `{rest}`"));
            (invalid.why, label)
        }
    };
    let diagnostic = checker.report(&codes::LOGQL, "expr", message);
    diagnostic.label = label;
    diagnostic.help =
        Some("count lines over a span of time and compare: `sum(rate({…} |= \"…\" [5m])) > 0`".into());
}
