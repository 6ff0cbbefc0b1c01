//! Bounds hold: no way that was looked at is worse than what is said without a look.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Starts, verdicts};
use crate::amount::Amount;
use crate::ground::Ground;
use crate::judge::{Event, zones};
use crate::node::{HOST, Node, ZONE};
use crate::pods::{Budget, Identity, Keeps, PodSet, Rollout, Spread, Term};
use crate::search::{fill, total};
use crate::select::Selector;

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let room = prop_oneof![Just(None), (1..4u64).prop_map(|cpu| Some(Amount { cpu, memory: 9 }))];
    let zone = prop_oneof![Just(None), Just(Some("a")), Just(Some("b")), Just(Some("c"))];
    prop::collection::vec((zone, room), 1..6).prop_map(|nodes| {
        let nodes = nodes.into_iter().enumerate();
        nodes.map(|(at, (zone, room))| Node::new(format!("n{at}"), zone, room)).collect()
    })
}

fn everything() -> Selector {
    Selector { requirements: Some(Vec::new()) }
}

fn spread() -> impl Strategy<Value = Spread> {
    let key = prop_oneof![Just(ZONE), Just(HOST)];
    (key, 1..3u32, 1..4u32, any::<bool>(), any::<bool>()).prop_map(
        |(key, skew, min_domains, counts_tainted, same_release)| Spread {
            key: key.into(),
            selector: everything(),
            skew,
            min_domains,
            counts_unselected: false,
            counts_tainted,
            same_release,
        },
    )
}

fn term(key: &str) -> Term {
    Term { key: key.into(), selector: everything(), same_release: false, own_namespace: true }
}

fn set() -> impl Strategy<Value = PodSet> {
    let keys = || prop::collection::vec(prop_oneof![2 => Just(HOST), 1 => Just(ZONE)], 0..2);
    let rules = (prop::collection::vec(spread(), 0..2), keys(), prop::bool::weighted(0.1));
    let rollout = prop_oneof![
        (0..3u32, 0..2u32)
            .prop_map(|(surge, u)| Rollout::Rolling { surge, unavailable: if surge == 0 { 1 } else { u } }),
        (1..3u32).prop_map(|unavailable| Rollout::InPlace { unavailable }),
        Just(Rollout::Recreate),
    ];
    let keeps = prop_oneof![(0..4u32).prop_map(Keeps::Available), (0..3u32).prop_map(Keeps::AllBut)];
    let budgets = prop::collection::vec(keeps, 0..3);
    (1..6u32, rules, budgets, rollout, any::<bool>()).prop_map(
        |(replicas, (spread, apart, is_together), budgets, rollout, is_ordered)| {
            let mut set = PodSet::new("Deployment", "shop", "web");
            (set.replicas, set.most, set.rollout) = (replicas, replicas, rollout);
            set.requests = Amount { cpu: 1, memory: 1 };
            set.rules.spread = spread;
            set.rules.apart = apart.into_iter().map(term).collect();
            set.rules.together = is_together.then(|| term(ZONE)).into_iter().collect();
            set.budgets = budgets.into_iter().map(|keeps| Budget { name: "web".into(), keeps }).collect();
            if matches!(rollout, Rollout::InPlace { .. }) {
                (set.identity, set.is_ordered) = (Identity::Sticky, is_ordered);
            }
            set
        },
    )
}

proptest! {
    #![proptest_config(Config { cases: 400, ..Config::default() })]

    #[test]
    fn nothing_is_worse_than_its_bound(set in set(), nodes in nodes()) {
        let zones = zones(&nodes);
        let ground = Ground::new(&set, &nodes, &zones);
        let sure = ground.surely(set.replicas);
        let Some(ends) = fill(&ground, vec![ground.empty()], set.replicas) else { return Ok(()) };
        let least = ends.iter().map(total).min().unwrap_or(0);
        prop_assert!(sure <= least);
        let of = |ends, sure| verdicts(&set, &nodes, &zones, &ground, &Starts::of(&set, &ground, ends, sure), (sure, sure));
        for (bound, exact) in of(None, sure).iter().zip(&of(Some(ends), least)) {
            prop_assert!(bound.event == exact.event && bound.ready <= exact.ready, "{bound:?} {exact:?}");
            let may_wait = matches!(exact.event, Event::DrainTwo(..) | Event::ZoneLostThenDrain(..));
            prop_assert!(may_wait || bound.later <= exact.later, "{bound:?} {exact:?}");
            prop_assert!(may_wait || bound.outcome >= exact.outcome, "{bound:?} {exact:?}");
        }
    }
}
