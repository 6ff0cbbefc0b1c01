//! The result as a program reads it.

use hagen_simulate::{Chain, Downtime, Judged, Rates, Verdict, arithmetic};
use serde_json::{Value, json};

use crate::commands::simulate::{Run, rows};

/// Everything.
pub(super) fn all(clusters: &[Value], rates: &Rates) -> Value {
    json!({
        "clusters": clusters,
        "assumed": {
            "nodeLossesAYear": rates.node_losses,
            "nodeOutageSeconds": rates.node_outage,
            "zoneLossesAYear": rates.zone_losses,
            "zoneOutageSeconds": rates.zone_outage,
            "drainsAMonth": rates.drains,
            "rolloutsAMonth": rates.rollouts,
            "updatesAMonth": rates.updates,
            "detectionSeconds": rates.detection,
            "startSeconds": rates.start,
        },
    })
}

/// One cluster.
pub(super) fn cluster(run: &Run<'_>, slo: Option<f64>) -> Value {
    let sets = run.simulation.sets.iter().filter(|judged| run.shown[judged.component]);
    let chains = run.simulation.chains.iter().filter(|chain| run.shown[chain.component]);
    json!({
        "name": run.inventory.name.to_string(),
        "nodes": run.world.nodes.len(),
        "zones": run.simulation.zones,
        "sets": rows(sets, |judged| set(run, judged)),
        "capacity": run.simulation.capacity.as_ref().map(|capacity| json!({
            "askedMillicores": capacity.asked.cpu,
            "askedBytes": capacity.asked.memory,
            "offeredMillicoresWithout": capacity.offered_without.cpu,
            "offeredBytesWithout": capacity.offered_without.memory,
            "without": capacity.without,
            "podsWithoutRoom": capacity.homeless,
            "podsWithoutRoomScaledOut": capacity.homeless_at_most,
        })),
        "availability": rows(chains, |it| chain(run, it, slo)),
    })
}

fn set(run: &Run<'_>, judged: &Judged) -> Value {
    let set = &judged.set;
    json!({
        "component": run.name(judged.component),
        "kind": set.kind,
        "namespace": set.namespace,
        "name": set.name,
        "pods": set.replicas,
        "podsAtMost": set.most,
        "keeps": set.promise.least(set.replicas),
        "mayStop": set.may_stop,
        "events": rows(&judged.judgement.verdicts, Verdict::json),
        "scaledOutWithoutZone": judged.scaled_out.map(|(placed, _)| placed),
        "secondsAMonth": downtime(judged.downtime),
    })
}

fn chain(run: &Run<'_>, chain: &Chain, slo: Option<f64>) -> Value {
    let percent = chain.slo.or(slo);
    json!({
        "component": run.name(chain.component),
        "objective": percent,
        "allowedSecondsAMonth": percent.map(arithmetic::budget),
        "secondsAMonth": downtime(chain.downtime()),
        "needs": rows(&chain.links, |(number, seconds)| json!({
            "component": run.name(*number),
            "secondsAMonth": downtime(*seconds),
        })),
    })
}

fn downtime(downtime: Downtime) -> Value {
    json!({
        "nodes": downtime.nodes,
        "zones": downtime.zones,
        "drains": downtime.drains,
        "rollouts": downtime.rollouts,
        "chance": downtime.chance,
        "all": downtime.sum(),
    })
}
