//! The findings about tracing.

hagen_core::codes! {
    NO_BUCKET = "HG1250" Error "traces without a place to be kept";
    TWO_REPLICAS = "HG1251" Error "two replicas that need each other";
    ONE_REPLICA = "HG1252" Warning "tracing that stops with a node";
    NO_REMOTE_WRITE = "HG1253" Error "metrics of traces that nobody takes";
    ON_VOLUMES = "HG1254" Note "traces on a volume";
    SIZE = "HG1255" Error "traces that are gone at once";
}
