//! A35: whether a namespace allows its pods what they ask for.

use super::Indexes;
use crate::codes;
use crate::facts::{Amounts, Hard, Range, Resource, Span, Workload};
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
            let over = too_much(indexes, *hard, workloads).or_else(|| unsaid(*hard, workloads, &ranges));
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

/// Why all pods together have more than they may, if they do, and whose are the most.
fn too_much<'a>(
    indexes: &Indexes<'_>,
    hard: Hard,
    workloads: &[&'a Workload],
) -> Option<(String, &'a Workload)> {
    let replicas = |workload: &Workload| match workload.subject.kind {
        "DaemonSet" => indexes.world.cluster.nodes.schedulable(),
        "Pod" => 1,
        _ if workload.is_served() => indexes.least(workload),
        _ => 0,
    };
    let per_pod = |workload: &Workload| match hard {
        Hard::Requests(resource, _) => workload.requests(resource),
        Hard::Limits(resource, _) => workload.limits(resource),
        Hard::Pods(_) => 1,
        Hard::Workloads(..) => 0,
    };
    let of = |workload: &Workload| per_pod(workload) * u128::try_from(replicas(workload)).unwrap_or(0);
    let more = |workload: &Workload| {
        let surge = if workload.recreates || workload.gives_way { 0 } else { workload.surge };
        per_pod(workload) * u128::try_from(surge).unwrap_or(0)
    };
    let (most, what, resource) = match hard {
        Hard::Requests(resource, most) => {
            (most, format!("ask for {{}} of {}", resource.name()), Some(resource))
        }
        Hard::Limits(resource, most) => {
            (most, format!("may use {{}} of {}", resource.name()), Some(resource))
        }
        Hard::Pods(most) => (most, "are {}".to_owned(), None),
        Hard::Workloads(kind, most) => {
            let all = || workloads.iter().filter(|it| it.subject.kind == kind);
            let count = all().count();
            let message = format!("allows {most} of {kind}, and there are {count}");
            return all()
                .next_back()
                .filter(|_| count > usize::try_from(most).unwrap_or(0))
                .map(|it| (message, *it));
        }
    };
    let show = |amount: u128| resource.map_or_else(|| amount.to_string(), |resource| resource.amount(amount));
    let all: u128 = workloads.iter().map(|it| of(it)).sum();
    if all > most.into() {
        let largest = workloads.iter().max_by_key(|it| of(it))?;
        let message = format!(
            "allows {}, and the pods of its namespace {}",
            show(most.into()),
            what.replace("{}", &show(all))
        );
        return Some((message, largest));
    }
    let rolled = workloads.iter().max_by_key(|it| more(it))?;
    (all + more(rolled) > most.into()).then(|| {
        let message = format!(
            "allows {}, and with one pod more in a rollout the pods of its namespace {}",
            show(most.into()),
            what.replace("{}", &show(all + more(rolled)))
        );
        (message, *rolled)
    })
}

/// Why pods cannot be counted, and are refused therefore.
fn unsaid<'a>(hard: Hard, workloads: &[&'a Workload], ranges: &[&Range]) -> Option<(String, &'a Workload)> {
    let (resource, is_limit) = match hard {
        Hard::Requests(resource, _) => (resource, false),
        Hard::Limits(resource, _) => (resource, true),
        Hard::Pods(_) | Hard::Workloads(..) => return None,
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
