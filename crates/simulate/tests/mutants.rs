//! Sets of pods that are right, each with one thing changed for the worse: the event that the change endangers must
//! tell, and a simulator that overlooks something must not pass.

use hagen_simulate::node::{HOST, ZONE};
use hagen_simulate::pods::{Budget, Identity, Keeps, Promise, Reach, Rollout, Spread, Term};
use hagen_simulate::select::Selector;
use hagen_simulate::{Event, Judgement, Node, Outcome, PodSet, judge};

/// A change for the worse, and the word of the event that it endangers.
struct Mutant {
    name: &'static str,
    start: fn() -> PodSet,
    change: fn(&mut PodSet, &mut Vec<Node>),
    event: &'static str,
    outcome: Outcome,
}

/// Six nodes in three zones.
fn nodes() -> Vec<Node> {
    let zones = ["a", "b", "c", "a", "b", "c"];
    zones.iter().enumerate().map(|(at, zone)| Node::new(format!("n{}", at + 1), Some(zone), None)).collect()
}

fn own(set: &PodSet) -> Selector {
    Selector::of_labels(&set.labels)
}

fn spread(set: &PodSet, key: &str) -> Spread {
    Spread {
        key: key.into(),
        selector: own(set),
        skew: 1,
        min_domains: 2,
        counts_unselected: false,
        counts_tainted: false,
        same_release: true,
    }
}

fn apart(set: &PodSet, key: &str) -> Term {
    Term { key: key.into(), selector: own(set), same_release: false, own_namespace: true }
}

/// An application as hagen makes it: three replicas over three zones, one may go at a time.
fn web() -> PodSet {
    let mut set = PodSet::new("Deployment", "shop", "web");
    set.labels.insert("app".into(), "web".into());
    (set.replicas, set.most) = (3, 3);
    set.rules.spread.push(spread(&set, ZONE));
    set.budgets.push(Budget { name: "web".into(), keeps: Keeps::AllBut(1) });
    set
}

/// Voters: a quorum of three over three zones, each with a volume of its zone.
fn voters() -> PodSet {
    let mut set = web();
    set.kind = "StatefulSet".into();
    set.identity = Identity::Sticky;
    set.rollout = Rollout::InPlace { unavailable: 1 };
    set.rules.spread[0].same_release = false;
    set.promise = Promise::Quorum;
    set.volume = Reach::Zone;
    set
}

fn brokers() -> PodSet {
    PodSet { promise: Promise::Copies { factor: 3, needed: 2, zonal: true }, ..voters() }
}

const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "no budget, and a soft spread",
        start: web,
        change: |set, _| {
            set.budgets.clear();
            set.rules.spread.clear();
        },
        event: "drain",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "no budget",
        start: voters,
        change: |set, _| set.budgets.clear(),
        event: "drainTwo",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a soft spread: nodes",
        start: web,
        change: |set, _| set.rules.spread.clear(),
        event: "nodeLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a soft spread: zones",
        start: web,
        change: |set, _| set.rules.spread.clear(),
        event: "zoneLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a spread over nodes alone",
        start: voters,
        change: |set, _| set.rules.spread[0].key = HOST.into(),
        event: "zoneLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a spread that selects other pods",
        start: web,
        change: |set, _| {
            set.rules.spread[0].selector = Selector::of_labels(&[("app".into(), "wob".into())].into());
        },
        event: "zoneLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a spread that counts the release before",
        start: web,
        change: |set, _| {
            set.rules.spread[0].same_release = false;
            set.promise = Promise::Ready(2);
        },
        event: "zoneLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "one replica",
        start: web,
        change: |set, _| {
            set.replicas = 1;
            set.budgets.clear();
        },
        event: "nodeLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a budget that keeps all",
        start: web,
        change: |set, _| set.budgets[0].keeps = Keeps::Available(3),
        event: "drain",
        outcome: Outcome::Hangs,
    },
    Mutant {
        name: "a budget of no unavailable percent",
        start: web,
        change: |set, _| set.budgets[0].keeps = Keeps::AllButPercent(0),
        event: "drain",
        outcome: Outcome::Hangs,
    },
    Mutant {
        name: "two budgets",
        start: web,
        change: |set, _| set.budgets.push(Budget { name: "other".into(), keeps: Keeps::Available(1) }),
        event: "drain",
        outcome: Outcome::Hangs,
    },
    Mutant {
        name: "as many nodes as replicas that need one each, and none to give away",
        start: web,
        change: |set, nodes| {
            set.rules.apart = vec![apart(set, HOST)];
            nodes.truncate(3);
        },
        event: "rollout",
        outcome: Outcome::Hangs,
    },
    Mutant {
        name: "fewer nodes than replicas that need one each",
        start: web,
        change: |set, nodes| {
            set.rules.apart = vec![apart(set, HOST)];
            nodes.truncate(2);
        },
        event: "scheduled",
        outcome: Outcome::Degraded,
    },
    Mutant {
        name: "more domains wanted than there are zones",
        start: web,
        change: |set, _| {
            set.rules.spread[0].min_domains = 4;
            set.replicas = 4;
        },
        event: "scheduled",
        outcome: Outcome::Degraded,
    },
    Mutant {
        name: "a zone that counts while it is away",
        start: web,
        change: |set, _| {
            set.rules.spread[0].counts_tainted = true;
            set.rules.spread[0].min_domains = 1;
        },
        event: "zoneLost",
        outcome: Outcome::Degraded,
    },
    Mutant {
        name: "a quorum of two",
        start: voters,
        change: |set, _| set.replicas = 2,
        event: "nodeLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a quorum of four",
        start: voters,
        change: |set, _| set.replicas = 4,
        event: "zoneLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "all copies must be in step",
        start: brokers,
        change: |set, _| set.promise = Promise::Copies { factor: 3, needed: 3, zonal: true },
        event: "nodeLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "volumes of one zone",
        start: voters,
        change: |set, nodes| {
            set.rules.spread.clear();
            set.rules.node_labels.insert(ZONE.into(), "a".into());
            nodes.truncate(6);
        },
        event: "zoneLost",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a volume of one node, two on each",
        start: web,
        change: |set, nodes| {
            set.volume = Reach::Node;
            set.rules.spread.clear();
            nodes.truncate(2);
        },
        event: "drain",
        outcome: Outcome::Hangs,
    },
    Mutant {
        name: "recreated",
        start: web,
        change: |set, _| set.rollout = Rollout::Recreate,
        event: "rollout",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "all unavailable",
        start: web,
        change: |set, _| set.rollout = Rollout::Rolling { surge: 0, unavailable: 3 },
        event: "rollout",
        outcome: Outcome::Down,
    },
    Mutant {
        name: "a budget that leaves no quorum",
        start: voters,
        change: |set, _| set.budgets[0].keeps = Keeps::Available(1),
        event: "drainTwo",
        outcome: Outcome::Down,
    },
];

type Judge = fn(&PodSet, &[Node]) -> Judgement;

fn worst(judgement: &Judgement, event: &str) -> Outcome {
    let meant = judgement.verdicts.iter().filter(|verdict| verdict.event.word() == event);
    meant.map(|verdict| verdict.outcome).max().expect("every event is judged")
}

/// The mutants that a judge overlooks.
fn overlooked(judge: Judge) -> Vec<&'static str> {
    let missed = |mutant: &&Mutant| {
        let (mut set, mut nodes) = ((mutant.start)(), nodes());
        (mutant.change)(&mut set, &mut nodes);
        worst(&judge(&set, &nodes), mutant.event) != mutant.outcome
    };
    MUTANTS.iter().filter(missed).map(|mutant| mutant.name).collect()
}

#[test]
fn what_is_right_is_found_right() {
    for set in [web(), voters(), brokers()] {
        let judgement = judge(&set, &nodes());
        assert_eq!(judgement.placed, (3, 3));
        for verdict in judgement.verdicts {
            assert!(verdict.outcome < Outcome::Hangs && verdict.is_exact, "{} {verdict:?}", set.kind);
            assert!(
                verdict.ready >= 2 || matches!(verdict.event, Event::ZoneLostThenDrain(..)),
                "{verdict:?}"
            );
        }
    }
}

#[test]
fn every_mutant_is_caught_by_its_event() {
    assert_eq!(overlooked(judge), Vec::<&str>::new());
}

/// Each overlooks one thing, which the mutants must notice.
const WRONG: &[(&str, Judge)] = &[
    ("no budget counts", |set, nodes| judge(&PodSet { budgets: Vec::new(), ..set.clone() }, nodes)),
    ("one budget is as good as two", |set, nodes| {
        let mut set = set.clone();
        set.budgets.truncate(1);
        judge(&set, nodes)
    }),
    ("every spread binds", |set, nodes| {
        let mut set = set.clone();
        set.rules.spread = vec![spread(&set, ZONE)];
        judge(&set, nodes)
    }),
    ("no affinity binds", |set, nodes| {
        let mut set = set.clone();
        set.rules.apart.clear();
        judge(&set, nodes)
    }),
    ("selectors always match", |set, nodes| {
        let mut set = set.clone();
        let own = own(&set);
        set.rules.spread.iter_mut().for_each(|spread| spread.selector = own.clone());
        judge(&set, nodes)
    }),
    ("releases never meet", |set, nodes| {
        let mut set = set.clone();
        set.rules.spread.iter_mut().for_each(|spread| spread.same_release = true);
        judge(&set, nodes)
    }),
    ("a quorum is one", |set, nodes| judge(&PodSet { promise: Promise::Ready(1), ..set.clone() }, nodes)),
    ("volumes are everywhere", |set, nodes| judge(&PodSet { volume: Reach::Anywhere, ..set.clone() }, nodes)),
    ("taints never count against a domain", |set, nodes| {
        let mut set = set.clone();
        set.rules.spread.iter_mut().for_each(|spread| spread.counts_tainted = false);
        judge(&set, nodes)
    }),
    ("nodes never run out", |set, nodes| {
        let more = (0..6).map(|at| Node::new(format!("more{at}"), nodes[0].zone(), None));
        judge(set, &nodes.iter().cloned().chain(more).collect::<Vec<_>>())
    }),
    ("minDomains is nothing", |set, nodes| {
        let mut set = set.clone();
        set.rules.spread.iter_mut().for_each(|spread| spread.min_domains = 1);
        judge(&set, nodes)
    }),
    ("every rollout surges", |set, nodes| {
        judge(&PodSet { rollout: Rollout::Rolling { surge: 1, unavailable: 0 }, ..set.clone() }, nodes)
    }),
];

#[test]
fn a_simulator_that_overlooks_something_does_not_pass() {
    for (name, wrong) in WRONG {
        assert!(!overlooked(*wrong).is_empty(), "nobody notices that {name}");
    }
}
