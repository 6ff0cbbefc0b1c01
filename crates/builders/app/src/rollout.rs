//! The Rollout of an application whose versions follow each other step by step.

use hagen_kube::custom::rollouts::{
    BlueGreen, Canary, Pause, RollbackWindow, Rollout, Step, Strategy, TrafficRouting,
};

use crate::analysis::analysis;
use crate::deployment::{MIN_READY_SECONDS, REVISION_HISTORY, progress_deadline};
use crate::exposure::exposure;
use crate::mesh::weighted_routes;
use crate::pod::pod_template;
use crate::route::{Via, via};
use crate::spec::{self, Promotion};
use crate::workload::Workload;

/// Back to one of the last three versions goes at once: it has shown already that it does well.
const ROLLBACK_WINDOW: i32 = 3;

pub(crate) fn rollout(workload: &Workload<'_>, said: &spec::Rollout) -> Rollout {
    let strategy = match &said.blue_green {
        Some(blue_green) => Strategy::BlueGreen(self::blue_green(workload, said, *blue_green)),
        None => Strategy::Canary(canary(workload, said)),
    };
    Rollout {
        replicas: workload.scale.fixed(),
        selector: workload.label_selector(),
        min_ready_seconds: MIN_READY_SECONDS,
        revision_history_limit: REVISION_HISTORY,
        progress_deadline_seconds: progress_deadline(workload),
        progress_deadline_abort: true,
        rollback_window: Some(RollbackWindow { revisions: ROLLBACK_WINDOW }),
        strategy,
        template: pod_template(workload),
    }
}

/// Who shares out the requests between two versions. `None` where nobody does, and they follow the replicas.
///
/// With an implementation of the Gateway API that is neither Traefik nor Istio nobody does: the plugin of Argo Rollouts for
/// it is a program that the controller would fetch from the internet at each start.
pub(crate) fn traffic_routing(workload: &Workload<'_>) -> Option<TrafficRouting> {
    let virtual_services = weighted_routes(workload);
    if !virtual_services.is_empty() {
        return Some(TrafficRouting::Istio { virtual_services });
    }
    let exposure = exposure(workload.app, workload.site())?;
    (via(workload, &exposure) == Via::TraefikService)
        .then(|| TrafficRouting::Traefik { weighted_traefik_service_name: workload.name.to_string() })
}

fn canary(workload: &Workload<'_>, said: &spec::Rollout) -> Canary {
    let common = Canary {
        steps: steps(said),
        // Before the first weight is set there is nothing to measure.
        analysis: analysis(workload, Some(1)),
        ..Canary::default()
    };
    match traffic_routing(workload) {
        Some(routing) => Canary {
            stable_service: Some(workload.name.to_string()),
            canary_service: Some(workload.other_version().to_string()),
            traffic_routing: Some(routing),
            scale_down_delay_seconds: Some(said.scale_down_delay.as_seconds()),
            ..common
        },
        None => Canary { max_surge: Some(1), max_unavailable: Some(0), ..common },
    }
}

/// To each percentage, and a look at how it does. The end, all of the requests, is no step.
fn steps(said: &spec::Rollout) -> Vec<Step> {
    let watched = said.canary.iter().filter(|weight| weight.get() < 100).enumerate();
    let step = |(at, weight): (usize, &spec::Weight)| {
        let waits_for_person = at == 0 && said.promotion == Promotion::Manual;
        let duration = (!waits_for_person).then(|| said.pause.go());
        [Step::SetWeight(weight.get()), Step::Pause(Pause { duration })]
    };
    watched.flat_map(step).collect()
}

/// Nobody sends the new version requests before it takes over, so it is measured afterwards; until that is done, the old
/// replicas stay as they are.
fn blue_green(workload: &Workload<'_>, said: &spec::Rollout, form: spec::BlueGreen) -> BlueGreen {
    let automatic = said.promotion == Promotion::Automatic;
    BlueGreen {
        active_service: workload.name.to_string(),
        preview_service: workload.other_version().to_string(),
        auto_promotion_enabled: automatic,
        auto_promotion_seconds: automatic.then(|| said.pause.as_seconds()),
        preview_replica_count: form.preview_replicas.map(spec::ReplicaCount::i32),
        scale_down_delay_seconds: said.scale_down_delay.as_seconds(),
        post_promotion_analysis: analysis(workload, None),
    }
}
