//! Tempo's own configuration.

use hagen_core::bucket::{Access, Bucket};
use hagen_core::context::{Context, Site};
use hagen_yaml::{Style, Value, value};

use super::{COPIES, GOSSIP, GRPC, HTTP, headless_host, replicas};
use crate::NAMESPACE;
use crate::section::Tracing;

/// Where the volume is.
const FOLDER: &str = "/var/tempo";

/// Whether several processes make one system.
pub(super) fn is_scaled(section: &Tracing, site: &Site<'_>) -> bool {
    replicas(section, site) >= COPIES
}

/// The file.
pub(super) fn file(section: &Tracing, cx: &Context<'_>, access: Option<&Access>) -> String {
    let mut config = value!({
        "server": { "http_listen_port": (HTTP.number), "grpc_listen_port": (GRPC.number) },
        "usage_report": { "reporting_enabled": false },
        "distributor": {
            "receivers": {
                "otlp": {
                    "protocols": {
                        "grpc": { "endpoint": "0.0.0.0:4317" },
                        "http": { "endpoint": "0.0.0.0:4318" },
                    },
                },
            },
        },
        "compactor": { "compaction": { "block_retention": (section.retention.go()) } },
        "storage": { "trace": (storage(section, access)) },
    });
    if is_scaled(section, &cx.site) {
        config.merge(scaled());
    }
    if let Some(prometheus) = cx.site.shared.remote_write.as_ref().filter(|_| section.metrics) {
        config.merge(metrics(&prometheus.url));
    }
    hagen_yaml::write(&config, &Style::insertion())
}

/// The rings live in the gossip of the replicas, and queries go to all of them.
fn scaled() -> Value {
    let ring = || value!({ "kvstore": { "store": "memberlist" } });
    let mut of_ingester = ring();
    of_ingester.merge(value!({ "replication_factor": COPIES }));
    value!({
        "memberlist": {
            "cluster_label": (format!("tempo.{NAMESPACE}")),
            "bind_port": (GOSSIP[0].number),
            "join_members": [(format!("{}:{}", headless_host(), GOSSIP[0].number))],
            "abort_if_cluster_join_fails": false,
        },
        "ingester": { "lifecycler": { "ring": of_ingester } },
        "compactor": { "ring": (ring()) },
        "querier": {
            "frontend_worker": { "frontend_address": (format!("{}:{}", headless_host(), GRPC.number)) },
        },
    })
}

fn storage(section: &Tracing, access: Option<&Access>) -> Value {
    let mut storage = value!({
        "backend": "local",
        "local": { "path": (format!("{FOLDER}/traces")) },
        "wal": { "path": (format!("{FOLDER}/wal")) },
    });
    let Some(access) = access else { return storage };
    let amazon = || format!("https://s3.{}.amazonaws.com", access.region);
    let endpoint = access.endpoint.clone().unwrap_or_else(amazon);
    let host = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, host)| host).trim_end_matches('/');
    let mut s3 = value!({
        "bucket": (access.bucket.clone()),
        "endpoint": (host.to_owned()),
        "region": (access.region.clone()),
        "insecure": (endpoint.starts_with("http://")),
        "forcepathstyle": (access.is_path_style()),
    });
    if let Some(Bucket::S3(outside)) = &section.bucket
        && let Some(path) = &outside.path
    {
        s3.merge(value!({ "prefix": (path.to_string()) }));
    }
    storage.merge(value!({ "backend": "s3", "s3": s3 }));
    storage
}

/// Requests, errors and times of services and of their calls to each other.
fn metrics(url: &str) -> Value {
    value!({
        "metrics_generator": {
            "storage": {
                "path": (format!("{FOLDER}/generator/wal")),
                "remote_write": [{ "url": (url.to_owned()), "send_exemplars": true }],
            },
            "traces_storage": { "path": (format!("{FOLDER}/generator/traces")) },
        },
        "overrides": {
            "defaults": { "metrics_generator": { "processors": ["service-graphs", "span-metrics"] } },
        },
    })
}
