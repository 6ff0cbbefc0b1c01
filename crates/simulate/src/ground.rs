//! The nodes as one set of pods sees them: classes of nodes that are alike for it, and the domains of its rules.

mod bounds;
mod places;
mod rule;

use std::collections::BTreeMap;

use crate::node::{Node, Taint};
use crate::pods::PodSet;
use rule::{Domain, Domains, Kind, Rule, spread_keys, spread_rule, term_rule};

/// How a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Health {
    /// It takes pods.
    Up,
    /// It keeps its pods and takes no more.
    Cordoned,
    /// It is away.
    Lost,
}

/// Nodes that are alike for a set of pods.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    /// How many nodes.
    pub(crate) size: u32,
    /// Their zone, by number.
    pub(crate) zone: Option<usize>,
    /// How they are.
    pub(crate) health: Health,
    /// How many pods of the set fit on one; zero where none may be.
    pub(crate) room: u32,
    /// The nodes, by number. A class that was split off has those of the class it came from.
    pub(crate) members: Vec<usize>,
    /// Where each rule sees them.
    spots: Vec<Spot>,
}

/// Where a rule sees the nodes of a class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    domain: Domain,
    /// Whether the nodes count for the rule.
    counts: bool,
}

/// Pods of a node: of the new release, and of the old one.
pub(crate) type Cell = [u16; 2];

/// The pods of each class: of its nodes those that have any, the fullest first.
pub(crate) type State = Vec<Vec<Cell>>;

/// The nodes as one set of pods sees them.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) classes: Vec<Class>,
    rules: Vec<Rule>,
    /// Whether a cordon is no obstacle to the pods.
    ignores_cordons: bool,
    /// Whether the pods of lost nodes are told to end, which nobody there does: spreading counts them no longer.
    is_ending_lost: bool,
}

/// Where a pod may be placed: a class, and a node of it by what it has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spotted {
    pub(crate) class: usize,
    pub(crate) cell: Cell,
}

impl Ground {
    /// The nodes as `set` sees them.
    pub(crate) fn new(set: &PodSet, nodes: &[Node], zones: &[String]) -> Self {
        let keys = spread_keys(set);
        let mut rules: Vec<(Rule, &str)> = Vec::new();
        rules.extend(set.rules.apart.iter().map(|term| (term_rule(set, term, Kind::Apart), &*term.key)));
        rules
            .extend(set.rules.together.iter().map(|term| (term_rule(set, term, Kind::Together), &*term.key)));
        rules.extend(set.rules.spread.iter().map(|spread| (spread_rule(set, spread), &*spread.key)));
        let domains: Vec<Domains<'_>> = rules.iter().map(|(_, key)| Domains::of(key, nodes)).collect();
        let mut classes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, node) in nodes.iter().enumerate() {
            let selected = set.rules.select(&node.labels);
            let tolerated = node.taints.iter().all(|taint| !taint.is_hard() || set.rules.tolerate(taint));
            let has_keys = keys.iter().all(|key| node.labels.contains_key(*key));
            let spot = |(at, (rule, _)): (usize, &(Rule, &str))| {
                let spread = at.checked_sub(set.rules.apart.len() + set.rules.together.len());
                let counts = spread.is_none_or(|at| {
                    let spread = &set.rules.spread[at];
                    has_keys && (spread.counts_unselected || selected) && (spread.counts_tainted || tolerated)
                });
                debug_assert!(spread.is_some() == matches!(rule.kind, Kind::Spread { .. }));
                Spot { domain: domains[at].domain(number), counts }
            };
            let spots: Vec<Spot> = rules.iter().enumerate().map(spot).collect();
            let fits = selected && tolerated;
            let room = if fits { room(set, node) } else { 0 };
            let zone = node.zone().and_then(|zone| zones.iter().position(|it| it == zone));
            classes.entry((zone, room, spots)).or_default().push(number);
        }
        let class = |((zone, room, spots), members): ((_, _, _), Vec<usize>)| Class {
            size: u32::try_from(members.len()).unwrap_or(u32::MAX),
            zone,
            health: Health::Up,
            room,
            members,
            spots,
        };
        let classes = classes.into_iter().map(class).collect();
        let with_count = |((mut rule, _), domains): ((Rule, _), &Domains<'_>)| {
            rule.shared = domains.shared;
            rule
        };
        let rules = rules.into_iter().zip(&domains).map(with_count).collect();
        let ignores_cordons = set.rules.tolerate(&Taint::unschedulable());
        Self { classes, rules, ignores_cordons, is_ending_lost: false }
    }

    /// An empty ground's state.
    pub(crate) fn empty(&self) -> State {
        vec![Vec::new(); self.classes.len()]
    }

    /// Takes one node of a class that has `cell` out of it, into a class of its own at the end.
    pub(crate) fn split(&mut self, state: &mut State, class: usize, cell: Cell, health: Health) {
        let mut alone = self.classes[class].clone();
        self.classes[class].size -= 1;
        alone.size = 1;
        self.set_health(&mut alone, health);
        self.classes.push(alone);
        let mut cells = Vec::new();
        if cell != [0, 0] {
            let at = state[class].iter().position(|it| *it == cell).expect("the cell is of this state");
            state[class].remove(at);
            cells.push(cell);
        }
        state.push(cells);
    }

    /// Changes the health of whole classes.
    pub(crate) fn change(&mut self, is_meant: impl Fn(&Class) -> bool, health: Health) {
        for at in 0..self.classes.len() {
            if is_meant(&self.classes[at]) {
                let mut class = self.classes[at].clone();
                self.set_health(&mut class, health);
                self.classes[at] = class;
            }
        }
    }

    /// The same with the pods of lost nodes told to end.
    pub(crate) fn ending_lost(&self) -> Self {
        Self { is_ending_lost: true, ..self.clone() }
    }

    /// How many pods of a state are on nodes that are there.
    pub(crate) fn ready(&self, state: &State) -> u32 {
        let up = self.classes.iter().zip(state).filter(|(class, _)| class.health != Health::Lost);
        up.flat_map(|(_, cells)| cells).map(|cell| u32::from(cell[0]) + u32::from(cell[1])).sum()
    }

    fn set_health(&self, class: &mut Class, health: Health) {
        class.health = health;
        let keeps = health == Health::Cordoned && self.ignores_cordons;
        if health == Health::Up || keeps {
            return;
        }
        class.room = 0;
        for (spot, rule) in class.spots.iter_mut().zip(&self.rules) {
            if let Kind::Spread { counts_tainted: false, .. } = rule.kind {
                spot.counts = false;
            }
        }
    }
}

fn room(set: &PodSet, node: &Node) -> u32 {
    node.room.map_or(node.pods, |room| room.times(set.requests).min(node.pods))
}
