//! What holds for all sets and nodes: more trouble is never safer, and what was seen by chance is never worse than the
//! worst.

use hagen_simulate::node::{HOST, ZONE};
use hagen_simulate::pods::{Budget, Identity, Keeps, Promise, Rollout, Spread, Term};
use hagen_simulate::select::Selector;
use hagen_simulate::{Event, Node, PodSet, Verdict, judge};
use proptest::prelude::*;
use proptest::test_runner::Config;

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let zone = prop_oneof![Just(None), Just(Some("a")), Just(Some("b")), Just(Some("c"))];
    prop::collection::vec(zone, 1..6).prop_map(|zones| {
        zones.into_iter().enumerate().map(|(at, zone)| Node::new(format!("n{at}"), zone, None)).collect()
    })
}

fn spread() -> impl Strategy<Value = Spread> {
    let key = prop_oneof![Just(ZONE), Just(HOST)];
    (key, 1..3u32, 1..4u32, any::<bool>(), any::<bool>()).prop_map(
        |(key, skew, min_domains, tainted, release)| Spread {
            key: key.into(),
            selector: Selector { requirements: Some(Vec::new()) },
            skew,
            min_domains,
            counts_unselected: false,
            counts_tainted: tainted,
            same_release: release,
        },
    )
}

fn set() -> impl Strategy<Value = PodSet> {
    let keeps = prop_oneof![
        (0..4u32).prop_map(Keeps::Available),
        (0..3u32).prop_map(Keeps::AllBut),
        (0..100u32).prop_map(Keeps::AvailablePercent),
    ];
    let apart = prop::collection::vec(prop_oneof![Just(ZONE), Just(HOST)], 0..2);
    let rules = (prop::collection::vec(spread(), 0..2), apart);
    let rollout = (0..2u32, 0..2u32, any::<bool>());
    (1..5u32, rules, prop::option::of(keeps), rollout, any::<bool>()).prop_map(
        |(replicas, (spread, apart), keeps, (surge, unavailable, sticky), quorum)| {
            let mut set = PodSet::new("Deployment", "shop", "web");
            (set.replicas, set.most) = (replicas, replicas);
            set.rules.spread = spread;
            let term = |key: &str| Term {
                key: key.into(),
                selector: Selector { requirements: Some(Vec::new()) },
                same_release: false,
                own_namespace: true,
            };
            set.rules.apart = apart.into_iter().map(term).collect();
            set.budgets = keeps.map(|keeps| Budget { name: "web".into(), keeps }).into_iter().collect();
            set.rollout = Rollout::Rolling { surge, unavailable: if surge == 0 { 1 } else { unavailable } };
            if sticky {
                set.identity = Identity::Sticky;
                set.rollout = Rollout::InPlace { unavailable: 1 };
            }
            set.promise = if quorum { Promise::Quorum } else { Promise::Ready(1) };
            set
        },
    )
}

fn of(verdicts: &[Verdict], is_meant: impl Fn(&Event) -> bool) -> impl Iterator<Item = &Verdict> {
    verdicts.iter().filter(move |verdict| is_meant(&verdict.event))
}

proptest! {
    #![proptest_config(Config { cases: 150, ..Config::default() })]

    /// Killing more never makes it safer: a zone is lost with each of its nodes, and two drains hold one.
    #[test]
    fn more_trouble_is_never_safer(set in set(), nodes in nodes()) {
        let verdicts = judge(&set, &nodes).verdicts;
        for node in &nodes {
            let Some(zone) = node.zone() else { continue };
            let node = of(&verdicts, |event| *event == Event::NodeLost(node.name.clone())).next();
            let zone = of(&verdicts, |event| *event == Event::ZoneLost(zone.into())).next();
            let (node, zone) = (node.expect("judged"), zone.expect("judged"));
            prop_assert!(zone.ready <= node.ready && zone.outcome >= node.outcome.min(zone.outcome));
        }
        for two in of(&verdicts, |event| matches!(event, Event::DrainTwo(..))) {
            for name in two.event.places() {
                let one = of(&verdicts, |event| *event == Event::Drain(name.into())).next().expect("judged");
                prop_assert!(two.ready <= one.ready, "{two:?} {one:?}");
            }
        }
    }

    /// Without a rule there are more placements, so nothing that can be lost gets less.
    #[test]
    fn a_rule_less_is_never_safer_for_a_node(set in set(), nodes in nodes()) {
        let bare = PodSet { rules: hagen_simulate::pods::Rules::default(), ..set.clone() };
        let (with, without) = (judge(&set, &nodes), judge(&bare, &nodes));
        prop_assume!(with.placed.0 == set.replicas);
        for (one, other) in with.verdicts.iter().zip(&without.verdicts) {
            if matches!(one.event, Event::NodeLost(_) | Event::ZoneLost(_)) {
                prop_assert!(other.ready <= one.ready, "{one:?} {other:?}");
            }
        }
    }

    /// A placement made at random within the rules is never worse than what was said, and neither is what is lost of it.
    #[test]
    fn what_happens_by_chance_is_no_worse(set in set(), nodes in nodes(), choices in prop::collection::vec(any::<prop::sample::Index>(), 8)) {
        let verdicts = judge(&set, &nodes);
        let placed = at_random(&set, &nodes, &choices);
        let total = u32::try_from(placed.len()).unwrap();
        prop_assert!(verdicts.placed.0 <= total && total <= verdicts.placed.1, "{:?} {placed:?}", verdicts.placed);
        for verdict in &verdicts.verdicts {
            let lost = |at: &&usize| match &verdict.event {
                Event::NodeLost(name) => nodes[**at].name == *name,
                Event::ZoneLost(zone) => nodes[**at].zone() == Some(zone),
                _ => false,
            };
            let remain = total - u32::try_from(placed.iter().filter(lost).count()).unwrap();
            prop_assert!(verdict.ready <= remain || !matches!(verdict.event, Event::NodeLost(_) | Event::ZoneLost(_)), "{verdict:?} {placed:?}");
        }
    }
}

/// Schedules pod after pod as kube-scheduler's filters would, written down once more and as plainly as can be.
fn at_random(set: &PodSet, nodes: &[Node], choices: &[prop::sample::Index]) -> Vec<usize> {
    let mut placed: Vec<usize> = Vec::new();
    for choice in choices.iter().take(set.replicas as usize) {
        let fitting: Vec<usize> = (0..nodes.len()).filter(|node| fits(set, nodes, &placed, *node)).collect();
        if fitting.is_empty() {
            break;
        }
        placed.push(fitting[choice.index(fitting.len())]);
    }
    placed
}

fn fits(set: &PodSet, nodes: &[Node], placed: &[usize], node: usize) -> bool {
    let value = |node: usize, key: &str| nodes[node].labels.get(key);
    let is_apart = set.rules.apart.iter().all(|term| {
        let here = value(node, &term.key);
        here.is_none() || !placed.iter().any(|other| value(*other, &term.key) == here)
    });
    let counted: Vec<usize> = (0..nodes.len())
        .filter(|node| set.rules.spread.iter().all(|spread| value(*node, &spread.key).is_some()))
        .collect();
    is_apart
        && set.rules.spread.iter().all(|spread| {
            let Some(here) = value(node, &spread.key) else { return false };
            let mut domains: Vec<&String> =
                counted.iter().filter_map(|node| value(*node, &spread.key)).collect();
            domains.sort_unstable();
            domains.dedup();
            let count = |domain: &String| {
                let in_domain = placed
                    .iter()
                    .filter(|pod| counted.contains(pod) && value(**pod, &spread.key) == Some(domain));
                u32::try_from(in_domain.count()).expect("there are few pods")
            };
            let least = domains.iter().map(|domain| count(domain)).min().unwrap_or(0);
            let least = if domains.len() < spread.min_domains as usize { 0 } else { least };
            count(here) + 1 - least.min(count(here) + 1) <= spread.skew
        })
}
