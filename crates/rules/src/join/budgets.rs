//! Disruption budgets and the pods that they are for.

use super::{Indexes, key};
use crate::codes;
use crate::facts::{Budget, Workload};
use crate::finding::{Finding, steps};
use crate::labels::HashMap;

/// A06, A07, A08, A09.
pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let mut of_workload: HashMap<(u64, u64, u64), Vec<&Budget>> = HashMap::default();
    for budget in indexes.facts().flat_map(|facts| &facts.budgets) {
        let mut hits = 0;
        for workload in indexes.pods.select(budget.namespace, &budget.selector).filter(|it| it.is_served()) {
            hits += 1;
            of_workload.entry(key(workload)).or_default().push(budget);
            found.extend(kept(indexes, budget, workload));
        }
        if hits == 0 && !indexes.may_be_unseen(budget.namespace, &budget.selector) {
            let message = "selects no pod that runs in replicas";
            found.push(Finding::new(&codes::BUDGETS, &budget.subject, steps!["spec", "selector"], message));
        }
    }
    for workload in indexes.facts().flat_map(|facts| &facts.workloads).filter(|it| it.is_served()) {
        let budgets = of_workload.get(&key(workload)).map_or(&[][..], Vec::as_slice);
        found.extend(number(indexes, workload, budgets));
    }
}

/// A06.
fn number(indexes: &Indexes<'_>, workload: &Workload, budgets: &[&Budget]) -> Option<Finding> {
    match budgets {
        [] if indexes.least(workload) > 1 => {
            let message = "has no disruption budget: a drain of nodes may take all its pods at once";
            Some(Finding::new(&codes::BUDGETS, &workload.subject, steps!["spec"], message))
        }
        [first, second, ..] => {
            let message = format!(
                "is the second of two disruption budgets of {}: no pod of it can be evicted any more",
                workload.subject.title()
            );
            let finding = Finding::new(&codes::BUDGETS, &second.subject, steps!["spec", "selector"], message);
            Some(finding.also(&first.subject, "is the other one"))
        }
        _ => None,
    }
}

/// A07, A08, A09.
fn kept(indexes: &Indexes<'_>, budget: &Budget, workload: &Workload) -> Option<Finding> {
    let least = indexes.least(workload);
    let may_go = budget.may_go(least);
    let key = if budget.unavailable.is_none() && budget.available.is_some() {
        "minAvailable"
    } else {
        "maxUnavailable"
    };
    let whom = workload.subject.title();
    let (code, message) = if least < 2 {
        (
            &codes::SINGLE_BUDGET,
            format!(
                "is for the single pod of {whom}: it keeps its node from being drained, or keeps nothing"
            ),
        )
    } else if may_go < 1 {
        (&codes::NONE_GOES, format!("lets no pod of {whom} go: no node with one of them can be drained"))
    } else if may_go >= least {
        (&codes::ALL_GO, format!("lets all {least} pods of {whom} go at once"))
    } else if workload.subject.kind == "StatefulSet" && least > 2 && least - may_go <= least / 2 {
        (
            &codes::ALL_GO,
            format!("lets {may_go} of the {least} pods of {whom} go at once: no majority is left"),
        )
    } else {
        return None;
    };
    let finding = Finding::new(code, &budget.subject, steps!["spec", key], message);
    Some(finding.also(&workload.subject, "is what it is for"))
}
