//! A35: whether a namespace allows its pods what they ask for.

use super::Indexes;
use crate::codes;
use crate::facts::{Amounts, Counted, Hard, Range, Resource, Span, Workload};
use crate::finding::{Finding, steps};
use crate::labels::HashMap;

/// Workloads by their namespaces.
type Places<'a> = HashMap<u64, Vec<&'a Workload>>;

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let quotas = || indexes.facts().flat_map(|facts| &facts.quotas);
    let ranges = || indexes.facts().flat_map(|facts| &facts.ranges);
    let namespaces = quotas().map(|quota| quota.namespace).chain(ranges().map(|range| range.namespace));
    let mut places: Places<'_> = namespaces.map(|namespace| (namespace, Vec::new())).collect();
    if places.is_empty() {
        return;
    }
    for workload in indexes.facts().flat_map(|facts| &facts.workloads) {
        places.entry(workload.namespace).and_modify(|list| list.push(workload));
    }
    for quota in quotas() {
        let ranges: Vec<&Range> = ranges().filter(|range| range.namespace == quota.namespace).collect();
        for (key, hard) in &quota.hard {
            let workloads = &places[&quota.namespace];
            let over =
                too_much(indexes, *hard, workloads).or_else(|| unsaid(hard.counts, workloads, &ranges));
            found.extend(over.map(|(message, workload)| {
                let way = steps!["spec", "hard", &**key];
                let finding = Finding::new(&codes::QUOTA, &quota.subject, way, message);
                finding.also(&workload.subject, "is one of those that it is for")
            }));
        }
    }
    for range in ranges() {
        found.extend(refused(range, &places[&range.namespace]));
    }
}

/// Why there is more than there may be, if there is, and whose is the most.
fn too_much<'a>(
    indexes: &Indexes<'_>,
    hard: Hard,
    workloads: &[&'a Workload],
) -> Option<(String, &'a Workload)> {
    let of = |workload: &Workload| match hard.counts {
        Counted::Workloads(kind) => u128::from(workload.subject.kind == kind),
        counts => per_pod(counts, workload) * pods(indexes, workload),
    };
    let more = |workload: &Workload| per_pod(hard.counts, workload) * surge(workload);
    let (most, all): (u128, u128) = (hard.most.into(), workloads.iter().map(|it| of(it)).sum());
    let (amount, when, largest) = if all > most {
        (all, "", workloads.iter().max_by_key(|it| of(it))?)
    } else {
        let rolled = workloads.iter().max_by_key(|it| more(it))?;
        (all + more(rolled), "with one pod more in a rollout ", rolled)
    };
    (amount > most).then(|| {
        let (most, there_is) = said(hard.counts, most, amount);
        (format!("allows {most}, and {when}{there_is}"), *largest)
    })
}

/// How many pods of a workload there are at once, apart from rollouts.
fn pods(indexes: &Indexes<'_>, workload: &Workload) -> u128 {
    let pods = match workload.subject.kind {
        "DaemonSet" => indexes.world.cluster.nodes.schedulable(),
        "Pod" => 1,
        _ if workload.is_served() => indexes.least(workload),
        _ => 0,
    };
    u128::try_from(pods).unwrap_or(0)
}

/// How many more there are in a rollout.
fn surge(workload: &Workload) -> u128 {
    let surge = if workload.recreates || workload.gives_way { 0 } else { workload.surge };
    u128::try_from(surge).unwrap_or(0)
}

fn per_pod(counts: Counted, workload: &Workload) -> u128 {
    match counts {
        Counted::Requests(resource) => workload.requests(resource),
        Counted::Limits(resource) => workload.limits(resource),
        Counted::Pods => 1,
        Counted::Workloads(_) => 0,
    }
}

/// What there may be and what there is, in words.
fn said(counts: Counted, most: u128, amount: u128) -> (String, String) {
    let pods = "the pods of its namespace";
    match counts {
        Counted::Requests(resource) => (
            resource.amount(most),
            format!("{pods} ask for {} of {}", resource.amount(amount), resource.name()),
        ),
        Counted::Limits(resource) => (
            resource.amount(most),
            format!("{pods} may use {} of {}", resource.amount(amount), resource.name()),
        ),
        Counted::Pods => (most.to_string(), format!("{pods} are {amount}")),
        Counted::Workloads(kind) => (format!("{most} of {kind}"), format!("there are {amount}")),
    }
}

/// Why pods cannot be counted, and are refused therefore.
fn unsaid<'a>(
    counts: Counted,
    workloads: &[&'a Workload],
    ranges: &[&Range],
) -> Option<(String, &'a Workload)> {
    let (resource, is_limit) = match counts {
        Counted::Requests(resource) => (resource, false),
        Counted::Limits(resource) => (resource, true),
        Counted::Pods | Counted::Workloads(_) => return None,
    };
    let spans = ranges.iter().filter(|range| !range.of_pod).map(|range| span(range, resource));
    if spans.into_iter().any(|span| if is_limit { span.limit } else { span.request }.is_some()) {
        return None;
    }
    let says = |container: &Amounts| {
        let bounds = container.of(resource);
        if is_limit { bounds.limit() } else { bounds.request() }.is_some()
    };
    let workload = workloads.iter().find(|workload| !workload.amounts.iter().all(says))?;
    let (what, name) = (if is_limit { "limit" } else { "request" }, resource.name());
    let message = format!("refuses every pod with a container that has no {what} of {name}");
    Some((message, workload))
}

fn span(range: &Range, resource: Resource) -> Span {
    let [cpu, memory] = range.spans;
    if resource == Resource::Cpu { cpu.1 } else { memory.1 }
}

/// The first pods that each bound of a range refuses.
fn refused(range: &Range, workloads: &[&Workload]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (resource, span) in range.spans {
        let mut told: Vec<&str> = Vec::new();
        for workload in workloads {
            let faults = if range.of_pod {
                of_all(workload, resource, span).into_iter().collect()
            } else {
                of_each(workload, resource, span)
            };
            for (key, message) in faults {
                if told.contains(&key) {
                    continue;
                }
                told.push(key);
                let way = steps!["spec", "limits", range.at, key, resource.name()];
                let message = format!("refuses pods, one of which {message}");
                let finding = Finding::new(&codes::QUOTA, &range.subject, way, message);
                found.push(finding.also(&workload.subject, "has such pods"));
            }
        }
    }
    found
}

/// What is wrong with a pod as a whole.
fn of_all(workload: &Workload, resource: Resource, span: Span) -> Option<(&'static str, String)> {
    let (name, show) = (resource.name(), |amount| resource.amount(amount));
    let (asked, used) = (workload.requests(resource), workload.limits(resource));
    match (span.least, span.most) {
        (_, Some(most)) if asked.max(used) > most.into() => Some((
            "max",
            format!("has {} of {name}, and {} is the most", show(asked.max(used)), show(most.into())),
        )),
        (Some(least), _) if asked < least.into() => Some((
            "min",
            format!("asks for {} of {name}, and {} is the least", show(asked), show(least.into())),
        )),
        _ => None,
    }
}

/// What is wrong with each container.
fn of_each(workload: &Workload, resource: Resource, span: Span) -> Vec<(&'static str, String)> {
    let fault = |container: &Amounts| {
        let bounds = container.of(resource);
        let (limit, request) = (bounds.limit().or(span.limit), bounds.request().or(span.request));
        let (name, show) = (resource.name(), |amount: u64| resource.amount(amount.into()));
        let most = request.max(limit).zip(span.most).filter(|(has, most)| has > most);
        let least = request.zip(span.least).filter(|(has, least)| has < least);
        let squeezed =
            request.zip(limit).filter(|(request, limit)| request > limit && bounds.limit().is_none());
        if let Some((has, most)) = most {
            Some((
                "max",
                format!("has a container with {} of {name}, and {} is the most", show(has), show(most)),
            ))
        } else if let Some((has, least)) = least {
            Some((
                "min",
                format!("asks for {} of {name} in a container, and {} is the least", show(has), show(least)),
            ))
        } else {
            let (request, limit) = squeezed?;
            let message = format!(
                "asks for {} of {name} in a container that may use {} where it says nothing",
                show(request),
                show(limit)
            );
            Some(("default", message))
        }
    };
    workload.amounts.iter().filter_map(fault).collect()
}
