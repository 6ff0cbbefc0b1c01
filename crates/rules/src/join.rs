//! Rules about what objects are to each other. Each is linear in the number of objects: everything is looked up in
//! indexes that are made once for a cluster.

mod analyses;
mod backups;
mod boards;
mod budgets;
mod capacity;
mod gateways;
mod mesh;
mod monitors;
mod network;
mod openings;
mod queries;
mod quotas;
mod references;
mod replicas;
mod secrets;
mod services;
mod twice;

use hagen_core::component::{Edge, Pods};
use hagen_core::target::Cluster;

use crate::facts::{Claim, Facts, Scaler, Workload};
use crate::finding::Finding;
use crate::labels::{HashMap, HashSet, Index, Selector, hash};

/// A cluster with everything on it.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The components, as the caller counts them.
    pub facts: &'a [&'a Facts],
    /// Tells of a component, by its number, whether single replicas are wanted of it.
    pub is_dev: &'a (dyn Fn(usize) -> bool + Sync),
    /// Who uses whom.
    pub edges: &'a [&'a Edge],
    /// The pods of the Prometheus that scrapes everything, when there is one.
    pub prometheus: Option<&'a Pods>,
    /// Whether nothing may pass the network that no policy opens.
    pub is_closed: bool,
}

impl<'a> World<'a> {
    /// A cluster of which nothing is known but the facts.
    pub fn alone(cluster: &'a Cluster, facts: &'a [&'a Facts]) -> Self {
        Self { cluster, facts, is_dev: &|_| false, edges: &[], prometheus: None, is_closed: true }
    }
}

/// Judges all components of a cluster together. What is wrong with objects taken alone is among what is found.
pub fn cluster(world: &World<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        world.facts.iter().flat_map(|facts| facts.findings.iter().cloned()).collect();
    let indexes = Indexes::new(world);
    replicas::judge(&indexes, &mut found);
    budgets::judge(&indexes, &mut found);
    services::judge(&indexes, &mut found);
    network::judge(&indexes, &mut found);
    openings::judge(&indexes, &mut found);
    monitors::judge(&indexes, &mut found);
    let makers = secrets::Makers::new(&indexes);
    secrets::judge(&indexes, &makers, &mut found);
    gateways::judge(&indexes, &mut found);
    mesh::judge(&indexes, &mut found);
    references::judge(&indexes, &makers, &mut found);
    analyses::judge(&indexes, &mut found);
    boards::judge(&indexes, &mut found);
    backups::judge(&indexes, &mut found);
    queries::judge(&indexes, &mut found);
    capacity::judge(&indexes, &mut found);
    quotas::judge(&indexes, &mut found);
    twice::judge(&indexes, &mut found);
    found
}

/// Everything that objects are looked up in.
struct Indexes<'a> {
    world: World<'a>,
    /// Pods by namespace and labels.
    pods: Index<'a, Workload>,
    /// Workloads by namespace, kind and name.
    workloads: HashMap<(u64, u64, u64), &'a Workload>,
    /// Autoscalers by the namespace, kind and name of what they scale.
    scalers: HashMap<(u64, u64, u64), &'a Scaler>,
    /// Claims by namespace and name.
    claims: HashMap<(u64, u64), &'a Claim>,
    /// Namespaces with pods that nobody sees here.
    unseen: HashSet<u64>,
    /// Namespaces where something of this blueprint is.
    places: HashSet<u64>,
    /// Whether there is a chart of which nobody knows what it makes.
    has_any_chart: bool,
    /// Namespaces where a chart has a network policy for each of its pods.
    open: HashSet<u64>,
    policies: network::Policies<'a>,
}

impl<'a> Indexes<'a> {
    fn new(world: &World<'a>) -> Self {
        let workloads = || world.facts.iter().flat_map(|facts| &facts.workloads);
        let scalers = world.facts.iter().flat_map(|facts| &facts.scalers);
        let claims = world.facts.iter().flat_map(|facts| &facts.claims);
        Self {
            world: *world,
            pods: Index::new(workloads().map(|workload| (workload.namespace, &workload.labels, workload))),
            workloads: workloads().map(|workload| (key(workload), workload)).collect(),
            scalers: scalers.map(|scaler| (scaler.target(), scaler)).collect(),
            claims: claims.map(|claim| ((claim.namespace, claim.name), claim)).collect(),
            places: world.facts.iter().flat_map(|facts| facts.places.iter().copied()).collect(),
            has_any_chart: world.facts.iter().any(|facts| facts.has_any_chart),
            open: world.facts.iter().flat_map(|facts| facts.open.iter().copied()).collect(),
            policies: network::Policies::new(world.facts.iter().flat_map(|facts| &facts.policies)),
            unseen: world.facts.iter().flat_map(|facts| facts.unseen.iter().copied()).collect(),
        }
    }

    fn facts(&self) -> impl Iterator<Item = &'a Facts> + use<'a> {
        self.world.facts.iter().copied()
    }

    /// Whether there may be pods that a selector selects and nobody sees here.
    fn may_be_unseen(&self, namespace: u64, selector: &Selector) -> bool {
        selector.is_of_operator() || self.unseen.contains(&namespace)
    }

    fn scaler(&self, workload: &Workload) -> Option<&'a Scaler> {
        self.scalers.get(&key(workload)).copied()
    }

    /// The smallest number of replicas that a workload may have.
    fn least(&self, workload: &Workload) -> i64 {
        self.scaler(workload).map_or_else(|| workload.replicas.unwrap_or(1), |scaler| scaler.least)
    }

    /// The largest number of replicas that a workload may have.
    fn most(&self, workload: &Workload) -> i64 {
        self.scaler(workload).map_or_else(|| workload.replicas.unwrap_or(1), |scaler| scaler.most)
    }
}

fn key(workload: &Workload) -> (u64, u64, u64) {
    (workload.namespace, hash(workload.subject.kind), hash(&workload.subject.name))
}
