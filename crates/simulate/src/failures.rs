//! What fails, in words, and what to do about it.

use hagen_core::Code;

use crate::codes;
use crate::downtime::Rates;
use crate::judge::{Event, Outcome, Verdict};
use crate::pods::{PodSet, Promise, Reach, Rollout};
use crate::simulation::{Judged, Simulation};
use crate::world::World;

/// Something that fails.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The number of the component that it fails for; `None`: the cluster.
    pub component: Option<usize>,
    /// The kind.
    pub code: &'static Code,
    /// What fails.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Everything that fails, of each set and kind of event the worst.
pub fn failures(world: &World<'_>, simulation: &Simulation, objective: Option<f64>) -> Vec<Failure> {
    let counts = (world.nodes.len(), simulation.zones.len());
    let mut failures: Vec<Failure> =
        simulation.sets.iter().flat_map(|judged| of_set(judged, counts)).collect();
    failures.extend(no_room(simulation));
    failures.extend(over_budget(world, simulation, objective));
    failures
}

fn of_set(judged: &Judged, (nodes, zones): (usize, usize)) -> Vec<Failure> {
    let kinds: [fn(&Event) -> bool; 7] = [
        |event| *event == Event::Scheduled,
        |event| matches!(event, Event::NodeLost(_)),
        |event| matches!(event, Event::ZoneLost(_)),
        |event| matches!(event, Event::Drain(_)),
        |event| matches!(event, Event::DrainTwo(..)),
        |event| *event == Event::Rollout,
        |event| matches!(event, Event::ZoneLostThenDrain(..)),
    ];
    let worst = kinds.into_iter().filter_map(|kind| judged.worst(kind));
    let mut broken: Vec<&Verdict> = worst.filter(|it| judged.is_broken_by(it, nodes, zones)).collect();
    // Whoever does not survive a drain does not survive two, or one without a zone.
    if broken
        .iter()
        .any(|verdict| matches!(verdict.event, Event::Drain(_) | Event::ZoneLost(_) | Event::NodeLost(_)))
    {
        broken.retain(|verdict| !matches!(verdict.event, Event::DrainTwo(..) | Event::ZoneLostThenDrain(..)));
    }
    broken.into_iter().map(|verdict| failure(judged, verdict)).collect()
}

fn failure(judged: &Judged, verdict: &Verdict) -> Failure {
    let set = &judged.set;
    let code = match (&verdict.event, verdict.outcome) {
        (Event::Scheduled, _) => &codes::NO_PLACE,
        (_, Outcome::Hangs) => &codes::STUCK,
        _ => &codes::BROKEN,
    };
    Failure {
        component: Some(judged.component),
        code,
        message: message(set, verdict),
        help: help(set, verdict),
    }
}

fn message(set: &PodSet, verdict: &Verdict) -> String {
    let what = format!("{} `{}`", set.kind, set.name);
    let of = format!("{} of {}", verdict.ready, set.replicas);
    match (&verdict.event, verdict.outcome) {
        (Event::Scheduled, _) => format!("{what}: it may be that {of} pods find a place"),
        (event, Outcome::Hangs) => format!("{what}: {} never ends", words(event)),
        (event, _) => {
            format!("{what}: {of} pods remain when {}, and {} must", happens(event), needs(set))
        }
    }
}

fn needs(set: &PodSet) -> String {
    match set.promise {
        Promise::Copies { factor, needed, .. } => format!("{needed} of {factor} copies of everything"),
        Promise::Quorum => format!("a quorum of {}", set.promise.least(set.replicas)),
        _ => set.promise.least(set.replicas).to_string(),
    }
}

fn words(event: &Event) -> String {
    match event {
        Event::Drain(node) => format!("the drain of `{node}`"),
        Event::Rollout => "a rollout".to_owned(),
        event => happens(event),
    }
}

fn happens(event: &Event) -> String {
    match event {
        Event::Scheduled => "everything is scheduled".to_owned(),
        Event::NodeLost(node) => format!("`{node}` is lost"),
        Event::ZoneLost(zone) => format!("zone `{zone}` is lost"),
        Event::Drain(node) => format!("`{node}` is drained"),
        Event::DrainTwo(one, other) => format!("`{one}` and `{other}` are drained at once"),
        Event::Rollout => "a new version replaces the old one".to_owned(),
        Event::ZoneLostThenDrain(zone, node) => format!("zone `{zone}` is lost and `{node}` is drained"),
    }
}

fn help(set: &PodSet, verdict: &Verdict) -> String {
    let text = match (&verdict.event, verdict.outcome) {
        _ if set.replicas < 2 => {
            "have two replicas or more; or give the environment `profile: dev`, where one may stop"
        }
        (Event::Scheduled, _) => "have more nodes, or fewer replicas",
        (Event::Drain(_), Outcome::Hangs) => match set.budgets.len() {
            0 => "the pods cannot be anywhere else: have one node more than replicas",
            1 if set.budgets[0].keeps.of(set.replicas) >= set.replicas => {
                "its budget gives no pod away: let it give one away (`maxUnavailable: 1`)"
            }
            1 => {
                "the pods cannot be anywhere else: have one node more than replicas, or let the budget give more away"
            }
            _ => "two disruption budgets select its pods, so every eviction is refused: leave one",
        },
        (Event::Drain(_) | Event::DrainTwo(..) | Event::ZoneLostThenDrain(..), _)
            if set.budgets.is_empty() =>
        {
            "no PodDisruptionBudget holds evictions back: have one with `maxUnavailable: 1`"
        }
        (Event::Drain(_) | Event::DrainTwo(..) | Event::ZoneLostThenDrain(..), _) => {
            "let its disruption budget keep more pods"
        }
        (Event::Rollout, Outcome::Hangs) => {
            "a new pod finds no place while the old ones are there: allow `maxUnavailable: 1`, or have a node more"
        }
        (Event::Rollout, _) if set.rollout == Rollout::Recreate => "take `RollingUpdate` with a surge",
        (Event::Rollout, _) => "allow `maxUnavailable: 0` with a surge, or have more replicas",
        (Event::ZoneLost(_), _) if set.volume == Reach::Zone => {
            "its rules or volumes let too many pods be in one zone: spread them over zones with a required rule"
        }
        (Event::ZoneLost(_), _) => {
            "its rules let too many pods be in one zone: spread them with a required rule"
        }
        (Event::NodeLost(_), _) => {
            "its rules let too many pods be on one node: hold them apart with a required rule"
        }
    };
    text.to_owned()
}

fn no_room(simulation: &Simulation) -> Option<Failure> {
    let capacity = simulation.capacity.as_ref().filter(|capacity| capacity.homeless > 0)?;
    let message = format!("{} pods find no room when {} is away", capacity.homeless, capacity.without);
    Some(Failure {
        component: None,
        code: &codes::NO_ROOM,
        message,
        help: "have more or larger nodes, or ask for less".to_owned(),
    })
}

fn over_budget(world: &World<'_>, simulation: &Simulation, objective: Option<f64>) -> Vec<Failure> {
    let over = simulation.chains.iter().filter_map(|chain| {
        let percent = chain.slo.or(objective)?;
        let (spent, allowed) = (chain.downtime().sum(), crate::arithmetic::budget(percent));
        (spent > allowed).then(|| Failure {
            component: Some(chain.component),
            code: &codes::OVER_BUDGET,
            message: format!(
                "`{}` is away for {} a month, and {percent} % allow {}",
                world.components[chain.component].name,
                span(spent),
                span(allowed)
            ),
            help: "see which component costs most; the rates of events are assumptions of yours".to_owned(),
        })
    });
    over.collect()
}

/// A span of seconds as people say it: `3 min 20 s`.
pub fn span(seconds: f64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is no month by far")]
    let whole = seconds.max(0.0).round() as u64;
    match (whole / 60, whole % 60) {
        (0, 0) if seconds > 0.005 => format!("{seconds:.1} s"),
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// The rates in words, one assumption each.
pub fn assumptions(rates: &Rates) -> Vec<String> {
    vec![
        format!("each node is lost {} times a year, for {}", rates.node_losses, span(rates.node_outage)),
        format!("each zone is lost {} times a year, for {}", rates.zone_losses, span(rates.zone_outage)),
        format!("each node is drained {} times a month", rates.drains),
        format!(
            "an application has {} new versions a month, everything else {}",
            rates.rollouts, rates.updates
        ),
        format!(
            "a lost node gets requests for {} more; a pod is ready {} after it was scheduled",
            span(rates.detection),
            span(rates.start)
        ),
        "CloudNativePG has a new primary within 60 s of losing one, Patroni within 50 s; a switchover takes 10 s"
            .to_owned(),
        "servers of k3s take pods and are as large as workers; what hagen does not make takes no room".to_owned(),
        "what is asked is asked by every request; requests to other pods than the lost ones are answered".to_owned(),
    ]
}
