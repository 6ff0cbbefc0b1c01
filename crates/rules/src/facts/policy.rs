//! What is remembered of a network policy.

use hagen_yaml::Value;

use crate::finding::Subject;
use crate::labels::{Labels, Selector, hash};
use crate::pod::{items, text};

/// A network policy.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    pub(crate) selector: Selector,
    /// What may come in; `None` where the policy says nothing of it.
    pub(crate) ingress: Option<Box<[Rule]>>,
    /// What may go out; `None` where the policy says nothing of it.
    pub(crate) egress: Option<Box<[Rule]>>,
}

/// One thing that a policy lets through.
#[derive(Debug)]
pub(crate) struct Rule {
    /// `None`: everybody.
    pub(crate) peers: Option<Box<[Peer]>>,
    /// None: all.
    ports: Box<[(u64, Ports)]>,
}

/// Some ports.
#[derive(Debug)]
enum Ports {
    /// All of a protocol, or one by a name.
    Any,
    /// From one to another.
    Range(i64, i64),
}

/// Who is at the other end.
#[derive(Debug)]
pub(crate) struct Peer {
    /// `None`: those of the policy's own namespace.
    namespaces: Option<Selector>,
    /// `None`: addresses rather than pods.
    pub(crate) pods: Option<Selector>,
}

/// A direction of traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// To the pods.
    In,
    /// From the pods.
    Out,
}

/// The other end of some traffic: its namespace, the labels of that, its own labels.
pub(crate) struct Other<'a> {
    pub(crate) namespace: u64,
    pub(crate) namespace_labels: &'a Labels,
    pub(crate) labels: &'a Labels,
}

impl Peer {
    /// The pods that it selects in the namespace of the policy.
    pub(crate) fn neighbours(&self) -> Option<&Selector> {
        self.pods.as_ref().filter(|_| self.namespaces.is_none())
    }
}

impl Policy {
    /// Of an object.
    pub(crate) fn of(subject: &Subject, namespace: u64, value: &Value) -> Self {
        let types: Vec<&str> = items(value.at(&["spec", "policyTypes"])).filter_map(Value::as_str).collect();
        let rules = |key, peers| -> Box<[Rule]> {
            items(value.at(&["spec", key])).map(|rule| Rule::of(rule, peers)).collect()
        };
        let says = |kind: &str, default| if types.is_empty() { default } else { types.contains(&kind) };
        let has_egress = value.at(&["spec", "egress"]).is_some();
        Self {
            subject: subject.clone(),
            namespace,
            selector: Selector::of(value.at(&["spec", "podSelector"])).unwrap_or_default(),
            ingress: says("Ingress", true).then(|| rules("ingress", "from")),
            egress: says("Egress", has_egress).then(|| rules("egress", "to")),
        }
    }

    /// What it says of a direction.
    pub(crate) fn rules(&self, direction: Direction) -> Option<&[Rule]> {
        match direction {
            Direction::In => self.ingress.as_deref(),
            Direction::Out => self.egress.as_deref(),
        }
    }

    /// Whether it lets nothing through, from nobody to nobody.
    pub(crate) fn closes(&self) -> bool {
        let is_closed = |rules: &Option<Box<[Rule]>>| rules.as_ref().is_some_and(|rules| rules.is_empty());
        self.selector.is_empty() && is_closed(&self.ingress) && is_closed(&self.egress)
    }
}

impl Rule {
    fn of(rule: &Value, peers: &str) -> Self {
        let listed = rule.get(peers).and_then(Value::as_list);
        let ports = items(rule.get("ports")).map(|port| {
            let protocol = hash(text(port, &["protocol"]).unwrap_or("TCP"));
            let range = port.get("port").and_then(Value::as_int).map_or(Ports::Any, |first| {
                Ports::Range(first, port.get("endPort").and_then(Value::as_int).unwrap_or(first))
            });
            (protocol, range)
        });
        Self { peers: listed.map(|peers| peers.iter().map(Peer::of).collect()), ports: ports.collect() }
    }

    /// Whether it lets a port of a protocol through.
    pub(crate) fn lets(&self, protocol: &str, number: i64) -> bool {
        let is_it = |(of, ports): &(u64, Ports)| {
            *of == hash(protocol)
                && match ports {
                    Ports::Any => true,
                    Ports::Range(first, last) => (*first..=*last).contains(&number),
                }
        };
        self.ports.is_empty() || self.ports.iter().any(is_it)
    }

    /// Whether one of its peers is this; `home` is the namespace of the policy.
    pub(crate) fn is_for(&self, other: &Other<'_>, home: u64) -> bool {
        self.peers.as_ref().is_none_or(|peers| peers.iter().any(|peer| peer.is(other, home)))
    }
}

impl Peer {
    fn of(peer: &Value) -> Self {
        let selector = |key| Selector::of(peer.get(key));
        let pods = if peer.get("ipBlock").is_some() {
            None
        } else {
            Some(selector("podSelector").unwrap_or_default())
        };
        Self { namespaces: selector("namespaceSelector"), pods }
    }

    /// Whether it is of the policy's own namespace.
    pub(crate) fn is_at_home(&self) -> bool {
        self.namespaces.is_none()
    }

    fn is(&self, other: &Other<'_>, home: u64) -> bool {
        let is_there = match &self.namespaces {
            None => other.namespace == home,
            Some(selector) => selector.selects(other.namespace_labels),
        };
        is_there && self.pods.as_ref().is_some_and(|pods| pods.selects(other.labels))
    }
}
