//! Loki's own configuration.

use hagen_core::bucket::Access;
use hagen_core::context::Context;
use hagen_kube::{Duration, Quantity};
use hagen_yaml::{Value, value};

use super::{Loki, copies, parts, rules, runtime};
use crate::NAMESPACE;

/// The first day of the one schema there is. It lies before any log that Loki takes, and never changes: logs are found
/// by the schema of their day.
const SCHEMA_FROM: &str = "2025-01-01";

/// How old a line may be. What a node sends later than this it has kept through a long outage.
const OLDEST_LINE: Duration = Duration::days(7);

pub(super) fn config(loki: &Loki, cx: &Context<'_>, access: Option<&Access>) -> Value {
    let section = &loki.section;
    let store = if access.is_some() { "s3" } else { "filesystem" };
    let mut config = value!({
        "auth_enabled": (section.tenants.is_some()),
        "commonConfig": { "replication_factor": (copies(section, &cx.site)) },
        // Two rings on one network never become one.
        "extraMemberlistConfig": { "cluster_label": (format!("loki.{NAMESPACE}")) },
        "schemaConfig": {
            "configs": [{
                "from": SCHEMA_FROM,
                "store": "tsdb",
                "object_store": store,
                "schema": "v13",
                "index": { "prefix": "loki_index_", "period": "24h" },
            }],
        },
        "storage": (storage(access)),
        "limits_config": (limits(loki)),
        "compactor": {
            "retention_enabled": true,
            "delete_request_store": store,
            "working_directory": "/var/loki/compactor",
        },
        "ingester": (ingester(loki, cx)),
        "querier": { "max_concurrent": 4 },
        "analytics": { "reporting_enabled": false },
        "rulerConfig": (rules::config(loki, cx)),
    });
    if section.tenants.is_some() {
        config.merge(value!({ "querier": { "multi_tenant_queries_enabled": true } }));
        config.merge(value!({ "runtimeConfig": (runtime::overrides(section, &cx.offers.environments)) }));
    }
    config
}

fn storage(access: Option<&Access>) -> Value {
    let Some(access) = access else { return value!({ "type": "filesystem" }) };
    let mut s3 = value!({ "region": (access.region.clone()), "s3ForcePathStyle": (access.is_path_style()) });
    if let Some(endpoint) = &access.endpoint {
        let insecure = endpoint.starts_with("http://");
        s3.merge(value!({ "endpoint": (endpoint.clone()), "insecure": insecure }));
    }
    let bucket = || access.bucket.clone();
    value!({ "type": "s3", "bucketNames": { "chunks": (bucket()), "ruler": (bucket()) }, "s3": s3 })
}

/// What replays the log after a crash may take half of the memory; Loki's own default is more than there is.
fn ingester(loki: &Loki, cx: &Context<'_>) -> Value {
    let memory = parts::memory(&loki.section, &cx.site) / 2;
    value!({
        "chunk_encoding": "snappy",
        "wal": {
            "flush_on_shutdown": true,
            "replay_memory_ceiling": (format!("{}MB", memory >> 20)),
        },
    })
}

fn limits(loki: &Loki) -> Value {
    let section = &loki.section;
    let limits = &section.limits;
    value!({
        "retention_period": (section.retention.go()),
        "reject_old_samples": true,
        "reject_old_samples_max_age": (section.retention.min(OLDEST_LINE).go()),
        "allow_structured_metadata": true,
        "ingestion_rate_mb": (mebibytes(&limits.ingestion_rate)),
        "ingestion_burst_size_mb": (2.0 * mebibytes(&limits.ingestion_rate)),
        "per_stream_rate_limit": (bytes(&limits.stream_rate, 1)),
        "per_stream_rate_limit_burst": (bytes(&limits.stream_rate, 3)),
        "max_global_streams_per_user": (limits.streams.get()),
        // A line that is too long is cut; otherwise all that came with it would be refused too.
        "max_line_size": "256KB",
        "max_line_size_truncate": true,
        "max_query_length": (limits.query_range.go()),
        "max_query_series": (limits.query_series.get()),
    })
}

/// In the notation of Loki, whose `MB` are mebibytes.
fn bytes(quantity: &Quantity, times: u128) -> String {
    format!("{}KB", (quantity.units() * times) >> 10)
}

#[allow(clippy::cast_precision_loss, reason = "rates are far from the limit of precision")]
pub(super) fn mebibytes(quantity: &Quantity) -> f64 {
    (quantity.units() as f64) / f64::from(1 << 20)
}
