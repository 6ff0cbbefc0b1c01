//! The nodes as one set of pods sees them: classes of nodes that are alike for it, and the domains of its rules.

mod bounds;

use std::collections::{BTreeMap, BTreeSet};

use crate::node::{Node, Taint};
use crate::pods::{PodSet, Spread, Term};
use crate::select::Selector;

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

/// The domain of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Domain {
    /// None: they lack the label.
    None,
    /// Each is a domain of its own.
    Own,
    /// One that they share with others.
    Shared(usize),
}

#[derive(Debug, Clone)]
enum Kind {
    Apart,
    Together,
    Spread { skew: u32, min_domains: u32, counts_tainted: bool },
}

#[derive(Debug, Clone)]
struct Rule {
    kind: Kind,
    /// Whether pods of the set count for it.
    counts_own: bool,
    same_release: bool,
    /// How many shared domains there are.
    shared: usize,
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

    /// How many pods of a node a rule counts.
    fn counted(&self, class: &Class, rule: &Rule, cell: Cell) -> u32 {
        let is_ending = self.is_ending_lost && class.health == Health::Lost;
        if is_ending && matches!(rule.kind, Kind::Spread { .. }) { 0 } else { rule.count(cell) }
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

    /// Every place where the scheduler may put one more pod: of nodes that are alike in a state, one.
    pub(crate) fn places(&self, state: &State) -> Vec<Spotted> {
        let mut places = Vec::new();
        for (number, class) in self.classes.iter().enumerate() {
            if class.room == 0 || class.size == 0 {
                continue;
            }
            let mut last = None;
            let empty = (class.size as usize > state[number].len()).then_some([0, 0]);
            for cell in state[number].iter().copied().chain(empty) {
                if last == Some(cell) {
                    continue;
                }
                last = Some(cell);
                let has_room = u32::from(cell[0]) + u32::from(cell[1]) < class.room;
                if has_room && self.allows(state, number, cell) {
                    places.push(Spotted { class: number, cell });
                }
            }
        }
        places
    }

    fn allows(&self, state: &State, class: usize, cell: Cell) -> bool {
        self.rules.iter().enumerate().all(|(at, rule)| self.allows_by(state, (at, rule), class, cell))
    }

    fn allows_by(&self, state: &State, (at, rule): (usize, &Rule), class: usize, cell: Cell) -> bool {
        let spot = &self.classes[class].spots[at];
        let here = match spot.domain {
            Domain::None => return matches!(rule.kind, Kind::Apart),
            Domain::Own => rule.count(cell),
            Domain::Shared(domain) => self.count(state, at, domain),
        };
        match rule.kind {
            Kind::Apart => !rule.counts_own || here == 0,
            Kind::Together => !rule.counts_own || here > 0 || self.is_first(state, at),
            Kind::Spread { skew, min_domains, .. } => {
                let (domains, least) = self.emptiest(state, at);
                let least = if domains < min_domains { 0 } else { least };
                let here = if spot.counts { here } else { 0 };
                here + u32::from(rule.counts_own) <= least.saturating_add(skew)
            }
        }
    }

    /// How many pods count in a shared domain.
    fn count(&self, state: &State, at: usize, domain: usize) -> u32 {
        let rule = &self.rules[at];
        let is_in =
            |class: &Class| class.spots[at].domain == Domain::Shared(domain) && class.spots[at].counts;
        let classes = self.classes.iter().zip(state).filter(|(class, _)| is_in(class));
        let of = |(class, cells): (&Class, &Vec<Cell>)| -> u32 {
            cells.iter().map(|cell| self.counted(class, rule, *cell)).sum()
        };
        classes.map(of).sum()
    }

    fn is_first(&self, state: &State, at: usize) -> bool {
        state.iter().flatten().all(|cell| self.rules[at].count(*cell) == 0)
    }

    /// How many domains count, and the fewest pods that one of them has.
    fn emptiest(&self, state: &State, at: usize) -> (u32, u32) {
        let rule = &self.rules[at];
        let (mut domains, mut least) = (0, u32::MAX);
        let mut shared: Vec<Option<u32>> = vec![None; rule.shared];
        for (class, cells) in self.classes.iter().zip(state) {
            let spot = &class.spots[at];
            if !spot.counts || class.size == 0 {
                continue;
            }
            match spot.domain {
                Domain::None => {}
                Domain::Own => {
                    domains += class.size;
                    let fewest = cells.iter().map(|cell| self.counted(class, rule, *cell)).min().unwrap_or(0);
                    let has_empty = (class.size as usize) > cells.len();
                    least = least.min(if has_empty { 0 } else { fewest });
                }
                Domain::Shared(domain) => {
                    let sum: u32 = cells.iter().map(|cell| self.counted(class, rule, *cell)).sum();
                    *shared[domain].get_or_insert(0) += sum;
                }
            }
        }
        let counted = shared.iter().flatten();
        domains += u32::try_from(counted.clone().count()).unwrap_or(u32::MAX);
        least = counted.fold(least, |least, count| least.min(*count));
        (domains, if least == u32::MAX { 0 } else { least })
    }
}

impl Rule {
    fn count(&self, cell: Cell) -> u32 {
        if !self.counts_own {
            return 0;
        }
        u32::from(cell[0]) + if self.same_release { 0 } else { u32::from(cell[1]) }
    }
}

fn spread_keys(set: &PodSet) -> BTreeSet<&str> {
    set.rules.spread.iter().map(|spread| &*spread.key).collect()
}

fn term_rule(set: &PodSet, term: &Term, kind: Kind) -> Rule {
    let counts_own = term.own_namespace && term.selector.matches(&set.labels);
    Rule { kind, counts_own, same_release: term.same_release, shared: 0 }
}

fn spread_rule(set: &PodSet, spread: &Spread) -> Rule {
    let Spread { skew, min_domains, counts_tainted, .. } = *spread;
    let selector: &Selector = &spread.selector;
    Rule {
        kind: Kind::Spread { skew, min_domains, counts_tainted },
        counts_own: selector.matches(&set.labels),
        same_release: spread.same_release,
        shared: 0,
    }
}

fn room(set: &PodSet, node: &Node) -> u32 {
    node.room.map_or(node.pods, |room| room.times(set.requests).min(node.pods))
}

/// The domains that a label divides the nodes into.
struct Domains<'a> {
    of: Vec<Option<&'a str>>,
    sizes: BTreeMap<&'a str, (usize, usize)>,
    shared: usize,
}

impl<'a> Domains<'a> {
    fn of(key: &str, nodes: &'a [Node]) -> Self {
        let of: Vec<_> = nodes.iter().map(|node| node.labels.get(key).map(String::as_str)).collect();
        let mut sizes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for value in of.iter().flatten() {
            sizes.entry(value).or_default().0 += 1;
        }
        let mut shared = 0;
        for (size, number) in sizes.values_mut() {
            if *size > 1 {
                *number = shared;
                shared += 1;
            }
        }
        Self { of, sizes, shared }
    }

    fn domain(&self, node: usize) -> Domain {
        let Some(value) = self.of[node] else { return Domain::None };
        match self.sizes[value] {
            (1, _) => Domain::Own,
            (_, number) => Domain::Shared(number),
        }
    }
}
