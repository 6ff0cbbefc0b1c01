//! N09: what a user's own network policy opens between components that do not use each other.

use hagen_core::component::{Edge, Peer as Endpoint, Pods};

use super::Indexes;
use crate::codes;
use crate::facts::{Direction, Policy, Rule, Workload};
use crate::finding::{Finding, steps};
use crate::labels::{Labels, hash};

const HELP: &str = "say `uses: […]` of the component that calls: that opens both ends, and no more";

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    if !indexes.world.is_closed || indexes.world.edges.is_empty() {
        return;
    }
    let policies = indexes.facts().flat_map(|facts| &facts.policies);
    for policy in policies.filter(|policy| policy.subject.by_user && !policy.selector.is_empty()) {
        for (direction, key) in [(Direction::In, "ingress"), (Direction::Out, "egress")] {
            for (at, rule) in policy.rules(direction).unwrap_or_default().iter().enumerate() {
                let Some((from, to)) = unasked(indexes, policy, rule, direction) else { continue };
                let message = format!(
                    "opens the way from `{}` to `{}`, and nothing says that the one uses the other",
                    from.subject.name, to.subject.name
                );
                let way = steps!["spec", key, at];
                found.push(Finding::new(&codes::OPENING, &policy.subject, way, message).help(HELP));
            }
        }
    }
}

/// The first two workloads of hagen's that a rule lets talk and that no use connects. Only the policy's own namespace is
/// looked at: elsewhere is what the platform has to do with every component.
fn unasked<'a>(
    indexes: &Indexes<'a>,
    policy: &Policy,
    rule: &Rule,
    direction: Direction,
) -> Option<(&'a Workload, &'a Workload)> {
    let of_hagen = |workload: &&Workload| !workload.subject.by_user;
    let peers = rule.peers.iter().flatten().filter(|peer| peer.is_at_home());
    let others = peers.filter_map(|peer| peer.pods.as_ref()).filter(|pods| !pods.is_empty());
    let others: Vec<&Workload> =
        others.flat_map(|pods| indexes.pods.select(policy.namespace, pods)).filter(of_hagen).collect();
    let homes = indexes.pods.select(policy.namespace, &policy.selector).filter(of_hagen);
    let mut pairs = homes.flat_map(|home| others.iter().map(move |other| (home, *other)));
    let (home, other) = pairs.find(|(home, other)| {
        let (from, to) = if direction == Direction::In { (other, home) } else { (home, other) };
        from.subject != to.subject && !indexes.world.edges.iter().any(|edge| connects(edge, from, to))
    })?;
    Some(if direction == Direction::In { (other, home) } else { (home, other) })
}

fn connects(edge: &Edge, from: &Workload, to: &Workload) -> bool {
    let reaches = |endpoint: &Endpoint| match endpoint {
        Endpoint::Pods(pods) => are(pods, to),
        _ => false,
    };
    edge.from_pods.iter().any(|pods| are(pods, from))
        && edge.connection.endpoints.iter().any(|endpoint| reaches(&endpoint.peer))
}

/// Whether the pods of a workload are among some pods.
fn are(pods: &Pods, workload: &Workload) -> bool {
    let labels = Labels::of_pairs(pods.labels.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    hash(pods.namespace.as_str()) == workload.namespace && workload.labels.has_all(&labels)
}
