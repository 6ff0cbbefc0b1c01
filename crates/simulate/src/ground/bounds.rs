//! What holds wherever pods are: for sets of which there are too many ways to look at each.

use super::rule::{Domain, Kind, Rule};
use super::{Class, Ground};

impl Ground {
    /// No more pods than this are in these classes together, or on one node of each, when there are never more than
    /// `pods` at once. It may be that there are always fewer: the rules are looked at one by one.
    pub(crate) fn most_in(&self, classes: &[usize], only_one_node: bool, pods: u32) -> u32 {
        let nodes = |class: usize| if only_one_node { 1 } else { self.classes[class].size };
        let on_nodes = |class: usize| self.most_on_node(class, pods).saturating_mul(nodes(class));
        let mut most = classes.iter().map(|class| on_nodes(*class)).fold(0, u32::saturating_add).min(pods);
        for (at, rule) in self.rules.iter().enumerate() {
            let mut domains = classes.iter().map(|class| self.classes[*class].spots[at].domain);
            let first = domains.next();
            if matches!(first, Some(Domain::Shared(_))) && domains.all(|domain| Some(domain) == first) {
                most = most.min(self.most_in_domain(rule, at, pods));
            }
        }
        most
    }

    fn most_on_node(&self, class: usize, pods: u32) -> u32 {
        let class = &self.classes[class];
        let bound = |(at, rule): (usize, &Rule)| match class.spots[at].domain {
            Domain::None => u32::MAX,
            _ => self.most_in_domain(rule, at, pods),
        };
        self.rules.iter().enumerate().map(bound).fold(class.room, u32::min)
    }

    /// It holds when the last pod of the domain comes, and no later pod makes it more.
    fn most_in_domain(&self, rule: &Rule, at: usize, pods: u32) -> u32 {
        match rule.kind {
            _ if !rule.counts_own => u32::MAX,
            Kind::Apart => 1,
            Kind::Together => u32::MAX,
            Kind::Spread { skew, min_domains, .. } => {
                let (domains, _) = self.emptiest(&self.empty(), at);
                match domains {
                    0 => 0,
                    _ if domains < min_domains => skew,
                    _ => (pods + (domains - 1) * skew) / domains,
                }
            }
        }
    }

    /// At least so many of `wanted` pods of one release find a place, in whatever order they come.
    pub(crate) fn surely(&self, wanted: u32) -> u32 {
        (0..wanted).find(|others| !self.always_fits(*others, false)).unwrap_or(wanted)
    }

    /// Whether one more pod certainly finds a place, wherever `others` are, of other releases too if they are mixed.
    pub(crate) fn always_fits(&self, others: u32, is_mixed: bool) -> bool {
        let own = || self.rules.iter().enumerate().filter(|(_, rule)| rule.counts_own);
        if own().any(|(_, rule)| matches!(rule.kind, Kind::Together)) {
            return false;
        }
        let mut spreads = own().filter(|(_, rule)| matches!(rule.kind, Kind::Spread { .. }));
        match (spreads.next(), spreads.next()) {
            (None, _) => {
                self.classes.iter().map(|class| self.takes(class)).fold(0, u32::saturating_add) > others
            }
            (Some((at, rule)), None) => self.emptiest_fits(at, rule, others, is_mixed),
            _ => false,
        }
    }

    /// The emptiest domain is always allowed, and has no more than its share: it must have room for one more.
    fn emptiest_fits(&self, at: usize, rule: &Rule, others: u32, is_mixed: bool) -> bool {
        let Kind::Spread { skew, min_domains, .. } = rule.kind else { return false };
        let (domains, _) = self.emptiest(&self.empty(), at);
        let Some(share) = others.checked_div(domains) else { return false };
        let there = if is_mixed && rule.same_release { others } else { share };
        let mut shared: Vec<Option<u32>> = vec![None; rule.shared];
        let counted = self.classes.iter().filter(|class| class.spots[at].counts && class.size > 0);
        for class in counted {
            match class.spots[at].domain {
                Domain::Own if self.takes(class) / class.size <= there => return false,
                Domain::None | Domain::Own => {}
                Domain::Shared(domain) => {
                    let sum = shared[domain].get_or_insert(0);
                    *sum = sum.saturating_add(self.takes(class));
                }
            }
        }
        let is_allowed = domains >= min_domains || share < skew;
        is_allowed && shared.iter().flatten().all(|takes| *takes > there)
    }

    /// How many pods certainly fit on the nodes of a class, if nothing but spreading forbids it.
    fn takes(&self, class: &Class) -> u32 {
        let bound = |(rule, at): (&Rule, usize)| match (&rule.kind, class.spots[at].domain) {
            (Kind::Apart, Domain::Own) if rule.counts_own => 1,
            (Kind::Apart, Domain::Shared(_)) if rule.counts_own => 0,
            (Kind::Spread { .. } | Kind::Together, Domain::None) => 0,
            _ => u32::MAX,
        };
        let each = self.rules.iter().zip(0..).map(bound).fold(class.room, u32::min);
        each.saturating_mul(class.size)
    }
}
