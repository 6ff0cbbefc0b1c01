//! The rules of a set of pods, and the domains that labels divide the nodes into.

use std::collections::{BTreeMap, BTreeSet};

use super::Cell;
use crate::node::Node;
use crate::pods::{PodSet, Spread, Term};
use crate::select::Selector;

/// The domain of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Domain {
    /// None: they lack the label.
    None,
    /// Each is a domain of its own.
    Own,
    /// One that they share with others.
    Shared(usize),
}

/// What a rule asks for.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Apart,
    Together,
    Spread { skew: u32, min_domains: u32, counts_tainted: bool },
}

/// A rule of the scheduler about where pods may be.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    /// Whether pods of the set count for it.
    pub(super) counts_own: bool,
    pub(super) same_release: bool,
    /// How many shared domains there are.
    pub(super) shared: usize,
}

impl Rule {
    pub(super) fn count(&self, cell: Cell) -> u32 {
        if !self.counts_own {
            return 0;
        }
        u32::from(cell[0]) + if self.same_release { 0 } else { u32::from(cell[1]) }
    }
}

pub(super) fn spread_keys(set: &PodSet) -> BTreeSet<&str> {
    set.rules.spread.iter().map(|spread| &*spread.key).collect()
}

pub(super) fn term_rule(set: &PodSet, term: &Term, kind: Kind) -> Rule {
    let counts_own = term.own_namespace && term.selector.matches(&set.labels);
    Rule { kind, counts_own, same_release: term.same_release, shared: 0 }
}

pub(super) fn spread_rule(set: &PodSet, spread: &Spread) -> Rule {
    let Spread { skew, min_domains, counts_tainted, .. } = *spread;
    let selector: &Selector = &spread.selector;
    Rule {
        kind: Kind::Spread { skew, min_domains, counts_tainted },
        counts_own: selector.matches(&set.labels),
        same_release: spread.same_release,
        shared: 0,
    }
}

/// The domains that a label divides the nodes into.
pub(super) struct Domains<'a> {
    of: Vec<Option<&'a str>>,
    sizes: BTreeMap<&'a str, (usize, usize)>,
    pub(super) shared: usize,
}

impl<'a> Domains<'a> {
    pub(super) fn of(key: &str, nodes: &'a [Node]) -> Self {
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

    pub(super) fn domain(&self, node: usize) -> Domain {
        let Some(value) = self.of[node] else { return Domain::None };
        match self.sizes[value] {
            (1, _) => Domain::Own,
            (_, number) => Domain::Shared(number),
        }
    }
}
