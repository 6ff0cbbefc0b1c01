//! What only the cluster and the other sections can tell.

use hagen_core::context::Context;
use hagen_core::{Diagnostic, Path, Place};

use super::replicas;
use crate::codes;
use crate::section::Tracing;

pub(super) fn review(section: &Tracing, cx: &Context<'_>) -> Vec<Diagnostic> {
    let path = Path::ROOT.key("tracing");
    let whole = |code, message: &str| Diagnostic::new(code, Place::key(path.clone()), message);
    let mut found = Vec::new();
    let several = section.replicas.is_some_and(|replicas| replicas.get() > 1);
    if section.bucket.is_none() && (several || !cx.site.is_dev()) {
        let help =
            "write `bucket: buckets/traces` beside `buckets: { traces: {} }`, or `bucket: { s3: { … } }`";
        found.push(whole(&codes::NO_BUCKET, "traces need a bucket to be kept in").help(help));
    } else if section.bucket.is_none() {
        found.push(whole(&codes::ON_VOLUMES, "traces are kept on one volume, and lost with it"));
    } else if replicas(section, &cx.site) == 1 && !cx.site.is_dev() {
        let help = "three replicas on three nodes go on";
        let message = "one replica of Tempo: while its node is away, traces are lost";
        found.push(whole(&codes::ONE_REPLICA, message).help(help));
    }
    found.extend(hagen_core::bucket::expired(cx.uses, cx.offers, &section.retention));
    if section.metrics && cx.site.shared.remote_write.is_none() {
        let place = Place::value(path.key("metrics"));
        let message = "there is no Prometheus that takes what Tempo counts";
        let help = "write `monitoring: {}`, or take `metrics` out";
        found.push(Diagnostic::new(&codes::NO_REMOTE_WRITE, place, message).help(help));
    }
    found
}
