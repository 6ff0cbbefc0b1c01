//! How many pods there are, and whether they have room.

use hagen_core::workload::priority::{BATCH, CRITICAL, STANDARD};

use super::Indexes;
use crate::codes;
use crate::facts::{Apart, Resource, Scaler, Workload};
use crate::finding::{Finding, steps};
use crate::labels::{HashMap, HashSet, hash};

/// A01, A02, A04, A05, A14, A22, A26.
pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let declared: HashSet<u64> = indexes.facts().flat_map(|facts| facts.priorities.iter().copied()).collect();
    for workload in indexes.facts().flat_map(|facts| &facts.workloads) {
        found.extend(single(indexes, workload));
        found.extend(scaled(indexes, workload));
        found.extend(room(indexes, workload));
        found.extend(priority(&declared, workload));
        found.extend(claims(indexes, workload));
    }
    scalers(indexes, found);
}

/// A01. What the blueprint itself asks for, the builder has told about.
fn single(indexes: &Indexes<'_>, workload: &Workload) -> Option<Finding> {
    let spares =
        !(indexes.world.is_dev)(workload.subject.component) && indexes.world.cluster.nodes.schedulable() > 1;
    let is_single = workload.is_served() && indexes.scaler(workload).is_none() && indexes.least(workload) < 2;
    (spares && is_single && workload.subject.by_user).then(|| {
        Finding::new(&codes::SINGLE, &workload.subject, steps!["spec", "replicas"], "may run as a single pod")
            .help("ask for two replicas at least, better three")
    })
}

/// A02 and A04.
fn scaled(indexes: &Indexes<'_>, workload: &Workload) -> Vec<Finding> {
    let Some(scaler) = indexes.scaler(workload) else { return Vec::new() };
    let mut found = Vec::new();
    if workload.replicas.is_some() {
        let message = "has replicas beside its autoscaler: Argo CD sets them back with every sync";
        found.push(
            Finding::new(&codes::FIXED_REPLICAS, &workload.subject, steps!["spec", "replicas"], message)
                .also(&scaler.subject, "decides how many there are")
                .help("take `spec.replicas` out"),
        );
    }
    let blind = [
        ("CPU", scaler.follows.0 && !workload.asks(Resource::Cpu)),
        ("memory", scaler.follows.1 && !workload.asks(Resource::Memory)),
    ];
    for (resource, _) in blind.into_iter().filter(|(_, is_blind)| *is_blind) {
        let message = format!(
            "asks for no {resource} in a container, so that its autoscaler cannot tell how busy it is"
        );
        let way = steps!["spec", "template", "spec", "containers"];
        let finding = Finding::new(&codes::BLIND, &workload.subject, way, message);
        found.push(finding.also(&scaler.subject, format!("follows the utilisation of {resource}")));
    }
    found
}

/// A05.
fn scalers(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let mut first: HashMap<(u64, u64, u64), &Scaler> = HashMap::default();
    for scaler in indexes.facts().flat_map(|facts| &facts.scalers) {
        let way = || steps!["spec", "scaleTargetRef"];
        let is_workload = matches!(&*scaler.kind, "Deployment" | "StatefulSet" | "Rollout" | "ReplicaSet");
        if is_workload
            && !indexes.workloads.contains_key(&scaler.target())
            && !indexes.unseen.contains(&scaler.namespace)
        {
            let message = format!("scales {} `{}`, which is not there", scaler.kind, scaler.target);
            found.push(Finding::new(&codes::SCALED, &scaler.subject, way(), message));
        }
        if matches!(&*scaler.kind, "CronJob" | "Job" | "DaemonSet" | "Pod" | "Service") {
            let message =
                format!("scales {} `{}`, of which nobody says how many", scaler.kind, scaler.target);
            let help = "a Deployment, StatefulSet or Rollout can be scaled";
            found.push(Finding::new(&codes::SCALED, &scaler.subject, way(), message).help(help));
        }
        if let Some(other) = first.insert(scaler.target(), scaler) {
            let message = format!("scales {} `{}`, which another one scales too", scaler.kind, scaler.target);
            let finding = Finding::new(&codes::SCALED, &scaler.subject, way(), message);
            found.push(finding.also(&other.subject, "is the other one"));
        }
    }
}

/// A14.
fn room(indexes: &Indexes<'_>, workload: &Workload) -> Option<Finding> {
    let nodes = &indexes.world.cluster.nodes;
    let (there, what) = match workload.apart {
        Apart::Nothing => return None,
        Apart::Node => (nodes.schedulable(), "nodes"),
        Apart::Zone => (i64::try_from(nodes.zone_count()).unwrap_or(i64::MAX), "zones"),
    };
    let surge = if workload.recreates { 0 } else { workload.surge };
    let wanted = indexes.most(workload) + surge;
    (wanted > there).then(|| {
        let message = format!("needs {wanted} {what} of its own, rollouts included, and there are {there}");
        let way = steps!["spec", "template", "spec", "affinity", "podAntiAffinity"];
        Finding::new(&codes::NO_ROOM, &workload.subject, way, message)
    })
}

/// A22.
fn priority(declared: &HashSet<u64>, workload: &Workload) -> Option<Finding> {
    let way = steps!["spec", "template", "spec", "priorityClassName"];
    let message = match &workload.priority {
        None => "has no priority, and goes first when there is too little room".to_owned(),
        Some(name)
            if !name.starts_with("system-")
                && ![CRITICAL, STANDARD, BATCH].contains(&&**name)
                && !declared.contains(&hash(name)) =>
        {
            format!("has the priority `{name}`, which nobody declares")
        }
        Some(_) => return None,
    };
    Some(Finding::new(&codes::PRIORITY, &workload.subject, way, message))
}

/// A26.
fn claims(indexes: &Indexes<'_>, workload: &Workload) -> Option<Finding> {
    if !matches!(workload.subject.kind, "Deployment" | "Rollout") || workload.recreates {
        return None;
    }
    let claim =
        |name: &u64| indexes.claims.get(&(workload.namespace, *name)).is_some_and(|claim| claim.is_single);
    workload.claims.iter().any(claim).then(|| {
        let message =
            "rolls out with a volume that only one node can have: the new pod waits for the old one";
        Finding::new(
            &codes::ONE_VOLUME,
            &workload.subject,
            steps!["spec", "template", "spec", "volumes"],
            message,
        )
        .help("let it be a StatefulSet, or set `strategy: { type: Recreate }`")
    })
}
