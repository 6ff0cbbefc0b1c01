//! Whether objects of a bucket stay as long as they are needed.

use std::sync::Arc;

use hagen_kube::Duration;

use super::NAME;
use crate::codes_bucket as codes;
use crate::component::{Edge, VariableValue};
use crate::context::Offers;
use crate::diagnostic::Diagnostic;
use crate::place::{Path, Place};

/// What is wrong with the buckets among `uses` for something that is kept for a time.
pub fn expired(uses: &[Arc<Edge>], offers: &Offers, kept: &Duration) -> Vec<Diagnostic> {
    let soon = |edge: &Arc<Edge>| {
        let days = days(edge, offers).filter(|days| days * 86_400 < kept.as_seconds())?;
        let bucket = Path::of(["buckets", edge.to.name.as_str(), "expireAfter"]);
        let message =
            format!("`{}` deletes objects after {days} days, and these are needed for {kept}", edge.to);
        let diagnostic = Diagnostic::new(&codes::EXPIRES, Place::value(edge.link.path.clone()), message);
        Some(diagnostic.also(Place::value(bucket), "here").help("leave `expireAfter` out, or make it longer"))
    };
    uses.iter().filter_map(soon).collect()
}

/// After how many days the bucket that is linked to deletes objects.
fn days(edge: &Edge, offers: &Offers) -> Option<u64> {
    let variable = edge.connection.variables.iter().find(|variable| variable.name.as_str() == NAME)?;
    let VariableValue::Text(name) = &variable.value else { return None };
    let mut buckets = offers.buckets.iter().map(|placed| &placed.what);
    buckets.find(|bucket| bucket.name.as_str() == name)?.expire_after_days
}
