//! Where the scheduler may put one more pod.

use super::rule::{Domain, Kind, Rule};
use super::{Cell, Class, Ground, Health, Spotted, State};

impl Ground {
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

    /// How many pods of a node a rule counts.
    fn counted(&self, class: &Class, rule: &Rule, cell: Cell) -> u32 {
        let is_ending = self.is_ending_lost && class.health == Health::Lost;
        if is_ending && matches!(rule.kind, Kind::Spread { .. }) { 0 } else { rule.count(cell) }
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
    pub(super) fn emptiest(&self, state: &State, at: usize) -> (u32, u32) {
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
