//! What it does that an object goes.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::change::{Consequence, Subject};
use crate::compare::{Surroundings, is_in, plain};
use crate::effect::Effect;
use crate::pairs::{Side, is_application};
use crate::tables;

/// What becomes of an object that is no longer in the output.
pub(crate) fn departure(subject: &Subject, old: &Side<'_>, around: &Surroundings<'_>) -> Vec<Consequence> {
    let with_namespace = is_in(&around.gone, subject, &old.place);
    let nothing = Value::Null;
    let value = old.value.unwrap_or(&nothing);
    let options = sync_options(value);
    let stays = if is_application(subject) {
        value.at(&["metadata", "finalizers"]).is_none()
    } else {
        around.judge.stays(&old.place) || options.contains("Prune=false")
    };
    if is_application(subject) && !stays && !around.emptied.contains(&old.place) {
        // Its finalizer deletes what another Application is to deliver from now on.
        let how = "what it delivers is deleted, and made again by another Application";
        return vec![Consequence { effect: Effect::Recreates, how, causes: Vec::new() }];
    }
    if stays && !with_namespace {
        return vec![plain(Effect::LeavesBehind, Vec::new())];
    }
    let holds_data =
        Manifest::from_value(value.clone()).is_some_and(|object| around.judge.holds_data(&object));
    let (effect, how) = match (tables::table(subject).departure)(value) {
        _ if holds_data => (Effect::DeletesData, ""),
        (Effect::OpensNetwork | Effect::ClosesNetwork, how) if with_namespace => (Effect::Deletes, how),
        departure => departure,
    };
    let how = match how {
        "" if with_namespace => "with its namespace",
        "" if options.contains("Prune=confirm") => "once somebody confirms it in Argo CD",
        how => how,
    };
    vec![Consequence { effect, how, causes: Vec::new() }]
}

/// What an object asks of Argo CD's sync.
pub(crate) fn sync_options(object: &Value) -> &str {
    let options = object.at(&["metadata", "annotations", "argocd.argoproj.io/sync-options"]);
    options.and_then(Value::as_str).unwrap_or_default()
}
