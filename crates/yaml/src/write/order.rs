//! The order of a mapping's keys, found without allocating for the mappings that manifests are made of.

use crate::value::{Key, Value};

/// Mappings up to this size are sorted on the stack.
const SMALL: usize = 32;

/// The entries of a mapping in the order in which they are written.
pub(super) enum Order {
    Small([u8; SMALL]),
    Large(Vec<usize>),
}

impl Order {
    pub(super) fn of(entries: &[(Key, Value)], rank: fn(&str) -> u8) -> Self {
        if entries.len() <= SMALL { small(entries, rank) } else { large(entries, rank) }
    }

    /// Which entry comes at a place.
    pub(super) fn at(&self, place: usize) -> usize {
        match self {
            Self::Small(order) => usize::from(order[place]),
            Self::Large(order) => order[place],
        }
    }
}

/// By insertion: the keys of a typed object arrive almost sorted.
#[allow(clippy::cast_possible_truncation)] // there are at most `SMALL` entries
fn small(entries: &[(Key, Value)], rank: fn(&str) -> u8) -> Order {
    let mut ranks = [0; SMALL];
    let mut order = [0; SMALL];
    for (index, (key, _)) in entries.iter().enumerate() {
        let own = rank(key);
        ranks[index] = own;
        let mut place = index;
        while place > 0 {
            let before = usize::from(order[place - 1]);
            if (ranks[before], &*entries[before].0) <= (own, &**key) {
                break;
            }
            order[place] = order[place - 1];
            place -= 1;
        }
        order[place] = index as u8;
    }
    Order::Small(order)
}

fn large(entries: &[(Key, Value)], rank: fn(&str) -> u8) -> Order {
    let ranks: Vec<u8> = entries.iter().map(|(key, _)| rank(key)).collect();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&left, &right| (ranks[left], &entries[left].0).cmp(&(ranks[right], &entries[right].0)));
    Order::Large(order)
}
