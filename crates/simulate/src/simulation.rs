//! Everything on a cluster in every event, and what fails.

use std::collections::BTreeSet;

use crate::capacity::{Capacity, capacity};
use crate::downtime::{Downtime, Rates, downtime};
use crate::ground::{Ground, Health};
use crate::judge::{Event, Judgement, Outcome, Verdict, judge, zones};
use crate::pods::{Identity, PodSet};
use crate::search::{greedy, total};
use crate::world::{World, sets};

/// What came of a cluster.
#[derive(Debug)]
pub struct Simulation {
    /// The zones.
    pub zones: Vec<String>,
    /// Each set of pods, in the order of components.
    pub sets: Vec<Judged>,
    /// Whether everything has room, where it is known how large nodes are.
    pub capacity: Option<Capacity>,
    /// What users see who come from outside or were promised something.
    pub chains: Vec<Chain>,
    /// What nothing is known of.
    pub unknown: Vec<(usize, String)>,
}

/// A set of pods, judged.
#[derive(Debug)]
pub struct Judged {
    /// The number of its component.
    pub component: usize,
    /// The set.
    pub set: PodSet,
    /// What becomes of it.
    pub judgement: Judgement,
    /// What its users wait for in a month.
    pub downtime: Downtime,
    /// How many pods there are with the worst zone away once an autoscaler wants the most, and how many it wants.
    pub scaled_out: Option<(u32, u32)>,
}

/// All that has to be there for users of a component.
#[derive(Debug)]
pub struct Chain {
    /// The component.
    pub component: usize,
    /// The components it needs, with what each of them costs; itself first.
    pub links: Vec<(usize, Downtime)>,
    /// The objective in percent, where there is one.
    pub slo: Option<f64>,
}

impl Chain {
    /// What all of it costs.
    pub fn downtime(&self) -> Downtime {
        self.links.iter().fold(Downtime::default(), |sum, (_, downtime)| sum.plus(*downtime))
    }
}

/// Simulates a cluster.
pub fn simulate(world: &World<'_>, rates: &Rates) -> Simulation {
    let zones = zones(&world.nodes);
    let (sets, unknown) = sets(world);
    let judged = |(component, mut set): (usize, PodSet)| {
        if world.moves_stateful_pods
            && set.volume == crate::pods::Reach::Anywhere
            && set.identity == Identity::Sticky
        {
            set.identity = Identity::Replaceable;
        }
        let judgement = judge(&set, &world.nodes);
        let is_app = world.components[component].section == "apps";
        let downtime = downtime(&set, &judgement, rates, is_app);
        let scaled_out = scaled_out(&set, world, &zones);
        Judged { component, set, judgement, downtime, scaled_out }
    };
    let sets: Vec<Judged> = sets.into_iter().map(judged).collect();
    let capacity = capacity(&sets, &world.nodes, &zones);
    let chains = chains(world, &sets);
    Simulation { zones, sets, capacity, chains, unknown }
}

fn scaled_out(set: &PodSet, world: &World<'_>, zones: &[String]) -> Option<(u32, u32)> {
    if set.most <= set.replicas || zones.len() < 2 {
        return None;
    }
    let away = |zone: usize| {
        let mut ground = Ground::new(set, &world.nodes, zones);
        ground.change(|class| class.zone == Some(zone), Health::Lost);
        total(&greedy(&ground, &ground.empty(), set.most))
    };
    (0..zones.len()).map(away).min().map(|placed| (placed, set.most))
}

fn chains(world: &World<'_>, sets: &[Judged]) -> Vec<Chain> {
    let asked = world.components.iter().enumerate();
    let seen = asked.filter(|(_, component)| component.is_exposed || component.slo.is_some());
    seen.map(|(number, component)| {
        let needed = needed(world, sets, number);
        let links = needed.into_iter().map(|number| (number, of_component(sets, number)));
        Chain { component: number, links: links.collect(), slo: component.slo }
    })
    .collect()
}

/// A component and all that it asks, directly or not, with the entry before it if it is reached from outside.
fn needed(world: &World<'_>, sets: &[Judged], start: usize) -> Vec<usize> {
    let mut order = vec![start];
    let mut seen = BTreeSet::from([start]);
    let entry = world.entry.as_ref().filter(|_| world.components[start].is_exposed);
    let mut open: Vec<usize> = entry.map(|pods| owners(sets, pods)).unwrap_or_default();
    open.extend(asked(world, sets, start));
    while let Some(number) = open.pop() {
        if seen.insert(number) {
            order.push(number);
            open.extend(asked(world, sets, number));
        }
    }
    order
}

fn asked(world: &World<'_>, sets: &[Judged], number: usize) -> Vec<usize> {
    world.components[number].asks.iter().flat_map(|pods| owners(sets, pods)).collect()
}

fn owners(sets: &[Judged], pods: &hagen_core::component::Pods) -> Vec<usize> {
    let is_one = |set: &PodSet| {
        set.namespace == pods.namespace.as_str()
            && pods.labels.iter().all(|(key, value)| set.labels.get(key).is_none_or(|it| it == value))
            && pods.labels.iter().any(|(key, value)| set.labels.get(key) == Some(value))
    };
    sets.iter().filter(|judged| is_one(&judged.set)).map(|judged| judged.component).collect()
}

fn of_component(sets: &[Judged], number: usize) -> Downtime {
    let own = sets.iter().filter(|judged| judged.component == number && judged.set.serves);
    own.fold(Downtime::default(), |sum, judged| sum.plus(judged.downtime))
}

impl Judged {
    /// The worst verdict of a kind of event.
    pub fn worst(&self, is_meant: impl Fn(&Event) -> bool) -> Option<&Verdict> {
        let meant = self.judgement.verdicts.iter().filter(|verdict| is_meant(&verdict.event));
        meant.max_by_key(|verdict| (verdict.outcome, u32::MAX - verdict.ready))
    }

    /// Whether a verdict breaks the promise: not what may stop, and not the loss of all there is.
    pub fn is_broken_by(&self, verdict: &Verdict, nodes: usize, zones: usize) -> bool {
        let is_bad = match verdict.event {
            Event::Scheduled => verdict.ready < self.set.replicas,
            _ => verdict.outcome >= Outcome::Hangs,
        };
        let is_meant = match verdict.event {
            Event::NodeLost(_) | Event::Drain(_) => nodes > 1,
            Event::DrainTwo(..) => nodes > 2,
            // Of two zones no more than half can be lost, which no quorum survives.
            Event::ZoneLost(_) | Event::ZoneLostThenDrain(..) => zones > 2,
            Event::Scheduled | Event::Rollout => true,
        };
        let is_told = self.set.may_stop.is_some() && verdict.outcome != Outcome::Hangs;
        is_bad && is_meant && (!is_told || verdict.event == Event::Scheduled)
    }
}
