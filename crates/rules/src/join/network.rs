//! N01, N02, N03, N06: what network policies let through.

use hagen_core::component::{Edge, Peer, Pods, Port, Protocol};

use super::Indexes;
use crate::codes;
use crate::facts::{Direction, Gossip, Other, Policy};
use crate::finding::{Finding, steps};
use crate::labels::{HashMap, Labels, Selector, hash};

/// Policies, found by the pods they are for.
pub(super) struct Policies<'a> {
    all: Vec<&'a Policy>,
    /// Those of a namespace that ask for a label, by a label that they ask for; under none those that ask for none.
    by_label: HashMap<(u64, Option<u64>), Vec<usize>>,
    /// The rules of each for a peer with a label; under none those that are for any.
    by_peer: HashMap<(usize, Direction, Option<u64>), Vec<usize>>,
}

impl<'a> Policies<'a> {
    /// Of all policies of a cluster.
    pub(super) fn new(policies: impl Iterator<Item = &'a Policy>) -> Self {
        let mut found = Self { all: Vec::new(), by_label: HashMap::default(), by_peer: HashMap::default() };
        for (at, policy) in policies.enumerate() {
            found.all.push(policy);
            found.by_label.entry((policy.namespace, policy.selector.anchor())).or_default().push(at);
            for direction in [Direction::In, Direction::Out] {
                for (number, rule) in policy.rules(direction).unwrap_or_default().iter().enumerate() {
                    let mut anchors: Vec<Option<u64>> = match &rule.peers {
                        None => vec![None],
                        Some(peers) => {
                            peers.iter().filter_map(|peer| Some(peer.pods.as_ref()?.anchor())).collect()
                        }
                    };
                    anchors.dedup();
                    for anchor in anchors {
                        found.by_peer.entry((at, direction, anchor)).or_default().push(number);
                    }
                }
            }
        }
        found
    }

    /// The policies for pods with these labels.
    fn of(&self, namespace: u64, labels: &Labels) -> Vec<usize> {
        let keys = labels.pairs().iter().map(|pair| Some(*pair)).chain([None]);
        let lists = keys.filter_map(|key| self.by_label.get(&(namespace, key)));
        let found = lists.flatten().copied();
        found.filter(|at| self.all[*at].selector.selects(labels)).collect()
    }

    /// Whether a policy lets some traffic through.
    fn lets(&self, at: usize, direction: Direction, other: &Other<'_>, port: Port) -> bool {
        let policy = self.all[at];
        let Some(rules) = policy.rules(direction) else { return false };
        let keys = other.labels.pairs().iter().map(|pair| Some(*pair)).chain([None]);
        let mut numbers = keys.filter_map(|key| self.by_peer.get(&(at, direction, key))).flatten();
        let protocol = if port.protocol == Protocol::Tcp { "TCP" } else { "UDP" };
        numbers.any(|number| {
            let rule = &rules[*number];
            rule.lets(protocol, port.number.into()) && rule.is_for(other, policy.namespace)
        })
    }
}

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    if !indexes.world.is_closed {
        return;
    }
    namespaces(indexes, found);
    for workload in indexes.facts().flat_map(|facts| &facts.workloads) {
        let own = indexes.policies.of(workload.namespace, &workload.labels);
        if own.iter().all(|at| indexes.policies.all[*at].selector.is_empty()) {
            let message = "has no network policy of its own: its pods reach nothing, or everything";
            found.push(Finding::new(&codes::UNGUARDED, &workload.subject, steps!["spec"], message));
        }
    }
    for policy in indexes.facts().flat_map(|facts| &facts.policies).filter(|it| it.subject.by_user) {
        found.extend(dead(indexes, policy));
    }
    for pods in indexes.facts().flat_map(|facts| &facts.gossip) {
        gossip(indexes, pods, found);
    }
    for edge in indexes.world.edges {
        found.extend(closed(indexes, edge));
    }
}

/// M02, L02: pods that have to find each other.
fn gossip(indexes: &Indexes<'_>, gossip: &Gossip, found: &mut Vec<Finding>) {
    let end = || End {
        namespace: gossip.namespace,
        namespace_labels: Labels::default(),
        labels: gossip.labels.clone(),
    };
    for (number, is_tcp) in gossip.ports {
        let port = if *is_tcp { Port::tcp(*number) } else { Port::udp(*number) };
        let protocol = if *is_tcp { "TCP" } else { "UDP" };
        let message = format!("keeps pods apart that talk to each other on port {number} by {protocol}");
        for direction in [Direction::In, Direction::Out] {
            let finding = shut(indexes, (&end(), &end(), direction), port, &message);
            found.extend(finding.map(|mut finding| {
                finding.code = gossip.code;
                finding.also(&gossip.subject, "makes the pods")
            }));
        }
    }
}

/// N01.
fn namespaces(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    for namespace in indexes.facts().flat_map(|facts| &facts.namespaces) {
        let of_all = indexes.policies.by_label.get(&(namespace.name, None));
        let closes = |at: &usize| indexes.policies.all[*at].closes();
        if !of_all.is_some_and(|list| list.iter().any(closes)) && !indexes.open.contains(&namespace.name) {
            let message = "is open: no network policy closes it for pods that have none of their own";
            found.push(Finding::new(&codes::OPEN_NAMESPACE, &namespace.subject, steps!["metadata"], message));
        }
        if !namespace.is_restricted {
            let message = "takes pods of any privilege";
            let way = steps!["metadata", "labels", "pod-security.kubernetes.io/enforce"];
            found.push(Finding::new(&codes::OPEN_NAMESPACE, &namespace.subject, way, message));
        }
    }
}

/// Some pods and where they are.
struct End {
    namespace: u64,
    namespace_labels: Labels,
    labels: Labels,
}

impl End {
    fn of(pods: &Pods) -> Self {
        let name = [("kubernetes.io/metadata.name", pods.namespace.as_str())];
        Self {
            namespace: hash(pods.namespace.as_str()),
            namespace_labels: Labels::of_pairs(name.into_iter()),
            labels: Labels::of_pairs(pods.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
        }
    }

    fn other(&self) -> Other<'_> {
        let Self { namespace, namespace_labels, labels } = self;
        Other { namespace: *namespace, namespace_labels, labels }
    }
}

/// N03.
fn closed(indexes: &Indexes<'_>, edge: &Edge) -> Vec<Finding> {
    let mut found = Vec::new();
    for from in &edge.from_pods {
        let from = End::of(from);
        for endpoint in &edge.connection.endpoints {
            let Peer::Pods(to) = &endpoint.peer else { continue };
            let to = End::of(to);
            for port in &endpoint.ports {
                let what = format!("`{}` uses `{}` on port {}", edge.from, edge.to, port.number);
                let out = (&from, &to, Direction::Out);
                found.extend(shut(indexes, out, *port, &format!("lets nothing out, and {what}")));
                let into = (&to, &from, Direction::In);
                found.extend(shut(indexes, into, *port, &format!("lets nothing in, and {what}")));
            }
        }
    }
    found
}

/// A finding in the policies of some pods, if all of them keep something from passing.
fn shut(
    indexes: &Indexes<'_>,
    (home, other, direction): (&End, &End, Direction),
    port: Port,
    message: &str,
) -> Option<Finding> {
    let policies = indexes.policies.of(home.namespace, &home.labels);
    let is_open = |at: &usize| indexes.policies.lets(*at, direction, &other.other(), port);
    // Where nobody says anything, everything passes.
    let governs = |at: &usize| indexes.policies.all[*at].rules(direction).is_some();
    if !policies.iter().any(governs) || policies.iter().any(is_open) {
        return None;
    }
    let meant = |at: &&usize| !indexes.policies.all[**at].selector.is_empty();
    let at = policies.iter().find(meant)?;
    let way = if direction == Direction::In { steps!["spec", "ingress"] } else { steps!["spec", "egress"] };
    Some(Finding::new(&codes::CLOSED_EDGE, &indexes.policies.all[*at].subject, way, message))
}

/// N06: a finding if Prometheus is kept from a port of pods that something has it ask.
pub(super) fn unscraped(
    indexes: &Indexes<'_>,
    namespace: u64,
    labels: &Labels,
    number: i64,
) -> Option<Finding> {
    let prometheus = indexes.world.prometheus.filter(|_| indexes.world.is_closed)?;
    let home = End { namespace, namespace_labels: Labels::default(), labels: labels.clone() };
    let port = Port::tcp(u16::try_from(number).ok()?);
    let message = format!("lets Prometheus not in, which is to ask port {number}");
    let mut finding = shut(indexes, (&home, &End::of(prometheus), Direction::In), port, &message)?;
    finding.code = &codes::UNSCRAPED;
    Some(finding)
}

/// N10: a policy of no pods, or one that opens nothing for want of pods at the other end.
fn dead(indexes: &Indexes<'_>, policy: &Policy) -> Vec<Finding> {
    let is_nobody = |selector: &Selector| {
        !selector.is_empty()
            && indexes.places.contains(&policy.namespace)
            && !indexes.may_be_unseen(policy.namespace, selector)
            && indexes.pods.select(policy.namespace, selector).next().is_none()
    };
    if is_nobody(&policy.selector) {
        let message = "is for no pod: nothing that is there has these labels";
        return vec![Finding::new(
            &codes::DEAD_POLICY,
            &policy.subject,
            steps!["spec", "podSelector"],
            message,
        )];
    }
    let mut found = Vec::new();
    for (direction, list, peers) in [(Direction::In, "ingress", "from"), (Direction::Out, "egress", "to")] {
        for (at, rule) in policy.rules(direction).unwrap_or_default().iter().enumerate() {
            for (number, peer) in rule.peers.iter().flatten().enumerate() {
                if peer.neighbours().is_some_and(is_nobody) {
                    let message = "speaks of pods that are not there: nothing has these labels";
                    let way = steps!["spec", list, at, peers, number, "podSelector"];
                    found.push(Finding::new(&codes::DEAD_POLICY, &policy.subject, way, message));
                }
            }
        }
    }
    found
}
