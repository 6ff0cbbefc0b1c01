//! Where the replicas of a workload go: apart from each other, as far as the declared cluster allows.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    Affinity, PodAffinityTerm, PodAntiAffinity, TopologySpreadConstraint, WeightedPodAffinityTerm,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::context::Site;

const HOST: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

/// Replicas that are to be spread.
#[derive(Debug, Clone, Copy)]
pub struct Replicas<'a> {
    /// The labels that select them and no others.
    pub selector: &'a BTreeMap<String, String>,
    /// How many there are at least.
    pub least: i32,
    /// The label of the pods that tells the releases apart, `pod-template-hash` for a Deployment. Without it the
    /// pods of the old release push those of the new one off the balance.
    pub release_label: Option<&'static str>,
}

/// The constraints under which replicas are placed: hard over the declared zones, and over nodes as far as no
/// placement becomes impossible.
///
/// * Zones are hard when there are at least two. A zone that is away is one whose nodes carry taints: it is left
///   out of the count (`nodeTaintsPolicy: Honor`), and `minDomains` below the number of zones lets the others take
///   its replicas. With `minDomains` equal to it, the survivors would be held to one replica each.
/// * Over nodes the spread is soft where zones keep replicas apart already. Where there are none, a hard skew of
///   one less than the replicas forbids just this: all of them on one node while another could take one.
pub fn constraints(site: &Site<'_>, replicas: Replicas<'_>) -> Option<Vec<TopologySpreadConstraint>> {
    let nodes = &site.cluster.nodes;
    if replicas.least < 2 || nodes.schedulable() < 2 {
        return None;
    }
    let base = base(replicas);
    if !nodes.is_zonal() {
        let skew = replicas.least - 1;
        return Some(vec![hard(base, HOST, skew)]);
    }
    let zones = i32::try_from(nodes.zones.len()).unwrap_or(i32::MAX);
    let zone = TopologySpreadConstraint { min_domains: Some(zones - 1), ..hard(base.clone(), ZONE, 1) };
    let host =
        TopologySpreadConstraint { when_unsatisfiable: "ScheduleAnyway".into(), ..hard(base, HOST, 1) };
    Some(vec![zone, host])
}

/// Holds replicas apart where a chart takes an affinity and no spread constraints: in a zone each, or on a node each, as
/// long as one is left for when one is away. Where none is, it prefers a node without a replica.
pub fn held_apart(site: &Site<'_>, replicas: Replicas<'_>) -> Option<Affinity> {
    let nodes = &site.cluster.nodes;
    let zones = i64::try_from(nodes.zones.len()).unwrap_or(i64::MAX);
    let least = i64::from(replicas.least);
    let key = match () {
        () if least < 2 => return None,
        () if least < zones => ZONE,
        () if least < nodes.schedulable() => HOST,
        () => return apart(replicas),
    };
    Some(Affinity {
        pod_anti_affinity: Some(PodAntiAffinity {
            required_during_scheduling_ignored_during_execution: Some(vec![term(replicas, key)]),
            ..PodAntiAffinity::default()
        }),
        ..Affinity::default()
    })
}

/// Prefers a node without a replica of the same workload.
pub fn apart(replicas: Replicas<'_>) -> Option<Affinity> {
    let term = term(replicas, HOST);
    (replicas.least > 1).then(|| Affinity {
        pod_anti_affinity: Some(PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![WeightedPodAffinityTerm {
                weight: 100,
                pod_affinity_term: term,
            }]),
            ..PodAntiAffinity::default()
        }),
        ..Affinity::default()
    })
}

fn term(replicas: Replicas<'_>, key: &str) -> PodAffinityTerm {
    PodAffinityTerm {
        label_selector: Some(selector(replicas)),
        topology_key: key.into(),
        match_label_keys: release_keys(replicas),
        ..PodAffinityTerm::default()
    }
}

fn base(replicas: Replicas<'_>) -> TopologySpreadConstraint {
    TopologySpreadConstraint {
        label_selector: Some(selector(replicas)),
        match_label_keys: release_keys(replicas),
        // Nodes that are cordoned or lost are no place to leave a gap for.
        node_taints_policy: Some("Honor".into()),
        ..TopologySpreadConstraint::default()
    }
}

fn hard(base: TopologySpreadConstraint, key: &str, max_skew: i32) -> TopologySpreadConstraint {
    TopologySpreadConstraint {
        max_skew,
        topology_key: key.into(),
        when_unsatisfiable: "DoNotSchedule".into(),
        ..base
    }
}

fn selector(replicas: Replicas<'_>) -> LabelSelector {
    LabelSelector { match_labels: Some(replicas.selector.clone()), ..LabelSelector::default() }
}

fn release_keys(replicas: Replicas<'_>) -> Option<Vec<String>> {
    replicas.release_label.map(|label| vec![label.to_owned()])
}
